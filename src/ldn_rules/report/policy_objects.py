"""What a site policy did, as plain data (``schemas/report.schema.json``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ldn_rules.findings.model import UnderPolicy
from ldn_rules.findings.policy import change_object

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ldn_rules.findings.model import Lowered
    from ldn_rules.rulebook.policy import Policy, Waiver


def provenance(policy: Policy) -> dict[str, object]:
    """Which policy was in force."""
    return {"name": policy.name, "version": policy.version, "hash": policy.hash}


def policy_object(policy: Policy, under: UnderPolicy | None) -> dict[str, object]:
    """The policy and what it did to one patient; nothing where the record could not be checked."""
    known = under or UnderPolicy()
    return {
        **provenance(policy),
        "changes": [change_object(change) for change in policy.changes],
        "lowered": [lowered_object(one) for one in known.lowered],
        "expired": _places(policy, known.expired),
        "unused": _places(policy, known.idle),
    }


def waiver_object(waiver: Waiver) -> dict[str, object]:
    """A suppression or acknowledgement: who decided it, for what, until when and why."""
    return {
        "rule": waiver.rule,
        "drug": waiver.drug,
        "patient": waiver.patient,
        "reason": waiver.reason,
        "author": waiver.author,
        "expires": waiver.expires,
    }


def lowered_object(one: Lowered) -> dict[str, object]:
    """A finding of the rules as shipped, with the severity that is left of it."""
    finding = one.finding
    return {
        "rule": finding.rule,
        "kind": finding.kind,
        "shipped": finding.severity,
        "here": one.severity,
        "message": finding.message,
        "medications": list(finding.medications),
        "history": finding.history,
        "key": finding.key,
    }


def _places(policy: Policy, places: Iterable[int]) -> list[dict[str, object]]:
    waivers = (policy.waivers[place] for place in places)
    return [{"kind": one.kind, "line": one.span.line, **waiver_object(one)} for one in waivers]
