"""Oral low-dose naltrexone over time: fills joined, totals, regimens and their changes.

The joining of fills: docs/guide/semantics.md "Total daily dose". An *item* is an entry with
the span it counts for; a *regimen* is the dose in force, where a later item replaces an
earlier one.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ldn_rules.facts.declared import dose_is_trusted
from ldn_rules.facts.texts import entry_name
from ldn_rules.rulebook.kinds import NEVER, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ldn_rules.facts.windows import Dated
    from ldn_rules.reading.model import Amount


class Planned(Struct, frozen=True):
    """Some days of a plan of doses: the first day of the entry and of the plan, the daily dose on these days (a
    range where it is not known which step they belong to, None where nothing bounds it), and whether that is one
    step for certain.
    """

    began: int
    anchor: int
    daily: Amount | None
    certain: bool


class Item(Struct, frozen=True):
    """One oral naltrexone entry, or several that continue each other: the days it counts for, and those it claims.

    ``claimed`` is the stated or supply-derived end (None: open); ``end`` is cut where the next entry takes over.
    ``derived_end``: nobody stated the end (supply, or the latest it can be). ``dated`` is the first entry, ``entries``
    are the ids of all, ``status`` is that of the last. ``daily`` is the total daily dose, None where it is not known or
    not ``trusted``, a range where it is not known which step of a plan it is. ``planned`` is the part of a plan of
    doses that it stands for, where its directions say that the dose changes.
    """

    dated: Dated
    start: int
    end: int
    claimed: int | None
    derived_end: bool
    status: str
    entries: tuple[str, ...]
    trusted: bool
    daily: Amount | None
    planned: Planned | None = None

    @property
    def began(self) -> int:
        """The first day of the whole entry."""
        return self.start if self.planned is None else self.planned.began

    @property
    def id(self) -> str:
        """Id of the first entry."""
        return self.entries[0]

    @property
    def name(self) -> str:
        """Name of the entry."""
        return entry_name(self.dated.entry)


class Stretch(Struct, frozen=True):
    """A span of days on which the same items give the same dose (closed interval, nanograms a day)."""

    start: int
    end: int
    low: int
    high: int
    items: tuple[Item, ...]

    @property
    def entries(self) -> tuple[str, ...]:
        """Ids of the items' entries."""
        if len(self.items) == 1:
            return self.items[0].entries
        return tuple(dict.fromkeys(one for item in self.items for one in item.entries))

    @property
    def course(self) -> tuple[object, ...] | None:
        """The one plan of doses that it belongs to, with its first day; None where it is of none or of several."""
        if self.items[0].planned is None:
            return None
        plans = {(item.planned and item.planned.anchor, item.dated.entry.dose.plan) for item in self.items}
        return next(iter(plans)) if len(plans) == 1 else None

    @property
    def certain(self) -> bool:
        """Whether each of its items has one dose on all of its days."""
        return all(item.planned is None or item.planned.certain for item in self.items)

    @property
    def opening(self) -> tuple[Item, ...]:
        """The items that start with it; none if it begins because another item ended."""
        return tuple([item for item in self.items if item.start == self.start])


def items(dated: Sequence[Dated]) -> list[Item]:
    """Low-dose entries as items in order of start, with fills joined and supply-derived ends cut."""
    ordered = _continued(sorted((_item(one) for one in dated), key=lambda item: (item.start, item.end, item.id)))
    return [_cut(item, ordered[index + 1 :]) for index, item in enumerate(ordered)]


def _item(dated: Dated) -> Item:
    entry, start, end = dated.entry, dated.main.start, dated.main.end
    claimed, derived = dated.supply_end, dated.supply_end is not None or dated.policy == "alone"
    if dated.stated_end is not None and dated.stated_end >= start:
        end, claimed, derived = max(end, start), dated.stated_end, False
    trusted = dose_is_trusted(entry)
    daily = entry.dose.daily if trusted else None
    return Item(dated, start, end, claimed, derived, entry.status, (entry.entry.id,), trusted, daily)


def _continued(ordered: Sequence[Item]) -> list[Item]:
    """A fill that starts on the day after another's end continues it: written as one entry they would be the same."""
    found: list[Item] = []
    for item in ordered:
        place = next((place for place, before in enumerate(found) if _continues(item, before)), None)
        if place is None:
            found.append(item)
            continue
        before = found[place]
        found[place] = replace(
            before,
            end=item.end,
            claimed=item.claimed,
            derived_end=item.derived_end,
            status=item.status,
            entries=(*before.entries, *item.entries),
        )
    return found


def _continues(item: Item, before: Item) -> bool:
    return before.claimed == item.start - 1 and same_fill(item, before) and not two_prescribers(item, before)


