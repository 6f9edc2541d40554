"""The second evaluator: Python functions generated from the IR, sharing nothing with the Rete backend.

Every distinct set of tests of one fact (kind, classes, comparisons with constants) is a *pattern* with a number. A
fact is sorted into its patterns once; a sub-rule is looked at only if all its patterns have facts. Functions are
written and compiled when several facts, or a combination, have needed them, so that a single check pays for little.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from ldn_rules.compiler.python import join_source, select_source, selected, tests_of
from ldn_rules.engine.match import Match

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ldn_rules.compiler.ir import Program, SubRule
    from ldn_rules.compiler.python import Test
    from ldn_rules.facts.model import Fact, FactSet

    Values = Mapping[str, int | tuple[int, int]]
    Select = Callable[[Values], list[int]]
    Join = Callable[..., list[tuple[int, ...]]]
    Signature = tuple[str, frozenset[str], bool]

UNWRITTEN: Final = 8
"""Facts of one signature that are sorted without a function of their own: writing one costs more than they do."""


class _Pattern(Struct, frozen=True):
    """What a pattern asks of one fact."""

    kind: str
    classes: tuple[str, ...]
    not_classes: tuple[str, ...]
    tests: tuple[Test, ...]
    negated: bool

    def speaks_of(self, fact: Fact) -> bool:
        """Whether kind, classes and certainty of the fact are asked for."""
        return (
            fact.kind == self.kind
            and fact.classes.issuperset(self.classes)
            and fact.classes.isdisjoint(self.not_classes)
            and (fact.certain or not self.negated)
        )


class _Rule(Struct, frozen=True):
    """A sub-rule as pattern numbers: those that need a fact, and the negated one (-1: none)."""

    place: int
    needed: tuple[int, ...]
    absent: int

    def has_facts(self, passed: Mapping[int, list[int]]) -> bool:
        """Whether facts passed each pattern, one of which they are known to have passed."""
        return len(self.needed) == 1 or all(number in passed for number in self.needed)


class _Asked(Struct):
    """What is asked of facts of one signature: pattern numbers with their tests, the fields that make a fact exact, and
    how many such ``facts`` there were.
    """

    tests: tuple[tuple[int, tuple[Test, ...]], ...]
    exact: tuple[str, ...]
    facts: int = 0


class Evaluator:
    """Evaluates a program; one thread, any number of patients."""

    __slots__ = ("_asked", "_joins", "_patterns", "_program", "_rules", "_selects", "_signatures")

    def __init__(self, program: Program) -> None:
        self._program = program
        self._patterns: dict[_Pattern, int] = {}
        self._rules: dict[int, list[_Rule]] = {}
        self._joins: dict[int, Join] = {}
        self._selects: dict[tuple[int, ...], Select] = {}
        self._signatures: dict[Signature, Select] = {}
        self._asked: dict[Signature, _Asked] = {}
        self._index()

    def matches(self, facts: FactSet) -> set[Match]:
        """All matches of the fact set."""
        passed: dict[int, list[int]] = {}
        signatures = self._signatures
        for place, fact in enumerate(facts.facts):
            signature = (fact.kind, fact.classes, fact.certain)
            select = signatures.get(signature) or self._first_select(fact, signature)
            for number in select(fact.values):
                passed.setdefault(number, []).append(place)
        values = [fact.values for fact in facts.facts]
        found: set[Match] = set()
        for number in list(passed):
            for rule in self._rules.get(number, ()):
                if rule.has_facts(passed):
                    places = self._combinations(rule, passed, values)
                    found.update(Match(rule.place, one) for one in places)
        return found

    def _combinations(
        self, rule: _Rule, passed: Mapping[int, list[int]], values: list[Values]
    ) -> list[tuple[int, ...]]:
        join = self._joins.get(rule.place)
        if join is None:
            join = self._joins[rule.place] = self._join(rule.place)
        lists = [passed[number] for number in rule.needed]
        if rule.absent >= 0:
            lists.append(passed.get(rule.absent, []))
        return join(values, *lists)

    def _index(self) -> None:
        """Number the patterns, and file every sub-rule under its pattern that fewest sub-rules share."""
        rules = [self._rule(place, subrule) for place, subrule in enumerate(self._program.subrules)]
        users: dict[int, int] = {}
        for rule in rules:
            for number in rule.needed:
                users[number] = users.get(number, 0) + 1
        for rule in rules:
            self._rules.setdefault(min(rule.needed, key=users.__getitem__), []).append(rule)

    def _rule(self, place: int, subrule: SubRule) -> _Rule:
        numbers = []
        for role, one in enumerate(subrule.patterns):
            pattern = _Pattern(one.kind, one.classes, one.not_classes, tests_of(subrule, role), one.negated)
            numbers.append(self._patterns.setdefault(pattern, len(self._patterns)))
        needed = tuple(numbers[: subrule.arity])
        return _Rule(place, needed, numbers[-1] if len(numbers) > len(needed) else -1)

    def _first_select(self, fact: Fact, signature: Signature) -> Select:
        """What sorts the first few facts of a signature: a function is written for the ones after them."""
        asked = self._asked.get(signature)
        if asked is None:
            asked = self._asked[signature] = self._asked_of(fact)
        if asked.tests and asked.facts < UNWRITTEN:
            asked.facts += 1
            return partial(selected, asked.tests, asked.exact)
        select = self._signatures[signature] = self._written(asked) if asked.tests else _nothing
        return select

    def _asked_of(self, fact: Fact) -> _Asked:
        found = [(number, pattern.tests) for pattern, number in self._patterns.items() if pattern.speaks_of(fact)]
        return _Asked(tuple(found), self._program.exact.get(fact.kind, ()))

    def _written(self, asked: _Asked) -> Select:
        key = tuple(number for number, _ in asked.tests)
        if key not in self._selects:
            self._selects[key] = _compiled(select_source(asked.tests, asked.exact), "select")
        return self._selects[key]

    def _join(self, place: int) -> Join:
        subrule = self._program.subrules[place]
        exact = [self._program.exact.get(pattern.kind, ()) for pattern in subrule.patterns]
        join: Join = _compiled(join_source(subrule, exact), "join")
        return join


def _nothing(_: Values) -> list[int]:
    """Sorts facts that no pattern speaks of."""
    return []


def _compiled(source: str, name: str) -> Any:
    space: dict[str, Any] = {}
    exec(compile(source, f"<{name}>", "exec"), space)  # noqa: S102 - field names of the closed list and integers
    return space[name]
