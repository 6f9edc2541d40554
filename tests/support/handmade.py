"""Rule sets made by hand: rules, cases and bounds with everything that a test does not speak of left empty."""

from __future__ import annotations

from typing import Any

from ldn_rules.rulebook.enumerations import WASHOUTS
from ldn_rules.rulebook.model import (
    Alert,
    BandRow,
    Bound,
    Case,
    Moment,
    Reporting,
    Role,
    Rule,
    RuleSet,
    Span,
    Table,
    Unknown,
)

SPAN = Span("random.yaml", 1, 1)
QUICK_TABLE = {"short-acting": (7, 10), "long-acting": (10, 14), "depot-weekly": (21, 28)}
"""Bounds, in days, of the two bands of the table below."""


def ruleset_of(rules: list[Rule], tables: dict[str, Table] | None = None) -> RuleSet:
    """A rule set of the rules, with neither texts nor evidence."""
    reporting = Reporting((), (), (), "", 30, "", {})
    return RuleSet("random", "1", "random", tuple(rules), tables or {}, reporting)


def rule_of(name: str, cases: list[Case]) -> Rule:
    """An active rule of the cases."""
    alert = Alert("", (), "", "")
    return Rule(
        id=name,
        title=name,
        kind="rule",
        status="active",
        revision=1,
        file="random.yaml",
        cases=tuple(cases),
        alert=alert,
        evidence=(),
        yields_to={},
        merge=None,
        authored_by="",
        reviewed="",
        next_review="",
        span=SPAN,
    )


def case_of(roles: list[Role], **parts: Any) -> Case:
    """A case of the roles; what is not given is empty, and the severity major."""
    given: dict[str, Any] = {
        "name": "main",
        "anchors": tuple(role.name for role in roles),
        "roles": tuple(roles),
        "when": (),
        "unless": (),
        "severity": None if "bands" in parts else "major",
        "bands": None,
        "outcome": "alert",
        "unknown": Unknown("cannot-assess"),
        "moment": Moment(),
        "phase": None,
        "message": None,
        "span": SPAN,
    }
    return Case(**(given | parts))


def bound_of(op: str, *values: int, text: str = "") -> Bound:
    """A bound on integers."""
    return Bound(op, values, text or " ".join(map(str, values)), SPAN)


def washout_table() -> tuple[Table, dict[str, Any]]:
    """A small table: contraindicated, then moderate, then, for one key, info without end."""
    rows: dict[int, tuple[BandRow, ...]] = {}
    raw: dict[str, Any] = {}
    for key, (first, second) in QUICK_TABLE.items():
        written = [{"less-than": f"{first} days", "severity": "contraindicated"}]
        written.append({"less-than": f"{second} days", "severity": "moderate"})
        written += [{"severity": "info"}] if key == "depot-weekly" else []
        raw[key] = {"bands": written}
        ends = [bound_of("less-than", first), bound_of("less-than", second), None]
        rows[WASHOUTS.index(key)] = tuple(
            BandRow(end, row["severity"], SPAN) for end, row in zip(ends, written, strict=False)
        )
    return Table("washouts", rows), {"washouts": {"key": "washout", "rows": raw}}
