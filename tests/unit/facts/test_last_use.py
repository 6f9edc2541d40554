"""E, the last use of an opioid, in the order of docs/guide/semantics.md "Last use", 1 to 6."""

from __future__ import annotations

from typing import Any

import pytest

from ldn_rules.rulebook.kinds import NEVER
from support.lists import item, ldn, messages, of_kind, oxycodone, said

FENTANYL = "fentanyl 25 mcg/hour transdermal patch"
PROBUPHINE = "Probuphine implant"
SUBLOCADE = "Sublocade 300 mg injection"
DATES = "LDN112 cannot-assess major"
OPEN = "LDN101 contraindicated"
AHEAD = ldn(start=5, status="planned")


def stopped(**fields: Any) -> dict[str, Any]:
    """An order that is listed as stopped."""
    return oxycodone(status="stopped", **fields)


def last(entry: dict[str, Any], naltrexone: dict[str, Any] | None = None) -> Any:
    """E as the main reading of the facts has it."""
    [course] = [one for one in of_kind("course", [naltrexone or ldn(), entry]) if "opioid" in one.classes]
    return course.values["last"]


@pytest.mark.parametrize("status", ["active", "on-hold", "unknown", "completed", "stopped"])
def test_1_last_taken_counts_before_everything_else(status: str) -> None:
    """(1) Whatever supply or end says, a last_taken is the last use for a start by the day of the check."""
    assert last(oxycodone(status=status, start=-60, end=-2, days_supply=90, last_taken=-12)) == -12


@pytest.mark.parametrize(("day", "expected"), [(-14, []), (-13, ["LDN111 contraindicated"])])
def test_1_last_taken_of_an_as_needed_order_before_a_start_ahead(day: int, expected: list[str]) -> None:
    """(1) For a start after the check it counts for an as-needed order 14 days later, no earlier."""
    assert said([AHEAD, oxycodone(prn=True, start=-60, last_taken=day)]) == expected


@pytest.mark.parametrize("more", [{"last_taken": -30}, {"days_supply": 10}, {}])
def test_1_an_open_order_is_open_for_a_start_ahead(more: dict[str, Any]) -> None:
    """(1) Otherwise an active order without a stated end is open, whatever its last_taken or supply."""
    assert said([AHEAD, oxycodone(start=-60, **more)]) == [OPEN]


@pytest.mark.parametrize(("prn", "rule"), [(True, "LDN111 info"), (False, "LDN112 info")])
@pytest.mark.parametrize("more", [{"end": 3}, {"days_supply": 70}, {"end": -30, "days_supply": 70}])
def test_1_what_runs_past_last_taken_is_leftover(prn: bool, rule: str, more: dict[str, Any]) -> None:
    """(1) A supply or end past last_taken that reaches the start is a note."""
    entry = oxycodone(prn=prn or None, start=-60, last_taken=-12, **more)
    assert said([ldn(), entry]) == [rule]


def test_1_what_ends_before_the_start_is_not_leftover() -> None:
    """(1) A supply past last_taken that is over before the interval begins is not spoken of."""
    assert said([ldn(), oxycodone(status="completed", start=-60, days_supply=30, last_taken=-40)]) == []


def test_2_the_later_of_end_and_supply() -> None:
    """(2) Stopped or completed: the stated end or the end of one supply; refills only without a stated end."""
    assert last(stopped(start=-40, end=-20, days_supply=30)) == -11
    assert last(stopped(start=-40, end=-5, days_supply=30, refills=9)) == -5
    assert last(stopped(start=-40, days_supply=10)) == -31
    assert last(stopped(start=-40, days_supply=10, refills=2)) == -11


def test_2_ends_more_than_three_days_apart_disagree() -> None:
    """(2) A stated end and the end of one supply that differ by more decide, where the results differ."""
    near, apart = stopped(start=-20, end=-11, days_supply=13), stopped(start=-20, end=-11, days_supply=14)
    assert said([ldn(), near]) == ["LDN104 moderate"]
    assert said([ldn(), apart]) == ["LDN104 moderate", DATES]
    assert said([ldn(start=60, status="planned"), apart]) == []


def test_3_a_stated_end_holds_though_the_order_is_listed() -> None:
    """(3) Active, on hold or unknown with a stated end: as (2), with a note."""
    for status in ("active", "on-hold", "unknown"):
        assert said([ldn(), oxycodone(status=status, start=-40, end=-20)]) == ["LDN112 info"]
    assert "still listed as active" in messages([ldn(), oxycodone(start=-40, end=-20)])
    assert said([ldn(), oxycodone(start=-40, end=0)]) == [OPEN]


def test_4_open_while_the_supply_lasts() -> None:
    """(4) Active without a stated end: open while the supply lasts, or where none is known."""
    assert last(oxycodone(start=-40)) == last(oxycodone(start=-40, days_supply=41)) == NEVER
    assert last(oxycodone(start=-40, days_supply=40)) == -1
    assert said([ldn(), oxycodone(start=-60, days_supply=30)]) == [DATES]


@pytest.mark.parametrize(("start", "expected"), [(-98, ["LDN111 contraindicated"]), (-99, [DATES])])
def test_4_an_as_needed_order_stays_open_for_90_days(start: int, expected: list[str]) -> None:
    """(4) As needed: open until its supply has been over for 90 days."""
    assert said([ldn(), oxycodone(prn=True, start=start, days_supply=10)]) == expected


