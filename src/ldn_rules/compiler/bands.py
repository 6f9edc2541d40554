"""Bands of severity to rows of integers: row i lies between the bound of row i-1 and its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ldn_rules.compiler import ranges
from ldn_rules.compiler.errors import CompileError
from ldn_rules.rulebook.enumerations import SEVERITIES
from ldn_rules.rulebook.kinds import KINDS, FieldType
from ldn_rules.rulebook.model import DifferenceMeasure

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ldn_rules.compiler.ranges import Ranges
    from ldn_rules.rulebook.model import BandRow, Bands, Measure, Span, Table

MINUTES_A_DAY = 1440


class Row(Struct, frozen=True):
    """One row: its place, the integers of the measure it covers, and its severity (None: quiet).

    ``key`` is the integer of the table's key field, -1 without a table.
    """

    row: int
    key: int
    inside: Ranges
    severity: str | None
    span: Span


def rows_of(bands: Bands, tables: Mapping[str, Table], kinds: Mapping[str, str]) -> tuple[Row, ...]:
    """All rows of the bands in the unit of their measure; ``kinds`` is the kind of each role.

    The rows of a table are written in days; for a measure in minutes they are multiplied by 1440.
    """
    if bands.table is None:
        return _ascending(bands.rows, -1, 1)
    if bands.table not in tables:
        raise CompileError(f"no table '{bands.table}'", bands.span)
    scale = MINUTES_A_DAY if in_minutes(bands.measure, kinds) else 1
    table = tables[bands.table]
    return tuple(row for key, rows in sorted(table.rows.items()) for row in _ascending(rows, key, scale))


def in_minutes(measure: Measure, kinds: Mapping[str, str]) -> bool:
    """Whether the measure counts minutes."""
    if isinstance(measure, DifferenceMeasure):
        sides = [(measure.from_role, measure.from_field), (measure.to_role, measure.to_field)]
    else:
        sides = [(measure.role, measure.field)]
    fields = (KINDS[kinds[role]].fields.get(name) for role, name in sides if role in kinds)
    return any(spec is not None and spec.type is FieldType.MINUTE for spec in fields)


def reporting_span(rows: tuple[Row, ...]) -> Ranges:
    """The integers in any row that is not quiet."""
    return ranges.union(one for row in rows if row.severity is not None for one in row.inside)


def worst(rows: tuple[Row, ...]) -> str | None:
    """The highest severity of the rows; None if all are quiet."""
    severities = [row.severity for row in rows if row.severity is not None]
    return max(severities, key=SEVERITIES.index, default=None)


def _ascending(rows: tuple[BandRow, ...], key: int, scale: int) -> tuple[Row, ...]:
    done: list[Row] = []
    start: int | None = None
    for place, row in enumerate(rows):
        end = _end(row, scale)
        if end is not None and start is not None and end < start:
            raise CompileError("rows of bands must ascend", row.span)
        done.append(Row(place, key, ((start, end),), row.severity, row.span))
        if end is None:
            _nothing_after(rows, place)
            break
        start = end + 1
    return tuple(done)


def _nothing_after(rows: tuple[BandRow, ...], place: int) -> None:
    if place + 1 < len(rows):
        raise CompileError("a row without a bound must be the last", rows[place].span)


def _end(row: BandRow, scale: int) -> int | None:
    if row.upper is None:
        return None
    if row.upper.op not in {"less-than", "at-most"}:
        raise CompileError(f"a row ends with less-than or at-most, not {row.upper.op}", row.upper.span)
    value = row.upper.values[0] * scale
    return value - 1 if row.upper.op == "less-than" else value
