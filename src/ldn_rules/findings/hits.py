"""Matches of the engine as hits: which case of which rule, on which facts, how surely."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ldn_rules.facts.model import MAIN
from ldn_rules.rulebook.enumerations import SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ldn_rules.compiler.ir import Program
    from ldn_rules.facts.model import Fact, FactSet
    from ldn_rules.rulebook.model import Case, Rule, RuleSet


ALERT = "alert"
CANNOT_ASSESS = "cannot-assess"
MOST_CANNOT_ASSESS = SEVERITIES.index("major")
"""A cannot-assess finding ranks at most here."""

NOTE = SEVERITIES.index("info")
"""A note: it settles nothing where another reading gives more."""


class Hit(Struct, frozen=True):
    """One case of one rule that holds (``certain``) or may hold on a binding of roles to facts.

    ``severity`` is a place in ``SEVERITIES``. ``binding`` holds the index of each role's fact.
    """

    rule: Rule
    case: Case
    kind: str
    severity: int
    certain: bool
    binding: Mapping[str, int]

    @property
    def anchors(self) -> tuple[int, ...]:
        """Indices of the facts that identify the finding."""
        return tuple(self.binding[role] for role in self.case.anchors if role in self.binding)


def hits(
    matches: Iterable[tuple[int, tuple[int, ...]]], program: Program, ruleset: RuleSet, facts: FactSet
) -> list[Hit]:
    """All hits that speak of a consistent reading, in a fixed order."""
    found = [_hit(subrule, bound, program, ruleset) for subrule, bound in matches]
    return [hit for hit in found if _consistent(hit, facts)]


def _hit(index: int, bound: tuple[int, ...], program: Program, ruleset: RuleSet) -> Hit:
    subrule = program.subrules[index]
    rule = ruleset.rules[subrule.rule]
    names = [pattern.name for pattern in subrule.patterns if not pattern.negated]
    certain = subrule.mode == "certain"
    kind = subrule.outcome if certain else CANNOT_ASSESS
    severity = SEVERITIES.index(subrule.severity)
    if kind == CANNOT_ASSESS:
        severity = min(severity, MOST_CANNOT_ASSESS)
    return Hit(rule, rule.cases[subrule.case], kind, severity, certain, dict(zip(names, bound, strict=True)))


def _consistent(hit: Hit, facts: FactSet) -> bool:
    """At most one fact of a kind is read otherwise than mainly, and dates hold for the episode they meet."""
    bound = [facts.facts[index] for index in hit.binding.values()]
    doubted = [fact.kind for fact in bound if fact.reading != MAIN]
    if len(doubted) > 1 and len(set(doubted)) < len(doubted):
        return False
    return all(_views_agree(one, other) for one in bound if one.view for other in bound if other.kind == "episode")


def _views_agree(course: Fact, episode: Fact) -> bool:
    start = episode.values["start"]
    ahead = isinstance(start, int) and start > 0
    return (course.view == "ahead") == ahead


def with_kind(hit: Hit, kind: str, facts: FactSet) -> Iterator[int]:
    """Indices of the hit's facts of a kind."""
    return (index for index in hit.binding.values() if facts.facts[index].kind == kind)
