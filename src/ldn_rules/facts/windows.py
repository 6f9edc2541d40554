"""When one entry was taken: its main reading and the other readings its dates allow.

The order of derivation is docs/guide/semantics.md "Last use", 1 to 6. Days are
relative to as_of; an open end is ``NEVER``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from ldn_rules.rulebook.kinds import NEVER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ldn_rules.facts.settings import Settings
    from ldn_rules.reading.model import DateReading, EntryReading

FAR_PAST: Final = -NEVER
"""First day of an exposure whose start nobody knows and whose patient has no birth date."""

OPEN_STATUSES: Final = frozenset({"active", "on-hold", "unknown"})
ENDED_STATUSES: Final = frozenset({"stopped", "completed"})
NO_EXPOSURE: Final = frozenset({"not-given", "entered-in-error"})


class Window(Struct, frozen=True):
    """A closed span of days with how each end was derived (a phrase for people)."""

    start: int
    end: int
    start_minute: int | None
    end_minute: int | None
    start_basis: str
    end_basis: str


class OtherReading(Struct, frozen=True):
    """Another reading of the same entry: why (a doubt of ``rulebook.kinds``), and what it would be."""

    doubt: str
    window: Window
    says: str


class Dated(Struct, frozen=True):
    """An entry with its readings.

    ``policy`` is empty (report the main reading), ``alone`` (the main reading counts only if every other
    reading gives a result as well), ``never`` (only cannot-assess is reported) or ``mildest`` (start
    of naltrexone unknown).  ``supply_basis`` tells that the end comes from the supply alone.
    """

    entry: EntryReading
    main: Window
    others: tuple[OtherReading, ...] = ()
    policy: str = ""
    supply_end: int | None = None
    stated_end: int | None = None


class Clock(Struct, frozen=True):
    """Day 0 and what is known around it."""

    as_of: int
    settings: Settings
    earliest: int = FAR_PAST
    """First possible day of anything (birth), relative to as_of."""
    ahead: bool = False
    """Dates are wanted for a naltrexone start after as_of."""

    def first(self, date: DateReading | None) -> int | None:
        """The first day the date can mean, relative to as_of."""
        return None if date is None else date.first - self.as_of

    def last(self, date: DateReading | None) -> int | None:
        """The last day the date can mean, relative to as_of."""
        return None if date is None else date.last - self.as_of


class _Ends(Struct, frozen=True):
    """What is known of the end of one exact reading of an entry."""

    end: int
    basis: str
    minute: int | None = None
    policy: str = ""
    others: tuple[tuple[str, int, str], ...] = ()


class _Corner(Struct, frozen=True):
    """One exact reading of an entry's partial dates."""

    start: int | None
    end: int | None
    taken: int | None


def read_window(entry: EntryReading, clock: Clock) -> Dated:
    """All readings of one entry's dates. Entries that are no exposure must not be given."""
    latest = _Corner(clock.first(entry.start), clock.last(entry.end), _latest_taken(entry, clock))
    if entry.status == "planned" and entry.start is None:
        latest = replace(latest, start=0)
    ends = _ends(entry, latest, clock)
    late_start = clock.last(entry.start)
    if late_start is not None and late_start != latest.start and _end_follows_start(entry, latest):
        ends = _ends(entry, replace(latest, start=late_start), clock)
    start, start_basis = _start(entry, latest.start, ends.end, clock)
    main = Window(start, max(start, ends.end), _minute(entry.start), ends.minute, start_basis, ends.basis)
    others = tuple(_others(entry, latest, main, ends, clock))
    supply = _supply_end(entry, late_start if late_start is not None else latest.start, refilled=latest.end is None)
    return Dated(entry, main, others, ends.policy, supply, latest.end)


def _minute(date: DateReading | None) -> int | None:
    return None if date is None else date.minute


def _end_follows_start(entry: EntryReading, corner: _Corner) -> bool:
    return corner.end is None and corner.taken is None and entry.status != "planned"


def _start(entry: EntryReading, start: int | None, end: int, clock: Clock) -> tuple[int, str]:
    if start is None:
        return min(clock.earliest, end), "start not recorded"
    if entry.start is None:
        return start, "planned without a date: taken as starting on the day of the check"
    exact = entry.start.first == entry.start.last
    return start, "start as stated" if exact else f"start stated as {entry.start.text}: earliest day it can mean"


def _others(
    entry: EntryReading, corner: _Corner, main: Window, ends: _Ends, clock: Clock
) -> Iterator[OtherReading]:
    for doubt, end, says in ends.others:
        start = min(main.start, end)
        yield OtherReading(doubt, replace(main, start=start, end=end, end_minute=None, end_basis=says), says)
    if entry.start is None and entry.status != "planned":
        latest = max(main.start, min(main.end, 0))
        says = "no start recorded"
        yield OtherReading("no-start", replace(main, start=latest, start_basis=says), says)
    best = _mildest_corner(entry, corner, clock)
    if best != corner and any(_partial(date) for date in (entry.start, entry.end, entry.last_taken)):
        yield _partial_reading(entry, best, main, clock)


