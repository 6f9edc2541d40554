"""What the engine's exact subset cannot carry is refused here, with its place."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from ldn_rules.compiler.errors import CompileError

if TYPE_CHECKING:
    from ldn_rules.compiler.ir import Program, SubRule
    from ldn_rules.rulebook.model import Span

ROLES: Final = 4
"""Facts a sub-rule may join, the negated one among them."""

JOINS: Final = 25
"""Comparisons between two facts in one sub-rule (the engine fails at 30)."""

SUBRULES_A_CASE: Final = 200
"""More means a condition that multiplies out of hand."""

SUBRULES: Final = 4000
"""Rules in one engine rule set (the engine fails at 4097)."""

CONSTANT: Final = 2**62
"""Larger constants would leave 64 bits in a sum."""


def check_limits(program: Program) -> None:
    """CompileError for the first sub-rule, case or program that is too large."""
    for subrule in program.subrules:
        _check_subrule(subrule, program.spans[subrule.span])
    counts = Counter((subrule.rule, subrule.case) for subrule in program.subrules)
    for subrule in program.subrules:
        if counts[subrule.rule, subrule.case] > SUBRULES_A_CASE:
            raise CompileError(_too_many(program, subrule, counts), program.spans[subrule.span])
    if len(program.subrules) > SUBRULES:
        raise CompileError(f"{len(program.subrules)} sub-rules, at most {SUBRULES}", program.spans[0])


def _too_many(program: Program, subrule: SubRule, counts: Counter[tuple[int, int]]) -> str:
    case = program.rules[subrule.rule].cases[subrule.case]
    size = counts[subrule.rule, subrule.case]
    return f"case '{case}' becomes {size} sub-rules, at most {SUBRULES_A_CASE}: write fewer alternatives"


def _check_subrule(subrule: SubRule, span: Span) -> None:
    if len(subrule.patterns) > ROLES:
        raise CompileError(f"{len(subrule.patterns)} facts in one case, at most {ROLES}", span)
    joins = sum(compare.other >= 0 for compare in subrule.compares)
    if joins > JOINS:
        raise CompileError(f"{joins} comparisons between facts in one case, at most {JOINS}", span)
    for compare in subrule.compares:
        if abs(compare.constant) > CONSTANT:
            raise CompileError(f"{compare.constant} is too large a number", span)
