"""Brands of opioids that stood on the lists of known names, or were cut into a partner and words around it."""

from __future__ import annotations

import pytest

from support.reading import drug


@pytest.mark.parametrize(
    ("text", "opioid"),
    [
        ("Triatec-8", "codeine"),
        ("Paracetamol AL comp 500/30", "codeine"),
        ("Actifed CC", "codeine"),
        ("Codimal PH", "codeine"),
        ("Coditussin", "codeine"),
        ("Robafen A/C", "codeine"),
        ("Codimal DH", "hydrocodone"),
        ("Atuss G", "hydrocodone"),
        ("Entex HC", "hydrocodone"),
        ("hydro/apap 5-325", "hydrocodone"),
        ("hydro 10/325", "hydrocodone"),
        ("Cardiazol", "dihydrocodeine"),
        ("Synap Forte", "dextropropoxyphene"),
        ("Cocillana", "ethylmorphine"),
    ],
)
def test_the_opioid_is_read(text: str, opioid: str) -> None:
    """By name, without a doubt."""
    read = drug(text)
    assert (read.outcome, opioid in read.ingredients) == ("recognised", True)


def test_a_brand_of_two_meanings_is_asked_about() -> None:
    """Feminax held codeine, and holds naproxen now; its later names hold none."""
    assert (drug("Feminax").outcome, "codeine" in drug("Feminax").ingredients) == ("review", True)
    assert {drug(name).outcome for name in ("Feminax Ultra", "Feminax Express")} == {"irrelevant"}


@pytest.mark.parametrize("text", ["hydro", "hydro 5", "suboxide", "heptanone"])
def test_what_may_be_an_opioid_written_short_or_misspelt_is_not_known_as_harmless(text: str) -> None:
    """It is on no list of known names."""
    assert drug(text).outcome in {"review", "unrecognised"}


@pytest.mark.parametrize(
    ("text", "opioid"),
    [("APAP #3", "codeine"), ("acetaminophen no. 4", "codeine"), ("Fiorinal #3", "codeine"), ("Fioricet-C", "codeine")],
)
def test_the_number_of_a_product_with_codeine(text: str, opioid: str) -> None:
    """A partner's name with such a number is sold with codeine alone."""
    assert opioid in drug(text).ingredients


@pytest.mark.parametrize(
    "text",
    ["acetaminophen 300-30", "APAP 5/325", "paracetamol 500/8", "ibuprofen 200/12.8"],
)
def test_one_name_with_the_strengths_of_two_drugs_is_asked_about(text: str) -> None:
    """The opioid of the combination may have been left out."""
    read = drug(text)
    name = read.ingredients[0]
    assert (read.outcome, read.why) == ("review", f"names {name} alone, with strengths of two drugs")


@pytest.mark.parametrize(
    "text",
    [
        "acetaminophen 325-650 mg",
        "aspirin 81/325",
        "acetaminophen 160 mg/5 mL",
        "acetaminophen 500 mg #30",
        "ibuprofen 600 mg 1/2 tab",
        "butalbital/APAP 50/325",
        "lisinopril 5-40 mg",
    ],
)
def test_a_range_a_concentration_and_two_names_are_not(text: str) -> None:
    """Two numbers near each other are a range; two names have two strengths; others are sold with no opioid."""
    assert drug(text).outcome == "irrelevant"
