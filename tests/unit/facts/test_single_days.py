"""Dates that are a month or a year, as each of their days on which a result can turn."""

from __future__ import annotations

from typing import Any

import pytest

from ldn_rules.facts.single_days import are_there, single_days
from support.lists import TODAY, facts, iso, item, ldn, oxycodone, pipeline, reading


def days(*medications: dict[str, Any]) -> list[tuple[str, int]]:
    """Name and day, relative to the check, of each single day, in order."""
    found = single_days(reading(list(medications)), facts(list(medications)), pipeline().book.settings)
    return sorted((one.name, one.date.first - TODAY) for one in found)


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
        ("start", day) for day in (-14, -11, -10, -9, -1, 0, 1, 16)
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
    """The words name the date, the drug as written, and the day; the days nearest to the check come first."""
    medications = [ldn(start=-100, end=-10, status="completed"), oxycodone(start="2026-01", status="active")]
    found = single_days(reading(medications), facts(medications), pipeline().book.settings)
    name = medications[1]["name"]
    assert found[0].says == f"the start of {name}, given only as 2026-01, were {iso(0)}"
    assert [abs(one.date.first - TODAY) for one in found] == [0, 1, 1, 9, 10, 11, 14, 16]


def test_a_date_that_a_supply_counts_from() -> None:
    """Days on which the supply would end near one on which something turns are among them."""
    opioid = oxycodone(start="2025-12", days_supply=10, status="completed")
    found = [day for _, day in days(ldn(start=-18), opioid)]
    assert {-27 - 1, -27, -27 + 1} <= set(found)


def test_devices_are_exposures_too() -> None:
    """A pump at the spine that was placed in some month is looked at on its days."""
    devices = [{"name": "intrathecal pump", "status": "stopped", "start": "2025-12"}]
    whole = reading([ldn(start=-26)], devices=devices)
    found = single_days(whole, facts([ldn(start=-26)], devices=devices), pipeline().book.settings)
    assert are_there(whole)
    assert iso(-26) in {one.says[-10:] for one in found}
    assert found[0].of(whole).devices[0].start == found[0].date


def test_naltrexone_without_a_start_beside_another() -> None:
    """It may have begun long ago or on any day on which something turns, up to the day of the check or its own end."""
    over = ldn(start=-40, end=-15, status="completed")
    undated = item("naltrexone 1.5 mg capsule", status="active")
    assert are_there(reading([over, undated]))
    assert [day for _, day in days(over, undated)] == [
        min(day for _, day in days(over, undated)),
        *range(-42, -37),
        *range(-32, -27),
        *range(-17, -12),
        *range(-2, 1),
    ]
    ended = days(over, item("naltrexone 1.5 mg capsule", status="stopped", end=iso(-20)))
    assert max(day for _, day in ended) == -20


def test_one_naltrexone_entry_without_a_start() -> None:
    """Alone its unknown start is what episodes and segments are about: nothing more is supposed."""
    assert not are_there(reading([item("naltrexone 1.5 mg capsule", status="active"), oxycodone(start=-30)]))
