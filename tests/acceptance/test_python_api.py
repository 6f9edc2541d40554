"""The Python interface: one report for one record, in this process or in a supervised one, and typed errors."""

from __future__ import annotations

import inspect
import json
import os
import pydoc
import shutil
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

import ldn_rules as api

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Command = Callable[..., subprocess.CompletedProcess[str]]

LDN = {"id": "ldn", "name": "naltrexone 1.5 mg capsule", "sig": "1 capsule at bedtime", "status": "active"}
OXYCODONE = {"id": "oxy", "name": "oxycodone 5 mg tablet", "status": "active", "start": "2026-01-02"}
BORN = {"patient": {"birth_date": "1960-01-01"}}
CLEAR: dict[str, Any] = {**BORN, "as_of": "2026-01-15", "medications": [{**LDN, "start": "2026-01-15"}]}
OVERLAP: dict[str, Any] = {**CLEAR, "medications": [*CLEAR["medications"], OXYCODONE]}


@pytest.fixture(scope="module")
def validator(root: Path) -> jsonschema.Draft202012Validator:
    """The published schema of reports."""
    return jsonschema.Draft202012Validator(json.loads((root / "schemas" / "report.schema.json").read_text("utf-8")))


@pytest.fixture
def site(root: Path, tmp_path: Path) -> Path:
    """A copy of the rules."""
    return shutil.copytree(root / "rules", tmp_path / "site")


@pytest.fixture(scope="module")
def rulebook() -> api.Rulebook:
    """The rules that come with the program."""
    return api.load_rulebook()


@pytest.mark.parametrize("supervised", [False, True])
def test_check_from_python(
    rulebook: api.Rulebook, validator: jsonschema.Draft202012Validator, supervised: bool
) -> None:
    """A mapping, its JSON text and its bytes give one report, in this process or in a supervised one."""
    reports = [
        api.check(given, rulebook=rulebook, supervised=supervised)
        for given in (OVERLAP, json.dumps(OVERLAP), json.dumps(OVERLAP).encode())
    ]
    assert reports[0] == reports[1] == reports[2]
    report = reports[0]
    validator.validate(report.data)
    assert (report.outcome, report.worst, [alert["rule"] for alert in report.alerts]) == (
        "alert",
        "contraindicated",
        ["LDN101"],
    )
    assert report.data["ruleset"] == {"version": rulebook.version, "hash": rulebook.hash}


@pytest.mark.parametrize("given", [CLEAR, OVERLAP, {**CLEAR, "medications": []}])
def test_python_and_the_command_say_the_same(rulebook: api.Rulebook, ldn_rules: Command, given: dict[str, Any]) -> None:
    """What ``--output jsonl`` prints is the report's data, but for the name of the source."""
    printed = json.loads(ldn_rules("check", "--output", "jsonl", input=json.dumps(given)).stdout)
    returned = dict(api.check(given, rulebook=rulebook).data)
    assert {**printed, "source": None} == {**returned, "source": None}


@pytest.mark.parametrize("day", ["2026-01-16", date(2026, 1, 16)], ids=str)
def test_the_day_of_the_check(rulebook: api.Rulebook, day: str | date) -> None:
    """``as_of`` wins over the record's own day; without either it is today."""
    report = api.check(OVERLAP, rulebook=rulebook, as_of=day)
    assert (report.data["as_of"], report.data["as_of_basis"]) == ("2026-01-16", "option")
    undated = {"medications": [{"name": "naltrexone 4.5 mg capsule"}]}
    report = api.check(undated, rulebook=rulebook)
    assert (report.data["as_of"], report.data["as_of_basis"]) == (date.today().isoformat(), "today")  # noqa: DTZ011


def test_dates_and_decimals_are_taken_as_they_are(rulebook: api.Rulebook) -> None:
    """What a program holds as a date or a decimal need not be written out first."""
    dose = {"value": Decimal("9.0"), "unit": "mg"}
    daily = {"times": Decimal(1), "per": 1, "unit": "day"}
    entry = {"name": "LDN", "dose": dose, "frequency": daily, "status": "active", "start": date(2025, 1, 10)}
    report = api.check({"as_of": date(2026, 1, 15), "medications": [entry]}, rulebook=rulebook)
    assert (report.data["as_of"], [alert["rule"] for alert in report.alerts][:1]) == ("2026-01-15", ["LDN301"])
    assert report.data["errors"] == []


