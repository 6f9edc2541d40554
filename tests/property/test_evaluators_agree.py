"""Engine, generated evaluator and interpreter of the raw YAML agree on random rules and patients.

The controls at the end break one of them on purpose: agreement means nothing unless a fault is seen.
"""

from __future__ import annotations

import re
from random import Random
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from ldn_rules.compiler.errors import CompileError
from ldn_rules.compiler.lower import lower
from ldn_rules.compiler.misses import bindings
from ldn_rules.compiler.truth import truth_table
from ldn_rules.engine import evaluator
from ldn_rules.engine.evaluator import Evaluator
from ldn_rules.rulebook.kinds import UNKNOWN
from ldn_rules.rulebook.model import Absent, Comparison, FieldMeasure, Line, Role
from support.handmade import SPAN, bound_of, case_of, rule_of, ruleset_of
from support.random_facts import fact_set, random_facts
from support.random_rules import CLASSES, Both, random_ruleset
from support.three_ways import Tally, ThreeWays, findings

if TYPE_CHECKING:
    from collections.abc import Callable

    from ldn_rules.compiler.ir import Compare, Program
    from ldn_rules.facts.model import Fact, FactSet
    from ldn_rules.rulebook.model import Case

SEEDS = range(12)


@pytest.mark.parametrize("seed", SEEDS)
def test_three_ways_agree(seed: int) -> None:
    """Twelve random rules, 25 random patients: the same matches, thrice."""
    random, tally = Random(seed), Tally()
    both = random_ruleset(random, 12)
    ways = ThreeWays(both, lower(both.ruleset), explain=True)
    for _ in range(25):
        ways.compare(random_facts(random, ways.program, CLASSES), tally)
    assert tally.matches > 0
    assert (tally.rete_differs, tally.interpreter_differs) == (0, 0)


