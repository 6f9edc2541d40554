"""What a benchmark hands to the table: a figure, its target, and what it was measured beside in the same run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value. ``better`` says on which side of the target it should be; ``beside`` is a yardstick of the
    same run and machine, as text, for figures whose unit depends on the machine. Without a target it only informs.
    """

    name: str
    value: float
    unit: str
    target: float | None
    better: Literal["lower", "higher"]
    beside: str = ""

    @property
    def met(self) -> bool:
        """True if the value is on the right side of its target, or has none."""
        if self.target is None:
            return True
        return self.value <= self.target if self.better == "lower" else self.value >= self.target

    def row(self) -> tuple[str, ...]:
        """The cells of the table."""
        figure = f"{number(self.value)} {self.unit}"
        if self.target is None:
            return (self.name, figure, "-", "-", "-", self.beside)
        sign = "<=" if self.better == "lower" else ">="
        return (
            self.name,
            figure,
            f"{sign} {number(self.target)}",
            f"{self.value / self.target:.2f}",
            "yes" if self.met else "NO",
            self.beside,
        )


HEADINGS = ("what", "figure", "target", "figure/target", "met", "beside, in this run")


def number(value: float) -> str:
    """Three significant digits, thousands separated."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def table(figures: Sequence[Figure]) -> str:
    """The figures as aligned text, one a line, under the headings."""
    rows = [HEADINGS, *(figure.row() for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which ``share`` of the values lie (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
