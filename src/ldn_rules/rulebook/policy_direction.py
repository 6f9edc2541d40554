"""Whether a change of a threshold is stricter, or may somewhere be laxer.

Stricter is said only where nothing can become milder; whatever cannot be told counts as laxer.

- Bands: the changed rows nowhere give a lower severity than those of the rules, over the whole axis.
- A line: more facts match it (of ``unless``: fewer). A constant that must be met exactly cannot be told.
- A rule that keeps another one quiet by reporting (``yields-to``, the order of the opioid contact): where it would
  newly report, that cannot be told.
- A setting of the fact stage: in the direction that ``semantics.yaml`` calls stricter; without one it cannot be told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ldn_rules.rulebook.enumerations import SEVERITIES
from ldn_rules.rulebook.model import Absent, AnyOf, Comparison

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ldn_rules.rulebook.model import BandRow, Bound, Case, Line, Rule, RuleSet, Span

_QUIET = -1
_GROWS_UP = frozenset({"less-than", "at-most"})
"""Operators with which a greater constant matches more."""


def bands_laxer(shipped: Sequence[BandRow], here: Sequence[BandRow], *, hides: bool = False) -> bool:
    """Whether the rows give a lower severity anywhere; with ``hides`` also whether they report where none did."""
    bounds = [0, *(row.upper.values[0] for row in (*shipped, *here) if row.upper is not None)]
    for value in {near for bound in bounds for near in (bound - 1, bound, bound + 1)}:
        before, after = _severity_at(shipped, value), _severity_at(here, value)
        if after < before or (hides and before == _QUIET and after > _QUIET):
            return True
    return False


def _severity_at(rows: Sequence[BandRow], value: int) -> int:
    for row in rows:
        if row.upper is None or value < row.upper.values[0] + (row.upper.op == "at-most"):
            return _QUIET if row.severity is None else SEVERITIES.index(row.severity)
    return _QUIET


def bound_laxer(shipped: Bound, here: Bound, *, when: bool) -> bool:
    """Whether a line with the constant ``here`` may match fewer facts (of ``unless``: more)."""
    grows = here.values[0] > shipped.values[0]
    matches_more = grows if shipped.op in _GROWS_UP else not grows
    return matches_more != when


def setting_laxer(stricter: str, shipped: int, here: int) -> bool:
    """``stricter`` is ``more``, ``less`` or empty: not told."""
    return not ((stricter == "more" and here > shipped) or (stricter == "less" and here < shipped))


def hides_others(rule: Rule, ruleset: RuleSet) -> bool:
    """Whether another rule may be quiet because this one reports."""
    if any(rule.id in other.yields_to for other in ruleset.rules):
        return True
    order = ruleset.reporting
    return rule.id in (*order.overlap[:-1], *order.washout[:-1], *order.after[:-1])


def bound_at(rule: Rule, span: Span) -> Bound | None:
    """The bound of a line of a rule that is written at that place."""
    return next((bound for case in rule.cases for bound in _bounds(case) if bound.span == span), None)


def _bounds(case: Case) -> Iterator[Bound]:
    yield from _of_lines((*case.when, *case.unless))


def _of_lines(lines: Iterable[Line]) -> Iterator[Bound]:
    for line in lines:
        if isinstance(line.test, Comparison):
            yield from line.test.bounds
        elif isinstance(line.test, AnyOf):
            yield from _of_lines(line.test.lines)
        elif isinstance(line.test, Absent):
            yield from _of_lines(line.test.where)
