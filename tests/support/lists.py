"""Small medication lists: written with day numbers relative to the check, run through all stages."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ldn_rules.intake.decode import decode_json_object
from ldn_rules.pipeline import load

if TYPE_CHECKING:
    from ldn_rules.facts.model import Fact, FactSet
    from ldn_rules.findings.model import Finding, PatientReport
    from ldn_rules.pipeline.check import Pipeline
    from ldn_rules.reading.model import ListReading

RULES: Final = str(Path(__file__).resolve().parents[2] / "rules")
TODAY: Final = date(2026, 1, 15).toordinal()
DATES: Final = frozenset({"start", "end", "last_taken", "last_filled", "history_from", "list_date"})
"""Keys whose whole numbers are days relative to the check."""

BORN: Final = "1960-01-01"
"""Birth date of the patient of a list that does not say another."""

List = list[dict[str, Any]]


@cache
def pipeline() -> Pipeline:
    """The pipeline over the project's own rules."""
    return load(RULES)


def ldn(mg: str = "1.5", **fields: Any) -> dict[str, Any]:
    """A daily low-dose capsule, active, from the day of the check on unless told otherwise."""
    own = {"id": "ldn", "name": f"naltrexone {mg} mg capsule", "sig": "1 capsule at bedtime", "status": "active"}
    return given({**own, "start": 0, **fields})


def oxycodone(**fields: Any) -> dict[str, Any]:
    """Immediate-release oxycodone by the clock, active, without dates unless told otherwise."""
    own = {"id": "oxy", "name": "oxycodone 5 mg tablet", "sig": "1 tablet every 6 hours", "status": "active"}
    return given({**own, **fields})


def item(name: str, **fields: Any) -> dict[str, Any]:
    """Any other entry, active unless told otherwise; its id is its name."""
    return given({"id": name, "name": name, "status": "active", **fields})


def given(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields that have a value."""
    return {key: value for key, value in fields.items() if value is not None}


def record(medications: List | str, **more: Any) -> dict[str, Any]:
    """The record of a list on the day of the check, with dates in the place of day numbers."""
    found: dict[str, Any] = dated(
        {"patient": {"birth_date": BORN}, "as_of": iso(0), "medications": medications, **more}
    )
    return found


def dated(value: Any, shift: int = 0) -> Any:
    """The value with every day number under a key of ``DATES`` as an ISO date, ``shift`` days later."""
    if isinstance(value, list):
        return [dated(one, shift) for one in value]
    if not isinstance(value, dict):
        return value
    return {
        key: iso(one + shift) if key in DATES and isinstance(one, int) else dated(one, shift)
        for key, one in value.items()
    }


def iso(day: int) -> str:
    """The date of a day number."""
    return date.fromordinal(TODAY + day).isoformat()


def check(medications: List | str, **more: Any) -> PatientReport:
    """The report on a list."""
    return run(record(medications, **more))


def run(whole: dict[str, Any]) -> PatientReport:
    """The report on a record."""
    return pipeline().check(decode_json_object(whole), as_of=None, today=TODAY)


def reading(medications: List | str, **more: Any) -> ListReading:
    """A list as read."""
    return pipeline()._reader.read(decode_json_object(record(medications, **more)), None, TODAY)


def facts(medications: List | str, **more: Any) -> FactSet:
    """The facts of a list."""
    return pipeline().facts(decode_json_object(record(medications, **more)), None, TODAY)


def of_kind(kind: str, medications: List | str, **more: Any) -> list[Fact]:
    """The facts of one kind, main readings only."""
    return [fact for fact in facts(medications, **more).facts if fact.kind == kind and fact.reading == "main"]


def said(medications: List | str, **more: Any) -> list[str]:
    """Findings as ``LDN101 contraindicated``, ``LDN112 cannot-assess major``, with ``history`` behind what is."""
    return sorted(words(finding) for finding in check(medications, **more).findings)


def words(finding: Finding) -> str:
    """One finding in these words."""
    kind = ["cannot-assess"] if finding.kind == "cannot-assess" else []
    return " ".join([finding.rule, *kind, finding.severity, *(["history"] if finding.history else [])])


def messages(medications: List | str, **more: Any) -> str:
    """All messages of the findings."""
    return "\n".join(finding.message for finding in check(medications, **more).findings)
