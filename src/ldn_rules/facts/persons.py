"""The fact of the person."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from ldn_rules.facts.model import MAIN, Fact
from ldn_rules.rulebook.kinds import UNKNOWN

if TYPE_CHECKING:
    from ldn_rules.reading.model import DateReading


def person(birth: DateReading | None, as_of: int, n: int) -> Fact:
    """The person on the day of the check; ``n`` is the index of the fact."""
    age = age_of(birth, as_of)
    said = "not known" if age[0] != age[1] else str(age[0])
    return Fact("patient", n, MAIN, {"n": n, "age": age}, frozenset(), {"age": said}, ())


def age_of(birth: DateReading | None, as_of: int) -> tuple[int, int]:
    """Whole years from birth to a day, at the least and at the most; anything where there is no birth by that day."""
    if birth is None or birth.first > as_of:
        return -UNKNOWN, UNKNOWN
    return _years(min(birth.last, as_of), as_of), _years(birth.first, as_of)


def _years(born: int, day: int) -> int:
    first, now = date.fromordinal(born), date.fromordinal(day)
    return now.year - first.year - ((now.month, now.day) < (first.month, first.day))
