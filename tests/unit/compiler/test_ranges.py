"""Sets of integers as ranges: against plain sets over a small window."""

from __future__ import annotations

from itertools import product

import pytest

from ldn_rules.compiler import ranges

WINDOW = range(-6, 7)
ENDS = (None, -3, -1, 0, 2)
SAMPLES = [
    ranges.union([one, other])
    for one, other in product(product(ENDS, ENDS), repeat=2)
    if all(low is None or high is None or low <= high for low, high in (one, other))
]


def members(found: ranges.Ranges) -> set[int]:
    """The integers of the window in the set."""
    return {x for x in WINDOW if any((a is None or a <= x) and (b is None or x <= b) for a, b in found)}


def test_complement_is_everything_else() -> None:
    """The complement holds exactly the integers that the set does not."""
    for one in SAMPLES:
        assert members(ranges.complement(one)) == set(WINDOW) - members(one)


def test_intersection_holds_what_is_in_both() -> None:
    """The intersection is that of plain sets."""
    for one, other in product(SAMPLES[::5], SAMPLES[::7]):
        assert members(ranges.intersect(one, other)) == members(one) & members(other)


def test_negation_turns_round() -> None:
    """The negated set holds -x for every x."""
    for one in SAMPLES:
        assert members(ranges.negate(one)) == {-x for x in members(one)}


def test_neighbours_are_joined() -> None:
    """A list of neighbouring values is one range."""
    assert ranges.of_operator("is", (3, 5, 4)) == ((3, 5),)


@pytest.mark.parametrize(
    ("operator", "inside"),
    [
        ("is", {2}),
        ("is-not", set(WINDOW) - {2}),
        ("at-least", {2, 3, 4, 5, 6}),
        ("more-than", {3, 4, 5, 6}),
        ("at-most", {-6, -5, -4, -3, -2, -1, 0, 1, 2}),
        ("less-than", {-6, -5, -4, -3, -2, -1, 0, 1}),
    ],
)
def test_operators(operator: str, inside: set[int]) -> None:
    """Each word of the language stands for its integers."""
    assert members(ranges.of_operator(operator, (2,))) == inside


def test_holes_beyond_the_limit_are_not_listed() -> None:
    """A set with more holes than asked for says so."""
    assert ranges.holes(((0, 1), (4, 5)), 2) == (2, 3)
    assert ranges.holes(((0, 1), (5, 5)), 2) is None
