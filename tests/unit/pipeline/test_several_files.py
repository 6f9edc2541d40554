"""Several files of one run: resources of FHIR belong together, tables do not and say so."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from ldn_rules.cli.inputs import Inputs
from ldn_rules.pipeline import payloads

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ldn_rules.intake.model import Record

    Over = Callable[..., tuple[list[Record], list[str]]]


@pytest.fixture
def over(tmp_path: Path) -> Over:
    """``over(a=..., b=...)``: the records of files of these names and texts, and the complaints."""

    def run(**texts: str) -> tuple[list[Record], list[str]]:
        names = []
        for name, text in texts.items():
            path = tmp_path / name
            names.append(str(path))
            if text:
                path.write_text(text, encoding="utf-8")
        complaints: list[str] = []
        inputs = Inputs(names, payloads.Feeds("auto", {}), complaints.append)
        found = []
        while inputs.fileno() is not None:
            found += [payloads.decode(each) for each in inputs.read()]
        return found, [each.replace(f"{tmp_path}/", "") for each in complaints]

    return run


def order(**more: Any) -> str:
    """A line with an order of patient p."""
    own = {"resourceType": "MedicationRequest", "id": "r", "subject": {"reference": "Patient/p"}}
    return json.dumps({**own, **({} if "medicationReference" in more else NAMED), **more}) + "\n"


NAMED = {"medicationCodeableConcept": {"text": "naltrexone"}}
REFERRED = {"medicationReference": {"reference": "Medication/m"}}
MEDICINE = '\n{"resourceType": "Medication", "id": "m", "code": {"text": "oxycodone"}}\n'
PERSON = '{"resourceType": "Patient", "id": "p", "birthDate": "1980"}\n'


def sources(records: list[Record]) -> list[tuple[int, str, str | None]]:
    """Number, file and patient of each record."""
    return [(each.number, (each.source or "").rpartition("/")[2], each.patient) for each in records]


def test_a_bulk_export(over: Over) -> None:
    """A file for each kind of resource is one input: patients and medicines are found in any of them."""
    subject = {"subject": {"reference": "Patient/q"}}
    records, complaints = over(
        m=MEDICINE, orders=order(id="1", **REFERRED) + order(id="2", **subject), p=PERSON, more=order(id="3")
    )
    assert sources(records) == [(1, "orders", "p"), (2, "orders", "q")]
    first = records[0]
    assert first.birth_date == "1980"
    assert [(each.id, each.name, each.line) for each in first.entries] == [
        ("1", "oxycodone", 1),
        ("3", "naltrexone", None),
    ]
    assert (first.problems, complaints) == ((), [])


def test_faults_name_the_file_they_stand_in(over: Over) -> None:
    """A line number alone would be taken for one of the record's own file."""
    text = '{"resourceType": "OperationOutcome", "issue": [{"severity": "fatal"}]}\n' + order(id="2", status=5)
    records, _ = over(a=order(id="1"), b=text)
    assert [(each.code, each.line, re.sub("[^ ]*/", "", each.message)) for each in records[0].problems] == [
        (
            "fhir-incomplete",
            None,
            (
                "an OperationOutcome says that errors happened while this was put together: it may lack entries "
                "(in b, line 1, column 1)"
            ),
        ),
        ("wrong-type", None, "a text is due here, not a number (in b, line 2)"),
    ]


def test_single_resources_of_several_documents(over: Over) -> None:
    """Pretty-printed resources, one a file, are joined in the same way; other records are given at once."""
    pretty = [json.dumps(json.loads(each), indent=1) for each in (order(), PERSON)]
    records, complaints = over(a=pretty[0], lists='{"medications": [{"name": "x"}]}\n', b=pretty[1])
    assert sources(records) == [(1, "lists", None), (2, "a", "p")]
    assert (records[1].birth_date, complaints) == ("1980", [])


def test_a_last_file_that_is_not_there(over: Over) -> None:
    """It costs itself: what waited for it is given all the same."""
    records, complaints = over(a=order(), gone="")
    assert sources(records) == [(1, "a", "p")]
    assert complaints == ["gone: No such file or directory"]


def bundled(**more: str) -> str:
    """A Bundle of one order on a line."""
    return json.dumps({"resourceType": "Bundle", "entry": [{"resource": json.loads(order(**more))}]}) + "\n"


OTHER = '{"resourceType": "Encounter", "id": "e"}\n'


def test_what_gives_no_record_beside_what_does(over: Over) -> None:
    """Among FHIR a blank file, or one that tells of no patient, is no fault: before or after the others."""
    for files in (
        {"a": bundled() + MEDICINE.lstrip()},
        {"a": bundled() + OTHER},
        {"a": "\n", "b": order(), "c": " \n", "d": OTHER},
        {"a": OTHER, "b": bundled(), "c": "\n"},
    ):
        records, complaints = over(**files)
        assert ([each.patient for each in records], complaints) == (["p"], [])


def test_blank_files_among_lists(over: Over) -> None:
    """Where files do not belong together each has to hold something; so has a run."""
    lists = '{"medications": [{"name": "x"}]}\n'
    assert over(a="\n", b=lists, c="\n")[1] == ["a: there is no record in it", "c: there is no record in it"]
    assert over(a=lists, b=OTHER)[1] == ["b: there is no record in it"]
    assert over(a="\n", b=OTHER)[1] == ["a: there is no record in it", "b: there is no record in it"]
    assert over(a=order(), b="patient_id,name\n")[1] == ["b: there is no record in it"]


def test_nothing_but_medicines(over: Over) -> None:
    """Files that tell of no patient hold no record, and that is said once."""
    assert over(a=MEDICINE, b=MEDICINE) == ([], ["a, b: there is no record in it"])


def test_tables_are_not_joined(over: Over) -> None:
    """A patient in two tables is an error of the later record; within one table all is well."""
    table = "patient_id,name\np,a\nq,b\np,c\n"
    records, complaints = over(one=table, two="patient_id,name\nr,x\nPatient/p,d\n")
    assert sources(records) == [(1, "one", "p"), (2, "one", "q"), (3, "two", "r"), (4, "two", "p")]
    (problem,) = records[3].problems
    assert (problem.code, problem.line) == ("patient-in-two-files", 3)
    assert problem.message.startswith('rows of patient "p" stand in /')
    assert problem.message.endswith("/one too; give one table with all of them")
    assert (complaints, [each.problems for each in records[:3]]) == ([], [(), (), ()])
