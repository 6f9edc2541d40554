"""One record through all stages."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final, Literal

from msgspec.structs import replace

from ldn_rules.engine.check import Checked, cross_check
from ldn_rules.engine.evaluator import Evaluator
from ldn_rules.facts.build import build
from ldn_rules.facts.single_days import are_there
from ldn_rules.findings.hits import CANNOT_ASSESS
from ldn_rules.findings.model import PatientReport
from ldn_rules.findings.outcome import coverage_of, in_order, outcome_of, worst_of
from ldn_rules.intake.codes import NONE_UNATTESTED
from ldn_rules.intake.model import Problem
from ldn_rules.pipeline.assessed import Assessed
from ldn_rules.pipeline.single_texts import reader_of
from ldn_rules.report.identity import Identity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ldn_rules.codeindex.lookup import SqliteIndex
    from ldn_rules.engine.rete import Rete
    from ldn_rules.facts.model import FactSet
    from ldn_rules.findings.draft import Draft
    from ldn_rules.findings.model import Finding
    from ldn_rules.findings.words import Words
    from ldn_rules.intake.model import Record
    from ldn_rules.pipeline.book import Book
    from ldn_rules.reading.entry_shapes import EntryShapes
    from ldn_rules.reading.model import DateReading, ListReading
    from ldn_rules.rulebook.panel_model import Panel
    from ldn_rules.rulebook.policy import Policy

Readings = Literal["none", "spoken-of", "all"]
"""Whose readings stand in a report: nobody's, those of the entries that findings speak of, or these and all others."""

ENGINE: Final = "durable-rules"
ENGINE_VERSION: Final = "2.0.28"
NOT_CHECKED: Final = "not-checked"