def _partial(date: DateReading | None) -> bool:
    return date is not None and date.first != date.last


def _latest_taken(entry: EntryReading, clock: Clock) -> int | None:
    """The latest day last_taken can mean; a partial date that holds the day of the check ends there."""
    first, last = clock.first(entry.last_taken), clock.last(entry.last_taken)
    if first is None or last is None:
        return None
    return last if first > 0 else min(last, 0)


def _mildest_corner(entry: EntryReading, corner: _Corner, clock: Clock) -> _Corner:
    """The latest start and the earliest end that partial dates can mean together."""
    end = _not_before(corner.start, clock.first(entry.end), corner.end)
    taken = _not_before(corner.start, clock.first(entry.last_taken), corner.taken)
    if corner.start is None:
        return _Corner(None, end, taken)
    start = min(day for day in (clock.last(entry.start), end, taken, NEVER) if day is not None)
    return _Corner(max(start, corner.start), end, taken)


def _not_before(start: int | None, first: int | None, last: int | None) -> int | None:
    """The earliest day of first to last that is not before the start, or the last."""
    if first is None or last is None or start is None:
        return first
    return min(max(first, start), last)


def _partial_reading(entry: EntryReading, best: _Corner, main: Window, clock: Clock) -> OtherReading:
    early = replace(best, start=clock.first(entry.start)) if _end_follows_start(entry, best) else best
    end = _ends(entry, early, clock).end
    start = main.start if best.start is None else best.start
    names = [
        f"{name} is given only as {date.text}"
        for name, date in (("start", entry.start), ("end", entry.end), ("last_taken", entry.last_taken))
        if date is not None and _partial(date)
    ]
    window = replace(main, start=start, end=max(start, end), end_minute=None, start_minute=None)
    return OtherReading("partial-date", window, " and ".join(names))


def _supply_end(entry: EntryReading, start: int | None, *, refilled: bool) -> int | None:
    if start is None or entry.days_supply is None or entry.days_supply <= 0:
        return None
    fills = 1 + (entry.refills or 0) if refilled else 1
    return start + entry.days_supply * fills - 1


def _ends(entry: EntryReading, corner: _Corner, clock: Clock) -> _Ends:
    """The end of one exact reading, with the other ends it allows."""
    dropped: list[tuple[str, int, str]] = []
    corner = _drop_impossible_last_taken(entry, corner, dropped)
    reversed_dates = corner.end is not None and corner.start is not None and corner.end < corner.start
    if reversed_dates:
        says = f"end {_written(entry.end)} lies before start {_written(entry.start)}"
        dropped.append(("reversed", _known(corner.end), says))
        corner = replace(corner, end=None)
    ends = _order_of_derivation(entry, corner, clock)
    if reversed_dates and entry.status in ENDED_STATUSES and ends.basis != LAST_TAKEN:
        ends = replace(ends, policy="never")
    return replace(ends, others=(*ends.others, *dropped))


LAST_TAKEN: Final = "last taken as recorded"


def _written(date: DateReading | None) -> str:
    return "" if date is None else date.text


def _known(day: int | None) -> int:
    if day is None:  # pragma: no cover - callers have checked
        raise ValueError("a known day was expected")
    return day


def _drop_impossible_last_taken(
    entry: EntryReading, corner: _Corner, dropped: list[tuple[str, int, str]]
) -> _Corner:
    taken = corner.taken
    if taken is None:
        return corner
    before = corner.start is not None and taken < corner.start
    if not before and taken <= 0:
        return corner
    where = "before its start" if before else "after the day of the check"
    dropped.append(("dropped-date", taken, f"last_taken {_written(entry.last_taken)} lies {where}"))
    return replace(corner, taken=None)


def _order_of_derivation(entry: EntryReading, corner: _Corner, clock: Clock) -> _Ends:
    if corner.taken is not None and _last_taken_counts(entry, corner.taken, clock):
        return _from_last_taken(entry, corner, clock)
    if entry.drug.washout == "implant" and not (entry.status == "stopped" and corner.end is not None):
        return _implant_in_place(corner)
    if corner.end is not None:
        return _from_stated_end(entry, corner, clock)
    if entry.status in ENDED_STATUSES:
        return _ended_without_end(entry, corner, clock)
    return _open_order(entry, corner, clock)


