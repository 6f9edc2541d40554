"""Values of measures on given facts, as closed intervals, and three-valued comparison of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ldn_rules.rulebook.model import DifferenceMeasure

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ldn_rules.compiler.ranges import Ranges
    from ldn_rules.facts.model import Fact
    from ldn_rules.rulebook.model import Measure

Interval = tuple[int, int]
"""Least and greatest value; equal where the value is known."""


def field_value(fact: Fact, name: str) -> Interval:
    """What the field of the fact can be."""
    value = fact.values[name]
    return (value, value) if isinstance(value, int) else value


def measured(measure: Measure, bound: Mapping[str, Fact]) -> Interval:
    """What the measure can be; the reference ``as-of`` is day 0."""
    if not isinstance(measure, DifferenceMeasure):
        return field_value(bound[measure.role], measure.field)
    start = _side(measure.from_role, measure.from_field, bound)
    end = _side(measure.to_role, measure.to_field, bound)
    return end[0] - start[1], end[1] - start[0]


def lies_within(value: Interval, wanted: Ranges) -> bool | None:
    """Whether the value lies in the set: surely, surely not, or None."""
    low, high = value
    touched = [one for one in wanted if (one[0] is None or one[0] <= high) and (one[1] is None or one[1] >= low)]
    if not touched:
        return False
    start, end = touched[0]
    inside = (start is None or start <= low) and (end is None or end >= high)
    return True if inside else None


def all_of(truths: list[bool | None]) -> bool | None:
    """False if any is false, else None if any is unknown, else True."""
    return False if False in truths else None if None in truths else True


def any_of(truths: list[bool | None]) -> bool | None:
    """True if any is true, else None if any is unknown, else False."""
    return True if True in truths else None if None in truths else False


def _side(role: str, name: str, bound: Mapping[str, Fact]) -> Interval:
    return field_value(bound[role], name) if role in bound else (0, 0)
