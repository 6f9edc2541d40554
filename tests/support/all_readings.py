"""Readings of the dates of one opioid and one naltrexone entry, worked out anew from the clinical semantics.

An oracle for one direction: what some reading makes a current contact must not be answered with "clear". It shares no
code with the facts stage. Days are relative to the check; ``OPEN`` is an end that is not there.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

AS_OF: Final = date(2026, 1, 15)
OPEN: Final = 10**6
LONG_AGO: Final = -1500
ENDED: Final = frozenset({"stopped", "completed"})
NO_END_LIMIT, OPEN_AFTER_SUPPLY, PRN_LAST_TAKEN, HISTORY = 365, 90, 14, 30
MODERATE: Final = 3

Day = int | str | None
"""A day relative to the check, a partial date, or none."""


@dataclass(frozen=True)
class Entry:
    """What the dates of an entry say."""

    status: str
    start: Day = None
    end: Day = None
    last_taken: Day = None
    days_supply: int | None = None
    refills: int | None = None
    prn: bool = False

    def supply(self, start: int | None, *, refilled: bool) -> int | None:
        """Last day of the supply."""
        if start is None or self.days_supply is None:
            return None
        return start + self.days_supply * (1 + (self.refills or 0) * refilled) - 1


def days(day: Day) -> list[int | None]:
    """Days a date can mean: the first, the last, and one in four between (any reading counts, not all are needed)."""
    if not isinstance(day, str):
        return [day]
    year, _, month = day.partition("-")
    first = date(int(year), int(month or 1), 1)
    last = date(int(year), int(month or 12), monthrange(int(year), int(month or 12))[1])
    return [*range((first - AS_OF).days, (last - AS_OF).days, 4), (last - AS_OF).days]


def consistent(entry: Entry) -> Iterator[tuple[int | None, int | None, int | None]]:
    """Start, end and last use, of all that partial dates can mean what does not contradict itself."""
    partial = any(isinstance(day, str) for day in (entry.start, entry.end, entry.last_taken))
    for start in days(entry.start):
        for end in days(entry.end):
            for taken in days(entry.last_taken):
                known = [day for day in (end, taken) if day is not None]
                odd = any(start is not None and day < start for day in known) or (taken is not None and taken > 0)
                late = end is not None and end > 0 and entry.status in ENDED and isinstance(entry.end, str)
                if not (partial and (odd or late)):
                    yield start, end, taken


def opioid(entry: Entry, *, ahead: bool) -> set[tuple[int, int]]:
    """First and last day, in every reading; ``ahead`` for a naltrexone start after the check."""
    found = set()
    for start, end, taken in consistent(entry):
        impossible = taken is not None and (taken > 0 or (start is not None and taken < start))
        for last in _last_days(entry, start, end, None if impossible else taken, ahead=ahead):
            found.add((LONG_AGO if start is None else start, last))
    return found


def _last_days(entry: Entry, start: int | None, end: int | None, taken: int | None, *, ahead: bool) -> list[int]:
    ended = entry.status in ENDED
    if taken is not None and (not ahead or ended or (entry.prn and taken <= -PRN_LAST_TAKEN)):
        return [taken]
    if start is not None and end is not None and end < start and entry.status != "active":
        return [start, max(start, min(start + NO_END_LIMIT, 0))] if ended else [OPEN]
    if end is not None and not (start is not None and end < start):
        return [max(end, entry.supply(start, refilled=False) or end)]
    supply = entry.supply(start, refilled=True)
    if ended:
        latest = 0 if start is None else max(start, min(start + NO_END_LIMIT, 0))
        return [supply] if supply is not None else [latest] if start is None else [start, latest]
    after = OPEN_AFTER_SUPPLY if entry.prn else 0
    return [OPEN] if ahead or supply is None or supply + after > 0 or supply >= 0 else [supply, OPEN]


def naltrexone(entry: Entry) -> set[tuple[int, int]]:
    """L0 and L1 in every reading of the only naltrexone entry."""
    found = set()
    for start, end, _ in consistent(entry):
        starts = [start] if start is not None else [0] if entry.status == "planned" else [-420, *range(-60, 1, 3)]
        for first in starts:
            if end is None or first <= end:
                found |= {(first, last) for last in _ends_of_naltrexone(entry, first, end, known=start is not None)}
    return found


def _ends_of_naltrexone(entry: Entry, first: int, end: int | None, *, known: bool) -> list[int]:
    supply = entry.supply(first if known else None, refilled=end is None)
    if end is not None:
        return [max(end, supply or end)]
    if entry.status in ENDED:
        return [supply] if supply is not None else [first, max(first, min(first + NO_END_LIMIT, 0))]
    return [OPEN] if supply is None or supply + OPEN_AFTER_SUPPLY > 0 else [supply, OPEN]


def worst_current(of_opioid: Entry, of_naltrexone: Entry) -> int:
    """The worst current result for a short-acting opioid over all readings: 0 none to 5 contraindicated.

    An opioid of unsure start is taken to begin on its earliest day, so that it did not begin after naltrexone.
    """
    worst = 0
    dated = isinstance(of_opioid.start, int)
    for first, last in naltrexone(of_naltrexone):
        for start, end in opioid(of_opioid, ahead=first > 0):
            rank, moment = _result(start, end, first, last) if dated or start <= last else (0, 0)
            worst = max(worst, rank if moment >= -HISTORY else 0)
    return worst


def _result(start: int, end: int, first: int, last: int) -> tuple[int, int]:
    if start <= last and first <= end:
        return 5, min(end, last)
    if end < first:
        gap = first - end
        return (5 if gap < 7 else MODERATE if gap < 10 else 0), first
    return {1: 4, 2: MODERATE}.get(start - last, 1), start