def _last_taken_counts(entry: EntryReading, taken: int, clock: Clock) -> bool:
    """(1): for a naltrexone start after as_of an order that is not over says nothing about use until then."""
    if not clock.ahead or entry.status in ENDED_STATUSES:
        return True
    return entry.dose.prn and taken <= -clock.settings.prn_last_taken


def _from_last_taken(entry: EntryReading, corner: _Corner, clock: Clock) -> _Ends:
    taken = _known(corner.taken)
    wear = entry.drug.wear_days
    end = taken + wear
    minute = _minute(entry.last_taken) if not wear else None
    supply = _supply_end(entry, corner.start, refilled=corner.end is None)
    later = max((day for day in (corner.end, supply) if day is not None), default=end)
    others: tuple[tuple[str, int, str], ...] = ()
    if later > end:
        source = "supply" if supply == later else "stated end"
        others = (("leftover", later, f"{source} runs past last_taken {_written(entry.last_taken)}"),)
    return _Ends(end, LAST_TAKEN, minute, others=others)


def _implant_in_place(corner: _Corner) -> _Ends:
    if corner.end is None:
        return _Ends(NEVER, "implant: no removal recorded")
    says = "an end is recorded, but not the removal of the implant"
    return _Ends(NEVER, "implant: no removal recorded", others=(("ends-disagree", corner.end, says),))


def _from_stated_end(entry: EntryReading, corner: _Corner, clock: Clock) -> _Ends:
    """(2) and (3): the later of the stated end and the end of one supply."""
    stated = _known(corner.end)
    supply = _supply_end(entry, corner.start, refilled=False)
    others: list[tuple[str, int, str]] = []
    end, basis, minute = stated, "end as stated", _minute(entry.end)
    if supply is not None and supply > stated:
        end, basis, minute = supply, "end of the supply, later than the stated end", None
    if supply is not None and not _explained_by_fills(entry, corner, clock):
        says = f"stated end {_written(entry.end)} and the end of the supply differ by {abs(supply - stated)} days"
        others.append(("ends-disagree", min(supply, stated), says))
    if entry.status in OPEN_STATUSES and end < 0:
        others.append(("still-listed", NEVER, f"still listed as {entry.status} after its end"))
    return _Ends(end, basis, minute, others=tuple(others))


def _explained_by_fills(entry: EntryReading, corner: _Corner, clock: Clock) -> bool:
    """Whether the stated end is the end of one of the fills, give or take the days allowed."""
    days = _known(entry.days_supply)
    length = _known(corner.end) - _known(corner.start) + 1
    fills = range(1, 2 + (entry.refills or 0))
    return any(abs(length - days * count) <= clock.settings.ends_apart for count in fills)


def _ended_without_end(entry: EntryReading, corner: _Corner, clock: Clock) -> _Ends:
    """(2) by supply, a single patch or injection, (5) start only, (6) nothing."""
    start = corner.start
    supply = _supply_end(entry, start, refilled=True)
    if start is None:
        far = min(clock.earliest, 0)
        return _Ends(0, "no dates recorded", policy="never", others=(("no-dates", far, "no start and no end"),))
    if supply is not None and not _counted_from_application(entry):
        return _Ends(supply, "end of the supply")
    if _counted_from_application(entry):
        return _Ends(start + entry.drug.wear_days, "single application")
    longest = max(start, min(start + clock.settings.no_end_limit, 0))
    if longest == start:
        return _Ends(start, "stopped on the day it started")
    says = f"listed as {entry.status}, but no end is recorded"
    return _Ends(longest, "no end recorded: latest day it can mean", policy="alone", others=(("no-end", start, says),))


def _counted_from_application(entry: EntryReading) -> bool:
    """A depot injection, or one patch: the exposure is counted from the day it was applied."""
    if entry.drug.washout.startswith("depot"):
        return True
    quantity = entry.entry.quantity
    single = quantity is not None and quantity.value == 1
    return entry.drug.wear_days > 0 and entry.days_supply is None and (
        single or (entry.status == "completed" and not entry.dose.scheduled)
    )


def _open_order(entry: EntryReading, corner: _Corner, clock: Clock) -> _Ends:
    """(4): open while the supply lasts, and where none is known."""
    if clock.ahead:
        return _Ends(NEVER, f"listed as {entry.status} without an end")
    supply = _supply_end(entry, corner.start, refilled=True)
    if supply is None:
        return _Ends(NEVER, f"listed as {entry.status} without an end")
    if supply >= 0:
        return _Ends(NEVER, "supply lasts")
    if entry.dose.prn and supply + clock.settings.open_after_supply > 0:
        return _Ends(NEVER, f"listed as {entry.status}, supply not over for long")
    says = f"still listed as {entry.status}, supply is over"
    return _Ends(supply, "end of the supply", others=(("supply-over", NEVER, says),))
