"""A rule in words: every sort of condition, bound, band and case as a person reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from ldn_rules.report import rule_words
from ldn_rules.report.layout import Page
from ldn_rules.rulebook.model import (
    Absent,
    Alert,
    AnyOf,
    Bands,
    Comparison,
    DifferenceMeasure,
    Evidence,
    FieldMeasure,
    Line,
    Membership,
    Overlap,
    Role,
)
from support.handmade import SPAN, bound_of, case_of, rule_of, washout_table

if TYPE_CHECKING:
    from ldn_rules.rulebook.model import Rule, Test

OPIOID, NTX = Role("opioid", "course", "opioid", None, SPAN), Role("ntx", "episode", None, None, SPAN)
DOSE = FieldMeasure("ntx", "total")
GAP = DifferenceMeasure("opioid", "last", "ntx", "start")
HIGH = Comparison(DOSE, (bound_of("more-than", 4, text="4.5 mg"), bound_of("at-most", 9, text="9 mg")))
ABOVE = Comparison(DOSE, (bound_of("more-than", 4, text="4.5 mg"),))
TABLE = washout_table()[0]
TABLES = {"washouts": TABLE}


def line(name: str, test: Test) -> Line:
    """A named line."""
    return Line(name, test, SPAN)


@pytest.mark.parametrize(
    ("test", "words"),
    [
        (HIGH, "ntx.total is more than 4.5 mg and is at most 9 mg"),
        (Comparison(GAP, (bound_of("at-least", 1, text="1 day"),)), "from opioid.last to ntx.start is at least 1 day"),
        (
            Comparison(DifferenceMeasure("ntx", "start", "as-of", ""), (bound_of("less-than", 7, text="7 days"),)),
            "from ntx.start to as-of is less than 7 days",
        ),
        (Comparison(DOSE, (bound_of("is-not", 1, text="0 mg"),)), "ntx.total is not 0 mg"),
        (Comparison(DOSE, (bound_of("is", text="known"),)), "ntx.total is known"),
        (Membership("opioid", "tramadol"), "opioid is of class tramadol"),
        (Membership("opioid", "tramadol", negated=True), "opioid is not of class tramadol"),
        (Overlap("opioid", "ntx"), "opioid and ntx overlap"),
        (
            AnyOf((line("a", Overlap("opioid", "ntx")), line("b", Membership("opioid", "methadone")))),
            "any of: opioid and ntx overlap; opioid is of class methadone",
        ),
        (Absent("condition", None, ()), "there is certainly a condition"),
        (
            Absent("course", "naloxone", (line("a", ABOVE), line("b", Overlap("x", "ntx")))),
            "there is certainly a course of class naloxone where ntx.total is more than 4.5 mg and x and ntx overlap",
        ),
    ],
)
def test_a_condition(test: Test, words: str) -> None:
    """Each sort of condition reads as a clause, with the constants as they were written."""
    assert rule_words.said(test) == words


def rule(*, without: bool = False, **case: Any) -> Rule:
    """A rule of one case, or ``without`` any."""
    made = rule_of("LDN001", [] if without else [case_of([OPIOID, NTX], **case)])
    return replace(
        made,
        title="A title",
        alert=Alert("It says this.", ("Do this.", "Or that."), "Because.", ""),
        evidence=(Evidence("P3", "The label", "Seven days.", "high"),),
        authored_by="somebody",
        reviewed="2026-01-01",
        next_review="2027-01-01",
    )


def shown(one: Rule) -> list[str]:
    """The lines of a rule on a plain page."""
    return list(rule_words.shown(one, TABLES, Page(100)))


def test_a_rule_on_a_page() -> None:
    """Head, case, texts, sources; a case by the name of main needs no name, an empty text no label."""
    assert shown(rule(when=(line("both", Overlap("opioid", "ntx")),), unless=(line("high", HIGH),))) == [
        "LDN001  A title",
        "  active, revision 1; random.yaml",
        "  written by somebody; reviewed 2026-01-01, next 2027-01-01",
        "",
        "The rule reports: major",
        "  Looks at  opioid: course of class opioid",
        "            ntx: episode",
        "  When      both: opioid and ntx overlap",
        "  Unless    high: ntx.total is more than 4.5 mg and is at most 9 mg",
        "",
        "  Says      It says this.",
        "  Options   Do this.",
        "            Or that.",
        "  Risk      Because.",
        "",
        "  - P3 (high): Seven days. The label",
    ]


def test_a_case_with_a_name_and_words_of_its_own() -> None:
    """A case that cannot assess says so, and shows its own message."""
    lines = shown(rule(name="unsettled", outcome="cannot-assess", message="Dates are missing."))
    assert "Case unsettled cannot assess: major" in lines
    assert lines[lines.index("") + 4 :][:1] == ["  Says      Dates are missing."]


def test_another_of_the_same_kind() -> None:
    """A role that must be another fact says of which."""
    other = Role("second", "course", None, "opioid", SPAN)
    data = rule_words.case_data(replace(case_of([OPIOID]), roles=(OPIOID, other)), TABLES)
    assert data["looks_at"] == ["opioid: course of class opioid", "second: course, other than opioid"]


def test_bands_of_a_table_and_bands_of_the_rule() -> None:
    """A table is shown by the value of its key; the worst of all rows is the rule's severity."""
    by_table = Bands(GAP, (), "washouts", FieldMeasure("opioid", "washout"), SPAN)
    assert rule_words.case_data(case_of([OPIOID, NTX], bands=by_table), TABLES)["bands"] == [
        "by from opioid.last to ntx.start:",
        "short-acting: less than 7 contraindicated; less than 10 moderate",
        "long-acting: less than 10 contraindicated; less than 14 moderate",
        "depot-weekly: less than 21 contraindicated; less than 28 moderate; beyond that info",
    ]
    rows = TABLE.rows[min(TABLE.rows)]
    own = Bands(GAP, (*rows, replace(rows[-1], upper=None, severity=None)), None, None, SPAN)
    assert rule_words.case_data(case_of([OPIOID, NTX], bands=own), TABLES)["bands"] == [
        "by from opioid.last to ntx.start:",
        "less than 7 contraindicated; less than 10 moderate; beyond that quiet",
    ]
    assert "The rule reports: a severity by bands" in shown(rule(bands=own))


def test_the_worst_severity() -> None:
    """Of all cases and bands; a rule without cases has none."""
    own = Bands(GAP, TABLE.rows[min(TABLE.rows)], None, None, SPAN)
    both = replace(rule(), cases=(case_of([OPIOID]), case_of([OPIOID], bands=own)))
    assert rule_words.worst_severity(both, TABLES) == "contraindicated"
    assert rule_words.worst_severity(rule(), TABLES) == "major"
    assert rule_words.worst_severity(rule(without=True), TABLES) is None
