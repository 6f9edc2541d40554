"""What a condition or a band measures: a field, or the difference of two days."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from ldn_rules.rulebook.kinds import Field, FieldType
from ldn_rules.rulebook.model import DifferenceMeasure, FieldMeasure

if TYPE_CHECKING:
    from ldn_rules.rulebook.model import Measure
    from ldn_rules.rulebook.nodes import Map, Scalar
    from ldn_rules.rulebook.scope import Place, Scope

_DATES: Final = frozenset({FieldType.DAY, FieldType.MINUTE})
_OPEN_ENDS: Final = frozenset({"last", "last-use"})
"""Fields that can be ``never``: an exposure or state that has not ended."""


class Measured(Struct, frozen=True):
    """A measure and what its constants are: ``field`` has their type, unit and values.

    ``open_ends``: the two fields of a difference that can both be open. Then it has no size, only a sign.
    """

    measure: Measure
    field: Field
    open_ends: tuple[str, str] | None = None

    @property
    def is_difference(self) -> bool:
        """Whether two days are compared."""
        return isinstance(self.measure, DifferenceMeasure)


def read_measure(line: Map, scope: Scope) -> Measured | None:
    """``of`` + ``field`` or ``from`` + ``to`` of a mapping, or None (reported, here or by the schema)."""
    of, field, start, end = (line.text(key) for key in ("of", "field", "from", "to"))
    if of and field:
        return _field_measure(of, field, scope)
    return _difference(start, end, scope) if start and end else None


def _field_measure(of: Scalar, field: Scalar, scope: Scope) -> Measured | None:
    found = scope.field(of.text, field) if scope.has_role(of) else None
    return Measured(FieldMeasure(of.text, found.name), found) if found else None


def _difference(start: Scalar, end: Scalar, scope: Scope) -> Measured | None:
    first, second = scope.place(start), scope.place(end)
    if first is None or second is None or not _dated(first, start, scope) or not _dated(second, end, scope):
        return None
    if (first.role, first.field) == (second.role, second.field):
        scope.problems.add("E131", f"`{start.text}` is compared with itself", end, "name another field")
        return None
    scale = first.field or second.field
    assert scale is not None
    if not _of_one_scale(first, second, end, scope):
        return None
    measure = DifferenceMeasure(first.role, _name(first), second.role, _name(second))
    open_ends = (start.text, end.text) if {_name(first), _name(second)} <= _OPEN_ENDS else None
    return Measured(measure, Field("difference of days", scale.type, "Days between two dates."), open_ends)


def _dated(place: Place, written: Scalar, scope: Scope) -> bool:
    if place.field is None or place.field.type in _DATES:
        return True
    message = f"`{written.text}` is not a day (it is of type {place.field.type.value})"
    scope.problems.add("E131", message, written, "only days have a difference; use `of` and `field`")
    return False


def _of_one_scale(first: Place, second: Place, end: Scalar, scope: Scope) -> bool:
    if first.field is None or second.field is None or first.field.type is second.field.type:
        return True
    units = {FieldType.DAY: "in days", FieldType.MINUTE: "in minutes"}
    message = (
        f"`{first.role}.{first.field.name}` is counted {units[first.field.type]}, `{end.text}` "
        f"{units[second.field.type]}"
    )
    scope.problems.add("E131", message, end, "compare two fields of one scale, such as last-use with first-use")
    return False


def _name(place: Place) -> str:
    return place.field.name if place.field else ""
