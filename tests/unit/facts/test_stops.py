"""How a low-dose episode ended: why, and how long its highest dose was taken."""

from __future__ import annotations

from typing import Any

import pytest

from ldn_rules.rulebook.enumerations import STOPS
from ldn_rules.rulebook.kinds import NEVER
from support.lists import ldn, of_kind


def ended(mg: str = "1.5", **fields: Any) -> dict[str, Any]:
    """A stopped course of ten days."""
    return ldn(mg, **{"status": "stopped", "start": -10, "end": -1, **fields})


@pytest.mark.parametrize(
    ("medications", "stop"),
    [
        ([ldn()], "none"),
        ([ldn(reason_stopped="no effect")], "none"),
        ([ended()], "not-given"),
        ([ended(reason_stopped="no effect")], "no-effect"),
        ([ended(reason_stopped="rash")], "other"),
        ([ended(reason_stopped="see letter")], "not-read"),
        ([ended(reason_stopped=7)], "not-read"),
        ([ended(status="completed")], "none"),
        ([ended(status="completed", reason_stopped="no effect")], "no-effect"),
        ([ended(id="a", reason_stopped="no effect"), ended("3", id="b", start=-5, reason_stopped="rash")], "other"),
        ([ended(id="a", reason_stopped="no effect"), ldn("3", id="b", start=0)], "none"),
        ([ended(id="a"), ended(id="b", start=0, end=0, reason_stopped="no effect")], "no-effect"),
    ],
)
def test_why_it_was_stopped(medications: list[dict[str, Any]], stop: str) -> None:
    """What the last entries say; a reason of what goes on, or was followed by more, is none."""
    (fact,) = of_kind("low-dose-episode", medications)
    assert STOPS[int(fact.values["stop"])] == stop  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("medications", "days"),
    [
        ([ended()], (10, 10)),
        ([ldn()], (NEVER, NEVER)),
        ([ended(id="a", start=-30, end=-11), ended("3", id="b")], (10, 10)),
        ([ended(id="a", start=-30, end=-21), ended("3", id="b", start=-20, end=-11), ended(id="c")], (10, 10)),
        ([ended(id="a", start=-30, end=-21), ended("0.5", id="b", start=-20, end=-11), ended(id="c")], (20, 20)),
        ([ended(sig=None)], (0, 10)),
        ([ended(start=None)], (1, NEVER)),
    ],
)
def test_days_at_the_highest_dose(medications: list[dict[str, Any]], days: tuple[int, int]) -> None:
    """Both ends count, and all spans of that dose; what is not known is a range."""
    (fact,) = of_kind("low-dose-episode", medications)
    assert fact.values["days-at-highest"] == days


def test_the_reason_is_quoted() -> None:
    """As written, and that there is none."""
    (fact,) = of_kind("low-dose-episode", [ended(reason_stopped="No effect!")])
    assert fact.texts["stop"] == '"No effect!"'
    (fact,) = of_kind("low-dose-episode", [ended()])
    assert fact.texts["stop"] == "no reason recorded"
