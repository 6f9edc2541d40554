"""Rules to sub-rules: what each construct of the language becomes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ldn_rules.compiler.ir import CERTAIN
from ldn_rules.compiler.lower import lower
from ldn_rules.rulebook.enumerations import WASHOUTS
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
    Membership,
    Overlap,
    Role,
    Test,
    Unknown,
)
from support.handmade import SPAN, bound_of, case_of, rule_of, ruleset_of, washout_table

if TYPE_CHECKING:
    from ldn_rules.compiler.ir import Program, SubRule

OPIOID = Role("opioid", "course", "opioid", None, SPAN)
NTX = Role("ntx", "episode", None, None, SPAN)
DAY = Role("day", "segment", None, None, SPAN)
TOTAL = FieldMeasure("day", "total")
GAP = DifferenceMeasure("opioid", "last", "ntx", "start")


def line(test: Test, name: str = "it") -> Line:
    """A named line."""
    return Line(name, test, SPAN)


def compares(*bounds: Bound, measure: Any = TOTAL) -> Line:
    """A comparison of a measure."""
    return line(Comparison(measure, bounds))


def program(*roles: Role, **parts: Any) -> Program:
    """The program of one rule with one case."""
    table, _ = washout_table()
    return lower(ruleset_of([rule_of("LDN001", [case_of(list(roles), **parts)])], {"washouts": table}))


def said(subrule: SubRule) -> list[str]:
    """The comparisons in a short form, sorted."""
    names = [pattern.name for pattern in subrule.patterns]
    texts = []
    for one in subrule.compares:
        other = f"{names[one.other]}.{one.other_field} + " if one.other >= 0 else ""
        texts.append(f"{names[one.role]}.{one.field} {one.op} {other}{one.constant}")
    return sorted(texts)


def subrules(mode: str, *roles: Role, **parts: Any) -> list[list[str]]:
    """The sub-rules of a mode in the short form."""
    return [said(one) for one in program(*roles, **parts).subrules if one.mode == mode]


def test_a_certain_comparison_reads_the_unfavourable_end() -> None:
    """More than 5 is certain if even the least value is more, possible if the greatest is and the fact is inexact."""
    when = (compares(bound_of("more-than", 5)),)
    assert subrules("certain", DAY, when=when) == [["day.total_lo >= 6"]]
    assert subrules("possible", DAY, when=when) == [["day.exact == 0", "day.total_hi >= 6"]]


def test_a_known_value_has_one_comparison_and_no_possible_subrule() -> None:
    """A field that is always known is one integer; nothing about it is only possible."""
    when = (compares(bound_of("is", 1), measure=FieldMeasure("day", "full-dose")),)
    assert subrules("certain", DAY, when=when) == [["day.full-dose >= 1"]]
    assert subrules("possible", DAY, when=when) == []


def test_unless_is_silent_only_if_certain() -> None:
    """An unless line becomes what is possible of its negation, in both modes: unknown does not silence."""
    unless = (compares(bound_of("less-than", 5)),)
    assert subrules("certain", DAY, unless=unless) == [["day.total_hi >= 5"]]
    assert subrules("possible", DAY, unless=unless) == []


def test_a_difference_stands_on_the_later_role() -> None:
    """To minus from less than 7: if the later role is on the right, operator and constant are turned round."""
    forward, back = bound_of("less-than", 7), DifferenceMeasure("ntx", "start", "opioid", "last")
    assert subrules("certain", OPIOID, NTX, when=(compares(forward, measure=GAP),)) == [
        ["ntx.start <= opioid.last + 6"],
    ]
    assert subrules("certain", OPIOID, NTX, when=(compares(forward, measure=back),)) == [
        ["ntx.start >= opioid.last + -6"],
    ]


def test_as_of_is_day_zero() -> None:
    """A difference from as-of is the field; to as-of it is minus the field."""
    at_most = bound_of("at-most", 30)
    after = DifferenceMeasure("as-of", "", "ntx", "start")
    before = DifferenceMeasure("ntx", "start", "as-of", "")
    assert subrules("certain", NTX, when=(compares(at_most, measure=after),)) == [["ntx.start <= 30"]]
    assert subrules("certain", NTX, when=(compares(at_most, measure=before),)) == [["ntx.start >= -30"]]


def test_a_difference_inside_one_fact_is_a_field() -> None:
    """Last minus start of one role is a derived field."""
    measure = DifferenceMeasure("opioid", "start", "opioid", "last")
    when = (compares(bound_of("at-least", 2), measure=measure),)
    assert subrules("certain", OPIOID, when=when) == [["opioid.last~start >= 2"]]


def test_a_list_of_neighbours_is_a_range() -> None:
    """Listed values that are neighbours become two comparisons, others one range with holes."""
    washout = FieldMeasure("opioid", "washout")
    assert subrules("certain", OPIOID, when=(compares(bound_of("is", 2, 3, 4), measure=washout),)) == [
        ["opioid.washout <= 4", "opioid.washout >= 2"],
    ]
    assert subrules("certain", OPIOID, when=(compares(bound_of("is", 2, 4), measure=washout),)) == [
        ["opioid.washout != 3", "opioid.washout <= 4", "opioid.washout >= 2"],
    ]


def test_overlap_is_two_comparisons() -> None:
    """Closed intervals meet: each begins by the other's end."""
    assert subrules("certain", OPIOID, NTX, when=(line(Overlap("opioid", "ntx")),)) == [
        ["ntx.last >= opioid.start + 0", "ntx.start <= opioid.last + 0"],
    ]