def _cut(item: Item, later: Sequence[Item]) -> Item:
    """Where the item stops counting because the next naltrexone entry starts."""
    for other in later:
        if item.start < other.start <= item.end and _replaces(other, item, item.end):
            return replace(item, end=other.start - 1)
    return item


def _replaces(other: Item, item: Item, end: int) -> bool:
    if other.start == end:
        return True
    if same_fill(other, item):
        return item.claimed is None or item.derived_end or other.end >= end
    return item.derived_end and not _two_clinics(other, item)


def same_fill(one: Item, other: Item) -> bool:
    """Whether two items are fills of one course: of the same strength and daily dose, which changes in the same way."""
    first, second = one.dated.entry.dose, other.dated.entry.dose
    return (
        first.unit_strength == second.unit_strength
        and first.daily == second.daily
        and first.plan == second.plan
        and one.planned == other.planned
    )


def _two_clinics(one: Item, other: Item) -> bool:
    """Both listed active, different strengths, two prescribers."""
    both_active = one.status == other.status == "active"
    return both_active and not same_fill(one, other) and two_prescribers(one, other)


def two_prescribers(one: Item, other: Item) -> bool:
    """Whether both entries name a prescriber, and not the same."""
    names = {item.dated.entry.entry.prescriber for item in (one, other)}
    return None not in names and len(names) == 2


def stretches(of: Sequence[Item], dose: Callable[[Sequence[Item]], Sequence[Item]]) -> list[Stretch]:
    """Spans of constant dose. ``dose`` picks the items that count among those active on a day."""
    found: list[Stretch] = []
    for start, end in _spans(of):
        counted = tuple(dose([item for item in of if item.start <= start <= item.end]))
        if not counted:
            continue
        low, high = total(counted)
        before = found[-1] if found else None
        if before and before.end + 1 == start and (before.low, before.high) == (low, high):
            together = tuple(dict.fromkeys((*before.items, *counted)))
            found[-1] = replace(before, end=end, items=together)
        else:
            found.append(Stretch(start, end, low, high, counted))
    return found


def apart(of: Sequence[Item]) -> bool:
    """Whether no two items share a day: whatever is picked of those active on a day, it is the same."""
    return all(before.end < item.start for before, item in pairwise(of))


def resumed(found: Sequence[Stretch], break_days: int) -> list[Stretch]:
    """Stretches of one dose that goes on after fewer than ``break_days`` (next start minus last end) as one."""
    joined: list[Stretch] = []
    for stretch in found:
        before = joined[-1] if joined else None
        same = before is not None and (before.low, before.high) == (stretch.low, stretch.high)
        if before is not None and same and stretch.start - before.end < break_days:
            joined[-1] = replace(before, end=stretch.end, items=tuple(dict.fromkeys((*before.items, *stretch.items))))
        else:
            joined.append(stretch)
    return joined


def _spans(of: Sequence[Item]) -> Iterator[tuple[int, int]]:
    edges = sorted({item.start for item in of} | {item.end + 1 for item in of})
    for start, following in pairwise(edges):
        yield start, (NEVER if following > NEVER else following - 1)


def total(counted: Sequence[Item]) -> tuple[int, int]:
    """Sum of the daily doses of items taken together, unknown where one is unknown."""
    low = high = 0
    for item in counted:
        daily = item.daily
        low += 0 if daily is None else daily.low
        high = UNKNOWN if daily is None or high >= UNKNOWN else high + daily.high
    return low, high


def taken_together(active: Sequence[Item]) -> Sequence[Item]:
    """All items active on a day, fills of one course counted once."""
    if len(active) == 1:
        return active
    once: list[Item] = []
    for item in active:
        if not any(same_fill(item, other) for other in once):
            once.append(item)
    return once


def in_force(active: Sequence[Item]) -> Sequence[Item]:
    """The items that started last: across overlapping entries the later replaces the earlier."""
    if len(active) <= 1:
        return active
    newest = max(item.began for item in active)
    return taken_together([item for item in active if item.began == newest])


def largest_dose(stretch: Stretch) -> tuple[int, int]:
    """The largest single dose of a span, as a closed interval in nanograms; unknown where one is or is not trusted."""
    low = high = 0
    for item in stretch.items:
        single = item.dated.entry.dose.single if item.trusted else None
        low = max(low, 0 if single is None else single.low)
        high = max(high, UNKNOWN if single is None else single.high)
    return low, high


def times(more: Stretch | None, less: Stretch | None) -> int:
    """By which whole number the total of one span is that of another; 0 where it is none, or one is not known."""
    if more is None or less is None or more.low != more.high or less.low != less.high or less.low <= 0:
        return 0
    factor, rest = divmod(more.low, less.low)
    return 0 if rest else factor
