"""One patient's rows of a table as a record."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import msgspec.msgpack
from msgspec import Struct

from ldn_rules.intake import codes
from ldn_rules.intake.columns import CODE, COLUMNS, FLAGS, FREQUENCY, NUMBERS, PATIENT, QUANTITIES
from ldn_rules.intake.csvrows import Row, row_cells
from ldn_rules.intake.drafts import Draft, finish, short
from ldn_rules.intake.encoding import undecodable
from ldn_rules.intake.fields import FieldError, codings, frequency, identifier, number, patient_id, quantity, shown
from ldn_rules.intake.jsonentry import TEXTS
from ldn_rules.intake.limits import too_long
from ldn_rules.intake.model import Problem, Record

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ldn_rules.intake.model import Quantity
    from ldn_rules.intake.raw import RawRecord

_Payload = tuple[str | int, tuple[int, str, list[str], list[str | None]], list[Row]]
_payload: Final[Callable[[bytes], _Payload]] = msgspec.msgpack.Decoder(_Payload).decode
_YES: Final = frozenset({"true", "yes", "y", "1", "t"})
_NO: Final = frozenset({"false", "no", "n", "0", "f"})
_ALONE: Final[Mapping[str, str]] = MappingProxyType({})
_AMOUNT: Final = re.compile(r"([0-9.]++)\s*(\D.*)", re.DOTALL)


def decode_csv(raw: RawRecord) -> Record:
    """The record of one patient's rows. Never raises: what is wrong is in its problems."""
    name, header, rows = _payload(raw.payload)
    table = _Table(*header)
    sheet = [table.line(row) for row in rows]
    drafts = [table.draft(position, line) for position, line in enumerate(sheet)]
    entries, unread, found = finish(drafts)
    patient, problems = table.patient(sheet)
    if not isinstance(name, str):
        message = "this row does not say which patient it belongs to, so it stands in a record of its own"
        problems.insert(0, Problem(codes.NO_PATIENT, message, table.name_of("patient_id"), raw.line))
    return Record(
        number=raw.number,
        source=raw.source,
        line=raw.line,
        patient=patient_id(name) if isinstance(name, str) else None,
        birth_date=patient.get("birth_date"),
        as_of=patient.get("as_of"),
        history_from=patient.get("history_from"),
        list_source=patient.get("source"),
        list_date=patient.get("list_date"),
        setting=patient.get("setting"),
        emergency=patient.get("emergency"),
        entries=entries,
        unread=unread,
        problems=(*problems, *found),
        form="csv",
    )


def column_of(raw: RawRecord, field: str) -> str | None:
    """What a table calls the column of a field; of several that make it the first that is there."""
    table = _Table(*_payload(raw.payload)[1])
    parts = {"frequency": FREQUENCY, "codes": CODE}.get(field, (field,))
    return next((table.name_of(each) for each in parts if table.has(each)), None)


def yes_or_no(cell: str) -> bool:
    """A cell as true or false."""
    word = cell.lower()
    if word in _YES | _NO:
        return word in _YES
    raise FieldError(codes.WRONG_TYPE, f"true or false is due here, not {shown(cell)}")


class Line(Struct, frozen=True):
    """One row: all cells, those that say something by our names, and the code and message of its fault."""

    number: int
    cells: list[str]
    said: dict[str, str]
    fault: tuple[str, str] | None


