"""Records checked under a site policy: what it touches, suppresses, acknowledges and makes milder."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

import ldn_rules as api
from ldn_rules.rulebook.diagnostics import Frame, plain
from ldn_rules.rulebook.model import Span
from ldn_rules.rulebook.policy import ACKNOWLEDGEMENT, SUPPRESSION, Policy, Waiver, faults_of_run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Load = Callable[[str], api.Rulebook]

HEAD = 'language: 1\npolicy: House\nversion: "7"\n'
LDN = {"id": "ldn", "name": "naltrexone 1.5 mg capsule", "sig": "1 capsule at bedtime", "status": "active"}
STARTS = {**LDN, "start": "2026-01-15"}
ACTIVE = {"id": "oxy", "name": "oxycodone 5 mg tablet", "status": "active", "start": "2026-01-02"}


def ended(day: str, name: str = "oxycodone 5 mg tablet") -> dict[str, Any]:
    """An opioid whose last day this was."""
    return {"id": "opioid", "name": name, "status": "completed", "start": "2026-01-01", "end": day}


def record(*medications: dict[str, Any], patient: str = "p1", as_of: str = "2026-01-15") -> dict[str, Any]:
    """A list that starts naltrexone on the day of the check."""
    return {
        "patient": {"id": patient, "birth_date": "1960-01-01"},
        "as_of": as_of,
        "medications": [STARTS, *medications],
    }


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """The shipped rules under a policy of this text."""

    def run(text: str) -> api.Rulebook:
        path = tmp_path / "policy.yaml"
        path.write_text(HEAD + text, encoding="utf-8")
        return api.load_rulebook(policy=str(path))

    return run


@pytest.fixture(scope="module")
def validator(root: Path) -> jsonschema.Draft202012Validator:
    """The published schema of reports."""
    return jsonschema.Draft202012Validator(json.loads((root / "schemas" / "report.schema.json").read_text("utf-8")))


@pytest.fixture
def checked(load: Load, validator: jsonschema.Draft202012Validator) -> Callable[..., dict[str, Any]]:
    """The report of one list under a policy of this text, in step with the schema of reports."""

    def run(text: str, given: dict[str, Any]) -> dict[str, Any]:
        report = dict(api.check(given, rulebook=load(text)).data)
        validator.validate(report)
        return report

    return run


def found(report: dict[str, Any], where: str = "alerts") -> list[tuple[str, str]]:
    """Rule and severity of each finding."""
    return [(each["rule"], each["severity"]) for each in report[where]]


LONGER = """\
thresholds:
  - {threshold: washouts.short-acting.moderate, shipped: 10 days, here: 14 days}
"""
SHORTER = """\
thresholds:
  - threshold: washouts.perioperative.major
    shipped: 7 days
    here: 3 days
    author: A. Pharmacist
    reason: One dose at an operation
    date: "2025-01-02"
  - threshold: washouts.perioperative.moderate
    shipped: 10 days
    here: none
    author: A. Pharmacist
    reason: One dose at an operation
    date: "2025-01-02"
