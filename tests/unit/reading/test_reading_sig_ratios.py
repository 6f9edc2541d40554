"""So much in so much fluid: a dose, or what the product holds."""

from __future__ import annotations

from typing import Any

import pytest

from support.reading import dose, mg, sigs_read


def doses(text: str) -> list[Any]:
    """The dose of each phase."""
    return [phase["dose"] and (phase["dose"]["value"], phase["dose"]["unit"]) for phase in sigs_read(text)["phases"]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.5mg/0.5mL nightly", [(0.5, "mL")]),
        ("0.5 mg / 0.5 mL by mouth at bedtime", [(0.5, "mL")]),
        ("25 mcg/0.5 ml q4h prn", [(0.5, "mL")]),
        ("inject 12 mg/0.6 mL sc daily", [(0.6, "mL")]),
        ("take 2.5mg/2.5mL po hs", [(2.5, "mL")]),
        ("take 5 mg/5 mL daily", [(5, "mL")]),
        ("0.5 mg/0.5 mL nightly x 14 days then 1 mg/1 mL nightly", [(0.5, "mL"), (1, "mL")]),
        ("0.5mg/0.5mL nightly for 2 weeks, then 1mg/1mL", [(0.5, "mL"), (1, "mL")]),
    ],
)
def test_a_dose(text: str, expected: list[tuple[float, str]]) -> None:
    """Its volume, where labels state no strength for that volume, a taking word stands before it, or a phase does."""
    assert doses(text) == expected
    assert sigs_read(text)["unparsed"] == []


@pytest.mark.parametrize(
    "text",
    [
        "1 mg/mL nightly",
        "1 mg/1 mL nightly",
        "take 1 mg/1 mL nightly",
        "5 mg/5mL daily",
        "100 mg/100 mL daily",
        "0.5 mg/0.5 mL or 1 mg/1 mL nightly",
        "0.5-1 mg/0.5 mL nightly",
        "2 mg/tsp daily",
        "0.5 mg/0 mL nightly",
        "take 0.5 mg/0.5 mL nightly, increase by 0.5 mg every 14 days",
    ],
)
def test_no_dose(text: str) -> None:
    """What may be the strength of the product, or is more than one amount, is no dose."""
    assert doses(text) == [None]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2.5 mL of 1 mg/mL nightly", [(2.5, "mL")]),
        ("0.5 mg/0.5 mL, take 1 mL nightly", [(1, "mL")]),
        ("0.5 mg/0.5 mL", []),
    ],
)
def test_another_dose_or_no_time(text: str, expected: list[tuple[float, str]]) -> None:
    """A dose that is written is the dose; without a time nothing says that it is taken."""
    assert doses(text) == expected


def test_it_is_so_much_by_its_own_strength() -> None:
    """The sig says what its volume holds; a name that says another strength is a disagreement."""
    found = dose("naltrexone oral suspension", sig="0.5mg/0.5mL nightly")
    assert (mg(found.daily), found.missing) == (0.5, ())
    other = dose("naltrexone 2 mg/mL oral suspension", sig="0.5mg/0.5mL nightly")
    assert other.disagreement is not None
    assert mg(other.daily) == (0.5, 1)
