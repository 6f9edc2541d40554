"""Sentences about a whole list. None of them says that something is safe."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ldn_rules.findings.model import Coverage, PatientReport

DISCLAIMER = (
    "For health-care professionals: options to weigh, not orders, and not the sole basis of a decision. Not"
    " exhaustive, not validated clinically; low-dose naltrexone is off-label use. Only what is on the list was"
    " read: ask about over-the-counter medicines, supplements, patches, injections and other prescribers."
    " Do not delay emergency analgesia or care."
)

BASIS = {"option": "given on the command line", "record": "given by the list", "today": "today, as no date was given"}


def headline(report: PatientReport) -> str:
    """The outcome in words."""
    if report.outcome == "not-checked":
        return f"NOT CHECKED: {report.not_checked or 'the record could not be read'}"
    if report.outcome == "alert":
        return f"ALERT: {report.worst or 'see below'}"
    if report.outcome == "cannot-assess":
        return "CANNOT ASSESS: what would decide is missing or could not be read"
    if report.outcome == "not-applicable":
        return "NOT APPLICABLE: no naltrexone on this list"
    return f"CLEAR: {_clear(report)}"


def _clear(report: PatientReport) -> str:
    """That no rule fired may be said only where nothing at all was reported."""
    if any(finding.kind == "cannot-assess" and not finding.history for finding in report.spoken):
        return "no current alert, but not everything could be assessed (see the notes)"
    here = report.policy
    if report.findings or (here is not None and (here.suppressed or here.lowered)):
        return "no current alert on the data supplied, only what stands below"
    return "no rule fired on the data supplied"


def coverage_line(coverage: Coverage) -> str:
    """How many medications were read, and as what."""
    parts = [
        f"{count} {name}"
        for count, name in (
            (coverage.recognised, "recognised"),
            (coverage.irrelevant, "known but not spoken of by the rules"),
            (len(coverage.review), "to be reviewed"),
            (len(coverage.unrecognised), "not recognised"),
        )
        if count
    ]
    return f"{counted(coverage.medications, 'medication')}{': ' if parts else ''}{', '.join(parts)}."


def counted(number: int, noun: str) -> str:
    """``1 medication``, ``2 medications``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def list_age(report: PatientReport, limit_days: int) -> str | None:
    """A sentence where the list is older than ``limit_days`` at ``as_of`` (or dated after it), else None."""
    from datetime import date

    if report.list_day is None:
        return None
    days = (date.fromisoformat(report.as_of) - date.fromisoformat(report.list_day)).days
    if days < 0:
        return f"The list is dated {report.list_day}, after the day it is checked for."
    if days > limit_days:
        return f"The list is {days} days old (dated {report.list_day}): ask what has changed since."
    return None
