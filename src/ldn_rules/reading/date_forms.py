"""The written forms of a date other than ISO 8601: what stands where a day, a month, a year and a time may stand.

Nothing here decides between readings: a form gives the numbers, ``dates`` says what they can mean.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from ldn_rules.reading.iso_dates import ZONE, Parts, clock_of, whole

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ldn_rules.reading.iso_dates import Clock
    from ldn_rules.rulebook.vocabulary import DateWords

_TIME_OF_DAY: Final = r"(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d{1,9})?)?"
_COMPACT: Final = re.compile(
    r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)"
    rf"(?:t?(?P<hour>\d\d)(?P<minute>\d\d)(?:(?P<second>\d\d)(?:[.,]\d{{1,9}})?)?(?P<zone>z|{ZONE})?)?",
    re.ASCII,
)
_SERIAL: Final = re.compile(r"(?P<serial>\d{5})(?P<part>\.\d{1,15})?", re.ASCII)
_NUMBERS: Final = re.compile(r"(?P<a>\d{1,4})(?P<sign>[-/.])(?P<b>\d{1,2})(?P=sign)(?P<c>\d{1,4})", re.ASCII)
_MONTH_FIRST: Final = re.compile(r"(?P<month>\d{1,2})[-/.](?P<year>\d{4})", re.ASCII)
_MONTH_LAST: Final = re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d\d)", re.ASCII)

_SIGN: Final = r"(?: ?[-/.,] ?| )"
"""What stands between two parts; beside a name of letters it may be left out."""


class Forms:
    """The forms that need words, over one vocabulary."""

    def __init__(self, words: DateWords) -> None:
        halves = _any((*words.before_noon, *words.after_noon))
        zones = _any(words.universal)
        self._after_noon = frozenset(words.after_noon)
        self._time = re.compile(
            rf"(?P<date>.*?)(?:t|,? ){_TIME_OF_DAY}(?: ?(?P<half>{halves}))?(?: ?(?P<zone>{zones}|{ZONE}))?", re.ASCII
        )
        self._named = tuple(re.compile(pattern) for pattern in _named(_any(words.ordinals), _any(words.of)))
        self._months = words.months

    def parts(self, folded: str) -> Parts | None:
        """The parts of a text in lower case, single-spaced; None if it has none of the forms."""
        compact = _COMPACT.fullmatch(folded)
        if compact is not None:
            return whole("compact", compact)
        timed = self._time.fullmatch(folded)
        if timed is None:
            return self._date(folded, None)
        clock = clock_of(timed, self._half(timed["half"]))
        return None if clock is None else self._date(timed["date"], clock)

    def _half(self, word: str | None) -> int | None:
        """0 for the first half of the day, 12 for the second, None if neither is said."""
        return None if word is None else 12 * (word in self._after_noon)

    def _date(self, folded: str, clock: Clock | None) -> Parts | None:
        numbers = _NUMBERS.fullmatch(folded)
        if numbers is not None:
            return Parts("numbers", (numbers["a"], numbers["b"], numbers["c"]), None, clock)
        compact = _COMPACT.fullmatch(folded) if clock is not None and len(folded) == len("20260115") else None
        if compact is not None:
            return Parts("compact", (compact["year"], compact["month"], compact["day"]), None, clock)
        for pattern in self._named:
            found = pattern.fullmatch(folded)
            month = self._months.get(found["name"]) if found is not None else None
            if found is not None and month is not None:
                kept = tuple(part for name, part in found.groupdict().items() if name != "name")
                return Parts(_form_of(pattern), kept, month, clock)
        return None if clock is not None else _partial(folded)


def serial(text: str) -> tuple[int, float] | None:
    """A number of five digits, and the part of the day behind its point."""
    found = _SERIAL.fullmatch(text)
    return None if found is None else (int(found["serial"]), float(found["part"] or 0))


def _any(words: Iterable[str]) -> str:
    """A pattern of any of the words; of none, one that nothing matches."""
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True))) or "(?!)"


def _named(ordinals: str, of: str) -> tuple[str, ...]:
    """Day, name, year; name, day, year; year, name, day; name, year; year, name."""
    day, year = rf"(?P<first>\d{{1,2}})(?:{ordinals})?", r"(?P<year>\d{4})"
    name = r"(?P<name>[^\W\d_]+)\.?"
    between = rf"(?:{_SIGN}?(?:(?:{of}) )?)"
    return (
        rf"{day}{between}{name}{between}(?P<last>\d{{4}}|\d\d)",
        rf"{name}{_SIGN}?{day}{_SIGN}(?P<last>\d{{4}}|\d\d)",
        rf"{year}{_SIGN}?{name}{_SIGN}?{day}",
        rf"{name}{between}{year}",
        rf"{year}{_SIGN}?{name}",
    )


def _form_of(pattern: re.Pattern[str]) -> str:
    """``day-name-year`` and so on, by the groups of a pattern in their order."""
    words = {"first": "day", "last": "year"}
    return "-".join(words.get(group, group) for group in pattern.groupindex)


def _partial(folded: str) -> Parts | None:
    found = _MONTH_FIRST.fullmatch(folded) or _MONTH_LAST.fullmatch(folded)
    return None if found is None else Parts("month", (found["year"], found["month"]))
