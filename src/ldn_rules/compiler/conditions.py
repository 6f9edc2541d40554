"""Named lines to disjunctions of atoms, read as certain or as possible.

A value that may be unknown is a closed interval. A comparison certainly holds if it holds for every value in the
interval, possibly if for some. ``known`` and ``unknown`` ask about the interval itself and are never in doubt.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ldn_rules.compiler import ranges
from ldn_rules.compiler.atoms import TRUE, Atom, Disjunction, Except, InClass, Term, Within, both, either
from ldn_rules.compiler.errors import CompileError
from ldn_rules.compiler.ir import CERTAIN, KNOWN, POSSIBLE
from ldn_rules.compiler.scope import Interval, Scope, interval
from ldn_rules.rulebook.model import (
    Absent,
    AnyOf,
    Bound,
    Comparison,
    DifferenceMeasure,
    FieldMeasure,
    Line,
    Membership,
    Overlap,
    Span,
)

if TYPE_CHECKING:
    from ldn_rules.compiler.ranges import Range, Ranges

HOLES_LIMIT: Final = 16
"""A set with at most this many holes is its hull without these values; else one conjunction a range."""

KNOWLEDGE: Final = ("known", "unknown")


def holds(line: Line, scope: Scope, mode: str) -> Disjunction:
    """When the line certainly or possibly holds."""
    return _lower(line, scope, mode, negated=False)


def does_not_certainly_hold(line: Line, scope: Scope) -> Disjunction:
    """When the line does not certainly hold: its negation is possible."""
    return _lower(line, scope, POSSIBLE, negated=True)


def lies_in(measure: Interval, wanted: Ranges, mode: str, span: int) -> Disjunction:
    """When the measure certainly or possibly lies in the set of integers."""
    inside = ranges.intersect(wanted, measure.domain)
    if measure.exact:
        return _exact(measure, inside, span)
    sides = _certain_sides if mode == CERTAIN else _possible_sides
    return tuple(sides(measure, one, span) for one in inside)


def roles_of(test: Comparison | Membership | Overlap) -> set[str]:
    """The roles a plain condition speaks of."""
    if isinstance(test, Membership):
        return {test.role}
    if isinstance(test, Overlap):
        return {test.first, test.second}
    if isinstance(test.measure, FieldMeasure):
        return {test.measure.role}
    return {test.measure.from_role, test.measure.to_role}


def is_knowledge(bound: Bound) -> bool:
    """Whether the bound asks if a value is known, not what it is."""
    return not bound.values and bound.text in KNOWLEDGE


def wanted(bound: Bound) -> Ranges:
    """The integers that satisfy the bound."""
    return ranges.of_operator(bound.op, bound.values)


def _lower(line: Line, scope: Scope, mode: str, *, negated: bool) -> Disjunction:
    test = line.test
    if isinstance(test, Comparison):
        return _comparison(test, scope, mode, line.span, negated=negated)
    if isinstance(test, Membership):
        return _membership(test, scope, line.span, negated=negated)
    if isinstance(test, Overlap):
        return _overlap(test, scope, mode, line.span, negated=negated)
    if isinstance(test, AnyOf):
        return _any_of(test, scope, mode, negated=negated)
    raise CompileError(f"'{line.name}' speaks of an absent fact: that stands directly under unless", line.span)


def _any_of(test: AnyOf, scope: Scope, mode: str, *, negated: bool) -> Disjunction:
    nested = next((line for line in test.lines if isinstance(line.test, (AnyOf, Absent))), None)
    if nested is not None:
        raise CompileError(f"'{nested.name}' inside any must be a plain line", nested.span)
    parts = [_lower(line, scope, mode, negated=negated) for line in test.lines]
    return both(*parts) if negated else either(*parts)


def _comparison(test: Comparison, scope: Scope, mode: str, span: Span, *, negated: bool) -> Disjunction:
    if not test.bounds:
        raise CompileError("a comparison without an operator", span)
    parts = [_bound(test, bound, scope, mode, negated=negated) for bound in test.bounds]
    return either(*parts) if negated else both(*parts)


def _bound(test: Comparison, bound: Bound, scope: Scope, mode: str, *, negated: bool) -> Disjunction:
    if is_knowledge(bound):
        return _knowledge(test, bound, scope, negated=negated)
    if not bound.values:
        raise CompileError(f"no value in '{bound.op} {bound.text}'", bound.span)
    inside = wanted(bound)
    asked = ranges.complement(inside) if negated else inside
    return lies_in(interval(test.measure, scope, bound.span), asked, mode, scope.spans.add(bound.span))


def _knowledge(test: Comparison, bound: Bound, scope: Scope, *, negated: bool) -> Disjunction:
    if not isinstance(test.measure, FieldMeasure):
        raise CompileError("known and unknown are asked of a field, not of a difference", bound.span)
    spec = scope.field(test.measure.role, test.measure.field, bound.span)
    if not spec.nullable:
        raise CompileError(f"'{spec.name}' is always known", bound.span)
    flag = int((bound.text == "known") != negated)
    term = Term(scope.place(test.measure.role, bound.span), spec.name + KNOWN)
    return ((Within(term, (flag, flag), scope.spans.add(bound.span)),),)


def _membership(test: Membership, scope: Scope, span: Span, *, negated: bool) -> Disjunction:
    return ((InClass(scope.place(test.role, span), test.drug_class, test.negated != negated),),)


def _overlap(test: Overlap, scope: Scope, mode: str, span: Span, *, negated: bool) -> Disjunction:
    asked: Ranges = ((None, -1),) if negated else ((0, None),)
    place = scope.spans.add(span)
    parts = [
        lies_in(interval(DifferenceMeasure(one, "start", other, "last"), scope, span), asked, mode, place)
        for one, other in ((test.first, test.second), (test.second, test.first))
    ]
    return either(*parts) if negated else both(*parts)


def _exact(measure: Interval, inside: Ranges, span: int) -> Disjunction:
    open_ended = _without_edges(inside, measure.domain)
    signed = open_ended if measure.sign > 0 else ranges.negate(open_ended)
    if signed == ranges.ALL:
        return TRUE
    if not signed:
        return ()
    missing = ranges.holes(signed, HOLES_LIMIT)
    if missing is None:
        return tuple((Within(measure.least, one, span),) for one in signed)
    outer = ranges.hull(signed)
    around: tuple[Atom, ...] = () if outer == (None, None) else (Within(measure.least, outer, span),)
    return ((*around, *(Except(measure.least, value, span) for value in missing)),)


def _without_edges(inside: Ranges, domain: Ranges) -> Ranges:
    """Bounds that every value of the domain keeps are left out."""
    (low, high) = ranges.hull(domain)
    return tuple((None if start == low else start, None if end == high else end) for start, end in inside)


def _certain_sides(measure: Interval, one: Range, span: int) -> tuple[Atom, ...]:
    return _sides(measure, one, span, measure.least, measure.greatest)


def _possible_sides(measure: Interval, one: Range, span: int) -> tuple[Atom, ...]:
    return _sides(measure, one, span, measure.greatest, measure.least)


def _sides(measure: Interval, one: Range, span: int, from_below: Term, from_above: Term) -> tuple[Atom, ...]:
    """``from_below`` is at least the range's start, ``from_above`` at most its end (turned round for sign -1)."""
    start, end = one
    atoms: list[Atom] = []
    if start is not None:
        atoms.append(Within(from_below, (start, None) if measure.sign > 0 else (None, -start), span))
    if end is not None:
        atoms.append(Within(from_above, (None, end) if measure.sign > 0 else (-end, None), span))
    return tuple(atoms)
