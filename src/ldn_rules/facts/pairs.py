"""Low-dose entries that run side by side, once the fills of one course are joined (LDN308)."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING

from msgspec import Struct

from ldn_rules.facts.dose_facts import latest_start
from ldn_rules.facts.regimens import same_fill, two_prescribers
from ldn_rules.rulebook.kinds import NEVER

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ldn_rules.facts.regimens import Item


class Overlap(Struct, frozen=True):
    """Two courses that share days: the first pair of their items, all their entries, the days and the last of them."""

    one: Item
    other: Item
    entries: tuple[str, ...]
    shared: int
    last: int


def overlaps(of: Sequence[Item], as_of: int) -> Iterator[Overlap]:
    """One overlap for each two courses that share a day; ``of`` in order of start.

    Against another dose a course is all fills that follow each other; two fills of one course are met one by one.
    """
    pairs = [(one, other, _shared_days(one, other, as_of)) for one, other in combinations(of, 2)]
    side_by_side = [pair for pair in pairs if pair[2] > 0]
    courses = _numbered(of) if side_by_side else {}
    found: dict[object, list[tuple[Item, Item, int]]] = defaultdict(list)
    for one, other, shared in side_by_side:
        fills = same_fill(one, other)
        key = (one.id, other.id) if fills else frozenset((courses[one.id], courses[other.id]))
        found[key].append((one, other, shared))
    for pairs in found.values():
        yield _overlap(pairs)


def _overlap(pairs: Sequence[tuple[Item, Item, int]]) -> Overlap:
    one, other, _ = pairs[0]
    entries = tuple(dict.fromkeys(name for pair in pairs for item in pair[:2] for name in item.entries))
    last = max(max(left.start, right.start) + days - 1 for left, right, days in pairs)
    return Overlap(one, other, entries, sum(days for _, _, days in pairs), last)


def _numbered(of: Sequence[Item]) -> dict[str, int]:
    """The number of the course of each item, by id."""
    courses: list[tuple[Item, int]] = []
    numbers: dict[str, int] = {}
    for item in of:
        place = next((number for number, one in enumerate(courses) if _follows(item, *one)), len(courses))
        end = max(item.end, courses[place][1]) if place < len(courses) else item.end
        courses[place : place + 1] = [(item, end)]
        numbers[item.id] = place
    return numbers


def _follows(item: Item, before: Item, end: int) -> bool:
    return same_fill(item, before) and item.start <= end + 1


def _shared_days(one: Item, other: Item, as_of: int) -> int:
    """Days both ran: fills by their claimed ends, other items by the days they count for.

    An open fill ends when the next starts; given only a month or a year it may be the later of the two.
    """
    if not same_fill(one, other):
        return min(one.end, other.end) - max(one.start, other.start) + 1
    if two_prescribers(one, other) and (one.claimed is None or other.claimed is None):
        return min(one.dated.main.end, other.dated.main.end) - max(one.start, other.start) + 1
    earlier, later = sorted((one, other), key=lambda item: (item.start, item.claimed is not None))
    if earlier.dated.main.end >= NEVER and earlier.claimed is None and later.claimed is not None:
        return later.claimed - later.start if latest_start([earlier], earlier.start, as_of) > later.start else 0
    if earlier.claimed is None:
        return 0
    ends = earlier.claimed if later.claimed is None else min(earlier.claimed, later.claimed)
    return ends - later.start + 1
