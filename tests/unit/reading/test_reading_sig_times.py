"""When and on which days: what is one more dose, what only says when, and what is left because it may be either."""

from __future__ import annotations

from typing import Any

import pytest

from support.reading import sigs_read


def often(text: str) -> tuple[Any, ...]:
    """Times, per, unit of the one phase of a sig, and what was left."""
    read = sigs_read(text)
    (phase,) = read["phases"]
    return phase["times"], phase["per"], phase["unit"], [left["text"] for left in read["unparsed"]]


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("1 cap every evening before bed", 1),
        ("1 cap every evening at 9pm", 1),
        ("1 cap every morning at 11 am", 1),
        ("1 cap at bedtime (9 pm)", 1),
        ("1 cap at bedtime or in the morning", 1),
        ("1 cap daily with dinner", 1),
        ("1 cap daily with meals", 1),
        ("1 cap hs with food", 1),
        ("1 cap qam & hs", 2),
        ("1 cap am/pm", 2),
        ("1 cap every evening and at bedtime", 2),
        ("1 cap 8pm and at 10 p.m.", 2),
        ("1 cap om & on", 2),
        ("1 cap bid in the morning and evening", 2),
        ("1 cap morning, noon, evening, bedtime", 4),
        ("1 cap bid with breakfast and dinner", 2),
        ("1 cap after lunch and after dinner", 2),
        ("1 cap at bedtime and with meals", 4),
        ("1 cap four times daily with meals and at bedtime", 4),
        ("1 cap 30 minutes before meals and at bedtime", 4),
        ("1 cap every 8 hours and at bedtime", 4),
        ("1 cap at 06:00, 10:00, 14:00, 18:00, 22:00", 5),
    ],
)
def test_times_of_a_day(text: str, times: int) -> None:
    """Two words for one time are one dose, a time that ``and`` joins is one more."""
    assert often(text) == (times, 1, "day", [])


@pytest.mark.parametrize(
    ("text", "times", "left"),
    [
        ("1 cap tid hs", 3, ["hs"]),
        ("1 cap tid, hs", 3, ["hs"]),
        ("1 cap daily and at bedtime", 1, ["at bedtime"]),
        ("1 cap daily in the morning and at bedtime", 1, ["in the morning", "at bedtime"]),
        ("1 cap tid with meals and at bedtime", 3, ["at bedtime"]),
        ("1 cap hs and tid", 3, ["hs"]),
        ("1 cap ac hs", 1, ["ac"]),
        ("1 cap every evening, at bedtime", 1, ["at bedtime"]),
        ("1 cap every evening, 9pm", 1, ["9pm"]),
        ("1 cap every night and at 10pm", 1, ["10pm"]),
        ("1 cap every morning at 9pm", 1, ["9pm"]),
        ("1 cap morning to bedtime", 1, ["bedtime"]),
        ("1 cap qam for pain at night", 1, ["at night"]),
    ],
)
def test_a_time_that_may_be_one_more_dose_is_left(text: str, times: int, left: list[str]) -> None:
    """What contradicts the frequency, or can be read in two ways, is not decided."""
    assert often(text) == (times, 1, "day", left)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 cap 5 days a week", (5, 1, "week", [])),
        ("1 cap for 5 days a week", (5, 1, "week", [])),
        ("1 cap 7 days/week", (7, 1, "week", [])),
        ("1 cap bid six days weekly", (12, 1, "week", [])),
        ("1 cap Mon-Fri", (5, 1, "week", [])),
        ("1 cap Monday to Friday hs", (5, 1, "week", [])),
        ("1 cap mon thru sat", (6, 1, "week", [])),
        ("1 cap Mon-Wed-Fri", (3, 1, "week", [])),
        ("1 cap weekly on Monday", (1, 1, "week", [])),
        ("380 mg every 4 weeks on Monday", (1, 4, "week", [])),
        ("1 cap Mon or Thu", (None, None, None, ["Mon", "Thu"])),
        ("1 cap three times weekly Mon", (3, 1, "week", ["Mon"])),
        ("1 cap 10 times a week Mon", (10, 1, "week", ["Mon"])),
        ("1 cap up to 3 times daily Mon", ({"low": 0, "high": 3}, 1, "day", ["Mon"])),
        ("1 cap 5 days a week Mon", (5, 1, "week", ["Mon"])),
        ("1 cap 5 days a week MWF", (5, 1, "week", ["MWF"])),
        ("1 cap Mon 5 days a week", (None, None, None, ["Mon 5 days a week"])),
        ("1 cap every Monday", (1, 1, "week", [])),
        ("1 cap on Mondays", (1, 1, "week", [])),
        ("1 cap hs on Mondays", (1, 1, "week", [])),
        ("1 cap Mondays and Thursdays", (2, 1, "week", [])),
        ("1 cap Mondays to Fridays", (5, 1, "week", [])),
        ("1 cap on Monday", (None, None, None, ["Monday"])),
        ("1 cap hs, starting Monday", (1, 1, "day", ["Monday"])),
        ("start Monday: 1 cap hs", (1, 1, "day", ["Monday"])),
        ("1 cap hs until Friday", (1, 1, "day", ["until Friday"])),
        ("1 cap hs. Refill on Friday", (1, 1, "day", ["Friday"])),
        ("1 cap every bedtime, First dose on Fri 1/10/26 at 2100", (1, 1, "day", ["First", "Fri 1/10/26", "2100"])),
        ("1 cap 9 days a week", (None, None, None, ["9 days a week"])),
    ],
)
def test_days_of_a_week(text: str, expected: tuple[Any, ...]) -> None:
    """So many days, or named days, are so many times a week; a row of days only where it is known."""
    assert often(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.5 mg 8 hourly", (1, 8, "hour", [])),
        ("1.5 mg 6-8 hourly", (1, {"low": 6, "high": 8}, "hour", [])),
        ("1.5 mg every four to six hours", (1, {"low": 4, "high": 6}, "hour", [])),
        ("1.5 mg q12h, 8am and 8pm", (1, 12, "hour", [])),
        ("1.5 mg two to three times daily", ({"low": 2, "high": 3}, 1, "day", [])),
        ("1.5 mg once or twice daily", ({"low": 1, "high": 2}, 1, "day", [])),
        ("1.5 mg once or twice a week", ({"low": 1, "high": 2}, 1, "week", [])),
        ("1.5 mg once to thrice per day", ({"low": 1, "high": 3}, 1, "day", [])),
        ("1.5 mg twice or once daily", (1, 1, "day", ["twice"])),
        ("1.5 mg once or so", (None, None, None, ["once", "so"])),
        ("50 mg 2 weekly", (None, None, None, ["2 weekly"])),
        ("1 cap 2 hours at night", (1, 1, "day", ["2 hours"])),
        ("1 cap one time only", (None, None, None, ["one time"])),
        ("1 spray in each nostril bid", (2, 1, "day", [])),
    ],
)
def test_how_often(text: str, expected: tuple[Any, ...]) -> None:
    """Ranges in words and intervals; a number before a unit of time that is none of them is left with it."""
    assert often(text) == expected


@pytest.mark.parametrize("text", ["8 hourly", "take 1 hourly"])
def test_a_number_without_a_dose_before_hourly(text: str) -> None:
    """It may be the dose or the interval: neither is read, nor is ``hourly`` alone."""
    read = sigs_read(text)
    assert read["phases"] == []
    assert read["unparsed"][0]["text"].endswith("hourly")
