"""Directions that begin with the drug, and notes for the pharmacy beside them."""

from __future__ import annotations

import pytest

from support.reading import read_entry, sigs_read


@pytest.mark.parametrize(
    ("text", "drug"),
    [
        ("Docusate Sodium 100 mg PO BID", "Docusate Sodium"),
        ("Morphine SR (MS Contin) 15 mg PO Q12H", "Morphine SR (MS Contin)"),
        ("OxycoDONE (Immediate Release) 5 mg PO Q4H:PRN", "OxycoDONE (Immediate Release)"),
        ("hydrocodone-acetaminophen 5 mg PO Q6H", "hydrocodone-acetaminophen"),
        ("Sig: Oramorph 2.5 mL q4h", "Oramorph"),
    ],
)
def test_the_drug_is_no_part_of_the_regimen(text: str, drug: str) -> None:
    """With its salt, release, form and other names; the rest is read as ever."""
    read = sigs_read(text)
    assert (read["drugs"], read["unparsed"]) == ([drug], [])
    assert read["phases"][0]["dose"] is not None


@pytest.mark.parametrize("text", ["1 tab daily with Tramadol", "wibble 5 mg daily", "Take 1 tab, avoid codeine"])
def test_a_drug_elsewhere_is_none_that_the_directions_begin_with(text: str) -> None:
    """Only the first words can be the drug, and only a known name."""
    assert "drugs" not in sigs_read(text)


def test_another_drug_than_the_name_says_is_asked_about() -> None:
    """The entry is read as both; the same drug by another name changes nothing."""
    both = read_entry("naltrexone 4.5 mg capsule", sig="Tramadol 50 mg PO q6h").drug
    assert (both.outcome, both.ingredients) == ("review", ("naltrexone", "tramadol"))
    assert both.why == "name and directions disagree: naltrexone against tramadol"
    same = read_entry("Norco 5 mg-325 mg", sig="Hydrocodone 5 mg PO q6h prn").drug
    assert (same.outcome, same.ingredients) == ("recognised", ("hydrocodone", "paracetamol"))


@pytest.mark.parametrize(
    ("text", "notes"),
    [
        ("1 cap HS #30 RF 2", ["#30", "RF 2"]),
        ("1 cap HS, do not fill before 3/14", ["do not fill before 3/14"]),
        ("1 cap HS (must last 30 days)", ["must last 30 days"]),
        ("1 cap HS. Store below 25 C", ["Store below 25 C"]),
        ("Pharmacy: discount card, 1 cap HS", ["Pharmacy: discount card"]),
        ("store in the fridge take 1 cap HS", ["store in the fridge"]),
    ],
)
def test_notes_are_kept_and_say_nothing_of_the_dose(text: str, notes: list[str]) -> None:
    """To the end of their clause, or to a word that says to take something."""
    read = sigs_read(text)
    assert (read["notes"], read["unparsed"]) == (notes, [])
    (phase,) = read["phases"]
    assert (phase["dose"], phase["times"], phase["duration_days"]) == ({"value": 1, "unit": "capsule"}, 1, None)
