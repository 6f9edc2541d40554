"""Reports as plain data: the field names here are a public interface (``schemas/report.schema.json``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec.json

from ldn_rules.report.identity import REPORT_VERSION

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ldn_rules.findings.model import Because, Coverage, Finding, PatientReport, Suppressed
    from ldn_rules.intake.model import Problem
    from ldn_rules.report.identity import Identity
    from ldn_rules.rulebook.model import Evidence


def patient_object(report: PatientReport, identity: Identity) -> dict[str, object]:
    """One patient, as it stands in ``patients`` and alone on a line of jsonl."""
    checked = report.outcome != "not-checked"
    readings = {} if report.readings is None else {"readings": list(report.readings)}
    panel = {} if report.panel is None else {"panel": report.panel or None}
    suppressed = () if report.policy is None else report.policy.suppressed
    return {
        "report": REPORT_VERSION,
        "ruleset": {"version": identity.version, "hash": identity.hash},
        "record": report.record,
        "source": {"file": report.source, "line": report.line},
        "patient": report.patient,
        "as_of": report.as_of,
        "as_of_basis": report.as_of_basis,
        "outcome": report.outcome,
        "worst": report.worst,
        "cross_checked": checked,
        "not_checked": report.not_checked,
        "reproducer": report.reproducer,
        "alerts": [alert_object(finding, cross_checked=checked) for finding in report.findings],
        "silent": list(report.silent),
        "suppressed": [_suppressed(one, cross_checked=checked) for one in suppressed],
        "coverage": _coverage(report.coverage),
        "list": {"source": report.list_source, "date": report.list_date},
        "errors": [error_object(problem) for problem in report.problems],
        **readings,
        **panel,
        **_policy(report, identity),
    }


def _policy(report: PatientReport, identity: Identity) -> dict[str, object]:
    if identity.policy is None:
        return {}
    from ldn_rules.report.policy_objects import policy_object

    return {"policy": policy_object(identity.policy, report.policy)}


def _suppressed(one: Suppressed, *, cross_checked: bool) -> dict[str, object]:
    from ldn_rules.report.policy_objects import waiver_object

    return {**alert_object(one.finding, cross_checked=cross_checked), "suppression": waiver_object(one.waiver)}


def _acknowledged(finding: Finding) -> dict[str, object]:
    if finding.acknowledged is None:
        return {}
    from ldn_rules.report.policy_objects import waiver_object

    return {"acknowledged": waiver_object(finding.acknowledged)}


def alert_object(finding: Finding, *, cross_checked: bool) -> dict[str, object]:
    """One finding."""
    start = finding.earliest_start
    return {
        "rule": finding.rule,
        "revision": finding.revision,
        "case": finding.case,
        "kind": finding.kind,
        "severity": finding.severity,
        "title": finding.title,
        "message": finding.message,
        "consequence": finding.consequence,
        "mechanism": finding.mechanism,
        "management": list(finding.management),
        "medications": list(finding.medications),
        "facts": [*map(dict, finding.facts), *map(_read, finding.readings)],
        "because": [because_object(line) for line in finding.because],
        "earliest_start": None if start is None else {"minimum": start.minimum, "preferred": start.preferred},
        "evidence": [_evidence(each) for each in finding.evidence],
        "moment": finding.moment,
        "history": finding.history,
        "cross_checked": cross_checked,
        "key": finding.key,
        **_acknowledged(finding),
    }


def _read(reading: Mapping[str, object]) -> dict[str, object]:
    """An entry among the facts of an alert."""
    return {"role": "entry", "kind": "entry", "entries": [reading["entry"]], "as_read": reading}


def because_object(line: Because) -> dict[str, object]:
    """One named condition with the values read."""
    return {"name": line.name, "holds": line.holds, "text": line.text, "values": dict(line.values)}


def _evidence(evidence: Evidence) -> dict[str, object]:
    return {
        "source": evidence.source,
        "citation": evidence.citation,
        "says": evidence.says,
        "certainty": evidence.certainty,
    }


def _coverage(coverage: Coverage) -> dict[str, object]:
    return {
        "medications": coverage.medications,
        "recognised": coverage.recognised,
        "irrelevant": coverage.irrelevant,
        "review": list(coverage.review),
        "unrecognised": list(coverage.unrecognised),
        "not_spoken_of": [{"section": section, "name": name} for section, name in coverage.not_spoken_of],
    }


def error_object(problem: Problem) -> dict[str, object]:
    """One fault of the input with its place."""
    return {
        "code": problem.code,
        "message": problem.message,
        "path": problem.path,
        "line": problem.line,
        "column": problem.column,
        "entry": problem.entry,
    }


def encoded(data: object) -> bytes:
    """The data as JSON; halves of surrogate pairs, which UTF-8 cannot say, become U+FFFD."""
    try:
        return msgspec.json.encode(data)
    except UnicodeEncodeError:
        return msgspec.json.encode(_without_surrogates(data))


def _without_surrogates(data: object) -> object:
    if isinstance(data, str):
        return data.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(data, dict):
        return {_without_surrogates(key): _without_surrogates(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_without_surrogates(value) for value in data]
    return data
