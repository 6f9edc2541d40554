"""Both evaluators on one patient: their results must be the same set."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from ldn_rules.engine.errors import EngineError

if TYPE_CHECKING:
    from ldn_rules.compiler.ir import Program
    from ldn_rules.engine.evaluator import Evaluator
    from ldn_rules.engine.match import Match
    from ldn_rules.engine.rete import Rete
    from ldn_rules.facts.model import FactSet

MOST_COURSES: Final = 400
"""Courses the engine is asked to join; more go to the second evaluator alone."""


class Checked(Struct, frozen=True):
    """The matches of one patient, ascending, and whether both evaluators found them.

    Not ``agreed``: ``matches`` are the second evaluator's alone, ``reason`` says why, and the patient's outcome is
    ``not-checked``. ``failed``: the engine was tried and is in doubt. ``reproducer`` is the file that holds what
    happened, if one was written.
    """

    matches: tuple[Match, ...]
    agreed: bool
    reason: str | None = None
    reproducer: str | None = None
    failed: bool = False


def cross_check(
    program: Program, rete: Rete | None, evaluator: Evaluator, facts: FactSet, reproducers: str | None = None
) -> Checked:
    """Evaluate with both; never raises for what the engine does.

    ``rete`` None: the engine could not be built. ``reproducers`` is the folder for a reproducer, see
    ``engine.reproducer``.
    """
    second = evaluator.matches(facts)
    result = tuple(sorted(second))
    if rete is None:
        return Checked(result, agreed=False, reason="the rule engine is not available")
    if too_many_courses(facts):
        return Checked(result, agreed=False, reason=f"more than {MOST_COURSES} courses: only the check evaluator ran")
    try:
        first = rete.matches(facts)
    except EngineError as error:
        reason = f"the rule engine failed: {error}"
        return _differing(result, reason, _reproducer(facts, program, reason, None, second, reproducers))
    if first != second:
        reason = f"the evaluators disagree: {len(first - second)} and {len(second - first)} matches of their own"
        return _differing(result, reason, _reproducer(facts, program, reason, first, second, reproducers))
    return Checked(result, agreed=True)


def too_many_courses(facts: FactSet) -> bool:
    """Whether the fact set is beyond what the engine is asked to join."""
    every = facts.facts
    return len(every) > MOST_COURSES and sum(fact.kind == "course" for fact in every) > MOST_COURSES


def _differing(matches: tuple[Match, ...], reason: str, reproducer: str | None) -> Checked:
    return Checked(matches, agreed=False, reason=reason, reproducer=reproducer, failed=True)


def _reproducer(
    facts: FactSet, program: Program, reason: str, first: set[Match] | None, second: set[Match], folder: str | None
) -> str | None:
    from ldn_rules.engine.reproducer import write_reproducer

    return write_reproducer(facts, program.ruleset, reason, first, second, folder)
