"""Dates: forms, readings and reasons."""

from __future__ import annotations

from datetime import date

import pytest

from ldn_rules.reading.dates import DateReader
from ldn_rules.reading.model import DateReading, NoDate
from ldn_rules.rulebook.datewords import MONTHS, REASONS
from ldn_rules.rulebook.vocabulary import DateWords
from support.reading import vocabulary


def read(text: str, order: str | None = None, form: str = "json") -> DateReading | NoDate:
    """One text, read over the shipped vocabulary."""
    return DateReader(vocabulary().dates, order, form).read(text)


def days(text: str, order: str | None = None, form: str = "json") -> tuple[str, str, int | None, int | None, str]:
    """First and last day, minute, offset, how."""
    found = read(text, order, form)
    assert isinstance(found, DateReading), found
    first, last = (date.fromordinal(day).isoformat() for day in (found.first, found.last))
    return first, last, found.minute, found.offset, found.how


def why(text: str, order: str | None = None, form: str = "json") -> str:
    """Why a text is not read."""
    found = read(text, order, form)
    assert isinstance(found, NoDate), found
    return found.why


@pytest.mark.parametrize(
    ("text", "first", "last", "minute"),
    [
        ("2026-01-15", "2026-01-15", "2026-01-15", None),
        (" 2026-01-15 ", "2026-01-15", "2026-01-15", None),
        ("2025-05", "2025-05-01", "2025-05-31", None),
        ("2024-02", "2024-02-01", "2024-02-29", None),
        ("2025", "2025-01-01", "2025-12-31", None),
        ("0987", "0987-01-01", "0987-12-31", None),
        ("2026-01-15T23:30:00-08:00", "2026-01-15", "2026-01-15", 1410),
        ("2026-01-15T00:10:00.123456Z", "2026-01-15", "2026-01-15", 10),
        ("2026-01-15 07:05", "2026-01-15", "2026-01-15", 425),
        ("1974-10-18T01:31:57.243101+00:00", "1974-10-18", "1974-10-18", 91),
    ],
)
def test_iso_dates(text: str, first: str, last: str, minute: int | None) -> None:
    """The interval of days; the stamp's own offset decides its day."""
    found = read(text)
    assert isinstance(found, DateReading)
    assert (*days(text)[:3], found.text, found.how) == (first, last, minute, text, "iso")


@pytest.mark.parametrize(
    ("text", "minute", "offset", "how"),
    [
        ("20260115", None, None, "compact"),
        ("20260115T083000Z", 510, 0, "compact"),
        ("20260115T0830+0100", 510, 60, "compact"),
        ("202601150830", 510, None, "compact"),
        ("20260115083000.123-0330", 510, -210, "compact"),
        ("20260115 08:30", 510, None, "compact"),
        ("2026/01/15 8:30", 510, None, "year-first"),
        ("2026-1-15", None, None, "year-first"),
        ("01/15/2026 8:05 AM", 485, None, "one-meaning"),
        ("15/1/2026 8:05 pm", 1205, None, "one-meaning"),
        ("15.01.2026, 20:05:00 UTC", 1205, 0, "one-meaning"),
        ("15-01-2026T20:05:00+02", 1205, 120, "one-meaning"),
        ("15 Jan 2026 12:30 a.m.", 30, None, "month-name"),
        ("Jan. 15th, 2026 12:30 p.m.", 750, None, "month-name"),
        ("2026-Jan-15 20:05 GMT", 1205, 0, "month-name"),
    ],
)
def test_days_and_times(text: str, minute: int | None, offset: int | None, how: str) -> None:
    """The same day in many forms, with its time and the offset that is stated."""
    assert days(text) == ("2026-01-15", "2026-01-15", minute, offset, how)


