"""Dates: ISO 8601, whole or partial, or time stamps; their own offset decides (docs/guide/semantics.md "Dates")."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from ldn_rules.reading.model import DateReading

_ISO: Final = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d{1,9})?)?\s?(Z|[+-]\d\d(?::?\d\d)?)?)?)?)?",
    re.ASCII,
)
_LAST_MINUTE: Final = (23, 59, 60)


def read_date(text: str) -> DateReading | None:
    """The closed interval of days a text can mean; None if it is not an ISO date or no such day exists.

    A year or a month is all its days; the minute of the day is kept where a time is given.
    """
    match = _ISO.fullmatch(text.strip())
    if match is None:
        return None
    *numbers, zone = match.groups()
    year, month, day, hour, minute, second = (int(part) if part else None for part in numbers)
    if not year or not _is_time(hour, minute, second):
        return None
    span = _days(year, month, day)
    if span is None:
        return None
    return DateReading(*span, None if hour is None or minute is None else hour * 60 + minute, text, _offset(zone))


def _offset(zone: str | None) -> int | None:
    """Minutes from UTC of ``Z``, ``+01``, ``-0330`` or ``+05:30``."""
    if zone is None or zone == "Z":
        return None if zone is None else 0
    digits = zone[1:].replace(":", "").ljust(4, "0")
    minutes = int(digits[:2]) * 60 + int(digits[2:])
    return -minutes if zone[0] == "-" else minutes


def _is_time(*parts: int | None) -> bool:
    return all(part is None or part <= last for part, last in zip(parts, _LAST_MINUTE, strict=True))


def _days(year: int, month: int | None, day: int | None) -> tuple[int, int] | None:
    try:
        first = date(year, month or 1, day or 1).toordinal()
        if day:
            return first, first
        if month in (None, 12):
            return first, date(year, 12, 31).toordinal()
        return first, date(year, month + 1, 1).toordinal() - 1
    except ValueError:
        return None
