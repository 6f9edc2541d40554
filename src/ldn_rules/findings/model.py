"""Findings and the report of one patient, before any rendering (docs/guide/using.md "Reading the answer")."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ldn_rules.intake.model import Problem
    from ldn_rules.rulebook.model import Evidence
    from ldn_rules.rulebook.policy import Change, Waiver


class Because(Struct, frozen=True):
    """One named condition: whether it holds (None = unknown), in words, with the values read."""

    name: str
    holds: bool | None
    text: str
    values: Mapping[str, str]


class EarliestStart(Struct, frozen=True):
    """Earliest LDN start by the washout table, as ISO dates."""

    minimum: str
    preferred: str


class Finding(Struct, frozen=True):
    """One alert or cannot-assess."""

    rule: str
    case: str
    revision: int
    kind: str
    severity: str
    title: str
    message: str
    consequence: str
    mechanism: str
    management: tuple[str, ...]
    medications: tuple[str, ...]
    facts: tuple[Mapping[str, object], ...]
    because: tuple[Because, ...]
    earliest_start: EarliestStart | None
    evidence: tuple[Evidence, ...]
    moment: str
    history: bool
    key: str
    readings: tuple[Mapping[str, object], ...] = ()
    """The entries it speaks of, each as it was read (``reading.entry_shapes``)."""

    changes: tuple[Change, ...] = ()
    """The thresholds of a site policy that it hangs on."""

    acknowledged: Waiver | None = None
    """Who has seen it, by a site policy."""


class Coverage(Struct, frozen=True):
    """How the list was read: counts, and the names behind the two lists that need a person."""

    medications: int = 0
    recognised: int = 0
    irrelevant: int = 0
    review: tuple[str, ...] = ()
    unrecognised: tuple[str, ...] = ()
    not_spoken_of: tuple[tuple[str, str], ...] = ()
    """Section and name of each condition, result, procedure, allergy and device that no rule can speak of."""


class Suppressed(Struct, frozen=True):
    """A finding that does not count for the exit code, and by whose decision."""

    finding: Finding
    waiver: Waiver


class Lowered(Struct, frozen=True):
    """A finding of the rules as shipped that a site policy makes milder; ``severity`` is what is left, None nothing."""

    finding: Finding
    severity: str | None


class UnderPolicy(Struct, frozen=True):
    """What a site policy does to one record. ``used``, ``expired`` and ``idle`` are places in its ``waivers``: met a
    finding, is over on the day of the check, is of this patient and met none.
    """

    suppressed: tuple[Suppressed, ...] = ()
    lowered: tuple[Lowered, ...] = ()
    used: tuple[int, ...] = ()
    expired: tuple[int, ...] = ()
    idle: tuple[int, ...] = ()


class PatientReport(Struct, frozen=True):
    """Everything said about one input record; if nothing else is known of it, that it was not checked.

    ``not_checked`` says why one evaluator alone, or none, spoke.
    """

    record: int
    source: str | None
    line: int | None
    patient: str | None
    as_of: str
    as_of_basis: str
    outcome: str = "not-checked"
    worst: str | None = None
    findings: tuple[Finding, ...] = ()
    silent: tuple[str, ...] = ()
    coverage: Coverage = Coverage()
    problems: tuple[Problem, ...] = ()
    not_checked: str | None = None
    reproducer: str | None = None
    list_source: str | None = None
    list_date: str | None = None
    readings: tuple[Mapping[str, object], ...] | None = None
    """Every entry as it was read, where that was asked for."""

    panel: Mapping[str, object] | None = None
    """The evidence and expectation panel, where it was asked for; empty without low-dose naltrexone."""

    list_day: str | None = None
    """The day that ``list_date`` means, if it means one."""

    engine_failed: bool = False
    """The engine was tried on this record and is in doubt."""

    unreadable: bool = False
    """Nothing of the record could be read: not-checked because of the input, not of the engine."""

    policy: UnderPolicy | None = None
    """What the site policy does here, where there is one; ``findings`` are those that it does not suppress."""

    @property
    def spoken(self) -> tuple[Finding, ...]:
        """All findings, those that a site policy suppresses too."""
        if self.policy is None or not self.policy.suppressed:
            return self.findings
        return (*self.findings, *(one.finding for one in self.policy.suppressed))
