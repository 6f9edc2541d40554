"""The lists that the benchmarks measure on are what they say they are."""

from __future__ import annotations

import importlib.util
import sys
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path


def load(root: Path, name: str) -> Any:
    """A module of benchmarks/ by its name."""
    spec = importlib.util.spec_from_file_location(f"benchmarks_{name}", root / "benchmarks" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def on_naltrexone(one: dict[str, Any]) -> bool:
    """True if an entry of the list names naltrexone."""
    return any("naltrexone" in entry["name"] for entry in one["medications"])


def test_same_seed_same_lists(root: Path) -> None:
    """The same seed gives the same lists, another seed others."""
    lists = load(root, "lists").lists
    assert list(lists(20)) == list(lists(20))
    assert list(lists(20)) != list(lists(20, seed=1))


def test_eight_medications_with_sigs(root: Path) -> None:
    """Each list has eight medications with a sig each, and a patient of its own."""
    every = list(load(root, "lists").lists(200, 0.5))
    assert {len(one["medications"]) for one in every} == {8}
    assert all(entry["sig"] and entry["name"] for one in every for entry in one["medications"])
    assert len({one["patient"]["id"] for one in every}) == 200


@pytest.mark.parametrize(("share", "least", "most"), [(0.0, 0, 0), (0.1, 60, 140), (1.0, 1_000, 1_000)])
def test_share_on_naltrexone(root: Path, share: float, least: int, most: int) -> None:
    """The share asked for is on naltrexone, up to chance."""
    assert least <= sum(map(on_naltrexone, load(root, "lists").lists(1_000, share))) <= most


def test_figure_row(root: Path) -> None:
    """A row says the figure, its target, their ratio, whether it is met, and the yardstick beside it."""
    figure = load(root, "figures").Figure
    assert figure("stream", 3_000, "patients/s", 4_000, "higher", "0.1 x a copy").row() == (
        "stream",
        "3,000 patients/s",
        ">= 4,000",
        "0.75",
        "NO",
        "0.1 x a copy",
    )
    assert figure("cold start", 9.0, "x", 9, "lower").row()[2:5] == ("<= 9", "1.00", "yes")


@pytest.mark.parametrize(("share", "expected"), [(0.0, 1), (0.5, 3), (0.99, 5), (1.0, 5)])
def test_quantile(root: Path, share: float, expected: int) -> None:
    """A quantile is one of the values, by nearest rank."""
    assert load(root, "figures").quantile([5, 3, 1, 4, 2], share) == expected