@pytest.mark.parametrize(
    ("text", "minute"),
    [
        ("2026-01-15T00:00:00", None),
        ("2026-01-15 00:00", None),
        ("20260115000000", None),
        ("1/15/2026 0:00", None),
        ("1/15/2026 12:00:00 AM", None),
        ("15-JAN-2026 00:00:00.000", None),
        ("2026-01-15T00:00:01", 0),
        ("2026-01-15T00:00:00Z", 0),
        ("1/15/2026 12:00:00 PM", 720),
    ],
)
def test_a_bare_midnight_is_no_time(text: str, minute: int | None) -> None:
    """Columns of days end so; with an offset, or a second later, it is a time."""
    assert days(text)[2] == minute


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("03/04/2026", "mdy", "2026-03-04"),
        ("03/04/2026", "dmy", "2026-04-03"),
        ("3.4.26", "dmy", "2026-04-03"),
        ("26-04-03", "ymd", "2026-04-03"),
        ("03-APR-26", "mdy", "2026-04-03"),
        ("03-APR-26", "dmy", "2026-04-03"),
        ("03-APR-26", "ymd", "2003-04-26"),
        ("Apr 3, 26", "mdy", "2026-04-03"),
        ("3/4/49", "dmy", "2049-04-03"),
        ("3/4/50", "dmy", "1950-04-03"),
    ],
)
def test_a_stated_order_decides(text: str, order: str, day: str) -> None:
    """Two digits of a year are those from 1950 to 2049."""
    assert days(text, order) == (day, day, None, None, "stated-order")


AMBIGUOUS = "can mean 2026-03-04 or 2026-04-03; --date-order mdy or dmy says which"
SHORT = "has a year of two digits, which is read only with --date-order"
NONE = "is not a date this program reads (2026-01-15, 15 Jan 2026, 2026-01, 2026 or a time stamp)"
NO_DAY = "is no day of the calendar"
YEAR = "has a year that is not from 1900 to 2100"


@pytest.mark.parametrize(
    ("text", "order", "reason"),
    [
        ("03/04/2026", None, AMBIGUOUS),
        ("3.4.2026 20:00", None, AMBIGUOUS),
        ("03/04/2026", "ymd", "is no day in the order of --date-order ymd"),
        ("25/12/2025", "mdy", "is no day in the order of --date-order mdy"),
        ("12/25/2025", "dmy", "is no day in the order of --date-order dmy"),
        ("Apr 3, 26", "ymd", "is no day in the order of --date-order ymd"),
        ("25/12/5", "dmy", "is no day in the order of --date-order dmy"),
        ("1-APR-26", "ymd", "is no day in the order of --date-order ymd"),
        ("25/12/25", None, SHORT),
        ("03-APR-26", None, SHORT),
        ("2026-02-30", None, NO_DAY),
        ("2026-13", None, NO_DAY),
        ("2023-02-29", None, NO_DAY),
        ("0000", None, NO_DAY),
        ("20260230", None, NO_DAY),
        ("31 Apr 2026", None, NO_DAY),
        ("13/13/2025", None, NO_DAY),
        ("13/2025", None, NO_DAY),
        ("2026/15/01", None, NO_DAY),
        ("15/01/1899", None, YEAR),
        ("15 Jan 2101", None, YEAR),
        ("18991231", None, YEAR),
        ("unknown", None, "says that the date is not known"),
        ("N/A", None, "says that the date is not known"),
        ("about May 2025", None, "says only about when"),
        ("2025?", None, "says only about when"),
        ("last week", None, "counts from a day that is not given"),
        ("", None, NONE),
        ("soon", None, NONE),
        ("46037", None, NONE),
        ("May", None, NONE),
        ("3 Apr", None, NONE),
        ("2025.5", None, NONE),
        ("2026-01-15x", None, NONE),
        ("2026-01-15T25:00", None, NONE),
        ("2026-01-15T10:61", None, NONE),
        ("2026-01-15T10:00:61", None, NONE),
        ("15/01/2026 24:00", None, NONE),
        ("15/01/2026 13:00 PM", None, NONE),
        ("20260115T2460", None, NONE),
        ("123/4/2026", None, NONE),
        ("1/4/20261", None, NONE),
        ("15 Foo 2026", None, NONE),
        ("²⁰²⁶", None, NONE),
        ("15 Jan 2026" + " " * 80 + "or so", None, NONE),
        ("15 Jan 2026 and on and on and on and on and on and on and on and on", None, NONE),
        ("2026-W03-4", None, NONE),
    ],
)
def test_what_is_no_date_has_its_reason(text: str, order: str | None, reason: str) -> None:
    """Nothing is guessed, and each reason is a sentence that goes on from the text."""
    assert why(text, order) == reason


