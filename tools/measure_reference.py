"""Measures what is read of lists of products against what those lists say.

    python tools/measure_reference.py opioid-products.tsv naltrexone-products.csv

Any table with the columns `rxcui`, `name` and either `ingredient` with `extended_release` (Y or empty), or
`ingredients` (separated by bars; where the table leaves them empty, the code is measured against the name). Each
product is read by its name and by its RxNorm code alone; every difference is printed, and the exit code is 1 if one is
neither the same ingredient by another name nor a flag that the product's own name decides.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ldn_rules.intake.model import Coding
from ldn_rules.pipeline.book import load_book
from ldn_rules.reading.drugs import DrugReader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ldn_rules.reading.model import DrugReading
    from ldn_rules.rulebook.vocabulary import Vocabulary

RULES: Final = Path(__file__).resolve().parent.parent / "rules"
RXNORM: Final = "rxnorm"
SAID: Final = ("extended release", "12 hr", "24 hr", "72 hr", "168 hr", "transdermal system", "implant")
"""Words of a product's name by which it is of extended release, whatever the flag beside it says."""

LONG: Final = "long-acting"


@dataclass(frozen=True, slots=True)
class Row:
    """One product: the ingredients that the table says (all of them where ``whole``) and its flag, if it has one."""

    code: str
    name: str
    ingredients: frozenset[str]
    whole: bool
    extended: bool | None


def rows_of(path: Path) -> list[Row]:
    """The products of a table, tabs or commas between its columns."""
    with path.open(encoding="utf-8", newline="") as stream:
        delimiter = "\t" if path.suffix == ".tsv" else ","
        return [_row(row) for row in csv.DictReader(stream, delimiter=delimiter)]


def _row(row: dict[str, str]) -> Row:
    if "ingredients" in row:
        stated = frozenset(filter(None, row["ingredients"].split("|")))
        return Row(row["rxcui"], row["name"], stated, whole=True, extended=None)
    extended = row["extended_release"] == "Y"
    return Row(row["rxcui"], row["name"], frozenset({row["ingredient"].lower()}), whole=False, extended=extended)


def differences(row: Row, drug: DrugReading, vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    """What differs between a product and its reading, as (kind, what stands against what)."""
    if drug.outcome not in {"recognised", "irrelevant"}:
        yield "not read", drug.why
        return
    wanted = frozenset(_key(name, vocabulary) for name in row.ingredients)
    held = frozenset(drug.ingredients)
    if wanted - held or (row.whole and held - wanted):
        yield "other ingredients", f"{', '.join(sorted(wanted))}; read as {', '.join(sorted(held))}"
    elif row.ingredients - held:
        yield "other name of the ingredient", ", ".join(sorted(row.ingredients - held))
    if row.extended is not None and row.extended != (drug.release == "extended"):
        yield _flag(row, drug), f"flag {'Y' if row.extended else 'empty'}; read as {drug.release}, {drug.washout}"


def _flag(row: Row, drug: DrugReading) -> str:
    """Why the flag differs: the source's flag is that of the class, the name says otherwise, or neither."""
    if row.extended and drug.washout == LONG:
        return "flagged as a class (long-acting whatever its form)"
    name = row.name.lower()
    if not row.extended and any(word in name for word in SAID):
        return "flag left empty though the name says extended release"
    depot = not row.extended and drug.washout.startswith("depot")
    return "flag left empty for a depot injection" if depot else "other release"


def _key(name: str, vocabulary: Vocabulary) -> str:
    """The vocabulary's name of an ingredient."""
    phrase = vocabulary.names.phrases.find(name.replace(" ", ""))
    return phrase.meanings[0][1] if phrase is not None and len(phrase.meanings) == 1 else name


def _complete(row: Row, reader: DrugReader) -> Row:
    """The row with the ingredients its name is read as, if the table states none."""
    return row if row.ingredients else replace(row, ingredients=frozenset(reader.read(row.name).drug.ingredients))


FAULTS: Final = ("not read", "other ingredients", "other release")


def measure(path: Path, reader: DrugReader, by: str) -> bool:
    """Print the figures of one table, read by name or by code; whether there is no fault."""
    rows, counts = rows_of(path), Counter[str]()
    for row in rows:
        codes = [Coding(RXNORM, row.code, None)] if by == "code" else []
        drug = reader.read(row.name if by == "name" else None, codes).drug
        for kind, what in differences(_complete(row, reader), drug, reader.vocabulary):
            counts[kind] += 1
            print(f"  {kind}: {row.code} {row.name}: {what}")
    print(f"{path.name} by {by}: {len(rows)} products" + "".join(f", {n} {kind}" for kind, n in counts.items()))
    return not any(counts[kind] for kind in FAULTS)


def main(paths: list[str]) -> int:
    """Measure each table by name and by code; 0 without a fault, 1 with one, 2 without a table."""
    if not paths:
        print(__doc__)
        return 2
    reader = DrugReader(load_book(str(RULES)).vocabulary)
    done = [measure(Path(path), reader, by) for path in paths for by in ("name", "code")]
    return 0 if all(done) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
