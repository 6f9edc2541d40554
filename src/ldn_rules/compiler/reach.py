"""What can never report: a case whose conditions exclude each other, and a branch, exception or band row that they
rule out. Such a rule reads like protection and is none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ldn_rules.compiler.atoms import both
from ldn_rules.compiler.bands import rows_of
from ldn_rules.compiler.ir import CERTAIN, POSSIBLE
from ldn_rules.compiler.prune import classes_of, compares_of
from ldn_rules.compiler.scope import Spans, scope_of
from ldn_rules.compiler.variants import conditions_of, in_row
from ldn_rules.rulebook.model import Absent, AnyOf

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ldn_rules.compiler.atoms import Conjunction, Disjunction
    from ldn_rules.compiler.bands import Row
    from ldn_rules.rulebook.model import Bands, Case, Line, RuleSet, Span


class Unreachable(Struct, frozen=True):
    """Something that can never report: what, where, and what would be right."""

    message: str
    span: Span
    width: int
    hint: str


def unreachable(case: Case, ruleset: RuleSet, above: Mapping[str, frozenset[str]]) -> Iterator[Unreachable]:
    """Everything of a case that can never report. ``above`` has each class with all that stand above it."""
    reach = _Reach(ruleset, above)
    if not reach.holds(case):
        yield reach.excluded(case)
        return
    yield from reach.branches(case)
    yield from reach.exceptions(case)
    if case.bands is not None:
        yield from reach.rows(case, case.bands)


class _Reach(Struct, frozen=True):
    """Asks whether the conditions of a case leave any fact."""

    ruleset: RuleSet
    above: Mapping[str, frozenset[str]]

    def holds(self, case: Case, row: tuple[Bands, Row] | None = None) -> bool:
        """Whether the conditions can surely hold, or where something is unknown; in a row, if one is given."""
        return any(self._holds(case, mode, row) for mode in (CERTAIN, POSSIBLE))

    def _holds(self, case: Case, mode: str, row: tuple[Bands, Row] | None) -> bool:
        scope = scope_of(case, Spans())
        conditions = conditions_of(case, scope, mode)
        return self._leaves_any(case, both(conditions, in_row(*row, scope)) if row else conditions)

    def _leaves_any(self, case: Case, conditions: Disjunction) -> bool:
        return any(
            compares_of(conjunction) is not None
            and not any(self._contradicts(case, conjunction, place) for place in range(len(case.roles)))
            for conjunction in conditions
        )

    def _contradicts(self, case: Case, conjunction: Conjunction, place: int) -> bool:
        inside, outside = classes_of(conjunction, place)
        own = case.roles[place].drug_class
        wanted = inside | ({own} if own is not None else set())
        return any(outside & self.above.get(name, frozenset({name})) for name in wanted)

    def excluded(self, case: Case) -> Unreachable:
        """The fewest lines that leave nothing when they stand together."""
        kept = [*case.when, *case.unless]
        for line in list(kept):
            rest = [other for other in kept if other is not line]
            if not self.holds(_with_lines(case, rest)):
                kept = rest
        last = max(kept, key=lambda line: (line.span.line, line.span.column), default=None)
        if last is None:
            return Unreachable(f"case `{case.name}` can never report", case.span, len(case.name), "change its roles")
        names = " and ".join(f"`{line.name}`" for line in kept)
        verb = "exclude each other" if len(kept) > 1 else "can never hold"
        if last in case.unless and len(kept) == 1:
            verb = "always holds and keeps the case quiet"
        hint = f"case `{case.name}` can never report: change one of these lines, or take the case out"
        return Unreachable(f"{names} {verb}", last.span, len(last.name), hint)

    def branches(self, case: Case) -> Iterator[Unreachable]:
        """Branches of ``any`` that the other conditions rule out."""
        for line in case.when:
            for branch in line.test.lines if isinstance(line.test, AnyOf) else ():
                others = [branch if other is line else other for other in case.when]
                if not self.holds(replace(case, when=tuple(others))):
                    yield _useless(branch, "can never hold here", "the other conditions rule it out: take it out")

    def exceptions(self, case: Case) -> Iterator[Unreachable]:
        """Lines of ``unless`` that never hold where the other conditions do."""
        for line in case.unless:
            if not isinstance(line.test, Absent) and not self.holds(replace(case, when=(*case.when, line), unless=())):
                yield _useless(line, "never keeps the case quiet", "it cannot hold where `when` does: take it out")

    def rows(self, case: Case, bands: Bands) -> Iterator[Unreachable]:
        """Rows that the conditions rule out; of a table, rows of the values that they let through."""
        kinds = {role.name: role.kind for role in case.roles}
        rows = rows_of(bands, self.ruleset.tables, kinds)
        alive = [row for row in rows if self.holds(case, (bands, row))]
        keys = {row.key for row in alive}
        for row in rows:
            if row not in alive and row.key in keys and not _is_quiet_rest(row, rows):
                yield Unreachable(
                    "no value that `when` lets through lies in this row", row.span, 1, "change the row, or `when`"
                )


def _with_lines(case: Case, lines: Sequence[Line]) -> Case:
    kept = {id(line) for line in lines}
    when, unless = ([line for line in listed if id(line) in kept] for listed in (case.when, case.unless))
    return replace(case, when=tuple(when), unless=tuple(unless))


def _useless(line: Line, verb: str, hint: str) -> Unreachable:
    return Unreachable(f"`{line.name}` {verb}", line.span, len(line.name), hint)


def _is_quiet_rest(row: Row, rows: Sequence[Row]) -> bool:
    """A last row that says the rest is quiet may say so of nothing."""
    return row.severity is None and not any(other.key == row.key and other.row > row.row for other in rows)
