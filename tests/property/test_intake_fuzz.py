"""Whatever bytes come in: only problems come out, nothing is lost, and chunks make no difference."""

from __future__ import annotations

import copy
import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from ldn_rules.intake.codes import MEANINGS
from ldn_rules.intake.decode import decode_json_object, decode_record
from ldn_rules.intake.exactjson import quickly
from ldn_rules.intake.feed import FORMATS, open_feed
from ldn_rules.intake.jsonscan import JsonError, Scan

if TYPE_CHECKING:
    from ldn_rules.intake.model import Record

MEDICATION: dict[str, Any] = {
    "id": "m1",
    "name": "naltrexone 4.5 mg",
    "codes": [{"system": "s", "code": "7243", "display": "naltrexone"}],
    "sig": '1 cap "HS": daily',
    "dose": {"value": 4.5, "unit": "mg"},
    "frequency": {"times": 1, "per": 1, "unit": "day"},
    "prn": False,
    "start": "2026-01-10",
    "days_supply": 30,
    "quantity": {"value": 30, "unit": "capsule"},
}
LIST: dict[str, Any] = {
    "patient": {"id": "p", "birth_date": "1980"},
    "as_of": "2026-01-15",
    "medications": [MEDICATION, {"name": "oxycodone"}],
    "conditions": [{"name": "pain", "onset": "2024"}],
    "observations": [{"name": "x", "value": 1.5, "reference": {"low": 1, "high": None}}],
}
ORDER: dict[str, Any] = {
    "resourceType": "MedicationRequest",
    "id": "r",
    "status": "active",
    "subject": {"reference": "Patient/p"},
    "medicationCodeableConcept": {"coding": [{"system": "s", "code": "1", "display": "naltrexone"}]},
    "authoredOn": "2026-01-01",
    "reasonReference": [{"reference": "Condition/c"}],
    "dosageInstruction": [
        {
            "sequence": 1,
            "timing": {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d", "boundsPeriod": {"end": "2026"}}},
            "doseAndRate": [{"doseQuantity": {"value": 4.5, "unit": "mg"}}],
        }
    ],
    "dispenseRequest": {"expectedSupplyDuration": {"value": 2, "unit": "wk"}},
}
BUNDLE: dict[str, Any] = {
    "resourceType": "Bundle",
    "entry": [
        {"fullUrl": "urn:uuid:p", "resource": {"resourceType": "Patient", "id": "p", "birthDate": "1980"}},
        {"resource": ORDER},
        {"resource": {"resourceType": "Medication", "id": "m", "ingredient": [{"strength": {"numerator": {}}}]}},
        {
            "resource": {
                "resourceType": "MedicationStatement",
                "subject": {"reference": "urn:uuid:p"},
                "medicationReference": {"reference": "Medication/m"},
            }
        },
        {
            "resource": {
                "resourceType": "Observation",
                "subject": {"reference": "Patient/p"},
                "valueQuantity": {"value": 1},
            }
        },
        {"resource": {"resourceType": "AllergyIntolerance", "patient": {"reference": "Patient/q"}, "reaction": []}},
    ],
}
TABLE = (
    "patient_id,name,dose,unit,start,as_of,prn,zzz\n"
    'p,naltrexone,4.5,mg,2026-01-01,2026,yes,\nq,"a ""b""\nc",1,,,,no,x\n'
)
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(["none", "Patient/p", "urn:uuid:p", "#", "1e999", "4.5", " "]),
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["name", "value", "id", "code", "reference", "x"]) | st.text(max_size=4), inner
        )
    ),
    max_leaves=6,
)


