"""The known hazards of the engine (H1 to H29), each with the guard that keeps it away.

Where a hazard crashes the process, the test looks for the guard in what is emitted; where it loses or invents
matches, it also evaluates the case that would.
"""

from __future__ import annotations

import json
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from ldn_rules.compiler.lower import lower
from ldn_rules.engine import names
from ldn_rules.engine.emit import CAP, shards_of
from ldn_rules.engine.encoder import HEADER
from ldn_rules.engine.errors import EvaluationError, RulesetRefusedError
from ldn_rules.engine.evaluator import Evaluator
from ldn_rules.engine.rete import Rete
from ldn_rules.rulebook.kinds import NEVER
from ldn_rules.rulebook.model import (
    Absent,
    AnyOf,
    Comparison,
    DifferenceMeasure,
    FieldMeasure,
    Line,
    Membership,
    Role,
)
from support.handmade import SPAN, bound_of, case_of, rule_of, ruleset_of
from support.random_facts import fact_set, make_fact, random_facts
from support.random_rules import CLASSES, random_ruleset

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ldn_rules.compiler.ir import Program
    from ldn_rules.engine.match import Match
    from ldn_rules.facts.model import FactSet
    from ldn_rules.rulebook.model import Case

OPIOID = Role("opioid", "course", None, None, SPAN)
NTX = Role("ntx", "episode", None, None, SPAN)
GAP = DifferenceMeasure("opioid", "last", "ntx", "start")


def program_of(*cases: Case) -> Program:
    """One rule a case."""
    return lower(ruleset_of([rule_of(f"LDN{place:03d}", [case]) for place, case in enumerate(cases)]))


def within(days: int) -> Case:
    """Naltrexone less than so many days after the opioid."""
    return case_of([OPIOID, NTX], when=(Line("gap", Comparison(GAP, (bound_of("less-than", days),)), SPAN),))


def emitted(program: Program) -> dict[str, Any]:
    """All engine rules of the program by name."""
    return {name: rule for shard in shards_of(program) for name, rule in json.loads(shard.ruleset).items()}


def patterns(program: Program) -> Iterator[list[dict[str, Any]]]:
    """The tests of every pattern that is emitted for a sub-rule."""
    for name, rule in emitted(program).items():
        if name != names.SEEN_RULE:
            for slot in rule["all"]:
                (condition,) = slot.values()
                yield condition["$and"]


def matched(program: Program, facts: FactSet) -> set[Match]:
    """The engine's matches, which must be the second evaluator's."""
    found = Rete(program, shards_of(program)).matches(facts)
    assert found == Evaluator(program).matches(facts)
    return found


RANDOM = [lower(random_ruleset(Random(seed), 12).ruleset) for seed in range(6)]


@pytest.mark.parametrize("program", RANDOM, ids=range(len(RANDOM)))
def test_h1_h21_every_pattern_begins_and_ends_with_the_kind(program: Program) -> None:
    """The kind comes first (the engine's own state fact has none), and again in an $and of its own at the end."""
    for tests in patterns(program):
        kind = tests[0]
        assert list(kind) == [names.KIND]
        assert kind[names.KIND] > names.HEADER
        assert tests[-1] == {"$and": [kind]}


def test_h1_a_pair_outside_the_window() -> None:
    """The join whose last comparison is false reads past nothing: no match, no crash."""
    program = program_of(within(7))
    outside = fact_set(make_fact("course", 0, last=-30), make_fact("episode", 1, start=0))
    inside = fact_set(make_fact("course", 0, last=-6), make_fact("episode", 1, start=0))
    for _ in range(50):
        assert matched(program, outside) == set()
    assert len(matched(program, inside)) == 1


def test_h2_h3_h4_h23_every_batch_begins_with_the_header_and_is_seen() -> None:
    """A header fact comes first, and a rule fires for every fact that arrived, wanted or not."""
    program = program_of(within(7))
    for shard in shards_of(program):
        assert json.loads(shard.ruleset)[names.SEEN_RULE] == {"all": [{"a": {names.SEEN: 1}}], "cap": CAP}
    assert json.loads(HEADER) == {"sid": "p", "id": "0", names.SEEN: 1, names.KIND: names.HEADER}


def test_h3_an_empty_list() -> None:
    """No facts, or none that a rule could use: no match, and no batch."""
    program = program_of(within(7))
    assert matched(program, fact_set()) == set()
    assert matched(program, fact_set(make_fact("gap", 0))) == set()


ALLOWED = {"$and", "$lt", "$lte", "$gt", "$gte", "$neq", "$add", "$sub", "$l", "$r", "all", "cap"}


