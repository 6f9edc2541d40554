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


def request(text: str, **own: Any) -> dict[str, Any]:
    """An order for a procedure in five days."""
    when = {"occurrenceDateTime": "2026-01-20", "status": "active", "intent": "order"}
    return {"resourceType": "ServiceRequest", "id": "s1", "code": {"text": text}, **when, **own}


def category(code: str) -> dict[str, Any]:
    """A category of requests."""
    return {"coding": [{"system": "http://snomed.info/sct", "code": code}]}


@pytest.mark.parametrize(
    ("resource", "expected"),
    [
        (request("hip replacement"), ["LDN113 alert major"]),
        (request("hip replacement", occurrenceDateTime=None), ["LDN113 cannot-assess major"]),
        (request("hip replacement", occurrenceDateTime="2026-02-15"), []),
        (
            request("hip replacement", occurrenceDateTime=None, occurrencePeriod={"start": "2026-01-20"}),
            ["LDN113 alert major"],
        ),
        (request("hip replacement", status="draft"), ["LDN113 alert major"]),
        (request("hip replacement", status="revoked"), []),
        (request("hip replacement", status="entered-in-error"), []),
        (request("hip replacement", doNotPerform=True), []),
        (
            request("hip replacement", status="completed", occurrenceDateTime="2026-01-10"),
            ["LDN115 cannot-assess major"],
        ),
        (request("zorbification"), ["LDN113 cannot-assess moderate"]),
        (request("zorbification", category=[category("387713003")]), ["LDN113 cannot-assess moderate"]),
        (request("zorbification", category=[category("108252007")]), []),
        (
            request("zorbification", category=[category("108252007"), category("387713003")]),
            ["LDN113 cannot-assess moderate"],
        ),
    ],
)
def test_procedures_that_are_asked_for(
    read: Callable[..., list[Record]], resource: dict[str, Any], expected: list[str]
) -> None:
    """A request is a procedure ahead; one that is withdrawn or not to be done is none, nor is a laboratory's."""
    assert found(read, resource) == expected


def part(code: str, **value: Any) -> dict[str, Any]:
    """A component of an observation."""
    return {"code": {"coding": [{"system": "http://loinc.org", "code": code}]}, **value}


def test_components_are_results_of_the_day_of_the_whole(read: Callable[..., list[Record]]) -> None:
    """A low filtration rate inside a panel is found as one that stands alone, and one of a panel in error is not."""
    low = part("62238-1", valueQuantity=quantity(29, "mL/min/1.73m2"))
    other = part("2160-0", valueQuantity=quantity(2, "mg/dL"))
    assert found(read, observation("24362-6", component=[other, low])) == ["LDN203 alert moderate"]
    assert found(read, observation("24362-6", component=[other, low], status="entered-in-error")) == []


def test_an_interpretation_stands_for_a_result_that_is_missing(read: Callable[..., list[Record]]) -> None:
    """A positive screen that is told by its interpretation alone counts; a value that is there wins."""
    screen = {"code": {"text": "urine opioid screen"}}
    said = [{"coding": [{"code": "POS"}]}]
    alone = {**observation("x"), **screen, "interpretation": said}
    assert found(read, alone) == ["LDN118 alert contraindicated"]
    assert found(read, {**alone, "valueString": "negative"}) == []


def use(kind: str = "DeviceUseStatement", **own: Any) -> dict[str, Any]:
    """A device in use."""
    return {"resourceType": kind, "id": "d1", "status": "active", **own}


@pytest.mark.parametrize(
    "resource",
    [
        use(device={"display": "intrathecal pump"}),
        use("DeviceUsage", device={"concept": {"text": "Intrathecal drug pump"}}),
        use("Device", type={"text": "intrathecal pump"}),
        use("Device", type=[{"coding": [{"display": "intrathecal pump"}]}]),
        use("Device", deviceName=[{"name": "intrathecal pump"}]),
    ],
)
def test_devices(read: Callable[..., list[Record]], resource: dict[str, Any]) -> None:
    """A pump at the spine whose drug nobody wrote down is asked about, as where it comes by JSON."""
    assert found(read, resource) == ["LDN107 cannot-assess major"]


@pytest.mark.parametrize("resource", [use(device={"reference": "Device/x"}), use("Device")])
def test_a_device_that_is_not_named_is_said(read: Callable[..., list[Record]], resource: dict[str, Any]) -> None:
    """It is not read, and not passed over."""
    (given,) = read(bundle(PATIENT, ORDER, {"subject": {"reference": "Patient/p1"}, **resource}))
    assert [problem.code for problem in given.problems] == ["fhir-not-read"]


def test_a_device_on_the_shelf_is_no_patient(read: Callable[..., list[Record]]) -> None:
    """One that names no patient makes no record of its own."""
    (given,) = read(bundle(PATIENT, ORDER, use("Device", type={"text": "thermometer"})))
    assert (given.problems, given.items) == ((), ())
