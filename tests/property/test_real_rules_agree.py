"""The rules of this project, three ways, on random patients pushed to the edges of their comparisons."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest

from ldn_rules.compiler.ir import CERTAIN
from ldn_rules.compiler.lower import lower
from support.random_facts import random_facts
from support.shipped import classes_of, shipped
from support.three_ways import Tally, ThreeWays

if TYPE_CHECKING:
    from support.random_rules import Both


@pytest.fixture(scope="module")
def both() -> Both:
    """The rule set as loaded, and the raw values of its files."""
    return shipped()


def test_every_case_can_report(both: Both) -> None:
    """No case of a rule that runs contradicts itself: each has a sub-rule that is sure of it."""
    program = lower(both.ruleset)
    alive = {(one.rule, one.case) for one in program.subrules if one.mode == CERTAIN}
    rules = {one.rule for one in program.subrules}
    cases = {(place, case) for place in rules for case in range(len(program.rules[place].cases))}
    assert cases - alive == set()


@pytest.mark.parametrize("seed", range(6))
def test_three_ways_agree(both: Both, seed: int) -> None:
    """Engine, evaluator and the interpreter of the raw files find the same."""
    random, tally = Random(seed), Tally()
    ways, classes = ThreeWays(both, lower(both.ruleset), explain=True), classes_of(both)
    for _ in range(60):
        ways.compare(random_facts(random, ways.program, classes, 8), tally)
    assert tally.matches > 0
    assert (tally.rete_differs, tally.interpreter_differs) == (0, 0)
