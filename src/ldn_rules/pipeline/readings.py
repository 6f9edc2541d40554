"""Readings of entries beside what was found: those a finding speaks of, or all of the list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from ldn_rules.reading.entry_shapes import unreadable_shape

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from ldn_rules.findings.model import Finding, PatientReport
    from ldn_rules.intake.model import Entry, Unreadable
    from ldn_rules.reading.dates import DateReader
    from ldn_rules.reading.entry_shapes import EntryShapes
    from ldn_rules.reading.model import ListReading


def with_readings(
    report: PatientReport, reading: ListReading, entries: EntryShapes, dates: DateReader, *, every: bool
) -> PatientReport:
    """The report, each finding with the entries it speaks of as they were read; ``every``: with those of the whole
    list too, in its order.
    """
    spoken = None if every else {entry for finding in report.findings for entry in finding.medications}
    shapes = _shapes(reading, entries, dates, spoken)
    findings = tuple([_told(finding, shapes) for finding in report.findings])
    return replace(report, findings=findings, readings=tuple(shapes.values()) if every else None)


def _shapes(
    reading: ListReading, entries: EntryShapes, dates: DateReader, wanted: Collection[str] | None
) -> dict[str, dict[str, Any]]:
    """By id, in the order of the list; of all if none is ``wanted``."""
    own = reading.record.problems
    placed = {one.entry.position: entries.shape(one, own, dates) for one in reading.entries if _is(one.entry, wanted)}
    placed |= {one.position: unreadable_shape(one) for one in reading.unread if _is(one, wanted)}
    return {str(shape["entry"]): shape for _, shape in sorted(placed.items())}


def _is(one: Entry | Unreadable, wanted: Collection[str] | None) -> bool:
    return wanted is None or one.id in wanted


def _told(finding: Finding, shapes: Mapping[str, dict[str, Any]]) -> Finding:
    return replace(finding, readings=tuple([shapes[name] for name in finding.medications if name in shapes]))
