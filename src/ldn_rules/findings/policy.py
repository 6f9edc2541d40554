"""What a site policy does to findings: which it touches, which it suppresses, and how that is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from ldn_rules.findings.hits import CANNOT_ASSESS
from ldn_rules.findings.model import Lowered, Suppressed, UnderPolicy
from ldn_rules.rulebook.enumerations import SEVERITIES
from ldn_rules.rulebook.policy import SUPPRESSION

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ldn_rules.facts.model import FactSet
    from ldn_rules.findings.hits import Hit
    from ldn_rules.findings.model import Finding, PatientReport
    from ldn_rules.rulebook.policy import Change, Policy, Waiver

NEVER_SUPPRESSED = SEVERITIES[-1]


def touching(hits: Sequence[Hit], facts: FactSet, changes: Iterable[Change]) -> tuple[Change, ...]:
    """The changes of rules and tables by which these hits were found."""
    return tuple(one for one in changes if any(_touches(one, hit, facts) for hit in hits))


def _touches(change: Change, hit: Hit, facts: FactSet) -> bool:
    if change.rule:
        return change.rule == hit.rule.id and change.case in {"", hit.case.name}
    bands = hit.case.bands
    if not change.table or bands is None or bands.table != change.table or bands.key is None:
        return False
    return facts.facts[hit.binding[bands.key.role]].values[bands.key.field] == change.row


def compared(
    findings: Sequence[Finding], shipped: Sequence[Finding], policy: Policy
) -> tuple[tuple[Finding, ...], tuple[Lowered, ...]]:
    """The findings, each with the changes it hangs on, and those of the rules as shipped that became milder.

    A finding that differs from what the rules as shipped give hangs on the changes of the fact stage, or on all where
    there are none.
    """
    plain = [_plain(one) for one in findings]
    before = [_plain(one) for one in shipped]
    wide = tuple(change for change in policy.changes if change.of_facts) or policy.changes
    told = tuple(
        _told(one, one.changes or (() if bare in before else wide), policy)
        for one, bare in zip(findings, plain, strict=True)
    )
    return told, tuple(_lowered(plain, before))


def _plain(finding: Finding) -> Finding:
    """The finding as it is compared: by what it says alone."""
    return replace(finding, changes=(), readings=())


def _told(finding: Finding, changes: tuple[Change, ...], policy: Policy) -> Finding:
    if not changes:
        return finding
    said = [said_of(change, policy) for change in changes]
    facts = tuple(_as_fact(change, policy) for change in changes)
    return replace(finding, changes=changes, message=" ".join([finding.message, *said]), facts=(*finding.facts, *facts))


def _lowered(findings: Sequence[Finding], shipped: Sequence[Finding]) -> Iterator[Lowered]:
    """What the rules as shipped find and no finding of at least its severity stands for: one that differs from theirs
    and speaks of the same entries, or by the same rule of some of them, or, for a doubt, the certain finding.
    """
    new = [one for one in findings if one not in shipped]
    for gone in (one for one in shipped if one not in findings):
        certain = [one for one in findings if one.key == gone.key and gone.kind == CANNOT_ASSESS != one.kind]
        alike = [one for one in new if one.medications == gone.medications or _of_same(one, gone)]
        here = [one for one in (*certain, *alike) if gone.history or not one.history]
        if not any(_rank(one) >= _rank(gone) for one in here):
            left = max((one for one in here if one.rule == gone.rule), key=_rank, default=None)
            yield Lowered(gone, None if left is None else left.severity)


def _of_same(one: Finding, other: Finding) -> bool:
    return one.rule == other.rule and not set(one.medications).isdisjoint(other.medications)


def _rank(finding: Finding) -> int:
    return SEVERITIES.index(finding.severity)


def said_of(change: Change, policy: Policy) -> str:
    """A sentence on one change, with all who answer for it."""
    by = ", ".join(filter(None, (change.author, change.date)))
    answer = f" ({': '.join(filter(None, (by, change.reason)))})" if by or change.reason else ""
    here = f"from {change.shipped} to {change.here}" if change.here != "none" else f"({change.shipped}) to nothing"
    return (
        f'Site policy "{policy.name}" {policy.version} changes {change.threshold} {here},'
        f" which {change.said_direction} than the rules{answer}."
    )


def _as_fact(change: Change, policy: Policy) -> dict[str, object]:
    """A change among the facts of an alert."""
    return {
        "role": "policy",
        "kind": "policy-change",
        "entries": [],
        "policy": policy.name,
        "policy_version": policy.version,
        **change_object(change),
    }


def change_object(change: Change) -> dict[str, object]:
    """A change as data."""
    return {
        "threshold": change.threshold,
        "shipped": change.shipped,
        "here": change.here,
        "direction": change.direction,
        "author": change.author or None,
        "reason": change.reason or None,
        "date": change.date or None,
    }


def divided(
    findings: Sequence[Finding], policy: Policy, *, patient: str | None, as_of: str
) -> tuple[tuple[Finding, ...], UnderPolicy]:
    """The findings that are shown, acknowledged ones marked so, and the rest; ``as_of`` is the day of the check, ISO.

    A contraindication is never suppressed.
    """
    expired = {place for place, one in enumerate(policy.waivers) if one.expires < as_of and _is_of(one, patient)}
    valid = {place: one for place, one in enumerate(policy.waivers) if place not in expired and _is_of(one, patient)}
    shown: list[Finding] = []
    suppressed: list[Suppressed] = []
    used: set[int] = set()
    for finding in findings:
        met = {place: one for place, one in valid.items() if _meets(one, finding)}
        used.update(met)
        waiver = next((one for one in met.values() if one.kind == SUPPRESSION), None)
        seen_by = next((one for one in met.values() if one.kind != SUPPRESSION), None)
        marked = finding if seen_by is None else replace(finding, acknowledged=seen_by)
        if waiver is None:
            shown.append(marked)
        else:
            suppressed.append(Suppressed(marked, waiver))
    idle = {place for place, one in valid.items() if one.patient is not None and place not in used}
    here = UnderPolicy(tuple(suppressed), (), tuple(sorted(used)), tuple(sorted(expired)), tuple(sorted(idle)))
    return tuple(shown), here


def _is_of(waiver: Waiver, patient: str | None) -> bool:
    return waiver.patient is None or waiver.patient == patient


def _meets(waiver: Waiver, finding: Finding) -> bool:
    if waiver.rule != finding.rule or (waiver.kind == SUPPRESSION and _must_be_shown(waiver, finding)):
        return False
    return waiver.drug is None or _drugs(finding) == {waiver.drug}


def _must_be_shown(waiver: Waiver, finding: Finding) -> bool:
    """Whether a finding is a contraindication, or may be one."""
    return finding.severity == NEVER_SUPPRESSED or (waiver.spares_doubts and finding.kind == CANNOT_ASSESS)


def _drugs(finding: Finding) -> set[object]:
    """The ingredients that a finding speaks of."""
    return {fact["ingredient"] for fact in finding.facts if fact.get("kind") == "course" and fact.get("ingredient")}


def said_of_waiver(waiver: Waiver) -> str:
    """Who decided it, until when and why."""
    return f"by {waiver.author} until {waiver.expires}: {waiver.reason}"


def remarks_on(rule: str, report: PatientReport, policy: Policy) -> Iterator[str]:
    """What a site policy has to do with a rule on one record, in sentences."""
    if report.policy is None:
        return
    for finding in (one for one in report.spoken if one.rule == rule):
        yield from (said_of(change, policy) for change in finding.changes)
        if finding.acknowledged is not None:
            yield f"Acknowledged {said_of_waiver(finding.acknowledged)}."
    for one in (one for one in report.policy.suppressed if one.finding.rule == rule):
        yield f"Suppressed {said_of_waiver(one.waiver)}."
    for lower in (one for one in report.policy.lowered if one.finding.rule == rule):
        now = lower.severity or "nothing"
        yield f"The rules say {lower.finding.severity}, under the site policy it is {now}."
