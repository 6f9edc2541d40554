"""The outcome of one patient (docs/guide/semantics.md "Outcome") and how the list was read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ldn_rules.findings.hits import ALERT, CANNOT_ASSESS
from ldn_rules.findings.model import Coverage
from ldn_rules.rulebook.enumerations import SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ldn_rules.findings.model import Finding
    from ldn_rules.reading.model import EntryReading, ListReading

_COUNTS_FROM = SEVERITIES.index("minor")


def outcome_of(findings: Sequence[Finding], *, holds_naltrexone: bool) -> str:
    """``alert``, ``cannot-assess``, ``clear`` or ``not-applicable``; notes and history never count."""
    current = [finding for finding in findings if not finding.history and _counts(finding)]
    for kind in (ALERT, CANNOT_ASSESS):
        if any(finding.kind == kind for finding in current):
            return kind
    return "clear" if holds_naltrexone else "not-applicable"


def _counts(finding: Finding) -> bool:
    return place_of(finding.severity) >= _COUNTS_FROM


def worst_of(findings: Iterable[Finding]) -> str | None:
    """The highest severity of a current finding."""
    current = [place_of(finding.severity) for finding in findings if not finding.history]
    return SEVERITIES[max(current)] if current else None


def place_of(severity: str | None) -> int:
    """Where a severity stands among all, the mildest first; -1 for none."""
    return -1 if severity is None else SEVERITIES.index(severity)


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Current before history, the worst first, alerts before what cannot be assessed."""
    return tuple(
        sorted(
            findings,
            key=lambda finding: (
                finding.history,
                -place_of(finding.severity),
                finding.kind != ALERT,
                finding.rule,
                finding.medications,
                finding.moment,
            ),
        )
    )


def coverage_of(reading: ListReading) -> Coverage:
    """Counts of what was recognised, and the names that need a person."""
    outcomes = [entry.drug.outcome for entry in reading.entries]
    unread = [gap.text for gap in reading.unread]
    return Coverage(
        medications=len(outcomes) + len(unread),
        recognised=outcomes.count("recognised"),
        irrelevant=outcomes.count("irrelevant"),
        review=_names(reading.entries, "review") if "review" in outcomes else (),
        unrecognised=(*(_names(reading.entries, "unrecognised") if "unrecognised" in outcomes else ()), *unread),
        not_spoken_of=_not_spoken_of(reading) if reading.items else (),
    )


def _not_spoken_of(reading: ListReading) -> tuple[tuple[str, str], ...]:
    from ldn_rules.facts.context import unmapped

    return tuple(sorted(unmapped(reading)))


def _names(entries: Iterable[EntryReading], outcome: str) -> tuple[str, ...]:
    return tuple(sorted(entry.drug.input or entry.entry.id for entry in entries if entry.drug.outcome == outcome))
