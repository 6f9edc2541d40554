"""Directions that say how the dose changes, laid out as segments and steps."""

from __future__ import annotations

from typing import Any

import pytest

from ldn_rules.rulebook.kinds import NEVER, UNKNOWN
from support.lists import check, facts, ldn

SCHEDULE = "1 capsule at bedtime for 14 days then 2 capsules for 14 days then 3 capsules"
MG = 1_000_000


def of_kind(kind: str, *medications: dict[str, Any]) -> list[dict[str, Any]]:
    """The values of all facts of a kind, doses in milligrams."""
    return [_in_mg(dict(one.values)) for one in facts(list(medications)).facts if one.kind == kind]


def _in_mg(values: dict[str, Any]) -> dict[str, Any]:
    for name in ("total", "rise", "first-total"):
        if name in values:
            low, high = values[name]
            values[name] = low / MG if low == high else (low / MG, None if high > UNKNOWN // 2 else high / MG)
    return values


def totals(*medications: dict[str, Any]) -> list[tuple[int, int | None, Any]]:
    """First day, last day and total of each segment."""
    return [
        (one["start"], None if one["last"] >= NEVER else one["last"], one["total"])
        for one in of_kind("segment", *medications)
    ]


def steps(*medications: dict[str, Any]) -> list[tuple[int, Any, Any]]:
    """Day, rise and interval of each step."""
    return [(one["day"], one["rise"], one["since-change"]) for one in of_kind("step", *medications)]


def plan(sig: str, start: int | None = 0, **said: Any) -> dict[str, Any]:
    """An entry of 1.5 mg capsules with a sig."""
    return ldn(sig=sig, start=start, **said)


def test_a_schedule_in_one_sig() -> None:
    """The highest dose is the segment that is told, equal steps are one, the start has the first dose."""
    assert totals(plan(SCHEDULE)) == [(28, None, 4.5)]
    assert steps(plan(SCHEDULE)) == [(14, 1.5, (14, 14))]
    assert [one["first-total"] for one in of_kind("low-dose-episode", plan(SCHEDULE))] == [1.5]


def test_a_plan_ends_with_its_entry() -> None:
    """What lies after the end of the entry is not planned any more."""
    assert totals(plan(SCHEDULE, -20, status="completed", end=-1)) == [(-6, -1, 3)]
    assert steps(plan(SCHEDULE, -20, status="completed", end=-1)) == [(-6, 1.5, (14, 14))]
    assert steps(plan(SCHEDULE, -10, status="completed", end=-1)) == []


def test_the_next_entry_takes_over() -> None:
    """Steps of a plan that another entry has replaced do not happen; the step to that entry does."""
    later = ldn("4.5", id="next")
    assert steps(plan(SCHEDULE, -20, days_supply=90), later) == [(0, 1.5, (6, 6)), (-6, 1.5, (14, 14))]


def test_equal_steps_count_on_the_day_nearest_to_the_check() -> None:
    """Whether it is over or lies ahead."""
    assert steps(plan(SCHEDULE, -20))[0][0] == -6
    assert steps(plan(SCHEDULE, -24))[0][0] == 4
    assert steps(plan(SCHEDULE, -60))[0][0] == -32


def test_fills_of_one_plan_go_on() -> None:
    """A second fill does not begin anew, within the days that make no new episode."""
    fills = [plan(SCHEDULE, -40, days_supply=20), plan(SCHEDULE, -20, days_supply=30, id="second")]
    assert totals(*fills) == [(-12, None, 4.5)]
    assert {step[1:] for step in steps(*fills)} == {(1.5, (14, 14))}
    apart = [plan(SCHEDULE, -60, status="completed", end=-27), plan(SCHEDULE, -20, id="second")]
    assert totals(*apart)[-1] == (8, None, 4.5)


def test_a_refill_without_its_first_fill() -> None:
    """At which step it stands is not known: the range over all of them."""
    assert totals(plan(SCHEDULE, 0, fill_number=2)) == [(0, None, (1.5, 4.5))]
    assert steps(plan(SCHEDULE, 0, fill_number=2)) == []
    fills = [plan(SCHEDULE, -30, fill_number=2, days_supply=30), plan(SCHEDULE, 0, id="second")]
    assert steps(*fills) == []


def test_an_increase_with_a_range_of_days() -> None:
    """Between the earliest and the latest day of a step the dose may be either."""
    sig = "1 capsule at bedtime, increase by 1 capsule every 7-14 days up to 3 capsules"
    assert steps(plan(sig)) == [(7, 1.5, (7, 14))]
    lower = "1 capsule at bedtime for 7 days, 3 capsules for 7 days, 1 capsule"
    assert totals(plan(lower)) == [(7, 13, 4.5), (14, None, 1.5)]
    unclear = "1 capsule at bedtime then 3 capsules then 1 capsule"
    assert totals(plan(unclear)) == [(0, 0, 1.5), (1, None, (1.5, 4.5))]
    assert steps(plan(unclear)) == [(1, 3, (1, UNKNOWN)), (2, -3, (1, UNKNOWN))]


def test_a_dose_without_a_top() -> None:
    """It may be anything from the first raise on."""
    sig = "1 capsule at bedtime, increase by 1 capsule every 14 days"
    assert steps(plan(sig)) == [(1, (-1.5, None), (1, UNKNOWN))]


def test_without_a_start() -> None:
    """Sizes and intervals of the steps are known all the same; the total is the range."""
    sig = "1 capsule at bedtime for 3 days then 3 capsules"
    assert steps(plan(sig, None)) == [(3, 3, (3, 3))]
    assert totals(plan(sig, None)) == [(0, None, (1.5, 4.5))]


def test_the_step_after_an_unclear_plan() -> None:
    """Its size and its interval are what they can be."""
    later = ldn("6", id="next")
    before = plan("1 capsule at bedtime then 2 capsules", -20, status="completed", end=-1)
    assert steps(before, later)[0] == (0, (3, 4.5), (1, 20))


ONE_STEP = (
    "LDN307",
    "1 capsule at bedtime for 7 days then 2 capsules",
    (
        "The daily dose rises from 1.5 mg to 3 mg on 2026-01-22 (as the directions say), "
        "7 days after the last change; the schedule waits 14 days."
    ),
)
TWO_STEPS = (
    "LDN307",
    "1 capsule at bedtime, increase by 1 capsule every 3-4 days up to 3 capsules",
    (
        "The daily dose rises from 1.5 mg to 4.5 mg on 2026-01-18 to 2026-01-23 (2 steps, as the directions say), "
        "3 days to 4 days after the last change; the schedule waits 14 days."
    ),
)
NO_DAY = (
    "LDN306",
    "1 capsule at bedtime then 3 capsules",
    (
        "The daily dose rises by 3 mg (1.5 mg to 4.5 mg) on 2026-01-16 or later (as the directions say); "
        "the schedule rises by 1.5 mg."
    ),
)
LARGE_STEPS = (
    "LDN306",
    "1 capsule at bedtime, increase by 2 capsules every 14 days up to 5 capsules",
    (
        "The daily dose rises by 3 mg at a time (1.5 mg to 7.5 mg) on 2026-01-29 to 2026-02-12 "
        "(2 steps, as the directions say); the schedule rises by 1.5 mg."
    ),
)


@pytest.mark.parametrize(("rule", "sig", "message"), [ONE_STEP, TWO_STEPS, NO_DAY, LARGE_STEPS])
def test_what_is_said_of_planned_steps(rule: str, sig: str, message: str) -> None:
    """The days, how many steps, and that the directions plan them."""
    report = check([plan(sig)], history_from=-400)
    assert message in [one.message for one in report.findings if one.rule == rule]
