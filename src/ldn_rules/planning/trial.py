"""One schedule put on one list and judged by the rules, from any start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ldn_rules.planning.schedule import entries_of, items_of, steps_of

if TYPE_CHECKING:
    from ldn_rules.facts.model import FactSet
    from ldn_rules.findings.model import Finding, Lowered, PatientReport
    from ldn_rules.intake.model import Entry, Record
    from ldn_rules.pipeline.check import Pipeline
    from ldn_rules.planning.terms import Terms
    from ldn_rules.reading.model import EntryReading
    from ldn_rules.report.plan import Asked


class Trial(Struct, frozen=True):
    """Tries the plan that was ``asked`` for on ``record``, checked for ``as_of`` (an ordinal). Where ``about`` is given
    only findings that cite one of these entries count.
    """

    pipeline: Pipeline
    terms: Terms
    asked: Asked
    record: Record
    as_of: int
    date_order: str | None = None
    about: frozenset[str] | None = None

    def only(self, entries: tuple[Entry, ...]) -> Trial:
        """The same on a part of the list, and about that part alone."""
        about = frozenset(entry.id for entry in entries)
        return replace(self, record=replace(self.record, entries=entries), about=about)

    def items(self, start: int) -> tuple[dict[str, object], ...]:
        """The plan from ``start`` on as medications of the list."""
        steps = steps_of(self.asked, self.terms, start)
        return items_of(steps, self.terms, [entry.id for entry in self.record.entries])

    def judge(self, start: int, *, engine: bool = False) -> PatientReport:
        """The report on the list with the plan from ``start`` on; without the engine it is by the check evaluator
        alone, and says so. What a site policy suppresses is found all the same: it hides an alert, no opioid.
        """
        report = self.pipeline.check(
            self._with_plan(start), as_of=self.as_of, today=self.as_of, date_order=self.date_order, engine=engine
        )
        hidden = () if report.policy is None else report.policy.suppressed
        return replace(report, findings=(*report.findings, *(one.finding for one in hidden))) if hidden else report

    def lowered(self, report: PatientReport) -> tuple[Lowered, ...]:
        """What the rules without the site policy find of the plan or the entries it is about, and here is milder."""
        found = () if report.policy is None else report.policy.lowered
        return tuple(one for one in found if not one.finding.history and self._counts(one.finding))

    def facts(self, start: int) -> FactSet:
        """The facts of the list with the plan."""
        return self.pipeline.facts(self._with_plan(start), self.as_of, self.as_of, self.date_order)

    def readings(self) -> tuple[EntryReading, ...]:
        """The entries of the list as they were read."""
        return self.pipeline.read(self.record, self.as_of, self.as_of, self.date_order).entries

    def against(self, start: int) -> tuple[Finding, ...]:
        """The findings that forbid the plan from ``start`` on, by the check evaluator."""
        return self.forbidding(self.judge(start))

    def forbidding(self, report: PatientReport) -> tuple[Finding, ...]:
        """Those findings that forbid the plan: history only where it speaks of the plan itself."""
        own = {str(item["id"]) for item in self.items(self.asked.start)}
        return tuple(
            finding
            for finding in report.findings
            if self.terms.forbids(finding)
            and (not finding.history or not own.isdisjoint(finding.medications))
            and self._counts(finding)
        )

    def _counts(self, finding: Finding) -> bool:
        return self.about is None or not self.about.isdisjoint(finding.medications)

    def _with_plan(self, start: int) -> Record:
        entries = self.record.entries
        first = max((entry.position for entry in entries), default=-1) + 1
        planned = entries_of(self.items(start), first)
        return replace(self.record, entries=(*entries, *planned), none=False)
