"""One run of ``check``: files in, workers in between, a report and an exit code out."""

from __future__ import annotations

import marshal
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ldn_rules.cli import exits
from ldn_rules.cli.progress import Progress
from ldn_rules.engine.supervisor import Answer, Limits, Supervisor
from ldn_rules.findings.model import Coverage, PatientReport
from ldn_rules.report.summary import Summary, Tally, tally

if TYPE_CHECKING:
    from collections.abc import Callable

    from ldn_rules.cli.exits import ExitCode
    from ldn_rules.cli.inputs import Inputs
    from ldn_rules.cli.outputs import Output
    from ldn_rules.cli.pipelines import Checker
    from ldn_rules.intake.model import Record
    from ldn_rules.report.formats import Format


class Place(Struct, frozen=True):
    """What is known of a payload without decoding it."""

    number: int
    source: str | None
    line: int | None


class Dates(Struct, frozen=True):
    """Ordinals: ``as_of`` from the command line, if given there, and the day of the run."""

    as_of: int | None
    today: int


class Task(Struct, frozen=True):
    """What a worker does with a payload: decode, check, count, render."""

    checker: Checker
    decode: Callable[[bytes], Record]
    place: Callable[[bytes], Place]
    form: Format
    dates: Dates

    def __call__(self, payload: bytes, engine: bool) -> Answer:  # noqa: FBT001 (the supervisor's call)
        """The marshalled tally and rendering of one record; a fresh worker is asked for where the engine failed."""
        report = self._report(payload, engine=engine)
        counted = tally(report)
        return Answer(self._packed(report, counted), renew=engine and counted.failed)

    def without_engine(self, payload: bytes, reason: str) -> Answer:
        """The same by the check evaluator alone; ``reason`` says what became of the engine."""
        report = self._report(payload, engine=False)
        if report.not_checked is not None:
            record, dates = self.decode(payload), self.dates
            written = self.checker.reproduce(record, as_of=dates.as_of, today=dates.today, reason=reason)
            report = replace(report, not_checked=f"{reason}; {report.not_checked}", reproducer=written)
        return Answer(self._packed(report, tally(report)))

    def _report(self, payload: bytes, *, engine: bool) -> PatientReport:
        record = self.decode(payload)
        return self.checker.check(record, as_of=self.dates.as_of, today=self.dates.today, engine=engine)

    def give_up(self, payload: bytes, reason: str) -> bytes:
        """The answer for a record that no worker survived: not checked, and why."""
        report = self._known_of(payload, not_checked(self.place(payload), self.dates, reason))
        return self._packed(report, tally(report))

    def _known_of(self, payload: bytes, report: PatientReport) -> PatientReport:
        """The report with what decoding alone tells of the record: whose it is, and how much stands in it."""
        try:
            record = self.decode(payload)
        except Exception:  # noqa: BLE001 (no worker survived this record: nothing about it is sure)
            return report
        found = len(record.entries) + len(record.unread)
        stated = record.as_of if self.dates.as_of is None and _is_day(record.as_of) else None
        return replace(
            report,
            patient=record.patient,
            as_of=stated or report.as_of,
            as_of_basis="record" if stated else report.as_of_basis,
            coverage=Coverage(found, 0, 0, (), ()),
            problems=record.problems,
        )

    def _packed(self, report: PatientReport, counted: Tally) -> bytes:
        return marshal.dumps((counted.plain(), self.form.patient(report)))


def _is_day(text: str | None) -> bool:
    from datetime import date

    try:
        return text is not None and bool(date.fromisoformat(text))
    except ValueError:
        return False


def not_checked(place: Place, dates: Dates, reason: str) -> PatientReport:
    """The report of a record of which nothing could be found out."""
    from datetime import date

    day = dates.today if dates.as_of is None else dates.as_of
    return PatientReport(
        record=place.number,
        source=place.source,
        line=place.line,
        patient=None,
        as_of=date.fromordinal(day).isoformat(),
        as_of_basis="today" if dates.as_of is None else "option",
        outcome="not-checked",
        worst=None,
        findings=(),
        silent=(),
        coverage=Coverage(0, 0, 0, (), ()),
        problems=(),
        not_checked=reason,
    )


class Sink(Struct):
    """Counts the answers and passes their renderings on, in order."""

    output: Output
    progress: Progress
    between: bytes
    summary: Summary

    def __call__(self, bodies: list[bytes]) -> None:
        """Take the answers that have come due, and write them at once."""
        parts: list[bytes] = []
        for body in bodies:
            counted, rendered = marshal.loads(body)  # noqa: S302 (our own worker wrote it)
            if self.summary.records and self.between:
                parts.append(self.between)
            self.summary.add(Tally(*counted))
            parts.append(rendered)
        self.output.write(b"".join(parts))
        self.progress.show(self.summary.records)


def run(
    task: Task, inputs: Inputs, output: Output, *, fail_on: str, jobs: int, limits: Limits | None = None
) -> ExitCode:
    """Check every record of ``inputs`` with up to ``jobs`` workers and write the report to ``output``."""
    summary, progress = Summary(), Progress(output.descriptor)
    supervisor = Supervisor(task, task.give_up, jobs, limits, task.without_engine)
    output.write(task.form.head())
    try:
        supervisor.run(inputs, Sink(output, progress, task.form.between, summary))
    finally:
        progress.clear()
    code = exits.of_run(summary, fail_on, input_faults=inputs.faults)
    output.write(task.form.tail(summary, code))
    return code
