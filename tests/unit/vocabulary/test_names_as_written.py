"""Names as hospitals, pharmacies and patients of many countries write them, against what a pharmacist reads in them."""

from __future__ import annotations

from collections import Counter

import pytest

from support.reading import drug
from support.written_names import in_words, rows

ROWS = rows()
FEWEST = 250
COUNTRIES = 4


@pytest.mark.parametrize("row", ROWS, ids=[row["text"].strip() for row in ROWS])
def test_name_as_written(row: dict[str, str]) -> None:
    """Ingredients, release, form, route, interval class and strengths are those of the table."""
    read = in_words(drug(row["text"]))
    assert read == {name: row[name] for name in read}


def test_products_for_animals_are_marked() -> None:
    """Those of the table that are for animals, and no others."""
    marked = [row["text"] for row in ROWS if drug(row["text"]).veterinary]
    assert marked == [row["text"] for row in ROWS if row["country"] == "VET"]


def test_the_table_is_broad() -> None:
    """It holds many names, each once, from several countries."""
    assert len({row["text"] for row in ROWS}) == len(ROWS) >= FEWEST
    assert (
        len([country for country, count in Counter(row["country"] for row in ROWS).items() if count > 1]) >= COUNTRIES
    )
