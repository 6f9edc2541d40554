"""Sets of integers as sorted closed ranges; None is an open side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

Range = tuple[int | None, int | None]
"""Closed range; None on a side: no bound there."""

Ranges = tuple[Range, ...]
"""Sorted, disjoint, not adjoining."""

ALL: Final[Ranges] = ((None, None),)
NOTHING: Final[Ranges] = ()


def union(ranges: Iterable[Range]) -> Ranges:
    """The set of all integers in any of the ranges, neighbours joined."""
    merged: list[Range] = []
    for low, high in sorted(ranges, key=_start):
        if merged and _touch(merged[-1][1], low):
            merged[-1] = (merged[-1][0], _highest(merged[-1][1], high))
        else:
            merged.append((low, high))
    return tuple(merged)


def complement(ranges: Ranges) -> Ranges:
    """The integers outside."""
    gaps: list[Range] = []
    start: int | None = None
    for low, high in ranges:
        if low is not None:
            gaps.append((start, low - 1))
        if high is None:
            return tuple(gaps)
        start = high + 1
    return (*gaps, (start, None))


def intersect(left: Ranges, right: Ranges) -> Ranges:
    """The integers in both."""
    return complement(union((*complement(left), *complement(right))))


def negate(ranges: Ranges) -> Ranges:
    """The set of -x."""
    return tuple((_minus(high), _minus(low)) for low, high in reversed(ranges))


def hull(ranges: Ranges) -> Range:
    """The smallest range that holds the set, which must not be empty."""
    return ranges[0][0], ranges[-1][1]


def holes(ranges: Ranges, limit: int) -> tuple[int, ...] | None:
    """The integers inside the hull that are not in the set; None if they are more than ``limit``."""
    gaps = [(low, high) for low, high in complement(ranges) if low is not None and high is not None]
    if sum(high - low + 1 for low, high in gaps) > limit:
        return None
    return tuple(value for low, high in gaps for value in range(low, high + 1))


def of_operator(operator: str, values: tuple[int, ...]) -> Ranges:
    """The integers x for which ``x operator value`` holds, in the words of the rule language."""
    if operator in {"is", "is-not"}:
        listed = union((value, value) for value in values)
        return listed if operator == "is" else complement(listed)
    value = values[0]
    sides: dict[str, Range] = {
        "at-least": (value, None),
        "more-than": (value + 1, None),
        "at-most": (None, value),
        "less-than": (None, value - 1),
    }
    return (sides[operator],)


def _start(one: Range) -> tuple[bool, int]:
    return one[0] is not None, one[0] or 0


def _touch(end: int | None, start: int | None) -> bool:
    return end is None or start is None or start <= end + 1


def _highest(left: int | None, right: int | None) -> int | None:
    return None if left is None or right is None else max(left, right)


def _minus(bound: int | None) -> int | None:
    return None if bound is None else -bound