def test_one_rulebook_in_several_threads(rulebook: api.Rulebook) -> None:
    """One at a time is meant; all at once is no crash, and no answer of another patient."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(lambda one: api.check(one, rulebook=rulebook).outcome, [CLEAR, OVERLAP] * 60))
    assert outcomes == ["clear", "alert"] * 60


def test_a_report_without_findings(rulebook: api.Rulebook) -> None:
    """Quiet is no alerts, and no worst severity."""
    report = api.check(CLEAR, rulebook=rulebook)
    assert (report.outcome, report.worst, list(report.alerts)) == ("clear", None, [])


def test_a_record_that_cannot_be_read_is_a_report(rulebook: api.Rulebook) -> None:
    """What is wrong inside a record is said in its report."""
    report = api.check('{"medications": ', rulebook=rulebook)
    assert report.outcome == "not-checked"
    assert report.data["errors"]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("", "one record is expected, these are 0"),
        ('{"medications": "none"} {"medications": "none"}', "one record is expected, these are 2"),
        ({"medications": {1, 2}}, "the record is no JSON value: set is not JSON"),
        ({"medications": [object()]}, "the record is no JSON value: object is not JSON"),
        ({"medications": [{"dose": {"value": float("nan")}}]}, "the record is no JSON value: Out of range float"),
        (
            {"medications": [{"dose": {"value": Decimal("0.1234567890123456789")}}]},
            "the record is no JSON value: 0.1234567890123456789 has more digits than a number of JSON is sure to keep",
        ),
    ],
)
def test_what_is_not_one_record(rulebook: api.Rulebook, given: Any, message: str) -> None:
    """Anything but one record is an InputError."""
    with pytest.raises(api.InputError) as caught:
        api.check(given, rulebook=rulebook)
    assert str(caught.value).startswith(message)
    assert isinstance(caught.value, api.LdnError)


@pytest.mark.parametrize("day", ["2026-02-30", "tomorrow", 5])
def test_a_day_that_is_none(rulebook: api.Rulebook, day: Any) -> None:
    """A wrong ``as_of`` is a UsageError that says what would be right."""
    with pytest.raises(api.UsageError) as caught:
        api.check(OVERLAP, rulebook=rulebook, as_of=day)
    assert str(caught.value) == f"as_of: {day!r} is no date of the form 2026-01-15"


def test_rules_from_python(site: Path) -> None:
    """A folder that is not there is a UsageError, an invalid one a RulesError with every fault."""
    with pytest.raises(api.UsageError, match="there is no folder"):
        api.load_rulebook(str(site / "nowhere"))
    assert api.load_rulebook(str(site)).version
    (site / "ruleset.yaml").write_text("language: 1\n", encoding="utf-8")
    with pytest.raises(api.RulesError) as caught:
        api.load_rulebook(str(site))
    assert [fault.code for fault in caught.value.diagnostics] == ["E101", "E101"]


def test_a_supervised_check_survives_its_engine(rulebook: api.Rulebook, monkeypatch: pytest.MonkeyPatch) -> None:
    """A crash of the engine is an outcome, and the caller's process lives on."""
    from ldn_rules.engine.rete import Rete

    monkeypatch.setattr(Rete, "matches", lambda *_: os._exit(9))
    report = api.check(OVERLAP, rulebook=rulebook, supervised=True)
    assert (report.outcome, report.worst) == ("not-checked", "contraindicated")
    assert "ended with status 9" in report.data["not_checked"]


@pytest.mark.parametrize("public", [api.Report, api.Rulebook, api.check, api.load_rulebook])
def test_help_knows_the_types(public: Any) -> None:
    """``help`` and an editor can look up every public name."""
    assert inspect.signature(public).parameters
    assert public.__doc__
    assert public.__name__ in pydoc.render_doc(public)
