"""Results and conditions of FHIR, through all stages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from support.fhir import bundle
from support.lists import TODAY, pipeline

if TYPE_CHECKING:
    from collections.abc import Callable

    from ldn_rules.intake.model import Record

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
DOSE_RULES = ("LDN304", "LDN305")

PATIENT = {"resourceType": "Patient", "id": "p1", "birthDate": "1960-01-01"}


def found(read: Callable[..., list[Record]], *resources: dict[str, Any]) -> list[str]:
    """Rule, kind and severity of each finding of a Bundle with low-dose naltrexone and these resources."""
    entries = [{"subject": {"reference": "Patient/p1"}, **one} for one in (ORDER, *resources)]
    (given,) = read(bundle(PATIENT, *entries))
    report = pipeline().check(given, as_of=TODAY, today=TODAY)
    assert report.problems == ()
    return [f"{one.rule} {one.kind} {one.severity}" for one in report.findings if one.rule not in DOSE_RULES]


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
def test_what_fhir_says(read: Callable[..., list[Record]], resource: dict[str, Any], expected: list[str]) -> None:
    """Each result by its code, with its unit, limit and comparator."""
    assert found(read, resource) == expected


def test_an_allergy_of_fhir(read: Callable[..., list[Record]]) -> None:
    """By its patient, with its reaction."""
    allergy = {
        "resourceType": "AllergyIntolerance",
        "id": "a1",
        "patient": {"reference": "Patient/p1"},
        "clinicalStatus": {"coding": [{"code": "active"}]},
        "code": {"text": "naltrexone"},
        "reaction": [{"manifestation": [{"text": "nausea"}]}],
    }
    assert found(read, allergy) == ["LDN201 alert info"]
