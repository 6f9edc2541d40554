"""The exit codes, and which of them a run earns."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from ldn_rules.rulebook.enumerations import SEVERITIES
from ldn_rules.rulebook.errors import InputError, RulesError, UsageError

if TYPE_CHECKING:
    from ldn_rules.report.summary import Summary

FAIL_ON = ("none", *SEVERITIES)
"""Values of ``--fail-on``, ascending."""


class ExitCode(IntEnum):
    """What the exit status of every command says; where several hold, the highest of 3, 4 and 5 wins over 1."""

    OK = 0
    """Nothing current at or above ``--fail-on``."""
    FINDINGS = 1
    """Something current at or above ``--fail-on`` (or, of ``rules test``, a test that failed)."""
    USAGE = 2
    """Wrong usage."""
    RULES = 3
    """The rules or the site policy are invalid, or an entry of the policy is expired or unused."""
    INPUT = 4
    """A file, record or field could not be read, there was no record, or an empty list without ``none``."""
    INTERNAL = 5
    """The engine or the program failed; what it concerns is not checked."""


def of_run(summary: Summary, fail_on: str, *, input_faults: int, policy_faults: int = 0) -> ExitCode:
    """The code of a run. ``input_faults`` counts what could not even be told apart into records, ``policy_faults`` the
    entries of a site policy that turned out to be expired or unused.

    Information notes and history never count, whatever ``fail_on`` is; ``none`` asks that no finding does.
    """
    if summary.failed:
        return ExitCode.INTERNAL
    if input_faults or summary.unreadable or summary.faulty or not summary.records:
        return ExitCode.INPUT
    if policy_faults:
        return ExitCode.RULES
    return ExitCode.FINDINGS if _reached(summary, fail_on) else ExitCode.OK


def _reached(summary: Summary, fail_on: str) -> bool:
    if fail_on == "none":
        return False
    least = max(SEVERITIES.index(fail_on), 1)
    return any(summary.counted(severity) for severity in SEVERITIES[least:])


def of_error(error: Exception) -> ExitCode:
    """The code of an error that ended a command."""
    if isinstance(error, UsageError):
        return ExitCode.USAGE
    if isinstance(error, RulesError):
        return ExitCode.RULES
    if isinstance(error, InputError):
        return ExitCode.INPUT
    return ExitCode.INTERNAL
