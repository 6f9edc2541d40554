"""Where dates stand on a list: the day of the check, the list's own dates, those of entries and of other items."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ldn_rules.intake.model import Problem
from ldn_rules.reading.dates import full_day
from ldn_rules.reading.model import DateReading, NoDate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ldn_rules.intake.model import Entry, Record
    from ldn_rules.reading.dates import DateReader

Day = DateReading | None

_SECTIONS: Final = {
    "condition": "conditions",
    "observation": "observations",
    "procedure": "procedures",
    "allergy": "allergies",
    "device": "devices",
}
"""Keys of the record under which items stand, by their kind."""


def as_of_day(record: Record, option: int | None, today: int, problems: list[Problem]) -> tuple[int, str]:
    """The day of the check and where it comes from: the caller's, else the record's, else today."""
    if option is not None:
        return option, "option"
    if record.as_of is not None:
        day = full_day(record.as_of)
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


def days_of(entry: Entry, dates: DateReader, problems: list[Problem]) -> tuple[tuple[Day, Day, Day], tuple[str, ...]]:
    """Start, end and last use of an entry, and the names of those that are given and no date."""
    days: list[Day] = []
    unread: tuple[str, ...] = ()
    for name, text in (("start", entry.start), ("end", entry.end), ("last_taken", entry.last_taken)):
        day = dates.read(text) if text else None
        if isinstance(day, NoDate):
            path = f"medications[{entry.position}].{name}"
            problems.append(Problem("unread-date", f"{name} '{text}' {day.why}", path, entry.line, None, entry.id))
            unread += (name,)
            day = None
        days.append(day)
    return (days[0], days[1], days[2]), unread


def unread_of_items(record: Record, dates: DateReader) -> Iterator[Problem]:
    """Dates of conditions, observations and the like that are none."""
    for item in record.items:
        for name, text in item.dates:
            read = dates.read(text)
            if isinstance(read, NoDate):
                path = f"{_SECTIONS[item.kind]}[{item.position}].{name}"
                yield Problem("unread-date", f"{name} '{text}' {read.why}", path, record.line)
