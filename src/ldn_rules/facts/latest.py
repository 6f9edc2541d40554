"""The latest day that a date of an entry can mean, given what its status says. Days are relative to as_of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ldn_rules.facts.clock import ENDED_STATUSES

if TYPE_CHECKING:
    from ldn_rules.facts.clock import Clock
    from ldn_rules.reading.model import DateReading, EntryReading


def latest_end(entry: EntryReading, clock: Clock) -> int | None:
    """The latest day the end can mean; the partial end of what is over lies no later than the day of the check."""
    first, last = clock.first(entry.end), clock.last(entry.end)
    if first is None or last is None:
        return None
    return min(last, 0) if entry.status in ENDED_STATUSES and first <= 0 and first != last else last


def latest_use(date: DateReading | None, clock: Clock) -> int | None:
    """The latest day last_taken or last_filled can mean; a partial date that holds the day of the check ends there."""
    first, last = clock.first(date), clock.last(date)
    if first is None or last is None:
        return None
    return last if first > 0 else min(last, 0)


def latest_start(entry: EntryReading, first: int | None, clock: Clock) -> int | None:
    """The latest day the start can mean, ``first`` being the earliest; what is over began by the day of the check."""
    last = clock.last(entry.start)
    if last is None or first is None:
        return None
    return max(first, min(last, 0)) if entry.status in ENDED_STATUSES else last
