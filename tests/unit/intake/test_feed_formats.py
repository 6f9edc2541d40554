"""Which format an input is, and when its records are there."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from ldn_rules.intake.feed import open_feed
from ldn_rules.rulebook.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from ldn_rules.intake.model import Record
    from ldn_rules.intake.raw import RawRecord


ONE = '{"medications": [{"name": "a"}]}'
TWO = '{"medications": [{"name": "b"}]}'
ORDER = (
    '{"resourceType": "MedicationRequest", "subject": {"reference": "Patient/p"}, '
    '"medicationCodeableConcept": {"text": "a"}}'
)
BUNDLE = '{"resourceType": "Bundle", "entry": [{"resource": ' + ORDER + "}]}"


def names(records: list[Record]) -> list[list[str | None]]:
    """The names on each list, with the kind of the record."""
    return [[entry.name for entry in record.entries] for record in records]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        (ONE, ["jsonl"]),
        (ONE + "\n" + TWO, ["jsonl", "jsonl"]),
        (ONE + "\r\n\r\n" + TWO + "\r\n", ["jsonl", "jsonl"]),
        (json.dumps(json.loads(ONE), indent=1), ["json"]),
        (json.dumps(json.loads(ONE), indent=1) + "\n" + json.dumps(json.loads(TWO), indent=1), ["json", "json"]),
        (f"[{ONE}, {TWO}]", ["json", "json"]),
        (f"[\n{ONE},\n{TWO}\n]\n", ["json", "json"]),
        ('{"medications": [\n{"name": "a"},\n{"name": "b"}\n]}', ["json"]),
        ('{"medications": [\n{"name": "a"}\n]}', ["json"]),
        (ORDER, ["fhir"]),
        (ORDER + "\n" + ORDER, ["fhir"]),
        (BUNDLE, ["fhir"]),
        (json.dumps(json.loads(BUNDLE), indent=2), ["fhir"]),
        (f"[{ORDER}, {ORDER}]", ["fhir"]),
        ("patient_id,name\np,a\n", ["csv"]),
        ("patient_id;name\np;a", ["csv"]),
        ("patient_id\tname\np\ta", ["csv"]),
        ("sep=;\npatient_id;name\np;a", ["csv"]),
        ('"patient_id","name"\r\n"p","a"\r\n', ["csv"]),
        ("patient_id,name\rp,a\rq,b", ["csv", "csv"]),
        ("", []),
        (" \n\t\r\n", []),
        ("[]", ["jsonl"]),
        ("null\n" + ONE, ["jsonl", "jsonl"]),
        (f"{ONE}{ONE}", ["jsonl"]),
        (f"{ONE}{ONE}\n{TWO}", ["jsonl", "jsonl"]),
        ("patient_id,name\n", []),
        ("\n\n" + ONE, ["jsonl"]),
    ],
)
@pytest.mark.parametrize("chunk", [1, 7, 1 << 17])
def test_content_decides_the_format(
    frames: Callable[..., list[RawRecord]], text: str, kinds: list[str], chunk: int
) -> None:
    """JSON lines, documents, FHIR and tables are told apart, whatever the chunks."""
    assert [raw.kind for raw in frames(text, chunk=chunk)] == kinds


@pytest.mark.parametrize("mark", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("chunk", [1, 3, 100])
def test_byte_order_marks(only: Callable[..., Record], mark: str, chunk: int) -> None:
    """An input with a byte order mark is read in its encoding."""
    data = ("\ufeff" if mark in {"utf-16-le", "utf-16-be"} else "") + '{"medications": [{"name": "naltrexón"}]}'
    assert only(data.encode(mark), chunk=chunk).entries[0].name == "naltrexón"


def test_a_line_is_answered_at_once() -> None:
    """A caller that writes one line gets its record before it writes the next."""
    feed = open_feed("auto", None)
    assert [raw.line for raw in feed.feed(ONE.encode() + b"\n")] == [1]
    assert [raw.line for raw in feed.feed(TWO.encode())] == []
    assert [raw.line for raw in feed.feed(b"\n")] == [2]
    assert list(feed.close()) == []


@pytest.mark.parametrize("line", [b"[]\n", b"null\n", b" true \n"])
def test_a_value_that_is_no_record_is_answered_at_once(line: bytes) -> None:
    """On the first line as on any other."""
    feed = open_feed("auto", None)
    assert [raw.kind for raw in feed.feed(line)] == ["jsonl"]
    assert [raw.kind for raw in feed.feed(line)] == ["jsonl"]


def test_utf16_that_breaks_off(only: Callable[..., Record], said: Callable[[Record], list[str]]) -> None:
    """It is named as what it is, and so is what is no text in its encoding."""
    data = ONE.encode("utf-16")
    assert said(only(data[:-1]))[1:] == [
        "encoding None 1:32 the input breaks off in the middle of a character of UTF-16 or UTF-32"
    ]
    wrong = data[:50] + b"\x00\xdc" + data[52:]
    assert said(only(wrong)) == [
        "encoding None 1:25 there is no text of UTF-16 or UTF-32 here; save the input as UTF-8"
    ]


def test_a_broken_line_is_answered_at_once() -> None:
    """So does one whose first line is broken but closed."""
    feed = open_feed("auto", None)
    assert [raw.kind for raw in feed.feed(b'{"medications": [}\n')] == ["jsonl"]


def test_a_document_is_answered_when_it_is_whole() -> None:
    """A pretty-printed object is a record as soon as its last bracket is there, an element of an array too."""
    feed = open_feed("auto", None)
    assert list(feed.feed(b'{\n "medications": [\n {"name": "a"}\n ]')) == []
    assert [raw.number for raw in feed.feed(b"\n}")] == [1]
    feed = open_feed("auto", None)
    assert [raw.number for raw in feed.feed(b"[" + ONE.encode() + b",\n{")] == [1]


def test_a_bundle_on_a_line_is_answered_at_once() -> None:
    """A stream of Bundles does not wait for its end."""
    feed = open_feed("auto", None)
    assert [raw.kind for raw in feed.feed(BUNDLE.encode() + b"\n")] == ["fhir"]


@pytest.mark.parametrize(
    "first",
    [
        '{"patient": {"id": "p1"}, "medications": [',
        '{"patient": {"id": "p1',
        '{"medications": [{"name": "a"}}',
        '{"medications": nul}',
        "oops",
        "[",
        "}",
    ],
)
def test_a_broken_first_line_costs_only_itself(read: Callable[..., list[Record]], first: str) -> None:
    """JSON lines stay JSON lines when the first of them is broken."""
    records = read(f"{first}\n{ONE}\n{TWO}\n")
    if (
        first == "["
    ):  # an array that begins on a line of its own: both records are in it, without a comma, and it is not closed
        assert [record.unreadable for record in records] == [False, True, False, True]
        assert records[1].problems[0].message == "a comma is due between two records"
    else:
        assert [record.unreadable for record in records] == [True, False, False]
        assert [record.line for record in records] == [1, 2, 3]


def test_two_broken_lines_before_a_good_one(read: Callable[..., list[Record]]) -> None:
    """Several lines are looked at before the input counts as one document."""
    records = read('{"patient": {"id": "p1\noops\n' + ONE + "\n")
    assert [record.unreadable for record in records] == [True, True, False]


def test_json_lines_when_told(read: Callable[..., list[Record]]) -> None:
    """Told so, even a line of something else is one record."""
    records = read(f"oops\n{ONE}\n[1]\n", "jsonl")
    assert [(record.number, record.line, record.unreadable) for record in records] == [
        (1, 1, True),
        (2, 2, False),
        (3, 3, True),
    ]


def test_blank_lines_count_as_lines(read: Callable[..., list[Record]]) -> None:
    """Blank lines are no records, but they are lines."""
    assert [(record.number, record.line) for record in read(f"\n{ONE}\n  \n\n{TWO}")] == [(1, 2), (2, 5)]


def test_fhir_when_told(read: Callable[..., list[Record]]) -> None:
    """Told so, a value that is no resource is a record that says so."""
    records = read(ONE + "\n" + ORDER, "fhir")
    assert [record.unreadable for record in records] == [True, False]
    assert records[0].problems[0].code == "fhir-not-resource"


RESOURCE = (
    "unknown-key resourceType {}:2 this is a FHIR resource among records of another kind; "
    "put FHIR into a file of its own, or read what is FHIR alone with --format fhir"
)


def test_json_when_told(only: Callable[..., Record], said: Callable[[Record], list[str]]) -> None:
    """Told that it is a plain list, a resource is refused with a hint and nothing else."""
    record = only(ORDER, "json")
    assert (record.unreadable, said(record)) == (True, [RESOURCE.format(1)])


@pytest.mark.parametrize("first", ["{}", ONE])
def test_resources_behind_another_record(
    read: Callable[..., list[Record]], said: Callable[[Record], list[str]], first: str
) -> None:
    """The first line says what an input is; each resource behind another one says so once."""
    _, *others = read(f"{first}\n{ORDER}\n{ORDER}")
    assert [said(record) for record in others] == [[RESOURCE.format(2)], [RESOURCE.format(3)]]
    assert all(record.unreadable for record in others)


def test_a_list_with_the_key_of_a_resource(only: Callable[..., Record], said: Callable[[Record], list[str]]) -> None:
    """A list that calls itself a resource is a list."""
    record = only('{"medications": [{"name": "a"}], "resourceType": "List"}', "json")
    assert len(record.entries) == 1
    assert said(record) == ['unknown-key resourceType 1:34 unknown key "resourceType"; did you mean "source"?']


def test_unknown_format() -> None:
    """A format that does not exist is wrong usage."""
    with pytest.raises(UsageError) as caught:
        open_feed("xml", None)
    assert str(caught.value) == 'unknown format "xml": it is one of auto, json, jsonl, csv, fhir'


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"\x1f\x8b\x08\x00", "not-text None 1:1 this is gzip-compressed data, not text"),
        (b"PK\x03\x04abc", "not-text None 1:1 this is a zip archive or a spreadsheet file, not text"),
        (
            '{"medications": []}'.encode("utf-16-le"),
            "not-text None 1:1 there are NUL bytes here: is it UTF-16 without a byte order mark? Save it as UTF-8",
        ),
        (b"\x01\x02", "not-text None 1:1 there are control characters here: this is not a text"),
        (
            b"hello world\n" * 9,
            (
                'format-unknown None 1:1 neither JSON nor a table with known columns (it begins with "hello world"); '
                "a table needs a header line with patient_id and name or code: see --map"
            ),
        ),
        (
            b"hello",
            (
                'format-unknown None 1:1 neither JSON nor a table with known columns (it begins with "hello"); '
                "a table needs a header line with patient_id and name or code: see --map"
            ),
        ),
    ],
)
def test_no_format_at_all(
    only: Callable[..., Record], said: Callable[[Record], list[str]], data: bytes, problem: str
) -> None:
    """What is no text, or no list, is one record that says why."""
    record = only(data)
    assert record.unreadable
    assert said(record) == [problem]


def test_a_very_long_first_line_is_a_document(frames: Callable[..., list[RawRecord]]) -> None:
    """An object of more than a megabyte on one line is read as a document, without waiting for a line end."""
    text = '{"medications": [' + ",".join('{"name": "a"}' for _ in range(90_000)) + "]}"
    (raw,) = frames(text, chunk=1 << 16)
    assert raw.payload == text.encode()


def test_undecided_text_is_given_up(only: Callable[..., Record]) -> None:
    """A megabyte without a line end that is neither is refused."""
    assert only("x" * 1_100_000, chunk=1 << 16).problems[0].code == "format-unknown"