def test_any_is_one_subrule_a_branch() -> None:
    """Alternatives become sub-rules of their own: the engine's own or loses matches."""
    high, flag = (
        compares(bound_of("more-than", 9)),
        compares(bound_of("is", 1), measure=FieldMeasure("day", "full-dose")),
    )
    assert subrules("certain", DAY, when=(line(AnyOf((high, flag))),)) == [
        ["day.total_lo >= 10"],
        ["day.full-dose >= 1"],
    ]


def test_known_asks_about_the_interval() -> None:
    """Is unknown is a flag, never in doubt itself."""
    unknown = Bound("is", (), "unknown", SPAN)
    assert subrules("certain", DAY, when=(compares(unknown),)) == [["day.total_k == 0"]]
    assert subrules("possible", DAY, when=(compares(unknown),)) == []


def test_membership_is_a_class_flag() -> None:
    """is-a and is-not-a join the classes the role itself asks for."""
    when = (line(Membership("opioid", "depot")), line(Membership("opioid", "cough", negated=True)))
    pattern = program(OPIOID, when=when).subrules[0].patterns[0]
    assert (pattern.classes, pattern.not_classes) == (("depot", "opioid"), ("cough",))


def test_other_than_orders_a_pair() -> None:
    """The pair is seen once: the later fact stands in the second role."""
    second = Role("second", "course", None, "opioid", SPAN)
    assert subrules("certain", OPIOID, second) == [["second.n >= opioid.n + 1"]]


def test_bands_are_one_subrule_a_row() -> None:
    """A row lies between the bound before it and its own; quiet rows have none, and possible is their span."""
    rows = (
        BandRow(bound_of("at-most", 45), None, SPAN),
        BandRow(bound_of("less-than", 60), "moderate", SPAN),
        BandRow(None, "major", SPAN),
    )
    made = program(DAY, bands=Bands(TOTAL, rows, None, None, SPAN))
    assert [(said(one), one.severity, one.row, one.mode) for one in made.subrules] == [
        (["day.total_hi <= 59", "day.total_lo >= 46"], "moderate", 1, "certain"),
        (["day.total_lo >= 60"], "major", 2, "certain"),
        (["day.exact == 0", "day.total_hi >= 46"], "major", -1, "possible"),
    ]


