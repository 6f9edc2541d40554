"""Truth of named lines, in words, and why a case is quiet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from ldn_rules.compiler.misses import nearest_miss, quiet_because
from ldn_rules.compiler.truth import LineTruth, truth_table
from ldn_rules.rulebook.enumerations import WASHOUTS
from ldn_rules.rulebook.kinds import NEVER, UNKNOWN
from ldn_rules.rulebook.model import (
    Absent,
    AnyOf,
    BandRow,
    Bands,
    Bound,
    Comparison,
    DifferenceMeasure,
    FieldMeasure,
    Line,
    Measure,
    Membership,
    Overlap,
    Role,
    Test,
)
from support.handmade import SPAN, bound_of, case_of, rule_of, ruleset_of, washout_table
from support.random_facts import fact_set, make_fact

if TYPE_CHECKING:
    from ldn_rules.facts.model import FactSet

OPIOID = Role("opioid", "course", None, None, SPAN)
NTX = Role("ntx", "episode", None, None, SPAN)
DAY = Role("day", "segment", None, None, SPAN)
GAP = DifferenceMeasure("opioid", "last", "ntx", "start")
MINUTES = DifferenceMeasure("opioid", "last-use", "ntx", "first-use")
SHORT, LONG = WASHOUTS.index("short-acting"), WASHOUTS.index("long-acting")
RULES = ruleset_of([rule_of("LDN001", [])], {"washouts": washout_table()[0]})
FACTS = fact_set(
    make_fact("course", 0, ("opioid",), start=-20, last=-6, last_use=-6 * 1440 + 150, washout=SHORT),
    make_fact("episode", 1, start=0, last=NEVER, first_use=0, total=4_500_000),
    make_fact("segment", 2, start=0, last=NEVER, total=(-UNKNOWN, UNKNOWN), full_dose=1),
    make_fact("segment", 3, start=0, last=NEVER, total=(1_500_000, 3_000_000)),
    make_fact("observation", 4, ("liver-enzyme",), day=-400, ratio=3100),
)
BOUND = {"opioid": 0, "ntx": 1, "day": 2}


def truth_of(test: Test, *, unless: bool = False, facts: FactSet = FACTS, **bound: int) -> LineTruth:
    """The truth of one line."""
    line = Line("it", test, SPAN)
    case = case_of([OPIOID, NTX, DAY], **{"unless" if unless else "when": (line,)})
    (found,) = truth_table(case, BOUND | bound, facts, RULES)
    return found


def comparison(measure: Measure, *bounds: Bound) -> Comparison:
    """A comparison."""
    return Comparison(measure, bounds)


def field(role: str, name: str, op: str, *values: int, text: str) -> Comparison:
    """A field held against constants."""
    return Comparison(FieldMeasure(role, name), (bound_of(op, *values, text=text),))


WORDS: list[tuple[Test, bool | None, str]] = [
    (
        comparison(GAP, bound_of("less-than", 7, text="7 days")),
        True,
        "last day of opioid to first day of ntx is 6 days: less than 7 days",
    ),
    (
        comparison(GAP, bound_of("at-least", 1, text="1 day"), bound_of("at-most", 5, text="5 days")),
        False,
        "last day of opioid to first day of ntx is 6 days: at least 1 day and not at most 5 days",
    ),
    (
        comparison(MINUTES, bound_of("at-least", 7 * 1440, text="7 days")),
        False,
        "last use of opioid to first use of ntx is 5 days: not at least 7 days",
    ),
    (
        comparison(DifferenceMeasure("as-of", "", "ntx", "last"), bound_of("more-than", 0, text="0 days")),
        True,
        "as-of to last day of ntx is without end: more than 0 days",
    ),
    (field("opioid", "washout", "is", SHORT, text="short-acting"), True, "washout of opioid is short-acting"),
    (
        field("opioid", "washout", "is", LONG, text="long-acting"),
        False,
        "washout of opioid is short-acting: not long-acting",
    ),
    (
        field("opioid", "washout", "is", SHORT, LONG, text="short-acting, long-acting"),
        True,
        "washout of opioid is short-acting: one of short-acting, long-acting",
    ),
    (field("day", "full-dose", "is-not", 1, text="true"), False, "full dose of day is true"),
    (
        field("day", "total", "more-than", 4_500_000, text="4.5 mg"),
        None,
        "total of day is unknown: whether it is more than 4.5 mg is not certain",
    ),
    (Membership("opioid", "opioid"), True, "opioid is of class opioid"),
    (Membership("opioid", "depot"), False, "opioid is not of class depot"),
    (
        Overlap("opioid", "ntx"),
        False,
        "opioid (2024-04-04 to 2024-04-18) and ntx (2024-04-24 to no end) do not overlap",
    ),
    (
        AnyOf(
            (
                Line("a", Membership("opioid", "depot"), SPAN),
                Line("b", field("day", "full-dose", "is", 1, text="true"), SPAN),
            )
        ),
        True,
        "full dose of day is true",
    ),
]


@pytest.mark.parametrize(("test", "holds", "text"), WORDS, ids=[text for _, _, text in WORDS])
def test_lines_in_words(test: Test, holds: bool | None, text: str) -> None:
    """Every kind of line says what was read, and how it compares."""
    found = truth_of(test)
    assert (found.holds, found.text) == (holds, text)


def test_a_line_names_what_it_read() -> None:
    """The values are dates, doses and the measured value."""
    found = truth_of(comparison(GAP, bound_of("less-than", 7, text="7 days")))
    assert found.values == {"value": "6 days", "opioid.last": "2024-04-18", "ntx.start": "2024-04-24"}


def test_a_partly_known_dose_is_a_range() -> None:
    """An interval that lies on one side of the bound is decided, one across it is not."""
    assert truth_of(field("day", "total", "less-than", 3_000_001, text="3.1 mg"), day=3).holds is True
    found = truth_of(field("day", "total", "less-than", 3_000_000, text="3 mg"), day=3)
    assert (found.holds, found.values["value"]) == (None, "1.5 mg to 3 mg")


def test_known_is_never_in_doubt() -> None:
    """Known and unknown are true or false."""
    unknown = Comparison(FieldMeasure("day", "total"), (Bound("is", (), "unknown", SPAN),))
    assert truth_of(unknown).holds is True
    assert truth_of(unknown, day=3).holds is True


ABSENT = Absent(
    "observation", "liver-enzyme", (Line("high", field("it", "ratio", "more-than", 3000, text="3 x"), SPAN),)
)


def test_an_absent_fact_is_looked_for_in_the_whole_list() -> None:
    """The line holds, and keeps the rule quiet, where such a fact is certainly there."""
    found = truth_of(ABSENT, unless=True)
    assert (found.holds, found.blocks, found.text) == (
        True,
        True,
        "there is an observation of class liver-enzyme with high",
    )
    unsure = fact_set(*FACTS.facts[:4], make_fact("observation", 4, ("liver-enzyme",), ratio=3100, certain=False))
    missing = truth_of(ABSENT, unless=True, facts=unsure)
    assert (missing.holds, missing.text) == (False, "there is no observation of class liver-enzyme with high")


def banded(**parts: Any) -> LineTruth:
    """The bands line of a case on the opioid's gap."""
    bands = Bands(MINUTES, (), "washouts", FieldMeasure("opioid", "washout"), SPAN)
    case = case_of([OPIOID, NTX], bands=parts.get("bands", bands))
    facts = fact_set(parts["opioid"], FACTS.facts[1]) if "opioid" in parts else FACTS
    (found,) = truth_table(case, {"opioid": 0, "ntx": 1}, facts, RULES)
    return found


