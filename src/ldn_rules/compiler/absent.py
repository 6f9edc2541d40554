"""``unless`` with a kind: the one negated pattern of a case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ldn_rules.compiler.atoms import both
from ldn_rules.compiler.conditions import holds, roles_of
from ldn_rules.compiler.errors import CompileError
from ldn_rules.compiler.ir import CERTAIN
from ldn_rules.compiler.prune import classes_of, compares_of
from ldn_rules.rulebook.kinds import KINDS
from ldn_rules.rulebook.model import Absent, AnyOf

if TYPE_CHECKING:
    from ldn_rules.compiler.atoms import Conjunction
    from ldn_rules.compiler.scope import Scope
    from ldn_rules.rulebook.model import Case, Line


class Missing(Struct, frozen=True):
    """No certain fact of ``kind`` and ``drug_class`` for which ``where`` holds."""

    name: str
    kind: str
    drug_class: str | None
    where: Conjunction


def absent_of(case: Case, scope: Scope) -> Missing | None:
    """The negated pattern of the case, if it has one that could ever be there; CompileError for several."""
    lines = [(line, line.test) for line in case.unless if isinstance(line.test, Absent)]
    if len(lines) > 1:
        raise CompileError(f"'{lines[1][0].name}' is a second absent fact: one per case", lines[1][0].span)
    return _missing(*lines[0], scope) if lines else None


def _missing(line: Line, test: Absent, scope: Scope) -> Missing | None:
    if test.kind not in KINDS:
        raise CompileError(f"no fact kind '{test.kind}'", line.span)
    if line.name in scope.kinds:
        raise CompileError(f"'{line.name}' is already a role of this case", line.span)
    for inner in test.where:
        _plain(inner, line.name)
    inside = scope.with_role(line.name, test.kind)
    conjunctions = both(*(holds(inner, inside, CERTAIN) for inner in test.where))
    if len(conjunctions) > 1:
        raise CompileError(f"where of '{line.name}' lists values that are not neighbours", line.span)
    if not conjunctions or not _can_hold(test, conjunctions[0], len(scope.kinds)):
        return None
    return Missing(line.name, test.kind, test.drug_class, conjunctions[0])


def _plain(line: Line, absent: str) -> None:
    """A line of ``where`` is one condition on the absent fact; else it would not be part of the negation."""
    if isinstance(line.test, (AnyOf, Absent)):
        raise CompileError(f"'{line.name}': a line of where is one plain condition", line.span)
    if absent not in roles_of(line.test):
        raise CompileError(f"'{line.name}' does not speak of '{absent}': write it under when or unless", line.span)


def _can_hold(test: Absent, where: Conjunction, place: int) -> bool:
    inside, outside = classes_of(where, place)
    own = {test.drug_class} if test.drug_class is not None else set()
    return compares_of(where) is not None and not (inside | own) & outside