class Pipeline:
    """Checks records against one rulebook; one thread. The engine is built at the first record that needs it.

    Codes that the vocabulary does not hold are looked up in ``index``.
    """

    policy: Policy | None = None
    """The site policy, where there is one (:mod:`pipeline.policy`)."""

    def __init__(self, book: Book, index: SqliteIndex | None = None) -> None:
        self.book = book
        self._index = index
        self._reader = reader_of(book, index)
        self._evaluator = Evaluator(book.program)
        self._words: Words | None = None
        self._entries: EntryShapes | None = None
        self._panel: tuple[Panel | None] | None = None
        self._rete: Rete | None = None
        self._engine_failure: str | None = None
        self._active = tuple(rule.id for rule in book.ruleset.rules if rule.status == "active" and rule.kind != "guard")

    @property
    def index_fault(self) -> str | None:
        """Why the index of codes cannot be used, if it cannot."""
        return str(self._index.fault) if self._index is not None and self._index.fault is not None else None

    @property
    def identity(self) -> Identity:
        """Rules and engine behind every report."""
        rules, book = self.book.ruleset, self.book
        engine = (ENGINE, ENGINE_VERSION)
        return Identity(rules.name, rules.version, rules.hash, *engine, book.list_age, self.policy, book.no_panel)

    def check(
        self,
        record: Record,
        *,
        as_of: int | None,
        today: int,
        date_order: str | None = None,
        readings: Readings = "none",
        panel: bool = False,
        engine: bool = True,
    ) -> PatientReport:
        """The report of one record.

        ``as_of`` (an ordinal) wins over the record's; without either it is ``today``. ``date_order`` is the stated one
        of ``rulebook.enumerations.DATE_ORDERS``. ``readings``: of which entries it is told how they were read.
        ``panel``: whether the evidence and expectation panel stands beside the findings; it changes none of them.
        ``engine`` false: the second evaluator alone, outcome not-checked.
        """
        reading = self._reader.read(record, as_of, today, date_order)
        if record.unreadable:
            return self._unreadable(reading, () if readings == "all" else None, {} if panel else None)
        found = self._assess(reading, engine=engine)
        if found.facts.holds_naltrexone and are_there(reading):
            found = self._with_supposed(found, reading, engine=engine)
        report = self._report(reading, found)
        if panel:
            report = self._with_panel(report, reading, found.facts)
        if readings == "all" or (found.findings and readings == "spoken-of"):
            return self._with_readings(report, reading, date_order, every=readings == "all")
        return report

    def _assess(self, reading: ListReading, *, engine: bool) -> Assessed:
        """What a list gives as it was read."""
        facts = build(reading, self.book.settings, self.book.vocabulary)
        checked = self.evaluate(facts, engine=engine)
        return Assessed(facts, checked, self._findings(checked, facts, reading.record.patient))

    def _with_supposed(self, found: Assessed, reading: ListReading, *, engine: bool) -> Assessed:
        from ldn_rules.findings.settle import settle
        from ldn_rules.pipeline.supposed import Stages, with_supposed

        book = self.book

        def settled(facts: FactSet) -> list[Draft]:
            matches = self.evaluate(facts, engine=False).matches
            return settle(matches, book.program, book.ruleset, facts)

        stages = Stages(
            build=lambda one: build(one, book.settings, book.vocabulary),
            settle=settled,
            evaluate=lambda facts: self.evaluate(facts, engine=engine),
            words=lambda draft, facts: self._wording().finding(draft, facts, reading.record.patient),
        )
        return with_supposed(found, reading, book.settings, book.ruleset.reporting, stages)

    def _with_panel(self, report: PatientReport, reading: ListReading, facts: FactSet) -> PatientReport:
        from ldn_rules.pipeline.panel import panel_of, read_panel

        if self._panel is None:
            self._panel = (read_panel(self.book.panel),)
        return replace(report, panel=panel_of(self._panel[0], reading, facts))

    def _with_readings(
        self, report: PatientReport, reading: ListReading, date_order: str | None, *, every: bool
    ) -> PatientReport:
        from ldn_rules.pipeline.readings import with_readings
        from ldn_rules.reading.entry_shapes import EntryShapes

        entries = self._entries = self._entries or EntryShapes(self._reader)
        return with_readings(report, reading, entries, self._reader.dates(reading.record.form, date_order), every=every)

    def reproduce(
        self, record: Record, *, as_of: int | None, today: int, reason: str, date_order: str | None = None
    ) -> str | None:
        """Write down the integer facts of a record that ended the engine; the file, if one could be written."""
        from ldn_rules.engine.reproducer import write_reproducer

        facts = self.facts(record, as_of, today, date_order)
        return write_reproducer(facts, self.book.ruleset.hash, reason, None, self._evaluator.matches(facts))

    def read(self, record: Record, as_of: int | None, today: int, date_order: str | None = None) -> ListReading:
        """The record as it was read."""
        return self._reader.read(record, as_of, today, date_order)

    def facts(self, record: Record, as_of: int | None, today: int, date_order: str | None = None) -> FactSet:
        """The facts of a record that could be read."""
        return build(self.read(record, as_of, today, date_order), self.book.settings, self.book.vocabulary)

    def evaluate(self, facts: FactSet, *, engine: bool) -> Checked:
        """The matches of both evaluators."""
        if not facts.facts:
            return Checked((), agreed=True)
        if not engine:
            return Checked(
                tuple(sorted(self._evaluator.matches(facts))), agreed=False, reason="the rule engine did not run"
            )
        return cross_check(self.book.program, self._engine(), self._evaluator, facts)

    def _engine(self) -> Rete | None:
        if self._rete is None and self._engine_failure is None:
            from ldn_rules.engine.errors import EngineError
            from ldn_rules.engine.rete import Rete

            try:
                self._rete = Rete(self.book.program, self.book.shards, lazily=True)
            except EngineError as error:
                self._engine_failure = str(error)
        return self._rete

    def _findings(self, checked: Checked, facts: FactSet, patient: str | None) -> tuple[Finding, ...]:
        if not checked.matches:
            return ()
        from ldn_rules.findings.settle import settle

        words = self._wording()
        drafts = settle(checked.matches, self.book.program, self.book.ruleset, facts)
        return in_order(words.finding(draft, facts, patient) for draft in drafts)

    def _wording(self) -> Words:
        if self._words is None:
            from ldn_rules.findings.words import Words

            self._words = Words(self.book.ruleset, self.book.changes)
        return self._words

    def _report(self, reading: ListReading, found: Assessed) -> PatientReport:
        record, facts, checked, findings = reading.record, found.facts, found.checked, found.findings
        outcome = outcome_of(findings, holds_naltrexone=facts.holds_naltrexone)
        outcome = CANNOT_ASSESS if outcome == "clear" and found.problems else outcome
        spoken = {finding.rule for finding in findings}
        silent = tuple([rule for rule in self._active if rule not in spoken]) if spoken else self._active
        return PatientReport(
            record=record.number,
            source=record.source,
            line=record.line,
            patient=record.patient,
            as_of=date.fromordinal(reading.as_of).isoformat(),
            as_of_basis=reading.as_of_basis,
            outcome=outcome if checked.agreed else NOT_CHECKED,
            worst=worst_of(findings),
            findings=findings,
            silent=silent if facts.holds_naltrexone else (),
            coverage=coverage_of(reading),
            problems=(
                *record.problems,
                *reading.problems,
                *_unattested(reading),
                *_entry_problems(reading),
                *found.problems,
            ),
            not_checked=checked.reason,
            reproducer=checked.reproducer,
            engine_failed=checked.failed,
            list_source=record.list_source,
            list_date=record.list_date,
            list_day=_one_day(reading.list_date),
        )

    @staticmethod
    def _unreadable(
        reading: ListReading, readings: tuple[()] | None, panel: Mapping[str, object] | None
    ) -> PatientReport:
        """The report of a record of which nothing could be taken in: its problems say why."""
        record = reading.record
        return PatientReport(
            record=record.number,
            source=record.source,
            line=record.line,
            patient=record.patient,
            as_of=date.fromordinal(reading.as_of).isoformat(),
            as_of_basis=reading.as_of_basis,
            problems=(*record.problems, *reading.problems),
            unreadable=True,
            readings=readings,
            panel=panel,
        )


def _one_day(given: DateReading | None) -> str | None:
    return given.said if given is not None and given.first == given.last else None


def _unattested(reading: ListReading) -> Iterator[Problem]:
    """Why a stated "none" does not count: nobody can have said on its day that there are no medicines today."""
    record = reading.record
    if not record.none:
        return
    stated = reading.list_date
    if stated is not None and stated.first <= reading.as_of:
        return
    day = date.fromordinal(reading.as_of).isoformat()
    why = "is no date" if stated is None else f"lies after the day of the check, {day}"
    message = f"\"none\" does not count: its list_date '{record.list_date}' {why}"
    yield Problem(NONE_UNATTESTED, message, "list_date", record.line)


def _entry_problems(reading: ListReading) -> Iterator[Problem]:
    """What was not understood inside the entries."""
    return (problem for entry in reading.entries if entry.problems for problem in entry.problems)
