"""Names and sigs that are too long to be read to their end."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from ldn_rules.intake.decode import decode_json_object

if TYPE_CHECKING:
    from collections.abc import Callable

    from ldn_rules.intake.model import Record

LONG = "herbal " * 300 + "naltrexone 4.5 mg"
MOST = "was not read: it may have 1,000, and 200 words"
WORDY = "x " * 250 + "naltrexone"
SIG = "one capsule at night " * 200


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        (
            {"id": "m", "name": LONG},
            f"too-long medications[0].name 1:{{}} a name of 2,117 characters {MOST}",
        ),
        (
            {"id": "m", "name": WORDY},
            f"too-long medications[0].name 1:{{}} a name of 510 characters {MOST}",
        ),
        (
            {"id": "m", "codes": [{"code": "1", "display": LONG}]},
            f"too-long medications[0].codes[0].display 1:{{}} a display of 2,117 characters {MOST}",
        ),
    ],
)
def test_long_texts_of_json_are_gaps(
    only: Callable[..., Record], said: Callable[[Record], list[str]], entry: dict[str, Any], problem: str
) -> None:
    """An entry with such a text is unreadable, never cut; the other entries are read."""
    text = json.dumps({"medications": [entry, {"id": "n", "name": "b"}]})
    record = only(text)
    long = json.dumps(max((each for each in (LONG, WORDY) if each in text), key=text.index))
    assert said(record) == [problem.format(text.index(long) + 1)]
    assert [gap.id for gap in record.unread] == ["m"]
    assert [each.id for each in record.entries] == ["n"]
    assert decode_json_object({"medications": [entry]}).unread[0].problem.code == "too-long"


def test_a_long_sig_costs_itself(only: Callable[..., Record], said: Callable[[Record], list[str]]) -> None:
    """The drug is read without it, and knows that there was one."""
    text = json.dumps({"medications": [{"id": "m", "name": "naltrexone", "sig": SIG}]})
    record = only(text)
    message = "a sig of 4,200 characters was not read: it may have 4,000"
    assert said(record) == [f"too-long medications[0].sig 1:{text.index(SIG)} {message}"]
    assert [(entry.id, entry.sig, entry.unread_fields) for entry in record.entries] == [("m", None, ("sig",))]


def test_long_texts_of_tables_are_gaps(only: Callable[..., Record], said: Callable[[Record], list[str]]) -> None:
    """The problem names the column as the table does."""
    record = only(
        f"patient_id,drug,sig,code,display\np,{LONG},,,\np,a,{SIG},,\np,,,1,{WORDY}\n", csv_map={"drug": "name"}
    )
    assert said(record) == [
        "too-long drug 2:None a name of 2,117 characters was not read: it may have 1,000, and 200 words",
        "too-long sig 3:None a sig of 4,199 characters was not read: it may have 4,000",
        "too-long display 4:None a display of 510 characters was not read: it may have 1,000, and 200 words",
    ]
    assert [gap.position for gap in record.unread] == [0, 2]
    assert [(entry.name, entry.unread_fields) for entry in record.entries] == [("a", ("sig",))]


def order(**fields: Any) -> str:
    """An order of FHIR."""
    return json.dumps({"resourceType": "MedicationRequest", "id": "r", "subject": {"reference": "Patient/p"}, **fields})


def test_a_long_name_of_fhir_is_a_gap(only: Callable[..., Record]) -> None:
    """The same for orders of FHIR."""
    (gap,) = only(order(medicationCodeableConcept={"text": LONG})).unread
    assert (gap.id, gap.problem.code, gap.problem.path) == ("r", "too-long", "MedicationRequest/r")
    assert gap.problem.message.startswith("a name of 2,117 characters was not read")


def test_a_long_sig_of_fhir_costs_itself(only: Callable[..., Record], said: Callable[[Record], list[str]]) -> None:
    """The order is read without it."""
    record = only(order(medicationCodeableConcept={"text": "a"}, dosageInstruction=[{"text": SIG}]))
    assert said(record) == [
        "too-long MedicationRequest/r 1:1 a sig of 4,200 characters was not read: it may have 4,000"
    ]
    assert [(entry.name, entry.unread_fields) for entry in record.entries] == [("a", ("sig",))]


def test_what_is_just_short_enough_is_read(only: Callable[..., Record]) -> None:
    """The limits themselves are allowed."""
    record = only(json.dumps({"medications": [{"id": "m", "name": "n" * 1000, "sig": "s" * 4000}]}))
    assert (record.problems, len(record.entries)) == ((), 1)
