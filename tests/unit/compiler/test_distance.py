"""How far a value is from what a condition asks for."""

from __future__ import annotations

import pytest

from ldn_rules.compiler.distance import age, steps
from ldn_rules.rulebook.kinds import KINDS, NEVER, UNKNOWN
from support.random_facts import make_fact

COURSE = KINDS["course"]
MG = 10**6


@pytest.mark.parametrize(
    ("field", "value", "wanted", "off"),
    [
        ("start", (5, 5), ((None, 3),), 2),
        ("start", (3, 3), ((None, 3),), 0),
        ("start", (3, 3), ((None, 1), (7, 9)), 2),
        ("last-use", (1441, 1441), ((None, 0),), 2),
        ("dose", (4 * MG, 4 * MG), ((4 * MG + 1, None),), 1),
        ("dose", (-UNKNOWN, UNKNOWN), ((4 * MG, None),), 0),
        ("washout", (3, 3), ((9, 9),), 1),
        ("start", (3, 3), (), NEVER),
        ("last", (NEVER, NEVER), ((None, 0),), NEVER),
    ],
)
def test_steps(field: str, value: tuple[int, int], wanted: tuple[tuple[int | None, int | None], ...], off: int) -> None:
    """Days, milligrams rounded up, a name at most one; without end as far as anything can be."""
    assert steps(value, wanted, COURSE.field(field)) == off


def test_age() -> None:
    """Days since something was last so; what goes on, or lies ahead, has none."""
    assert age(make_fact("course", 0, last=-8)) == 8
    assert age(make_fact("course", 0, last=NEVER)) == 0
    assert age(make_fact("event", 0, day=(-3, -2))) == 2
    assert age(make_fact("patient", 0, age=(4, 4))) == 0
