"""The age of a person."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from ldn_rules.rulebook.kinds import UNKNOWN

if TYPE_CHECKING:
    from ldn_rules.reading.model import DateReading


def age_of(birth: DateReading | None, as_of: int) -> tuple[int, int]:
    """Whole years from birth to a day, at the least and at the most; anything where there is no birth by that day."""
    if birth is None or birth.first > as_of:
        return -UNKNOWN, UNKNOWN
    return _years(min(birth.last, as_of), as_of), _years(birth.first, as_of)


def _years(born: int, day: int) -> int:
    first, now = date.fromordinal(born), date.fromordinal(day)
    return now.year - first.year - ((now.month, now.day) < (first.month, first.day))
