"""Bands of severity along a measure: rows of a rule, or rows of a table of the vocabulary."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from ldn_rules.rulebook.bounds import read_bound, report_no_size
from ldn_rules.rulebook.diagnostics import suggestion
from ldn_rules.rulebook.enumerations import SEVERITIES
from ldn_rules.rulebook.kinds import KINDS, Field, FieldType
from ldn_rules.rulebook.measures import Measured, read_measure
from ldn_rules.rulebook.model import BandRow, Bands, DifferenceMeasure, FieldMeasure, Table
from ldn_rules.rulebook.nodes import Map, Scalar, as_text, maps_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ldn_rules.rulebook.nodes import Node
    from ldn_rules.rulebook.problems import Problems
    from ldn_rules.rulebook.scope import Scope

QUIET = "quiet"
"""Severity of a band that reports nothing."""

_DAY_COUNT = Field("difference of days", FieldType.DAYS, "Days between two dates.")
_DAYS = Measured(DifferenceMeasure("", "", "", ""), _DAY_COUNT)
"""What the rows of a table are in: whole days, whatever the scale of the measure they are used on."""


def read_bands(key: Scalar, value: Map, scope: Scope) -> Bands | None:
    """The bands of a rule or case, or None (reported)."""
    measured = read_measure(value, scope)
    if measured is None:
        _check_axis(key, value, scope)
        return None
    if ("rows" in value.keys) == ("table" in value.keys):
        if not scope.problems.spoilt(value):
            scope.problems.add("E106", "bands have either `rows`, or `table` and `key`", key)
        return None
    if not _is_number(measured, value, scope):
        return None
    if "rows" in value.keys:
        rows = read_rows(value.items("rows"), measured, scope.problems)
        return Bands(measured.measure, rows, None, None, key.span)
    return _table_bands(key, value, measured, scope)


def read_rows(nodes: Sequence[Node], measured: Measured, problems: Problems) -> tuple[BandRow, ...]:
    """Rows in ascending order; faults are reported."""
    rows = [(node, _row(node, measured, problems)) for node in nodes if isinstance(node, Map)]
    for place, (node, row) in enumerate(rows):
        if row and row.upper is None and place < len(rows) - 1 and not problems.spoilt(node):
            problems.add("E133", "only the last row may be without a bound", node, "add less-than or at-most")
        if row and place and not _ascends(rows[place - 1][1], row):
            _report_descent(rows[place - 1][1], row, node, problems)
    if rows and all(row is not None and row.severity is None for _, row in rows):
        problems.add("E145", "these bands report nothing", rows[0][0], "give one of them a severity")
    return tuple(row for _, row in rows if row)


def _report_descent(before: BandRow | None, row: BandRow, node: Map, problems: Problems) -> None:
    """At the row; where a policy raised the row before above one that it left, at that place in the policy."""
    assert before is not None
    assert before.upper is not None
    assert row.upper is not None
    upper, lower = row.upper.text, before.upper.text
    if before.upper.span.file == node.span.file or not _is_as_written(node):
        message = f"`{upper}` does not lie above `{lower}`, the bound of the row before"
        problems.add("E133", message, node, "raise it, or lower the row before")
        return
    message = f"`{lower}` does not lie below `{upper}`, the bound of the next row (`{row.severity or QUIET}`)"
    hint = "add an entry for the next row to the policy, or lower `here`"
    problems.add_at("E133", message, before.upper.span, len(lower), hint)


def check_easing(rows: Sequence[BandRow], problems: Problems) -> None:
    """Time only helps: along the days of a washout no severity rises, and no row holds for no day."""
    ranks = (None, *SEVERITIES)
    for before, row in pairwise(row for row in rows if row.severity in ranks):
        if ranks.index(row.severity) > ranks.index(before.severity):
            message = f"severity rises from `{before.severity or QUIET}` to `{row.severity}`"
            problems.add_at("E133", message, row.span, 1, "with more days a washout only eases")
    for row in rows:
        if row.upper and row.upper.values[0] < (1 if row.upper.op == "less-than" else 0):
            problems.add_at(
                "E133", f"`{row.upper.text}` leaves no day", row.span, 1, "a washout is counted from 0 days"
            )


def _is_as_written(node: Map) -> bool:
    """Whether its bound is where its keys are; one that a policy gives has a place in the policy."""
    return all(key.span.file == node.span.file for key in node.keys.values())


def read_table(key: Scalar, value: Map, problems: Problems) -> Table | None:
    """One table of the vocabulary, or None (reported). Bounds are days."""
    named = value.text("key")
    field = _enum_field(named.text) if named else None
    if named and field is None:
        names = {f.name for kind in KINDS.values() for f in kind.fields.values() if f.type is FieldType.ENUM}
        hint = suggestion(named.text, names)
        problems.add("E123", f"no field `{named.text}` whose values are names", named, hint)
    if field is None:
        return None
    rows = [(_place(field, name, problems), _days(row, problems)) for name, row in maps_of(value.map("rows"))]
    known = {place: bands for place, bands in rows if place is not None}
    return Table(key.text, known) if len(known) == len(rows) else None


def _place(field: Field, name: Scalar, problems: Problems) -> int | None:
    if name.text in field.values:
        return field.values.index(name.text)
    hint = suggestion(name.text, field.values)
    problems.add("E104", f"`{name.text}` is no value of `{field.name}`", name, hint)
    return None


def _days(row: Map, problems: Problems) -> tuple[BandRow, ...]:
    rows = read_rows(row.items("bands"), _DAYS, problems)
    check_easing(rows, problems)
    return rows


def _row(node: Map, measured: Measured, problems: Problems) -> BandRow | None:
    severity = node.string("severity")
    bounds = [name for name in ("less-than", "at-most") if name in node.keys]
    if len(bounds) == 2:
        problems.add("E106", "`less-than` and `at-most` cannot stand in one row", node.keys["at-most"])
        return None
    upper = read_bound(bounds[0], node, measured, problems) if bounds else None
    if bounds and upper is None:
        return None
    return BandRow(upper, None if severity == QUIET else severity, node.span)


def _ascends(before: BandRow | None, row: BandRow) -> bool:
    if before is None or before.upper is None or row.upper is None:
        return True
    return _end(before) < _end(row)


def _end(row: BandRow) -> tuple[int, bool]:
    assert row.upper is not None
    return row.upper.values[0], row.upper.op == "at-most"


def _check_axis(key: Scalar, value: Map, scope: Scope) -> None:
    if not scope.problems.spoilt(value) and not {"of", "from"} & set(value.keys):
        scope.problems.add("E136", "the bands measure nothing", key, "write `of` and `field`, or `from` and `to`")


def _is_number(measured: Measured, value: Map, scope: Scope) -> bool:
    if measured.field.type not in {FieldType.FLAG, FieldType.ENUM}:
        return True
    message = f"`{measured.field.name}` is not a number: it has no bands"
    scope.problems.add("E131", message, value.values["field"], "make each value a case")
    return False


def _table_bands(key: Scalar, value: Map, measured: Measured, scope: Scope) -> Bands | None:
    table, written = value.text("table"), value.text("key")
    if table is None or written is None or scope.names.tables is None:
        return None
    wanted = scope.names.table_keys.get(table.text)
    if wanted is None:
        hint = suggestion(table.text, scope.names.table_keys)
        scope.problems.add("E126", f"no table `{table.text}` in the vocabulary", table, hint)
        return None
    if measured.field.type not in {FieldType.DAY, FieldType.MINUTE, FieldType.DAYS}:
        message = f"table `{table.text}` is in days, `{measured.field.name}` is not"
        scope.problems.add("E131", message, as_text(value.get("field")) or key)
        return None
    if measured.open_ends:
        report_no_size(measured.open_ends, table, scope.problems)
        return None
    chosen = scope.place(written)
    if chosen is None:
        return None
    if chosen.field is None or chosen.field.name != wanted:
        scope.problems.add("E126", f"rows of `{table.text}` are chosen by `{wanted}`", written, f"role.{wanted}")
        return None
    return Bands(measured.measure, (), table.text, FieldMeasure(chosen.role, wanted), key.span)


def _enum_field(name: str) -> Field | None:
    found = (kind.fields.get(name) for kind in KINDS.values())
    return next((field for field in found if field and field.type is FieldType.ENUM), None)
