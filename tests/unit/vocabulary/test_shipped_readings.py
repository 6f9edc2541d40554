"""Drug texts as they stand in lists, read with the vocabulary that comes with the program."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from ldn_rules.reading.drugs import DrugReader
from ldn_rules.rulebook.vocabulary_compile import compile_vocabulary

RULES = Path(__file__).parents[3] / "rules" / "vocabulary"


@pytest.fixture(scope="module")
def reader() -> DrugReader:
    """A reader of the shipped vocabulary."""
    data: dict[str, Any] = {}
    for path in sorted(RULES.glob("*.yaml")):
        loaded = yaml.load(path.read_text("utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        for section, entries in loaded.items():
            if isinstance(entries, list):
                data[section] = [*data.get(section, ()), *entries]
            elif isinstance(entries, dict):
                data.setdefault(section, {}).update(entries)
    return DrugReader(compile_vocabulary(data))


@pytest.mark.parametrize(
    ("text", "ingredients", "washout", "ceiling"),
    [
        ("oxycodone 5 mg tablet", "oxycodone", "short-acting", "contraindicated"),
        ("oxycodone 5 mg", "oxycodone", "long-acting", "contraindicated"),
        ("oxycodone hydrochloride 30 MG Oral Tablet", "oxycodone", "short-acting", "contraindicated"),
        ("oxycodone hydrochloride 80 MG Oral Tablet", "oxycodone", "long-acting", "contraindicated"),
        (
            "12 HR oxycodone hydrochloride 10 MG Extended Release Oral Tablet",
            "oxycodone",
            "long-acting",
            "contraindicated",
        ),
        ("24 HR tramadol hydrochloride 100 MG", "tramadol", "long-acting", "contraindicated"),
        ("tapentadol 100 MG Oral Tablet", "tapentadol", "short-acting", "contraindicated"),
        ("tapentadol 250 MG Oral Tablet", "tapentadol", "long-acting", "contraindicated"),
        ("Palladone SL 4 mg capsule", "hydromorphone", "long-acting", "contraindicated"),
        ("OxyContin 10 mg", "oxycodone", "long-acting", "contraindicated"),
        ("morphine", "morphine", "long-acting", "contraindicated"),
        ("MST 30 mg", "morphine", "long-acting", "contraindicated"),
        ("Percocet 5/325", "oxycodone paracetamol", "short-acting", "contraindicated"),
        ("hydrocodone-acetaminophen 5-325 mg", "hydrocodone paracetamol", "short-acting", "contraindicated"),
        ("acetaminophen w/ codeine", "codeine paracetamol", "short-acting", "contraindicated"),
        ("Tussionex", "hydrocodone chlorphenamine", "long-acting", "contraindicated"),
        ("co-codamol 8/500", "codeine paracetamol", "short-acting", "contraindicated"),
        ("Lomotil", "diphenoxylate atropine", "short-acting", "major"),
        ("Imodium A-D", "loperamide", "gastrointestinal", "moderate"),
        ("Suboxone film", "buprenorphine naloxone", "long-acting", "contraindicated"),
        ("Sublocade 300 mg", "buprenorphine", "depot-sublocade", "contraindicated"),
        ("Brixadi 24 mg", "buprenorphine", "depot-weekly", "contraindicated"),
        ("Brixadi 64 mg", "buprenorphine", "depot-monthly", "contraindicated"),
        ("Brixadi", "buprenorphine", "depot-monthly", "contraindicated"),
        ("Probuphine", "buprenorphine", "implant", "contraindicated"),
        ("morphine intrathecal pump", "morphine", "neuraxial", "contraindicated"),
        ("fentanyl 25 mcg/hr", "fentanyl", "long-acting", "contraindicated"),
        ("fentanyl lozenge", "fentanyl", "short-acting", "contraindicated"),
        ("street fentanyl", "fentanyl", "long-acting", "contraindicated"),
        ("Zaza Red", "tianeptine", "short-acting", "contraindicated"),
        ("7-OH tablets", "7-hydroxymitragynine", "short-acting", "contraindicated"),
        ("kratom 12 caps/day", "mitragynine", "short-acting", "contraindicated"),
        ("Embeda 30/1.2", "morphine naltrexone", "long-acting", "contraindicated"),
        ("opioid pain medication", "opioid of unknown name", "long-acting", "contraindicated"),
        ("dextromethorphan", "dextromethorphan", "none", "info"),
        ("Korsuva", "difelikefalin", "none", "minor"),
        ("Lybalvi", "olanzapine samidorphan", "none", "major"),
    ],
)
def test_recognised(reader: DrugReader, text: str, ingredients: str, washout: str, ceiling: str) -> None:
    """The full ingredient set, interval class and ceiling of names in common use."""
    drug = reader.read(text).drug
    assert drug.outcome == "recognised"
    assert {name.replace(" ", "") for name in drug.ingredients} == {
        name.replace(" ", "") for name in ([ingredients] if ingredients.startswith("opioid") else ingredients.split())
    }
    assert (drug.washout, drug.ceiling) == (washout, ceiling)


@pytest.mark.parametrize(
    ("text", "has", "lacks"),
    [
        ("Suboxone 8 mg-2 mg film", "maintenance-opioid", "opioid-antagonist"),
        ("Narcan", "naloxone-rescue", "opioid"),
        ("naltrexone 4.5 mg capsule", "naltrexone-oral", "naltrexone-depot"),
        ("Low-Dose Naltrexone 1.5 mg", "naltrexone-oral", "opioid"),
        ("Vivitrol 380 mg", "naltrexone-depot", "naltrexone-oral"),
        ("XR-NTX", "naltrexone-depot", "naltrexone-oral"),
        ("naltrexone cream 1%", "naltrexone-topical", "naltrexone-systemic"),
        ("Contrave", "naltrexone-combination", "naltrexone-oral"),
        ("Embeda", "opioid-naltrexone-combination", "naltrexone-systemic"),
        ("naloxegol", "peripheral-antagonist", "naltrexone"),
        ("OTC co-codamol 8/500", "non-prescription", "cough-cold"),
        ("co-codamol 30/500", "opioid-full-agonist", "non-prescription"),
        ("promethazine-codeine syrup", "cough-cold", "non-prescription"),
        ("acetaminophen-codeine 300-30 mg", "opioid-full-agonist", "cough-cold"),
        ("Sublocade", "opioid-depot", "naltrexone"),
        ("tianeptine", "opioid-non-prescribed", "non-prescription"),
        ("poppy seed bagel", "poppy-food", "opioid"),
        ("poppy tea", "opioid-non-prescribed", "poppy-food"),
        ("loperamide 2 mg", "opioid-peripheral", "opioid-systemic"),
    ],
)
def test_classes(reader: DrugReader, text: str, has: str, lacks: str) -> None:
    """A class that the rules go by is there, and one that would mislead them is not."""
    classes = reader.read(text).drug.classes
    assert has in classes
    assert lacks not in classes


@pytest.mark.parametrize(
    "text",
    [
        "paracetamol 500 mg",
        "Tylenol",
        "vitamin D",
        "Nature Made Vitamin D3 1000 IU softgel",
        "multivitamin",
        "magnesium glycinate 400 mg",
        "turmeric with black pepper",
        "ashwagandha root extract 600 mg",
        "iodine",
        "sodium",
        "cocaine",
        "tiotropium",
        "apomorphine",
        "Toradol",
        "trazodone",
        "benzonatate",
        "guaifenesin",
        "Estrostep Fe 28 Day Pack",
        "non-opioid analgesic",
    ],
)
def test_irrelevant(reader: DrugReader, text: str) -> None:
    """Common drugs and supplements are known as nothing the rules speak of, however near an opioid's name."""
    assert reader.read(text).drug.outcome == "irrelevant"


def test_t3_goes_to_review(reader: DrugReader) -> None:
    """Tylenol 3 or liothyronine: never picked silently, and read as the opioid until settled."""
    drug = reader.read("T3").drug
    assert drug.outcome == "review"
    assert drug.ceiling == "contraindicated"


@pytest.mark.parametrize(
    ("text", "ingredients"),
    [
        ("liothyronine (T3) 5 mcg", {"liothyronine"}),
        ("levothyroxine T4 100 mcg", {"levothyroxine"}),
        ("T4/T3", {"levothyroxine", "liothyronine"}),
        ("Tylenol #3 (T3)", {"codeine", "paracetamol"}),
    ],
)
def test_a_name_of_two_meanings_is_settled_by_another(reader: DrugReader, text: str, ingredients: set[str]) -> None:
    """What stands beside it says which of the two is meant."""
    drug = reader.read(text).drug
    assert (drug.outcome, set(drug.ingredients)) == ("recognised", ingredients)


def test_ms_is_not_read(reader: DrugReader) -> None:
    """MS alone stands for nothing."""
    assert reader.read("MS").drug.outcome == "unrecognised"
