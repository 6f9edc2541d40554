"""What a site policy did to one patient, as lines of text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ldn_rules.findings.policy import said_of_waiver
from ldn_rules.report import finding_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ldn_rules.findings.model import Lowered, UnderPolicy
    from ldn_rules.report.layout import Page
    from ldn_rules.rulebook.policy import Policy

TITLES = {
    "suppressed": "Suppressed by the site policy (does not count for the exit code, still for the outcome)",
    "lowered": "Milder by the site policy than by the rules",
    "expired": "Entries of the site policy that are over",
    "unused": "Entries of the site policy that met no finding",
}


def named(policy: Policy | None) -> str:
    """Which policy was in force, as a sentence after a space; nothing where none was."""
    return "" if policy is None else f" Site policy {policy.name}, {policy.version} ({policy.hash[:12]})."


def lines(policy: Policy, under: UnderPolicy, page: Page) -> Iterator[str]:
    """Sections with a title, each only where there is something to say."""
    suppressed = [
        line
        for one in under.suppressed
        for line in (
            *finding_text.short(one.finding, page, with_severity=True),
            *page.block(f"Suppressed {said_of_waiver(one.waiver)}", indent=4),
        )
    ]
    yield from _section("suppressed", suppressed, page)
    yield from lowered(under.lowered, page)
    for title, places in (("expired", under.expired), ("unused", under.idle)):
        waivers = [policy.waivers[place] for place in places]
        said = [f"line {one.span.line}: {one.kind} of {one.scope}, {said_of_waiver(one)}" for one in waivers]
        yield from _section(title, [line for each in said for line in page.block(each, "-", 2)], page)


def lowered(found: Iterable[Lowered], page: Page) -> Iterator[str]:
    """What the rules find and the policy makes milder, if there is any."""
    yield from _section("lowered", [line for one in found for line in page.block(lowered_text(one), "-", 2)], page)


def _section(title: str, said: list[str], page: Page) -> Iterator[str]:
    if said:
        yield ""
        yield page.paint(TITLES[title], "strong")
        yield from said


def lowered_text(one: Lowered) -> str:
    """One such finding, with what is left of it."""
    finding = one.finding
    now = "nothing" if one.severity is None else one.severity
    kind = "cannot assess, " if finding.kind == "cannot-assess" else ""
    return f"{finding.rule} {kind}{finding.severity}, here {now}: {finding.message or finding.title}"
