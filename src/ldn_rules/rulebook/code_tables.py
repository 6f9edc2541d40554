"""A site map written as a table (CSV): the same nodes, with their places, as the YAML of it would give."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Final

from ldn_rules.rulebook.diagnostics import suggestion
from ldn_rules.rulebook.model import Span
from ldn_rules.rulebook.nodes import Map, Scalar, Sequence
from ldn_rules.rulebook.source import LONGEST

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ldn_rules.rulebook.nodes import Node
    from ldn_rules.rulebook.problems import Problems

_LIST: Final = "reads-as"
_COLUMNS: Final = ("system", "code", "name", _LIST)
_BETWEEN: Final = ";"
"""Between the names of one cell of ``reads-as``."""


def read_table(path: str, name: str, problems: Problems) -> Map | None:
    """The map that a CSV file holds, or None if it could not be read; faults go to ``problems``."""
    text = _text(path, name, problems)
    if text is None:
        return None
    problems.know(name, text)
    rows = _rows(text, name, problems)
    header = next(rows, [])
    start = Span(name, 1, 1)
    keys = [Scalar(cell.text.strip(), cell.text.strip(), cell.span, cell.width) for cell in header]
    if not _sound(keys, start, problems):
        return None
    items = [row for cells in rows if (row := _row(keys, cells, problems)) is not None]
    values: dict[str, Node] = {"language": Scalar("1", 1, start), "map": Sequence(tuple(items), start)}
    return Map(start, {key: Scalar(key, key, start) for key in values}, values)


def _sound(keys: list[Scalar], start: Span, problems: Problems) -> bool:
    """Whether the header names columns of a map, each once."""
    before = len(problems)
    names = [key.text for key in keys]
    for place, key in enumerate(keys):
        if key.text not in _COLUMNS:
            problems.add("E102", f"unknown column `{key.text}`", key, suggestion(key.text, _COLUMNS))
        elif key.text in names[:place]:
            problems.add("E110", f"the column `{key.text}` stands twice", key)
    if _LIST not in names:
        problems.add_at("E101", f"the column `{_LIST}` is missing", start, hint=f"columns are {', '.join(_COLUMNS)}")
    return len(problems) == before


def _text(path: str, name: str, problems: Problems) -> str | None:
    start = Span(name, 1, 1)
    try:
        with open(path, "rb") as stream:
            data = stream.read(LONGEST + 1)
    except OSError as error:
        problems.add_at("E100", f"cannot be read: {error.strerror}", start)
        return None
    if len(data) > LONGEST:
        problems.add_at("E100", f"longer than {LONGEST:,} bytes", start, hint="split the file")
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = Span(name, data[: error.start].count(b"\n") + 1, 1)
        problems.add_at("E100", f"byte 0x{data[error.start]:02x} is not UTF-8", place, hint="save the file as UTF-8")
        return None


def _rows(text: str, name: str, problems: Problems) -> Iterator[list[Scalar]]:
    """The rows that hold something, each cell with its line and column (of the row, where a cell has line breaks)."""
    reader = csv.reader(text.splitlines(keepends=True), strict=True)
    lines, line = text.split("\n"), 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield list(_cells(cells, lines[line - 1], name, line))
            line = reader.line_num + 1
    except csv.Error as error:
        problems.add_at("E116", f"not valid CSV: {error}", Span(name, line, 1))


def _cells(cells: list[str], source: str, name: str, line: int) -> Iterator[Scalar]:
    place = 0
    for cell in cells:
        found = source.find(cell.strip(), place) if cell.strip() else place
        column = found if found >= 0 else place
        yield Scalar(cell, cell, Span(name, line, column + 1), max(1, len(cell.strip())))
        place = source.find(",", column + len(cell.strip())) + 1 or column


def _row(keys: list[Scalar], cells: list[Scalar], problems: Problems) -> Map | None:
    if len(cells) != len(keys):
        message = f"{len(cells)} cells, and the header has {len(keys)}"
        problems.add("E105", message, cells[0], "quote a cell that holds a comma")
        return None
    filled = [(key, cell) for key, cell in zip(keys, cells, strict=True) if cell.text.strip()]
    values = {key.text: _value(key.text, cell) for key, cell in filled}
    places = {key.text: Scalar(key.text, key.text, cell.span, cell.width) for key, cell in filled}
    return Map(cells[0].span, places, values)


def _value(key: str, cell: Scalar) -> Node:
    if key != _LIST:
        return Scalar(cell.text.strip(), cell.text.strip(), cell.span, cell.width)
    names = [part.strip() for part in cell.text.split(_BETWEEN) if part.strip()]
    return Sequence(tuple(Scalar(name, name, cell.span, cell.width) for name in names), cell.span)
