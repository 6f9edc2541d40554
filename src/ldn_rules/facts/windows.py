"""When one entry was taken: its main reading and the other readings its dates allow (docs/guide/semantics.md "Dates").

Days are relative to as_of.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from ldn_rules.facts.ends import REVERSED, Corner, ends_of, longest, stated, supply_end
from ldn_rules.facts.latest import latest_end, latest_start, latest_use
from ldn_rules.rulebook.kinds import NEVER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ldn_rules.facts.clock import Clock
    from ldn_rules.facts.ends import Ends
    from ldn_rules.reading.model import DateReading, EntryReading


_DATES: Final = ("start", "end", "last_taken", "last_filled")

NO_START: Final = "start not recorded"
"""Basis of a start that nobody stated."""

UNREAD_START: Final = "start recorded, but could not be read"
"""Basis of a start that was stated in a way that could not be read."""


class Window(Struct, frozen=True):
    """A closed span of days with how each end was derived (a phrase for people)."""

    start: int
    end: int
    start_minute: int | None
    end_minute: int | None
    start_basis: str
    end_basis: str


class OtherReading(Struct, frozen=True):
    """Another reading of the same entry: why (a doubt of ``rulebook.enumerations``), and what it would be."""

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

    @property
    def windows(self) -> tuple[Window, ...]:
        """All readings, the main one first."""
        return (self.main, *(other.window for other in self.others))


def read_window(entry: EntryReading, clock: Clock) -> Dated:
    """All readings of one entry's dates. Entries that are no exposure must not be given."""
    taken, filled = latest_use(entry.last_taken, clock), latest_use(entry.last_filled, clock)
    latest = Corner(clock.first(entry.start), latest_end(entry, clock), taken, filled)
    if entry.status == "planned" and entry.start is None:
        latest = replace(latest, start=0)
    ends = ends_of(entry, latest, clock)
    for one in _later_starts(entry, latest, clock):
        other = ends_of(entry, one, clock)
        ends = other if other.end > ends.end else ends
    start, start_basis = _start(entry, latest.start, ends.end, clock)
    main = Window(
        start, max(start, ends.end), entry.start.minute if entry.start else None, ends.minute, start_basis, ends.basis
    )
    others = tuple(_others(entry, latest, main, ends, clock))
    late_start = clock.last(entry.start)
    start_of_supply = late_start if late_start is not None else latest.start
    last_fill = filled if filled is not None and filled <= 0 else None
    supply = supply_end(entry, start_of_supply, last_fill, refilled=latest.end is None)
    return Dated(entry, main, others, ends.policy, supply, latest.end)


def _later_starts(entry: EntryReading, corner: Corner, clock: Clock) -> Iterator[Corner]:
    """The dates with the latest start that goes with them: the supply counts from the start."""
    if not _partial(entry.start):
        return
    latest = latest_start(entry, corner.start, clock)
    if latest is None or corner.start is None or latest == corner.start:
        return
    after = [day for day in (corner.end, corner.taken) if day is not None and day >= corner.start]
    yield replace(corner, start=min(latest, *after) if after else latest)


def _start(entry: EntryReading, start: int | None, end: int, clock: Clock) -> tuple[int, str]:
    unread = "start" in entry.unread
    if start is None:
        return min(clock.earliest, end), UNREAD_START if unread else NO_START
    if entry.start is None:
        return start, UNREAD_START if unread else "planned without a date: taken as starting on the day of the check"
    return start, stated("start", entry.start, "earliest")


def _others(entry: EntryReading, corner: Corner, main: Window, ends: Ends, clock: Clock) -> Iterator[OtherReading]:
    for doubt, end, says in ends.others:
        first = clock.first(entry.end) if doubt == REVERSED else end
        start = min(day for day in (main.start, end, first) if day is not None)
        yield OtherReading(doubt, replace(main, start=start, end=end, end_minute=None, end_basis=says), says)
    if entry.start is None and entry.status != "planned":
        says = "the start could not be read" if "start" in entry.unread else "no start recorded"
        for start in _possible_starts(main, clock):
            yield OtherReading("no-start", replace(main, start=start, start_basis=says), says)
    yield from _unread(entry, main, clock)
    if _partial(entry.start) or _partial(entry.end) or _partial(entry.last_taken) or _partial(entry.last_filled):
        best = _mildest_corner(entry, corner, clock)
        if best != corner:
            yield _partial_reading(entry, best, main, clock)


def _possible_starts(main: Window, clock: Clock) -> list[int]:
    """The latest start of an exposure without one, and the first whose findings are not history."""
    latest = max(main.start, min(main.end, 0))
    recent = -clock.settings.history_days
    return [recent, latest] if main.start < recent < latest else [latest]


def _unread(entry: EntryReading, main: Window, clock: Clock) -> Iterator[OtherReading]:
    """A date that is there and could not be read may be any day of the exposure, up to the day of the check; so may the
    end of a supply whose days, refills or last fill could not be read.
    """
    for name in entry.unread:
        ends: set[int] = set()
        if name in ("end", "last_taken"):
            ends = {max(main.start, 0), main.start}
        elif name in ("days_supply", "refills") or (name == "last_filled" and entry.entry.days_supply is not None):
            ends = {max(main.end, longest(main.start, clock))}
        says = f"{name} is recorded, but could not be read"
        for end in sorted(ends - {main.end}):
            yield OtherReading("dropped-date", replace(main, end=end, end_minute=None, end_basis=says), says)


def _partial(date: DateReading | None) -> bool:
    return date is not None and date.first != date.last


def _mildest_corner(entry: EntryReading, corner: Corner, clock: Clock) -> Corner:
    """The latest start and the earliest end that partial dates can mean together."""
    end = _not_before(corner.start, clock.first(entry.end), corner.end)
    taken = _not_before(corner.start, clock.first(entry.last_taken), corner.taken)
    filled = clock.first(entry.last_filled)
    if corner.start is None or entry.start is None:
        return Corner(corner.start, end, taken, filled)
    start = min(day for day in (latest_start(entry, corner.start, clock), end, taken, NEVER) if day is not None)
    return Corner(max(start, corner.start), end, taken, filled)


def _not_before(start: int | None, first: int | None, last: int | None) -> int | None:
    """The earliest day of first to last that is not before the start, or the last."""
    if first is None or last is None or start is None:
        return first
    return min(max(first, start), last)


def _partial_reading(entry: EntryReading, best: Corner, main: Window, clock: Clock) -> OtherReading:
    first = clock.first(entry.start)
    corners = [best, replace(best, start=first)]
    end = min(ends_of(entry, one, clock).end for one in corners)
    start = main.start if best.start is None else best.start
    names = [
        f"{name} is given only as {date.text}"
        for name in _DATES
        if (date := getattr(entry, name)) is not None and _partial(date)
    ]
    bases = _opposite_bases(entry, main)
    window = replace(main, start=start, end=max(start, end), end_minute=None, start_minute=None, **bases)
    return OtherReading("partial-date", window, " and ".join(names))


def _opposite_bases(entry: EntryReading, main: Window) -> dict[str, str]:
    """How the latest start and the earliest end were derived, where the main reading takes the opposite of the same."""
    bases: dict[str, str] = {}
    if _partial(entry.start):
        bases["start_basis"] = stated("start", entry.start, "latest")
    if _partial(entry.end) and main.end_basis.startswith(stated("end", entry.end, "latest")):
        bases["end_basis"] = stated("end", entry.end, "earliest")
    return bases
