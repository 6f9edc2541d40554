"""Names as labels and lists write them: abbreviations, releases with strokes, combinations sold in one release."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest

from ldn_rules.reading.drugs import DrugReader
from support.lists import pipeline

if TYPE_CHECKING:
    from ldn_rules.reading.model import DrugReading


@cache
def reader() -> DrugReader:
    """Drugs read against the shipped vocabulary."""
    return DrugReader(pipeline().book.vocabulary)


def read(text: str) -> DrugReading:
    """One name, read."""
    return reader().read(text).drug


@pytest.mark.parametrize(
    ("text", "ingredient"),
    [
        ("ACETAMINOPHEN-COD #3 TABLET", "codeine"),
        ("acetaminophen-cod 300-30 mg tab", "codeine"),
        ("Tylenol/cod", "codeine"),
        ("PROMETHAZINE-COD SYRUP", "codeine"),
        ("guaifenesin-cod", "codeine"),
        ("ASPIRIN-CARISOPRODOL-COD", "codeine"),
        ("Dimetapp-C", "codeine"),
        ("Tylenol III", "codeine"),
        ("Atasol-30", "codeine"),
        ("Robitussin DAC", "codeine"),
        ("paracetamol/DHC 500/20", "dihydrocodeine"),
        ("paracetamol + oxy", "oxycodone"),
        ("bup-naloxone 8-2 mg film", "buprenorphine"),
        ("HYDROCO/APAP", "hydrocodone"),
        ("BUPREN/NALOX SUB 8-2MG", "buprenorphine"),
        ("ASA/CAFF/DHC", "dihydrocodeine"),
        ("BUTALB-ACETAMIN-CAFF-COD", "codeine"),
        ("GUAIF-CODEINE", "codeine"),
        ("Empracet-30", "codeine"),
        ("LAIB", "buprenorphine"),
        ("DIPHEN/ATROP", "diphenoxylate"),
        ("OxyContin™ 10mg", "oxycodone"),
    ],
)
def test_an_abbreviated_opioid_is_one(text: str, ingredient: str) -> None:
    """A short word beside a known partner is not passed over."""
    found = read(text)
    assert (found.outcome, found.ingredient) == ("recognised", ingredient)


@pytest.mark.parametrize(
    "text", ["cod liver oil", "Fiorinal", "Fioricet", "acetaminophen 500 mg tab po", "aspirin 81 mg ec tab"]
)
def test_what_holds_no_opioid(text: str) -> None:
    """Words that only look like one, and short words of forms and routes."""
    assert read(text).outcome == "irrelevant"


@pytest.mark.parametrize("text", ["paracetamol/zq", "aspirin-xyl", "guaifenesin + bq 100 mg"])
def test_a_short_word_joined_to_a_known_drug_may_be_one(text: str) -> None:
    """Nobody knows what it is: a person must look."""
    assert read(text).outcome == "review"


@pytest.mark.parametrize(
    "text",
    [
        "oxycodone 10 mg m/r tablet",
        "Palladone 4mg m/r capsules",
        "tramadol 100 mg p/r tablets",
        "morphine sust rel 30 mg tablet",
        "oxycodone sustained rel tablet 20 mg",
        "oxycodone controlled rel tablet",
        "oxycodone slow tablet 20 mg",
        "oxycodone/naloxone 10 mg/5 mg tablets",
        "morphine-naltrexone 60-2.4 mg capsule",
        "oxycodone-naltrexone 10-1.2 mg capsule",
        "hydrocodone polistirex-chlorpheniramine polistirex suspension",
        "oxycodone 80 mg tablet (avoid alcohol)",
        "morphine 100 mg tablet, no alcohol",
        "tramadol 200 mg capsule with ginger",
    ],
)
def test_extended_release_however_it_is_said(text: str) -> None:
    """A release word with a stroke or cut short, a combination or a strength that is sold so alone."""
    assert (read(text).release, read(text).washout) == ("extended", "long-acting")


@pytest.mark.parametrize("text", ["hydrocodone 10 mg / acetaminophen 325 mg tablet", "oxycodone 10 mg tablet"])
def test_immediate_release_stays_so(text: str) -> None:
    """A dose form without a release word, of a strength that is sold in both."""
    assert (read(text).release, read(text).washout) == ("immediate", "short-acting")


@pytest.mark.parametrize(
    "text",
    [
        "1.5 ML buprenorphine 200 MG/ML Prefilled Syringe",
        "buprenorphine 300 mg/1.5 mL prefilled syringe",
        "buprenorphine extended release 100 MG/0.5ML",
        "buprenorphine 300 mg SC injection monthly",
        "buprenorphine inj 300 mg",
        "buprenorphine XR",
    ],
)
def test_a_depot_of_no_brand_takes_the_longest_interval(text: str) -> None:
    """Strengths and releases of buprenorphine that only depots have."""
    assert read(text).washout == "depot-sublocade"


def test_which_depot_is_told_in_brackets() -> None:
    """Brackets and commas inside a name do not count."""
    assert read("Brixadi (weekly) 16 mg/0.32 mL").washout == "depot-weekly"
    assert read("codeine, promethazine").classes >= {"cough-cold"}


@pytest.mark.parametrize(
    "text",
    [
        "naltrexone 380 mg",
        "naltrexone ER 380 mg",
        "naltrexone extended release 380 mg suspension",
        "naltrexone 380 mg/vial",
        "naltrexone 380mg kit",
        "XR-naltrexone",
        "naltrexone ER",
    ],
)
def test_naltrexone_for_injection_however_it_is_named(text: str) -> None:
    """380 mg, and extended release without a form, are the injection."""
    assert read(text).classes >= {"naltrexone-depot"}
    assert "naltrexone-oral" not in read(text).classes


def test_extended_release_capsules_are_oral() -> None:
    """A dose form tells more than a release."""
    assert "naltrexone-oral" in read("naltrexone SR 4.5 mg capsule").classes


@pytest.mark.parametrize(
    "text", ["CT contrast iohexol", "Depend briefs", "Arctic Root", "Transfer Factor", "instant glucose"]
)
def test_everyday_words_are_no_opioids(text: str) -> None:
    """What merely looks like a brand is not read as one."""
    assert read(text).ingredient is None