def keys(value: object) -> Iterator[str]:
    """All keys inside."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from keys(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from keys(inner)


@pytest.mark.parametrize("program", RANDOM, ids=range(len(RANDOM)))
def test_h5_h11_h12_h13_h22_h26_only_the_exact_subset(program: Program) -> None:
    """No $or, $div, $mul, $m, $mt, $nex, any, count, pri or $s: nothing but what was found exact."""
    used = {key for key in keys(emitted(program)) if "$" in key and not key.endswith("$not")}
    assert used <= ALLOWED
    for rule in emitted(program).values():
        assert set(rule) == {"all", "cap"}
        assert rule["cap"] == 65535


@pytest.mark.parametrize("program", RANDOM, ids=range(len(RANDOM)))
def test_h5_h15_h16_only_integers(program: Program) -> None:
    """Constants are integers; every property that is compared is sent with every fact of its kind."""

    def leaves(value: object) -> Iterator[object]:
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
        if inner is None:
            yield value
        else:
            for one in inner:
                yield from leaves(one)

    for tests in patterns(program):
        for leaf in leaves(tests):
            assert type(leaf) is int or (isinstance(leaf, str) and leaf.startswith("f_"))


def test_h11_alternatives_before_a_join() -> None:
    """A disjunction beside a comparison of two facts is exact: it never reaches the engine as one."""
    either = AnyOf((Line("p", Membership("ntx", "p"), SPAN), Line("q", Membership("ntx", "q"), SPAN)))
    gap = Line("gap", Comparison(GAP, (bound_of("less-than", 7),)), SPAN)
    program = program_of(case_of([OPIOID, NTX], when=(Line("either", either, SPAN), gap)))
    near, far = make_fact("course", 0, last=-3), make_fact("course", 1, last=-9)
    facts = fact_set(near, far, make_fact("episode", 2, ("p", "q"), start=0))
    assert {one.facts for one in matched(program, facts)} == {(0, 2)}


def test_h14_h28_negation_is_last_once_and_on_copies() -> None:
    """A negated pattern is the last, of a kind of its own, and its copies are asserted before every other fact."""
    absent = Line("other", Absent("course", "b", ()), SPAN)
    program = program_of(case_of([Role("r", "course", "a", None, SPAN)], unless=(absent,)))
    (slots,) = [rule["all"] for name, rule in emitted(program).items() if name != names.SEEN_RULE]
    assert [list(slot) for slot in slots] == [["a"], ["b$not"]]
    positive, negated = (next(iter(slot.values()))["$and"][0][names.KIND] for slot in slots)
    assert positive != negated


def test_h14_the_blocker_may_come_last_in_the_list() -> None:
    """Wherever the blocking fact stands in the list, the rule is quiet; an uncertain one blocks nothing."""
    absent = Line("other", Absent("course", "b", ()), SPAN)
    program = program_of(case_of([Role("r", "course", "a", None, SPAN)], unless=(absent,)))
    wanted = [make_fact("course", place, ("a",)) for place in range(3)]
    for blocker in range(4):
        facts = [*wanted[:blocker], make_fact("course", 3, ("b",)), *wanted[blocker:]]
        assert matched(program, fact_set(*facts)) == set()
    unsure = [*wanted, make_fact("course", 3, ("b",), certain=False)]
    assert len(matched(program, fact_set(*unsure))) == 3


def test_h6_h9_many_patterns_on_one_kind() -> None:
    """More rules on one kind than a node may have siblings: patterns are spread over group flags."""
    last = DifferenceMeasure("as-of", "", "day", "last")
    cases = [
        case_of(
            [Role("day", "segment", None, None, SPAN)],
            when=(Line("more", Comparison(last, (bound_of("more-than", limit),)), SPAN),),
        )
        for limit in range(400)
    ]
    program = program_of(*cases)
    groups: dict[tuple[object, str], int] = {}
    for tests in patterns(program):
        flag = (tests[0][names.KIND], next(iter(tests[1])))
        groups[flag] = groups.get(flag, 0) + 1
    assert max(groups.values()) <= 25
    assert len(matched(program, fact_set(make_fact("segment", 0, last=350)))) == 350


def test_h9_more_patterns_than_groups_are_refused() -> None:
    """1,501 patterns on one kind do not fit: refused when compiled, not when a patient comes."""
    cases = [
        case_of(
            [Role("day", "segment", None, None, SPAN)],
            when=(Line("is", Comparison(FieldMeasure("day", "start"), (bound_of("is", day),)), SPAN),),
        )
        for day in range(1501)
    ]
    with pytest.raises(RulesetRefusedError) as caught:
        shards_of(program_of(*cases))
    assert str(caught.value) == "1501 patterns of kind 'segment', at most 1500"


def test_h5_too_many_properties_are_refused() -> None:
    """A kind whose facts would carry more properties than the engine stands is refused when compiled."""
    classes = [Line(f"c{place}", Membership("opioid", f"class-{place}"), SPAN) for place in range(120)]
    with pytest.raises(RulesetRefusedError) as caught:
        shards_of(program_of(case_of([OPIOID], when=tuple(classes))))
    assert str(caught.value) == "125 properties in facts of kind 'course', at most 120"


def test_only_fields_of_the_kinds_reach_generated_source() -> None:
    """A program from elsewhere cannot bring a name of its own into a generated function."""
    program = program_of(within(7))
    (subrule,) = program.subrules
    odd = replace(subrule, compares=(replace(subrule.compares[0], field="x']+__import__('os')+v['x"),))
    with pytest.raises(ValueError) as caught:
        Evaluator(replace(program, subrules=(odd,))).matches(
            fact_set(make_fact("course", 0), make_fact("episode", 1)),
        )
    assert str(caught.value).startswith("no kind has a field ")


def test_h9_many_joins_on_one_kind() -> None:
    """Joins count as siblings even where they are false."""
    program = program_of(*(within(days) for days in range(1, 120)))
    facts = fact_set(make_fact("course", 0, last=-50), make_fact("episode", 1, start=0))
    assert len(matched(program, facts)) == 119 - 50


def test_h10_h16_only_integers_are_encoded() -> None:
    """A float, a text or a missing value is an error, not a fact that is silently dropped or misread."""
    program = program_of(within(7))
    rete = Rete(program, shards_of(program))
    for wrong in (1e-05, "6", None, float("nan")):
        facts = fact_set(make_fact("course", 0, last=wrong), make_fact("episode", 1, start=0))
        with pytest.raises(EvaluationError):
            rete.matches(facts)
    facts = fact_set(make_fact("course", 0, last=-6), make_fact("episode", 1, start=0))
    assert len(rete.matches(facts)) == 1


def test_h17_order_of_a_pair_is_a_field() -> None:
    """A pair is ordered by the field n, never by the engine's own id."""
    pair = case_of([OPIOID, Role("second", "course", None, "opioid", SPAN)])
    program = program_of(pair)
    assert all("id" not in keys(tests) for tests in patterns(program))
    facts = fact_set(*(make_fact("course", place) for place in range(4)))
    assert len(matched(program, facts)) == 6


