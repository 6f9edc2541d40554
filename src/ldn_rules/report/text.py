"""Text for a person: findings first, worst first, history last, notes collapsed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ldn_rules.report import finding_text, wording
from ldn_rules.report.layout import plain
from ldn_rules.report.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ldn_rules.findings.model import Coverage, Finding, PatientReport
    from ldn_rules.intake.model import Problem
    from ldn_rules.report.identity import Identity
    from ldn_rules.report.layout import Page
    from ldn_rules.report.summary import Summary
    from ldn_rules.rulebook.policy import Policy


class Text:
    """``--output text``."""

    between = b"\n"

    def __init__(self, identity: Identity, page: Page) -> None:
        self._identity = identity
        self._page = page

    def head(self) -> bytes:
        """Nothing stands before the first patient."""
        return b""

    def patient(self, report: PatientReport) -> bytes:
        """One patient, some lines long."""
        return _joined(self._patient(report))

    def tail(self, summary: Summary, exit_code: int) -> bytes:  # noqa: ARG002 (as every format)
        """The counts of a run of several, and what the whole is not."""
        lines = ["", *_counts(summary)] if summary.records > 1 else []
        policy = self._identity.policy
        site = "" if policy is None else _named(policy)
        about = f"Rules {self._identity.version} ({self._identity.hash[:12]}).{site} {wording.DISCLAIMER}"
        lines += ["", *(self._page.paint(line, "quiet") for line in self._page.block(about, indent=0))]
        return _joined(lines if summary.records else lines[1:])

    def _patient(self, report: PatientReport) -> Iterator[str]:
        page = self._page
        yield from page.block(who(report), indent=0)
        yield from (page.paint(line, _style(report)) for line in page.block(wording.headline(report), indent=0))
        if report.not_checked and report.findings:
            yield from page.block("What follows was found by one evaluator alone; more may be missing.", indent=0)
        yield from self._findings(report.findings)
        yield from self._policy(report)
        yield from self._readings(report)
        yield from self._panel(report)
        yield from self._about_the_list(report)

    def _findings(self, findings: tuple[Finding, ...]) -> Iterator[str]:
        current = finding_text.worst_first(tuple(each for each in findings if not each.history))
        notes = [each for each in current if each.severity == "info"]
        history = sorted((each for each in findings if each.history), key=lambda each: each.moment, reverse=True)
        for each in current[: len(current) - len(notes)]:
            yield ""
            yield from finding_text.full(each, self._page)
        yield from self._short("Notes", notes)
        yield from self._short("History (does not count)", history)

    def _policy(self, report: PatientReport) -> Iterator[str]:
        if self._identity.policy is not None and report.policy is not None:
            from ldn_rules.report import policy_text

            yield from policy_text.lines(self._identity.policy, report.policy, self._page)

    def _short(self, title: str, findings: list[Finding]) -> Iterator[str]:
        if findings:
            yield ""
            yield self._page.paint(title, "strong")
        for each in findings:
            yield from finding_text.short(each, self._page)

    def _readings(self, report: PatientReport) -> Iterator[str]:
        if report.readings:
            from ldn_rules.report import reading_text

            yield ""
            yield self._page.paint("How each entry was read", "strong")
            yield from reading_text.lines(report.readings, self._page)

    def _panel(self, report: PatientReport) -> Iterator[str]:
        if report.panel is not None:
            from ldn_rules.report import panel_text

            yield ""
            yield from panel_text.lines(report.panel, self._page, self._identity.no_panel)

    def _about_the_list(self, report: PatientReport) -> Iterator[str]:
        page = self._page
        yield ""
        yield from _titled("Could not be read", map(problem_text, report.problems), page)
        yield from _titled("Names that need a person", _names(report.coverage), page)
        if age := wording.list_age(report, self._identity.list_age_days):
            yield from page.block(age, indent=0)
        quiet = f" {counted(len(report.silent), 'rule')} evaluated and silent." if report.silent else ""
        yield from page.block(wording.coverage_line(report.coverage) + quiet, indent=0)
        if report.silent and (others := report.coverage.not_spoken_of):
            yield from page.block(f"No rule speaks of: {', '.join(plain(name) for _, name in others)}.", indent=0)
        if report.reproducer:
            yield from page.block(f"A file to reproduce this was written: {report.reproducer}", indent=0)


def _joined(lines: Iterable[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "backslashreplace")


def who(report: PatientReport) -> str:
    """Whose list it is, where it stands, and the day it is checked for."""
    name = f"Patient {report.patient}" if report.patient is not None else f"Record {report.record}"
    place = f" ({report.source}{f':{report.line}' if report.line else ''})" if report.source else ""
    return f"{name}{place}, {when(report)}"


def when(report: PatientReport) -> str:
    """The day a list is checked for, and who says so."""
    return f"as of {report.as_of} ({wording.BASIS.get(report.as_of_basis, report.as_of_basis)})"


def _style(report: PatientReport) -> str:
    if report.outcome == "not-checked":
        return "contraindicated"
    if report.outcome in {"alert", "cannot-assess"}:
        return report.worst or "major"
    return "good" if report.outcome == "clear" else "quiet"


def _titled(title: str, items: Iterable[str], page: Page) -> Iterator[str]:
    listed = list(items)
    if listed:
        yield page.paint(title, "strong")
    for item in listed:
        yield from page.block(item, "-")


def problem_text(problem: Problem) -> str:
    """A fault of the input with its place."""
    place = [f"line {problem.line}" if problem.line else "", f"column {problem.column}" if problem.column else ""]
    named = ", ".join(filter(None, (*place, problem.path or "", f"entry {problem.entry}" if problem.entry else "")))
    return f"{named}: {problem.message}" if named else problem.message


def _names(coverage: Coverage) -> Iterator[str]:
    for name in coverage.unrecognised:
        yield f"not recognised: {plain(name)}"
    for name in coverage.review:
        yield f"to be reviewed: {plain(name)}"


def _counts(summary: Summary) -> Iterator[str]:
    yield f"{counted(summary.records, 'record')}, {summary.unreadable} unreadable"
    yield f"  outcome   {_listed(summary.by_outcome)}"
    if summary.by_rule:
        yield f"  findings  {_listed(summary.by_severity)}"
        yield f"  rules     {_listed(dict(sorted(summary.by_rule.items())))}"


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items() if count)


def _named(policy: Policy) -> str:
    from ldn_rules.report.policy_text import named  # only where there is a policy: start-up

    return named(policy)
