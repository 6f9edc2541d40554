"""Fills of one course, overlapping items, two clinics (docs/guide/semantics.md "Total daily dose")."""

from __future__ import annotations

from typing import Any

import pytest

from support.lists import check, ldn, of_kind, said

LONG_AGO = {"history_from": -800}


def fill(name: str, start: int, **fields: Any) -> dict[str, Any]:
    """A fill of 1.5 mg capsules."""
    return ldn(id=name, start=start, **fields)


@pytest.mark.parametrize(("start", "expected"), [(-10, []), (-11, ["LDN308 moderate"])])
@pytest.mark.parametrize("later", [{"days_supply": 30}, {}])
@pytest.mark.parametrize("earlier", [{"days_supply": 30}, {"end": -1, "status": "completed"}])
def test_ends_of_fills_may_overlap_by_ten_days(
    start: int, expected: list[str], earlier: dict[str, Any], later: dict[str, Any]
) -> None:
    """A refill up to ten days early is one course; a stated or supplied end eleven days past it is asked about."""
    assert said([fill("a", -30, **earlier), fill("b", start, **later)], **LONG_AGO) == expected


def test_an_open_fill_ends_when_the_next_starts() -> None:
    """Fills that nobody closed are one course, whichever of them has an end."""
    assert said([fill("a", -60), fill("b", -30)], **LONG_AGO) == []
    assert said([fill("a", -60), fill("b", -30, days_supply=30)], **LONG_AGO) == []
    assert said([fill("a", -60), fill("b", -60, days_supply=90)], **LONG_AGO) == []


def test_fills_of_two_prescribers_are_asked_about() -> None:
    """The same item from two prescribers at once is not an early refill."""
    two = [fill("a", -60, prescriber="A"), fill("b", -30, prescriber="B")]
    assert said(two, **LONG_AGO) == ["LDN308 moderate"]
    after = [fill("a", -60, prescriber="A", days_supply=30), fill("b", -30, prescriber="B", days_supply=30)]
    assert said(after, **LONG_AGO) == []


def test_a_supply_is_cut_where_the_next_entry_starts() -> None:
    """An end that only the supply gives does not overlap the next strength, unless two clinics hold both active."""
    a, b = fill("a", -30, days_supply=30), ldn("3", id="b", start=-10, days_supply=30)
    assert said([a, b], **LONG_AGO) == []
    assert said([{**a, "prescriber": "A"}, {**b, "prescriber": "B"}], **LONG_AGO) == ["LDN308 moderate"]
    closed = {**a, "prescriber": "A", "status": "completed"}
    assert said([closed, {**b, "prescriber": "B"}], **LONG_AGO) == []


def test_an_end_on_the_day_of_the_next_start_is_no_overlap() -> None:
    """An item that ends on the day another starts ended the day before; one day more overlaps."""
    after = ldn("3", id="b", start=-10)
    assert said([fill("a", -30, end=-10, status="completed"), after], **LONG_AGO) == []
    assert said([fill("a", -30, end=-9, status="completed"), after], **LONG_AGO) == ["LDN308 moderate"]


def test_a_course_in_two_entries_is_met_once() -> None:
    """An entry that overlaps two fills of another dose is one finding that names all three."""
    fills = [fill("a", -30, end=-16, status="completed"), fill("b", -15)]
    report = check([*fills, ldn("3", id="other", start=-20)], **LONG_AGO)
    assert [one.medications for one in report.findings if one.rule == "LDN308"] == [("a", "b", "other")]


def test_a_fill_of_another_prescriber_does_not_continue() -> None:
    """What another prescriber writes next is an entry of its own, and so is what does not follow at once."""
    [one] = of_kind("segment", [fill("a", -30, end=-16, status="completed"), fill("b", -15)])
    assert one.entries == ("a", "b")
    apart = [fill("a", -30, end=-17, status="completed"), fill("b", -15)]
    assert [one.entries for one in of_kind("segment", apart)] == [("a",), ("b",)]


def test_a_fill_inside_a_longer_entry_does_not_end_it() -> None:
    """An entry with a stated end counts until then, whatever shorter fill of the same dose starts inside it."""
    order = ldn("6.1", id="order", start=-100, end=100)
    dispensed = ldn("6.1", id="fill", start=-60, days_supply=25, status="completed")
    [segment] = of_kind("segment", [order, dispensed])
    assert (segment.values["start"], segment.values["last"]) == (-100, 100)
    assert "LDN301 major" in said([order, dispensed], **LONG_AGO)
    assert of_kind("step", [order, dispensed]) == []


def test_two_courses_are_one_pair_in_whatever_order_their_fills_stand() -> None:
    """An entry between two overlapping fills of another dose is one finding."""
    fills = [fill("a", -30, end=-5, status="completed"), fill("c", -10)]
    report = check([*fills, ldn("3", id="b", start=-20)], **LONG_AGO)
    assert [one.medications for one in report.findings if one.rule == "LDN308"] == [("a", "b", "c")]


def test_an_open_fill_of_the_same_year_may_have_begun_during_the_other() -> None:
    """Both starts are a year: the open one may lie inside the one that ends, as where that one's start is a day."""
    open_fill = ldn(start="2025")
    assert "LDN308 moderate" in said([ldn(start="2025-12-12", end="2026"), open_fill])
    assert "LDN308 moderate" in said([ldn(start="2025", end="2026"), open_fill])
    assert "LDN308 moderate" in said([open_fill, ldn(start="2025", end="2026")])
