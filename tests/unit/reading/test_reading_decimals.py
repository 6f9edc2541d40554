"""Trailing zeros and decimals without a digit before the sign: the value is exact, and it is said."""

from __future__ import annotations

import pytest

from ldn_rules.rulebook.words import words
from support.reading import dose, drugs_read, mg, sigs_read

NAKED = "no digit before the decimal sign in"
ZERO = "trailing zero in"


@pytest.mark.parametrize(
    ("written", "value", "remarks"),
    [
        ("1.0 mg", 1, [f"{ZERO} '1.0': read as 1"]),
        ("4.50 mg", 4.5, [f"{ZERO} '4.50': read as 4.5"]),
        ("0,50 mg", 0.5, [f"{ZERO} '0,50': read as 0.5"]),
        ("10.0 mg", 10, [f"{ZERO} '10.0': read as 10"]),
        (".5 mg", 0.5, [f"{NAKED} '.5': read as 0.5"]),
        (",5 mg", 0.5, [f"{NAKED} ',5': read as 0.5"]),
        (",125 mg", 0.125, [f"{NAKED} ',125': read as 0.125"]),
        (".50 mg", 0.5, [f"{NAKED} '.50': read as 0.5", f"{ZERO} '.50': read as 0.5"]),
        ("1.5 mg", 1.5, None),
        ("0.05 mg", 0.05, None),
        ("10 mg", 10, None),
        ("1,000 mg", 1000, None),
    ],
)
def test_a_decimal_in_a_name_and_in_a_sig(written: str, value: float, remarks: list[str] | None) -> None:
    """Both are read alike, the text is kept, and what is easily misread is said."""
    drug, sig = drugs_read(f"naltrexone {written}"), sigs_read(f"take {written} nightly")
    assert (drug["input"], sig["input"]) == (f"naltrexone {written}", f"take {written} nightly")
    assert [one["low"] for one in drug["strength"]] == [value]
    assert sig["phases"][0]["dose"] == {"value": value, "unit": "mg"}
    assert (drug.get("remarks"), sig.get("remarks")) == (remarks, remarks)


@pytest.mark.parametrize(
    "text",
    [
        "1 tab ,2 times a day",
        "1 cap for 30.0 days",
        "apply cream 0.50 % daily",
        "5 mg, 10 mg",
        "as directed",
        "every 4.0 hours",
    ],
)
def test_other_numbers_are_not_spoken_of(text: str) -> None:
    """Times, percentages and the commas of a list are no amounts written so."""
    assert "remarks" not in sigs_read(text)


@pytest.mark.parametrize(
    ("text", "dose"),
    [
        ("1 tab ,2 times a day", {"value": 1, "unit": "tablet"}),
        ("5 ,25 mg daily", {"value": 5, "unit": None}),
        ("take ,10 mg daily", {"value": 10, "unit": "mg"}),
        ("take, 5 mg daily", {"value": 5, "unit": "mg"}),
        ("take,5 mg daily", {"value": 5, "unit": "mg"}),
    ],
)
def test_a_comma_of_a_list_is_no_decimal(text: str, dose: dict[str, object]) -> None:
    """A comma is one only behind a space, before digits that do not end in 0 and a mass or a volume."""
    assert sigs_read(text)["phases"][0]["dose"] == dose


def test_six_remarks_at_most() -> None:
    """A long text has no long list of remarks."""
    text = ", ".join(f"{number}.0 mg" for number in range(1, 20))
    assert len(sigs_read(text)["remarks"]) == 6


def test_the_dose_holds_the_remarks_of_name_and_sig() -> None:
    """Each once, those of the name first; the dose itself is the same as without."""
    found = dose("naltrexone 1.0 mg capsule", sig="1.0 mg nightly, .5 mg extra")
    assert found.remarks == (f"{ZERO} '1.0': read as 1", f"{NAKED} '.5': read as 0.5")
    plain, zero = (dose(f"naltrexone {size} mg capsule", sig="1 capsule nightly") for size in ("1", "1.0"))
    assert mg(plain.daily) == mg(zero.daily) == 1
    assert plain.remarks == ()


def test_words_alone_keep_a_comma_apart() -> None:
    """How names are cut does not change: the comma joins its number where an amount is read."""
    assert [word.text for word in words("x ,5 mg")] == ["x", ",", "5", "mg"]
