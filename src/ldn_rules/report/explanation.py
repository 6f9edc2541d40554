"""Why a rule reported on a patient, and why not: the data, and how it is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ldn_rules.compiler.truth import NOT_APPLICABLE
from ldn_rules.report.layout import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ldn_rules.findings.model import Because
    from ldn_rules.report.layout import Page

STATES = ("fired", "cannot-assess", "yielded", "silent", "no-such-fact")
"""``yielded``: another rule spoke of the same thing; ``no-such-fact``: nothing of what it looks at is on the list."""


class Attempt(Struct, frozen=True):
    """One try of a rule on one set of facts.

    ``subject`` names the facts ("oxycodone and naltrexone"), ``conditions`` are its named lines with the
    values read, ``missed`` the names of those that kept it quiet.
    """

    case: str
    subject: str
    severity: str | None
    conditions: tuple[Because, ...]
    missed: tuple[str, ...] = ()


class RuleExplanation(Struct, frozen=True):
    """One rule on one patient. ``attempts`` holds all that fired, or the nearest miss of a quiet rule.
    ``remark`` says what else decided (the rule it yields to, a reading that does not differ).
    """

    rule: str
    title: str
    state: str
    attempts: tuple[Attempt, ...]
    remark: str = ""


class Explanation(Struct, frozen=True):
    """All rules on one patient, in the order of the rules. ``remark`` is true of all of them."""

    record: int
    patient: str | None
    as_of: str
    outcome: str
    rules: tuple[RuleExplanation, ...]
    not_checked: str | None = None
    remark: str = ""


_SAID = {
    "fired": "FIRED",
    "cannot-assess": "CANNOT ASSESS",
    "yielded": "left to another rule",
    "silent": "silent",
    "no-such-fact": "silent: nothing of what it looks at is on the list",
}


def text_of(explanation: Explanation, page: Page) -> Iterator[str]:
    """The explanation as lines: rules that reported first, each named condition with the values read."""
    who = explanation.patient if explanation.patient is not None else f"record {explanation.record}"
    yield from page.block(f"Patient {who}, as of {explanation.as_of}: {explanation.outcome}", indent=0)
    if explanation.not_checked:
        yield from page.block(f"Not checked by the engine: {explanation.not_checked}", indent=0)
    if explanation.remark:
        yield from page.block(explanation.remark, indent=0)
    for each in sorted(explanation.rules, key=lambda rule: STATES.index(rule.state)):
        yield ""
        yield from _rule(each, page)


def _rule(rule: RuleExplanation, page: Page) -> Iterator[str]:
    style = {"fired": "contraindicated", "cannot-assess": "moderate"}.get(rule.state, "quiet")
    yield f"{rule.rule}  {page.paint(plain(rule.title), 'strong')}: {page.paint(_SAID[rule.state], style)}"
    if rule.remark:
        yield from page.block(rule.remark)
    for attempt in rule.attempts:
        yield from _attempt(attempt, page, quiet=rule.state == "silent")


def _attempt(attempt: Attempt, page: Page, *, quiet: bool) -> Iterator[str]:
    head = f"nearest: {attempt.subject}" if quiet else attempt.subject
    case = f", case {attempt.case}" if attempt.case not in {"", "main"} else ""
    severity = f": {attempt.severity}" if attempt.severity else ""
    yield from page.block(f"{head}{case}{severity}")
    for line in attempt.conditions:
        yield from page.block(_line(line), _mark(line), 4)
    if attempt.missed:
        yield from page.block(f"kept quiet by: {', '.join(attempt.missed)}", indent=4)


_MARKS = {True: "yes", False: "no", None: "unknown"}


def _mark(line: Because) -> str:
    return "n/a" if line.text.endswith(NOT_APPLICABLE) else _MARKS[line.holds]


def _line(line: Because) -> str:
    """The condition as it turned out, and the values that its text does not tell already."""
    values = ", ".join(f"{name} = {value}" for name, value in line.values.items() if value not in line.text)
    return f"{line.name}: {line.text}{f' ({values})' if values else ''}"


def data_of(explanation: Explanation) -> dict[str, object]:
    """The explanation as plain data, for JSON."""
    return {
        "record": explanation.record,
        "patient": explanation.patient,
        "as_of": explanation.as_of,
        "outcome": explanation.outcome,
        "not_checked": explanation.not_checked,
        "remark": explanation.remark,
        "rules": [_rule_data(rule) for rule in explanation.rules],
    }


def _rule_data(rule: RuleExplanation) -> dict[str, object]:
    return {
        "rule": rule.rule,
        "title": rule.title,
        "state": rule.state,
        "remark": rule.remark,
        "attempts": [_attempt_data(attempt) for attempt in rule.attempts],
    }


def _attempt_data(attempt: Attempt) -> dict[str, object]:
    return {
        "case": attempt.case,
        "subject": attempt.subject,
        "severity": attempt.severity,
        "missed": list(attempt.missed),
        "conditions": [
            {"name": line.name, "holds": line.holds, "text": line.text, "values": dict(line.values)}
            for line in attempt.conditions
        ],
    }
