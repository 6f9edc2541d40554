"""The table of figures says which targets are met, and which figures only inform."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from unit.benchmarks.test_lists import load

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("value", "target", "better", "cells"),
    [
        (9.0, 9.0, "lower", ("9 ms", "<= 9", "1.00", "yes")),
        (9.5, 9.0, "lower", ("9.5 ms", "<= 9", "1.06", "NO")),
        (4000.0, 4000.0, "higher", ("4,000 ms", ">= 4,000", "1.00", "yes")),
        (3999.0, 4000.0, "higher", ("3,999 ms", ">= 4,000", "1.00", "NO")),
        (2300.0, None, "higher", ("2,300 ms", "-", "-", "-")),
    ],
)
def test_a_row(root: Path, value: float, target: float | None, better: Any, cells: tuple[str, ...]) -> None:
    """The figure, its target, their ratio and whether it is met; a dash where there is no target."""
    figure = load(root, "figures").Figure("a figure", value, "ms", target, better, "a yardstick")
    assert figure.row() == ("a figure", *cells, "a yardstick")
    assert figure.met == (cells[-1] != "NO")
