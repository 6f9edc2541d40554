"""``check --show-reading``: every entry as it was read, in text and JSON, and in the facts of each alert."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from ldn_rules import check, load_rulebook
from support.reading import drugs_read, sigs_read

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., subprocess.CompletedProcess[str]]

RECORD: dict[str, Any] = {
    "patient": {"id": "p"},
    "as_of": "2026-01-15",
    "history_from": "2025-01-01",
    "medications": [
        {"id": "n", "name": "naltrexone 1.5 mg capsule", "sig": "1 cap HS", "status": "active", "start": "15 Jan 2026"},
        {"id": "x", "nme": "lost"},
        {"id": "o", "name": "oxycodone 5 mg tablet", "sig": "1 tab q6h", "status": "completed", "end": "2026-01-09"},
        {"id": "l", "name": "lisinopril 10 mg tablet", "sig": "1 tab daily", "start": "last year"},
    ],
}


def read(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    """The patient of a report."""
    found: dict[str, Any] = json.loads(done.stdout)
    return found["patients"][0] if "patients" in found else found


@pytest.mark.parametrize("output", ["json", "jsonl"])
def test_every_entry_stands_in_the_report(root: Path, ldn_rules: Run, output: str) -> None:
    """In the order of the list, what could not be read too, valid by the schema."""
    done = ldn_rules("check", "-", "--show-reading", "--output", output, input=json.dumps(RECORD))
    schema = json.loads((root / "schemas" / "report.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(json.loads(done.stdout))
    readings = read(done)["readings"]
    assert [each["entry"] for each in readings] == ["n", "x", "o", "l"]
    assert readings[1]["unread"] == [{"field": "nme", "why": 'unknown key "nme"; did you mean "name"?'}]
    assert readings[3]["unread"] == [{"field": "start", "why": "start 'last year' counts from a day that is not given"}]
    for place in (0, 2, 3):
        given = RECORD["medications"][place]
        assert {key: value for key, value in given.items() if key != "id"} == readings[place]["written"]
        assert readings[place]["sig"] == sigs_read(given["sig"])
        own = readings[place]["drug"]
        assert own == {**drugs_read(given["name"]), "route": own["route"]}


@pytest.mark.parametrize("options", [[], ["--show-reading"]])
@pytest.mark.parametrize("output", ["json", "jsonl"])
def test_the_facts_of_an_alert_hold_the_readings_of_its_entries(
    ldn_rules: Run, output: str, options: list[str]
) -> None:
    """Each of ``medications`` that could be read, once, whether or not all are asked for."""
    asked = read(ldn_rules("check", "-", "--show-reading", "--output", output, input=json.dumps(RECORD)))
    by_id = {each["entry"]: each for each in asked["readings"]}
    found = read(ldn_rules("check", "-", "--output", output, *options, input=json.dumps(RECORD)))
    assert ("readings" in found) == bool(options)
    assert {alert["rule"] for alert in found["alerts"]} >= {"LDN104", "LDN120"}
    for alert in found["alerts"]:
        entries = [fact for fact in alert["facts"] if fact["kind"] == "entry"]
        assert [fact["entries"] for fact in entries] == [[name] for name in alert["medications"]]
        assert all(fact["as_read"] == by_id.get(fact["entries"][0], fact["as_read"]) for fact in entries)
        assert len(alert["facts"]) > len(entries)


def test_text_shows_it_only_where_it_is_asked_for(ldn_rules: Run) -> None:
    """The rest of the text is the same."""
    plain = ldn_rules("check", "-", input=json.dumps(RECORD)).stdout
    shown = ldn_rules("check", "--show-reading", "-", input=json.dumps(RECORD)).stdout
    head, _, rest = shown.partition("How each entry was read\n")
    assert head + rest.partition("\n\n")[2] == plain


def test_tables_and_fhir_are_shown_too(ldn_rules: Run) -> None:
    """In the words of our fields."""
    table = "patient_id,name,start,dose,unit\np,oxycodone 5 mg tablet,46037,5,mg\n"
    done = ldn_rules("check", "-", "--show-reading", "--as-of", "2026-01-15", "--output", "jsonl", input=table)
    reading = read(done)["readings"][0]
    written = {"name": "oxycodone 5 mg tablet", "start": "46037", "dose": {"value": 5, "unit": "mg"}}
    assert (reading["written"], reading["start"]["first"]) == (written, "2026-01-15")
    order = {
        "resourceType": "MedicationRequest",
        "id": "o",
        "status": "active",
        "intent": "order",
        "authoredOn": "2026-01-15",
        "medicationCodeableConcept": {"text": "oxycodone 5 mg tablet"},
        "subject": {"reference": "Patient/p"},
        "dosageInstruction": [{"text": "1 tab q6h prn"}],
    }
    done = ldn_rules("check", "-", "--show-reading", "--output", "jsonl", input=json.dumps(order))
    assert read(done)["readings"][0]["sig"] == sigs_read("1 tab q6h prn")


def test_the_python_interface_shows_it(ldn_rules: Run) -> None:
    """What the command writes."""
    rulebook = load_rulebook()
    shown = check(RECORD, rulebook=rulebook, show_reading=True).data
    written = read(ldn_rules("check", "-", "--show-reading", "--output", "jsonl", input=json.dumps(RECORD)))
    assert shown["readings"] == written["readings"]
    assert "readings" not in check(RECORD, rulebook=rulebook).data


def test_a_record_that_could_not_be_read_has_no_readings(ldn_rules: Run) -> None:
    """The list of them is there, and empty."""
    done = ldn_rules("check", "-", "--format", "jsonl", "--show-reading", "--output", "jsonl", input="{nonsense\n")
    assert (read(done)["outcome"], read(done)["readings"]) == ("not-checked", [])
