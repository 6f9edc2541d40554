"""Numbers of a sig in digits and words, notes of the pharmacy, reasons that end where the regimen begins."""

from __future__ import annotations

from typing import Any

import pytest

from ldn_rules.reading.sigs.grammar import read_sig
from support.reading import sigs_read, vocabulary


def read(text: str) -> tuple[Any, list[str]]:
    """The dose of the first phase, and what was left."""
    result = sigs_read(text)
    return result["phases"][0]["dose"], [left["text"] for left in result["unparsed"]]


def one(value: float, unit: str | None) -> dict[str, Any]:
    """A single dose."""
    return {"value": value, "unit": unit}


@pytest.mark.parametrize(
    ("text", "dose"),
    [
        ("six and a half mg hs", one(6.5, "mg")),
        ("nine and one-half mg hs", one(9.5, "mg")),
        ("6 and a half mL hs", one(6.5, "mL")),
        ("two and three quarters tablets hs", one(2.75, "tablet")),
        ("twenty five mg hs", one(25, "mg")),
        ("ninety-nine mcg hs", one(99, "mcg")),
        ("two hundred mcg hs", one(200, "mcg")),
        ("one hundred fifty mcg hs", one(150, "mcg")),
        ("four point five mg hs", one(4.5, "mg")),
        ("1-1/2 tablets hs", one(1.5, "tablet")),
        ("two (2) capsules hs", one(2, "capsule")),
        ("1 (one) capsule hs", one(1, "capsule")),
        ("two and a half hs", one(2.5, None)),
        ("one or two tablets hs", {"low": 1, "high": 2, "unit": "tablet"}),
        ("1 to two tablets hs", {"low": 1, "high": 2, "unit": "tablet"}),
        ("4.5 mg = 1 cap hs", one(4.5, "mg")),
        ("1.5 mg/dose tid", one(1.5, "mg")),
        ("1 spray in each nostril bid", one(2, "puff")),
        ("1 capsule by oral route hs", one(1, "capsule")),
        ("ONE TO BE TAKEN AT NIGHT", one(1, None)),
    ],
)
def test_numbers(text: str, dose: dict[str, Any]) -> None:
    """Read whole, and nothing left over."""
    assert read(text) == (dose, [])


@pytest.mark.parametrize(
    ("text", "dose", "left"),
    [
        ("two (3) capsules hs", one(2, None), ["3"]),
        ("five mg/kg hs", None, ["five mg/kg"]),
        ("five mg/mL, 1 mL hs", one(1, "mL"), ["five mg/mL"]),
        ("1 cap, a hs", one(1, "capsule"), ["a"]),
        ("one and two tablets hs", one(1, None), ["two tablets"]),
        ("2 (1 hs", one(2, None), ["1"]),
        ("week 3: 1.5 mg hs", one(1.5, "mg"), ["week 3"]),
        ("4.5 mg two times", one(4.5, "mg"), ["two times"]),
        ("hs week three", None, ["week three"]),
    ],
)
def test_numbers_that_do_not_fit_are_left(text: str, dose: object, left: list[str]) -> None:
    """No second number is dropped or joined to the first."""
    assert read(text) == (dose, left)


@pytest.mark.parametrize("note", ["#30 RF 2", "disp: 30 caps", "#30, 3 refills", "qty #90", "refills"])
def test_notes_of_the_pharmacy(note: str) -> None:
    """What was dispensed is no dose."""
    assert read(f"1 cap hs {note}") == (one(1, "capsule"), [])


@pytest.mark.parametrize(
    ("text", "dose", "left"),
    [
        ("hs for pain four caps", one(4, "capsule"), []),
        ("for a headache 1 cap hs", one(1, "capsule"), []),
        ("as needed for a knee a tablet hs", one(1, "tablet"), []),
        ("1 cap hs for pain for two weeks", one(1, "capsule"), []),
        ("1 cap hs for pain, bad nights", one(1, "capsule"), ["bad nights"]),
        ("one capsule hs for pain or four if severe", one(1, "capsule"), ["four if severe"]),
        ("1.5 mg hs for pain increase weekly", one(1.5, "mg"), ["increase weekly"]),
        ("4.5 mg hs for pain double the dose if needed", one(4.5, "mg"), ["double the dose if needed"]),
        ("1 tab q6h for pain may repeat x1", one(1, "tablet"), ["may repeat x1"]),
        ("4.5 mg hs, skip weekends", one(4.5, "mg"), ["skip weekends"]),
    ],
)
def test_a_reason_ends_at_the_regimen(text: str, dose: dict[str, Any], left: list[str]) -> None:
    """A number, a change of the dose and what follows it are read or left, never part of the reason."""
    assert read(text) == (dose, left)


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        ("1 cap hs for night sweats", ("night sweats",)),
        ("1 cap hs for pain take with food", ("pain take with food",)),
        ("1 cap for night", ()),
    ],
)
def test_reasons(text: str, reasons: tuple[str, ...]) -> None:
    """What it is for; a time of day before an unknown word is part of it."""
    assert read_sig(text, vocabulary()).reasons == reasons


