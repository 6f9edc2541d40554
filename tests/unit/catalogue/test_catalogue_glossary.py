"""The words of a rule's conditions, and what stands for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ldn_rules.catalogue.glossary import Word, glossary
from ldn_rules.rulebook.kinds import KINDS
from ldn_rules.rulebook.model import (
    Absent,
    AnyOf,
    Bands,
    Comparison,
    DifferenceMeasure,
    FieldMeasure,
    Line,
    Membership,
    Overlap,
    Role,
)
from support.handmade import SPAN, bound_of, case_of, rule_of

if TYPE_CHECKING:
    from ldn_rules.rulebook.model import Measure, Test

OPIOID, NTX = Role("opioid", "course", "opioid", None, SPAN), Role("ntx", "episode", None, None, SPAN)
GAP = DifferenceMeasure("opioid", "last", "ntx", "start")


def line(test: Test) -> Line:
    """A line of a condition."""
    return Line("a", test, SPAN)


def compared(measure: Measure) -> Line:
    """A line that compares it."""
    return line(Comparison(measure, (bound_of("at-least", 1),)))


def names(*lines: Line, unless: tuple[Line, ...] = (), bands: Bands | None = None) -> list[str]:
    """The words of a rule of these conditions."""
    parts = {} if bands is None else {"bands": bands}
    return [word.name for word in glossary(rule_of("A1", [case_of([OPIOID, NTX], when=lines, unless=unless, **parts)]))]


def test_kinds_first_then_fields_each_once() -> None:
    """In the order of the conditions, however often they are named."""
    assert names(compared(GAP), compared(FieldMeasure("ntx", "start")), compared(GAP)) == [
        *("course", "episode"),
        *("opioid.last", "ntx.start"),
    ]
    twice = rule_of("A1", [case_of([NTX]), case_of([OPIOID, NTX])])
    assert [word.name for word in glossary(twice)] == ["episode", "course"]


def test_what_they_stand_for() -> None:
    """In the words of the kinds of facts, with the values that a field can have."""
    washout = KINDS["course"].field("washout")
    found = glossary(rule_of("A1", [case_of([OPIOID], when=(compared(FieldMeasure("opioid", "washout")),))]))
    assert found == (Word("course", KINDS["course"].says), Word("opioid.washout", washout.says, washout.values))
    assert "short-acting" in washout.values


def test_conditions_inside_conditions() -> None:
    """Alternatives and what must not be there are looked into, however deep; a fact that must not be there counts."""
    inner = line(AnyOf((compared(FieldMeasure("opioid", "washout")), line(Overlap("opioid", "ntx")))))
    absent = Line("step", Absent("step", None, (compared(FieldMeasure("step", "rise")),)), SPAN)
    assert names(line(AnyOf((inner,))), unless=(absent,)) == [
        *("course", "episode", "step"),
        *("opioid.washout", "step.rise"),
    ]


def test_conditions_without_a_field() -> None:
    """Name none."""
    assert names(line(Membership("opioid", "tramadol")), line(Overlap("opioid", "ntx"))) == ["course", "episode"]


def test_bands() -> None:
    """What is measured and what picks the row are words of the rule."""
    bands = Bands(GAP, (), "washouts", FieldMeasure("opioid", "washout"), SPAN)
    assert names(bands=bands) == ["course", "episode", "opioid.last", "ntx.start", "opioid.washout"]
    assert names(bands=Bands(GAP, (), None, None, SPAN)) == ["course", "episode", "opioid.last", "ntx.start"]


def test_the_day_of_the_check_is_no_field() -> None:
    """It belongs to no fact."""
    assert names(compared(DifferenceMeasure("ntx", "start", "as-of", ""))) == ["course", "episode", "ntx.start"]
