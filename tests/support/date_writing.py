"""Dates as people and programs write them: every form with the order it needs, from a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def ordinal(day: int) -> str:
    """``3rd``."""
    return f"{day}{'th' if day in (11, 12, 13) else {1: 'st', 2: 'nd', 3: 'rd'}.get(day % 10, 'th')}"


WHOLE: Final[tuple[Callable[[date], str], ...]] = (
    lambda day: f"{day:%Y-%m-%d}",
    lambda day: f"{day:%Y%m%d}",
    lambda day: f"{day:%Y/%m/%d}",
    lambda day: f"{day:%Y.%m.%d}",
    lambda day: f"{day.year}-{day.month}-{day.day}",
    lambda day: f"{day:%Y-%m-%d}T00:00:00",
    lambda day: f"{day:%Y-%m-%d} 00:00:00.000",
    lambda day: f"{day.day} {MONTHS[day.month - 1]} {day.year}",
    lambda day: f"{day.day} {MONTHS[day.month - 1][:3]} {day.year}",
    lambda day: f"{day:%d}-{MONTHS[day.month - 1][:3].upper()}-{day.year}",
    lambda day: f"{day:%d}{MONTHS[day.month - 1][:3].upper()}{day.year}",
    lambda day: f"{day.day}. {MONTHS[day.month - 1][:3].lower()}. {day.year}",
    lambda day: f"{ordinal(day.day)} of {MONTHS[day.month - 1]}, {day.year}",
    lambda day: f"{MONTHS[day.month - 1]} {day.day}, {day.year}",
    lambda day: f"{MONTHS[day.month - 1][:3]} {ordinal(day.day)} {day.year}",
    lambda day: f"{MONTHS[day.month - 1][:3]}. {day.day}, {day.year} 00:00",
    lambda day: f"{day.year}-{MONTHS[day.month - 1][:3]}-{day:%d}",
    lambda day: f"{day.year} {MONTHS[day.month - 1]} {day.day}",
)
"""Forms that mean one day whatever order is stated."""

ORDERED: Final[dict[str, tuple[Callable[[date], str], ...]]] = {
    "mdy": (
        lambda day: f"{day:%m/%d/%Y}",
        lambda day: f"{day.month}/{day.day}/{day.year}",
        lambda day: f"{day:%m-%d-%Y}",
        lambda day: f"{day:%m/%d/%Y} 12:00:00 AM",
    ),
    "dmy": (
        lambda day: f"{day:%d/%m/%Y}",
        lambda day: f"{day.day}.{day.month}.{day.year}",
        lambda day: f"{day:%d-%m-%Y}",
        lambda day: f"{day:%d.%m.%Y} 0:00",
    ),
}
"""Forms whose order must be stated, where the day may be a month."""

SHORT: Final[dict[str, tuple[Callable[[date], str], ...]]] = {
    "mdy": (lambda day: f"{day:%m/%d/%y}", lambda day: f"{day.day}-{MONTHS[day.month - 1][:3]}-{day:%y}"),
    "dmy": (lambda day: f"{day:%d.%m.%y}", lambda day: f"{MONTHS[day.month - 1]} {day.day}, {day:%y}"),
    "ymd": (lambda day: f"{day:%y-%m-%d}", lambda day: f"{day:%y}-{MONTHS[day.month - 1][:3]}-{day:%d}"),
}
"""Forms with a year of two digits, which are read in a stated order alone."""
