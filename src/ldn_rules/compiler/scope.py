"""Names of one case resolved to places, and measures to terms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from ldn_rules.compiler import ranges
from ldn_rules.compiler.atoms import Term
from ldn_rules.compiler.errors import CompileError
from ldn_rules.compiler.ir import HIGH, LOW, MINUS
from ldn_rules.rulebook.kinds import KINDS, FieldType
from ldn_rules.rulebook.model import DifferenceMeasure, FieldMeasure, Span

if TYPE_CHECKING:
    from ldn_rules.compiler.ranges import Ranges
    from ldn_rules.rulebook.kinds import Field
    from ldn_rules.rulebook.model import Case, Measure

AS_OF = "as-of"


class Spans(Struct):
    """The places of a program, each once."""

    index: dict[Span, int] = field(default_factory=dict)

    def add(self, span: Span) -> int:
        """Place of the span in the list."""
        return self.index.setdefault(span, len(self.index))


class Scope(Struct, frozen=True):
    """The roles of a case: name to kind, in order; ``spans`` collects places."""

    kinds: dict[str, str]
    spans: Spans

    def place(self, role: str, span: Span) -> int:
        """Place of the role among the patterns; CompileError if the case has no such role."""
        for place, name in enumerate(self.kinds):
            if name == role:
                return place
        raise CompileError(f"no role '{role}' here; the roles are {', '.join(self.kinds)}", span)

    def field(self, role: str, name: str, span: Span) -> Field:
        """The field of the role's kind; CompileError if it has none of that name."""
        self.place(role, span)
        fields = KINDS[self.kinds[role]].fields
        if name not in fields:
            raise CompileError(f"{self.kinds[role]} has no field '{name}'", span)
        return fields[name]

    def with_role(self, name: str, kind: str) -> Scope:
        """The scope with one more role, last."""
        return Scope({**self.kinds, name: kind}, self.spans)


class Interval(Struct, frozen=True):
    """A measure as the terms of its least and greatest value, the same where it is always known.

    ``sign`` -1: the measure is minus the terms. ``domain`` is what the value can be. ``roles`` are the places whose
    nullable fields it reads.
    """

    least: Term
    greatest: Term
    sign: int
    domain: Ranges
    roles: frozenset[int]

    @property
    def exact(self) -> bool:
        """Whether the value is always known."""
        return self.least == self.greatest


def scope_of(case: Case, spans: Spans) -> Scope:
    """The scope of a case's own roles."""
    return Scope({role.name: role.kind for role in case.roles}, spans)


def interval(measure: Measure, scope: Scope, span: Span) -> Interval:
    """Resolve a measure; CompileError for one that cannot be compared in the engine's subset."""
    if isinstance(measure, FieldMeasure):
        return _field_interval(measure, scope, span)
    if measure.from_role == AS_OF and measure.to_role == AS_OF:
        raise CompileError("as-of is compared with itself: name a role on one side", span)
    if measure.from_role == AS_OF:
        return _field_interval(FieldMeasure(measure.to_role, measure.to_field), scope, span)
    if measure.to_role == AS_OF:
        return _flip(_field_interval(FieldMeasure(measure.from_role, measure.from_field), scope, span))
    return _difference(measure, scope, span)


def _field_interval(measure: FieldMeasure, scope: Scope, span: Span) -> Interval:
    spec, role = scope.field(measure.role, measure.field, span), scope.place(measure.role, span)
    low, high = _names(spec)
    roles = frozenset({role} if spec.nullable else ())
    return Interval(Term(role, low), Term(role, high), 1, _domain(spec), roles)


def _flip(one: Interval) -> Interval:
    return Interval(one.greatest, one.least, -one.sign, one.domain, one.roles)


def _difference(measure: DifferenceMeasure, scope: Scope, span: Span) -> Interval:
    start = _field_interval(FieldMeasure(measure.from_role, measure.from_field), scope, span)
    end = _field_interval(FieldMeasure(measure.to_role, measure.to_field), scope, span)
    _same_scale(measure, scope, span)
    first, last, roles = start.least.role, end.least.role, start.roles | end.roles
    if first == last:
        return Interval(_inside(end.least, start.greatest), _inside(end.greatest, start.least), 1, ranges.ALL, roles)
    if last > first:
        least, greatest = _minus(end.least, start.greatest), _minus(end.greatest, start.least)
        return Interval(least, greatest, 1, ranges.ALL, roles)
    return Interval(_minus(start.greatest, end.least), _minus(start.least, end.greatest), -1, ranges.ALL, roles)


def _minus(left: Term, right: Term) -> Term:
    return Term(left.role, left.field, right.role, right.field)


def _inside(left: Term, right: Term) -> Term:
    """The difference of two fields of one fact is a field of its own."""
    return Term(left.role, left.field + MINUS + right.field)


def _same_scale(measure: DifferenceMeasure, scope: Scope, span: Span) -> None:
    start = scope.field(measure.from_role, measure.from_field, span)
    end = scope.field(measure.to_role, measure.to_field, span)
    if start.type is not end.type:
        raise CompileError(
            f"{measure.from_role}.{start.name} ({start.type.value}) and {measure.to_role}.{end.name} "
            f"({end.type.value}) are not of one scale",
            span,
        )


def _names(spec: Field) -> tuple[str, str]:
    return (spec.name + LOW, spec.name + HIGH) if spec.nullable else (spec.name, spec.name)


def _domain(spec: Field) -> Ranges:
    sizes = {FieldType.FLAG: 2, FieldType.ENUM: len(spec.values)}
    return ((0, sizes[spec.type] - 1),) if spec.type in sizes else ranges.ALL
