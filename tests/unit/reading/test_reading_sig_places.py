"""Doses that go to several places, and routes in letters that say a release too."""

from __future__ import annotations

from typing import Any

import pytest

from support.reading import dose, drug, mg, read_entry, sigs_read


def phase(text: str) -> dict[str, Any]:
    """The one phase of a sig that is read whole."""
    read = sigs_read(text)
    assert read["unparsed"] == [], read
    [only] = read["phases"]
    return dict(only)


@pytest.mark.parametrize(
    ("text", "total", "route"),
    [
        ("1 spray in each nostril daily", 2, "nasal"),
        ("one spray into each nostril bd", 2, "nasal"),
        ("1 spray into both nostrils daily", 2, "nasal"),
        ("2 sprays per nostril bid", 4, "nasal"),
        ("1 drop each eye daily", 2, "topical"),
        ("1 drop into both eyes bd", 2, "topical"),
        ("2 gtts in each ear tid", 4, "topical"),
    ],
)
def test_each_place_gets_the_dose(text: str, total: int, route: str) -> None:
    """The dose is what goes to all of them."""
    found = phase(text)
    assert (found["dose"]["value"], found["route"]) == (total, route)


@pytest.mark.parametrize("where", ["in one nostril", "into one nostril", "in alternate nostrils"])
def test_one_place(where: str) -> None:
    """One nostril at a time gets the dose once."""
    found = phase(f"1 spray {where} q4h")
    assert (found["dose"]["value"], found["route"]) == (1, "nasal")


def test_the_doses_of_a_day() -> None:
    """Where they differ each is that of all places."""
    found = phase("1 spray in each nostril in the morning and 2 sprays in each nostril at night")
    assert [part["dose"]["value"] for part in found["parts"]] == [2, 4]


def test_the_derivation_says_so() -> None:
    """What goes to each, and the sum."""
    found = dose("butorphanol 1 mg/actuation nasal spray", sig="1 spray in each nostril q6h")
    assert (mg(found.single), mg(found.daily)) == (2, 8)
    assert found.derived == "1 puff in each of 2 places = 2 puff = 2 mg, 4 a day"


@pytest.mark.parametrize(
    "text",
    [
        "1 supp pr bd",
        "1 tab pr",
        "1 tab p.r. bd",
        "insert 1 suppository PR twice daily",
        "1 tab pr 2 times a day",
        "10 mg pr bd",
    ],
)
def test_pr_behind_a_dose(text: str) -> None:
    """Is the way it is given."""
    assert phase(text)["route"] == "rectal"


@pytest.mark.parametrize(
    "text", ["1 PR tab bd", "10 mg PR tablet bd", "PR 10 mg bd", "10 mg PR 1 tab bd", "1 tab po pr"]
)
def test_pr_before_a_form_or_an_amount(text: str) -> None:
    """Is the release of the product, and so beside another route."""
    assert phase(text)["route"] in (None, "oral")


def test_a_later_phase_goes_the_same_way() -> None:
    """The route stays, and that it was said in letters alone."""
    read = sigs_read("1 supp pr bd x 3 days then 2 supp bd")
    assert [one["route"] for one in read["phases"]] == ["rectal", "rectal"]


@pytest.mark.parametrize(
    ("sig", "release", "washout"),
    [
        ("1 supp PR bd", None, "long-acting"),
        ("1 tab PR bd", "extended", "long-acting"),
        ("10 mg PR bd", None, "long-acting"),
        ("10 mg per rectum bd", None, "short-acting"),
    ],
)
def test_the_letters_shorten_no_interval(sig: str, release: str | None, washout: str) -> None:
    """`PR` beside a tablet may be its release: the interval stays the longer one. Beside a suppository it is none."""
    read = read_entry("oxycodone 10 mg", sig=sig).drug
    assert (read.release, read.washout) == (release, washout)


def test_pr_in_a_name_is_a_release() -> None:
    """As it was."""
    assert drug("Oxycodone PR 10 mg").release == "extended"
