"""Products are decoded one by one, and are what they were."""

from __future__ import annotations

import msgspec
import pytest

from ldn_rules.rulebook.products import Products
from ldn_rules.rulebook.vocabulary import Product

PRODUCTS = {
    "Embeda": Product("Embeda", ("morphine", "naltrexone"), frozenset({"opioid"}), release="extended"),
    "Senokot": Product("Senokot", ("senna",), strengths=("8.6 mg",), exact=True),
}


@pytest.fixture
def products() -> Products:
    """The products, through the store of data."""
    return Products(msgspec.json.decode(msgspec.json.encode(PRODUCTS), type=dict[str, msgspec.Raw]))


def test_products_come_back_as_they_were(products: Products) -> None:
    """One by one, all together, and in their order."""
    assert products["Embeda"] == PRODUCTS["Embeda"]
    assert products["Embeda"] is products["Embeda"]
    assert dict(products) == PRODUCTS
    assert list(products) == list(PRODUCTS)
    assert len(products) == len(PRODUCTS)


def test_what_is_not_there_is_not_found(products: Products) -> None:
    """Asked for in every way."""
    assert "Norco" not in products
    assert products.get("Norco") is None
    with pytest.raises(KeyError):
        products["Norco"]
