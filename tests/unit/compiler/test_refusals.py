"""What the engine's exact subset cannot say is refused when rules are compiled, with its place."""

from __future__ import annotations

from typing import Any

import pytest

from ldn_rules.compiler.errors import CompileError
from ldn_rules.compiler.lower import lower
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
    Role,
    Span,
)
from support.handmade import SPAN, bound_of, case_of, rule_of, ruleset_of, washout_table

NTX = Role("ntx", "episode", None, None, SPAN)
DAY = Role("day", "segment", None, None, SPAN)
TOTAL = FieldMeasure("day", "total")


def compares(*bounds: Bound, measure: Any = TOTAL) -> Line:
    """A comparison of a measure."""
    return Line("it", Comparison(measure, bounds), SPAN)


HERE = Span("rules/LDN001.yaml", 7, 3)


def refusals() -> list[tuple[dict[str, Any], str]]:
    """Cases the subset cannot say, and the message of each."""
    flag = Comparison(FieldMeasure("day", "full-dose"), (Bound("is", (), "known", HERE),))
    both_absent = (
        Line("one", Absent("gap", None, ()), HERE),
        Line("two", Absent("gap", None, ()), HERE),
    )
    elsewhere = Line("inner", Comparison(TOTAL, (bound_of("is", 1),)), HERE)
    scale = DifferenceMeasure("ntx", "start", "ntx", "first-use")
    nowhere = Comparison(DifferenceMeasure("as-of", "", "as-of", ""), (Bound("is", (1,), "1", HERE),))
    nested = AnyOf((Line("deep", AnyOf(()), HERE),))
    rows = (
        BandRow(Bound("at-most", (9,), "9", HERE), "info", HERE),
        BandRow(Bound("at-most", (3,), "3", HERE), "major", HERE),
    )
    many = AnyOf(tuple(compares(bound_of("is", value)) for value in range(15)))
    return [
        ({"when": (Line("x", flag, HERE),)}, "'full-dose' is always known"),
        ({"unless": both_absent}, "'two' is a second absent fact: one per case"),
        ({"when": both_absent[:1]}, "'one' speaks of an absent fact: that stands directly under unless"),
        (
            {"unless": (Line("old", Absent("gap", None, (elsewhere,)), HERE),)},
            "'inner' does not speak of 'old': write it under when or unless",
        ),
        (
            {"when": (Line("x", Comparison(scale, (Bound("is", (1,), "1", HERE),)), HERE),)},
            "ntx.start (day) and ntx.first-use (minute) are not of one scale",
        ),
        ({"when": (Line("x", nowhere, HERE),)}, "as-of is compared with itself: name a role on one side"),
        ({"when": (Line("x", nested, HERE),)}, "'deep' inside any must be a plain line"),
        ({"when": (Line("x", Membership("other", "a"), HERE),)}, "no role 'other' here; the roles are day, ntx"),
        ({"bands": Bands(TOTAL, rows, None, None, HERE)}, "rows of bands must ascend"),
        ({"when": (Line("x", many, HERE),) * 4, "span": HERE}, "case 'main' has too many alternatives: write fewer"),
        (
            {"when": (Line("x", many, HERE), Line("y", _others(), HERE)), "span": HERE},
            "case 'main' becomes 450 sub-rules, at most 200: write fewer alternatives",
        ),
        ({"roles": tuple(_role(number) for number in range(5)), "span": HERE}, "5 facts in one case, at most 4"),
        ({"roles": (), "span": HERE}, "case 'main' has no role: name who takes part under match"),
        (
            {"roles": (Role("odd", "course", None, "later", HERE), _role(0, "later"))},
            "'odd' can only be other than a role before it",
        ),
        (
            {"when": (Line("x", Comparison(TOTAL, (Bound("is", (2**63,), "9", HERE),)), HERE),), "span": HERE},
            f"{2**63} is too large a number",
        ),
    ]


