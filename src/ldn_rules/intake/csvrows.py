"""CSV and TSV: rows, sorted by patient over the whole input."""

from __future__ import annotations

import re
from array import array
from typing import TYPE_CHECKING, Final

import msgspec.msgpack

from ldn_rules.intake import codes
from ldn_rules.intake.columns import cut, directive, read_header, without_column
from ldn_rules.intake.fields import patient_id, shown
from ldn_rules.intake.jsonlines import too_long
from ldn_rules.intake.lines import Lines
from ldn_rules.intake.spool import Spool

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from ldn_rules.intake.columns import Header
    from ldn_rules.intake.raw import Fault, Numbering, RawRecord

Row = tuple[int, bytes, str | None]
"""Line, the row as written, and what is wrong with its quotation marks."""

_pack: Final = msgspec.msgpack.Encoder().encode
_row: Final[Callable[[bytes], Row]] = msgspec.msgpack.Decoder(Row).decode
_LONGEST_CELL: Final = 100
"""Lines a cell in quotation marks may have; more means that a mark was never closed."""

_NOT_CLOSED: Final = "a quotation mark is opened in this row and not closed"
_BEHIND: Final = "text stands behind a closing quotation mark in this row"
_IN_PATIENT: Final = "the patient id of this row holds a quotation mark"


