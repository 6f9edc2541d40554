"""Raw records to records: one way in for every format."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ldn_rules.intake.jsonrecord import decode_json, read_object
from ldn_rules.intake.model import Problem, Record

if TYPE_CHECKING:
    from ldn_rules.intake.raw import RawRecord


def decode_record(raw: RawRecord) -> Record:
    """The record of a raw record. Never raises: every fault of the input is one of its problems."""
    if raw.faults:
        return _faulty(raw)
    if raw.kind == "csv":
        from ldn_rules.intake.csvrecord import decode_csv

        return decode_csv(raw)
    if raw.kind == "fhir":
        from ldn_rules.intake.fhirrecord import decode_fhir

        return decode_fhir(raw)
    return decode_json(raw)


def decode_json_object(obj: Any, number: int = 1) -> Record:
    """The record of a medication list as Python objects (dict, list, str, int, Decimal, float, bool, None).

    The shape is that of the JSON input; a float counts as its shortest decimal form. Problems have a path, and no
    line. Never raises for what the list says.
    """
    return read_object(obj, number)


def _faulty(raw: RawRecord) -> Record:
    """A record about which framing has already found something."""
    from msgspec.structs import replace

    found = tuple(Problem(code, message, None, line, column) for code, message, line, column in raw.faults)
    if not raw.payload:
        return Record(raw.number, raw.source, raw.line, problems=found, unreadable=True)
    record = decode_record(replace(raw, faults=()))
    return replace(record, problems=found + record.problems)
