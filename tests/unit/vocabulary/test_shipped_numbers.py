"""Numbers that no finding of a rule's own tests hangs on: each one unit less or more is noticed here."""

from __future__ import annotations

import pytest

from ldn_rules.rulebook.load import load_folder
from support.reading import RULES, drug, read_entry, vocabulary

LISTED = {
    "morphine": (40, 45, 75, 80, 90, 100, 120),
    "oxycodone": (9, 13.5, 18, 27),
    "hydrocodone": (10,),
    "oxymorphone": (7.5,),
    "tramadol": (75,),
}
"""Milligrams in one tablet that are sold as extended release alone."""

ABOVE = {
    "morphine": 200,
    "oxycodone": 30,
    "hydrocodone": 10,
    "hydromorphone": 8,
    "oxymorphone": 10,
    "codeine": 60,
    "dihydrocodeine": 40,
    "tramadol": 100,
    "tapentadol": 100,
}
"""Milligrams above which every tablet is."""

IMMEDIATE = {"codeine": (15, 30, 60), "dihydrocodeine": (30,)}
"""Milligrams in one unit that are sold as immediate release alone."""


def washout(name: str, milligrams: float) -> str | None:
    """Interval class of a tablet of that strength."""
    return drug(f"{name} {milligrams:g} mg tablet").washout


@pytest.mark.parametrize(("name", "strength"), [(name, one) for name, listed in LISTED.items() for one in listed])
def test_strength_sold_as_extended_release_alone(name: str, strength: float) -> None:
    """A tablet of a listed strength is long-acting without a release word."""
    assert washout(name, strength) == "long-acting"


@pytest.mark.parametrize(("name", "limit"), ABOVE.items())
def test_limit_above_which_every_tablet_is_extended_release(name: str, limit: float) -> None:
    """The limit itself is immediate release where it is not listed, half a milligram more is not."""
    below = limit if limit not in LISTED.get(name, ()) else limit - 0.5
    assert (washout(name, below), washout(name, limit + 0.5)) == ("short-acting", "long-acting")


@pytest.mark.parametrize(("name", "strength"), [(name, one) for name, listed in IMMEDIATE.items() for one in listed])
def test_strength_sold_as_immediate_release_alone(name: str, strength: float) -> None:
    """Without a form, a listed strength is short-acting, half a milligram more is not known."""
    assert [drug(f"{name} {one:g} mg").washout for one in (strength, strength + 0.5)] == ["short-acting", "long-acting"]


def test_no_strength_of_immediate_release_is_without_a_test() -> None:
    """What the vocabulary lists is what is tested here."""
    found = {name: one.only_immediate for name, one in vocabulary().drugs.items() if one.only_immediate}
    assert {
        name: tuple(mg // 10**6 for mg in one.strengths) for name, one in found.items() if one.strengths
    } == IMMEDIATE


def test_no_strength_or_limit_is_without_a_test() -> None:
    """What the vocabulary lists is what is tested here."""
    found = {name: one.only_extended for name, one in vocabulary().drugs.items() if one.only_extended}
    listed = {name: tuple(mg / 10**6 for mg in one.strengths) for name, one in found.items() if one.strengths}
    above = {name: one.above // 10**6 for name, one in found.items() if one.above}
    assert (listed, above) == (LISTED, ABOVE)


@pytest.mark.parametrize(
    ("text", "washout"),
    [
        ("buprenorphine 40 mg", "long-acting"),
        ("buprenorphine 40.5 mg", "depot-sublocade"),
        ("buprenorphine 2 mg injection", "long-acting"),
        ("buprenorphine 2.5 mg injection", "depot-sublocade"),
        ("buprenorphine 2 mg/mL", "long-acting"),
        ("buprenorphine 2.5 mg/mL", "depot-sublocade"),
    ],
)
def test_limits_above_which_buprenorphine_is_a_depot(text: str, washout: str) -> None:
    """In a unit, in an injection, in a millilitre."""
    assert drug(text).washout == washout


@pytest.mark.parametrize(("milligrams", "depot"), [(379.5, False), (380, True), (380.5, False)])
def test_the_strength_of_naltrexone_for_injection(milligrams: float, *, depot: bool) -> None:
    """No other strength is the injection's."""
    assert ("naltrexone-depot" in drug(f"naltrexone {milligrams:g} mg").classes) is depot


def test_strengths_of_naltrexone_in_products() -> None:
    """Written beside an opioid in any other strength, it is a drug of its own."""
    sold = (0.8, 1.2, 2, 2.4, 3.2, 3.6, 4, 4.8, 7.2, 8, 9.6)
    assert sorted(mg / 10**6 for mg in vocabulary().drugs["naltrexone"].combined_strengths) == list(sold)
    locked = [
        mg
        for mg in (*sold, 0.5, 1, 1.5, 3, 4.5, 6, 16, 32, 50)
        if "opioid-naltrexone-combination" in drug(f"morphine / naltrexone {mg:g} mg").classes
    ]
    assert locked == list(sold)


def test_sig_that_means_immediate_release() -> None:
    """Every six hours means immediate release, every seven does not."""
    often, seldom = (
        read_entry("oxycodone 5 mg", sig=f"take 5 mg every {hours} hours").drug.washout for hours in (6, 7)
    )
    assert (often, seldom) == ("short-acting", "long-acting")


def test_age_from_which_a_list_is_called_old() -> None:
    """A list of seven days is not old; test_text_output.py holds what is said of one of eight."""
    assert load_folder(RULES).settings["list-age"] == 7
