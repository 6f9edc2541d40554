"""Faults found in reading have the place of what they speak of, in the words of the input."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from ldn_rules.pipeline.payloads import Feeds
from ldn_rules.pipeline.task import CheckTask, Dates
from ldn_rules.report.jsonl import JsonLines
from support.lists import TODAY, pipeline

if TYPE_CHECKING:
    from ldn_rules.pipeline.payloads import Rest


def errors(text: str, file_format: str, csv_map: dict[str, str] | None = None) -> list[str]:
    """The errors of all records as ``code path line:column``."""
    import marshal

    feeds = Feeds(file_format, csv_map or {})
    feed = feeds("list")
    payloads = [*feed.feed(text.encode()), *feed.close()]
    rest: tuple[str, Rest] | None = feeds.rest()
    payloads += rest[1].close() if rest else ()
    task = CheckTask(pipeline(), JsonLines(pipeline().identity), Dates(None, TODAY))
    found = [json.loads(marshal.loads(task(each, engine=False).body)[1])["errors"] for each in payloads]
    return [f"{e['code']} {e['path']} {e['line']}:{e['column']}" for listed in found for e in listed]


PRETTY = """{
 "as_of": "soon",
 "history_from": "x",
 "list_date": "y",
 "patient": {"id": "p",
   "birth_date": "z"},
 "medications": [
  {"name": "oxycodone 5 mg tablet",
   "status": "odd",
   "start": "then",
   "days_supply": 1.5}]
}"""


def test_places_in_a_document() -> None:
    """Each fault has the line and column of its value."""
    assert errors(PRETTY, "json") == [
        "unread-date as_of 2:11",
        "unread-date history_from 3:18",
        "unread-date patient.birth_date 6:18",
        "unread-date list_date 4:15",
        "unread-status medications[0].status 9:14",
        "unread-date medications[0].start 10:13",
        "unread-number medications[0].days_supply 11:19",
    ]


ITEMS = """{"as_of": "2026-01-15", "medications": [{"name": "lisinopril"}],
 "conditions": [{"name": "pain", "onset": "childhood"}, {"name": "asthma", "onset": "1990", "abatement": "last year"}],
 "observations": [{"name": "ALT", "date": "03/04/2025", "issued": "3 Apr 2025"}],
 "procedures": [{"name": "hip replacement", "date": "unknown"}],
 "allergies": [{"name": "codeine", "onset": "25/12/99"}],
 "devices": [{"name": "pump", "start": "x", "end": "2026-02-30"}]}"""


def test_places_of_dates_that_no_rule_reads_yet() -> None:
    """They are taken in and checked for their form, each with its place."""
    assert errors(ITEMS, "json") == [
        "unread-date conditions[0].onset 2:43",
        "unread-date conditions[1].abatement 2:106",
        "unread-date observations[0].date 3:43",
        "unread-date procedures[0].date 4:53",
        "unread-date allergies[0].onset 5:45",
        "unread-date devices[0].start 6:40",
        "unread-date devices[0].end 6:52",
    ]


def test_places_of_dates_in_fhir() -> None:
    """A date of another resource than an order has the place of that resource."""
    order = {
        "resourceType": "MedicationRequest",
        "id": "o",
        "status": "active",
        "intent": "order",
        "medicationCodeableConcept": {"text": "lisinopril"},
        "subject": {"reference": "Patient/p"},
        "authoredOn": "15/01/2026",
    }
    condition = {
        "resourceType": "Condition",
        "id": "c",
        "subject": {"reference": "Patient/p"},
        "code": {"text": "pain"},
        "onsetDateTime": "childhood",
    }
    assert errors("\n".join(map(json.dumps, [condition, order])), "fhir") == [
        "unread-date Condition/c.onsetDateTime 1:124",
        "unread-date MedicationRequest/o.authoredOn 2:195",
    ]


def test_places_in_a_line() -> None:
    """So it is in a list on one line."""
    line = json.dumps(json.loads(PRETTY))
    assert errors(line + "\n", "jsonl")[0] == f"unread-date as_of 1:{line.index('soon')}"


def test_places_in_a_table() -> None:
    """A fault names the column as the table does."""
    text = "patient_id,drug,begun,frequency_times,frequency_per,frequency_unit,as_of\np,oxycodone,then,1,1,moon,x\n"
    assert errors(text, "csv", {"drug": "name", "begun": "start"}) == [
        "unread-date as_of 2:None",
        "unread-frequency frequency_times 2:None",
        "unread-date begun 2:None",
    ]


def order(**more: Any) -> dict[str, Any]:
    """A MedicationRequest of patient p."""
    named = {"medicationCodeableConcept": {"text": "oxycodone"}, "subject": {"reference": "Patient/p"}}
    return {"resourceType": "MedicationRequest", "id": "r", **named, **more}


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"status": "odd"}, "unread-status MedicationRequest/r.status"),
        ({"authoredOn": "then"}, "unread-date MedicationRequest/r.authoredOn"),
        (
            {"dispenseRequest": {"validityPeriod": {"start": "then"}}},
            "unread-date MedicationRequest/r.dispenseRequest.validityPeriod.start",
        ),
        (
            {"dosageInstruction": [{"route": {"text": "odd"}}]},
            "unread-route MedicationRequest/r.dosageInstruction[0].route",
        ),
        (
            {"dispenseRequest": {"numberOfRepeatsAllowed": 1.5}},
            "unread-number MedicationRequest/r.dispenseRequest.numberOfRepeatsAllowed",
        ),
        (
            {"resourceType": "MedicationStatement", "effectivePeriod": {"end": "then"}},
            "unread-date MedicationStatement/r.effectivePeriod.end",
        ),
        (
            {
                "medicationCodeableConcept": None,
                "medicationReference": {"reference": "#m"},
                "contained": [
                    {"resourceType": "Medication", "id": "m", "code": {"text": "oxycodone"}, "form": {"text": "odd"}}
                ],
            },
            "unread-form MedicationRequest/r",
        ),
    ],
)
def test_places_in_fhir(fields: dict[str, Any], place: str) -> None:
    """A fault names the element of the resource that gave the field, or the resource."""
    first = order(id="q")
    patient = {"resourceType": "Patient", "id": "p"}
    text = "\n".join(map(json.dumps, [first, patient, order(**fields)]))
    (error,) = errors(text, "fhir")
    assert error.rpartition(" ")[0] == place
    assert error.rpartition(" ")[2].startswith("3:")


def test_the_place_of_a_birth_date() -> None:
    """It stands in the Patient."""
    patient = {"resourceType": "Patient", "id": "p", "birthDate": "then"}
    assert errors("\n".join(map(json.dumps, [order(), patient])), "fhir") == [
        f"unread-date Patient/p.birthDate 2:{json.dumps(patient).index('then')}"
    ]
