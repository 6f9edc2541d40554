"""How the last day of one entry is derived (docs/guide/semantics.md "Last use", 1 to 6), for one exact reading of its
dates. Days are relative to as_of; an open end is ``NEVER``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from ldn_rules.facts.clock import ENDED_STATUSES, OPEN_STATUSES
from ldn_rules.facts.days import day_text
from ldn_rules.reading.model import SUPPOSED
from ldn_rules.rulebook.kinds import NEVER

if TYPE_CHECKING:
    from ldn_rules.facts.clock import Clock
    from ldn_rules.reading.model import DateReading, EntryReading

LAST_TAKEN: Final = "last taken as recorded"
"""Basis of an end that is the last dose taken."""

REVERSED: Final = "reversed"
"""The doubt about an end that lies before the start."""


class Ends(Struct, frozen=True):
    """What is known of the end of one exact reading of an entry."""

    end: int
    basis: str
    minute: int | None = None
    policy: str = ""
    others: tuple[tuple[str, int, str], ...] = ()


class Corner(Struct, frozen=True):
    """One exact reading of an entry's partial dates."""

    start: int | None
    end: int | None
    taken: int | None
    filled: int | None = None


def supply_end(entry: EntryReading, start: int | None, filled: int | None, *, refilled: bool) -> int | None:
    """Last day of the supply, which a fill on the day ``filled`` can only put later; None where no start or no supply
    is known. ``refilled``: with its refills.
    """
    if start is None or entry.days_supply is None or entry.days_supply <= 0:
        return None
    fills = 1 + (entry.refills or 0) if refilled else 1
    last = start + entry.days_supply * fills - 1
    return last if filled is None else max(last, filled + entry.days_supply - 1)


def ends_of(entry: EntryReading, corner: Corner, clock: Clock) -> Ends:
    """The end of one exact reading, with the other ends it allows."""
    dropped: list[tuple[str, int, str]] = []
    corner = _drop_fill_ahead(entry, _drop_impossible_last_taken(entry, corner, dropped), dropped)
    if corner.end is not None and corner.start is not None and corner.end < corner.start:
        planned = "the day of the check, and the order is planned"
        began = planned if entry.start is None else f"start {entry.start.said}"
        says = f"end {_written(entry.end)} lies before {began}"
        dropped.append((REVERSED, corner.end, says))
        ends = _without_end(entry, replace(corner, end=None), clock)
    else:
        ends = _order_of_derivation(entry, corner, clock)
    return replace(ends, others=(*ends.others, *dropped)) if dropped else ends


def _without_end(entry: EntryReading, corner: Corner, clock: Clock) -> Ends:
    """The rest of an entry whose end lies before its start: of an active order it applies; of any other the dates
    are only doubted, and what is over ended by as_of at the latest, as if no end were stated.
    """
    ends = _order_of_derivation(entry, corner, clock)
    if entry.status == "active" or ends.basis == LAST_TAKEN:
        return ends
    if entry.status in ENDED_STATUSES:
        ends = replace(ends, end=max(ends.end, longest(_known(corner.start), clock)), others=())
    return replace(ends, policy="never")


def _written(date: DateReading | None) -> str:
    return "" if date is None else date.said


def _known(day: int | None) -> int:
    if day is None:  # pragma: no cover - callers have checked
        raise ValueError("a known day was expected")
    return day


def _drop_impossible_last_taken(entry: EntryReading, corner: Corner, dropped: list[tuple[str, int, str]]) -> Corner:
    taken = corner.taken
    if taken is None:
        return corner
    undated_plan = entry.status == "planned" and entry.start is None
    before = undated_plan or (corner.start is not None and taken < corner.start)
    if not before and taken <= 0:
        return corner
    where = "before its start" if before else "after the day of the check"
    dropped.append(("dropped-date", taken, f"last_taken {_written(entry.last_taken)} lies {where}"))
    return replace(corner, taken=None)


def _drop_fill_ahead(entry: EntryReading, corner: Corner, dropped: list[tuple[str, int, str]]) -> Corner:
    filled, supply = corner.filled, entry.days_supply
    if filled is None or filled <= 0:
        return corner
    if supply is not None:
        says = f"last_filled {_written(entry.last_filled)} lies after the day of the check"
        dropped.append(("dropped-date", filled + supply - 1, says))
    return replace(corner, filled=None)


def _order_of_derivation(entry: EntryReading, corner: Corner, clock: Clock) -> Ends:
    if entry.drug.washout == "implant" and not (entry.status == "stopped" and corner.end is not None):
        return _implant_in_place(corner)
    if corner.taken is not None and _last_taken_counts(entry, corner.taken, clock):
        return _from_last_taken(entry, corner, clock)
    if corner.end is not None:
        return _from_stated_end(entry, corner, clock)
    if entry.status in ENDED_STATUSES:
        return _ended_without_end(entry, corner, clock)
    return _open_order(entry, corner, clock)


def _last_taken_counts(entry: EntryReading, taken: int, clock: Clock) -> bool:
    """(1): for a naltrexone start after as_of an order that is not over says nothing about use until then."""
    if not clock.ahead or entry.status in ENDED_STATUSES:
        return True
    return entry.dose.only_prn and taken <= -clock.settings.prn_last_taken


