"""Why a case is quiet: the lines that keep it so, for every way its roles can be filled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ldn_rules.compiler.distance import age
from ldn_rules.compiler.truth import LineTruth, truth_table
from ldn_rules.facts.model import MAIN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ldn_rules.facts.model import Fact, FactSet
    from ldn_rules.rulebook.model import Case, Role, RuleSet


class Miss(Struct, frozen=True):
    """One way to fill the roles (role to place in the fact set), and its lines.

    ``blocking`` names the lines that keep the case quiet; none: the case reports here, or cannot be assessed.
    """

    binding: Mapping[str, int]
    lines: tuple[LineTruth, ...]

    @property
    def blocking(self) -> tuple[str, ...]:
        """Names of the lines that keep the case quiet."""
        return tuple(line.name for line in self.lines if line.blocks)


def bindings(case: Case, facts: FactSet) -> Iterator[dict[str, int]]:
    """Every way to fill the roles by kind, class and order; no fact fills two roles."""
    yield from _fill(case.roles, {}, facts)


def quiet_because(case: Case, facts: FactSet, ruleset: RuleSet) -> list[Miss]:
    """Every way to fill the roles that is quiet, fewest blocking lines first.

    A test that says a line alone keeps the case quiet is right if some miss has just that line in ``blocking``.
    """
    found = (Miss(binding, truth_table(case, binding, facts, ruleset)) for binding in bindings(case, facts))
    return sorted((miss for miss in found if miss.blocking), key=lambda miss: len(miss.blocking))


def nearest_miss(case: Case, facts: FactSet, ruleset: RuleSet) -> Miss | None:
    """The way to fill the roles that came nearest to a report; None if no way is quiet."""
    return min(quiet_because(case, facts, ruleset), key=lambda miss: remoteness(miss, facts), default=None)


def remoteness(miss: Miss, facts: FactSet) -> tuple[int, bool, int, int]:
    """Orders misses, the nearest first: by how many lines block, main readings before others, by how far they are from
    holding, and what goes on before what ended long ago.
    """
    blocking = [line for line in miss.lines if line.blocks]
    bound = [facts.facts[place] for place in miss.binding.values()]
    other_reading = any(fact.reading != MAIN for fact in bound)
    return len(blocking), other_reading, sum(line.steps for line in blocking), max(map(age, bound), default=0)


def _fill(roles: tuple[Role, ...], bound: dict[str, int], facts: FactSet) -> Iterator[dict[str, int]]:
    if not roles:
        yield bound
        return
    for place, fact in enumerate(facts.facts):
        if place not in bound.values() and _suits(roles[0], fact) and _is_later(roles[0], fact, bound, facts):
            yield from _fill(roles[1:], {**bound, roles[0].name: place}, facts)


def _suits(role: Role, fact: Fact) -> bool:
    return fact.kind == role.kind and (role.drug_class is None or role.drug_class in fact.classes)


def _is_later(role: Role, fact: Fact, bound: dict[str, int], facts: FactSet) -> bool:
    if role.other_than is None:
        return True
    other = facts.facts[bound[role.other_than]]
    return fact.values["n"] > other.values["n"]  # type: ignore[operator]
