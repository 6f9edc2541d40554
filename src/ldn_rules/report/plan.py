"""A plan, and what was found on the way to it, before any rendering (docs/guide/using.md "Plan")."""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - the decoder of a worker's answer reads the annotations
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from msgspec import Struct

if TYPE_CHECKING:
    from ldn_rules.findings.model import Finding, Lowered, PatientReport

AS_ASKED: Final = "as-asked"
LATER: Final = "later-start"
NONE: Final = "no-plan"
NOT_READ: Final = "not-read"
NOT_CHECKED: Final = "not-checked"
"""Outcomes: the plan that was asked for; the same from a later day; none, because of findings; none, because the list
could not be read in full; none, because the engine failed.
"""


CANNOT_ASSESS: Final = "cannot-assess"
NOTE: Final = "info"


MILLIGRAM: Final = 1_000_000
"""Nanograms."""


def milligrams(nanograms: int) -> str:
    """A dose as it is written on a list: ``4.5 mg``."""
    return f"{(Decimal(nanograms) / MILLIGRAM).normalize():f} mg"


class Source(Struct, frozen=True):
    """Where a setting comes from."""

    source: str
    citation: str
    says: str


class Asked(Struct, frozen=True):
    """What was asked for: ``start`` an ordinal, doses in nanograms a day, ``every`` in days, ``strengths`` of capsules
    in nanograms.
    """

    start: int
    first: int
    step: int
    every: int
    to: int
    strengths: tuple[int, ...]


class Step(Struct, frozen=True):
    """One dose of a schedule, ``count`` capsules of ``strength`` (nanograms) once a day from ``start`` to ``last``
    (ordinals; None: it goes on). ``capsules`` are for ``days``.
    """

    start: int
    last: int | None
    strength: int
    count: int
    days: int

    @property
    def dose(self) -> int:
        """Nanograms a day."""
        return self.strength * self.count

    @property
    def capsules(self) -> int:
        """For all its days."""
        return self.count * self.days


class WhatIf(Struct, frozen=True):
    """The first start without a finding (ISO; None: none was found) if ``day`` were recorded as the last day."""

    day: str
    start: str | None


class Opioid(Struct, frozen=True):
    """One opioid of the list in one interval class, judged alone with the plan.

    ``start`` is the first day of a run of days, up to the start that was asked for or after it, on which the plan has
    no finding because of it. ``waits``: it lies after the first day that a plan may start on; else nothing is left to
    wait for, and ``start`` is the first day after ``last_day`` without a finding, however long ago. None: no start was
    found, or, where ``because`` is empty, nothing is and was to be waited for. ``because`` are the findings on the day
    before, or where no start was found on the day that was asked for. ``lowered`` are those that the rules without the
    site policy have on ``start``, or on the day asked for. ``days_since`` are those from ``last_day`` to the start that
    was asked for.
    """

    drug: str
    washout: str
    names: str
    entries: tuple[str, ...]
    derived: tuple[str, ...]
    start: str | None
    waits: bool
    because: tuple[Finding, ...]
    what_if: WhatIf | None = None
    lowered: tuple[Lowered, ...] = ()
    last_day: str | None = None
    days_since: int | None = None

    @property
    def forbids(self) -> bool:
        """Whether no start was found."""
        return self.start is None and bool(self.because)


class Plan(Struct, frozen=True):
    """The answer. ``list_report`` is on the list alone, ``start`` an ISO date, ``items`` the steps as medications of a
    list. ``against`` are the findings that forbid a start on the day asked for, ``day_before`` those of the day before
    the one proposed, ``beside`` what else the rules say of the list with the plan. ``remarks`` are sentences.
    ``lowered`` are findings of the rules that a site policy makes milder, on the start proposed. ``listed`` is false
    where the plan was made without a list.
    """

    list_report: PatientReport
    asked: Asked
    outcome: str
    start: str | None = None
    steps: tuple[Step, ...] = ()
    items: tuple[Mapping[str, object], ...] = ()
    opioids: tuple[Opioid, ...] = ()
    against: tuple[Finding, ...] = ()
    day_before: tuple[Finding, ...] = ()
    beside: tuple[Finding, ...] = ()
    remarks: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    lowered: tuple[Lowered, ...] = ()
    not_checked: str | None = None
    listed: bool = True

    @property
    def assessed(self) -> bool:
        """Whether nothing beside the plan is open that the rules could not assess."""
        return not any(finding.kind == CANNOT_ASSESS and finding.severity != NOTE for finding in self.beside)

    @property
    def noted_only(self) -> bool:
        """Whether what stands beside the plan are notes alone."""
        return all(finding.severity == NOTE for finding in self.beside)
