"""A titration plan as plain data: the field names are a public interface (``schemas/plan.schema.json``)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from ldn_rules.findings.policy import change_object
from ldn_rules.report.objects import alert_object, error_object
from ldn_rules.report.plan import NOT_CHECKED, milligrams
from ldn_rules.report.policy_objects import lowered_object, provenance

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ldn_rules.findings.model import Finding
    from ldn_rules.report.identity import Identity
    from ldn_rules.report.plan import Asked, Opioid, Plan, Step

VERSION: Final = 1
"""Of the shape of a plan."""


def plan_object(plan: Plan, identity: Identity) -> dict[str, object]:
    """The plan; doses are texts with their unit, days ISO dates."""
    report = plan.list_report
    checked = plan.outcome != NOT_CHECKED
    return {
        "plan": VERSION,
        "ruleset": {"name": identity.name, "version": identity.version, "hash": identity.hash},
        "engine": {"name": identity.engine, "version": identity.engine_version, "cross_checked": checked},
        "source": {"file": report.source, "line": report.line},
        "patient": report.patient,
        "as_of": report.as_of,
        "as_of_basis": report.as_of_basis,
        "asked": _asked(plan.asked),
        "outcome": plan.outcome,
        "start": plan.start,
        "steps": [_step(step) for step in plan.steps],
        "medications": [dict(item) for item in plan.items],
        "opioids": [_opioid(one, checked=checked) for one in plan.opioids],
        "against": _alerts(plan.against, checked=checked),
        "day_before": _alerts(plan.day_before, checked=checked),
        "beside": _alerts(plan.beside, checked=checked),
        "policy": _policy(plan, identity),
        "assessed": plan.assessed,
        "remarks": list(plan.remarks),
        "not_checked": plan.not_checked,
        "coverage": {"review": list(report.coverage.review), "unrecognised": list(report.coverage.unrecognised)},
        "errors": [error_object(problem) for problem in report.problems],
        "sources": [{"source": each.source, "citation": each.citation, "says": each.says} for each in plan.sources],
    }


def _policy(plan: Plan, identity: Identity) -> dict[str, object] | None:
    if identity.policy is None:
        return None
    changes = [change_object(change) for change in identity.policy.changes]
    lowered = [lowered_object(one) for one in plan.lowered]
    return {**provenance(identity.policy), "changes": changes, "lowered": lowered}


def _asked(asked: Asked) -> dict[str, object]:
    return {
        "start": _iso(asked.start),
        "first": milligrams(asked.first),
        "step": milligrams(asked.step),
        "every": asked.every,
        "to": milligrams(asked.to),
        "strengths": [milligrams(strength) for strength in asked.strengths],
    }


def _step(step: Step) -> dict[str, object]:
    return {
        "start": _iso(step.start),
        "last": None if step.last is None else _iso(step.last),
        "dose": milligrams(step.dose),
        "strength": milligrams(step.strength),
        "capsules_a_day": step.count,
        "days": step.days,
        "capsules": step.capsules,
    }


def _opioid(one: Opioid, *, checked: bool) -> dict[str, object]:
    what_if = None if one.what_if is None else {"last_day": one.what_if.day, "earliest_start": one.what_if.start}
    return {
        "drug": one.drug,
        "washout": one.washout,
        "names": one.names,
        "medications": list(one.entries),
        "derived": list(one.derived),
        "earliest_start": one.start,
        "waits": one.waits,
        "last_day": one.last_day,
        "days_since": one.days_since,
        "because": _alerts(one.because, checked=checked),
        "what_if": what_if,
        "lowered": [lowered_object(found) for found in one.lowered],
    }


def _alerts(findings: Iterable[Finding], *, checked: bool) -> list[dict[str, object]]:
    return [alert_object(finding, cross_checked=checked) for finding in findings]


def _iso(day: int) -> str:
    return date.fromordinal(day).isoformat()
