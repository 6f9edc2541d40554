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


FAILED = {"resourceType": "OperationOutcome", "issue": [{"severity": "error"}]}


@pytest.mark.parametrize(
    ("entry", "said_of"),
    [
        ({"response": {"status": "500 Internal Server Error"}}, 'was answered with "500 Internal Server Error"'),
        ({"response": {"status": "404"}}, 'was answered with "404"'),
        ({"resource": {"resourceType": "Basic"}, "response": {"status": "412"}}, 'was answered with "412"'),
        ({"response": {}}, "has no resource"),
        ({"response": 5}, "has no resource"),
        ({"resource": None}, "has no resource"),
    ],
)
def test_a_query_that_failed(
    only: Callable[..., Record], said: Callable[[Record], list[str]], entry: Any, said_of: str
) -> None:
    """A part of a batch that could not be had may be the part that matters."""
    text = bundle({"resource": order(medicationCodeableConcept={"text": "naltrexone"})}, entry)
    place, what = text.index(json.dumps(entry)) + 1, f"an entry of this Bundle {said_of}"
    assert said(only(text)) == [f"fhir-incomplete None 1:{place} {what}: the list may lack entries"]


ERRORS = "an OperationOutcome says that errors happened while this was put together: it may lack entries"
LEFT_OUT = "an OperationOutcome says that something was left out here: it may lack entries"


@pytest.mark.parametrize(
    ("issues", "message"),
    [
        ([{"severity": "error"}], ERRORS),
        ([{"severity": "warning", "code": "suppressed"}, {"severity": "fatal", "code": "incomplete"}], ERRORS),
        ([{"severity": "warning", "code": "suppressed"}], LEFT_OUT),
        ([5, {"severity": "information", "code": "incomplete"}], LEFT_OUT),
        ([{"severity": "warning", "code": "informational"}], None),
        (5, None),
    ],
)
def test_an_outcome_says_what_is_missing(
    only: Callable[..., Record], said: Callable[[Record], list[str]], issues: Any, message: str | None
) -> None:
    """Errors, and what was left out for any reason: by itself, or in the answer to one of several questions."""
    outcome = {"resourceType": "OperationOutcome", "issue": issues}
    named = {"resource": order(medicationCodeableConcept={"text": "naltrexone"})}
    for entry in ({"resource": outcome}, {"response": {"status": "200", "outcome": outcome}}):
        found = [each.split(" ", 3)[3] for each in said(only(bundle(named, entry)))]
        assert found == ([] if message is None else [message])


def test_notes_of_one_kind_are_counted(read: Callable[..., list[Record]], said: Callable[[Record], list[str]]) -> None:
    """Many entries that lack something are one note in each record, with the place of the first."""
    orders = [
        {"resource": order(subject={"reference": f"Patient/{n}"}, medicationCodeableConcept={"text": "naltrexone"})}
        for n in range(3)
    ]
    text = bundle(*orders, *({"response": {"status": f"{404 + n}"}} for n in range(1200)))
    place = text.index('{"response"') + 1
    note = (
        f'fhir-incomplete None 1:{place} an entry of this Bundle was answered with "404": the list may lack entries '
        "(and 1,199 more of this kind)"
    )
    assert [said(record) for record in read(text)] == [[note]] * 3


def test_clashing_medicines_concern_who_refers_to_them(read: Callable[..., list[Record]]) -> None:
    """The others are not told."""
    orders = [order(subject={"reference": "a"}, **REFERRED), order(medicationCodeableConcept={"text": "naltrexone"})]
    records = read("\n".join(map(json.dumps, [medicine("oxycodone"), medicine("vitamin D"), *orders])))
    assert [[problem.code for problem in record.problems] for record in records] == [
        ["repeated-id", "fhir-reference"],
        [],
    ]


def test_what_was_given_out_twice(only: Callable[..., Record]) -> None:
    """Another version or date of the same resource is no contradiction, for a medicine and for an order."""
    versions = [{"meta": {"versionId": each}} for each in "12"]
    medicines = [{**medicine("oxycodone"), **each} for each in versions]
    record = only("\n".join(map(json.dumps, [*medicines, *(order(**REFERRED, **each) for each in versions)])))
    assert ([entry.name for entry in record.entries], record.problems) == (["oxycodone"], ())


@pytest.mark.parametrize("broken", [b"caf\xe9", b"caf\xe8"])
def test_medicines_that_cannot_be_compared(only: Callable[..., Record], broken: bytes) -> None:
    """Damaged texts that differ are two medicines."""
    lines = [medicine("oxycodone caf\\u00e9"), medicine("oxycodone X"), order(**REFERRED)]
    text = "\n".join(map(json.dumps, lines)).encode().replace(b"X", broken)
    assert "repeated-id" in {problem.code for problem in only(text).problems}


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
        ("fhir-reference", 'the medicine "Medication/m" is not in the input, or cannot be read there'),
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