def test_bands_are_a_line() -> None:
    """It says the measured value and the severity, or that none applies."""
    found = banded()
    assert (found.name, found.holds, found.values["value"]) == ("bands", True, "5 days")
    assert found.text == "last use of opioid to first use of ntx is 5 days: contraindicated"
    long_ago = banded(opioid=make_fact("course", 0, last_use=-10 * 1440, washout=SHORT))
    assert (long_ago.holds, long_ago.blocks) == (False, True)
    assert long_ago.text == "last use of opioid to first use of ntx is 10 days: no severity"


def test_bands_of_an_unknown_value_are_unknown() -> None:
    """Neither a severity nor quiet is certain."""
    rows = (BandRow(bound_of("at-most", 4_500_000), None, SPAN), BandRow(None, "major", SPAN))
    case = case_of([DAY], bands=Bands(FieldMeasure("day", "total"), rows, None, None, SPAN))
    (found,) = truth_table(case, {"day": 2}, FACTS, RULES)
    assert (found.holds, found.text) == (None, "total of day is unknown: the severity is not certain")


SHORT_GAP = case_of(
    [OPIOID, NTX],
    when=(
        Line("short-acting", field("opioid", "washout", "is", SHORT, text="short-acting"), SPAN),
        Line("before", comparison(GAP, bound_of("at-least", 1, text="1 day")), SPAN),
    ),
    unless=(Line("depot", Membership("opioid", "depot"), SPAN),),
)


def test_quiet_because_names_the_only_line() -> None:
    """Of every way to fill the roles, the lines that keep it quiet, fewest first."""
    facts = fact_set(
        make_fact("course", 0, last=3, washout=LONG),
        make_fact("course", 1, ("depot",), last=-3, washout=SHORT),
        make_fact("episode", 2, start=0),
    )
    misses = quiet_because(SHORT_GAP, facts, RULES)
    assert [(miss.binding, miss.blocking) for miss in misses] == [
        ({"opioid": 1, "ntx": 2}, ("depot",)),
        ({"opioid": 0, "ntx": 2}, ("short-acting", "before")),
    ]
    nearest = nearest_miss(SHORT_GAP, facts, RULES)
    assert nearest is not None
    assert nearest.blocking == ("depot",)


def test_of_equal_misses_the_nearest_comes_first() -> None:
    """The smallest distance wins, then what goes on before what is long over, a main reading before another."""
    far, near, other = (
        make_fact("course", 0, last=40, washout=SHORT),
        make_fact("course", 1, last=3, washout=SHORT),
        replace(make_fact("course", 2, last=1, washout=SHORT), reading="no-start"),
    )
    nearest = nearest_miss(SHORT_GAP, fact_set(far, near, other, make_fact("episode", 3, start=0)), RULES)
    assert nearest is not None
    assert nearest.binding["opioid"] == 1


def test_a_case_that_reports_is_no_miss() -> None:
    """Where nothing blocks there is no miss."""
    facts = fact_set(make_fact("course", 0, last=-3, washout=SHORT), make_fact("episode", 1, start=0))
    assert nearest_miss(SHORT_GAP, facts, RULES) is None


def test_a_pair_is_bound_once() -> None:
    """other-than binds the later fact by n, never a fact to itself."""
    second = Role("second", "course", None, "opioid", SPAN)
    case = case_of([OPIOID, second], when=(Line("never", Membership("second", "nothing"), SPAN),))
    facts = fact_set(make_fact("course", 0), make_fact("course", 1))
    assert [miss.binding for miss in quiet_because(case, facts, RULES)] == [{"opioid": 0, "second": 1}]
