"""What conditions, results, allergies and the like are read as, by name and by code."""

from __future__ import annotations

from typing import Any

import pytest

from support.lists import ldn, pipeline, reading, record, run


def first(section: str, **item: Any) -> Any:
    """The reading of one item."""
    return reading([ldn()], **{section: [item]}).items[0]


@pytest.mark.parametrize(
    ("name", "concepts", "past"),
    [
        ("Opioid use disorder", ("opioid use disorder",), False),
        ("Severe opioid-use disorder (chronic)", ("opioid use disorder",), False),
        ("OPIOID DEPENDENCE, in early remission", ("opioid use disorder",), True),
        ("h/o heroin abuse", ("opioid use disorder",), True),
        ("family history of opioid dependence", (), False),
        ("denies suicidal ideation", (), False),
        ("no headache; dizziness", ("dizziness",), False),
        ("no headache, depression", ("depression",), False),
        ("alcoholic hepatitis", ("acute hepatitis",), False),
        ("cirrhosis without ascites", ("chronic liver disease",), False),
        ("Chronic kidney disease, stage 4 (severe)", ("severe kidney disease",), False),
        ("Long term (current) use of opiate analgesic", ("long-term opioid use",), False),
        ("Opioid type dependence, continuous", ("opioid dependence by another name",), False),
        ("r/o chronic kidney disease, stage 4", (), False),
        ("denies long term (current) use of opiate analgesic", (), False),
        ("opioid", (), False),
        ("opiod use disorder", ("opioid dependence by another name",), False),
        ("opioid use disorder, not in remission", ("opioid use disorder",), False),
        ("former smoker, opioid use disorder", ("opioid use disorder",), False),
        ("opioid use disorder, resolved", ("opioid use disorder",), True),
        ("cannot rule out acute hepatitis", ("acute hepatitis",), False),
        ("no change in opioid use disorder", ("opioid use disorder",), False),
        ("no known allergies but opioid dependence", ("opioid use disorder",), False),
        ("no longer opioid dependent", ("opioid dependence by another name",), True),
        ("Hepatitis, acute", ("hepatitis by a drug or lack of blood",), False),
        ("Dependence, opioid", ("opioid dependence by another name",), False),
        ("end stage liver disease", ("liver failure by another name",), False),
    ],
)
def test_names_of_conditions(name: str, concepts: tuple[str, ...], past: bool) -> None:
    """The longest known phrases count, but those behind a word that says that it is not so."""
    found = first("conditions", name=name)
    assert (found.concepts, found.past) == (concepts, past)


@pytest.mark.parametrize(
    ("system", "code", "concepts"),
    [
        ("http://hl7.org/fhir/sid/icd-10-cm", "F11.20", ("opioid use disorder",)),
        ("icd10", "F1120", ("opioid use disorder",)),
        ("icd10", "f11.21", ("opioid use disorder in remission",)),
        ("icd10", "F11.221", ("opioid use disorder",)),
        ("icd10", "F12.20", ()),
        ("icd10", "N18.4", ("severe kidney disease",)),
        ("icd10", "N18.30", ("chronic kidney disease",)),
        ("http://snomed.info/sct", "75544000", ("opioid use disorder",)),
        ("http://snomed.info/sct", "75544001", ()),
        ("unknown", "F11.20", ()),
    ],
)
def test_codes_of_conditions(system: str, code: str, concepts: tuple[str, ...]) -> None:
    """A code of ICD-10 that is not listed is what stands above it; no other code is guessed."""
    assert first("conditions", codes=[{"system": system, "code": code}]).concepts == concepts


@pytest.mark.parametrize(
    ("name", "concepts"),
    [
        ("Urine drug screen, opiates", ("urine opioid screen",)),
        ("Opiates (urine)", ("urine opioid screen",)),
        ("UDS: oxycodone", ("urine screen for oxycodone",)),
        ("Drug screen, urine", ("urine drug screen",)),
        ("Lipid screen, urine", ()),
        ("ALT (SGPT)", ("alanine aminotransferase",)),
    ],
)
def test_names_of_tests(name: str, concepts: tuple[str, ...]) -> None:
    """Signs between the words of a test's name do not hide it."""
    assert first("observations", name=name, value="positive").concepts == concepts


def test_name_and_code_both_count() -> None:
    """Where they say two things both are kept."""
    found = first("conditions", name="depression", codes=[{"system": "icd10", "code": "F11.20"}])
    assert found.concepts == ("depression", "opioid use disorder")


@pytest.mark.parametrize(
    ("name", "concepts"),
    [
        ("oxycodone-acetaminophen", ("phenanthrene opioid",)),
        ("Narcan", ("opioid antagonist",)),
        ("ReVia", ("naltrexone",)),
        ("lactose", ("excipient",)),
        ("penicillin", ()),
        ("fentanyl", ()),
    ],
)
def test_allergens_are_read_like_drugs(name: str, concepts: tuple[str, ...]) -> None:
    """Brands and combinations are what they hold."""
    assert first("allergies", name=name).concepts == concepts


@pytest.mark.parametrize(
    ("reaction", "intolerance"),
    [
        ("nausea", True),
        ("mild nausea and headache", True),
        ("nausea, hives", False),
        ("rash", False),
        ("and", False),
        (None, False),
    ],
)
def test_a_side_effect_is_no_allergy(reaction: str | None, intolerance: bool) -> None:
    """Only where every word of the reaction is one of a side effect."""
    assert first("allergies", name="naltrexone", reaction=reaction).intolerance is intolerance


@pytest.mark.parametrize(
    ("section", "status", "state"),
    [
        ("conditions", None, ""),
        ("conditions", "active", ""),
        ("conditions", "Resolved", "over"),
        ("conditions", "refuted", "void"),
        ("conditions", "unknown", ""),
        ("procedures", "preparation", "planned"),
        ("procedures", "completed", "done"),
        ("procedures", "not-done", "void"),
        ("devices", "explanted", "over"),
    ],
)
def test_statuses(section: str, status: str | None, state: str) -> None:
    """What a status makes of an item."""
    assert first(section, name="x", status=status).state == state


def test_what_is_stated_and_not_known_is_an_error() -> None:
    """A status or a statement about opioids that nobody knows is told, and not used."""
    given = {"conditions": [{"name": "pregnancy", "status": "zzz"}], "procedures": [{"name": "x", "opioid": "zzz"}]}
    report = run(record([ldn()], **given))
    assert [(one.code, one.path) for one in report.problems] == [
        ("unread-status", "conditions[0].status"),
        ("unread-opioid", "procedures[0].opioid"),
    ]
    assert "LDN204" in [one.rule for one in report.findings]


def test_unknown_opioid_of_a_procedure_is_no_error() -> None:
    """The word unknown says that nobody knows."""
    assert run(record([ldn()], procedures=[{"name": "x", "opioid": "unknown", "status": "completed"}])).problems == ()


def test_what_no_rule_speaks_of_is_listed() -> None:
    """By section and name, or by code; not what is refuted."""
    items = {
        "conditions": [{"name": "hypertension"}, {"name": "gout", "status": "refuted"}],
        "observations": [{"codes": [{"system": "loinc", "code": "4548-4"}], "value": "6"}],
        "allergies": [{"name": "penicillin"}],
    }
    assert run(record([ldn()], **items)).coverage.not_spoken_of == (
        ("allergies", "penicillin"),
        ("conditions", "hypertension"),
        ("observations", "4548-4"),
    )


def test_the_pipeline_knows_items() -> None:
    """The shipped vocabulary has concepts of every kind."""
    assert all(one.entries for one in pipeline().book.vocabulary.concepts.values())
