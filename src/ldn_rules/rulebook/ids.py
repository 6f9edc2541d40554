"""Rule ids as a caller writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ldn_rules.rulebook.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Collection

    from ldn_rules.rulebook.model import RuleSet


def rule_named(given: str, ids: Collection[str]) -> str:
    """The id that is meant, whatever its case; UsageError that names the nearest one if there is none."""
    wanted = given.upper()
    if wanted in ids:
        return wanted
    from ldn_rules.rulebook.scope import near_rule

    hint = near_rule(wanted, ids) or "ldn-rules rules list names them all"
    raise UsageError(f"there is no rule {given} ({hint})")


def running_rule(given: str, ruleset: RuleSet) -> str:
    """The id of a rule that runs; UsageError if there is no such rule, or if it does not."""
    by_id = {rule.id: rule for rule in ruleset.rules}
    rule = by_id[rule_named(given, by_id)]
    if rule.kind == "guard":
        raise UsageError(f"{rule.id} is a guard: it never reports, its tests hold what must stay quiet")
    if rule.status == "draft":
        raise UsageError(f"{rule.id} is a draft and does not run yet; ldn-rules rules test {rule.id} tries it out")
    if rule.status != "active":
        raise UsageError(f"{rule.id} is {rule.status} and does not run")
    return rule.id