def test_table_rows_are_days_even_for_minutes() -> None:
    """Rows of a table are days; on a measure in minutes they are multiplied by 1440."""
    measure = DifferenceMeasure("opioid", "last-use", "ntx", "first-use")
    bands = Bands(measure, (), "washouts", FieldMeasure("opioid", "washout"), SPAN)
    short = WASHOUTS.index("short-acting")
    only = compares(bound_of("is", short), measure=FieldMeasure("opioid", "washout"))
    assert subrules("certain", OPIOID, NTX, when=(only,), bands=bands) == [
        [f"ntx.first-use <= opioid.last-use + {7 * 1440 - 1}", f"opioid.washout == {short}"],
        [
            f"ntx.first-use <= opioid.last-use + {10 * 1440 - 1}",
            f"ntx.first-use >= opioid.last-use + {7 * 1440}",
            f"opioid.washout == {short}",
        ],
    ]


def test_rows_of_other_keys_are_pruned() -> None:
    """A table row whose key contradicts a line is no sub-rule."""
    bands = Bands(GAP, (), "washouts", FieldMeasure("opioid", "washout"), SPAN)
    key = compares(bound_of("is", WASHOUTS.index("implant")), measure=FieldMeasure("opioid", "washout"))
    made = program(OPIOID, NTX, when=(key,), bands=bands)
    assert made.subrules == ()


def test_an_absent_fact_is_the_last_pattern() -> None:
    """Unless with a kind is a negated pattern whose where is certain."""
    tested = Absent("observation", "liver", (compares(bound_of("at-least", -9), measure=FieldMeasure("it", "ratio")),))
    one = program(NTX, unless=(line(tested),)).subrules[0]
    assert [(pattern.kind, pattern.classes, pattern.negated) for pattern in one.patterns] == [
        ("episode", (), False),
        ("observation", ("liver",), True),
    ]
    assert said(one) == ["it.ratio_lo >= -9"]
    assert one.arity == 1


def test_an_absent_fact_that_can_never_be_there_silences_nothing() -> None:
    """A where that contradicts itself leaves the rule as if the line were not there."""
    ratio = FieldMeasure("it", "latest")
    never = Absent("observation", None, (compares(bound_of("is", 1), bound_of("is", 0), measure=ratio),))
    assert len(program(NTX, unless=(line(never),)).subrules[0].patterns) == 1


@pytest.mark.parametrize(
    ("unknown", "severity", "expected"),
    [
        (Unknown("cannot-assess"), "contraindicated", ["major"]),
        (Unknown("cannot-assess"), "minor", ["minor"]),
        (Unknown("severity", severity="info"), "contraindicated", ["info"]),
        (Unknown("reported-by", rule="LDN304"), "moderate", ["moderate"]),
        (Unknown("quiet"), "major", []),
    ],
)
def test_severity_of_what_is_unknown(unknown: Unknown, severity: str, expected: list[str]) -> None:
    """The case's own, at most major, unless the rule says otherwise; quiet has no such sub-rule."""
    made = program(DAY, when=(compares(bound_of("more-than", 5)),), unknown=unknown, severity=severity)
    assert [one.severity for one in made.subrules if one.mode == "possible"] == expected


def test_only_active_rules_are_lowered() -> None:
    """A draft is left out unless asked for."""
    rule = rule_of("LDN001", [case_of([DAY])])
    draft = ruleset_of([rule_of("LDN000", []), _with_status(rule, "draft")])
    assert lower(draft).subrules == ()
    assert len(lower(draft, ("active", "draft")).subrules) == 1


def _with_status(rule: Any, status: str) -> Any:
    from msgspec.structs import replace

    return replace(rule, status=status)


def test_a_case_that_contradicts_itself_is_never_certain() -> None:
    """Contradicting lines leave a case without a sub-rule that is sure of it."""
    dead = (compares(bound_of("more-than", 5)), compares(bound_of("less-than", 5)))
    cases = [case_of([DAY], name="dead", when=dead), case_of([DAY], name="alive")]
    made = lower(ruleset_of([rule_of("LDN001", cases)]))
    assert {one.case for one in made.subrules if one.mode == CERTAIN} == {1}
