"""Limits and steps without a unit, and what a sig says about the drug it belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from ldn_rules.reading.sigs.grammar import read_sig
from ldn_rules.reading.sigs.use import is_often, name_as_sig
from support.reading import frequency, sigs_read, vocabulary

if TYPE_CHECKING:
    from ldn_rules.intake.model import Frequency


@pytest.mark.parametrize(
    ("text", "increase"),
    [
        (
            "1 cap daily, increase by one every week up to 4",
            {"by": {"value": 1, "unit": None}, "every_days": 7, "up_to": {"value": 4, "unit": None}},
        ),
        (
            "1 cap daily, increase by: 1 mg every 2 weeks",
            {"by": {"value": 1, "unit": "mg"}, "every_days": 14, "up_to": None},
        ),
        (
            "1 cap daily, increase by one capsule every 7 days up to 3 capsules",
            {"by": {"value": 1, "unit": "capsule"}, "every_days": 7, "up_to": {"value": 3, "unit": "capsule"}},
        ),
    ],
)
def test_a_step_of_the_dose(text: str, increase: dict[str, Any]) -> None:
    """By how much, how often and up to where; a bare number has no unit, and none is made up."""
    (phase,) = sigs_read(text)["phases"]
    assert {key: phase["increase"][key] for key in increase} == increase


@pytest.mark.parametrize(
    "text", ["1 cap daily increase by twice every week", "1 cap daily increase by 1 mg/kg every week"]
)
def test_a_step_that_is_no_amount_is_left(text: str) -> None:
    """What is no plain amount is not guessed."""
    read = sigs_read(text)
    assert all(phase["increase"] is None for phase in read["phases"])
    assert read["unparsed"]


@pytest.mark.parametrize(
    ("text", "left"),
    [("0.1 mg/kg daily", ["0.1 mg/kg"]), ("take 0.05 mg per kg at bedtime", ["0.05 mg per kg"]), ("5 mg/mL daily", [])],
)
def test_a_dose_by_body_weight_is_left(text: str, left: list[str]) -> None:
    """It gives no dose, and says that it was not understood; a strength per volume is one."""
    read = sigs_read(text)
    assert [phase["dose"] for phase in read["phases"]] == [None]
    assert [each["text"] for each in read["unparsed"]] == left


@pytest.mark.parametrize(
    ("stated", "often"),
    [
        (frequency("1", "6", "hour"), True),
        (frequency("4", "1", "day"), True),
        (frequency("1", "8", "hour"), False),
        (frequency("1", "4", "hour", per_max=frequency("1", "8", "hour").per), False),
        (frequency("0", "6", "hour"), False),
        (frequency("1", "6", "moon"), False),
    ],
)
def test_how_often_means_immediate_release(stated: Frequency, often: bool) -> None:
    """The longest interval that is meant counts; an unknown unit or no times say nothing."""
    assert is_often(stated, None, vocabulary()) is often


def test_how_often_by_the_sig() -> None:
    """Without a stated frequency any phase of the sig decides; with neither nothing does."""
    assert is_often(None, read_sig("1 tab q4h", vocabulary()), vocabulary())
    assert not is_often(None, read_sig("1 tab daily", vocabulary()), vocabulary())
    assert not is_often(None, None, vocabulary())


def test_a_vocabulary_that_does_not_say_what_often_is() -> None:
    """Then nothing is often."""
    words = vocabulary()
    silent = replace(words, sig=replace(words.sig, often_hours=None))
    assert not is_often(frequency("1", "1", "hour"), None, silent)


def test_a_name_without_words_or_without_end_is_no_sig() -> None:
    """A name that was not scanned, or is too long to be one, has no directions in it."""
    assert name_as_sig("naltrexone 1 tab daily", (), vocabulary()) is None
