"""The names of the U.S. FDA's Unique Ingredient Identifiers: one name of one substance a row, tab-separated.

A name may end in the list that it is taken from (``PARACETAMOL [INN]``), or say that it is a brand's ingredient
(``TREZIX COMPONENT ACETAMINOPHEN``). Types: ``of`` official, ``cn`` common, ``bn`` brand, ``cd`` code, ``sys``
systematic.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS: Final = ("Name", "TYPE", "UNII", "Display Name")

_TAGGED: Final = re.compile(r"(.+) \[([^\[\]]+)\]")
_COMPONENT: Final = re.compile(r"(.+) COMPONENT .+")


class NotNamesError(Exception):
    """The file is not one of UNII names; says which columns are missing."""


@dataclass(frozen=True, slots=True)
class Name:
    """One name: without its list, its type, the list it is taken from or nothing."""

    text: str
    kind: str
    listed_in: str


@dataclass(slots=True)
class Substance:
    """All names of one substance; ``holders`` are the brands that hold it beside others."""

    display: str
    names: list[Name] = field(default_factory=list)
    holders: list[str] = field(default_factory=list)


def read_substances(path: Path) -> dict[str, Substance]:
    """The substances of the file by UNII. NotNamesError if it lacks a column; OSError if it cannot be read."""
    found: dict[str, Substance] = {}
    with path.open(encoding="utf-8", errors="replace", newline="") as stream:
        rows = csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)
        missing = [name for name in COLUMNS if name not in (rows.fieldnames or ())]
        if missing:
            raise NotNamesError(f"{path}: no file of UNII names, it has no column {', '.join(missing)}")
        for row in rows:
            written, kind, key, display = ((row[column] or "").strip() for column in COLUMNS)
            _add(found.setdefault(key, Substance(display)), written, kind)
    return found


def _add(substance: Substance, written: str, kind: str) -> None:
    tagged, component = _TAGGED.fullmatch(written), _COMPONENT.fullmatch(written)
    if component:
        substance.holders.append(component[1])
    elif tagged:
        substance.names.append(Name(tagged[1], kind, tagged[2]))
    else:
        substance.names.append(Name(written, kind, ""))
