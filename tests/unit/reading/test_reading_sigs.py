"""The grammar of sigs: common forms of several countries, phases, and what is left unparsed."""

from __future__ import annotations

from typing import Any

import pytest

from support.reading import sigs_read

PLAIN = {
    "dose": None,
    "times": None,
    "per": None,
    "unit": None,
    "time_of_day": None,
    "prn": False,
    "route": None,
    "duration_days": None,
    "increase": None,
}


def read(text: str) -> dict[str, Any]:
    """A sig as ``sigs read`` prints it."""
    return sigs_read(text)


def one(value: float, unit: str | None) -> dict[str, Any]:
    """A single dose."""
    return {"value": value, "unit": unit}


def phase(dose: Any = None, often: tuple[Any, Any, str] | None = None, **said: Any) -> dict[str, Any]:
    """A phase; ``often`` is times, per, unit."""
    times = dict(zip(("times", "per", "unit"), often, strict=True)) if often else {}
    return {**PLAIN, "dose": dose, **times, **said}


DAILY = (1, 1, "day")
BEDTIME: dict[str, Any] = {"often": DAILY, "time_of_day": "bedtime"}

ONE_PHASE = {
    "1 cap PO HS": phase(one(1, "capsule"), **BEDTIME, route="oral"),
    "4.5 mg qhs": phase(one(4.5, "mg"), **BEDTIME),
    "take 1 capsule by mouth at bedtime": phase(one(1, "capsule"), **BEDTIME, route="oral"),
    "q.h.s.": phase(**BEDTIME),
    "nocte": phase(**BEDTIME),
    "take 1 cap at 9 pm": phase(one(1, "capsule"), **BEDTIME),
    "take 1 cap at 21:00": phase(one(1, "capsule"), **BEDTIME),
    "1 cap 9pm": phase(one(1, "capsule"), **BEDTIME),
    "one capsule every evening": phase(one(1, "capsule"), DAILY, time_of_day="evening"),
    "qAM": phase(None, DAILY, time_of_day="morning"),
    "1 tab in the morning and at bedtime": phase(one(1, "tablet"), (2, 1, "day"), time_of_day=["morning", "bedtime"]),
    "3 mg BID": phase(one(3, "mg"), (2, 1, "day")),
    "1 tablet t.d.s.": phase(one(1, "tablet"), (3, 1, "day")),
    "1 tab three times daily": phase(one(1, "tablet"), (3, 1, "day")),
    "1 tablet 3 times a day": phase(one(1, "tablet"), (3, 1, "day")),
    "1 tab 2x/day": phase(one(1, "tablet"), (2, 1, "day")),
    "1 tab qid": phase(one(1, "tablet"), (4, 1, "day")),
    "1-0-1": phase(one(1, None), (2, 1, "day"), time_of_day=["morning", "evening"]),
    "1-0-0-1 tab": phase(one(1, "tablet"), (2, 1, "day"), time_of_day=["morning", "bedtime"]),
    "1-2 tabs po q4-6h prn pain": phase(
        {"low": 1, "high": 2, "unit": "tablet"}, (1, {"low": 4, "high": 6}, "hour"), prn=True, route="oral"
    ),
    "take two tablets by mouth every six hours as needed for pain": phase(
        one(2, "tablet"), (1, 6, "hour"), prn=True, route="oral"
    ),
    "apply 1 patch q72h": phase(one(1, "patch"), (1, 72, "hour")),
    "4.5 mg qod": phase(one(4.5, "mg"), (1, 2, "day")),
    "every other day": phase(None, (1, 2, "day")),
    "once weekly": phase(None, (1, 1, "week")),
    "380 mg IM every 4 weeks": phase(one(380, "mg"), (1, 4, "week"), route="intramuscular"),
    "every 28 d": phase(None, (1, 28, "day")),
    "monthly": phase(None, (1, 1, "month")),
    "50 mg MWF": phase(one(50, "mg"), (3, 1, "week"), weekdays=["monday", "wednesday", "friday"]),
    "50 mg Mon/Wed/Fri": phase(one(50, "mg"), (3, 1, "week"), weekdays=["monday", "wednesday", "friday"]),
    "50 mg every Monday": phase(one(50, "mg"), (1, 1, "week"), weekdays=["monday"]),
    "half a tablet daily": phase(one(0.5, "tablet"), DAILY),
    "1/2 tab daily": phase(one(0.5, "tablet"), DAILY),
    "1/10 tab daily": phase(one(0.1, "tablet"), DAILY),
    "1½ tab od": phase(one(1.5, "tablet"), DAILY),
    "take 1 and 1/2 tablets daily": phase(one(1.5, "tablet"), DAILY),
    "take 1 tablet (50 mg) by mouth daily": phase(one(1, "tablet"), DAILY, route="oral", also=one(50, "mg")),
    "2.5 mL of 1 mg/mL at night": phase(one(2.5, "mL"), **BEDTIME),
    "64 mg/day": phase(one(64, "mg"), DAILY),
    "12 caps/day": phase(one(12, "capsule"), DAILY),
    "2 tabs q6h prn max 8/24h": phase(
        one(2, "tablet"), (1, 6, "hour"), prn=True, maximum={"dose": one(8, None), "per_days": 1}
    ),
    "take 1 daily, do not exceed 2 in 24 hours": phase(
        one(1, None), DAILY, maximum={"dose": one(2, None), "per_days": 1}
    ),
    "up to 3 times daily as needed": phase(None, ({"low": 0, "high": 3}, 1, "day"), prn=True),
    "up to twice daily": phase(None, ({"low": 0, "high": 2}, 1, "day")),
    "1 tab bid for 10 days": phase(one(1, "tablet"), (2, 1, "day"), duration_days=10),
    "1 tab bid x 2 wks": phase(one(1, "tablet"), (2, 1, "day"), duration_days=14),
    "1 tab bid 7 days": phase(one(1, "tablet"), (2, 1, "day"), duration_days=7),
    "100 µg daily": phase(one(100, "mcg"), DAILY),
    "Take 1 capsule nightly with food for fibromyalgia": phase(one(1, "capsule"), **BEDTIME),
    "0.1 mL at bedtime, increase by 0.1 mL every 3-4 days up to 0.5 mL": phase(
        one(0.1, "mL"),
        **BEDTIME,
        increase={"by": one(0.1, "mL"), "every_days": {"low": 3, "high": 4}, "up_to": one(0.5, "mL")},
    ),
    "1.5 mg nightly, increase by 1.5 mg weekly": phase(
        one(1.5, "mg"), **BEDTIME, increase={"by": one(1.5, "mg"), "every_days": 7, "up_to": None}
    ),
}


