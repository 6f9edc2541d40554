"""Where a phase ends and the next begins: lengths, weeks and days, changes after a time, and what cannot be told."""

from __future__ import annotations

from typing import Any

import pytest

from support.reading import sigs_read

Bounds = list[tuple[Any, Any]]


def bounds(text: str) -> tuple[Bounds, list[str]]:
    """The dose and the length of each phase, and what was left."""
    read = sigs_read(text)
    phases = [(_dose(one["dose"]), one["duration_days"]) for one in read["phases"]]
    return phases, [left["text"] for left in read["unparsed"]]


def _dose(dose: dict[str, Any] | None) -> Any:
    return dose and (dose["value"] if "value" in dose else (dose["low"], dose["high"]))


UNDERSTOOD: dict[str, Bounds] = {
    "1 cap hs for the first week then 2 caps hs": [(1, 7), (2, None)],
    "2 tabs today, then 1 tab daily": [(2, 1), (1, None)],
    "1 cap hs for days 1-14, 2 caps hs for days 15-28": [(1, 14), (2, 14)],
    "1 cap hs on days 1 to 14, 2 caps hs on days 15 to 28, then 3 caps hs": [(1, 14), (2, 14), (3, None)],
    "week 1+2: 1 cap hs; week 3+4: 2 caps hs; from week 5: 3 caps hs": [(1, 14), (2, 14), (3, None)],
    "1st week 1 cap hs, 2nd week 2 caps hs": [(1, 7), (2, 7)],
    "first week 1 cap hs, second week 2 caps hs, third week 3 caps hs": [(1, 7), (2, 7), (3, 7)],
    "1st 2 weeks 1 cap hs, next 2 weeks 2 caps hs": [(1, 14), (2, 14)],
    "for 14 days 1 cap hs, for 14 days 2 caps hs": [(1, 14), (2, 14)],
    "1 cap hs, from day 8 2 caps hs": [(1, 7), (2, None)],
    "1 cap hs, after 2 weeks 2 caps hs": [(1, 14), (2, None)],
    "1 cap hs. After 2 weeks 2 caps hs. After another 2 weeks 3 caps hs": [(1, 14), (2, 14), (3, None)],
    "1 cap hs. After 2 weeks 2 caps hs. After 2 weeks 3 caps hs": [(1, 14), (2, 14), (3, None)],
    "1 cap hs increasing to 2 caps hs after 2/52": [(1, 14), (2, None)],
    "1 cap hs for 14 days, then after 14 days 2 caps hs": [(1, 14), (2, None)],
    "1 cap hs, increased after 2 weeks to 2 caps hs": [(1, 14), (2, None)],
    "1 mg hs, increasing to 2 mg after 1 week and 3 mg after a further week": [(1, 7), (2, 7), (3, None)],
    "1 tab tid x 7d, bid x 7d, then daily": [(1, 7), (1, 7), (1, None)],
    "1 tab bid for 3 days then daily": [(1, 3), (1, None)],
    "6 tabs on day 1, 5 on day 2 and 4 on day 3": [(6, 1), (5, 1), (4, 1)],
    "1 cap hs x 14 d -> 2 caps hs": [(1, 14), (2, None)],
    "1 cap hs x 14 d => 2 caps hs": [(1, 14), (2, None)],
    "1 tab bd 5/7": [(1, 5)],
    "1 tab bd for 3/12": [(1, 90)],
    "1 tab hs for a fortnight": [(1, 14)],
    "1 cap for 14 d, 2 caps for 14 d, 3 caps thereafter hs": [(1, 14), (2, 14), (3, None)],
    "1 cap hs for the first month, 2 for the second month, then 3": [(1, 30), (2, 30), (3, None)],
    "1 cap hs for the first 14 days, 2 for the second 14 days": [(1, 14), (2, 14)],
    "1-0-0 x 7 d, 0-2-0 x 7 d": [(1, 7), (2, 7)],
    "titrate up: 1 cap hs x 7 d, 2 caps hs": [(1, 7), (2, None)],
    "1.5 mg capsules: 1 hs for 14 days, then 2 hs": [(1, 14), (2, None)],
    "1 cap hs x 7 days then stop": [(1, 7)],
}

