"""The product file of the U.S. FDA's NDC directory: one row a product, tab-separated, column names in the first line.

Column names and their meaning: https://www.fda.gov/drugs/drug-approvals-and-databases/ndc-product-file-definitions
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

COLUMNS: Final = (
    "PRODUCTTYPENAME",
    "PROPRIETARYNAME",
    "PROPRIETARYNAMESUFFIX",
    "NONPROPRIETARYNAME",
    "DOSAGEFORMNAME",
    "ROUTENAME",
    "MARKETINGCATEGORYNAME",
    "LABELERNAME",
    "SUBSTANCENAME",
    "ACTIVE_NUMERATOR_STRENGTH",
    "ACTIVE_INGRED_UNIT",
    "DEASCHEDULE",
    "PHARM_CLASSES",
)
"""The columns that are read; the file has more."""

_SEVERAL: Final = ";"
_HOMEOPATHIC: Final = "HOMEOPATHIC"
_PER_PIECE: Final = "/1"


class NotProductsError(Exception):
    """The file is not an NDC product file; says which columns are missing."""


@dataclass(frozen=True, slots=True)
class Product:
    """One row: its names, the substances in it (as UNII writes them), strengths and their units by substance."""

    kind: str
    brand: str
    suffix: str
    generic: str
    form: str
    route: str
    category: str
    labeler: str
    substances: tuple[str, ...]
    strengths: tuple[str, ...]
    units: tuple[str, ...]
    schedule: str
    classes: str

    @property
    def is_human(self) -> bool:
        """For use in people, on prescription or over the counter; no allergen extract, vaccine or device."""
        return self.kind.startswith("HUMAN")

    @property
    def is_homeopathic(self) -> bool:
        """Diluted until nothing of its substances counts."""
        return _HOMEOPATHIC in self.category.upper() or any("[hp_" in unit.lower() for unit in self.units)

    @property
    def strength(self) -> str:
        """The strengths as a list writes them: ``5 mg / 325 mg``; nothing where a strength has no plain unit."""
        written = [_strength(number, unit) for number, unit in zip(self.strengths, self.units, strict=False)]
        return " / ".join(written) if written and all(written) else ""

    @property
    def plain_form(self) -> str:
        """The dose form in small letters, without commas."""
        return " ".join(self.form.replace(",", " ").lower().split())


def read_products(path: Path) -> Iterator[Product]:
    """Every product of the file. NotProductsError if it lacks a column; OSError if it cannot be read."""
    with path.open(encoding="cp1252", errors="replace", newline="") as stream:
        rows = csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)
        missing = [name for name in COLUMNS if name not in (rows.fieldnames or ())]
        if missing:
            raise NotProductsError(f"{path}: no NDC product file, it has no column {', '.join(missing)}")
        for row in rows:
            yield _product(row)


def _product(row: Mapping[str, str | None]) -> Product:
    kind, brand, suffix, generic, form, route, category, labeler, substances, strengths, units, schedule, classes = (
        " ".join((row[name] or "").split()) for name in COLUMNS
    )
    return Product(
        kind,
        brand,
        suffix,
        generic,
        form,
        route,
        category,
        labeler,
        _several(substances),
        _several(strengths),
        _several(units),
        schedule,
        classes,
    )


def _several(text: str) -> tuple[str, ...]:
    return tuple(part for each in text.split(_SEVERAL) if (part := each.strip()))


def _strength(number: str, unit: str) -> str:
    """``5`` of ``mg/1`` is ``5 mg``, ``10`` of ``mg/5mL`` is ``10 mg/5mL``; a unit in brackets has no plain form."""
    if "[" in unit or "/" not in unit:
        return ""
    return f"{number} {unit.removesuffix(_PER_PIECE)}"
