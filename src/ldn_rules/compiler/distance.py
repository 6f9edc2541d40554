"""How far a value is from what a condition asks for, so that of several misses the nearest can be told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ldn_rules.rulebook.kinds import NEVER, FieldType

if TYPE_CHECKING:
    from ldn_rules.compiler.ranges import Ranges
    from ldn_rules.compiler.values import Interval
    from ldn_rules.facts.model import Fact
    from ldn_rules.rulebook.kinds import Field

_STEPS: Final = {FieldType.MINUTE: 1440, FieldType.DOSE: 10**6, FieldType.RATIO: 1000, FieldType.LEVEL: 1000}
"""What one step is in the integers of a field, where that is not 1: days, milligrams, whole times a limit, units."""

_UNORDERED: Final = frozenset({FieldType.FLAG, FieldType.ENUM})
_LAST_DAYS: Final = ("last", "day")


def steps(value: Interval, wanted: Ranges, field: Field) -> int:
    """Steps (days, milligrams, ...) from the value to the nearest one wanted, rounded up; a name is 1 off."""
    gaps = [_gap(value, low, high) for low, high in wanted]
    nearest = min(gaps, default=NEVER)
    if field.type in _UNORDERED:
        return min(nearest, 1)
    return min(-(-nearest // _STEPS.get(field.type, 1)), NEVER)


def age(fact: Fact) -> int:
    """Days since the fact was last so, relative to as_of; what still goes on, or lies ahead, has none."""
    name = next((one for one in _LAST_DAYS if one in fact.values), None)
    value = fact.values[name] if name else 0
    return max(0, -(value if isinstance(value, int) else value[1]))


def _gap(value: Interval, low: int | None, high: int | None) -> int:
    below = low - value[1] if low is not None else 0
    above = value[0] - high if high is not None else 0
    return max(below, above, 0)