"""


def test_stricter_washout(checked: Callable[..., dict[str, Any]]) -> None:
    """A gap that was long enough by the rules is not, and the alert says by whose decision."""
    given = record(ended("2026-01-04"))
    assert found(checked("", given)) == []
    report = checked(LONGER, given)
    assert (report["outcome"], found(report)) == ("alert", [("LDN104", "moderate")])
    alert = report["alerts"][0]
    assert alert["message"].endswith(
        'Site policy "House" 7 changes washouts.short-acting.moderate from 10 days to 14 days, which is stricter than'
        " the rules."
    )
    assert alert["earliest_start"] == {"minimum": "2026-01-11", "preferred": "2026-01-18"}
    assert [fact for fact in alert["facts"] if fact["kind"] == "policy-change"] == [
        {
            "role": "policy",
            "kind": "policy-change",
            "entries": [],
            "policy": "House",
            "policy_version": "7",
            "threshold": "washouts.short-acting.moderate",
            "shipped": "10 days",
            "here": "14 days",
            "direction": "stricter",
            "author": None,
            "reason": None,
            "date": None,
        }
    ]
    assert report["policy"]["lowered"] == []


def test_alert_that_the_change_does_not_touch(checked: Callable[..., dict[str, Any]]) -> None:
    """A finding by another row of the table says nothing of the policy."""
    report = checked(LONGER, record(ended("2026-01-05", "methadone 10 mg tablet")))
    assert found(report) == [("LDN105", "major")]
    assert "policy" not in report["alerts"][0]["message"]


def test_laxer_washout_is_logged(checked: Callable[..., dict[str, Any]]) -> None:
    """Site override of 3 days after one anaesthetic: a gap of 3 days is silent, and the report says what it was."""
    infused = {**ended("2026-01-12", "remifentanil injection"), "route": "intravenous", "start": "2026-01-12"}
    report = checked(SHORTER, record(infused))
    assert (report["outcome"], found(report)) == ("clear", [])
    lowered = report["policy"]["lowered"]
    assert [(each["rule"], each["shipped"], each["here"]) for each in lowered] == [("LDN115", "major", None)]
    assert {change["author"] for change in report["policy"]["changes"]} == {"A. Pharmacist"}
    infused = {**infused, "start": "2026-01-13", "end": "2026-01-13"}
    report = checked(SHORTER, record(infused))
    assert found(report) == [("LDN115", "major")]
    assert (
        "washouts.perioperative.major from 7 days to 3 days, which is laxer than the rules"
        " (A. Pharmacist, 2025-01-02: One dose at an operation)." in report["alerts"][0]["message"]
    )
    assert "washouts.perioperative.moderate (10 days) to nothing, which is laxer" in report["alerts"][0]["message"]


def test_setting_of_the_fact_stage(checked: Callable[..., dict[str, Any]]) -> None:
    """Of a setting, the findings that differ from those by the rules as shipped are touched, and no others."""
    text = "thresholds:\n  - {threshold: semantics.ends-apart, shipped: 3 days, here: 1 day}\n"
    given = record({**ended("2026-01-05"), "days_supply": 7}, {**ACTIVE, "name": "methadone 10 mg tablet"})
    assert found(checked("", given)) == [("LDN102", "contraindicated"), ("LDN104", "moderate")]
    report = checked(text, given)
    touched = {each["rule"]: "changes semantics.ends-apart from" in each["message"] for each in report["alerts"]}
    assert touched == {"LDN102": False, "LDN104": False, "LDN112": True}
    assert report["policy"]["lowered"] == []


SUPPRESSED = """\
unused-after: 2
suppressions:
  - {rule: LDN104, reason: Clinic rounds, author: B. Doe, expires: "2026-06-30"}
"""


def test_suppressed_finding_is_listed(checked: Callable[..., dict[str, Any]]) -> None:
    """It leaves the alerts, and neither the outcome nor the worst severity."""
    report = checked(SUPPRESSED, record(ended("2026-01-07")))
    assert (report["outcome"], report["worst"], found(report)) == ("alert", "moderate", [])
    assert found(report, "suppressed") == [("LDN104", "moderate")]
    assert report["suppressed"][0]["suppression"] == {
        "rule": "LDN104",
        "drug": None,
        "patient": None,
        "reason": "Clinic rounds",
        "author": "B. Doe",
        "expires": "2026-06-30",
    }
    assert "LDN104" not in report["silent"]


def test_contraindication_is_never_suppressed(checked: Callable[..., dict[str, Any]]) -> None:
    """The same rule's contraindication stays an alert."""
    report = checked(SUPPRESSED, record(ended("2026-01-12")))
    assert (found(report), found(report, "suppressed")) == ([("LDN104", "contraindicated")], [])


def test_doubt_that_may_be_a_contraindication_is_never_suppressed(checked: Callable[..., dict[str, Any]]) -> None:
    """A cannot-assess of a rule that can contraindicate ranks as major alone because that is its limit."""
    opioid = {**ended("2025-12-25"), "start": "2025-12-01"}
    given = {
        "patient": {"birth_date": "1960-01-01"},
        "as_of": "2026-01-31",
        "medications": [{**LDN, "start": "2026-01"}, opioid],
    }
    report = checked(SUPPRESSED, given)
    assert [(each["rule"], each["kind"]) for each in report["alerts"]] == [("LDN104", "cannot-assess")]
    assert [(each["rule"], each["kind"]) for each in report["suppressed"]] == [("LDN104", "alert")]


