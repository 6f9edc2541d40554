"""Doses within one day: several that differ, rows such as 1-0-1, crossed numbers, units that say what they hold."""

from __future__ import annotations

from typing import Any

import pytest

from support.reading import dose, mg, sigs_read

Day = list[tuple[float, Any]]

DAYS: dict[str, Day] = {
    "1 in the morning and 2 at night": [(1, "morning"), (2, "bedtime")],
    "1 tablet with breakfast, 1 at lunch and 2 at dinner": [(1, "morning"), (1, "noon"), (2, "evening")],
    "morning: 1 tablet, evening: 2 tablets": [(1, "morning"), (2, "evening")],
    "in the morning take 1 tablet and at night take 2 tablets": [(1, "morning"), (2, "bedtime")],
    "1 tab at 8 am and 2 tabs at 10 pm": [(1, "morning"), (2, "bedtime")],
    "2 tabs daily in the morning and 1 tab at noon": [(2, "morning"), (1, "noon")],
    "1 tab am and 2 tabs hs twice daily": [(1, "morning"), (2, "bedtime")],
    "i mane ii nocte": [(1, "morning"), (2, "bedtime")],
    "1-0-2": [(1, "morning"), (2, "evening")],
    "1+1+2+1 tabs": [(1, "morning"), (1, "noon"), (2, "evening"), (1, "bedtime")],
    "1/2-0-0-1": [(0.5, "morning"), (1, "bedtime")],
}


@pytest.mark.parametrize("text", DAYS)
def test_doses_of_one_day(text: str) -> None:
    """Each dose with its time; the phase has their range and their number."""
    read = sigs_read(text)
    (phase,) = read["phases"]
    assert [(part["dose"]["value"], part["time_of_day"]) for part in phase["parts"]] == DAYS[text]
    values = [value for value, _ in DAYS[text]]
    assert (phase["dose"]["low"], phase["dose"]["high"]) == (min(values), max(values))
    assert (phase["times"], phase["per"], phase["unit"]) == (len(values), 1, "day")
    assert read["unparsed"] == []


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("1 tab hs and 2 tabs hs", ["2 tabs"]),
        ("1.5 mg in the morning and 3 at night", ["3 at night"]),
        ("1 tab in the morning and 5 mg at night", ["5 mg at night"]),
        ("1 tab in the morning and 2 tabs", ["2 tabs"]),
        ("1 tab bid and 2 tabs hs", ["2 tabs hs"]),
        (
            "1 tab in the morning and 2 tabs at night three times daily",
            ["in the morning", "2 tabs at night three times daily"],
        ),
        ("1 tab in the morning, 2 pm", ["2"]),
        ("4-3-2-1", ["4-3-2-1"]),
        ("0-0-0", ["0-0-0"]),
        ("01-02-24", ["01-02-24"]),
        ("1-0-1-0-1-0-1-0-1", ["1-0-1-0-1-0", "1-0-1"]),
        ("5 mg 1-0-2", ["1-0-2"]),
        ("2x3", ["2x3"]),
        ("1x2 weekly", ["x2 weekly"]),
        ("0x3", ["0x3"]),
        ("5 mg 2x2", ["2x2"]),
    ],
)
def test_what_is_no_day_is_left(text: str, left: list[str]) -> None:
    """Doses without times of their own, in two units, in rows that may be dates or tapers."""
    assert [one["text"] for one in sigs_read(text)["unparsed"]] == left


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1x3", (1, None, 3)),
        ("3x1", (1, None, 3)),
        ("2x2 tabs per day", (2, "tablet", 2)),
        ("3 x 1 tablet per day", (1, "tablet", 3)),
        ("1x2 tablets", (2, "tablet", 1)),
        ("5 mg 1x3", (5, "mg", 3)),
        ("1 tablet x 2 daily", (1, "tablet", 2)),
        ("1 tablet x 3/day", (1, "tablet", 3)),
    ],
)
def test_crossed_numbers(text: str, said: tuple[float, str | None, int]) -> None:
    """A dose so many times a day."""
    read = sigs_read(text)
    (phase,) = read["phases"]
    assert (phase["dose"]["value"], phase["dose"]["unit"], phase["times"]) == said
    assert read["unparsed"] == []


