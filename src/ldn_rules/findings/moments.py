"""The day a finding speaks of, and whether that is history (docs/guide/semantics.md "History")."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ldn_rules.rulebook.kinds import NEVER

if TYPE_CHECKING:
    from ldn_rules.facts.model import Fact, FactSet
    from ldn_rules.findings.hits import Hit


def moment_of(hit: Hit, facts: FactSet) -> int:
    """Day number of the hit's moment; day 0 where none can be given or the moment is still open."""
    moment = hit.case.moment
    if moment.shared:
        return _closed(min(_day(facts.facts[hit.binding[role]], "last") for role in moment.shared))
    if moment.role is not None and moment.field is not None:
        return _closed(_day(facts.facts[hit.binding[moment.role]], moment.field))
    return 0


def _day(fact: Fact, field: str) -> int:
    value = fact.values[field]
    return value if isinstance(value, int) else value[1]


def _closed(day: int) -> int:
    return 0 if day >= NEVER else day


def is_history(day: int, history_days: int) -> bool:
    """Whether a moment lies more than ``history_days`` before as_of."""
    return day < -history_days
