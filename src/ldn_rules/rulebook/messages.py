"""The names in braces of a message: each must be something that the case can say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from ldn_rules.rulebook.diagnostics import suggestion
from ldn_rules.rulebook.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Collection

    from ldn_rules.rulebook.model import Case
    from ldn_rules.rulebook.nodes import Scalar
    from ldn_rules.rulebook.problems import Problems

PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")
"""A name in braces; the group is the name."""

_STARTS: Final = ("earliest", "preferred")


def check_message(written: Scalar, known: Collection[str], what: str, problems: Problems) -> None:
    """Report every name in braces that is not known to ``what`` (a case, say)."""
    for name in PLACEHOLDER.findall(written.text):
        if name not in known:
            problems.add("E127", _complaint(name, what), written, suggestion(name, known))
    rest = PLACEHOLDER.sub("", written.text)
    if "{" in rest or "}" in rest:
        problems.add("E127", "a brace without its partner", written, "write {role.text}")


def sayable(case: Case) -> set[str]:
    """Every name that a message of this case may hold in braces."""
    texts = {f"{role.name}.{text}" for role in case.roles for text in KINDS[role.kind].texts}
    starts = set(_STARTS) if case.bands and case.bands.table else set()
    return texts | starts | ({"value"} if case.bands else set())


def has_known_kinds(case: Case) -> bool:
    """Whether the kind of every role could be read; where not, what the case can say is unknown."""
    return bool(case.roles) and all(role.kind in KINDS for role in case.roles)


def check_prose(written: Scalar, problems: Problems) -> None:
    """Report braces in a text that is shown as it stands."""
    if "{" in written.text or "}" in written.text:
        problems.add("E127", "only message and management may name facts in braces", written, "write it without braces")


def _complaint(name: str, what: str) -> str:
    if name == "value":
        return f"`{{value}}` is the measure of bands, and {what} has none"
    if name in _STARTS:
        return f"`{{{name}}}` comes from a table, and {what} uses none"
    return f"`{{{name}}}` is nothing that {what} can say"
