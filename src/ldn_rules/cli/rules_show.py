"""``ldn-rules rules show``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ldn_rules.cli import options

if TYPE_CHECKING:
    from ldn_rules.rulebook.model import Rule, RuleSet

HELP = """Show one rule in words: when it reports and how badly, what it says, its sources, its tests.

\b
Example:
  ldn-rules rules show LDN104
"""


@click.command("show", help=HELP)
@click.argument("rule_id", metavar="ID")
@options.rules_option()
@options.output_option("text", "json")
def command(rule_id: str, rules_dir: str | None, output: str) -> None:
    """Print the rule."""
    from ldn_rules.cli.said import say_json
    from ldn_rules.pipeline import ruleset, test_names
    from ldn_rules.report.layout import page_for
    from ldn_rules.report.rule_words import shown
    from ldn_rules.rulebook.ids import rule_named

    rules = ruleset(rules_dir)
    by_id = {rule.id: rule for rule in rules.rules}
    rule = by_id[rule_named(rule_id, by_id)]
    tests = test_names(rules_dir, rule.id)
    if output == "json":
        say_json(_data(rule, rules, tests))
        return
    page = page_for(1)
    lines = list(shown(rule, rules.tables, page))
    if tests:
        lines += ["", f"Tests ({len(tests)})", *(line for name in tests for line in page.block(name, "-"))]
    click.echo("\n".join(lines))


def _data(rule: Rule, rules: RuleSet, tests: tuple[str, ...]) -> dict[str, object]:
    from ldn_rules.cli.rules_list import row
    from ldn_rules.report.rule_words import case_data

    return {
        **row(rule, rules.tables),
        "authored_by": rule.authored_by,
        "reviewed": rule.reviewed,
        "next_review": rule.next_review,
        "cases": [case_data(case, rules.tables) for case in rule.cases],
        "message": rule.alert.message,
        "management": list(rule.alert.management),
        "mechanism": rule.alert.mechanism,
        "consequence": rule.alert.consequence,
        "evidence": [
            {"source": each.source, "citation": each.citation, "says": each.says, "certainty": each.certainty}
            for each in rule.evidence
        ],
        "tests": list(tests),
    }
