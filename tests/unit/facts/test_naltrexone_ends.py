"""L1: how long naltrexone is on board for the opioid rules."""

from __future__ import annotations

from typing import Any

import pytest

from support.lists import item, ldn, of_kind, oxycodone, said

NEW_OPIOID = oxycodone(start=0)


def depot(**fields: Any) -> dict[str, Any]:
    """A completed injection entry."""
    return item("Vivitrol 380 mg injection", **{"status": "completed", **fields})


@pytest.mark.parametrize(("day", "expected"), [(-30, "LDN101 contraindicated"), (-31, "LDN114 major")])
@pytest.mark.parametrize("more", [{}, {"end": None}, {"days_supply": 30}])
def test_one_injection_exposes_for_thirty_days(day: int, expected: str, more: dict[str, Any]) -> None:
    """An injection on day d exposes from d to d + 30, however its end is written; nothing else is said."""
    assert said([depot(**{"start": day, "end": day, **more}), NEW_OPIOID]) == [expected]


def test_the_last_of_a_course_of_injections_counts() -> None:
    """A stated end or last_taken is the last injection; a supply of several injections lasts longer."""
    assert said([depot(start=-200, end=-30), NEW_OPIOID]) == ["LDN101 contraindicated"]
    assert said([depot(start=-200, last_taken=-30), NEW_OPIOID]) == ["LDN101 contraindicated"]
    assert said([depot(start=-200, days_supply=201), NEW_OPIOID]) == ["LDN101 contraindicated"]
    assert said([depot(start=-200, days_supply=180), NEW_OPIOID]) == []


def test_an_injection_without_a_date_is_no_reason_for_silence() -> None:
    """A stopped injection without dates, or with its end before its start, can only be asked about."""
    assert said([depot(status="stopped"), oxycodone(start=-50)]) == ["LDN101 cannot-assess major"]
    assert said([depot(start=-10, end=-20), NEW_OPIOID]) == ["LDN101 cannot-assess major"]


def test_the_month_of_an_injection_gives_two_readings() -> None:
    """Of a partial date the latest injection is reported, and the date that decides is named."""
    assert said([depot(start="2025-12"), NEW_OPIOID]) == ["LDN101 cannot-assess major", "LDN101 contraindicated"]
    both = [depot(start="2025-12", end="2025-12"), NEW_OPIOID]
    assert said(both) == ["LDN101 cannot-assess major", "LDN101 contraindicated"]


def test_an_open_order_of_injections_stays_open() -> None:
    """An active injection order without a stated end or supply is open, with an injection recorded or not."""
    assert said([depot(start=-200, status="active"), NEW_OPIOID]) == ["LDN101 contraindicated"]
    assert said([depot(start=-200, status="active", last_taken=-60), NEW_OPIOID]) == ["LDN101 contraindicated"]
    undated = depot(status="active", last_taken=-10)
    assert said([undated, NEW_OPIOID]) == ["LDN101 contraindicated"]


def test_the_last_entry_stays_open_until_its_supply_is_long_over() -> None:
    """For 90 days after its supply the last active entry counts as taken, then stopping is to be confirmed."""
    assert "LDN101 contraindicated" in said([ldn(start=-118, days_supply=30), NEW_OPIOID])
    later = said([ldn(start=-119, days_supply=30), NEW_OPIOID])
    assert [one for one in later if one.startswith("LDN101")] == ["LDN101 cannot-assess major"]


def test_a_dose_taken_yesterday_does_not_end_an_active_entry() -> None:
    """A last_taken on an active naltrexone entry without a stated end leaves it open."""
    assert said([ldn(start=-80, last_taken=-1), NEW_OPIOID]) == ["LDN101 contraindicated"]
    assert said([ldn(start=-80, last_taken=-20), NEW_OPIOID]) == ["LDN101 contraindicated"]


def test_a_stated_end_or_a_stopped_entry_closes_the_last_entry() -> None:
    """Only an entry listed as active, on hold or unknown, without a stated end, stays open."""
    assert said([ldn(start=-100, end=-40), NEW_OPIOID]) == []
    assert said([ldn(start=-100, status="stopped", last_taken=-40), NEW_OPIOID]) == []


def test_an_earlier_entry_ends_with_its_supply() -> None:
    """Only the last entry stays open after its supply."""
    earlier, last = ldn(id="a", start=-150, days_supply=30), ldn(id="b", start=-60, end=-40, status="completed")
    assert [fact.values["last"] for fact in of_kind("episode", [earlier, last])] == [-121, -40]
