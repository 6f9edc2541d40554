"""A titration plan as text for a clinician: the schedule, each opioid, what forbids what was asked for."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from ldn_rules.report import finding_text, policy_text, wording
from ldn_rules.report.layout import plain
from ldn_rules.report.plan import AS_ASKED, LATER, NOT_CHECKED, NOT_READ, milligrams
from ldn_rules.report.text import problem_text, when, who
from ldn_rules.report.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ldn_rules.findings.model import Finding
    from ldn_rules.report.identity import Identity
    from ldn_rules.report.layout import Page
    from ldn_rules.report.plan import Opioid, Plan, Step


def text_of(plan: Plan, identity: Identity, page: Page) -> Iterator[str]:
    """The plan as lines."""
    report = plan.list_report
    yield from page.block(who(report) if plan.listed else f"No list, {when(report)}", indent=0)
    yield from (page.paint(line, _style(plan)) for line in page.block(_headline(plan), indent=0))
    for remark in plan.remarks:
        yield from page.block(remark, indent=0)
    yield from _titled("Could not be read", map(problem_text, plan.list_report.problems), page)
    yield from _schedule(plan, page)
    yield from _opioids(plan.opioids, page)
    yield from _findings(f"Against a start on {_iso(plan.asked.start)}", plan.against, page)
    yield from _short(f"The day before, {_day_before(plan)}" if plan.day_before else "", plan.day_before, page)
    yield from _short("What else the rules say of the list with this plan", plan.beside, page)
    yield from policy_text.lowered(plan.lowered, page)
    yield from _end(plan, identity, page)


def _style(plan: Plan) -> str:
    if plan.outcome == AS_ASKED and (plan.lowered or not plan.noted_only):
        return "moderate"
    return {AS_ASKED: "good", LATER: "moderate", NOT_CHECKED: "contraindicated"}.get(plan.outcome, "major")


def _headline(plan: Plan) -> str:
    asked = _iso(plan.asked.start)
    if plan.outcome == NOT_CHECKED:
        return f"NOT CHECKED, NO PLAN: {plan.not_checked}"
    if plan.outcome == NOT_READ:
        return "NO PLAN: the list could not be read in full"
    if plan.start is None:
        return f"NO PLAN for a start on {asked}"
    judged = _judged(plan)
    if plan.outcome == LATER:
        return f"PROPOSED: a start on {plan.start}, not on {asked}; {judged}"
    return f"PROPOSED: a start on {plan.start}, as asked; {judged}"


def _judged(plan: Plan) -> str:
    """That nothing was found may be said only where nothing is open."""
    if not plan.assessed:
        return "not everything could be assessed: settle first what stands below"
    if not plan.noted_only:
        return "other rules have findings, which stand below"
    if plan.lowered:
        return "under the site policy no rule fired above a note; what the rules say without it stands below"
    return "no rule fired above a note on the data supplied"


def _schedule(plan: Plan, page: Page) -> Iterator[str]:
    if not plan.steps:
        return
    yield ""
    yield page.paint("Schedule (an option to weigh, once a day)", "strong")
    for step, item in zip(plan.steps, plan.items, strict=True):
        yield from page.block(f"{milligrams(step.dose)}: {item['sig']}; {_capsules(step)}", _days(step))


def _days(step: Step) -> str:
    last = "on" if step.last is None else f"to {_iso(step.last)}"
    return f"{f'{_iso(step.start)} {last}':<26}"


def _capsules(step: Step) -> str:
    return f"{counted(step.capsules, 'capsule')} of {milligrams(step.strength)} for {counted(step.days, 'day')}"


def _opioids(opioids: Iterable[Opioid], page: Page) -> Iterator[str]:
    for place, one in enumerate(opioids):
        if place == 0:
            yield ""
            yield page.paint("Each opioid of the list, judged alone with this schedule", "strong")
        ids = ", ".join(one.entries)
        yield from page.block(f"{one.drug}, {one.washout} ({one.names}) [{ids}]; {'; '.join(one.derived)}", "-")
        yield from page.block(_start(one), indent=4)
        for finding in one.because:
            yield from page.block(f"{finding.rule} {_severity(finding)}: {finding.message}", indent=6)
        for found in one.lowered:
            day = "that day" if one.waits else "the day asked for"
            said = f"Without the site policy {day} has {policy_text.lowered_text(found)}"
            yield from page.block(said, indent=4)


def _start(one: Opioid) -> str:
    if one.forbids:
        return "No start without a finding was found. On the day asked for:"
    if not one.waits:
        return f"Leaves nothing to wait for: {_since(one)}."
    told = [finding.earliest_start for finding in one.because if finding.earliest_start is not None]
    if any(start.preferred == one.start for start in told):
        return f"First start without a finding: {one.start}, the preferred one of what is found a day sooner:"
    return f"First start without a finding: {one.start}. A day sooner:"


def _since(one: Opioid) -> str:
    """How long ago its last day was, and when its interval was over."""
    if one.last_day is None or one.days_since is None:
        return "no finding on the start asked for"
    last = f"its last day, {one.last_day}, is {counted(one.days_since, 'day')} before the start asked for"
    if one.start is None:
        return last
    if date.fromisoformat(one.start) == date.fromisoformat(one.last_day) + timedelta(days=1):
        return f"{last}; no finding from {one.start} on"
    return f"{last}; the preferred interval was met on {one.start}"


def _severity(finding: Finding) -> str:
    return finding.severity if finding.kind == "alert" else f"cannot assess ({finding.severity})"


def _findings(title: str, findings: tuple[Finding, ...], page: Page) -> Iterator[str]:
    if findings:
        yield ""
        yield page.paint(title, "strong")
    for place, finding in enumerate(finding_text.worst_first(findings)):
        if place:
            yield ""
        yield from finding_text.full(finding, page)


def _short(title: str, findings: tuple[Finding, ...], page: Page) -> Iterator[str]:
    if findings:
        yield ""
        yield page.paint(title, "strong")
    for finding in finding_text.worst_first(findings):
        yield from page.block(f"{finding.rule} {_severity(finding)}: {finding.message or finding.title}", "-")


def _end(plan: Plan, identity: Identity, page: Page) -> Iterator[str]:
    report = plan.list_report
    yield ""
    yield from _titled("Names that need a person", _names(plan), page)
    if age := wording.list_age(report, identity.list_age_days):
        yield from page.block(age, indent=0)
    if report.coverage.medications:
        yield from page.block(wording.coverage_line(report.coverage), indent=0)
    if plan.sources:
        said = " ".join(f"{source.says.rstrip('.')} ({source.source})." for source in plan.sources)
        yield from page.block(f"The usual schedule: {said}", indent=0)
    about = f"Rules {identity.version} ({identity.hash[:12]}).{policy_text.named(identity.policy)} {wording.DISCLAIMER}"
    yield ""
    yield from (page.paint(line, "quiet") for line in page.block(about, indent=0))


def _names(plan: Plan) -> Iterator[str]:
    coverage = plan.list_report.coverage
    yield from (f"not recognised: {plain(name)}" for name in coverage.unrecognised)
    yield from (f"to be reviewed: {plain(name)}" for name in coverage.review)


def _titled(title: str, items: Iterable[str], page: Page) -> Iterator[str]:
    listed = list(items)
    if listed:
        yield page.paint(title, "strong")
    for item in listed:
        yield from page.block(item, "-")


def _day_before(plan: Plan) -> str:
    assert plan.start is not None
    return _iso(date.fromisoformat(plan.start).toordinal() - 1)


def _iso(day: int) -> str:
    return date.fromordinal(day).isoformat()
