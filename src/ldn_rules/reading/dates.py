"""Dates: every form that can mean one day, month or year alone; what can mean two is not read (guide, "Dates")."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from ldn_rules.reading.iso_dates import iso
from ldn_rules.reading.model import DateReading, NoDate
from ldn_rules.rulebook.datewords import told
from ldn_rules.rulebook.words import fold

if TYPE_CHECKING:
    from collections.abc import Callable

    from ldn_rules.reading.date_forms import Forms
    from ldn_rules.reading.iso_dates import Clock, Parts
    from ldn_rules.rulebook.vocabulary import DateWords

_REMEMBERED: Final = 10_000
_LONGEST: Final = 64
_DAY_ZERO: Final = date(1899, 12, 30).toordinal()
"""Day 0 of a spreadsheet, as its days are counted from March 1900 on."""

_SAYS: Final = {
    "not-known": "says that the date is not known",
    "about": "says only about when",
    "relative": "counts from a day that is not given",
}
_ISO_ONLY: Final = "is not a date of FHIR (2026, 2026-01, 2026-01-15 or a time stamp)"
_NONE: Final = "is not a date this program reads (2026-01-15, 15 Jan 2026, 2026-01, 2026 or a time stamp)"


class _Known(dict[str, DateReading | NoDate]):
    """Readings by text; one that is not there is read, and kept in a bounded memory."""

    def __init__(self, read: Callable[[str], DateReading | NoDate]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, text: str) -> DateReading | NoDate:
        if len(self) >= _REMEMBERED:
            self.clear()
        found = self[text] = self._read(text)
        return found


class DateReader:
    """Reads dates as one kind of input writes them.

    ``order`` is the stated one of ``rulebook.enumerations.DATE_ORDERS``, if any; ``form`` that of the record (``csv``
    has serial numbers, ``fhir`` nothing but ISO 8601). Equal texts are read once, in a bounded memory.
    """

    def __init__(self, words: DateWords, order: str | None = None, form: str = "json") -> None:
        self._words = words
        self._order = order
        self._form = form
        self._forms: Forms | None = None
        self.known = _Known(self._read)
        """What ``read`` gives, by text: the same, and for a text that is known without a call."""

    def read(self, text: str) -> DateReading | NoDate:
        """The closed interval of days that a text means, or why it means none.

        A year or a month is all its days; the minute of the day is kept where a time is given.
        """
        return self.known[text]

    def _read(self, text: str) -> DateReading | NoDate:
        parts = iso(text.strip())
        if parts is not None:
            return _spanning(text, parts.numbers, parts.clock, "iso")
        if self._form == "fhir":
            return NoDate(_ISO_ONLY)
        return self._otherwise(text)

    def _otherwise(self, text: str) -> DateReading | NoDate:
        """A text that is not ISO 8601."""
        from ldn_rules.reading.date_forms import Forms, serial

        if self._form == "csv" and (counted := serial(text.strip())) is not None:
            return self._counted(text, *counted)
        forms = self._forms = self._forms or Forms(self._words)
        parts = forms.parts(_plain(text))
        return NoDate(self._why_none(text)) if parts is None else self._meant(text, parts)

    def _counted(self, text: str, days: int, part: float) -> DateReading | NoDate:
        first, last = self._words.serials
        if not first <= days <= last:
            return NoDate(f"is a number that counts no day of a spreadsheet ({first} to {last})")
        minute = min(int(part * 1440 + 1 / 120), 1439) if part else None
        return DateReading(_DAY_ZERO + days, _DAY_ZERO + days, minute, text, None, "serial")

    def _meant(self, text: str, parts: Parts) -> DateReading | NoDate:
        if parts.form in {"compact", "month"}:
            how = "compact" if parts.form == "compact" else "month-and-year"
            return self._spanning(text, parts.numbers, parts.clock, how)
        if parts.form == "numbers":
            return self._by_order(text, parts)
        return self._by_name(text, parts)

    def _by_order(self, text: str, parts: Parts) -> DateReading | NoDate:
        """Three numbers: a year of four digits in front is followed by month and day, elsewhere the order decides."""
        a, b, c = parts.numbers
        widths = len(a), len(c)
        if widths[0] == 4 and widths[1] <= 2:
            return self._spanning(text, (a, b, c), parts.clock, "year-first")
        if widths[0] <= 2 and widths[1] == 4:
            return self._year_last(text, parts)
        if max(widths) > 2:
            return NoDate(_NONE)
        return self._short_year(text, parts)

    def _year_last(self, text: str, parts: Parts) -> DateReading | NoDate:
        a, b, year = parts.numbers
        meant = {"mdy": (year, a, b), "dmy": (year, b, a)}
        if self._order is not None:
            return self._stated(text, meant.get(self._order), parts.clock)
        days = {order: day for order, numbers in meant.items() if (day := _day(*map(int, numbers)))}
        if len(set(days.values())) > 1:
            one, other = (date.fromordinal(day).isoformat() for day in days.values())
            return NoDate(f"can mean {one} or {other}; --date-order mdy or dmy says which")
        order = next(iter(days), "mdy")
        return self._spanning(text, meant[order], parts.clock, "one-meaning")

    def _short_year(self, text: str, parts: Parts) -> DateReading | NoDate:
        """A year of two digits is read in a stated order alone."""
        a, b, c = parts.numbers
        if self._order is None:
            return NoDate("has a year of two digits, which is read only with --date-order")
        meant = {"mdy": (c, a, b), "dmy": (c, b, a), "ymd": (a, b, c)}[self._order]
        return self._stated(text, (self._full_year(meant[0]), *meant[1:]), parts.clock)

    def _full_year(self, year: str) -> str:
        first = self._words.two_digit_from
        return str(first + (int(year) - first) % 100) if len(year) == 2 else year

    def _by_name(self, text: str, parts: Parts) -> DateReading | NoDate:
        month = str(parts.named)
        if len(parts.numbers) == 1:
            return self._spanning(text, (parts.numbers[0], month), parts.clock, "month-and-year")
        one, other = parts.numbers
        year, day = (one, other) if parts.form == "year-name-day" else (other, one)
        if len(year) == 4:
            return self._spanning(text, (year, month, day), parts.clock, "month-name")
        if self._order is None:
            return NoDate("has a year of two digits, which is read only with --date-order")
        if self._order == "ymd":
            year, day = (day, year) if parts.form == "day-name-year" else ("", day)
        return self._stated(text, (self._full_year(year), month, day), parts.clock)

    def _stated(self, text: str, numbers: tuple[str, ...] | None, clock: Clock | None) -> DateReading | NoDate:
        """A date that is read only as the order says."""
        if numbers is None or len(numbers[0]) != 4 or not _day(*map(int, numbers)):
            return NoDate(f"is no day in the order of --date-order {self._order}")
        return self._spanning(text, numbers, clock, "stated-order")

    def _spanning(self, text: str, numbers: tuple[str, ...], clock: Clock | None, how: str) -> DateReading | NoDate:
        first, last = self._words.years
        if not first <= int(numbers[0]) <= last:
            return NoDate(f"has a year that is not from {first} to {last}")
        return _spanning(text, numbers, clock, how)

    def _why_none(self, text: str) -> str:
        """The reason, by the first group one of whose words stands in the text."""
        if len(text) <= _LONGEST:
            said = f" {told(text)} "
            for group, words in self._words.reasons.items():
                if any(f" {word} " in said for word in words):
                    return _SAYS[group]
        return _NONE


def full_day(read: DateReading | NoDate) -> int | None:
    """The day (an ordinal) of a full ISO 8601 date or time stamp, which the day of a check must be; else None."""
    if isinstance(read, NoDate) or read.how != "iso" or read.first != read.last:
        return None
    return read.first


def _plain(text: str) -> str:
    """Lower case, without accents, single-spaced; nothing of a text that is too long or has other signs than ASCII."""
    if len(text) > _LONGEST:
        return ""
    single = " ".join(text.split())
    if not single.isascii() and not all(sign.isascii() or sign.isalpha() for sign in single):
        return ""
    return fold(single)


def _spanning(text: str, numbers: tuple[str, ...], clock: Clock | None, how: str) -> DateReading | NoDate:
    """The days of a year, a month or a day; a bare midnight says nothing of the time."""
    span = _days(*map(int, numbers))
    if span is None:
        return NoDate("is no day of the calendar")
    if clock is None or clock.bare_midnight:
        return DateReading(*span, None, text, None, how)
    return DateReading(*span, clock.minute, text, clock.offset, how)


def _days(year: int, month: int | None = None, day: int | None = None) -> tuple[int, int] | None:
    try:
        first = date(year, 1 if month is None else month, 1 if day is None else day).toordinal()
        if day is not None:
            return first, first
        if month in (None, 12):
            return first, date(year, 12, 31).toordinal()
        return first, date(year, month + 1, 1).toordinal() - 1
    except ValueError:
        return None


def _day(year: int, month: int, day: int) -> int | None:
    found = _days(year, month, day)
    return None if found is None else found[0]