def more_refusals() -> list[tuple[dict[str, Any], str]]:
    """Values the loader would not let through, refused all the same."""
    unknown = Comparison(DifferenceMeasure("day", "start", "ntx", "start"), (Bound("is", (), "unknown", HERE),))
    empty = Comparison(TOTAL, (Bound("is", (), "", HERE),))
    open_row, odd_row = BandRow(None, "info", HERE), BandRow(Bound("is", (1,), "1", HERE), "info", HERE)
    joined = tuple(
        Comparison(
            DifferenceMeasure("day", "start", "ntx", "start"), (Bound("is-not", (one, one + 2, one + 4), "", HERE),)
        )
        for one in range(0, 90, 10)
    )
    return [
        (
            {"when": (Line("x", Comparison(FieldMeasure("day", "odd"), (bound_of("is", 1),)), HERE),), "at": SPAN},
            "segment has no field 'odd'",
        ),
        ({"when": (Line("x", Comparison(TOTAL, ()), HERE),)}, "a comparison without an operator"),
        ({"when": (Line("x", empty, HERE),)}, "no value in 'is '"),
        ({"when": (Line("x", unknown, HERE),)}, "known and unknown are asked of a field, not of a difference"),
        ({"bands": Bands(TOTAL, (), "odd", None, HERE)}, "no table 'odd'"),
        ({"bands": Bands(TOTAL, (), "washouts", None, HERE)}, "table 'washouts' needs a key"),
        ({"bands": Bands(TOTAL, (open_row, odd_row), None, None, HERE)}, "a row without a bound must be the last"),
        ({"bands": Bands(TOTAL, (odd_row,), None, None, HERE)}, "a row ends with less-than or at-most, not is"),
        ({"severity": None, "span": HERE}, "case 'main' has neither severity nor bands"),
        ({"roles": (Role("x", "odd", None, None, HERE),)}, "no fact kind 'odd'"),
        ({"unless": (Line("old", Absent("odd", None, ()), HERE),)}, "no fact kind 'odd'"),
        ({"unless": (Line("day", Absent("gap", None, ()), HERE),)}, "'day' is already a role of this case"),
        (
            {"unless": (Line("old", Absent("gap", None, (Line("a", AnyOf(()), HERE),)), HERE),)},
            "'a': a line of where is one plain condition",
        ),
        (
            {"unless": (Line("old", Absent("observation", None, (Line("a", _apart(), HERE),)), HERE),)},
            "where of 'old' lists values that are not neighbours",
        ),
        (
            {"when": tuple(Line(f"x{place}", one, HERE) for place, one in enumerate(joined)), "span": HERE},
            "27 comparisons between facts in one case, at most 25",
        ),
    ]


def _apart() -> Comparison:
    return Comparison(FieldMeasure("old", "ratio"), (Bound("is", (1, 40), "1, 40", HERE),))


def _others() -> AnyOf:
    return AnyOf(tuple(compares(bound_of("is", value), measure=FieldMeasure("ntx", "start")) for value in range(15)))


def _role(number: int, name: str = "") -> Role:
    return Role(name or f"r{number}", "gap", None, None, HERE)


@pytest.mark.parametrize(
    ("parts", "message"), [*refusals(), *more_refusals()], ids=lambda value: value if isinstance(value, str) else ""
)
def test_refusals(parts: dict[str, Any], message: str) -> None:
    """What the subset cannot say is refused at compile time, with its place."""
    place = parts.pop("at", HERE)
    given = {"roles": (DAY, NTX)} | parts
    roles = list(given.pop("roles"))
    with pytest.raises(CompileError) as caught:
        lower(ruleset_of([rule_of("LDN001", [case_of(roles, **given)])], {"washouts": washout_table()[0]}))
    assert caught.value.message == message
    assert str(caught.value) == f"{place.file}:{place.line}:{place.column}: {message}"


def test_a_program_of_too_many_subrules() -> None:
    """More sub-rules than one engine rule set holds are refused as a whole."""
    starts = FieldMeasure("ntx", "start")
    cases = [
        case_of([NTX], name=f"c{number}", when=(compares(bound_of("is", number), measure=starts),))
        for number in range(4001)
    ]
    with pytest.raises(CompileError) as caught:
        lower(ruleset_of([rule_of("LDN001", cases)]))
    assert caught.value.message == "4001 sub-rules, at most 4000"