class _Table:
    """Reads rows under one header."""

    def __init__(self, line: int, delimiter: str, theirs: list[str], ours: list[str | None]) -> None:
        self._line = line
        self._delimiter = delimiter
        self._theirs = theirs
        self._ours = ours

    def has(self, ours: str) -> bool:
        """Whether the input has a column."""
        return ours in self._ours

    def name_of(self, ours: str) -> str:
        """What the input calls a column."""
        return self._theirs[self._ours.index(ours)]

    def line(self, row: Row) -> Line:
        """One row, cut into cells, with what makes it unreadable."""
        number, written, marks = row
        cells = [cell.strip() for cell in row_cells(written, self._delimiter)]
        said = {ours: cell for ours, cell in zip(self._ours, cells, strict=False) if ours and cell}
        return Line(number, cells, said, self._fault(written, cells, marks))

    def _fault(self, written: bytes, cells: list[str], marks: str | None) -> tuple[str, str] | None:
        due = len(self._ours)
        if marks is not None:
            return codes.CSV_QUOTE, marks
        if len(cells) < due or any(cells[due:]):
            return codes.CSV_CELLS, f"the row has {len(cells)} cells, the header {due}"
        if b"\0" in written:
            return codes.NOT_TEXT, "there is a NUL byte in this row"
        try:
            written.decode()
        except UnicodeDecodeError as error:
            return codes.ENCODING, undecodable(error, "table")
        return None

    def draft(self, position: int, line: Line) -> Draft:
        """One row as a medication."""
        draft = Draft(position, f"row {line.number}", line.number)
        if line.fault is not None:
            draft.problems.append(Problem(*line.fault, None, line.number))
        else:
            self._read(draft, line.said)
        if draft.problems:
            name = None if line.fault else line.said.get("name")
            draft.fields, draft.text = {}, short(name or " ".join(cell for cell in line.cells if cell))
        return draft

    def _read(self, draft: Draft, cells: dict[str, str]) -> None:
        draft.id = identifier(cells["id"]) if "id" in cells else None
        for column in sorted(TEXTS & cells.keys()):
            draft.fields[column] = cells[column]
        for column in NUMBERS:
            self._field(draft, cells, column, column, number)
        for column in FLAGS:
            self._field(draft, cells, column, column, yes_or_no)
        for column, unit in QUANTITIES.items():
            if column in cells or unit in cells:
                self._field(draft, {column: cells.get(column, "")}, column, column, _amount(cells.get(unit)))
        timing = {part: cells[column] for column, part in FREQUENCY.items() if column in cells}
        code = {part: cells[column] for column, part in CODE.items() if column in cells}
        if timing:
            self._field(draft, {"": timing}, "", "frequency", frequency, FREQUENCY)
        if "code" in code:
            self._field(draft, {"": [code]}, "", "codes", codings, CODE)
        elif "display" in code:
            self._display_alone(draft, code["display"])
        if "name" not in draft.fields and "codes" not in draft.fields and not draft.problems:
            draft.problems.append(Problem(codes.NAMELESS, "a medication needs a name or a code", None, draft.line))
        self._too_long(draft)

    def _too_long(self, draft: Draft) -> None:
        for error in list(too_long(draft.fields)):
            name = str(error.path[0])
            column = self.name_of("code_display" if name == "codes" else name)
            draft.fault(name, Problem(error.code, error.message, column, draft.line))
            del draft.fields[name]

    def _display_alone(self, draft: Draft, display: str) -> None:
        """What a code would be called is a name, where there is neither code nor name; beside a name it is reported."""
        if draft.fields.setdefault("name", display) != display:
            message = f"the code that is called {shown(display)} is missing"
            draft.notes.append(Problem(codes.INCOMPLETE, message, self.name_of("code_display"), draft.line))
            draft.unread.append("codes")

    def _field(
        self, draft: Draft, cells: dict[str, Any], column: str, name: str, read: Any, parts: Mapping[str, str] = _ALONE
    ) -> None:
        if column not in cells:
            return
        try:
            draft.fields[name] = read(cells[column])
        except FieldError as error:
            own = [each for each, part in parts.items() if part in error.path] or [column, *parts]
            path = next((self.name_of(each) for each in own if each in self._ours), name)
            draft.fault(name, Problem(error.code, error.message, path, draft.line))

    def patient(self, lines: list[Line]) -> tuple[dict[str, Any], list[Problem]]:
        """What the rows say of the patient, and where they disagree or hold what cannot be read."""
        problems = self._unknown(lines)
        found: dict[str, Any] = {}
        for column in PATIENT[1:]:
            said: dict[str, int] = {}
            for line in lines:
                if column in line.said and line.fault is None:
                    said.setdefault(line.said[column], line.number)
            if len(said) > 1:
                problems.append(self._conflict(column, said))
            if column == "as_of" and len(said) > 1:
                found[column] = " or ".join(said)  # it must not look like one that is not given
            elif len(said) == 1:
                found[column] = next(iter(said))
        if "emergency" in found:
            try:
                found["emergency"] = yes_or_no(found["emergency"])
            except FieldError as error:
                del found["emergency"]
                problems.append(Problem(error.code, error.message, self.name_of("emergency"), lines[0].number))
        return found, problems

    def _conflict(self, column: str, said: dict[str, int]) -> Problem:
        values = " and ".join(f"{shown(value)} (line {line})" for value, line in said.items())
        message = f"rows of this patient disagree: {values}; none of them is used"
        return Problem(codes.CSV_CONFLICT, message, self.name_of(column), next(iter(said.values())))

    def _unknown(self, lines: list[Line]) -> list[Problem]:
        """Columns that are not known and hold something in these rows."""
        from ldn_rules.rulebook.diagnostics import nearest

        problems = []
        for place, (theirs, ours) in enumerate(zip(self._theirs, self._ours, strict=True)):
            if ours is None and any(place < len(line.cells) and line.cells[place] for line in lines):
                near = nearest(theirs, COLUMNS)
                hint = f'did you mean "{near}"? ' if near else ""
                said = shown(theirs) if theirs else f"number {place + 1}, which has no name,"
                message = (
                    f"the column {said} is not known and its values were not read; {hint}"
                    "--map theirs=ours says what it is, --map theirs= that it is not to be read"
                )
                problems.append(Problem(codes.CSV_UNKNOWN_COLUMN, message, theirs or None, self._line, place + 1))
        return problems


def _amount(unit: str | None) -> Any:
    """Reads an amount, whose unit may stand in the same cell."""

    def read(cell: str) -> Quantity | None:
        if not cell:
            return None
        both = _AMOUNT.fullmatch(cell)
        if both is None or both.group(2).startswith(","):
            return quantity({"value": cell, "unit": unit})
        if unit is not None and unit.lower() != both.group(2).strip().lower():
            raise FieldError(
                codes.BAD_NUMBER, f"{shown(cell)} has another unit than the column of units: {shown(unit)}"
            )
        return quantity({"value": both.group(1), "unit": both.group(2).strip()})

    return read