@pytest.mark.parametrize(
    ("scope", "rules"),
    [
        ("drug: oxycodone", ["opioid"]),
        ("drug: tramadol", ["tramadol"]),
        ("drug: codeine", []),
        ("patient: p1", ["opioid", "tramadol"]),
        ("patient: p2", []),
        ("drug: tramadol, patient: p1", ["tramadol"]),
        ("drug: tramadol, patient: p2", []),
    ],
)
def test_scope(checked: Callable[..., dict[str, Any]], scope: str, rules: list[str]) -> None:
    """A suppression goes as far as its scope says."""
    text = SUPPRESSED.replace("rule: LDN104", f"rule: LDN104, {scope}")
    tramadol = {**ended("2026-01-06", "tramadol 50 mg tablet"), "id": "tramadol"}
    report = checked(text, record(ended("2026-01-07"), tramadol))
    assert sorted(entry for each in report["suppressed"] for entry in each["medications"] if entry != "ldn") == rules
    assert len(report["alerts"]) == 2 - len(rules)


def test_acknowledged(checked: Callable[..., dict[str, Any]]) -> None:
    """The contraindication is shown, counts, and says who has seen it; another patient's does not."""
    text = """\
acknowledgements:
  - {rule: LDN101, patient: p1, reason: Supervised taper, author: C. Roe, expires: "2026-01-31"}
"""
    report = checked(text, record(ACTIVE))
    assert (report["outcome"], found(report)) == ("alert", [("LDN101", "contraindicated")])
    assert report["alerts"][0]["acknowledged"]["author"] == "C. Roe"
    assert report["policy"]["unused"] == []
    other = checked(text, record(ACTIVE, patient="p2"))
    assert "acknowledged" not in other["alerts"][0]


def test_expired_and_unused(checked: Callable[..., dict[str, Any]]) -> None:
    """The last day is the day of the check itself; from the next on the finding is back, and the report says why."""
    text = SUPPRESSED.replace("2026-06-30", "2026-01-15")
    assert found(checked(text, record(ended("2026-01-07")))) == []
    later = record(ended("2026-01-07"), as_of="2026-01-16")
    report = checked(text, later)
    assert found(report) == [("LDN104", "moderate")]
    assert [each["line"] for each in report["policy"]["expired"]] == [6]
    mine = checked(SUPPRESSED.replace("rule: LDN104", "rule: LDN104, patient: p1"), record())
    assert [each["rule"] for each in mine["policy"]["unused"]] == ["LDN104"]


def test_record_that_cannot_be_read(checked: Callable[..., dict[str, Any]]) -> None:
    """Nothing is said of the policy's entries but which policy it was."""
    report = checked(SUPPRESSED, {"medications": 7})
    assert report["policy"]["name"] == "House"
    assert (report["policy"]["expired"], report["policy"]["unused"]) == ([], [])


def waiver(kind: str = SUPPRESSION, patient: str | None = None, line: int = 9) -> Waiver:
    """An entry of a policy."""
    return Waiver(kind, "LDN104", None, patient, "R", "A", "2026-01-31", Span("p.yaml", line, 12), Frame(line, ("x",)))


POLICY = Policy("House", "7", "0", "p.yaml", (), (waiver(), waiver(ACKNOWLEDGEMENT, "p1", 12)), 3)


@pytest.mark.parametrize(
    ("run", "wanted"),
    [
        ({"used": [0, 1], "checked": 3}, []),
        ({"checked": 2}, []),
        ({"checked": 3}, ["p.yaml:9:12: E151 suppression of LDN104 met no finding (delete the entry)"]),
        (
            {"idle": [1], "checked": 1},
            ["p.yaml:12:12: E151 acknowledgement of LDN104 for patient p1 met no finding (delete the entry)"],
        ),
        ({"idle": [1], "used": [1], "checked": 1}, []),
        (
            {"expired": [0], "used": [0], "checked": 1},
            [
                (
                    "p.yaml:9:12: E150 suppression of LDN104 expired on 2026-01-31"
                    " (look at the reason again and give it a new day, or delete the entry)"
                )
            ],
        ),
    ],
)
def test_faults_of_a_run(run: dict[str, Any], wanted: list[str]) -> None:
    """Expired where a day of the check lay after it; unused in a batch, or of a patient who was checked."""
    known = {"expired": (), "used": (), "idle": (), **run}
    assert [plain(each) for each in faults_of_run(POLICY, **known)] == wanted
