"""Regimens over time: starts, steps and restarts as they are read from fills."""

from __future__ import annotations

from typing import Any

import pytest

from ldn_rules.rulebook.kinds import NEVER, UNKNOWN
from support.lists import item, ldn, of_kind, said

MG = 1_000_000
LONG_AGO = {"history_from": -800}


def closed(mg: str, name: str, start: int, end: int) -> dict[str, Any]:
    """A completed entry of one strength."""
    return ldn(mg, id=name, start=start, end=end, status="completed")


def steps(*entries: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Day, rise, days since the last change and days without, of each step."""
    found = of_kind("step", list(entries), **LONG_AGO)
    return [tuple(one.values[name] for name in ("day", "rise", "since-change", "without")) for one in found]


def episodes(*entries: dict[str, Any], **more: Any) -> list[tuple[Any, ...]]:
    """First and last day, first dose and days without before it, of each low-dose episode."""
    found = of_kind("low-dose-episode", list(entries), **more)
    return [tuple(one.values[name] for name in ("start", "last", "first-total", "days-without")) for one in found]


def test_monthly_fills_are_one_course() -> None:
    """Later fills of one dose do not make the first one uncertain, nor a refill of it."""
    first, second = ldn("4.5", id="a", start=-40, days_supply=30), ldn("4.5", id="b", start=-10)
    assert said([first, second]) == ["LDN305 info history"]
    refilled = [{**first, "start": -20, "days_supply": 20}, {**second, "start": -5, "fill_number": 1}]
    assert said(refilled, **LONG_AGO) == ["LDN305 moderate"]


def test_a_step_is_dated_by_its_first_fill() -> None:
    """Refills of the new dose do not make the interval before it uncertain."""
    fills = [closed("1.5", "a", -35, -26), ldn("3", id="b", start=-25, days_supply=20), ldn("3", id="c", start=-5)]
    assert said(fills, **LONG_AGO) == ["LDN307 minor"]
    assert steps(*fills) == [(-25, (1.5 * MG, 1.5 * MG), (10, 10), 1)]


def test_a_partial_start_gives_the_shortest_interval_and_says_so() -> None:
    """Of a step dated by month the shortest interval is reported, and that the date decides."""
    fills = [closed("1.5", "a", -20, -15), ldn("3", id="b", start="2026-01")]
    assert said(fills, **LONG_AGO) == ["LDN307 cannot-assess moderate", "LDN307 moderate"]


def test_a_step_down_where_an_item_ends() -> None:
    """Where one of two items ends, the dose in force is that of the later one; no step is seen twice."""
    assert steps(closed("1.5", "a", -60, -31), closed("3", "b", -30, -1), ldn("1.5", id="c", start=0)) == [
        (-30, (1.5 * MG, 1.5 * MG), (30, 30), 1),
        (0, (-1.5 * MG, -1.5 * MG), (30, 30), 1),
    ]


def test_an_unread_dose_makes_the_step_unknown() -> None:
    """A step to a dose that cannot be read may be any rise."""
    [(day, rise, since, _)] = steps(closed("1.5", "a", -60, -31), ldn(id="b", name="LDN", sig=None, start=-30))
    assert (day, since) == (-30, (30, 30))
    assert rise[1] >= UNKNOWN - 1.5 * MG


def test_an_entry_without_a_start_may_be_a_step_of_any_day() -> None:
    """An active entry without a start beside a dated one is a step of unknown interval."""
    undated = ldn("3", id="b", start=None)
    assert steps(closed("1.5", "a", -60, -31), undated) == [(0, (1.5 * MG, 1.5 * MG), (0, UNKNOWN), 1)]
    assert said([closed("1.5", "a", -60, -31), undated], **LONG_AGO) == ["LDN307 cannot-assess moderate"]
    assert steps(undated) == []


def test_seven_days_without_begin_an_episode() -> None:
    """From seven days between an end and the next start on, it is a new episode."""
    assert len(episodes(closed("1.5", "a", -60, -10), ldn(id="b", start=-4))) == 1
    assert episodes(closed("1.5", "a", -60, -10), ldn(id="b", start=-3)) == [
        (-60, -10, (1.5 * MG, 1.5 * MG), NEVER),
        (-3, NEVER, (1.5 * MG, 1.5 * MG), 7),
    ]


def test_a_restart_dated_by_month_is_asked_about() -> None:
    """Where the latest day a start can mean gives another result, the rule's own doubt stands beside."""
    entries = [closed("4.5", "a", -60, -25), ldn("4.5", id="b", start="2026-01")]
    found = said(entries, **LONG_AGO)
    assert [one for one in found if "LDN309" in one] == ["LDN309 cannot-assess moderate", "LDN309 info"]


def test_history_reaches_back_by_statement_or_by_an_old_entry() -> None:
    """A stated start of the records, or an entry that ended long before, tells a start from a refill."""
    fields = {"start": 0, "old-entry": 0, "lookback": 0}
    [one] = of_kind("low-dose-episode", [ldn()])
    assert {name: one.values[name] for name in fields} == fields
    old = item("lisinopril 10 mg tablet", status="completed", start=-300, end=-120)
    [one] = of_kind("low-dose-episode", [ldn(), old], history_from=-100)
    assert (one.values["old-entry"], one.values["lookback"]) == (120, 100)
    [one] = of_kind("low-dose-episode", [ldn(), {**old, "status": "entered-in-error"}], history_from=30)
    assert (one.values["old-entry"], one.values["lookback"]) == (0, 0)


@pytest.mark.parametrize("history", [{}, {"history_from": -700}])
@pytest.mark.parametrize(("mg", "expected"), [("4.5", ["LDN305 cannot-assess moderate"]), ("1.5", []), ("0.5", [])])
def test_a_first_dose_without_a_start_is_asked_about(mg: str, expected: list[str], history: dict[str, Any]) -> None:
    """Begun today it would be a finding, begun long ago it is none: if it is above the schedule's start it is asked."""
    assert said([ldn(mg, start=None)], **history) == expected


def test_a_refill_without_a_start_is_an_established_course() -> None:
    """A stated refill is no first fill on any day."""
    assert said([ldn("4.5", start=None, fill_number=2)]) == []


def test_an_entry_without_a_start_beside_dated_ones_is_a_step() -> None:
    """Its start dose is not asked about too."""
    found = said([ldn("1.5", start=-30, end=-1, status="completed"), ldn("3", id="later", start=None)])
    assert found == ["LDN307 cannot-assess moderate"]
