"""The columns of a table: which there are, and how a header names them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from ldn_rules.intake.jsonentry import TEXTS
from ldn_rules.rulebook.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

PATIENT: Final = (
    "patient_id",
    "birth_date",
    "as_of",
    "history_from",
    "source",
    "list_date",
    "setting",
    "emergency",
)
"""Columns that say something about the patient or the whole list: one value a patient."""

QUANTITIES: Final = {"dose": "unit", "quantity": "quantity_unit", "strength": "strength_unit"}
"""Columns of amounts with the columns of their units."""

FREQUENCY: Final = {
    "frequency_times": "times",
    "frequency_times_max": "times_max",
    "frequency_per": "per",
    "frequency_per_max": "per_max",
    "frequency_unit": "unit",
}
"""Columns that make a frequency, with the part each is."""

CODE: Final = {"code": "code", "code_system": "system", "code_display": "display"}
"""Columns that make a code, with the part each is."""

NUMBERS: Final = ("days_supply", "refills", "fill_number")
FLAGS: Final = ("prn", "specialist")

COLUMNS: Final = frozenset(
    {*PATIENT, "id", *TEXTS, *QUANTITIES, *QUANTITIES.values(), *FREQUENCY, *CODE, *NUMBERS, *FLAGS}
)
"""Every column there is."""

_ALIASES: Final = {"dose_unit": "unit", "patient": "patient_id", "display": "code_display"}
DELIMITERS: Final = (",", ";", "\t", "|")
_CELL: Final = {
    sign: re.compile(f'"((?:[^"]++|"")*+)"([^{re.escape(sign)}]*+)|([^{re.escape(sign)}]*+)') for sign in DELIMITERS
}
_DIRECTIVE: Final = re.compile(r"sep=(.)", re.IGNORECASE)


class Header(Struct, frozen=True):
    """``ours`` gives the column that each cell is: a name of ``COLUMNS``, "" (not to be read) or None (unknown)."""

    delimiter: str
    theirs: tuple[str, ...]
    ours: tuple[str | None, ...]

    def fault(self) -> str | None:
        """What makes the table unreadable."""
        known = [each for each in self.ours if each]
        twice = sorted({each for each in known if known.count(each) > 1})
        if twice:
            return f'the column "{twice[0]}" stands twice in the header (see --map)'
        if "patient_id" not in known:
            return 'the header has no column "patient_id"; name yours with --map theirs=patient_id'
        if "name" not in known and "code" not in known:
            return 'the header has neither a column "name" nor "code"; name yours with --map theirs=name'
        return None


def check_map(csv_map: Mapping[str, str]) -> None:
    """UsageError if the map leads to a column that does not exist, or one column of theirs to two."""
    from ldn_rules.rulebook.diagnostics import nearest

    first: dict[str, str] = {}
    for theirs, ours in csv_map.items():
        other = first.setdefault(_plain(theirs), ours)
        if _plain(other) != _plain(ours):
            raise UsageError(f'--map {theirs}={ours}: this column is said to be "{other}" too')
        if ours and _plain(ours) not in COLUMNS:
            near = nearest(ours, COLUMNS)
            hint = f'; did you mean "{near}"?' if near else f": it is one of {', '.join(sorted(COLUMNS))}"
            raise UsageError(f'--map {theirs}={ours}: there is no column "{ours}"{hint}')


def without_column(header: Header, csv_map: Mapping[str, str]) -> list[str]:
    """The names of columns to be read that the map has and the header has not."""
    there = {_plain(each) for each in header.theirs}
    return [theirs for theirs, ours in csv_map.items() if ours and _plain(theirs) not in there]


def directive(line: str) -> str | None:
    """The delimiter that a first line ``sep=;`` (written by spreadsheet programs) announces."""
    found = _DIRECTIVE.fullmatch(line.strip("\r\n"))
    return found.group(1) if found and found.group(1) in DELIMITERS else None


def read_header(line: str, csv_map: Mapping[str, str], delimiter: str | None = None) -> Header:
    """The header of a table, cut at the delimiter that gives most columns we know."""
    found = [_cut_header(line, sign, csv_map) for sign in ([delimiter] if delimiter else DELIMITERS)]
    return max(found, key=lambda header: (sum(1 for each in header.ours if each), len(header.ours)))


def is_header(line: bytes, csv_map: Mapping[str, str]) -> bool:
    """Whether a first line looks like the header of a table of medications."""
    text = line.decode(errors="replace")
    if directive(text):
        return True
    known = {each for each in read_header(text, csv_map).ours if each}
    return len(known) > 1 or bool(known & {"patient_id", "name", "code"})


def _cut_header(line: str, delimiter: str, csv_map: Mapping[str, str]) -> Header:
    theirs = tuple(cell.strip() for cell in cut(line.rstrip("\r\n"), delimiter))
    mapped = {_plain(key): _plain(value) for key, value in csv_map.items()}
    return Header(delimiter, theirs, tuple(_ours(each, mapped) for each in theirs))


def _ours(theirs: str, mapped: Mapping[str, str]) -> str | None:
    name = _plain(theirs)
    if name in mapped:
        return mapped[name]
    name = _ALIASES.get(name, name)
    return name if name in COLUMNS else None


def _plain(name: str) -> str:
    return re.sub(r"[\s_-]+", "_", name.strip().lower())


def cut(row: str, delimiter: str) -> list[str]:
    """The cells of a row without the quotation marks around them; one that is not closed stays in its cell."""
    if '"' not in row:
        return row.split(delimiter)
    cells: list[str] = []
    at = 0
    while True:
        match = _CELL[delimiter].match(row, at)
        assert match is not None
        quoted, behind, plain = match.groups()
        cells.append(plain if quoted is None else quoted.replace('""', '"') + behind)
        at = match.end() + 1
        if at > len(row):
            return cells
