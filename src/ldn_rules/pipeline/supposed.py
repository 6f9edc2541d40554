"""What a list would give if a date that is only a month or a year were one of its days."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from ldn_rules.facts.single_days import single_days
from ldn_rules.findings.hits import CANNOT_ASSESS, MOST_CANNOT_ASSESS, NOTE
from ldn_rules.findings.moments import is_history
from ldn_rules.findings.outcome import in_order, place_of, worst_of
from ldn_rules.findings.settle import entries_of
from ldn_rules.intake.codes import DAYS_LEFT_OUT
from ldn_rules.intake.model import Problem
from ldn_rules.rulebook.enumerations import SEVERITIES, SINGLE_DAY

if TYPE_CHECKING:
    from collections.abc import Callable

    from ldn_rules.engine.check import Checked
    from ldn_rules.facts.model import FactSet
    from ldn_rules.facts.settings import Settings
    from ldn_rules.facts.single_days import SingleDay
    from ldn_rules.findings.draft import Draft
    from ldn_rules.findings.model import Finding
    from ldn_rules.pipeline.assessed import Assessed
    from ldn_rules.reading.model import ListReading
    from ldn_rules.rulebook.model import Reporting

MOST: Final = 6_500
"""Facts that are made again, over all days of one list: a quarter of a second."""


class Stages(Struct, frozen=True):
    """The stages behind a reading: its facts, what stands by the second evaluator alone, what both match, words."""

    build: Callable[[ListReading], FactSet]
    settle: Callable[[FactSet], list[Draft]]
    evaluate: Callable[[FactSet], Checked]
    words: Callable[[Draft, FactSet], Finding]


class _Possible(Struct, frozen=True):
    """What a day would give, with the facts of the list on that day."""

    draft: Draft
    facts: FactSet
    day: SingleDay

    @property
    def rank(self) -> int:
        """Its severity, as far as what cannot be assessed goes."""
        return min(self.draft.severity, MOST_CANNOT_ASSESS)

    @property
    def entries(self) -> tuple[str, ...]:
        """The ids of the entries that it speaks of."""
        return tuple(sorted(entries_of(self.draft.hits, self.facts)))

    @property
    def telling(self) -> tuple[bool, int, str, str]:
        """Greater is what is said first: by a date of its own entries, of the latest moment."""
        entries = self.entries
        return self.day.entry in entries, self.draft.moment, self.day.says, self.draft.hit.case.name


def with_supposed(
    given: Assessed, reading: ListReading, settings: Settings, reporting: Reporting, stages: Stages
) -> Assessed:
    """The assessment with what the worst day of such a date would give, if that is worse than all that is reported.

    It stands beside the rest as cannot-assess, at most major, and names the date that decides. The days are looked at
    by the second evaluator, and what is reported of them by both: where these differ the list counts as not checked.
    A list with too many days is looked at on those nearest to the check, and a problem says so.
    """
    worst = max(NOTE, place_of(worst_of(given.findings)))
    if worst >= MOST_CANNOT_ASSESS:
        return given
    days = single_days(reading, given.facts, settings)
    looked_at = days[: max(1, MOST // (1 + len(given.facts.facts)))]
    problems = () if len(looked_at) == len(days) else (_left_out(len(days), len(looked_at)),)
    found: list[_Possible] = []
    for day in looked_at:
        facts = stages.build(day.of(reading))
        current = [draft for draft in stages.settle(facts) if not is_history(draft.moment, reporting.history_days)]
        found += [_Possible(draft, facts, day) for draft in current if draft.severity > worst]
    checked, beside = given.checked, []
    for one in _worst(found):
        again = stages.evaluate(one.facts)
        checked = checked if again.agreed else again
        beside.append(_doubted(stages.words(one.draft, one.facts), one, reporting))
    return replace(given, checked=checked, findings=in_order((*given.findings, *beside)), problems=problems)


def _worst(found: list[_Possible]) -> list[_Possible]:
    """One of the worst for each rule and its entries."""
    top = max((one.rank for one in found), default=0)
    kept: dict[tuple[str, tuple[str, ...]], _Possible] = {}
    for one in sorted((one for one in found if one.rank == top), key=lambda one: one.telling):
        kept[one.draft.hit.rule.id, one.entries] = one
    return list(kept.values())


def _doubted(finding: Finding, one: _Possible, reporting: Reporting) -> Finding:
    texts = reporting.doubt_texts
    said = texts.get(SINGLE_DAY, texts["default"]).replace("{doubt}", one.day.says)
    severity = SEVERITIES[one.rank]
    return replace(finding, kind=CANNOT_ASSESS, severity=severity, message=f"{finding.message} {said}")


def _left_out(days: int, looked_at: int) -> Problem:
    message = (
        f"dates that are a month or a year leave {days} days that may decide; looked at: {looked_at} (write the days)"
    )
    return Problem(DAYS_LEFT_OUT, message, "medications")