@pytest.mark.parametrize(
    ("text", "often"),
    [
        ("1 tab 6/24", (1, 6, "hour")),
        ("1 tab q6/24", (1, 6, "hour")),
        ("1 patch every 3/7", (1, 3, "day")),
        ("1 tab up to tid", ({"low": 0, "high": 3}, 1, "day")),
        ("up to 2 tabs daily", (1, 1, "day")),
        ("1 tab/12 h", (1, 12, "hour")),
        ("inhale 1 puff by mouth daily", (1, 1, "day")),
        ("1 each night and 1 each morning", (2, 1, "day")),
        ("1 tab every fortnight", (1, 2, "week")),
        ("1x2 per week", (2, 1, "week")),
    ],
)
def test_how_often(text: str, often: tuple[Any, Any, str]) -> None:
    """Numbers over those of a day or week, limits, and what looks like a unit and is a time."""
    read = sigs_read(text)
    (phase,) = read["phases"]
    assert (phase["times"], phase["per"], phase["unit"]) == often
    assert read["unparsed"] == []


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("1 cap hs by mouth under the tongue", ["under", "tongue"]),
        ("17 g in 240 mL daily", ["240 mL"]),
        ("up to 4 mg daily", ["up to 4 mg daily"]),
        ("2 x 5 mL daily", ["x 5 mL daily"]),
        ("1 tab x 2 weekly", ["x 2 weekly"]),
    ],
)
def test_amounts_that_are_no_dose(text: str, left: list[str]) -> None:
    """A second route, what a dose is taken in, limits and counts of what is not counted."""
    assert [one["text"] for one in sigs_read(text)["unparsed"]] == left


@pytest.mark.parametrize("text", ["2 x 1.5 mg capsules hs", "two 1.5 mg capsules hs", "2 of the 1.5 mg capsules hs"])
def test_units_that_say_what_they_hold(text: str) -> None:
    """The count is the dose, and the strength that of one."""
    (phase,) = sigs_read(text)["phases"]
    assert phase["dose"] == {"value": 2, "unit": "capsule"}
    assert mg(dose("naltrexone", sig=text).daily) == 3


@pytest.mark.parametrize(
    ("sig", "daily", "derived"),
    [
        (
            "1 cap in the morning and 2 caps at night",
            4.5,
            "1 capsule + 2 capsule = 4.5 mg a day",
        ),
        (
            "1 cap hs x 14 d then 2 caps hs",
            (1.5, 3),
            "1 capsule = 1.5 mg, 1 a day for 14 days; then 2 capsule = 3 mg, 1 a day",
        ),
        (
            "1 cap hs, increase by 1 cap every 7-14 days up to 3 caps",
            (1.5, 4.5),
            "1 capsule = 4.5 mg, 1 a day, raised by 1 capsule every 7 to 14 days up to 3 capsule",
        ),
        (
            "1 cap (1.5 mg) in the morning and 2 caps (3 mg) at night",
            4.5,
            "1 capsule + 2 capsule = 4.5 mg a day",
        ),
    ],
)
def test_the_daily_dose_and_how_it_comes_about(sig: str, daily: Any, derived: str) -> None:
    """The total is exact, and its derivation names each part and phase."""
    read = dose("naltrexone 1.5 mg capsule", sig=sig)
    assert mg(read.daily) == daily
    assert read.derived == derived


def test_a_part_without_a_strength_is_missing() -> None:
    """Doses of a day that cannot be converted give no total."""
    read = dose("naltrexone", sig="1 cap in the morning and 2 caps at night")
    assert read.daily is None
    assert read.missing == ("strength",)


def test_a_frequency_field_wins_over_the_parts() -> None:
    """With the field, each time may be any of the doses."""
    from support.reading import frequency

    read = dose("naltrexone 1.5 mg capsule", sig="1 in the morning, 2 at night", frequency=frequency("2", "1", "day"))
    assert mg(read.daily) == (3, 6)