def spots(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """The path of everything inside a value."""
    inner: list[tuple[str | int, Any]] = []
    if isinstance(value, dict):
        inner = list(value.items())
    elif isinstance(value, list):
        inner = list(enumerate(value))
    return [path] * bool(path) + [each for key, one in inner for each in spots(one, (*path, key))]


@st.composite
def mutated(draw: st.DrawFn, value: Any) -> Any:
    """A value of which some parts are others, gone, or under another name."""
    value = copy.deepcopy(value)
    for _ in range(draw(st.integers(1, 3))):
        places = spots(value)
        if not places:
            return value
        *way, last = draw(st.sampled_from(places))
        holder = value
        for step in way:
            holder = holder[step]
        action = draw(st.sampled_from(["replace", "remove", "rename", "wrap"]))
        if action == "replace":
            holder[last] = draw(VALUES)
        elif action == "wrap":
            holder[last] = [holder[last]]
        elif action == "rename" and isinstance(holder, dict):
            holder[draw(st.text(max_size=5))] = holder.pop(last)
        else:
            del holder[last]
    return value


@st.composite
def dented(draw: st.DrawFn, data: bytes) -> bytes:
    """Bytes of which some are others, gone or doubled."""
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(data)))
        length = draw(st.integers(0, 6))
        put = draw(
            st.binary(max_size=3) | st.sampled_from([b"", b'"', b"{", b"}", b"\n", b"\\", b",", b"\x00", b"\xff"])
        )
        data = data[:at] + put + data[at + length :]
    return data


def read(data: bytes, file_format: str, chunk: int) -> list[Record]:
    """The records of an input in chunks, with what holds for every record."""
    feed = open_feed(file_format, "f", {})
    raws = [raw for at in range(0, len(data), chunk) for raw in feed.feed(data[at : at + chunk])]
    raws += feed.close()
    records = [decode_record(raw) for raw in raws]
    for number, record in enumerate(records, 1):
        sound(record)
        assert record.number == number
    return records


def sound(record: Record) -> None:
    """What holds for every record, whatever was read."""
    ids = [entry.id for entry in record.entries] + [gap.id for gap in record.unread]
    assert len(set(ids)) == len(ids)
    positions = sorted([entry.position for entry in record.entries] + [gap.position for gap in record.unread])
    assert positions == list(range(len(positions)))
    assert all(problem.code in MEANINGS and problem.message for problem in record.problems)
    assert all(gap.problem in record.problems and gap.problem.entry == gap.id and gap.text for gap in record.unread)
    assert all(entry.name or entry.codes for entry in record.entries)
    assert record.problems or not record.unreadable
    assert record.problems or record.entries or record.none


@given(st.binary(max_size=80), st.sampled_from(FORMATS), st.integers(1, 20))
def test_random_bytes(data: bytes, file_format: str, chunk: int) -> None:
    """Random bytes are problems, never exceptions."""
    read(data, file_format, chunk)


INPUTS = (
    json.dumps(LIST).encode() + b"\n" + json.dumps({"medications": [{"name": "b"}]}).encode() + b"\n",
    json.dumps([LIST, LIST], indent=1).encode(),
    json.dumps(ORDER).encode() + b"\n" + json.dumps({**ORDER, "id": "s"}).encode(),
    json.dumps(BUNDLE, indent=1).encode(),
    TABLE.encode(),
)


@given(st.sampled_from(INPUTS).flatmap(dented), st.sampled_from(("auto", *FORMATS)), st.integers(1, 300))
def test_dented_inputs(data: bytes, file_format: str, chunk: int) -> None:
    """Inputs with broken places are read in any chunks to the same records."""
    assert read(data, file_format, chunk) == read(data, file_format, 1 << 20)


@given(mutated(LIST))
def test_mutated_lists(value: Any) -> None:
    """Every medication of a list comes out, read or unread; JSON and the Python API agree."""
    (record,) = read(json.dumps(value).encode(), "jsonl", 1 << 20)
    listed = value.get("medications") if isinstance(value, dict) else None
    due = len(listed) if isinstance(listed, list) else 0
    if "json-syntax" not in {problem.code for problem in record.problems}:  # NaN, half pairs
        assert len(record.entries) + len(record.unread) == due
        again = decode_json_object(json.loads(json.dumps(value), parse_float=Decimal))
        assert [entry.id for entry in again.entries] == [entry.id for entry in record.entries]
        assert [problem.message for problem in again.problems] == [problem.message for problem in record.problems]
    sound(decode_json_object(value))


