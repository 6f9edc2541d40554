"""Day 0 of a check, and what is known around it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from ldn_rules.rulebook.kinds import NEVER

if TYPE_CHECKING:
    from ldn_rules.facts.settings import Settings
    from ldn_rules.reading.model import DateReading

FAR_PAST: Final = -NEVER
"""First day of an exposure whose start nobody knows and whose patient has no birth date."""

OPEN_STATUSES: Final = frozenset({"active", "on-hold", "unknown"})
ENDED_STATUSES: Final = frozenset({"stopped", "completed"})
NO_EXPOSURE: Final = frozenset({"not-given", "entered-in-error"})


class Clock(Struct, frozen=True):
    """Day 0 and what is known around it."""

    as_of: int
    settings: Settings
    earliest: int = FAR_PAST
    """First possible day of anything (birth), relative to as_of."""
    ahead: bool = False
    """Dates are wanted for a naltrexone start after as_of."""

    offsets: frozenset[int | None] = frozenset()
    """Offsets from UTC, in minutes, of the times at which naltrexone starts; None for one without a time or offset."""

    def end_minute(self, date: DateReading | None) -> int | None:
        """The minute of the day on the clock of the naltrexone starts; the latest where they differ."""
        if date is None or date.minute is None or date.offset is None:
            return None if date is None else date.minute
        return max((date.minute + _behind(start, date.offset) for start in self.offsets), default=date.minute)

    def first(self, date: DateReading | None) -> int | None:
        """The first day the date can mean, relative to as_of."""
        return None if date is None else _within(date.first - self.as_of)

    def last(self, date: DateReading | None) -> int | None:
        """The last day the date can mean, relative to as_of."""
        return None if date is None else _within(date.last - self.as_of)


def _within(day: int) -> int:
    """A day number that is not taken for "open" or "long ago", however far ahead or back it lies."""
    return max(FAR_PAST + 1, min(NEVER - 1, day))


def _behind(start: int | None, offset: int) -> int:
    """Minutes by which the clock of a start is ahead of a clock with that offset."""
    return 0 if start is None else start - offset
