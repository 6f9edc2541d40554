"""The table of names as lists write them, and a reading in the words of that table."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ldn_rules.reading.model import DrugReading, Strength

TABLE = Path(__file__).resolve().parents[1] / "unit" / "vocabulary" / "names-as-written.tsv"
COLUMNS = ("country", "text", "outcome", "ingredients", "release", "form", "route", "interval", "strengths")
NOTHING = "-"
MG = 1_000_000


def rows() -> list[dict[str, str]]:
    """The rows of the table; a text keeps its spaces."""
    lines = TABLE.read_text("utf-8").splitlines()
    assert tuple(lines[0].split("\t")) == COLUMNS
    return [dict(zip(COLUMNS, line.split("\t"), strict=True)) for line in lines[1:]]


def in_words(drug: DrugReading) -> dict[str, str]:
    """A reading as the columns of the table."""
    return {
        "outcome": drug.outcome,
        "ingredients": " + ".join(drug.ingredients) or NOTHING,
        "release": drug.release or NOTHING,
        "form": drug.form or NOTHING,
        "route": drug.route or NOTHING,
        "interval": drug.washout,
        "strengths": "; ".join(_strength(one) for one in drug.strengths) or NOTHING,
    }


def _strength(one: Strength) -> str:
    size = _mg(one.low) if one.low == one.high else f"{_mg(one.low)} to {_mg(one.high)}"
    per = "" if one.per == "unit" else f" per {one.per}"
    return f"{one.ingredient or '?'} {size} mg{per}"


def _mg(nanograms: int) -> str:
    return f"{nanograms / MG:g}"