def _from_last_taken(entry: EntryReading, corner: Corner, clock: Clock) -> Ends:
    taken = _known(corner.taken)
    wear = entry.drug.wear_days
    end = taken + wear
    supply = supply_end(entry, corner.start, corner.filled, refilled=corner.end is None)
    later = max((day for day in (corner.end, supply) if day is not None), default=end)
    others: tuple[tuple[str, int, str], ...] = ()
    if later > end:
        source = "supply" if supply == later else "stated end"
        others = (("leftover", later, f"{source} runs past last_taken {_written(entry.last_taken)}"),)
    return Ends(end, LAST_TAKEN, clock.end_minute(entry.last_taken), others=others)


def _implant_in_place(corner: Corner) -> Ends:
    if corner.end is None:
        return Ends(NEVER, "implant: no removal recorded")
    says = "an end is recorded, but not the removal of the implant"
    return Ends(NEVER, "implant: no removal recorded", others=(("ends-disagree", corner.end, says),))


def _from_stated_end(entry: EntryReading, corner: Corner, clock: Clock) -> Ends:
    """(2) and (3): the later of the stated end and the end of one supply."""
    given = _known(corner.end)
    supply = supply_end(entry, corner.start, corner.filled, refilled=False)
    others: list[tuple[str, int, str]] = []
    end, basis, minute = given, _latest(entry, given, clock), clock.end_minute(entry.end)
    if supply is not None and supply > given:
        end, basis, minute = supply, "end of the supply, later than the stated end", None
    if supply is not None and abs(supply - given) > clock.settings.ends_apart:
        says = f"stated end {_written(entry.end)} and the end of the supply differ by {abs(supply - given)} days"
        others.append(("ends-disagree", min(supply, given), says))
    if entry.status in OPEN_STATUSES and end < 0:
        others.append(("still-listed", NEVER, f"still listed as {entry.status} after its end"))
    return Ends(end, basis, minute, others=tuple(others))


def _latest(entry: EntryReading, given: int, clock: Clock) -> str:
    """The basis of a stated end at its latest; that of what is over is no later than the day of the check."""
    last = clock.last(entry.end)
    over = entry.status in ENDED_STATUSES and given == 0 and last is not None and last > 0
    return stated("end", entry.end, "latest") + (f" up to the check, listed as {entry.status}" if over else "")


def stated(name: str, date: DateReading | None, which: str) -> str:
    """The basis of a start or an end that somebody stated; ``which`` of its days it is taken as."""
    if date is None or (date.first == date.last and date.how != SUPPOSED):
        return f"{name} as stated"
    written = f"stated as {date.text}" if date.text else "not recorded"
    taken = "taken as this day" if date.how == SUPPOSED else f"{which} day it can mean"
    return f"{name} {written}: {taken}"


def _ended_without_end(entry: EntryReading, corner: Corner, clock: Clock) -> Ends:
    """(2) by supply, a single patch or injection, (5) start only, (6) nothing."""
    start = corner.start
    supply = supply_end(entry, start, corner.filled, refilled=True)
    if start is None:
        far = min(clock.earliest, 0)
        return Ends(0, "no dates recorded", policy="never", others=(("no-dates", far, "no start and no end"),))
    if _counted_from_application(entry):
        return _from_application(entry, start, supply, corner.filled)
    if supply is not None:
        return Ends(supply, "end of the supply")
    latest = longest(start, clock)
    if latest == start:
        return Ends(start, "stopped on the day it started")
    says = f"listed as {entry.status}, but no end is recorded"
    return Ends(latest, "no end recorded: latest day it can mean", policy="alone", others=(("no-end", start, says),))


def longest(start: int, clock: Clock) -> int:
    """The latest day on which something that is over ended, if nobody stated it: (5)."""
    return max(start, min(start + clock.settings.no_end_limit, 0))


def _from_application(entry: EntryReading, start: int, supply: int | None, filled: int | None) -> Ends:
    """The last application, refills being applied one supply apart, and its wear; a supply may last longer. What was
    filled later with a supply was applied then.
    """
    last = start + (entry.days_supply or 0) * (entry.refills or 0)
    basis = "last application by its refills" if last > start else "single application"
    if filled is not None and entry.days_supply is not None and filled > last:
        last, basis = filled, "application by its last fill"
    worn = last + entry.drug.wear_days
    is_depot = entry.drug.washout.startswith("depot")
    if supply is not None and supply > worn and not is_depot:
        return Ends(supply, "end of the supply")
    return Ends(worn, basis)


def _counted_from_application(entry: EntryReading) -> bool:
    """A depot injection, or single patches: the exposure is counted from the day the last was applied."""
    if entry.drug.washout.startswith("depot"):
        return True
    wear, supply, quantity = entry.drug.wear_days, entry.days_supply, entry.entry.quantity
    if wear <= 0:
        return False
    if supply is not None:
        return supply <= wear or (quantity is not None and quantity.value == 1)
    single = quantity is not None and quantity.value == 1
    return single or (entry.status == "completed" and not entry.dose.scheduled)


def _open_order(entry: EntryReading, corner: Corner, clock: Clock) -> Ends:
    """(4): open while the supply lasts, and where none is known."""
    if clock.ahead:
        return Ends(NEVER, f"listed as {entry.status} without an end")
    supply = supply_end(entry, corner.start, corner.filled, refilled=True)
    if supply is None:
        return Ends(NEVER, f"listed as {entry.status} without an end")
    if supply >= 0:
        return Ends(NEVER, "supply lasts")
    if entry.dose.prn and supply + clock.settings.open_after_supply > 0:
        return Ends(NEVER, f"listed as {entry.status}, supply not over for long")
    says = f"still listed as {entry.status}, supply ended {day_text(clock.as_of, supply)}"
    return Ends(supply, "end of the supply", others=(("supply-over", NEVER, says),))