class CsvRows:
    """Frames a table. All records come at the end, in the order in which their patients first appear."""

    def __init__(self, numbering: Numbering, csv_map: Mapping[str, str]) -> None:
        self._numbering = numbering
        self._map = csv_map
        self._lines = Lines()
        self._header: Header | None = None
        self._header_line = 0
        self._delimiter: str | None = None
        self._open: list[tuple[int, bytes]] = []
        self._refused: Fault | None = None
        self._lost: list[Fault] = []
        self._notes: tuple[Fault, ...] = ()
        self._place = 0
        self._spool = Spool()
        self._of: dict[str | int, array[int]] = {}

    def feed(self, chunk: bytes) -> tuple[RawRecord, ...]:
        """Nothing yet: the last row may be of the first patient."""
        self._take(self._lines.feed(chunk))
        return ()

    def close(self) -> Iterator[RawRecord]:
        """One record for each patient; one for each row without a patient."""
        self._take(self._carriage_returns(self._lines.close()))
        while self._open:
            self._break_open()
        for fault in (*self._lost, self._refused):
            if fault is not None:
                yield self._numbering.record("csv", fault[2], b"", fault[3] or 1, (fault, *self._noted()))
        assert self._header is not None or not self._of
        for name, handles in self._of.items():
            yield self._record(name, handles)
        self._spool.close()

    def _record(self, name: str | int, handles: array[int]) -> RawRecord:
        assert self._header is not None
        rows = [_row(self._spool.get(handle)) for handle in handles]
        header = (self._header_line, self._header.delimiter, self._header.theirs, self._header.ours)
        notes = (*self._noted(), *self._elsewhere(name, rows[0][0]))
        return self._numbering.record("csv", rows[0][0], _pack((name, header, rows)), 1, notes)

    def _elsewhere(self, name: str | int, line: int) -> Iterator[Fault]:
        """Says that another input of the run has rows of the same patient."""
        run = self._numbering.run
        if run is None or not isinstance(name, str):
            return
        first = run.tables.setdefault(name, self._numbering)
        if first is not self._numbering:
            message = f"rows of patient {shown(name)} stand in {first.source} too; give one table with all of them"
            yield codes.PATIENT_IN_TWO_FILES, message, line, 1

    def _noted(self) -> tuple[Fault, ...]:
        """What is to be said of the table as a whole, once: with its first record."""
        notes, self._notes = self._notes, ()
        return notes

    def _carriage_returns(self, lines: Iterable[tuple[int, bytes | None]]) -> Iterator[tuple[int, bytes | None]]:
        """A file whose lines end in CR alone is one line to everybody else."""
        for number, line in lines:
            if self._header is None and line is not None and b"\r" in line.rstrip(b"\r"):
                yield from enumerate(line.split(b"\r"), number)
            else:
                yield number, line

    def _take(self, lines: Iterable[tuple[int, bytes | None]]) -> None:
        for number, line in lines:
            if line is None:
                self._lost.append(too_long(number))
            elif self._refused is None:
                self._line(number, line.removesuffix(b"\r"))

    def _line(self, number: int, line: bytes) -> None:
        if not self._open and not line.strip():
            return
        if self._header is None:
            self._begin(number, line.decode(errors="replace"))
            return
        if not self._open and b'"' not in line:
            self._row(number, line)
            return
        while self._open and self._is_row(line):
            self._break_open()
        self._open.append((number, line))
        self._end_row()

    def _end_row(self) -> None:
        """Takes the open row, if it is complete or can no longer become so."""
        whole = b"\n".join(each for _, each in self._open)
        at = self._cells(whole)
        first = self._open[0][0]
        if at == len(whole):
            self._open.clear()
            self._row(first, whole)
        elif not self._opens(whole, at):
            self._break_open(_BEHIND if len(self._open) == 1 else _NOT_CLOSED)
        elif len(self._open) > _LONGEST_CELL:
            self._break_open()

    def _opens(self, row: bytes, at: int) -> bool:
        """Whether a cell in quotation marks begins at an offset."""
        assert self._header is not None
        return row[at : at + 1] == b'"' and (at == 0 or row[at - 1 : at] == self._header.delimiter.encode())

    def _is_row(self, line: bytes) -> bool:
        """Whether a line that goes on with a cell has all the cells of a row: the mark before it is a mistake."""
        assert self._header is not None
        due = len(self._header.ours)
        if line.count(self._header.delimiter.encode()) < due - 1:
            return False
        cells = row_cells(line, self._header.delimiter)
        return len(cells) >= due and any(each.strip() for each in cells) and not any(map(str.strip, cells[due:]))

    def _break_open(self, fault: str = _NOT_CLOSED) -> None:
        """A mark was never closed: the row it began on is unreadable, the lines after it are rows again."""
        (first, line), *others = self._open
        self._open.clear()
        self._row(first, line, fault)
        for number, other in others:
            if other.strip():
                self._line(number, other)

    def _begin(self, number: int, line: str) -> None:
        if self._delimiter is None:
            self._delimiter = directive(line)
            if self._delimiter is not None:
                return
        self._header, self._header_line = read_header(line, self._map, self._delimiter), number
        self._notes = tuple(_unmapped(theirs, number) for theirs in without_column(self._header, self._map))
        fault = self._header.fault()
        if fault is not None:
            self._refused = (codes.CSV_HEADER, fault, number, 1)
            return
        self._place = self._header.ours.index("patient_id")
        self._cells = _cells(self._header.delimiter)

    def _row(self, number: int, line: bytes, fault: str | None = None) -> None:
        assert self._header is not None
        if not line.translate(None, b' \t"' + self._header.delimiter.encode()):
            return
        cells = row_cells(line, self._header.delimiter)
        whose = cells[self._place] if self._place < len(cells) else ""
        if '"' in whose:
            fault = fault or _IN_PATIENT
        handle = self._spool.put(_pack((number, line, fault)))
        name = patient_id(whose.replace('"', "")) or ""
        key = name if name and "\ufffd" not in name else -handle - 1
        rows = self._of.get(key)
        if rows is None:
            rows = self._of[key] = array("Q")
        rows.append(handle)


def _unmapped(theirs: str, line: int) -> Fault:
    return codes.CSV_MAP, f"--map names the column {shown(theirs)}, which this table does not have", line, 1


def row_cells(line: bytes, delimiter: str) -> list[str]:
    """The cells of a row; where a mark is not closed it is part of a cell that ends at the next delimiter."""
    return cut(line.decode(errors="replace"), delimiter)


def _cells(delimiter: str) -> Callable[[bytes], int]:
    """Tells how far a row consists of whole cells: one in quotation marks has nothing but blanks behind them."""
    sign = re.escape(delimiter).encode()
    blank = rb"(?:\xc2\xa0|[%b])*+" % b" \t".replace(delimiter.encode(), b"")
    cell = rb'(?:"(?:[^"]++|"")*+"%b|[^"%b][^%b]*+|)' % (blank, sign, sign)
    match = re.compile(rb"%b(?:%b%b)*+" % (cell, sign, cell)).match

    def reached(row: bytes) -> int:
        found = match(row)
        assert found is not None
        return found.end()

    return reached