@pytest.mark.parametrize(
    ("text", "key", "column"),
    [
        ('{"resourceType": "Bundle", "entry": [%s], "entry": [%s]}', "entry", 1),
        ('{"resourceType": "Bundle", "entry": [%s], "\\u0065ntry": [%s]}', "entry", 1),
        ('{"resourceType": "Bundle", "entry": [%s, {"resource": null, "fullUrl": "a", "fullUrl": "b"}, %s]}', "", 0),
    ],
)
def test_a_bundle_with_keys_that_stand_twice(
    only: Callable[..., Record], said: Callable[[Record], list[str]], text: str, key: str, column: int
) -> None:
    """All that stands under a key is read, and that it stands twice is said."""
    named = [
        json.dumps({"resource": order(id=name, medicationCodeableConcept={"text": name})})
        for name in ("naltrexone", "oxycodone")
    ]
    record = only(text % tuple(named))
    assert [entry.name for entry in record.entries] == ["naltrexone", "oxycodone"]
    problem = f'the key "{key or "fullUrl"}" stands twice in this object; all of its values were read'
    assert said(record)[0].endswith(problem)
    assert said(record)[0].startswith(f"json-repeated-key None 1:{column or ''}")


def test_an_entry_with_two_resources(only: Callable[..., Record], said: Callable[[Record], list[str]]) -> None:
    """Both are read, each with its place."""
    both = [json.dumps(order(id=name, medicationCodeableConcept={"text": name})) for name in ("a", "b")]
    text = f'{{"resourceType": "Bundle", "entry": [{{"resource": {both[0]},\n"resource": {both[1]}}}]}}'
    record = only(text)
    assert [(entry.name, entry.line) for entry in record.entries] == [("a", 1), ("b", 2)]
    assert said(record) == [
        'json-repeated-key None 1:38 the key "resource" stands twice in this object; all of its values were read'
    ]


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"link": [{"relation": "previous"}]}, "this Bundle is one page of several: the list may lack entries"),
        ({"link": [{"relation": "prev"}], "total": 9}, "this Bundle is one page of several: the list may lack entries"),
        ({"link": {"relation": "next"}}, "this Bundle is one page of several: the list may lack entries"),
        ({"total": 3}, "this Bundle holds 1 of 3 entries: the list lacks the others"),
    ],
)
def test_a_bundle_that_is_not_all(
    only: Callable[..., Record], said: Callable[[Record], list[str]], more: dict[str, Any], message: str
) -> None:
    """A page of a search, the last one too, and a search that found more than is here; what it includes is no hit."""
    found = {"resource": order(medicationCodeableConcept={"text": "a"}), "search": {"mode": "match"}}
    included = {"resource": medicine("b"), "search": {"mode": "include"}}
    given = {"resourceType": "Bundle", "type": "searchset", "entry": [found, included]}
    assert said(only(json.dumps({**given, **more}))) == [f"fhir-incomplete None 1:1 {message}"]
    assert said(only(json.dumps({**given, "total": 1, "link": [{"relation": "self"}, 5]}))) == []


def test_entries_that_are_none(read: Callable[..., list[Record]], said: Callable[[Record], list[str]]) -> None:
    """Each is a fault with its place; the others are read."""
    text = bundle({"resource": order(medicationCodeableConcept={"text": "a"})}, None, 5)
    first, second = read(text)
    assert [entry.name for entry in first.entries] == ["a"]
    assert second.unreadable
    assert said(second) == [
        f"fhir-not-resource None 1:{text.index('null, 5') + 1} an entry of a Bundle is an object, not null",
        f"fhir-not-resource None 1:{text.index('5]') + 1} an entry of a Bundle is an object, not a number",
    ]


def test_an_order_given_twice(only: Callable[..., Record], said: Callable[[Record], list[str]]) -> None:
    """The same in all it counts once; under one id two that differ are two, and an error."""
    same = order(medicationCodeableConcept={"text": "oxycodone"})
    assert (len(only(bundle({"resource": same}, {"resource": same})).entries), same["id"]) == (1, "r")
    other = {"resource": {**same, "status": "active"}}
    record = only(bundle({"resource": same}, other, {"resource": same}))
    assert [entry.status for entry in record.entries] == ["stopped", "active"]
    assert [problem.code for problem in record.problems] == ["repeated-id"]


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
