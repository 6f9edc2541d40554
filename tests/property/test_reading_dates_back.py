"""Days from 1900 to 2100 in every form read back; what can mean two days is never one; nothing else is a date."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from functools import cache

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ldn_rules.reading.dates import DateReader
from ldn_rules.reading.model import DateReading, NoDate
from ldn_rules.rulebook.enumerations import DATE_ORDERS
from support.date_writing import MONTHS, ORDERED, SHORT, WHOLE
from support.reading import vocabulary

FIRST, LAST = date(1900, 1, 1), date(2100, 12, 31)
LEAP_YEAR = date(2024, 1, 1)
MANY_DAYS = [FIRST + timedelta(days=number) for number in range(0, (LAST - FIRST).days + 1, 11)]
MANY_DAYS += [LEAP_YEAR + timedelta(days=number) for number in range(366)]
"""Every eleventh day of two centuries, in which each day of the year comes up, and all of a leap year."""

DAYS = st.dates(FIRST, LAST)
ANY_ORDER = (None, *DATE_ORDERS)


@cache
def reader(order: str | None = None, form: str = "json") -> DateReader:
    """A reader over the shipped vocabulary."""
    return DateReader(vocabulary().dates, order, form)


def read(text: str, order: str | None = None, form: str = "json") -> tuple[date, date] | None:
    """The days a text means, as dates; None if it is not read."""
    found = reader(order, form).read(text)
    return None if isinstance(found, NoDate) else (date.fromordinal(found.first), date.fromordinal(found.last))


@pytest.mark.parametrize("written", WHOLE)
def test_a_day_reads_back_in_every_form_that_means_one(written: object) -> None:
    """Without a stated order; a bare midnight is no time."""
    for day in MANY_DAYS:
        found = reader().read(written(day))  # type: ignore[operator]
        assert isinstance(found, DateReading)
        assert (found.first, found.last, found.minute) == (day.toordinal(), day.toordinal(), None)


@given(DAYS, st.sampled_from(WHOLE), st.sampled_from(ANY_ORDER))
def test_a_form_that_means_one_day_means_it_in_any_order(day: date, written: object, order: str | None) -> None:
    """A stated order changes nothing where nothing was open."""
    assert read(written(day), order) == (day, day)  # type: ignore[operator]


@pytest.mark.parametrize(("order", "written"), [(order, form) for order, forms in ORDERED.items() for form in forms])
def test_a_day_reads_back_in_its_stated_order(order: str, written: object) -> None:
    """Days of two centuries."""
    for day in MANY_DAYS:
        found = reader(order).read(written(day))  # type: ignore[operator]
        assert isinstance(found, DateReading)
        assert found.first == found.last == day.toordinal()


@given(st.dates(date(1950, 1, 1), date(2049, 12, 31)), st.sampled_from(sorted(SHORT)), st.integers(0, 1))
def test_a_year_of_two_digits_is_read_in_a_stated_order_alone(day: date, order: str, form: int) -> None:
    """The hundred years of the window; without an order there is a reason."""
    text = SHORT[order][form](day)
    assert read(text, order) == (day, day)
    assert read(text) is None


@given(DAYS, st.sampled_from([form for forms in ORDERED.values() for form in forms]))
@example(date(2026, 4, 3), ORDERED["mdy"][0])
@example(date(2026, 4, 4), ORDERED["mdy"][0])
@example(date(2025, 12, 25), ORDERED["dmy"][0])
def test_what_can_mean_two_days_is_not_read_and_what_can_mean_one_is(day: date, written: object) -> None:
    """Without a stated order: read exactly if the numbers are equal or one of them is no month."""
    found = read(written(day))  # type: ignore[operator]
    assert found == ((day, day) if day.day > 12 or day.day == day.month else None)


@given(DAYS, st.sampled_from(sorted(ORDERED)), st.integers(0, 3), st.sampled_from(DATE_ORDERS))
def test_a_stated_order_is_never_overruled(day: date, wrote: str, form: int, stated: str) -> None:
    """A date that does not fit it is not read as another order would have it."""
    found = read(ORDERED[wrote][form](day), stated)
    if found is not None and stated != wrote:
        assert found[0] == found[1] == date(day.year, day.day, day.month)
        assert stated != "ymd"


@given(st.integers(1900, 2100), st.integers(1, 12), st.sampled_from(ANY_ORDER))
def test_months_and_years_are_all_their_days(year: int, month: int, order: str | None) -> None:
    """A closed interval, in every form."""
    span = date(year, month, 1), date(year, month, monthrange(year, month)[1])
    name = MONTHS[month - 1]
    forms = [f"{year}-{month:02}", f"{year}/{month:02}", f"{month:02}/{year}", f"{month}/{year}", f"{month:02}.{year}"]
    for text in [*forms, f"{name} {year}", f"{name[:3]} {year}", f"{name[:3]}-{year}", f"{year} {name}"]:
        assert read(text, order) == span
    assert read(str(year), order) == (date(year, 1, 1), date(year, 12, 31))


@given(st.integers(20_000, 80_000), st.integers(0, 1439))
def test_serial_numbers_of_a_table_read_back(days: int, minute: int) -> None:
    """In a table alone; the part of a day is its minute."""
    day = date(1899, 12, 30) + timedelta(days=days)
    assert read(str(days), form="csv") == (day, day)
    assert read(str(days)) is read(str(days), form="fhir") is None
    found = reader(form="csv").read(f"{days}{f'{minute / 1440:.10f}'[1:]}")
    assert isinstance(found, DateReading)
    assert (found.first, found.minute or 0) == (day.toordinal(), minute)


@given(st.text(max_size=80), st.sampled_from(ANY_ORDER), st.sampled_from(["json", "csv", "fhir"]))
def test_any_text_is_a_date_or_has_a_reason(text: str, order: str | None, form: str) -> None:
    """Never an exception; what is read is a span of days that exist and holds a digit in the text."""
    found = reader(order, form).read(text)
    if isinstance(found, NoDate):
        assert found.why
    else:
        assert found.first <= found.last <= date.max.toordinal()
        assert any(sign.isdecimal() and sign.isascii() for sign in text)


SIGNS = ("/", "-", ".", " ", ",", ":", "T", "Z", "+01")
WORDS = ("2026", "1999", "12", "31", "am", "pm", "of", "th", "apr", "märz", "about", "unknown", "week", *MONTHS[:3])
PIECES = st.sampled_from([*"0123456789", *SIGNS, *WORDS])


@given(st.lists(PIECES, min_size=1, max_size=9).map("".join), st.sampled_from(ANY_ORDER))
def test_nothing_is_read_that_does_not_say_its_year(text: str, order: str | None) -> None:
    """Whatever is read as days of a year has that year in it: four digits, or two of them in a stated order."""
    found = read(text, order)
    if found is not None:
        year = f"{found[0].year:04}"
        assert year in text or (order is not None and year[2:] in text)


@given(st.sampled_from(["about", "around", "circa", "early", "since", "before", "~"]), DAYS)
def test_words_beside_a_date_are_not_passed_over(word: str, day: date) -> None:
    """A date that is only about right is not read."""
    assert read(f"{word} {day:%Y-%m-%d}") is read(f"{word} {MONTHS[day.month - 1]} {day.year}") is None
