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

Row = tuple[int, bytes, bool]
"""Line, the row as written, and whether its quotation marks are closed."""

_pack: Final = msgspec.msgpack.Encoder().encode
_row: Final[Callable[[bytes], Row]] = msgspec.msgpack.Decoder(Row).decode
_LONGEST_CELL: Final = 100
"""Lines a cell in quotation marks may have; more means that a mark was never closed."""


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
        self._open.append((number, line))
        whole = b"\n".join(each for _, each in self._open)
        if self._whole(whole):
            first = self._open[0][0]
            self._open.clear()
            self._row(first, whole)
        elif len(self._open) > _LONGEST_CELL:
            self._break_open()

    def _break_open(self) -> None:
        """A mark was never closed: the row it began on is unreadable, the lines after it are rows again."""
        (first, line), *others = self._open
        self._open.clear()
        self._row(first, line, closed=False)
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
        self._whole = _closed(self._header.delimiter).fullmatch

    def _row(self, number: int, line: bytes, *, closed: bool = True) -> None:
        assert self._header is not None
        if not line.translate(None, b' \t"' + self._header.delimiter.encode()):
            return
        handle = self._spool.put(_pack((number, line, closed)))
        cells = row_cells(line, self._header.delimiter, closed=closed)
        name = (patient_id(cells[self._place]) if self._place < len(cells) else None) or ""
        key = name if name and "\ufffd" not in name else -handle - 1
        rows = self._of.get(key)
        if rows is None:
            rows = self._of[key] = array("Q")
        rows.append(handle)


def _unmapped(theirs: str, line: int) -> Fault:
    return codes.CSV_MAP, f"--map names the column {shown(theirs)}, which this table does not have", line, 1


def row_cells(line: bytes, delimiter: str, *, closed: bool) -> list[str]:
    """The cells of a row; of one whose quotation marks are not closed, as far as they can be told apart."""
    text = line.decode(errors="replace")
    return cut(text, delimiter) if closed else text.split(delimiter)


def _closed(delimiter: str) -> re.Pattern[bytes]:
    """What a row looks like in which every quotation mark that opens a cell is closed."""
    sign = re.escape(delimiter).encode()
    cell = rb'(?:"(?:[^"]++|"")*+"[^%b]*+|[^"%b][^%b]*+|)' % (sign, sign, sign)
    return re.compile(rb"%b(?:%b%b)*+" % (cell, sign, cell))
