"""The day of the last fill: with a days' supply it can only put the end of the supply later."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from ldn_rules.rulebook.kinds import NEVER
from support.lists import TODAY, ldn, messages, of_kind, oxycodone, reading, said

CLOSE, DATES = "LDN104 contraindicated", "LDN112 cannot-assess major"


def last(**fields: Any) -> Any:
    """The last day of an opioid in the main reading of the facts."""
    [course] = [one for one in of_kind("course", [ldn(), oxycodone(**fields)]) if "opioid" in one.classes]
    return course.values["last"]


def test_the_supply_counts_from_the_last_fill() -> None:
    """The later of the end by start and refills and the end by the last fill."""
    assert last(status="stopped", start=-100, days_supply=10, last_filled=-30) == -21
    assert last(status="stopped", start=-100, days_supply=10, refills=9, last_filled=-30) == -1
    assert last(start=-100, days_supply=30, last_filled=-40) == -11
    assert last(start=-100, days_supply=30, last_filled=-29) == NEVER


def test_an_end_beside_the_last_fill() -> None:
    """A stated end that agrees with the last fill is not in conflict with the first supply."""
    first = {"status": "stopped", "start": -100, "end": -5, "days_supply": 10}
    assert said([ldn(), oxycodone(**first)]) == [CLOSE, DATES]
    assert said([ldn(), oxycodone(**first, last_filled=-14)]) == [CLOSE]
    assert last(**first, last_filled=-13) == -4


def test_nothing_without_a_start_or_a_supply() -> None:
    """Without a supply the day of a fill says nothing of use; without a start an open order stays open."""
    assert last(start=-100, last_filled=-90) == NEVER
    assert last(days_supply=10, last_filled=-90) == NEVER


def test_never_earlier_than_without_it() -> None:
    """Whatever else is known, a last fill ends no exposure earlier."""
    for status, days, refills, end, filled in product(
        ("active", "stopped", "completed"), (None, 5, 30), (None, 2), (None, -40), (-99, -60, -8, 0)
    ):
        fields = {"status": status, "start": -90, "days_supply": days, "refills": refills, "end": end}
        assert last(**fields, last_filled=filled) >= last(**fields), (fields, filled)


@pytest.mark.parametrize("name", ["fentanyl 25 mcg/hour transdermal patch", "Sublocade 300 mg injection"])
def test_a_patch_and_a_depot_of_the_last_fill(name: str) -> None:
    """What counts from its application was applied at the last fill."""
    fields = {"name": name, "sig": None, "status": "completed", "start": -200, "days_supply": 3}
    plain = last(**fields)
    assert last(**fields, last_filled=-170) == plain + 30


def test_an_injection_of_naltrexone() -> None:
    """It exposes for its days from the last fill on."""
    fields = {"id": "x", "name": "Vivitrol 380 mg injection", "status": "completed", "start": -100, "days_supply": 28}
    [plain], [filled] = (of_kind("episode", [{**fields, **more}]) for more in ({}, {"last_filled": -60}))
    assert filled.values["last"] == plain.values["last"] + 40  # type: ignore[operator]


def test_a_month_alone_is_its_latest_day() -> None:
    """A partial date counts as the latest day it can mean; where an earlier one matters it is asked about."""
    fields = {"status": "stopped", "start": -100, "days_supply": 10}
    assert last(**fields, last_filled="2026-01") == 9
    assert "last_filled is given only as 2025-12" in messages([ldn(), oxycodone(**fields, last_filled="2025-12")])


def test_a_fill_after_the_check_is_dropped() -> None:
    """It cannot be: the rest counts, and it is said."""
    fields = {"status": "stopped", "start": -100, "days_supply": 10}
    assert last(**fields, last_filled=3) == -91
    assert "last_filled 2026-01-18 lies after the day of the check" in messages(
        [ldn(), oxycodone(**fields, last_filled=3)]
    )
    assert said([ldn(), oxycodone(status="stopped", start=-100, end=-90, last_filled=3)]) == []


def test_one_that_cannot_be_read() -> None:
    """It may be any day; without a supply it matters nothing."""
    read = reading([oxycodone(start=-100, last_filled="?")])
    assert (read.entries[0].last_filled, read.entries[0].unread) == (None, ("last_filled",))
    assert [problem.path for problem in read.entries[0].problems] == ["medications[0].last_filled"]
    fields = {"status": "stopped", "start": -100, "end": -95, "last_filled": "?"}
    assert said([ldn(), oxycodone(**fields)]) == []
    assert "last_filled is recorded, but could not be read" in messages([ldn(), oxycodone(**fields, days_supply=6)])


def test_it_is_read_as_a_date() -> None:
    """In the forms of other dates."""
    [entry] = reading([oxycodone(last_filled="3 Jan 2026")]).entries
    assert entry.last_filled is not None
    assert entry.last_filled.first == TODAY - 12
