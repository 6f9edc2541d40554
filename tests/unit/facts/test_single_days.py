"""Dates that are a month or a year, as each of their days on which a result can turn."""

from __future__ import annotations

from typing import Any

import pytest

from ldn_rules.facts.single_days import are_there, single_days
from support.lists import TODAY, facts, iso, item, ldn, oxycodone, pipeline, reading


def days(*medications: dict[str, Any]) -> list[tuple[str, int]]:
    """Name and day, relative to the check, of each single day."""
    found = single_days(reading(list(medications)), facts(list(medications)), pipeline().book.settings)
    return [(one.name, one.day - TODAY) for one in found]


def test_a_list_of_exact_dates_has_none() -> None:
    """Where every date is a day there is nothing to suppose."""
    assert not are_there(reading([ldn(), oxycodone(start=-30, end=-20)]))
    assert days(ldn(), oxycodone(start=-30, end=-20)) == []


def test_an_irrelevant_drug_has_none() -> None:
    """A vague date of a drug that no rule speaks of decides nothing."""
    assert not are_there(reading([ldn(), item("vitamin C 500 mg tablet", start="2025")]))


def test_an_order_that_was_never_given_has_none() -> None:
    """Nor does that of what was entered in error."""
    assert not are_there(reading([ldn(), oxycodone(start="2026-01", status="entered-in-error")]))


def test_the_dates_of_an_opioid_meet_those_of_naltrexone() -> None:
    """An opioid that began in the month in which naltrexone ended: the days around that end, and no others."""
    over = ldn(start=-100, end=-10, status="completed")
    assert days(over, oxycodone(start="2026-01", status="active")) == [
        ("start", day) for day in (-11, -10, -9, -1, 0, 1)
    ]


def test_the_dates_of_naltrexone_are_tried_at_their_ends_too() -> None:
    """Of naltrexone the first and the last day that it can mean are among them."""
    found = days(ldn(start=-100, end="2025-12", status="completed"))
    assert found[0] == ("end", -45)
    assert found[-1] == ("end", -15)


def test_the_other_dates_of_an_entry_bound_them() -> None:
    """An end in the month of the start is no day before the start, nor is a start a day after the end."""
    found = days(ldn(start="2025-12-20", end="2025-12", status="completed"))
    assert min(day for _, day in found) == -26
    found = days(ldn(start="2025-12", end="2025-12-20", status="completed"))
    assert max(day for _, day in found) == -26


def test_dates_that_contradict_bound_nothing() -> None:
    """Where no day of the date fits the others, all its days are tried."""
    found = [day for name, day in days(ldn(start="2026-01-10", end="2025-12", status="completed")) if name == "end"]
    assert (found[0], found[-1]) == (-45, -15)


@pytest.mark.parametrize(("year", "looked_at"), [("2025", True), ("2019", False)])
def test_a_date_of_long_ago_is_left_out(year: str, looked_at: bool) -> None:
    """All that a date of years ago can lead to is history."""
    assert bool(days(ldn(start=year, end=iso(-20), status="completed"))) is looked_at


def test_what_it_says() -> None:
    """The words name the date, the drug as written, and the day that would decide."""
    medications = [ldn(start=-100, end=-10, status="completed"), oxycodone(start="2026-01", status="active")]
    found = single_days(reading(medications), facts(medications), pipeline().book.settings)
    name = medications[1]["name"]
    assert found[0].says == f"start of {name} is given only as 2026-01, and {iso(-11)} would give this"
