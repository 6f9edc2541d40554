"""A plan for one patient: as asked, from a later day, or none, and why."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ldn_rules.facts.model import MAIN
from ldn_rules.intake.model import Record
from ldn_rules.planning.missing import to_record
from ldn_rules.planning.opioids import opioids_of
from ldn_rules.planning.schedule import steps_of
from ldn_rules.planning.search import first_after
from ldn_rules.planning.trial import Trial
from ldn_rules.report.plan import AS_ASKED, CANNOT_ASSESS, LATER, NONE, NOT_CHECKED, NOT_READ, Plan
from ldn_rules.rulebook.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ldn_rules.facts.model import Fact
    from ldn_rules.findings.model import PatientReport
    from ldn_rules.pipeline.check import Pipeline
    from ldn_rules.pipeline.task import Dates
    from ldn_rules.planning.terms import Terms
    from ldn_rules.report.plan import Asked, Opioid, Source


class Planner(Struct, frozen=True):
    """Makes plans by one rulebook. ``listed`` is false where the plan is made without a list."""

    pipeline: Pipeline
    terms: Terms
    asked: Asked
    dates: Dates
    listed: bool = True

    def plan(self, record: Record, *, engine: bool = True) -> Plan:
        """The plan for a record; UsageError for a start too far from the day of the check, or doses that cannot be
        made of capsules. ``engine`` false: it is not checked.
        """
        dates = self.dates
        report = self.pipeline.check(
            record, as_of=dates.as_of, today=dates.today, date_order=dates.order, engine=engine
        )
        if not self.listed:
            report = replace(report, source=None, line=None)
        trial = self._trial(record, report)
        self._check_start(trial)
        steps_of(self.asked, self.terms, self.asked.start)
        return self._found(trial, report, engine=engine)

    def _found(self, trial: Trial, report: PatientReport, *, engine: bool) -> Plan:
        if report.unreadable or report.problems:
            return self._none(report, NOT_READ, self.terms.says("not-read"))
        if running := _running(trial):
            return self._none(report, NONE, self._beside_naltrexone(running))
        asked = trial.judge(self.asked.start, engine=engine)
        if asked.not_checked is not None:
            return replace(self._none(report, NOT_CHECKED), not_checked=asked.not_checked)
        against = trial.forbidding(asked)
        if not against:
            return self._from(trial, report, asked, opioids_of(trial))
        alone = replace(trial, record=_empty(trial.record)).against(self.asked.start)
        if alone:
            return replace(self._none(report, NONE, self.terms.says("schedule")), against=alone)
        return self._later(trial, report, asked, engine=engine)

    def _later(self, trial: Trial, report: PatientReport, asked: PatientReport, *, engine: bool) -> Plan:
        """From the first day that has no finding, if there is one."""
        against, opioids = trial.forbidding(asked), opioids_of(trial)
        start = first_after(trial, self.asked.start)
        if start is None:
            remarks = (self._never(trial), *self._to_record(trial, opioids))
            return replace(self._none(report, NONE, *remarks), against=against, opioids=opioids)
        judged, before = trial.judge(start, engine=engine), trial.judge(start - 1, engine=engine)
        failed = judged.not_checked or before.not_checked
        if failed is not None:
            return replace(self._none(report, NOT_CHECKED), not_checked=failed)
        plan = self._from(replace(trial, asked=replace(self.asked, start=start)), report, judged, opioids)
        said = self.terms.says("later", asked=_iso(self.asked.start), start=_iso(start))
        return replace(
            plan,
            outcome=LATER,
            against=against,
            day_before=trial.forbidding(before),
            remarks=(said, *self._to_record(trial, opioids), *plan.remarks),
        )

    def _from(self, trial: Trial, report: PatientReport, judged: PatientReport, opioids: tuple[Opioid, ...]) -> Plan:
        """The plan from the start of ``trial`` on."""
        start = trial.asked.start
        beside = tuple(finding for finding in judged.findings if not finding.history)
        return Plan(
            list_report=report,
            asked=self.asked,
            outcome=AS_ASKED,
            start=_iso(start),
            listed=self.listed,
            steps=steps_of(self.asked, self.terms, start),
            items=trial.items(start),
            opioids=opioids,
            beside=beside,
            lowered=trial.lowered(judged),
            remarks=tuple(self._remarks(trial, start)),
            sources=self._sources(),
        )

    def _none(self, report: PatientReport, outcome: str, *remarks: str) -> Plan:
        return Plan(
            list_report=report,
            asked=self.asked,
            outcome=outcome,
            remarks=remarks,
            listed=self.listed,
        )

    def _remarks(self, trial: Trial, start: int) -> Iterator[str]:
        if start < trial.as_of:
            yield self.terms.says("past", as_of=_iso(trial.as_of))
        if not self.listed:
            yield self.terms.says("no-list")

    def _beside_naltrexone(self, running: Fact) -> str:
        names, derived = running.texts["drug"], running.texts["derived"]
        return self.terms.says("naltrexone", start=_iso(self.asked.start), names=names, derived=derived)

    def _never(self, trial: Trial) -> str:
        return self.terms.says("never", asked=_iso(trial.asked.start), until=self._until(trial.asked.start))

    def _to_record(self, trial: Trial, opioids: tuple[Opioid, ...]) -> Iterator[str]:
        """What would have to be recorded of each opioid that leaves no start, or whose dates are in doubt, and what an
        end would lead to.
        """
        for one in opioids:
            if one.forbids or any(finding.kind == CANNOT_ASSESS for finding in one.because):
                yield to_record(trial, one)
            if one.what_if is None:
                continue
            if one.what_if.start is not None:
                yield self.terms.says("what-if", names=one.names, day=one.what_if.day, start=one.what_if.start)
            else:
                until = self._until(trial.as_of)
                yield self.terms.says("what-if-never", names=one.names, day=one.what_if.day, until=until)

    def _until(self, day: int) -> str:
        return _iso(day + self.terms.settings.search)

    def _sources(self) -> tuple[Source, ...]:
        return tuple(self.terms.sources[name] for name in ("first", "step", "every", "to", "strengths"))

    def _trial(self, record: Record, report: PatientReport) -> Trial:
        as_of = date.fromisoformat(report.as_of).toordinal()
        return Trial(self.pipeline, self.terms, self.asked, record, as_of, self.dates.order)

    def _check_start(self, trial: Trial) -> None:
        """A start so far away would be judged by a list that says nothing about it."""
        reach = self.terms.settings.search
        if abs(self.asked.start - trial.as_of) > reach:
            away = f"--start {_iso(self.asked.start)} is more than {reach} days from {_iso(trial.as_of)}"
            raise UsageError(f"{away}, the day of the check; name a nearer day, or another --as-of")


def _running(trial: Trial) -> Fact | None:
    """Naltrexone of the list that is in use, by any reading, on or after the start that was asked for."""
    facts = trial.pipeline.facts(trial.record, trial.as_of, trial.as_of, trial.date_order).facts
    found = [fact for fact in facts if fact.kind == "episode" and _last(fact) >= trial.asked.start - trial.as_of]
    return next((fact for fact in found if fact.reading == MAIN), next(iter(found), None))


def _last(episode: Fact) -> int:
    last = episode.values["last"]
    return last if isinstance(last, int) else last[1]


def _empty(record: Record) -> Record:
    """The record of somebody of whom nothing is known but that no medicines are taken."""
    return Record(record.number, history_from=record.history_from, none=True)


def _iso(day: int) -> str:
    return date.fromordinal(day).isoformat()
