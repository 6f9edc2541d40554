"""Plans of doses laid out over days: directions that say how the dose changes, from the start of their entry.

Fills of one plan that follow each other go on where the fill before them stood. Where it is not known when a step
follows the one before, the dose of a day is the range of what it can be.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from ldn_rules.facts.regimens import Item, Planned, same_fill
from ldn_rules.reading.model import Amount
from ldn_rules.rulebook.kinds import NEVER, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ldn_rules.reading.model import PlannedDose

_NOTHING_KNOWN: Final = Amount(0, UNKNOWN)


class Change(Struct, frozen=True):
    """A step of a plan: the dose before and after, its earliest and its latest day (``NEVER``: not known), and how
    many days the dose before lasts at the least and at the most.
    """

    before: Amount
    after: Amount
    first: int
    last: int
    least: int
    most: int

    @property
    def rise(self) -> tuple[int, int]:
        """New minus old dose."""
        return self.after.low - self.before.high, self.after.high - self.before.low


class Laid(Struct, frozen=True):
    """An item with the day on which its plan began."""

    item: Item
    anchor: int


def laid(items: Sequence[Item], break_days: int) -> list[Laid]:
    """The items whose plan can be laid out over days, in order of start. A fill goes on from the one before it, a
    stated refill without that from a day that is not known, and so do the fills after it.
    """
    anchors: list[tuple[Item, int | None]] = []
    for item in items:
        if item.dated.entry.dose.plan:
            anchors.append((item, _anchor(item, anchors, break_days)))
    return [Laid(item, anchor) for item, anchor in anchors if anchor is not None]


def _anchor(item: Item, before: Sequence[tuple[Item, int | None]], break_days: int) -> int | None:
    """The first day of the plan that an item follows; None if it is not known."""
    for earlier, anchor in reversed(before):
        if same_fill(earlier, item) and item.start - earlier.end < break_days:
            return anchor
    return None if item.dated.entry.fill_number else item.start


def phased(items: Sequence[Item], plans: Sequence[Laid]) -> list[Item]:
    """The items with those of a plan cut into the spans of its steps, in order of start."""
    if not plans:
        return list(items)
    anchors = {id(one.item): one.anchor for one in plans}
    return [part for item in items for part in (_parts(item, anchors[id(item)]) if id(item) in anchors else (item,))]


def _parts(item: Item, anchor: int) -> Iterator[Item]:
    """The item in spans on which the same steps of its plan are possible."""
    plan = item.dated.entry.dose.plan
    first, last = _bounds(plan, anchor)
    edges = sorted({item.start, *(day for day in (*first, *last) if item.start < day <= item.end and day < NEVER)})
    for start, following in pairwise([*edges, NEVER if item.end >= NEVER else item.end + 1]):
        possible = [step for step, *days in zip(plan, first, last, strict=True) if days[0] <= start < days[1]]
        planned = Planned(item.start, anchor, _range_of(possible), len(possible) == 1)
        end = NEVER if following >= NEVER else following - 1
        yield replace(item, start=start, end=end, daily=planned.daily if item.trusted else None, planned=planned)


def _bounds(plan: Sequence[PlannedDose], anchor: int) -> tuple[list[int], list[int]]:
    """For each step its earliest first day, and the first day on which it is surely over."""
    earliest, over = [anchor], list[int]()
    latest = anchor
    for step in plan[:-1]:
        earliest.append(earliest[-1] + step.least)
        latest = NEVER if step.most is None or latest >= NEVER else latest + step.most
        over.append(latest)
    return earliest, [*over, NEVER + 1]


def _range_of(possible: Sequence[PlannedDose]) -> Amount | None:
    doses = [step.daily for step in possible if step.daily is not None]
    if not doses or len(doses) < len(possible):
        return None
    return Amount(min(dose.low for dose in doses), max(dose.high for dose in doses))


def changes(one: Laid) -> Iterator[Change]:
    """The steps of a plan, in order."""
    plan = one.item.dated.entry.dose.plan
    first, over = _bounds(plan, one.anchor)
    for place, (before, after) in enumerate(pairwise(plan)):
        most = UNKNOWN if before.most is None else before.most
        doses = (before.daily or _NOTHING_KNOWN, after.daily or _NOTHING_KNOWN)
        yield Change(*doses, first[place + 1], over[place], before.least, most)
