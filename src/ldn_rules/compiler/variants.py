"""The ways one case can report: a certain variant per band row, and possible variants where something is unknown.

A possible variant stands for "cannot assess". It exists once for every role with a nullable field that the case reads
as an interval, and only where that fact is not exact, so that a list without unknowns never produces one. The finding
stage drops it where the same case certainly holds on the same facts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from ldn_rules.compiler.atoms import TRUE, Disjunction, Term, Within, both
from ldn_rules.compiler.bands import Row, reporting_span, rows_of, worst
from ldn_rules.compiler.conditions import does_not_certainly_hold, holds, is_knowledge, lies_in
from ldn_rules.compiler.errors import CompileError
from ldn_rules.compiler.ir import CERTAIN, EXACT, POSSIBLE
from ldn_rules.compiler.scope import Scope, interval
from ldn_rules.rulebook.enumerations import SEVERITIES
from ldn_rules.rulebook.model import Absent, AnyOf, Comparison

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ldn_rules.rulebook.model import Bands, Case, Line, Table

WORST_UNKNOWN: Final = "major"
"""A cannot-assess never ranks above this unless the rule itself says so."""


class Variant(Struct, frozen=True):
    """One way to report: when, and as what."""

    mode: str
    outcome: str
    severity: str
    condition: Disjunction
    row: int
    key: int
    span: int


def variants_of(case: Case, scope: Scope, tables: Mapping[str, Table]) -> list[Variant]:
    """All variants of the case, certain ones first."""
    rows = rows_of(case.bands, tables, scope.kinds) if case.bands is not None else ()
    return [*_certain(case, scope, rows), *_possible(case, scope, rows)]


def plain_lines(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines, those inside ``any`` in place of it."""
    for line in lines:
        if isinstance(line.test, AnyOf):
            yield from line.test.lines
        else:
            yield line


def _certain(case: Case, scope: Scope, rows: tuple[Row, ...]) -> Iterator[Variant]:
    base = conditions_of(case, scope, CERTAIN)
    if case.bands is None:
        yield Variant(CERTAIN, case.outcome, _severity(case), base, -1, -1, scope.spans.add(case.span))
        return
    for row in rows:
        if row.severity is not None:
            condition = both(base, in_row(case.bands, row, scope))
            yield Variant(CERTAIN, case.outcome, row.severity, condition, row.row, row.key, scope.spans.add(row.span))


def _possible(case: Case, scope: Scope, rows: tuple[Row, ...]) -> Iterator[Variant]:
    severity = unknown_severity(case, rows)
    doubtful = sorted(_doubtful_roles(case, scope))
    if severity is None or not doubtful:
        return
    base, span = conditions_of(case, scope, POSSIBLE), scope.spans.add(case.span)
    spans: list[tuple[int, Disjunction]] = [(-1, TRUE)]
    if case.bands is not None:
        spans = [(key, _anywhere(case.bands, key, rows, scope)) for key in dict.fromkeys(row.key for row in rows)]
    for role in doubtful:
        gate: Disjunction = ((Within(Term(role, EXACT), (0, 0), span),),)
        for key, inside in spans:
            yield Variant(POSSIBLE, "cannot-assess", severity, both(base, inside, gate), -1, key, span)


def unknown_severity(case: Case, rows: tuple[Row, ...]) -> str | None:
    """The severity of the case's own cannot-assess; None if an unknown keeps it quiet."""
    if case.unknown.kind == "quiet":
        return None
    if case.unknown.kind == "severity":
        return case.unknown.severity
    highest = worst(rows) if case.bands is not None else case.severity
    return None if highest is None else min(highest, WORST_UNKNOWN, key=SEVERITIES.index)


def _severity(case: Case) -> str:
    if case.severity is None:
        raise CompileError(f"case '{case.name}' has neither severity nor bands", case.span)
    return case.severity


def conditions_of(case: Case, scope: Scope, mode: str) -> Disjunction:
    """When every line of ``when`` holds and none of ``unless`` certainly does; absent facts are left out."""
    wanted = [holds(line, scope, mode) for line in case.when]
    quiet = [does_not_certainly_hold(line, scope) for line in case.unless if not isinstance(line.test, Absent)]
    return both(*wanted, *quiet, _order(case, scope))


def _order(case: Case, scope: Scope) -> Disjunction:
    """The later fact of a pair by ``n`` stands in the role with ``other-than``."""
    condition = TRUE
    for role in case.roles:
        if role.other_than is not None:
            here, there = scope.place(role.name, role.span), scope.place(role.other_than, role.span)
            if there >= here:
                raise CompileError(f"'{role.name}' can only be other than a role before it", role.span)
            term = Term(here, "n", there, "n")
            condition = both(condition, ((Within(term, (1, None), scope.spans.add(role.span)),),))
    return condition


def in_row(bands: Bands, row: Row, scope: Scope) -> Disjunction:
    """When the measure surely lies in the row, and the key of a table chooses it."""
    span = scope.spans.add(row.span)
    inside = lies_in(interval(bands.measure, scope, row.span), row.inside, CERTAIN, span)
    return both(_key_is(bands, row.key, scope, CERTAIN), inside)


def _anywhere(bands: Bands, key: int, rows: tuple[Row, ...], scope: Scope) -> Disjunction:
    span = scope.spans.add(bands.span)
    wanted = reporting_span(tuple(row for row in rows if row.key == key))
    inside = lies_in(interval(bands.measure, scope, bands.span), wanted, POSSIBLE, span)
    return both(_key_is(bands, key, scope, POSSIBLE), inside)


def _key_is(bands: Bands, key: int, scope: Scope, mode: str) -> Disjunction:
    if bands.table is None:
        return TRUE
    if bands.key is None:
        raise CompileError(f"table '{bands.table}' needs a key", bands.span)
    return lies_in(interval(bands.key, scope, bands.span), ((key, key),), mode, scope.spans.add(bands.span))


def _doubtful_roles(case: Case, scope: Scope) -> set[int]:
    """Roles with a nullable field that decides between certain and possible."""
    found: set[int] = set()
    for line in plain_lines(case.when):
        if isinstance(line.test, Comparison) and any(not is_knowledge(bound) for bound in line.test.bounds):
            found |= interval(line.test.measure, scope, line.span).roles
    if case.bands is not None:
        measures = [case.bands.measure, *([case.bands.key] if case.bands.key is not None else [])]
        found = found.union(*(interval(measure, scope, case.bands.span).roles for measure in measures))
    return found
