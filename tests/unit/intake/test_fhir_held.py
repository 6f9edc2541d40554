"""Orders inside other resources: each is an unread entry of its patient, with its place."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from ldn_rules.intake.model import Record

OF_P = {"subject": {"reference": "Patient/p"}}
ORDER: dict[str, Any] = {
    "resourceType": "MedicationRequest",
    "id": "r",
    **OF_P,
    "medicationCodeableConcept": {"text": "naltrexone"},
}
OTHER: dict[str, Any] = {**ORDER, "id": "o", "medicationCodeableConcept": {"text": "oxycodone"}}
DETAIL: dict[str, Any] = {"kind": "MedicationRequest", "productCodeableConcept": {"text": "oxycodone"}}


def parameters(resource: Any) -> dict[str, Any]:
    """The answer of an operation."""
    return {"resourceType": "Parameters", "parameter": [{"name": "return", "resource": resource}]}


def plan(detail: Any) -> dict[str, Any]:
    """A care plan of one activity."""
    return {"resourceType": "CarePlan", "id": "c", **OF_P, "activity": [{"detail": detail}]}


def unread(kind: str, holder: str) -> str:
    """The message of an order in a holder."""
    return f"{kind} inside {holder} is not read; check it by hand"


@pytest.mark.parametrize(
    ("holder", "path", "message"),
    [
        (parameters(OTHER), "Parameters.parameter[0].resource", unread("MedicationRequest", "Parameters")),
        (
            parameters({"resourceType": "Bundle", "entry": [{"resource": OTHER}]}),
            "Parameters.parameter[0].resource.entry[0].resource",
            unread("MedicationRequest", "Parameters"),
        ),
        (
            {"resourceType": "List", **OF_P, "contained": [{**OTHER, "subject": None}]},
            "List.contained[0]",
            unread("MedicationRequest", "List"),
        ),
        (
            {"resourceType": "Observation", **OF_P, "contained": [{**OTHER, "resourceType": "MedicationDispense"}]},
            "Observation.contained[0]",
            unread("MedicationDispense", "Observation"),
        ),
        (plan(DETAIL), "CarePlan.activity[0].detail", unread("MedicationRequest", "CarePlan")),
        (
            plan({"productReference": {"display": "oxycodone"}}),
            "CarePlan.activity[0].detail",
            unread("a medicine", "CarePlan"),
        ),
    ],
)
def test_an_order_inside_another_resource(
    only: Callable[..., Record], holder: dict[str, Any], path: str, message: str
) -> None:
    """In a Bundle or on a line, it is an unread entry with its name, its path and its place."""
    bundle = json.dumps({"resourceType": "Bundle", "entry": [{"resource": ORDER}, {"resource": holder}]})
    for text in (bundle, json.dumps(ORDER) + "\n" + json.dumps(holder)):
        record = only(text)
        assert (record.patient, [entry.name for entry in record.entries]) == ("p", ["naltrexone"])
        (gap,) = record.unread
        problem = gap.problem
        assert (gap.text, problem.code, problem.path, problem.message) == ("oxycodone", "fhir-not-read", path, message)
        line = text.split("\n")[(problem.line or 0) - 1]
        found = json.JSONDecoder().raw_decode(line, (problem.column or 0) - 1)[0]
        assert "oxycodone" in json.dumps(found)
        assert "resourceType" not in found or found["resourceType"].startswith("Medication")


def test_a_prior_prescription(only: Callable[..., Record]) -> None:
    """An order that another replaces is reported too: it tells what was taken before."""
    record = only(json.dumps({**ORDER, "contained": [OTHER], "priorPrescription": {"reference": "#o"}}))
    assert [entry.name for entry in record.entries] == ["naltrexone"]
    assert [(gap.text, gap.problem.message) for gap in record.unread] == [
        ("oxycodone", unread("MedicationRequest", "MedicationRequest"))
    ]


@pytest.mark.parametrize(
    "holder",
    [
        {**ORDER, "contained": [{"resourceType": "Medication", "id": "m"}], "id": None, "note": "MedicationRequest"},
        plan({"kind": "ServiceRequest", "productCodeableConcept": {"text": "x"}}),
        plan({"kind": "NutritionOrder", "description": "MedicationRequest"}),
        parameters({"resourceType": "Patient", "id": "p"}),
    ],
)
def test_what_holds_no_order(only: Callable[..., Record], holder: dict[str, Any]) -> None:
    """Words alone are no order."""
    record = only(json.dumps(ORDER) + "\n" + json.dumps(holder))
    assert (len(record.unread), record.problems) == (0, ())


def test_an_order_written_with_escapes(only: Callable[..., Record]) -> None:
    """However its letters are written, it is found."""
    holder = json.dumps(parameters(OTHER)).replace('"MedicationRequest"', '"\\u004dedicationRequest"')
    (gap,) = only(json.dumps(ORDER) + "\n" + holder).unread
    assert gap.text == "oxycodone"


def test_a_holder_that_is_broken(only: Callable[..., Record]) -> None:
    """Where its text is broken the order counts as well; its place is then that of its holder."""
    holder = json.dumps({**parameters(OTHER), "note": "NOTE"}).encode().replace(b"NOTE", b"caf\xe9")
    (gap,) = only(json.dumps(ORDER).encode() + b"\n" + holder).unread
    assert (gap.text, gap.problem.line, gap.problem.column) == ("oxycodone", 2, 1)


def test_a_holder_that_cannot_be_looked_into(only: Callable[..., Record]) -> None:
    """All that is known of the order then is that there may be one."""
    holder = json.dumps({**parameters(OTHER), **OF_P, "value": 5}).replace("5", "5" * 5000)
    (gap,) = only(json.dumps(ORDER) + "\n" + holder).unread
    assert (gap.problem.code, gap.problem.path, gap.problem.line) == ("fhir-not-read", "Parameters", 2)
    assert gap.problem.message == "a medicine inside Parameters is not read; check it by hand"


def test_a_holder_that_says_something_twice(read: Callable[..., list[Record]]) -> None:
    """An order behind a key that stands twice is not passed over."""
    holder = json.dumps(parameters(OTHER)).replace('"name"', '"resource": {}, "name"')
    twice = json.dumps(parameters(OTHER)).replace("}}]}", '}, "resource": {}}]}')
    for text in (holder, twice):
        gaps = [gap for record in read(json.dumps(ORDER) + "\n" + text) for gap in record.unread]
        assert "a medicine inside Parameters is not read; check it by hand" in {gap.problem.message for gap in gaps}


def test_many_orders_in_a_holder(only: Callable[..., Record]) -> None:
    """Each has its own place, on several lines too, and numbers that nobody can write do no harm."""
    orders = [{**OTHER, "id": f"o{n}", "number": 10 ** (400 * (n == 2))} for n in range(3)]
    text = json.dumps(ORDER) + "\n" + json.dumps({"resourceType": "List", **OF_P, "contained": orders})
    pretty = json.dumps(json.loads(text.split("\n")[1]), indent=1)
    assert len({gap.problem.column for gap in only(text).unread}) == 3
    lines = [gap.problem.line for gap in only(pretty).unread]
    rows = pretty.split("\n")
    assert lines == [row for row, line in enumerate(rows, 1) if line == "  {"]


def test_keys_in_other_capitals(only: Callable[..., Record], said: Callable[[Record], list[str]]) -> None:
    """A key that would be read if it were written right is an error, in a Bundle and in its entries."""
    more = {"Entry": [{"resource": OTHER}], "entry": [{"resource": ORDER, "RESOURCE": OTHER}]}
    record = only(json.dumps({"resourceType": "Bundle", **more}))
    assert [each.split(" ", 3)[3] for each in said(record)] == [
        'unknown key "Entry"; did you mean "entry"? The list may lack entries',
        'unknown key "RESOURCE"; did you mean "resource"? The list may lack entries',
    ]
    assert {problem.code for problem in record.problems} == {"unknown-key"}


def test_a_patch(only: Callable[..., Record]) -> None:
    """A change of part of a resource is not made, and that is said."""
    patch = {
        "resource": {"resourceType": "Parameters", "parameter": []},
        "request": {"method": "PATCH", "url": "MedicationRequest/2"},
    }
    posted = {"resource": ORDER, "request": {"method": "POST", "url": "MedicationRequest"}}
    (problem,) = only(json.dumps({"resourceType": "Bundle", "type": "transaction", "entry": [posted, patch]})).problems
    assert (problem.code, problem.message) == (
        "fhir-not-read",
        'an entry of this Bundle changes "MedicationRequest/2" in part, which is not read',
    )


@pytest.mark.parametrize("kind", [["MedicationRequest"], {"a": 1}, 5, None])
def test_a_kind_that_is_no_text(only: Callable[..., Record], kind: Any) -> None:
    """What says of no resource which it is, beside an order that does, breaks nothing and hides nothing."""
    holder = {**ORDER, "contained": [{**OTHER, "resourceType": kind}, {**OTHER, "id": "p"}]}
    record = only(json.dumps(holder))
    assert [entry.name for entry in record.entries] == ["naltrexone"]
    assert [gap.text for gap in record.unread] == ["oxycodone"]