def test_h18_ids_do_not_collide() -> None:
    """Ids are consecutive numbers: no two of the first 70,000 have one hash."""
    assert len({names.fnv1a(str(number)) for number in range(70_000)}) == 70_000


def test_h18_names_that_collide_are_refused() -> None:
    """Two names of one hash would be one property."""
    assert names.fnv1a("liquid") == names.fnv1a("costarring")
    with pytest.raises(RulesetRefusedError) as caught:
        names.refuse_collisions(["sid", "liquid", "costarring", "liquid"])
    assert str(caught.value) == "'costarring' and 'liquid' have one hash: rename one of them"


def test_h19_h20_equal_facts_are_all_matched() -> None:
    """Three equal opioids and two equal episodes are six pairs."""
    program = program_of(within(7))
    facts = [make_fact("course", 0, last=-3)] * 3 + [make_fact("episode", 0, start=0)] * 2
    assert len(matched(program, fact_set(*facts))) == 6


def test_h7_h24_h25_the_state_is_forgotten_after_every_patient() -> None:
    """Patients never meet: what one has is not there for the next, ten thousand times over one state."""
    program = program_of(within(7))
    rete = Rete(program, shards_of(program))
    opioid, naltrexone = make_fact("course", 0, last=-3), make_fact("episode", 0, start=0)
    for _ in range(2_500):
        assert rete.matches(fact_set(opioid)) == set()
        assert rete.matches(fact_set(naltrexone)) == set()
        assert len(rete.matches(fact_set(opioid, naltrexone))) == 1


def test_open_ends_and_unknowns_are_exact_numbers() -> None:
    """The largest numbers the facts use are compared exactly, in sums too."""
    program = program_of(within(7), within(-NEVER + 7))
    facts = fact_set(make_fact("course", 0, last=NEVER), make_fact("episode", 1, start=6))
    assert len(matched(program, facts)) == 2


def test_order_of_facts_changes_nothing() -> None:
    """Any order of the list gives the same matches on the same facts."""
    random = Random(5)
    for program in RANDOM[:3]:
        rete = Rete(program, shards_of(program))
        for _ in range(15):
            facts = random_facts(random, program, CLASSES)
            order = random.sample(range(len(facts.facts)), len(facts.facts))
            shuffled = fact_set(*(facts.facts[place] for place in order))
            back = {(one.subrule, tuple(order[place] for place in one.facts)) for one in rete.matches(shuffled)}
            assert back == rete.matches(facts)
