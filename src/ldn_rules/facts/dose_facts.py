"""What the facts of the dose rules have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ldn_rules.facts.model import MAIN, Fact, LazyTexts

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ldn_rules.facts.regimens import Item

ITEM_CLASSES: Final = frozenset({"naltrexone-oral"})
"""Class of the facts that are made of oral naltrexone-only items."""

Values = dict[str, int | tuple[int, int]]


def dose_fact(
    kind: str, n: int, values: Values, texts: Callable[[], dict[str, str]], entries: tuple[str, ...], policy: str = ""
) -> Fact:
    """The main fact of a thing; ``n`` is its index."""
    certain = not policy
    return Fact(kind, n, MAIN, values, ITEM_CLASSES, LazyTexts(texts), entries, policy=policy, certain=certain)


def other_reading(main: Fact, reading: str, values: Values, says: str) -> Fact:
    """The fact of the same thing if a date is read otherwise; ``says`` names the date."""
    texts = LazyTexts(lambda: {**main.texts, "doubt": says})
    entries, policy = main.entries, main.policy
    return Fact(main.kind, main.base, reading, values, main.classes, texts, entries, policy=policy, certain=False)


def partial_starts(opening: Sequence[Item]) -> str:
    """Which starts of the items are given only as a month or a year."""
    starts = (item.dated.entry.start for item in opening)
    return " and ".join(f"start is given only as {one.text}" for one in starts if one and one.first != one.last)


def latest_start(opening: Sequence[Item], otherwise: int, as_of: int) -> int:
    """The latest day on which items can have started; ``otherwise`` where none opens."""
    return max([_latest(item, as_of) for item in opening], default=otherwise)


def _latest(item: Item, as_of: int) -> int:
    stated = item.dated.entry.start
    if stated is None or stated.first - as_of != item.start:
        return item.start
    return max(item.start, min(stated.last - as_of, item.dated.main.end))
