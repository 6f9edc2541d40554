"""ISO 8601 dates, whole or partial, and time stamps; what every written date is taken apart into.

Nearly all lists have nothing else, so that the other forms (``date_forms``) are loaded where one is met.
"""

from __future__ import annotations

import re
from typing import Final

from msgspec import Struct

ZONE: Final = r"[+-]\d\d(?::?\d\d)?"
"""An offset from UTC."""

_ISO: Final = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d)(?:[T ](?P<hour>\d\d):(?P<minute>\d\d)"
    rf"(?::(?P<second>\d\d)(?:\.\d{{1,9}})?)?\s?(?P<zone>Z|{ZONE})?)?)?)?",
    re.ASCII,
)


class Clock(Struct, frozen=True):
    """A time of day: ``minute`` of the day, ``offset`` from UTC in minutes if it is stated, and whether it is a bare
    midnight, as a column of days shows it.
    """

    minute: int
    offset: int | None
    bare_midnight: bool


class Parts(Struct, frozen=True):
    """A date as written: its parts as texts, in the order in which they stand (a month by its name is a number of
    ``named``), and its time.
    """

    form: str
    numbers: tuple[str, ...]
    named: int | None = None
    clock: Clock | None = None


def iso(text: str) -> Parts | None:
    """The parts of an ISO 8601 date or time stamp; of a partial date those that are there."""
    found = _ISO.fullmatch(text)
    return None if found is None else whole("iso", found)


def whole(form: str, found: re.Match[str]) -> Parts | None:
    """A form that gives year, month and day in this order; None if its time is none."""
    numbers = tuple(part for name in ("year", "month", "day") if (part := found[name]))
    if found["hour"] is None:
        return Parts(form, numbers)
    clock = clock_of(found, None)
    return None if clock is None else Parts(form, numbers, None, clock)


def clock_of(found: re.Match[str], half: int | None) -> Clock | None:
    """The time of a match; None if there is no such time."""
    hour, minute, second = (int(found[name] or 0) for name in ("hour", "minute", "second"))
    if half is not None:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + half
    if hour > 23 or minute > 59 or second > 60:
        return None
    offset = _offset(found["zone"])
    return Clock(hour * 60 + minute, offset, offset is None and hour == minute == second == 0)


def _offset(zone: str | None) -> int | None:
    """Minutes from UTC of ``Z``, ``+01``, ``-0330`` or ``+05:30``."""
    if zone is None:
        return None
    if zone[0] not in "+-":
        return 0
    digits = zone[1:].replace(":", "").ljust(4, "0")
    minutes = int(digits[:2]) * 60 + int(digits[2:])
    return -minutes if zone[0] == "-" else minutes
