"""Results and conditions of FHIR, through all stages."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ldn_rules import api

ORDER = {
    "resourceType": "MedicationRequest",
    "id": "m1",
    "status": "active",
    "intent": "order",
    "subject": {"reference": "Patient/p1"},
    "authoredOn": "2026-01-15",
    "medicationCodeableConcept": {"text": "naltrexone 1.5 mg capsule"},
    "dosageInstruction": [{"text": "1 capsule at bedtime"}],
}
PATIENT = {"resourceType": "Patient", "id": "p1", "birthDate": "1960-01-01"}


def found(*resources: dict[str, Any]) -> list[str]:
    """Rule, kind and severity of each finding of a Bundle with low-dose naltrexone and these resources."""
    entries = [{"resource": {"subject": {"reference": "Patient/p1"}, **one}} for one in (ORDER, *resources)]
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": PATIENT}, *entries]}
    report = api.check(json.dumps(bundle), rulebook=api.load_rulebook(), as_of="2026-01-15")
    assert report.data["errors"] == []
    alerts = [one for one in report.data["alerts"] if one["rule"] not in ("LDN304", "LDN305")]
    return [f"{one['rule']} {one['kind']} {one['severity']}" for one in alerts]


def observation(code: str, **value: Any) -> dict[str, Any]:
    """A final result of yesterday."""
    coding = [{"system": "http://loinc.org", "code": code}]
    own = {"status": "final", "effectiveDateTime": "2026-01-14", "code": {"coding": coding}}
    return {"resourceType": "Observation", "id": code, **own, **value}


def quantity(value: float, unit: str, comparator: str | None = None) -> dict[str, Any]:
    """A Quantity."""
    return {"value": value, "unit": unit, **({"comparator": comparator} if comparator else {})}


@pytest.mark.parametrize(
    ("resource", "expected"),
    [
        (observation("62238-1", valueQuantity=quantity(29, "mL/min/1.73m2")), ["LDN203 alert moderate"]),
        (observation("62238-1", valueQuantity=quantity(15, "mL/min/1.73m2", "<")), ["LDN203 alert moderate"]),
        (observation("62238-1", valueQuantity=quantity(60, "mL/min/1.73m2", ">")), []),
        (
            observation("1742-6", valueQuantity=quantity(204, "U/L"), referenceRange=[{"high": quantity(40, "U/L")}]),
            ["LDN202 alert major"],
        ),
        (observation("44260-8", valueInteger=2), ["LDN205 alert moderate"]),
        (observation("44260-8", valueInteger=0), []),
        (observation("3879-4", valueCodeableConcept={"text": "Positive"}), ["LDN118 alert contraindicated"]),
        (observation("3879-4", dataAbsentReason={"text": "error"}), ["LDN118 cannot-assess major"]),
        (
            {
                "resourceType": "Condition",
                "id": "c1",
                "clinicalStatus": {"coding": [{"code": "remission"}]},
                "code": {"coding": [{"system": "http://snomed.info/sct", "code": "75544000"}]},
            },
            ["LDN118 alert moderate"],
        ),
        (
            {
                "resourceType": "Procedure",
                "id": "s1",
                "status": "preparation",
                "performedDateTime": "2026-01-20",
                "code": {"text": "Hip replacement"},
            },
            ["LDN113 alert major"],
        ),
    ],
)
def test_what_fhir_says(resource: dict[str, Any], expected: list[str]) -> None:
    """Each result by its code, with its unit, limit and comparator."""
    assert found(resource) == expected


def test_an_allergy_of_fhir() -> None:
    """By its patient, with its reaction."""
    allergy = {
        "resourceType": "AllergyIntolerance",
        "id": "a1",
        "patient": {"reference": "Patient/p1"},
        "clinicalStatus": {"coding": [{"code": "active"}]},
        "code": {"text": "naltrexone"},
        "reaction": [{"manifestation": [{"text": "nausea"}]}],
    }
    assert found(allergy) == ["LDN201 alert info"]
