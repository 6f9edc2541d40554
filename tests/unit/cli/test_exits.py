"""Which exit code a run earns."""

from __future__ import annotations

import pytest

from ldn_rules.cli.exits import FAIL_ON, ExitCode, of_error, of_run
from ldn_rules.report.summary import Summary, Tally
from ldn_rules.rulebook.errors import EngineError, InputError, LdnError, RulesError, UsageError


def summary_of(*findings: str, **flags: bool) -> Summary:
    """The summary over one record with current findings of these severities."""
    summary = Summary()
    marks = {"unreadable": False, "faulty": False, "failed": False} | flags
    summary.add(
        Tally(
            "alert",
            marks["unreadable"],
            marks["faulty"],
            marks["failed"],
            as_of="2026-01-15",
            current=tuple(("LDN101", severity) for severity in findings),
        )
    )
    return summary


@pytest.mark.parametrize("severity", FAIL_ON[1:])
@pytest.mark.parametrize("fail_on", FAIL_ON)
def test_fail_on(severity: str, fail_on: str) -> None:
    """A finding at or above the limit is 1; notes never count, and none asks for no limit."""
    counts = fail_on != "none" and severity != "info" and FAIL_ON.index(severity) >= FAIL_ON.index(fail_on)
    assert of_run(summary_of(severity), fail_on, input_faults=0) is (ExitCode.FINDINGS if counts else ExitCode.OK)


def test_precedence() -> None:
    """Not checked wins over not read, and that over findings."""
    assert of_run(summary_of("major", failed=True, faulty=True), "major", input_faults=1) is ExitCode.INTERNAL
    assert of_run(summary_of("major", faulty=True), "major", input_faults=0) is ExitCode.INPUT
    assert of_run(summary_of("major", unreadable=True), "major", input_faults=0) is ExitCode.INPUT
    assert of_run(summary_of("major"), "major", input_faults=1) is ExitCode.INPUT
    assert of_run(Summary(), "none", input_faults=0) is ExitCode.INPUT


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (UsageError("x"), ExitCode.USAGE),
        (RulesError([]), ExitCode.RULES),
        (InputError("x"), ExitCode.INPUT),
        (EngineError("x"), ExitCode.INTERNAL),
        (LdnError("x"), ExitCode.INTERNAL),
        (ZeroDivisionError("x"), ExitCode.INTERNAL),
    ],
)
def test_errors(error: Exception, code: ExitCode) -> None:
    """Each error of the tree has its code; whatever else ends a command is internal."""
    assert of_error(error) is code


def test_the_codes_are_the_contract() -> None:
    """The numbers are a public interface."""
    assert {code.name: code.value for code in ExitCode} == {
        "OK": 0,
        "FINDINGS": 1,
        "USAGE": 2,
        "RULES": 3,
        "INPUT": 4,
        "INTERNAL": 5,
    }
