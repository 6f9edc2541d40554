"""Counts over a run: one :class:`Tally` a patient, summed in the parent process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct, field

from ldn_rules.rulebook.enumerations import SEVERITIES

if TYPE_CHECKING:
    from ldn_rules.findings.model import PatientReport

OUTCOMES = ("not-checked", "alert", "cannot-assess", "clear", "not-applicable")
"""Worst first."""


NO_WAIVERS: Final = ((), (), ())
"""Of a record to which no entry of a site policy says anything."""


class Tally(Struct, frozen=True):
    """What counts of one patient.

    ``unreadable``: nothing of the record could be read; ``faulty``: some part of it could not; ``failed``: the
    engine could not check it. ``current`` has rule and severity of each finding that is not history, ``suppressed``
    the severities of those of them that a site policy suppresses; ``waivers`` are the places of its entries that were
    used, expired and idle (``UnderPolicy``).
    """

    outcome: str
    unreadable: bool
    faulty: bool
    failed: bool
    as_of: str
    current: tuple[tuple[str, str], ...]
    suppressed: tuple[str, ...] = ()
    waivers: tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]] = ((), (), ())

    def plain(self) -> tuple[Any, ...]:
        """As a tuple that :func:`marshal.dumps` takes; ``Tally(*plain)`` is the way back."""
        known = (self.outcome, self.unreadable, self.faulty, self.failed, self.as_of, self.current)
        return (
            known if self.suppressed == () and self.waivers == NO_WAIVERS else (*known, self.suppressed, self.waivers)
        )


def tally(report: PatientReport) -> Tally:
    """The counts of one patient."""
    here = report.policy
    suppressed = () if here is None else tuple(one.finding for one in here.suppressed if not one.finding.history)
    return Tally(
        outcome=report.outcome,
        unreadable=report.unreadable,
        faulty=bool(report.problems),
        failed=report.outcome == "not-checked" and not report.unreadable,
        as_of=report.as_of,
        current=tuple(
            (finding.rule, finding.severity) for finding in (*report.findings, *suppressed) if not finding.history
        ),
        suppressed=tuple(finding.severity for finding in suppressed),
        waivers=NO_WAIVERS if here is None else (here.used, here.expired, here.idle),
    )


def _zeroes(names: tuple[str, ...]) -> dict[str, int]:
    return dict.fromkeys(names, 0)


class Summary(Struct):
    """The sum of all tallies. ``as_of`` is the date common to all patients, if there is one; ``used``, ``expired`` and
    ``idle`` are places of the entries of a site policy.
    """

    records: int = 0
    unreadable: int = 0
    faulty: int = 0
    failed: int = 0
    by_outcome: dict[str, int] = field(default_factory=lambda: _zeroes(OUTCOMES))
    by_severity: dict[str, int] = field(default_factory=lambda: _zeroes(SEVERITIES[::-1]))
    by_rule: dict[str, int] = field(default_factory=dict)
    suppressed: dict[str, int] = field(default_factory=lambda: _zeroes(SEVERITIES[::-1]))
    used: set[int] = field(default_factory=set)
    expired: set[int] = field(default_factory=set)
    idle: set[int] = field(default_factory=set)
    dates: set[str] = field(default_factory=set)

    def add(self, one: Tally) -> None:
        """Count one patient more."""
        self.records += 1
        self.unreadable += one.unreadable
        self.faulty += one.faulty
        self.failed += one.failed
        self.by_outcome[one.outcome] += 1
        if len(self.dates) < 2:  # one date is common to all, two are not
            self.dates.add(one.as_of)
        for rule, severity in one.current:
            self.by_severity[severity] += 1
            self.by_rule[rule] = self.by_rule.get(rule, 0) + 1
        for severity in one.suppressed:
            self.suppressed[severity] += 1
        if one.waivers != NO_WAIVERS:
            for known, met in zip((self.used, self.expired, self.idle), one.waivers, strict=True):
                known.update(met)

    def counted(self, severity: str) -> int:
        """Number of current findings of a severity that no site policy suppresses: what the exit code goes by."""
        return self.by_severity[severity] - self.suppressed[severity]

    @property
    def as_of(self) -> str | None:
        """The date that all patients share, or None."""
        return next(iter(self.dates)) if len(self.dates) == 1 else None

    def as_data(self, exit_code: int) -> dict[str, object]:
        """The ``summary`` object of the report document."""
        return {
            "records": self.records,
            "read": self.records - self.unreadable,
            "unreadable": self.unreadable,
            "by_outcome": self.by_outcome,
            "by_severity": self.by_severity,
            "by_rule": dict(sorted(self.by_rule.items())),
            "exit_code": exit_code,
        }
