"""What a rule does besides its conditions, in words: with what is not known, with other rules and findings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ldn_rules.rulebook.model import Case, Moment, Reporting, Rule, Unknown

_PHASES: Final = {
    "overlap": "an opioid in use together with naltrexone",
    "washout": "an opioid that ended before naltrexone",
    "after": "an opioid that began after naltrexone ended",
}
_MERGED: Final = {"patient": "one finding for a patient", "ingredient": "one finding for each ingredient"}


def unknown_words(unknown: Unknown) -> str:
    """What is reported where a condition hangs on something that is not known."""
    if unknown.kind == "severity":
        return f"what is not known and would decide is reported as cannot assess, {unknown.severity}"
    if unknown.kind == "reported-by":
        return f"what is not known and would decide is reported by {' or '.join(unknown.rules)}"
    if unknown.kind == "quiet":
        return "what is not known keeps it quiet"
    worst = "the worst severity of the case, at most major"
    return f"what is not known and would decide is reported as cannot assess, at {worst}"


def moment_words(moment: Moment) -> str:
    """The day that decides whether a finding is current or history."""
    if moment.shared:
        return f"the finding is of the last day that {' and '.join(moment.shared)} have in common"
    if moment.role is None:
        return "the finding is of the day of the check"
    return f"the finding is of the day {moment.role}.{moment.field}"


def case_conduct(case: Case) -> Iterator[str]:
    """Sentences on one case of a rule."""
    yield unknown_words(case.unknown)
    yield moment_words(case.moment)


def rule_conduct(rule: Rule, reporting: Reporting) -> Iterator[str]:
    """Sentences on the rule beside others: merging, yielding, and its place among the rules of the opioid contact."""
    if rule.merge is not None:
        yield f"what it finds is merged into {_MERGED[rule.merge]}"
    for other, roles in rule.yields_to.items():
        shared = f" of the same {' and '.join(roles)}" if roles else ""
        yield f"not reported where {other} reports{shared} at this severity or a higher one"
    for phase in dict.fromkeys(case.phase for case in rule.cases if case.phase is not None):
        yield from _place(rule.id, phase, getattr(reporting, phase))
    if rule.id == reporting.doubt:
        yield "speaks where the dates of an opioid can be read in ways that lead to different results"
    if rule.id == reporting.reverse:
        yield "its texts serve an overlap in which the opioid began after naltrexone"


def _place(rule_id: str, phase: str, order: tuple[str, ...]) -> Iterator[str]:
    before = order[: order.index(rule_id)] if rule_id in order else ()
    yield f"one of the rules on {_PHASES[phase]}: the first of them that matches speaks of that opioid"
    if before:
        yield f"before it stand {', '.join(before)}"