@pytest.mark.parametrize(("text", "expected"), ONE_PHASE.items())
def test_one_phase(text: str, expected: dict[str, Any]) -> None:
    """Read whole, with nothing left over."""
    result = read(text)
    del result["strengths"]
    assert result == {"input": text, "phases": [expected], "as_directed": False, "unparsed": []}


def test_titration_in_three_phases() -> None:
    """Each later phase keeps the time of the one before where it has none."""
    result = read("1.5 mg at bedtime for 14 days then 3 mg for 14 days then 4.5 mg")
    assert result["unparsed"] == []
    assert result["phases"] == [
        phase(one(1.5, "mg"), **BEDTIME, duration_days=14),
        phase(one(3, "mg"), **BEDTIME, duration_days=14),
        phase(one(4.5, "mg"), **BEDTIME),
    ]


def test_later_phases_keep_the_unit() -> None:
    """``then 2 nightly`` counts what the first phase counted."""
    result = read("take 1 capsule nightly x 2 wks, then 2 nightly x 2 wks, then 3")
    assert [(one["dose"], one["duration_days"]) for one in result["phases"]] == [
        ({"value": 1, "unit": "capsule"}, 14),
        ({"value": 2, "unit": "capsule"}, 14),
        ({"value": 3, "unit": "capsule"}, None),
    ]
    assert result["unparsed"] == []


@pytest.mark.parametrize("text", ["1 cap qhs x7d, 2 caps qhs thereafter", "1 cap qhs; 2 caps qhs"])
def test_a_second_dose_opens_a_phase_where_the_first_is_complete(text: str) -> None:
    """After a comma with a duration, after a semicolon with a time."""
    result = read(text)
    assert [one["dose"]["value"] for one in result["phases"]] == [1, 2]
    assert result["unparsed"] == []


@pytest.mark.parametrize("text", ["as directed", "ut dict", "use as directed"])
def test_as_directed(text: str) -> None:
    """Nothing but that."""
    assert read(text) == {"input": text, "phases": [], "strengths": [], "as_directed": True, "unparsed": []}


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("1 tab daily except sunday", ["except sunday"]),
        ("2x3", ["2x3"]),
        ("1 cap bid tid", ["tid"]),
        ("1 cap 2 caps daily", ["2 caps"]),
        ("5/325 mg daily", ["5/325 mg"]),
        ("12-0-24", ["12-0-24"]),
        ("1 cap daily for 3 to 5 days, hs", ["for 3 to 5 days"]),
        ("1 cap bid, decrease by 1 mg weekly", ["decrease by 1 mg weekly"]),
        ("take with zzz", ["zzz"]),
        ("1 tab 25:00", ["25", "00"]),
        ("1 cap hs, increase by 1 mg", ["increase by 1 mg"]),
        ("max 8", ["max 8"]),
        ("once", ["once"]),
    ],
)
def test_what_is_not_understood_is_left(text: str, left: list[str]) -> None:
    """Never guessed: it stands in ``unparsed`` with its place."""
    result = read(text)
    assert [one["text"] for one in result["unparsed"]] == left
    assert all(text[one["start"] : one["end"]] == one["text"] for one in result["unparsed"])


def test_a_long_sig_is_cut_and_says_so() -> None:
    """What lies beyond the limit is unparsed."""
    text = "1 cap daily " + "with food " * 1000
    assert read(text)["unparsed"][-1]["end"] == len(text)
    assert read("," * 2000)["unparsed"][-1]["end"] == 2000
