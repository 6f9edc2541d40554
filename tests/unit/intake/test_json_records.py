"""Records of JSON: what is read, exactly, and what is said of what is not."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from ldn_rules.intake.decode import decode_json_object
from ldn_rules.intake.model import Coding, Entry, Frequency, Item, Quantity, Record

if TYPE_CHECKING:
    from collections.abc import Callable


COMMA = "write a point before its fraction, and nothing between thousands"

FULL = """{"patient": {"id": "p1", "birth_date": "1980-05-01"}, "as_of": "2026-01-15", "history_from": "2025-07-01",
 "source": "interview", "list_date": "2026-01-14", "setting": "ward", "emergency": true, "extension": {"x": [1]},
 "medications": [
  {"id": "m1", "name": "naltrexone 4.5 mg capsule",
   "codes": [{"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "7243", "display": "naltrexone"}],
   "sig": "1 cap PO HS", "dose": {"value": 4.50, "unit": "mg"}, "frequency": {"times": 1, "per": 1, "unit": "day"},
   "route": "oral", "form": "capsule", "status": "active", "intent": "order", "prn": false, "start": "2026-01-10",
   "end": null, "last_taken": "2026-01-14", "last_filled": "2026-01-12", "days_supply": 30, "refills": 0,
   "fill_number": 1, "quantity": {"value": 30, "unit": "capsule"}, "strength": {"value": 4.5, "unit": "mg"},
   "prescriber": "Dr A", "reason": "pain", "reason_stopped": "done", "purpose": "ultra-low-dose", "specialist": true,
   "extension": {}}],
 "conditions": [{"id": 1, "name": "opioid use disorder", "status": "active", "onset": "2024-01", "abatement": "2025"}],
 "observations": [{"name": "urine opioid screen", "value": "positive", "unit": null,
   "reference": {"low": null, "high": 1.50}, "date": "2026-01-12", "codes": [{"code": 19295}]}],
 "procedures": [{"name": "hip replacement", "status": "planned", "date": "2026-02-01", "opioid": "likely"}],
 "allergies": [{"name": "codeine", "reaction": "rash", "status": "active"}],
 "devices": [{"name": "pump", "start": "2025"}]}"""


def test_every_field(only: Callable[..., Record]) -> None:
    """Each key of the contract arrives as written, numbers to the last digit."""
    assert only(FULL) == Record(
        number=1,
        source="list",
        line=1,
        patient="p1",
        birth_date="1980-05-01",
        as_of="2026-01-15",
        history_from="2025-07-01",
        list_source="interview",
        list_date="2026-01-14",
        setting="ward",
        emergency=True,
        entries=(
            Entry(
                id="m1",
                position=0,
                name="naltrexone 4.5 mg capsule",
                codes=(Coding("http://www.nlm.nih.gov/research/umls/rxnorm", "7243", "naltrexone"),),
                sig="1 cap PO HS",
                dose=Quantity(Decimal("4.50"), "mg"),
                frequency=Frequency(Decimal(1), Decimal(1), "day"),
                route="oral",
                form="capsule",
                status="active",
                intent="order",
                prn=False,
                start="2026-01-10",
                last_taken="2026-01-14",
                last_filled="2026-01-12",
                days_supply=Decimal(30),
                refills=Decimal(0),
                fill_number=Decimal(1),
                quantity=Quantity(Decimal(30), "capsule"),
                strength=Quantity(Decimal("4.5"), "mg"),
                prescriber="Dr A",
                reason="pain",
                reason_stopped="done",
                purpose="ultra-low-dose",
                specialist=True,
                line=4,
            ),
        ),
        items=(
            Item(
                "condition",
                0,
                "opioid use disorder",
                status="active",
                dates=(("onset", "2024-01"), ("abatement", "2025")),
            ),
            Item(
                "observation",
                0,
                "urine opioid screen",
                codes=(Coding(None, "19295"),),
                dates=(("date", "2026-01-12"),),
                value="positive",
                high="1.50",
            ),
            Item("procedure", 0, "hip replacement", status="planned", dates=(("date", "2026-02-01"),), opioid="likely"),
            Item("allergy", 0, "codeine", status="active", value="rash"),
            Item("device", 0, "pump", dates=(("start", "2025"),)),
        ),
    )
    assert str(only(FULL).entries[0].dose.value) == "4.50"


def test_one_line_and_objects_read_alike(only: Callable[..., Record]) -> None:
    """The quick way (one line), the way with places and the Python API give the same record."""
    value = json.loads(FULL, parse_float=Decimal)
    from_objects = decode_json_object(value)
    line = only(json.dumps(json.loads(FULL, parse_float=float)))
    document = only(FULL)
    bare = [
        [(entry.id, entry.name, entry.sig, entry.codes, entry.frequency) for entry in record.entries]
        for record in (from_objects, line, document)
    ]
    assert bare[0] == bare[1] == bare[2]
    assert from_objects.items == document.items
    assert from_objects.line is None


def test_python_floats_are_read_as_written() -> None:
    """A float of the Python API is its shortest decimal form."""
    record = decode_json_object({"medications": [{"name": "a", "dose": {"value": 4.1, "unit": "mg"}}]})
    assert record.entries[0].dose == Quantity(Decimal("4.1"), "mg")


def test_null_is_absent_and_spaces_say_nothing(only: Callable[..., Record]) -> None:
    """null, a missing key and a text of spaces are the same."""
    plain = only('{"medications": [{"name": "a", "id": "x"}]}')
    assert (
        only(
            '{"patient": null, "as_of": " ", "conditions": null, "medications": [{"name": "a", "id": "x", "sig": "", '
            '"start": "  ", "dose": null, "frequency": {"times": null, "per": null, "unit": null}, "codes": null, '
            '"quantity": {"value": null, "unit": "mg"}, "prn": null}]}'
        )
        == plain
    )


@pytest.mark.parametrize(
    ("written", "read_as"), [('"p"', "p"), ("7", "7"), ('"Patient/p"', "p"), ('"urn:uuid:p"', "p")]
)
def test_patient_ids(only: Callable[..., Record], written: str, read_as: Any) -> None:
    """References to patients are their ids, numbers are texts."""
    assert only(f'{{"patient": {{"id": {written}}}, "medications": [{{"name": "a"}}]}}').patient == read_as


def test_numbers_in_quotes(only: Callable[..., Record]) -> None:
    """A number in quotes is that number, exactly."""
    record = only('{"medications": [{"name": "a", "dose": {"value": "4.50", "unit": "mg"}, "days_supply": " 30 "}]}')
    assert (str(record.entries[0].dose.value), record.entries[0].days_supply) == ("4.50", Decimal(30))
    assert record.problems == ()


def test_unread_entries_become_gaps(only: Callable[..., Record]) -> None:
    """Each medication is an entry or an unread one, in its place; the others are evaluated."""
    record = only('{"medications": [{"name": "a", "id": "1"}, {"name": "b", "id": "2", "x": 1}, "c", {"name": "d"}]}')
    assert [(entry.position, entry.name) for entry in record.entries] == [(0, "a"), (3, "d")]
    assert [(gap.position, gap.id, gap.text) for gap in record.unread] == [(1, "2", "b"), (2, record.unread[1].id, "c")]
    assert [problem.entry for problem in record.problems] == [gap.id for gap in record.unread]
    assert all(gap.problem in record.problems for gap in record.unread)


@pytest.mark.parametrize(
    ("medication", "problem"),
    [
        ('{"nmae": "x"}', 'unknown-key medications[0].nmae 1:19 unknown key "nmae"; did you mean "name"?'),
        ('{"name": "x", "zzzz": null}', 'unknown-key medications[0].zzzz 1:32 unknown key "zzzz"'),
        ('{"name": 5}', "wrong-type medications[0].name 1:27 a text is due here, not a number"),
        ('{"name": "x", "prn": "no"}', "wrong-type medications[0].prn 1:39 true or false is due here, not a text"),
        ('{"name": "x", "dose": 4.5}', "wrong-type medications[0].dose 1:40 an object is due here, not a number"),
        (
            '{"name": "x", "dose": {"value": "4,5"}}',
            f'bad-number medications[0].dose.value 1:50 "4,5" is not a number: {COMMA}',
        ),
        (
            '{"name": "x", "dose": {"value": true, "unit": "mg"}}',
            "wrong-type medications[0].dose.value 1:50 a number is due here, not true or false",
        ),
        (
            '{"name": "x", "dose": {"value": 1e300, "unit": "mg"}}',
            'bad-number medications[0].dose.value 1:50 "1E+300" is beyond any amount that can be meant',
        ),
        (
            '{"name": "x", "refills": 1e99999999999999999999}',
            'bad-number medications[0].refills 1:43 "Infinity" is beyond any amount that can be meant',
        ),
        (
            '{"name": "x", "refills": ' + "9" * 5000 + "}",
            'bad-number medications[0].refills 1:43 "' + "9" * 39 + '…" is beyond any amount that can be meant',
        ),
        (
            '{"name": "x", "dose": {"val": 1}}',
            'unknown-key medications[0].dose.val 1:41 unknown key "val"; did you mean "value"?',
        ),
        (
            '{"name": "x", "frequency": {"times": 2, "unit": "day"}}',
            'incomplete medications[0].frequency 1:45 "per" is missing: a frequency is times, per and unit',
        ),
        (
            '{"name": "x", "frequency": {"times": 2, "per": 1e99, "unit": "day"}}',
            'bad-number medications[0].frequency.per 1:65 "1E+99" is beyond any amount that can be meant',
        ),
        ('{"codes": {"code": "1"}}', "wrong-type medications[0].codes 1:28 a list of codes is due here, not an object"),
        ('{"codes": ["1"]}', "wrong-type medications[0].codes[0] 1:29 an object is due here, not a text"),
        ('{"codes": [{"system": "s"}]}', 'incomplete medications[0].codes[0] 1:29 "code" is missing'),
        (
            '{"codes": [{"code": "1", "sytem": "s", "display": "d"}]}',
            'unknown-key medications[0].codes[0].sytem 1:43 unknown key "sytem"; did you mean "system"?',
        ),
        ("{}", "nameless medications[0] 1:18 a medication needs a name or a code"),
        ('{"name": " ", "codes": []}', "nameless medications[0] 1:18 a medication needs a name or a code"),
        ("null", "wrong-type medications[0] 1:18 a medication is an object, not null"),
        ('["x"]', "wrong-type medications[0] 1:18 a medication is an object, not a list"),
        (
            '{"name": "x", "name": "y"}',
            'json-repeated-key medications[0].name 1:32 the key "name" stands twice in this object',
        ),
        (
            '{"name": "x", "dose": {"value": 1, "value": 2}}',
            'json-repeated-key medications[0].dose.value 1:53 the key "value" stands twice in this object',
        ),
    ],
)
def test_faults_of_a_medication(
    only: Callable[..., Record], said: Callable[[Record], list[str]], medication: str, problem: str
) -> None:
    """Each fault of a medication has a code, a path, a place and a sentence.

    What has a key that nobody knows, or no name and code, is unread; of any other the field alone is lost.
    """
    record = only('{"medications": [' + medication + "]}")
    assert said(record) == [problem]
    lost = problem.startswith(("unknown-key", "nameless", "json-repeated-key", "too-long")) or ".codes" in problem
    whole = lost or problem.split()[1] in {"medications[0]", "medications[0].name"}
    assert (len(record.entries), len(record.unread), record.unreadable) == (int(not whole), int(whole), False)
    field = problem.split()[1].removeprefix("medications[0].").partition(".")[0]
    assert [entry.unread_fields for entry in record.entries] == ([] if whole else [(field,)])


def test_all_faults_of_a_medication_are_named(only: Callable[..., Record]) -> None:
    """One fault does not hide another."""
    record = only('{"medications": [{"nmae": "x", "dose": 1, "prn": 2}]}')
    assert sorted(problem.code for problem in record.problems) == ["unknown-key", "wrong-type", "wrong-type"]
    assert record.unread[0].text == '{"dose":1,"nmae":"x","prn":2}'


@pytest.mark.parametrize(
    ("text", "problems", "unreadable"),
    [
        ('{"patient": {"id": "p"}}', ["no-medications medications 1:1 the key medications is missing"], True),
        ('{"medications": null}', ["no-medications medications 1:17 the key medications is missing"], True),
        (
            '{"medications": {}}',
            ['no-medications medications 1:17 medications is a list or "none", not an object'],
            True,
        ),
        (
            '{"medications": "None"}',
            ['no-medications medications 1:17 medications is a list or "none", not a text'],
            True,
        ),
        (
            '{"medications": []}',
            [
                (
                    "empty-list medications 1:17 the medication list is empty; if no medicines are taken, "
                    'write "none" with source and list_date'
                )
            ],
            False,
        ),
        (
            '{"medications": "none"}',
            [
                (
                    'none-unattested medications 1:17 "none" counts only with the keys source and list_date; '
                    "missing: source, list_date"
                )
            ],
            False,
        ),
        (
            '{"medications": "none", "source": "x", "list_date": 2026}',
            [
                "wrong-type list_date 1:53 a text is due here, not a number",
                (
                    'none-unattested medications 1:17 "none" counts only with the keys source and list_date; '
                    "missing: list_date"
                ),
            ],
            False,
        ),
        (
            '{"medicatons": [], "medications": [{"name": "a"}]}',
            ['unknown-key medicatons 1:2 unknown key "medicatons"; did you mean "medications"?'],
            False,
        ),
        (
            '{"patient": "p", "medications": [{"name": "a"}]}',
            ["wrong-type patient 1:13 an object is due here, not a text"],
            False,
        ),
        (
            '{"patient": {"id": [], "bithdate": 1, "birth_date": 2}, "medications": [{"name": "a"}]}',
            [
                "wrong-type patient.id 1:20 a text is due here, not a list",
                'unknown-key patient.bithdate 1:24 unknown key "bithdate"; did you mean "birth_date"?',
                "wrong-type patient.birth_date 1:53 a text is due here, not a number",
            ],
            False,
        ),
        (
            '{"emergency": "yes", "conditions": {"name": "x"}, "medications": [{"name": "a"}]}',
            [
                "wrong-type emergency 1:15 true or false is due here, not a text",
                "wrong-type conditions 1:36 a list is due here, not an object",
            ],
            False,
        ),
        (
            '{"conditions": [{"nam": 1, "onset": 5}, "x", 3], "medications": [{"name": "a"}]}',
            [
                'unknown-key conditions[0].nam 1:18 unknown key "nam"; did you mean "name"?',
                "wrong-type conditions[0].onset 1:37 a text is due here, not a number",
                "wrong-type conditions[1] 1:41 an object is due here, not a text",
                "wrong-type conditions[2] 1:46 an object is due here, not a number",
            ],
            False,
        ),
        (
            '{"observations": [{"value": [], "reference": {"lo": 1}}], "medications": [{"name": "a"}]}',
            [
                "wrong-type observations[0].value 1:29 a text is due here, not a list",
                'unknown-key observations[0].reference.lo 1:47 unknown key "lo"; did you mean "low"?',
            ],
            False,
        ),
        (
            '{"as_of": "2026", "as_of": "2025", "medications": [{"name": "a"}]}',
            ['json-repeated-key as_of 1:19 the key "as_of" stands twice in this object'],
            False,
        ),
        (
            '{"conditions": [{"name": "x", "name": "y"}], "medications": [{"name": "a"}]}',
            ['json-repeated-key conditions[0].name 1:31 the key "name" stands twice in this object'],
            False,
        ),
        ("[]", ["json-not-object None 1:1 a record is an object with the key medications, not a list"], True),
        ("5", ["json-not-object None 1:1 a record is an object with the key medications, not a number"], True),
        ("true", ["json-not-object None 1:1 a record is an object with the key medications, not true or false"], True),
        ("null", ["json-not-object None 1:1 a record is an object with the key medications, not null"], True),
        ('"x"', ["json-not-object None 1:1 a record is an object with the key medications, not a text"], True),
        ("{", ["json-truncated None 1:2 the input ends where a key in double quotes is due"], True),
        ("{'a': 1}", ["json-syntax None 1:2 ''a'' where a key in double quotes is due"], True),
        ('{"a" 1}', ["json-syntax None 1:6 '1' where ':' is due"], True),
        ('{"a": 1 "b": 2}', ["json-syntax None 1:9 '\"' where ',' or '}' is due"], True),
        ('{"a": [1 2]}', ["json-syntax None 1:10 '2' where ',' or ']' is due"], True),
        ('{"a": 1,}', ["json-syntax None 1:9 '}' where a key in double quotes is due"], True),
        ('{"a": NaN}', ["json-syntax None 1:7 'NaN' where a value is due"], True),
        ('{"a": -Infinity}', ["json-syntax None 1:7 '-Infinity' where a value is due"], True),
        ('{"a": 01}', ["json-syntax None 1:7 '01' where a value is due"], True),
        ('{"a": "x', ["json-truncated None 1:7 the input ends inside this text in quotes"], True),
        ('{"a": "\t"}', ["json-syntax None 1:8 the control character U+0009 inside a text in quotes"], True),
        ('{"a": "\\x"}', ["json-syntax None 1:8 '\\' 'x' is no escape of JSON"], True),
        ('{"a": "\\ud800"}', ["json-syntax None 1:7 a \\u escape that is half of a pair"], True),
        ('{"a": 1} x', ["json-syntax None 1:10 'x' after the end of the JSON value"], True),
        ('{"a": \x00}', ["json-syntax None 1:7 the control character U+0000 where a value is due"], True),
        ("[" * 3000, ["json-depth None 1:65 nested more than 64 levels deep"], True),
    ],
)
def test_faults_of_a_record(
    only: Callable[..., Record], said: Callable[[Record], list[str]], text: str, problems: Any, unreadable: bool
) -> None:
    """Each fault outside the medications has a code, a path, a place and a sentence; the list is still read."""
    record = only(text, "jsonl")
    assert said(record) == problems
    assert record.unreadable is unreadable


def test_bytes_that_are_no_text(only: Callable[..., Record], said: Callable[[Record], list[str]]) -> None:
    """Bytes that are not UTF-8 are named with their place."""
    record = only(b'{"medications": [{"name": "na\xc3\xafve \xff"}]}')
    assert said(record) == ["encoding None 1:34 byte 0xFF is not UTF-8 text here; save the input as UTF-8"]
    assert record.unreadable


def test_dates_that_are_no_texts_are_reported_once(only: Callable[..., Record]) -> None:
    """as_of and history_from of a wrong type are not read: the problem says so, and nothing is left to refuse."""
    record = only('{"as_of": 20260115, "history_from": false, "medications": [{"name": "a"}]}')
    assert (record.as_of, record.history_from) == (None, None)
    assert [(problem.code, problem.path) for problem in record.problems] == [
        ("wrong-type", "as_of"),
        ("wrong-type", "history_from"),
    ]


def test_two_lists_of_medications_are_joined(only: Callable[..., Record]) -> None:
    """Nothing is dropped when the key of the list stands twice."""
    record = only('{"medications": [{"name": "a"}], "medications": [{"name": "b", "x": 1}, {"name": "c"}]}')
    assert [entry.name for entry in record.entries] == ["a", "c"]
    assert [(gap.text, gap.problem.column) for gap in record.unread] == [("b", 64)]
    assert [problem.code for problem in record.problems] == ["json-repeated-key", "unknown-key"]


@pytest.mark.parametrize(
    "text",
    [
        '{"medications": [{"name": "a", "sig": "x", "sig" : "y"}]}',
        '{"medications": [{"name": "a", "sig": "x\\":", "sig" : "y"}]}',
        '{"medications": [{"name": "a", "sig": "\\u0022:", "name": "b"}]}',
        '{"medications": [{"name": "a", "n\\u0061me": "b"}]}',
        '{"medications": [{"name": "a", "sig": "\\u003a", "name": "b"}]}',
        '{"medications": [{"name": "a", "extension": {"q": 1, "q": 1}}]}',
    ],
)
def test_repeated_keys_are_never_missed(only: Callable[..., Record], text: str) -> None:
    """However keys and texts are written, a key that stands twice is found."""
    assert [problem.code for problem in only(text).problems] == ["json-repeated-key"]


@pytest.mark.parametrize("sig", ["a : b", 'say \\":\\"', "\\u0022:", "\\u003A", "a\\n:"])
def test_texts_that_look_like_keys(only: Callable[..., Record], sig: str | None) -> None:
    """Colons and quotation marks in texts are texts."""
    record = only(f'{{"medications": [{{"name": "a", "sig": "{sig}"}}]}}')
    assert record.problems == ()
    assert record.entries[0].sig == json.loads(f'"{sig}"')


def test_objects_that_are_no_list() -> None:
    """The Python API gives problems, not exceptions."""
    assert decode_json_object([]).problems[0].code == "json-not-object"
    record = decode_json_object({"medications": ({"name": object()}, {"name": "b", "dose": {"value": float("nan")}})})
    assert [problem.message for problem in record.problems] == [
        "a text is due here, not a Python object",
        '"nan" is beyond any amount that can be meant',
    ]
    assert [(problem.path, problem.line) for problem in record.problems] == [
        ("medications[0].name", None),
        ("medications[1].dose.value", None),
    ]
