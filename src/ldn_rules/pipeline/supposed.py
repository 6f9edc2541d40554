"""What a list would give if a date that is only a month or a year were one of its days."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from ldn_rules.facts.single_days import single_days
from ldn_rules.findings.hits import CANNOT_ASSESS, MOST_CANNOT_ASSESS, NOTE
from ldn_rules.findings.outcome import in_order, place_of, worst_of
from ldn_rules.rulebook.enumerations import SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from ldn_rules.facts.settings import Settings
    from ldn_rules.facts.single_days import SingleDay
    from ldn_rules.findings.model import Finding
    from ldn_rules.pipeline.assessed import Assessed
    from ldn_rules.reading.model import ListReading


MOST: Final = 6_000
"""Facts that are made again, over all days of one list: about a second."""


def with_supposed(
    given: Assessed,
    reading: ListReading,
    settings: Settings,
    assess: Callable[[ListReading], Assessed],
    template: str,
) -> Assessed:
    """The assessment with what the worst day of such a date would give, if that is worse than all that is reported.

    It stands beside the rest as cannot-assess, at most major, and names the date that decides by the ``template``
    (``{doubt}``). Where the evaluators differ on such a day, or there are too many days, the list counts as not
    checked.
    """
    worst = max(NOTE, place_of(worst_of(given.findings)))
    if worst >= MOST_CANNOT_ASSESS:
        return given
    days = single_days(reading, given.facts, settings)
    if len(days) * len(given.facts.facts) > MOST:
        reason = f"dates that are a month or a year leave {len(days)} days of a long list to look at"
        return replace(given, checked=replace(given.checked, agreed=False, reason=reason))
    checked = given.checked
    found: list[tuple[Finding, SingleDay]] = []
    for one in days:
        assessed = assess(one.of(reading))
        checked = checked if assessed.checked.agreed else assessed.checked
        found += [(finding, one) for finding in assessed.findings if not finding.history]
    beside = [_doubted(finding, template.replace("{doubt}", one.says)) for finding, one in _worst(found, worst)]
    return replace(given, checked=checked, findings=in_order((*given.findings, *beside)))


def _worst(found: Sequence[tuple[Finding, SingleDay]], above: int) -> Iterable[tuple[Finding, SingleDay]]:
    """One of the worst for each rule and its entries, if it is worse than ``above``: by a date of one of these entries
    rather than another's, and the latest moment.
    """
    top = max((_rank(finding) for finding, _ in found), default=above)
    kept: dict[tuple[str, tuple[str, ...]], tuple[Finding, SingleDay]] = {}
    for finding, one in sorted(found, key=_telling):
        if _rank(finding) == top > above:
            kept[finding.rule, finding.medications] = finding, one
    return kept.values()


def _telling(found: tuple[Finding, SingleDay]) -> tuple[bool, str, str, int]:
    finding, one = found
    return one.entry in finding.medications, finding.moment, one.says, one.day


def _rank(finding: Finding) -> int:
    return min(place_of(finding.severity), MOST_CANNOT_ASSESS)


def _doubted(finding: Finding, said: str) -> Finding:
    severity = SEVERITIES[_rank(finding)]
    return replace(finding, kind=CANNOT_ASSESS, severity=severity, message=f"{finding.message} {said}")
