"""Low dose or full dose: how an oral naltrexone entry is meant."""

from __future__ import annotations

from typing import Any

import pytest

from support.lists import ldn, of_kind


def full(*entries: dict[str, Any]) -> list[bool]:
    """Whether each oral entry counts as full dose, in order of start."""
    found = [one for one in of_kind("course", list(entries)) if "naltrexone-oral" in one.classes]
    return [bool(one.values["full-dose"]) for one in sorted(found, key=lambda one: (one.values["start"], one.entries))]


def tablet(mg: str, **fields: Any) -> dict[str, Any]:
    """A daily tablet."""
    return ldn(mg, **{"name": f"naltrexone {mg} mg tablet", "sig": "1 tablet daily", **fields})


@pytest.mark.parametrize(
    ("mg", "expected"),
    [("24.9", False), ("25", True), ("29", True), ("30", False), ("31", True), ("45", False), ("46", True)],
)
def test_a_single_dose_tells(mg: str, expected: bool) -> None:
    """From 25 mg on, but not 30 or 45 mg, which look like tenfold errors."""
    assert full(tablet(mg)) == [expected]


def test_a_strength_tells_where_no_dose_is_read() -> None:
    """Without a sig a 50 mg tablet is full dose."""
    assert full(tablet("50", sig=None)) == [True]
    assert full(tablet("50", sig="as directed")) == [True]


@pytest.mark.parametrize(("mg", "expected"), [("12.5", True), ("6.1", True), ("6", False), ("4.5", False)])
def test_an_indication_tells_above_six_milligrams(mg: str, expected: bool) -> None:
    """Alcohol use disorder as the entry's reason makes a dose above 6 mg full."""
    assert full(tablet(mg, reason="alcohol use disorder")) == [expected]


def test_an_indication_tells_where_no_dose_is_read() -> None:
    """Alcohol use disorder and no dose at all: full."""
    assert full(ldn(name="naltrexone", sig=None, reason="alcohol use disorder")) == [True]
    assert full(ldn(name="naltrexone", sig=None)) == [False]


@pytest.mark.parametrize("sign", [{"reason": "fibromyalgia"}, {"reason": "chronic pain"}, {"name": "LDN 50 mg tablet"}])
def test_a_sign_of_low_dose_use_tells_against_it(sign: dict[str, Any]) -> None:
    """An entry that says LDN, or has pain as its reason, is no full-dose treatment."""
    assert full(tablet("50", **sign)) == [False]


def test_a_dose_that_cannot_be_trusted_is_decided_first() -> None:
    """What LDN303 finds fault with is never full dose."""
    assert full(tablet("450")) == [False]


@pytest.mark.parametrize(("end", "expected"), [(-90, False), (-91, True)])
def test_a_low_dose_in_the_90_days_before_is_a_sign(end: int, expected: bool) -> None:
    """An item of at most 6 mg up to 90 days before marks a later entry as low dose."""
    before = ldn("4.5", id="before", status="completed", start=-200, end=end)
    assert full(before, tablet("50")) == [False, expected]
    unread = {**before, "name": "naltrexone", "sig": "as directed"}
    assert full(unread, tablet("50")) == [False, True]


def test_a_low_dose_beside_or_after_is_no_sign() -> None:
    """An item that starts on the same day or later says nothing about an earlier one."""
    assert full(tablet("50", id="a"), ldn(id="b")) == [True, False]


@pytest.mark.parametrize(
    "sig",
    [
        "take 9 mg nightly with a snack",
        "take 1/10 of a tablet at bedtime",
        "take 1/10 tab = 5 mg daily",
        "20 mg daily, crushed",
        "take 12.5 mg (quarter tablet, crushed) daily",
        "50 mg, 1/10 tab hs",
        "5 to 25 mg daily",
        "4.5 mg daily for 30 days then 50 mg daily",
    ],
)
def test_a_large_tablet_makes_no_small_dose_full(sig: str) -> None:
    """The dose that was read decides, in its smallest reading, whatever else of the sig was not understood."""
    assert full(tablet("50", sig=sig)) == [False]


@pytest.mark.parametrize("sig", ["Take 1 tablet (50 mg) daily. Avoid zorb.", "50 mg daily, zorb", "1 tab MWF zorb"])
def test_a_full_dose_beside_unread_words(sig: str) -> None:
    """A large dose of a large tablet stays full, as alcohol use disorder is treated."""
    assert full(tablet("50", sig=sig)) == [True]


def test_a_large_number_beside_a_small_unit_is_not_full() -> None:
    """Where a sig was not wholly understood the strength of the unit must be large too."""
    assert full(ldn("1.5", sig="50 mg zorb daily")) == [False]


def test_an_indication_does_not_settle_a_range() -> None:
    """From a low dose up to a full one is not full."""
    assert full(tablet("50", sig="4.5 to 50 mg daily", reason="alcohol use disorder")) == [False]


@pytest.mark.parametrize(
    ("name", "sig"),
    [
        ("naltrexone 50 mg tablet", "dissolve 1 tablet in 50 mL water and take 4.5 mL nightly"),
        ("Revia 50 mg, 1/10", "hs"),
    ],
)
def test_a_part_of_a_large_tablet_is_not_full(name: str, sig: str) -> None:
    """An amount that was not understood, or a fraction in the name, may be the dose."""
    assert full(ldn(name=name, sig=sig)) == [False]