def test_serial_numbers_are_read_in_tables_alone() -> None:
    """From 20000 to 80000, the part of a day as its time."""
    assert days("46037", form="csv") == ("2026-01-15", "2026-01-15", None, None, "serial")
    assert days("46037.0", form="csv")[2] is None
    assert days("46037.3333333333", form="csv")[2] == 480
    assert days("46037.9999999", form="csv")[:3] == ("2026-01-15", "2026-01-15", 1439)
    assert days("20000", form="csv")[0] == "1954-10-03"
    assert days("80000", form="csv")[0] == "2119-01-11"
    counts = "is a number that counts no day of a spreadsheet (20000 to 80000)"
    assert why("19999", form="csv") == why("80001", form="csv") == counts


def test_fhir_has_iso_dates_alone() -> None:
    """As its own definition says."""
    reason = "is not a date of FHIR (2026, 2026-01, 2026-01-15 or a time stamp)"
    assert {why(text, form="fhir") for text in ("20260115", "15 Jan 2026", "46037", "25/12/2025")} == {reason}
    assert days("2026-01-15T08:30:00+01:00", form="fhir") == ("2026-01-15", "2026-01-15", 510, 60, "iso")


def test_many_different_dates_are_remembered_in_a_bounded_memory() -> None:
    """The ten thousand and first starts anew, and is read all the same."""
    reader = DateReader(vocabulary().dates)
    for number in range(10_000):
        assert isinstance(reader.read(f"{number:04}"), DateReading if number else NoDate)
    assert isinstance(reader.read("15 Jan 2026"), DateReading)
    assert len(reader.known) == 1


def test_without_words_no_name_is_read() -> None:
    """A vocabulary without dates leaves ISO 8601."""
    bare = DateReader(DateWords())
    assert isinstance(bare.read("15 Jan 2026"), NoDate)
    assert isinstance(bare.read("2026-01-15"), DateReading)


WORDS = {
    "january": "january jan januar janner janvier janv enero ene gennaio gen januari",
    "february": "february feb febr februar fevrier fevr fev febrero febbraio februari",
    "march": "march mar marz mrz mars marzo maart mrt",
    "april": "april apr avril avr abril abr aprile",
    "may": "may mai mayo maggio mag mei",
    "june": "june jun juni juin junio giugno giu",
    "july": "july jul juli juillet juil julio luglio lug",
    "august": "august aug aout agosto ago augustus",
    "september": "september sep sept septembre septiembre setiembre settembre set",
    "october": "october oct oktober okt octobre octubre ottobre ott",
    "november": "november nov novembre noviembre",
    "december": "december dec dezember dez decembre diciembre dic dicembre",
}


def test_the_shipped_names_of_months() -> None:
    """Of six languages, without their accents."""
    expected = {word: place for place, key in enumerate(MONTHS, 1) for word in WORDS[key].split()}
    assert vocabulary().dates.months == expected
    assert days("3 août 2025")[0] == "2025-08-03"
    assert days("3 de abril de 2025")[0] == "2025-04-03"


def test_the_shipped_limits_and_words_of_dates() -> None:
    """Numbers and words that decide what is read."""
    dates = vocabulary().dates
    assert (dates.years, dates.two_digit_from, dates.serials) == ((1900, 2100), 1950, (20_000, 80_000))
    assert (dates.ordinals, dates.of) == (("st", "nd", "rd", "th"), ("of", "de", "del"))
    assert (dates.before_noon, dates.after_noon) == (("am", "a.m."), ("pm", "p.m."))
    assert dates.universal == ("z", "utc", "gmt")
    assert tuple(dates.reasons) == REASONS
    says = [{why(f"x {word} y") for word in dates.reasons[group]} for group in REASONS]
    assert says == [
        {"says that the date is not known"},
        {"says only about when"},
        {"counts from a day that is not given"},
    ]
    assert [len(dates.reasons[group]) for group in REASONS] == [21, 42, 33]