LEFT: dict[str, tuple[Bounds, list[str]]] = {
    # Four weeks from the start, or from the last change?
    "1 cap hs. After 2 weeks 2 caps hs. After 4 weeks 3 caps hs": (
        [(1, 14), (2, None)],
        ["After 4 weeks 3 caps hs"],
    ),
    "1 cap hs, week 3: 2 caps hs, week 5: 3 caps hs": ([(1, 14), (2, 7)], ["week 5", "3 caps"]),
    "1 cap hs on days 1-3, 2 caps hs on days 5-7": ([(1, 3), (2, None)], ["days 5-7"]),
    "1 cap hs on day 3": ([(1, None)], ["day 3"]),
    "week 3: 1 cap hs": ([(1, None)], ["week 3"]),
    "1 cap hs after 2 weeks": ([(1, None)], ["after 2 weeks"]),
    "after 2 weeks 2 caps hs": ([], ["after 2 weeks 2 caps hs"]),
    "1 cap hs x 14 d, after 7 days 2 caps hs": ([(1, 14)], ["after 7 days 2 caps hs"]),
    "1 cap hs start 3/12": ([(1, None)], ["3/12"]),
    "1 cap hs then stop": ([(1, None)], ["stop"]),
    "1 cap hs, if tolerated 2 caps hs": ([(1, None)], ["if tolerated 2 caps"]),
    "increase as tolerated": ([], ["increase as tolerated"]),
    "1 cap hs x 14 d (14 caps)": ([(1, 14)], ["14 caps"]),
    "1 cap hs for 14 days and 2 caps hs for 14 days": ([(1, 14)], ["2 caps", "for 14 days"]),
    "1 cap hs after 1 to 2 weeks": ([(1, None)], ["after 1 to 2 weeks"]),
    "day 1.5: 1 cap hs": ([(1, None)], ["day 1.5"]),
    "second thoughts": ([], ["second thoughts"]),
    # A number alone is never of a mass.
    "1.5 mg hs x 14 d then 3 hs": ([(1.5, 14), (3, None)], ["3"]),
    "1 cap hs for 1/7 tab": ([(1, None)], ["for 1/7 tab"]),
}


@pytest.mark.parametrize("text", UNDERSTOOD)
def test_phases_that_are_understood(text: str) -> None:
    """Each phase with its dose and its length in days."""
    assert bounds(text) == (UNDERSTOOD[text], [])


@pytest.mark.parametrize("text", LEFT)
def test_what_bounds_no_phase_is_left(text: str) -> None:
    """What would leave a gap, overlap, or can be counted from two days is not understood."""
    assert bounds(text) == LEFT[text]


RISES: dict[str, tuple[Any, Any, Any]] = {
    "1 mg hs, increase by 0.5 mg every week to 3 mg": (0.5, 7, 3),
    "1 mg hs, increase weekly by 0.5 mg to 3 mg": (0.5, 7, 3),
    "1 mg hs, increase every 7-14 days by 0.5 mg, up to a maximum of 3 mg": (0.5, {"low": 7, "high": 14}, 3),
    "1 mg hs for 7 days then increase by 0.5 mg each week to a max of 3 mg": (0.5, 7, 3),
    "1 mg hs, increase by 1 mg to 3 mg every week": (1, 7, 3),
    "1 cap hs. Increase by 1 cap every 2 weeks. Max 3 caps.": (1, 14, 3),
    "1 mg hs, titrate by 0.5 mg q2wks until 3 mg": (0.5, 14, 3),
    "1 mg hs. Every 2 weeks increase by 0.5 mg to 3 mg": (0.5, 14, 3),
    "1 mg hs, weekly increase by 0.5 mg to 3 mg": (0.5, 7, 3),
    "1 mg od ↑ by 1 mg each night to 3 mg": (1, 1, 3),
    "1 mg hs increasing by one mg each fortnight to three mg": (1, 14, 3),
}


@pytest.mark.parametrize("text", RISES)
def test_increases_in_any_order(text: str) -> None:
    """Amount, interval and top, wherever they stand."""
    read = sigs_read(text)
    rise = read["phases"][-1]["increase"]
    assert (rise["by"]["value"], rise["every_days"], rise["up_to"]["value"]) == RISES[text]
    assert read["unparsed"] == []


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("1 mg hs, increase by 0.5 mg every week as tolerated to 3 mg", ["as tolerated"]),
        ("1 mg hs, increase by 0.5 mg weekly. Max 3 tabs", ["Max 3 tabs"]),
        ("1 mg hs, increase from 1 mg to 3 mg weekly", ["increase from 1 mg to 3 mg weekly"]),
        ("1 mg hs, increase to effect", ["effect"]),
        ("1 mg hs. Every 2 weeks increase as tolerated.", ["Every 2 weeks increase as tolerated"]),
        ("increase by 1 mg weekly to 3 mg, increase by 1 mg weekly to 3 mg", ["increase by 1 mg weekly to 3 mg"]),
    ],
)
def test_increases_that_are_not_fully_said(text: str, left: list[str]) -> None:
    """A condition, a top in another unit, a first dose inside: left as they are written."""
    assert [one["text"] for one in sigs_read(text)["unparsed"]] == left
