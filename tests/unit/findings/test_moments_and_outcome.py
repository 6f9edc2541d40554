"""History, outcome, order and coverage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import pytest

from ldn_rules.findings.keys import finding_key
from ldn_rules.findings.moments import is_history
from ldn_rules.findings.outcome import in_order, outcome_of, worst_of
from support.lists import List, check, item, ldn, oxycodone, said

if TYPE_CHECKING:
    from ldn_rules.findings.model import Finding


@dataclass(frozen=True)
class Said:
    """What the outcome reads of a finding."""

    severity: str
    kind: str = "alert"
    history: bool = False
    rule: str = "LDN101"
    medications: tuple[str, ...] = ()
    moment: str = ""


def findings(*found: Said) -> list[Finding]:
    """As findings."""
    return [cast("Finding", one) for one in found]


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ([], "clear"),
        ([Said("info")], "clear"),
        ([Said("minor")], "alert"),
        ([Said("minor", "cannot-assess")], "cannot-assess"),
        ([Said("info", "cannot-assess")], "clear"),
        ([Said("major", "cannot-assess"), Said("minor")], "alert"),
        ([Said("contraindicated", history=True)], "clear"),
    ],
)
def test_the_outcome_is_the_worst_of_what_is_current(found: list[Said], expected: str) -> None:
    """Alert before cannot-assess before clear; notes and history never count."""
    assert outcome_of(findings(*found), holds_naltrexone=True) == expected


def test_a_list_without_naltrexone_is_not_applicable() -> None:
    """Unless something on it is to be asked about."""
    assert outcome_of([], holds_naltrexone=False) == "not-applicable"
    assert outcome_of(findings(Said("moderate", "cannot-assess")), holds_naltrexone=False) == "cannot-assess"


def test_the_worst_is_current() -> None:
    """The highest severity of what is not history; none without findings."""
    assert worst_of(findings(Said("info"), Said("major"), Said("contraindicated", history=True))) == "major"
    assert worst_of(findings(Said("major", history=True))) is None


def test_findings_stand_in_order() -> None:
    """Current before history, the worst first, alerts before doubts, then by rule and entries."""
    expected: list[Any] = [
        Said("major"), Said("major", rule="LDN102"), Said("major", "cannot-assess"), Said("info"),
        Said("contraindicated", history=True),
    ]  # fmt: skip
    assert list(in_order(findings(*reversed(expected)))) == expected


@pytest.mark.parametrize(("day", "expected"), [(-30, False), (-31, True), (5, False)])
def test_history_is_more_than_thirty_days_back(day: int, expected: bool) -> None:
    """Thirty days before the check is current, 31 are history."""
    assert is_history(day, 30) is expected


@pytest.mark.parametrize(
    ("entries", "moment"),
    [
        ([ldn(start=-40), oxycodone(start=-20, end=-12, status="completed")], "2026-01-03"),
        ([ldn(start=-40), oxycodone(start=-20)], "2026-01-15"),
        ([ldn(start=-10), oxycodone(start=-40, end=-14, status="completed")], "2026-01-05"),
        ([ldn(start=-60, end=-6, status="completed"), oxycodone(start=-5)], "2026-01-10"),
        ([ldn(start=None, status="stopped"), oxycodone(start=-50)], "2026-01-15"),
    ],
)
def test_the_day_a_finding_speaks_of(entries: List, moment: str) -> None:
    """The last shared day, L0 or the opioid's start; the day of the check for what is still so."""
    assert check(entries).findings[0].moment == moment


@pytest.mark.parametrize(
    ("end", "expected"), [(-30, "LDN101 contraindicated"), (-31, "LDN101 contraindicated history")]
)
def test_an_old_overlap_is_history(end: int, expected: str) -> None:
    """An overlap that ended more than 30 days before the check no longer counts."""
    assert said([ldn(start=-82), oxycodone(start=-80, end=end, status="completed")]) == [expected]


@pytest.mark.parametrize(
    ("medications", "expected"),
    [
        ([ldn(), oxycodone(start=-3)], "alert"),
        ([ldn()], "clear"),
        ([ldn(status="entered-in-error"), oxycodone(start=-3)], "not-applicable"),
        ([oxycodone(start=-3)], "not-applicable"),
        ([item("zorbanex forte")], "not-applicable"),
        ([item("Embeda 30 mg/1.2 mg capsule", start=-3), oxycodone(start=-3)], "not-applicable"),
        ([item("naltroxone 1.5 mg capsule", sig="1 capsule at bedtime", start=-300)], "cannot-assess"),
        ([], "cannot-assess"),
        ([ldn(), item("zorbanex forte")], "cannot-assess"),
    ],
)
def test_outcomes_of_lists(medications: List, expected: str) -> None:
    """The outcome of whole lists."""
    assert check(medications).outcome == expected


def test_silent_rules_are_those_that_said_nothing() -> None:
    """Every active rule either speaks or stands as silent; on a list without naltrexone none was asked."""
    report = check([ldn(), oxycodone(start=-3)])
    assert "LDN101" not in report.silent
    assert {"LDN104", "LDN301"} <= set(report.silent)
    assert check([oxycodone(start=-3)]).silent == ()


def test_coverage_counts_every_entry() -> None:
    """Recognised, irrelevant, to be reviewed, unrecognised and unreadable add up to the list."""
    entries: list[dict[str, Any]] = [
        ldn(), item("lisinopril 10 mg tablet"), item("oxycodne 5 mg tablet"), item("quastofen"),
        {"id": "odd", "name": "oxycodone", "colour": "white"},
    ]  # fmt: skip
    coverage = check(entries).coverage
    assert (coverage.medications, coverage.recognised, coverage.irrelevant) == (5, 1, 1)
    assert coverage.review == ("oxycodne 5 mg tablet",)
    assert coverage.unrecognised[0] == "quastofen"
    assert len(coverage.unrecognised) == 2


def test_keys_are_stable_and_apart() -> None:
    """The same patient, rule and entries give the same key; anything else another."""
    key = finding_key("p1", "LDN101", ("a", "b"))
    assert key == finding_key("p1", "LDN101", ("a", "b")) == "598a904d7007833d"
    others = [
        finding_key(*one)
        for one in (("p2", "LDN101", ("a", "b")), ("p1", "LDN104", ("a", "b")), (None, "LDN101", ("a",)))
    ]
    assert len({key, *others}) == 4
    assert finding_key(None, "LDN101", ()) == finding_key("", "LDN101", ())
