"""What a worker does with the payload of a record, and what is said of one that no worker survives."""

from __future__ import annotations

import marshal
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ldn_rules.engine.supervisor import GIVEN_UP, Answer
from ldn_rules.findings.model import Coverage, PatientReport
from ldn_rules.pipeline import payloads
from ldn_rules.reading.dates import DateReader, full_day
from ldn_rules.report.summary import tally
from ldn_rules.rulebook.vocabulary import DateWords

if TYPE_CHECKING:
    from ldn_rules.intake.model import Record
    from ldn_rules.pipeline.check import Pipeline, Readings
    from ldn_rules.pipeline.payloads import Place
    from ldn_rules.report.formats import Format


class Dates(Struct, frozen=True):
    """Ordinals: ``as_of`` from the command line, if given there, and the day of the run; the ``order`` of day, month
    and year in the dates of the lists, if it is stated.
    """

    as_of: int | None
    today: int
    order: str | None = None


class CheckTask(Struct, frozen=True):
    """What a worker does with a payload: decode, check, count, render."""

    pipeline: Pipeline
    form: Format
    dates: Dates
    readings: Readings = "none"
    panel: bool = False

    def __call__(self, payload: bytes, engine: bool) -> Answer:  # noqa: FBT001 (the supervisor's call)
        """The marshalled tally and rendering of one record; a fresh worker is asked for where the engine failed."""
        report = self._report(payload, engine=engine)
        return Answer(self._packed(report), renew=engine and report.engine_failed)

    def without_engine(self, payload: bytes, reason: str) -> Answer:
        """The same by the check evaluator alone; ``reason`` says what became of the engine. Where it was tried on this
        record the facts are written down.
        """
        report = self._report(payload, engine=False)
        if report.not_checked is not None:
            written = None if reason == GIVEN_UP else self._reproducer(payload, reason)
            report = replace(report, not_checked=f"{reason}; {report.not_checked}", reproducer=written)
        return Answer(self._packed(report))

    def _reproducer(self, payload: bytes, reason: str) -> str | None:
        dates = self.dates
        record = payloads.decode(payload)
        return self.pipeline.reproduce(
            record, as_of=dates.as_of, today=dates.today, reason=reason, date_order=dates.order
        )

    def _report(self, payload: bytes, *, engine: bool) -> PatientReport:
        record = payloads.decode(payload)
        dates = self.dates
        report = self.pipeline.check(
            record,
            as_of=dates.as_of,
            today=dates.today,
            date_order=dates.order,
            readings=self.readings,
            panel=self.panel,
            engine=engine,
        )
        if not report.problems:
            return report
        return replace(report, problems=payloads.located(payload, report.problems))

    def give_up(self, payload: bytes, reason: str) -> bytes:
        """The answer for a record that no worker survived: not checked, and why."""
        report = self._known_of(payload, _lost(payloads.place(payload), self.dates, reason))
        return self._packed(replace(report, panel={}) if self.panel else report)

    def _known_of(self, payload: bytes, report: PatientReport) -> PatientReport:
        """The report with what decoding alone tells of the record: whose it is, and how much stands in it."""
        try:
            record = payloads.decode(payload)
        except Exception:  # noqa: BLE001 (no worker survived this record: nothing about it is sure)
            return report
        found = len(record.entries) + len(record.unread)
        stated = _stated_day(record) if self.dates.as_of is None else None
        return replace(
            report,
            patient=record.patient,
            as_of=stated or report.as_of,
            as_of_basis="record" if stated else report.as_of_basis,
            coverage=Coverage(found),
            problems=record.problems,
        )

    def _packed(self, report: PatientReport) -> bytes:
        return marshal.dumps((tally(report).plain(), self.form.patient(report)))


def _stated_day(record: Record) -> str | None:
    """The day of the check that a record gives itself."""
    from datetime import date

    day = full_day(DateReader(DateWords()).read(record.as_of or ""))
    return None if day is None else date.fromordinal(day).isoformat()


def _lost(place: Place, dates: Dates, reason: str) -> PatientReport:
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
        not_checked=reason,
    )