def test_5_stopped_with_a_start_alone() -> None:
    """(5) Ended at the latest 365 days after its start, or at the check; reported only where that matters."""
    assert said([ldn(), stopped(start=-375)]) == []
    assert said([ldn(), stopped(start=-374)]) == [DATES]
    assert said([ldn(), stopped(start=-5)]) == ["LDN101 contraindicated"]
    assert last(stopped(start=-500)) == -135
    assert last(stopped(start=-30)) == 0
    assert last(stopped(start=0)) == 0


def test_5_an_overlap_by_its_start_is_reported() -> None:
    """(5) Where the start itself overlaps, the overlap is reported."""
    assert said([ldn(start=-80), stopped(start=-20)]) == [OPEN]


def test_6_nothing_known_is_asked_about() -> None:
    """(6) Stopped without start and end: cannot-assess alone."""
    assert said([ldn(), stopped()]) == [DATES]
    assert last(stopped(end=-20)) == -20


@pytest.mark.parametrize("day", [-70, 3])
def test_an_impossible_last_taken_is_dropped(day: int) -> None:
    """A last_taken before the start or after the check is dropped; the rest of the entry applies."""
    assert last(oxycodone(status="completed", start=-60, end=-20, last_taken=day)) == -20
    entry = oxycodone(status="completed", start=-60, end=-8, last_taken=day)
    assert said([ldn(), entry]) == [DATES, "LDN104 moderate"][::-1]
    assert "last_taken" in messages([ldn(), entry])


def test_an_end_before_the_start() -> None:
    """On an active order the end is dropped, on any other cannot-assess stands alone."""
    assert said([ldn(), oxycodone(start=-5, end=-9)]) == [OPEN, DATES]
    assert said([ldn(), oxycodone(status="completed", start=-5, end=-9)]) == [DATES]
    with_last_use = oxycodone(status="completed", start=-5, end=-9, last_taken=-5)
    assert said([ldn(), with_last_use]) == ["LDN104 contraindicated", DATES]


def test_the_wear_of_a_patch() -> None:
    """Wear is added to a last application and to a single one; a stated end is the removal."""
    patch = {"status": "completed"}
    assert last(item(FENTANYL, **patch, start=-60, last_taken=-13)) == -10
    assert last(item(FENTANYL, **patch, start=-13, quantity={"value": 1, "unit": "patch"})) == -10
    assert last(item(FENTANYL, **patch, start=-13)) == -10
    assert last(item(FENTANYL, **patch, start=-60, end=-13)) == -13
    assert last(item(FENTANYL, **{**patch, "status": "active"}, start=-60)) == NEVER
    assert last(item(FENTANYL, **patch, start=-60, days_supply=30)) == -31
    scheduled = item(FENTANYL, **patch, start=-60, sig="1 patch every 72 hours")
    assert last(scheduled) == 0


def test_an_implant_stays_until_it_is_removed() -> None:
    """Only a stop with a date is a removal."""
    placed = {"start": -240}
    assert last(item(PROBUPHINE, **placed)) == NEVER
    assert last(item(PROBUPHINE, **placed, status="completed", end=-60)) == NEVER
    assert last(item(PROBUPHINE, **placed, status="stopped", end=-60)) == -60
    assert said([ldn(), item(PROBUPHINE, **placed, status="completed", end=-60)]) == [
        "LDN106 contraindicated",
        DATES,
    ]


def test_a_depot_is_counted_from_its_injection() -> None:
    """A buprenorphine injection without an end counts from the day it was given."""
    depot = {"status": "completed"}
    assert last(item(SUBLOCADE, **depot, start=-100)) == -100
    assert last(item(SUBLOCADE, **depot, start=-200, end=-100)) == -100


def test_planned_entries_start_at_the_check() -> None:
    """A planned entry without a date starts on the day of the check, and is open without an end."""
    assert said([ldn(start=-30), oxycodone(status="planned")]) == [OPEN]
    assert said([ldn(start=None, status="planned"), oxycodone(start=-30)]) == [OPEN]
    assert last(oxycodone(status="planned", start=3, end=6)) == 6


@pytest.mark.parametrize("status", ["entered-in-error", "cancelled", "not-taken"])
def test_what_was_never_given_is_no_exposure(status: str) -> None:
    """Cancelled, not taken, entered in error: no exposure."""
    assert said([ldn(), oxycodone(status=status, start=-30)]) == []
    assert said([ldn(status=status), oxycodone(start=-30)]) == []


def test_the_clock_decides_where_both_times_are_known() -> None:
    """With times on both, seven days are 7 x 1440 minutes; with one time alone, seven dates."""
    start = ldn(start="2026-01-15T08:00:00+00:00")
    for minute, severity in (("08:00", "moderate"), ("08:01", "contraindicated")):
        ended = oxycodone(status="completed", start=-50, end=f"2026-01-08T{minute}:00+00:00")
        assert said([start, ended]) == [f"LDN104 {severity}"]
    assert said([start, oxycodone(status="completed", start=-50, end=-7)]) == ["LDN104 moderate"]
    late = oxycodone(status="completed", start=-50, end="2026-01-08T23:59:00+00:00")
    assert said([ldn(), late]) == ["LDN104 moderate"]