@given(st.sampled_from((ORDER, BUNDLE)).flatmap(mutated))
def test_mutated_resources(value: Any) -> None:
    """Resources of any shape are problems, never exceptions."""
    read(json.dumps(value).encode(), "fhir", 1 << 20)
    read(json.dumps(value, indent=1).encode(), "auto", 1 << 20)


@given(st.lists(st.tuples(st.sampled_from("pqr "), VALUES), max_size=8))
def test_orders_are_never_lost(orders: list[tuple[str, Any]]) -> None:
    """As many orders come out as went in, whatever is in them."""
    lines = [
        json.dumps({**ORDER, "id": str(number), "subject": {"reference": whose.strip()}, "dosageInstruction": other})
        for number, (whose, other) in enumerate(orders)
    ]
    records = read("\n".join(lines).encode(), "fhir", 100)
    taken = sum(len(record.entries) + len(record.unread) for record in records)
    assert taken + sum(record.unreadable for record in records) == len(orders)


@given(st.lists(st.sampled_from(["contained", "x", "entry"]) | st.integers(0, 2), max_size=6), VALUES)
def test_orders_inside_others_are_never_lost(way: list[str | int], beside: Any) -> None:
    """Wherever an order stands in another resource, it is an unread entry of its patient."""
    inside: Any = ORDER
    for step in way:
        inside = {step: inside, "z": beside} if isinstance(step, str) else [*[beside] * step, inside]
    holder = {"resourceType": "List", "subject": ORDER["subject"], "a": beside, "b": inside}
    try:
        text = json.dumps(holder, allow_nan=False)
    except ValueError:
        return
    (record,) = read(text.encode(), "fhir", 1 << 20)
    assert [gap.problem.code for gap in record.unread] == ["fhir-not-read"]


@given(st.lists(st.lists(st.text(max_size=6), min_size=1, max_size=4), max_size=8))
def test_rows_are_never_lost(rows: list[list[str]]) -> None:
    """As many rows come out as went in, but for empty ones."""
    plain = [[cell.replace("\r", "").replace("\n", "").replace('"', "") for cell in row] for row in rows]
    data = "patient_id,name,sig\n" + "".join(",".join(row) + "\n" for row in plain)
    records = read(data.encode("utf-8", "surrogatepass"), "csv", 7)
    filled = [row for row in plain if "".join(row).replace(",", "").strip(" \t")]
    assert sum(len(record.entries) + len(record.unread) for record in records) == len(filled)


@given(VALUES, st.sampled_from([None, 1]))
def test_the_reader_with_places_reads_the_same(value: Any, indent: int | None) -> None:
    """The scanner and the quick reader agree on every JSON text."""
    text = json.dumps(value, indent=indent, allow_nan=False) if finite(value) else "0"
    try:
        slow = Scan(text).value
    except JsonError:
        return  # half of a surrogate pair
    quick = quickly(text.encode())
    assert quick is None or quick == slow
    assert slow == json.loads(text, parse_float=Decimal)


def finite(value: Any) -> bool:
    """Whether JSON can say a value."""
    try:
        json.dumps(value, allow_nan=False)
    except ValueError:
        return False
    return True


@given(st.permutations(["a", "b", "a", "c", "d"]))
def test_shuffling_changes_no_id(names: list[str]) -> None:
    """Ids from content do not depend on the order of the list."""
    entries = [{"name": name, **({"id": "x"} if name in "cd" else {})} for name in names]
    (record,) = read(json.dumps({"medications": entries}).encode(), "jsonl", 1 << 20)
    expected = decode_json_object({"medications": sorted(entries, key=lambda each: str(each["name"]))})
    assert sorted((entry.name, entry.id) for entry in record.entries) == sorted(
        (entry.name, entry.id) for entry in expected.entries
    )
