"""JSON output: exact field names, valid by the schema, whole whatever the input held."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from ldn_rules.report.document import Document
from ldn_rules.report.formats import FORMATS, format_named
from ldn_rules.report.jsonl import JsonLines
from ldn_rules.report.layout import Page
from ldn_rules.report.summary import Summary, tally
from ldn_rules.report.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ldn_rules.findings.model import PatientReport
    from ldn_rules.report.identity import Identity

    Report = Callable[..., PatientReport]


@pytest.fixture
def validator(root: Path) -> jsonschema.Draft202012Validator:
    """The published schema."""
    schema = json.loads((root / "schemas" / "report.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def document(identity: Identity, reports: list[PatientReport], exit_code: int = 1) -> Any:
    """The document over these reports, decoded."""
    form, summary = Document(identity), Summary()
    for each in reports:
        summary.add(tally(each))
    whole = form.head() + form.between.join(map(form.patient, reports)) + form.tail(summary, exit_code)
    return json.loads(whole)


def test_a_line_stands_alone(identity: Identity, report: Report, validator: jsonschema.Draft202012Validator) -> None:
    """A jsonl line is one object on one line with every field of the contract, valid by the schema."""
    line = JsonLines(identity).patient(report(patient="a\nb"))
    assert line.count(b"\n") == 1
    data = json.loads(line)
    validator.validate(data)
    assert data["ruleset"] == {"version": "2026.11.0", "hash": "abcdef0123456789"}
    assert data["source"] == {"file": "list.json", "line": 3}
    assert data["alerts"][2]["earliest_start"] == {"minimum": "2026-01-16", "preferred": "2026-01-19"}
    assert data["errors"][0]["code"] == "bad-date"


def test_the_document(identity: Identity, report: Report, validator: jsonschema.Draft202012Validator) -> None:
    """The document is valid by the schema and counts what is current."""
    data = document(identity, [report(), report(record=2, outcome="clear", worst=None, findings=())])
    validator.validate(data)
    assert data["as_of"] == "2026-01-15"
    assert data["engine"] == {"name": "durable-rules", "version": "2.0.28", "cross_checked": True}
    assert data["summary"] == {
        "records": 2,
        "read": 2,
        "unreadable": 0,
        "by_outcome": {"not-checked": 0, "alert": 1, "cannot-assess": 0, "clear": 1, "not-applicable": 0},
        "by_severity": {"contraindicated": 1, "major": 1, "moderate": 0, "minor": 0, "info": 1},
        "by_rule": {"LDN104": 1, "LDN112": 1, "LDN305": 1},
        "exit_code": 1,
    }


def test_an_empty_document(identity: Identity, validator: jsonschema.Draft202012Validator) -> None:
    """No record is a document too."""
    data = document(identity, [], 4)
    validator.validate(data)
    assert data["patients"] == []
    assert data["as_of"] is None


def test_not_checked(identity: Identity, report: Report, validator: jsonschema.Draft202012Validator) -> None:
    """A record that was not checked says why and marks each finding; the document is not cross-checked."""
    lost = report(outcome="not-checked", not_checked="the worker was ended by signal SIGSEGV", as_of="2026-01-16")
    data = document(identity, [report(), lost], 5)
    validator.validate(data)
    assert data["as_of"] is None
    assert not data["engine"]["cross_checked"]
    assert data["patients"][1]["not_checked"] == "the worker was ended by signal SIGSEGV"
    assert not any(alert["cross_checked"] for alert in data["patients"][1]["alerts"])


def test_unreadable_is_no_engine_failure(identity: Identity, report: Report) -> None:
    """A record that could not be read is counted as unreadable."""
    data = document(identity, [report(outcome="not-checked", unreadable=True, findings=())], 4)
    assert data["engine"]["cross_checked"]
    assert (data["summary"]["read"], data["summary"]["unreadable"]) == (0, 1)


def test_half_characters(identity: Identity, report: Report) -> None:
    """A lone surrogate, which UTF-8 cannot say, becomes U+FFFD and costs nothing else."""
    data = json.loads(JsonLines(identity).patient(report(patient="a\ud800b")))
    assert data["patient"] == "a\ufffdb"
    assert len(data["alerts"]) == 4


def test_formats_by_name(identity: Identity) -> None:
    """Every name of a format makes it."""
    made = [type(format_named(name, identity, Page())) for name in FORMATS]
    assert made == [Text, Document, JsonLines]


def test_jsonl_is_nothing_but_lines(identity: Identity) -> None:
    """Nothing stands before or after the lines."""
    form = JsonLines(identity)
    assert (form.head(), form.between, form.tail(Summary(), 0)) == (b"", b"", b"")
