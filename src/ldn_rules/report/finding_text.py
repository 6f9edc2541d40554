"""One finding as lines of text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ldn_rules.report.layout import plain
from ldn_rules.rulebook.enumerations import SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ldn_rules.findings.model import Finding
    from ldn_rules.report.layout import Page

_NAMES = ("drug", "name", "items", "text", "kind")
_SPOKEN = (*_NAMES, "start", "last", "day", "derived", "role", "entries", "medications", "ingredient", "names")
_IN_THE_MESSAGE = ("doubt", "missing", "fault", "read-as", "reading", "previous")
_LABELS = {"total": "daily dose", "first-total": "first daily dose", "odd-decimal": "decimals"}
_SAYS_NOTHING = ("none", "unknown", "none recorded")


def worst_first(findings: tuple[Finding, ...]) -> list[Finding]:
    """By severity, alerts before what cannot be assessed, then by rule; history as it comes, newest first."""
    return sorted(
        findings,
        key=lambda each: (-SEVERITIES.index(each.severity), each.kind == "cannot-assess", each.rule, each.key),
    )


def full(finding: Finding, page: Page) -> Iterator[str]:
    """The finding with its options, reasons and sources."""
    yield _title(finding, page)
    yield from page.block(finding.message)
    if finding.acknowledged is not None:
        from ldn_rules.findings.policy import said_of_waiver

        yield from page.block(f"Acknowledged {said_of_waiver(finding.acknowledged)}")
    for at, option in enumerate(finding.management):
        yield from page.block(option, "Options" if at == 0 else " ")
    if finding.earliest_start is not None:
        yield from page.block(_start(finding), "Start")
    if risk := " ".join(filter(None, (finding.consequence, finding.mechanism))):
        yield from page.block(risk, "Risk")
    read = [fact for fact in finding.facts if fact.get("kind") != "policy-change"]  # the message says it
    for at, fact in enumerate(read):
        yield from page.block(_fact(fact), "Read" if at == 0 else " ")
    if finding.evidence:
        yield from page.block(_sources(finding), "Sources")


def short(finding: Finding, page: Page, *, with_severity: bool = False) -> list[str]:
    """The finding in one item of a list; of history, or where it is asked for, with its severity."""
    when = f"{finding.moment} " if finding.history else ""
    kind = "cannot assess: " if finding.kind == "cannot-assess" else ""
    severity = f"{finding.severity}: " if finding.history or with_severity else ""
    return page.block(f"{when}{finding.rule} {severity}{kind}{finding.message or finding.title}", "-", 2)


def _title(finding: Finding, page: Page) -> str:
    word = finding.severity.upper() if finding.kind == "alert" else f"CANNOT ASSESS ({finding.severity})"
    return f"{page.paint(word, finding.severity)}  {page.paint(plain(finding.title), 'strong')}  {finding.rule}"


def _start(finding: Finding) -> str:
    start = finding.earliest_start
    assert start is not None
    if start.minimum == start.preferred:
        return f"{start.minimum} at the earliest"
    return f"{start.minimum} at the earliest, {start.preferred} preferred"


def _fact(fact: Mapping[str, object]) -> str:
    name = next(
        (str(fact[key]).replace("-", " ") if key == "kind" else str(fact[key]) for key in _NAMES if fact.get(key)), ""
    )
    entries = fact.get("entries") or fact.get("medications") or ()
    ids = ", ".join(map(str, entries)) if isinstance(entries, list | tuple) else str(entries)
    said = [f"{name}{f' [{ids}]' if ids else ''}", _when(fact)]
    rest = [
        f"{_LABELS.get(key, key)} {value}"
        for key, value in fact.items()
        if key not in _SPOKEN + _IN_THE_MESSAGE and _worth_saying(value)
    ]
    return "; ".join(filter(None, (*said, *rest)))


def _when(fact: Mapping[str, object]) -> str:
    """Dates and how they were derived; often the latter says the former too."""
    start, last, derived = (str(fact.get(key) or "") for key in ("start", "last", "derived"))
    if start and start in derived:
        return derived
    dates = f"{start} to {last}" if start and last else start or str(fact.get("day") or "")
    return "; ".join(filter(None, (dates, derived)))


def _worth_saying(value: object) -> bool:
    return isinstance(value, str) and bool(value) and value not in _SAYS_NOTHING


def _sources(finding: Finding) -> str:
    by_certainty: dict[str, list[str]] = {}
    for each in finding.evidence:
        by_certainty.setdefault(each.certainty, []).append(each.source)
    said = "; ".join(f"{', '.join(sources)} ({certainty})" for certainty, sources in by_certainty.items())
    return f"{said} - in full: ldn-rules rules show {finding.rule}"