@pytest.mark.parametrize("seed", SEEDS)
def test_facts_are_sorted_alike_with_and_without_a_function(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first facts of a kind are sorted without one being written."""
    random = Random(seed)
    program = lower(random_ruleset(random, 12).ruleset)
    patients = [random_facts(random, program, CLASSES) for _ in range(25)]
    found = []
    for unwritten in (0, 1_000_000):
        monkeypatch.setattr(evaluator, "UNWRITTEN", unwritten)
        one = Evaluator(program)
        found.append([one.matches(facts) for facts in patients])
    assert found[0] == found[1]
    assert any(found[0])


@pytest.mark.parametrize("seed", SEEDS)
def test_truth_agrees_with_the_program(seed: int) -> None:
    """A case is certain where all its lines hold and none keeps it quiet, possible where none blocks."""
    random = Random(seed)
    both = random_ruleset(random, 8)
    program = lower(both.ruleset)
    second = Evaluator(program)
    for _ in range(10):
        facts = random_facts(random, program, CLASSES, 6)
        found = findings(program, second.matches(facts))
        assert {(rule, case, mode, places) for rule, case, mode, _, _, places in found} == _by_truth(both, facts)


def _by_truth(both: Both, facts: FactSet) -> set[tuple[str, str, str, tuple[int, ...]]]:
    found = set()
    for rule in both.ruleset.rules:
        for case in rule.cases:
            for binding in bindings(case, facts):
                lines = truth_table(case, binding, facts, both.ruleset)
                if any(line.blocks for line in lines):
                    continue
                sure = all(line.holds for line in lines if not line.unless)
                if sure or case.unknown.kind != "quiet":
                    found.add((rule.id, case.name, "certain" if sure else "possible", tuple(binding.values())))
    return found


def test_an_unknown_never_silences_what_a_known_value_would_report() -> None:
    """Making a value unknown keeps every finding, as certain or as cannot-assess, of a rule that is not told quiet."""
    random = Random(3)
    for _ in range(8):
        both = random_ruleset(random, 8)
        program = lower(both.ruleset)
        second = Evaluator(program)
        quiet = {rule.id for rule in both.ruleset.rules for case in rule.cases if case.unknown.kind == "quiet"}
        loud = {rule.id for rule in both.ruleset.rules for case in rule.cases if _asks_known(case)}
        for _ in range(8):
            facts = random_facts(random, program, CLASSES, 6)
            before = {(one[0], one[1], one[5]) for one in findings(program, second.matches(facts))}
            unknown = fact_set(*(_all_unknown(fact) for fact in facts.facts))
            after = {(one[0], one[1], one[5]) for one in findings(program, second.matches(unknown))}
            assert not {one for one in before - after if one[0] not in quiet | loud}


def _asks_known(case: Case) -> bool:
    """Whether the case has a line that an unknown value makes false."""
    return bool(re.search(r"text='(un)?known'", repr(case))) or "Absent" in repr(case)


def _all_unknown(fact: Fact) -> Fact:
    values = {name: (-UNKNOWN, UNKNOWN) if isinstance(value, tuple) else value for name, value in fact.values.items()}
    return replace(fact, values=values)


def sign_error(one: Compare) -> Compare:
    """The constant of a comparison of two facts with the wrong sign."""
    return replace(one, constant=-one.constant) if one.other >= 0 else one


def ends_swapped(one: Compare) -> Compare:
    """The least value read where the greatest is meant, and the other way round."""
    swap = {"_lo": "_hi", "_hi": "_lo"}
    return replace(one, field=re.sub("_lo$|_hi$", lambda end: swap[end.group()], one.field))


def off_by_one(one: Compare) -> Compare:
    """A boundary moved by one."""
    return replace(one, constant=one.constant + 1) if one.op == ">=" else one


def changed(program: Program, change: Callable[[Compare], Compare]) -> Program:
    """The program with every comparison changed."""
    subrules = [replace(one, compares=tuple(map(change, one.compares))) for one in program.subrules]
    return replace(program, subrules=tuple(subrules))


@pytest.mark.parametrize("change", [sign_error, ends_swapped, off_by_one])
def test_a_fault_in_the_engine_backend_is_seen(change: Callable[[Compare], Compare]) -> None:
    """Comparisons that differ between the engine and the second evaluator lead to different matches."""
    random, tally = Random(7), Tally()
    for _ in range(4):
        both = random_ruleset(random, 12)
        program = lower(both.ruleset)
        ways = ThreeWays(both, program, changed(program, change))
        for _ in range(25):
            ways.compare(random_facts(random, program, CLASSES), tally)
    assert tally.rete_differs > 0
    assert tally.interpreter_differs == 0


@pytest.mark.parametrize("change", [sign_error, ends_swapped, off_by_one])
def test_a_fault_in_the_lowering_is_seen(change: Callable[[Compare], Compare]) -> None:
    """What both evaluators get wrong together, the interpreter of the raw rules sees."""
    random, tally = Random(7), Tally()
    for _ in range(4):
        both = random_ruleset(random, 12)
        program = changed(lower(both.ruleset), change)
        ways = ThreeWays(both, program)
        for _ in range(25):
            ways.compare(random_facts(random, program, CLASSES), tally)
    assert tally.rete_differs == 0
    assert tally.interpreter_differs > 0


def test_a_lost_branch_is_seen() -> None:
    """A sub-rule that is missing from the program is a finding only the interpreter has."""
    random, tally = Random(7), Tally()
    for _ in range(4):
        both = random_ruleset(random, 12)
        program = lower(both.ruleset)
        ways = ThreeWays(both, replace(program, subrules=program.subrules[1::2]))
        for _ in range(25):
            ways.compare(random_facts(random, program, CLASSES), tally)
    assert tally.interpreter_differs > 0


def test_a_where_line_on_another_role_would_not_be_part_of_the_negation() -> None:
    """Found by the interpreter: such a line once became a condition of the rule itself; now it is refused."""
    ntx = Role("ntx", "episode", None, None, SPAN)
    elsewhere = Line("inner", Comparison(FieldMeasure("ntx", "start"), (bound_of("at-least", 3),)), SPAN)
    absent = Line("gap", Absent("gap", None, (elsewhere,)), SPAN)
    with pytest.raises(CompileError):
        lower(ruleset_of([rule_of("LDN001", [case_of([ntx], unless=(absent,))])]))
