"""The first day after an opioid on which nothing is found."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pytest

from ldn_rules.planning.search import first_since

if TYPE_CHECKING:
    from ldn_rules.planning.trial import Trial


class Days:
    """A trial that finds something up to a day, without a word on when to start."""

    def __init__(self, until: int) -> None:
        self.until = until

    def against(self, day: int) -> tuple[object, ...]:
        """One finding up to the day."""
        return (Silent(),) if day <= self.until else ()


class Silent:
    """A finding that names no start."""

    earliest_start = None


@pytest.mark.parametrize(("until", "first"), [(9, None), (10, 11), (14, 15), (19, 20), (20, None)])
def test_first_day_since(until: int, first: int | None) -> None:
    """The day after the last finding, up to the day asked for; none where the last day had no finding itself."""
    assert first_since(cast("Trial", Days(until)), 10, 20) == first