@pytest.mark.parametrize(
    ("text", "strengths"),
    [
        ("4.5 mL of 1 mg/mL hs", [{"value": 1, "unit": "mg", "per_value": 1, "per": "mL"}]),
        ("5 mL of 20 mg/5 mL hs", [{"value": 20, "unit": "mg", "per_value": 5, "per": "mL"}]),
        ("25 mcg/hr patch q72h", [{"value": 25, "unit": "mcg", "per_value": 1, "per": "hour"}]),
    ],
)
def test_strengths_are_shown(text: str, strengths: list[dict[str, Any]]) -> None:
    """A rate or a concentration stands in the reading."""
    assert sigs_read(text)["strengths"] == strengths


def test_a_maximum_alone_is_a_phase() -> None:
    """It does not vanish."""
    (phase,) = sigs_read("max 8 mg in 24h")["phases"]
    assert phase["maximum"] == {"dose": one(8, "mg"), "per_days": 1}


@pytest.mark.parametrize(
    ("note", "left"),
    [
        ("store at room temperature 2 capsules bid", "store at room temperature 2 capsules bid"),
        ("pharmacy then 3 capsules nightly", "pharmacy then 3 capsules nightly"),
        ("ok to fill 2 caps", "ok to fill 2 caps"),
        ("must last 30 days 3 at night", "must last 30 days 3 at night"),
        ("part fills of 30 mL", "part fills of 30 mL"),
    ],
)
def test_no_note_of_the_pharmacy_swallows_a_dose(note: str, left: str) -> None:
    """Where a dose or a time of day stands in it, all of it is left, and it is no note."""
    assert read(f"1 cap hs, {note}") == (one(1, "capsule"), [left])
    assert "notes" not in sigs_read(f"1 cap hs, {note}")


@pytest.mark.parametrize("note", ["store below 25C", "pharmacy: 12 Main Street", "part fills of 30 every 7 days"])
def test_a_note_of_the_pharmacy_is_kept_with_its_numbers(note: str) -> None:
    """Temperatures, addresses and intervals of supply are nothing of the regimen."""
    result = sigs_read(f"1 cap hs. {note}")
    assert (result["notes"], result["unparsed"]) == ([note], [])


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("take at 9", ["9"]),
        ("1 tab per 7 giorni", ["1 tab per 7 giorni"]),
        ("1 comprimido por 10 dias", ["1 comprimido por 10 dias"]),
        ("max 3 days", ["max 3 days"]),
        ("max 8 hours", ["max 8 hours"]),
    ],
)
def test_a_length_or_an_hour_is_no_dose_and_no_frequency(text: str, left: list[str]) -> None:
    """What may be how long, or at what hour, is left."""
    result = sigs_read(text)
    assert (result["phases"], [one["text"] for one in result["unparsed"]]) == ([], left)


def test_so_many_hours_in_words_are_a_frequency() -> None:
    """Hours are no length of a course, and a sign is no word."""
    each = [sigs_read(text)["phases"][0]["per"] for text in ("1 tab per 12 hours", "1 patch/3 days")]
    assert each == [12, 3]


def test_either_or_both_times_of_day_are_not_counted() -> None:
    """`and/or` may be once or twice a day."""
    result = sigs_read("4.5 mg am and/or pm")
    assert (result["phases"][0]["times"], [left["text"] for left in result["unparsed"]]) == (1, ["pm"])


@pytest.mark.parametrize("word", ["t ", "i ", "a ", "mix ", "pharmacy ", "naltrexone "])
def test_words_beyond_the_limit_are_left(word: str) -> None:
    """A sig of thousands of words is read up to a limit, and the rest of it is said."""
    text = word * 1500
    last = sigs_read(text)["unparsed"][-1]
    assert last["end"] == len(text)


@pytest.mark.parametrize(
    ("text", "dose", "left"),
    [
        ("1-19 mg hs", {"low": 1, "high": 19, "unit": "mg"}, []),
        ("1-20 mg hs", None, ["1-20 mg"]),
        ("10-325 mg hs", None, ["10-325 mg"]),
    ],
)
def test_numbers_far_apart_are_no_range(text: str, dose: dict[str, Any] | None, left: list[str]) -> None:
    """From twenty times on they are strengths of two ingredients, and left unread."""
    assert read(text) == (dose, left)
