"""Reports to say: what the stages before would hand over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from ldn_rules.findings.model import Because, Coverage, EarliestStart, Finding, PatientReport
from ldn_rules.intake.model import Problem
from ldn_rules.report.identity import Identity
from ldn_rules.rulebook.model import Evidence

if TYPE_CHECKING:
    from collections.abc import Callable

WASHOUT = Finding(
    rule="LDN104",
    case="",
    revision=1,
    kind="alert",
    severity="contraindicated",
    title="Opioid-free interval not met",
    message="Last oxycodone 2026-01-09 is 6 days before naltrexone (2026-01-15).",
    consequence="Precipitated withdrawal.",
    mechanism="The receptors need about a week.",
    management=("Consider postponing naltrexone to 2026-01-16 at the earliest.", "Confirm the last use."),
    medications=("m2", "m1"),
    facts=(
        {
            "kind": "course",
            "drug": "oxycodone",
            "entries": ["m2"],
            "start": "2025-12-26",
            "last": "2026-01-09",
            "derived": "stated end",
        },
        {"kind": "episode", "drug": "naltrexone", "entries": ["m1"], "start": "2026-01-15", "last": "no end"},
    ),
    because=(Because("ended-before", True, "oxycodone ended before naltrexone", {"gap": "6 days"}),),
    earliest_start=EarliestStart("2026-01-16", "2026-01-19"),
    evidence=(Evidence("P3", "Naltrexone label", "7 to 10 days", "high"), Evidence("X", "Design", "n", "design")),
    moment="2026-01-15",
    history=False,
    key="k1",
)
UNSURE = replace(
    WASHOUT,
    rule="LDN112",
    kind="cannot-assess",
    severity="major",
    title="Opioid dates contradict each other",
    message="The end of oxycodone is missing.",
    management=(),
    facts=(),
    earliest_start=None,
    evidence=(),
    key="k2",
    consequence="",
    mechanism="",
)
NOTE = replace(UNSURE, rule="LDN305", kind="alert", severity="info", message="The time of day is not stated.", key="k3")
OLD = replace(
    UNSURE,
    rule="LDN101",
    kind="alert",
    severity="contraindicated",
    message="Hydrocodone and naltrexone.",
    moment="2023-04-01",
    history=True,
    key="k4",
)
REPORT = PatientReport(
    record=1, source="list.json", line=3, patient="p1", as_of="2026-01-15", as_of_basis="record", outcome="alert",
    worst="contraindicated", findings=(NOTE, UNSURE, WASHOUT, OLD), silent=("LDN301", "LDN303"),
    coverage=Coverage(4, 2, 1, (), ("zzz forte",)),
    problems=(Problem("bad-date", "no date: 'soon'", "medications[2].start", 7, 20, "m3"),),
    list_source="clinic", list_date="2026-01-01", list_day="2026-01-01",
)  # fmt: skip


@pytest.fixture
def identity() -> Identity:
    """Rules and engine of no meaning."""
    return Identity("ldn-rules", "2026.11.0", "abcdef0123456789", "durable-rules", "2.0.28", 7)


@pytest.fixture
def report() -> Callable[..., PatientReport]:
    """``report(outcome="clear", ...)``: a report with these fields changed."""
    return lambda **changes: replace(REPORT, **changes)


@pytest.fixture
def findings() -> dict[str, Finding]:
    """One finding of each sort."""
    return {"alert": WASHOUT, "cannot-assess": UNSURE, "note": NOTE, "history": OLD}
