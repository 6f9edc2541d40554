"""Where an order says two things, the harmless one never hides the other."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from ldn_rules.intake.model import Entry, Record


def read(only: Callable[..., Record], **fields: Any) -> tuple[Entry, list[str]]:
    """The entry of an order that was written on the first of December, and the codes of what was wrong."""
    order = {
        "resourceType": "MedicationRequest",
        "id": "r",
        "subject": {"reference": "Patient/p"},
        "medicationCodeableConcept": {"text": "oxycodone"},
        "authoredOn": "2025-12-01",
        **fields,
    }
    record = only(json.dumps(order))
    return record.entries[0], [problem.code for problem in record.problems]


def lasting(days: int, start: str | None = None, end: str | None = None) -> dict[str, Any]:
    """A Dosage of so many days, or of a period."""
    if not days:
        return {"timing": {"repeat": {"boundsPeriod": {"start": start, "end": end}}}}
    return {"timing": {"repeat": {"boundsDuration": {"value": days, "code": "d"}}}}


def supply(days: int, refills: Any) -> dict[str, Any]:
    """A supply with refills."""
    return {"expectedSupplyDuration": {"value": days, "code": "d"}, "numberOfRepeatsAllowed": refills}


@pytest.mark.parametrize(
    ("routes", "found"),
    [
        ([{"text": "Topical"}, {"text": "Oral"}], "Topical, Oral"),
        ([{"coding": [{"display": "Topical"}, {"display": "Oral"}]}], "Topical, Oral"),
        ([{"text": "Oral", "coding": [{"code": "26643006"}, {"display": "oral"}]}], "oral"),
        ([{"coding": [{"code": "26643006"}]}], "26643006"),
        ([None, {"text": "Oral"}], "Oral"),
    ],
)
def test_every_route(only: Callable[..., Record], routes: list[dict[str, Any] | None], found: str) -> None:
    """All routes of all dosages are handed on; a code stands for itself only where there is no text."""
    entry, wrong = read(only, dosageInstruction=[{"text": "1 cap", "route": each} for each in routes])
    assert (entry.route, wrong) == (found, [])


def test_a_route_behind_another_is_looked_at(only: Callable[..., Record]) -> None:
    """A second route that cannot be read is reported, and nothing is known of the route."""
    dosages = [{"route": {"text": "Topical"}}, {"route": "Oral"}]
    entry, wrong = read(only, dosageInstruction=dosages)
    assert (entry.route, "route" in entry.unread_fields, wrong) == (None, True, ["wrong-type"])


@pytest.mark.parametrize(
    ("length", "dispensed", "end"),
    [
        (30, supply(30, 3), None),
        (5, supply(30, 11), None),
        (121, supply(30, 3), "2026-03-31"),
        (120, supply(30, 3), None),
        (10, supply(5, None), "2025-12-10"),
        (121, supply(30, "many"), None),
    ],
)
def test_a_length_and_refills(
    only: Callable[..., Record], length: int, dispensed: dict[str, Any], end: str | None
) -> None:
    """A length of treatment ends an order only where it is longer than what is supplied with all refills."""
    assert read(only, dosageInstruction=[lasting(length)], dispenseRequest=dispensed)[0].end == end


@pytest.mark.parametrize("start", ["2025-11-01garbage", "2025-W01-1", "20251101", "2025-13"])
def test_no_end_from_a_start_that_is_none(only: Callable[..., Record], start: str) -> None:
    """Nothing is counted from a start that cannot be read."""
    entry, _ = read(only, authoredOn=start, dosageInstruction=[lasting(9)], dispenseRequest=supply(5, 0))
    assert (entry.start, entry.end) == (start, None)


@pytest.mark.parametrize(
    ("periods", "start", "end"),
    [
        ([("2025-11-01", "2025-11-30"), ("2025-11-01", "12/31/2026")], "2025-11-01", "12/31/2026"),
        ([("2026-06-01", "2026-06-30"), ("Jan 2026", "2026-07-30")], "Jan 2026", "2026-07-30"),
        ([("2025-11-01T08:00:00Z", "2025-11"), ("2025", "2025-11-05")], "2025", "2025-11"),
    ],
)
def test_a_bound_that_is_no_date(
    only: Callable[..., Record], periods: list[tuple[str, str]], start: str, end: str
) -> None:
    """One bound that is no date is handed on, to be reported; it does not give way to one that is."""
    entry, _ = read(only, dosageInstruction=[lasting(0, *each) for each in periods])
    assert (entry.start, entry.end) == (start, end)


@pytest.mark.parametrize(
    ("bound", "end", "wrong"),
    [
        ("2026-06-01", None, ["fhir-contradiction"]),
        ("nonsense", None, ["fhir-contradiction"]),
        ("2025-10-05T10:00:00Z", "2025-10-05", []),
    ],
)
def test_two_ends(only: Callable[..., Record], bound: str, end: str | None, wrong: list[str]) -> None:
    """A period and a dosage that end on two days leave the end unknown, and that is said."""
    dosages = [lasting(0, "2025-10-01", bound)]
    fields = {"resourceType": "MedicationStatement", "effectivePeriod": {"end": "2025-10-05"}, "dosage": dosages}
    entry, found = read(only, **fields)
    assert (entry.end, "end" in entry.unread_fields, found) == (end, end is None, wrong)


def test_two_ends_said(only: Callable[..., Record]) -> None:
    """The message names both days."""
    order = {
        "resourceType": "MedicationStatement",
        "id": "r",
        "subject": {"reference": "Patient/p"},
        "medicationCodeableConcept": {"text": "oxycodone"},
        "effectivePeriod": {"end": "2025-10-05"},
        "dosage": [lasting(0, "2025-10-01", "2026-06-01")],
    }
    problem = only(json.dumps(order)).problems[0]
    assert problem.message == 'it ends on "2025-10-05", and by its dosage on "2026-06-01"'
    assert problem.path == "MedicationStatement/r.effectivePeriod.end"


def amount(*doses: float) -> dict[str, Any]:
    """A Dosage once a day with these doses in mg."""
    amounts = [{"doseQuantity": {"value": each, "unit": "mg"}} for each in doses]
    return {"doseAndRate": amounts, "timing": {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}}}


@pytest.mark.parametrize(
    ("dosages", "sig"),
    [
        (
            [{"text": "see instructions", **amount(4.5)}, {"text": "see instructions", **amount(50)}],
            "4.5 mg once a day; see instructions and 50 mg once a day; see instructions",
        ),
        ([{"text": "1 cap", **amount(4.5)}, {"text": "2 caps", **amount(9)}], "1 cap and 2 caps"),
        ([{"text": "Use as directed", "patientInstruction": "take 50 mg daily"}], "Use as directed; take 50 mg daily"),
        ([{"text": "1 cap", "patientInstruction": "with food"}], "1 cap"),
        ([{"patientInstruction": "with food"}], "with food"),
    ],
)
def test_a_text_without_a_number(only: Callable[..., Record], dosages: list[dict[str, Any]], sig: str) -> None:
    """Beside a text without a number the structure, and the instruction for the patient, are told too."""
    assert read(only, dosageInstruction=dosages)[0].sig == sig


def test_two_doses_beside_a_text(only: Callable[..., Record]) -> None:
    """Two doses of one Dosage beside a text are a contradiction: none of them is the dose."""
    entry, wrong = read(only, dosageInstruction=[{"text": "1 capsule", **amount(50, 4.5)}])
    assert (entry.dose, "dose" in entry.unread_fields, wrong) == (None, True, ["fhir-contradiction"])
