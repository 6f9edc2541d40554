"""The names that the benchmark reads are what it says they are."""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def names(root: Path) -> Iterator[Any]:
    """The module, with its folder on the path."""
    sys.path.insert(0, str(root / "benchmarks"))
    try:
        yield importlib.import_module("names")
    finally:
        sys.path.remove(str(root / "benchmarks"))
        for name in ("names", "stream", "lists", "figures"):
            sys.modules.pop(name, None)


def test_all_names_are_different(names: Any) -> None:
    """And the same for the same seed, another for another."""
    made = list(names.names(2_000))
    assert len(set(made)) == 2_000
    assert made == list(names.names(2_000)) != list(names.names(2_000, seed=1))


def test_long_texts_are_long(names: Any) -> None:
    """Ten thousand characters, or next to it."""
    assert {9_990 <= len(text) <= 10_000 for text in names.long_texts()} == {True}
