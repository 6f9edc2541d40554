"""Where dates stand on a list: the day of the check, the list's own dates, those of entries and of other items."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ldn_rules.intake.model import Problem
from ldn_rules.reading.dates import full_day
from ldn_rules.reading.model import DateReading, NoDate

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ldn_rules.intake.model import Entry, Record
    from ldn_rules.reading.dates import DateReader

Day = DateReading | None
Days = tuple[Day, Day, Day, Day]
Read = DateReading | NoDate | None

DATES: Final = ("start", "end", "last_taken", "last_filled")
"""The dates of an entry."""

SECTIONS: Final = {
    "condition": "conditions",
    "observation": "observations",
    "procedure": "procedures",
    "allergy": "allergies",
    "device": "devices",
}
"""Keys of the record under which items stand, by their kind."""


def as_of_day(
    record: Record, dates: DateReader, option: int | None, today: int, problems: list[Problem]
) -> tuple[int, str]:
    """The day of the check and where it comes from: the caller's, else the record's, else today."""
    if option is not None:
        return option, "option"
    if record.as_of is not None:
        day = full_day(dates.read(record.as_of))
        if day is not None:
            return day, "record"
        message = f"as_of '{record.as_of}' is not a full date (2026-01-15 or a time stamp)"
        problems.append(Problem("unread-date", message, "as_of", record.line))
    return today, "today"


def record_date(path: str, text: str | None, record: Record, dates: DateReader, problems: list[Problem]) -> Day:
    """A date of the list itself; one that is given and none is a problem."""
    read = dates.read(text) if text is not None else None
    if not isinstance(read, NoDate):
        return read
    name = path.rpartition(".")[2]
    problems.append(Problem("unread-date", f"{name} '{text}' {read.why}", path, record.line))
    return None


def without_unread(entry: Entry, days: Sequence[Read], problems: list[Problem]) -> tuple[Days, tuple[str, ...]]:
    """Start, end, last use and last fill of an entry, and the names of those that are given and no date."""
    unread: list[str] = []
    for name, day in zip(DATES, days, strict=True):
        if isinstance(day, NoDate):
            unread.append(name)
            path, message = f"medications[{entry.position}].{name}", f"{name} '{getattr(entry, name)}' {day.why}"
            problems.append(Problem("unread-date", message, path, entry.line, None, entry.id))
    start, end, last_taken, last_filled = (None if isinstance(day, NoDate) else day for day in days)
    return (start, end, last_taken, last_filled), tuple(unread)


def unread_of_items(record: Record, dates: DateReader) -> Iterator[Problem]:
    """Dates of conditions, observations and the like that are none."""
    for item in record.items:
        for name, text in item.dates:
            read = dates.read(text)
            if isinstance(read, NoDate):
                path = f"{SECTIONS[item.kind]}[{item.position}].{name}"
                yield Problem("unread-date", f"{name} '{text}' {read.why}", path, record.line)
