"""FHIR says some things twice, and some not at all: nothing of it is dropped in silence."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from ldn_rules.intake.model import Record


def order(**more: Any) -> dict[str, Any]:
    """A MedicationRequest of patient p without a medicine."""
    own = {"resourceType": "MedicationRequest", "id": "r", "status": "stopped", "subject": {"reference": "Patient/p"}}
    return {**own, **more}


def medicine(text: str | None, *ingredients: str) -> dict[str, Any]:
    """Medication m."""
    listed = [{"itemCodeableConcept": {"text": each}} for each in ingredients]
    code = {"code": {"text": text}} if text else {}
    return {"resourceType": "Medication", "id": "m", **code, "ingredient": listed}


REFERRED = {"medicationReference": {"reference": "Medication/m"}}


def bundle(*entries: Any) -> str:
    """A Bundle of these entries."""
    return json.dumps({"resourceType": "Bundle", "type": "batch-response", "entry": list(entries)})


@pytest.mark.parametrize(
    "response",
    [
        {"status": "500 Internal Server Error"},
        {"status": "404"},
        {"status": "200", "outcome": {"resourceType": "OperationOutcome", "issue": [{"severity": "error"}]}},
        {},
        5,
    ],
)
def test_a_query_that_failed(only: Callable[..., Record], response: Any) -> None:
    """A part of a batch that could not be had may be the part that matters."""
    named = order(medicationCodeableConcept={"text": "naltrexone"})
    record = only(bundle({"resource": named}, {"response": response}))
    assert [(one.code, one.message) for one in record.problems] == [
        ("fhir-incomplete", "an entry of this Bundle has no resource: the list may lack entries")
    ]


def test_what_was_done_needs_no_resource(only: Callable[..., Record]) -> None:
    """A response that says that all went well is no loss."""
    named = order(medicationCodeableConcept={"text": "naltrexone"})
    assert only(bundle({"resource": named}, {"response": {"status": "201 Created"}})).problems == ()


def test_two_medicines_of_one_name(only: Callable[..., Record]) -> None:
    """Which of them is meant nobody knows: the order has none, and that is said."""
    lines = [medicine("oxycodone"), medicine("vitamin D"), order(**REFERRED)]
    record = only("\n".join(map(json.dumps, lines)))
    assert record.entries == ()
    assert [(one.code, one.message) for one in record.problems] == [
        ("repeated-id", 'two medicines that differ are called "Medication/m": what refers to it has none of them'),
        ("fhir-reference", 'the medicine "Medication/m" is not in the input'),
    ]


def test_a_medicine_given_twice(only: Callable[..., Record]) -> None:
    """The same resource again is no contradiction."""
    lines = [medicine("oxycodone"), medicine("oxycodone"), order(**REFERRED)]
    record = only("\n".join(map(json.dumps, lines)))
    assert ([entry.name for entry in record.entries], record.problems) == (["oxycodone"], ())


@pytest.mark.parametrize(
    ("given", "name"),
    [
        (
            medicine("guaifenesin oral liquid", "codeine", "guaifenesin"),
            "guaifenesin oral liquid (codeine / guaifenesin)",
        ),
        (medicine("compounded capsule", "oxycodone"), "compounded capsule (oxycodone)"),
        (medicine("oxycodone 5 mg tablet", "oxycodone"), "oxycodone 5 mg tablet"),
        (medicine(None, "oxycodone"), "oxycodone"),
    ],
)
def test_the_full_ingredient_set(only: Callable[..., Record], given: dict[str, Any], name: str) -> None:
    """What a medicine holds counts beside what it is called."""
    record = only("\n".join(map(json.dumps, [given, order(**REFERRED)])))
    assert [entry.name for entry in record.entries] == [name]


def test_a_concept_and_a_reference(only: Callable[..., Record]) -> None:
    """Where an order names its medicine twice, both names are read."""
    both = order(medicationCodeableConcept={"text": "vitamin D"}, **REFERRED)
    record = only("\n".join(map(json.dumps, [medicine("oxycodone"), both])))
    assert [entry.name for entry in record.entries] == ["vitamin D (oxycodone)"]


def test_a_bundle_with_two_lists_of_entries(only: Callable[..., Record]) -> None:
    """Of a key that stands twice one value was not read."""
    named = json.dumps({"resource": order(medicationCodeableConcept={"text": "naltrexone"})})
    record = only(f'{{"resourceType": "Bundle", "entry": [{{"resource": {{}}}}], "entry": [{named}]}}')
    assert [(one.code, one.message) for one in record.problems] == [
        ("fhir-incomplete", 'the key "entry" stands twice in this Bundle: what stands first was not read')
    ]


@pytest.mark.parametrize(
    ("authored", "end"),
    [("2025-12-01", "2026-01-09"), ("2025-12-01T08:00:00Z", "2026-01-09"), ("2025-12", "2026-02-08")],
)
def test_a_duration_beside_a_supply(only: Callable[..., Record], authored: str, end: str | None) -> None:
    """How long it is to be taken is its end; what was supplied stays the supply."""
    timing = {"timing": {"repeat": {"boundsDuration": {"value": 40, "unit": "d"}}}}
    supplied = {"expectedSupplyDuration": {"value": 5, "unit": "d"}}
    named = order(
        medicationCodeableConcept={"text": "oxycodone"},
        authoredOn=authored,
        dosageInstruction=[timing],
        dispenseRequest=supplied,
    )
    (entry,) = only(json.dumps(named)).entries
    assert (entry.end, str(entry.days_supply)) == (end, "5")
