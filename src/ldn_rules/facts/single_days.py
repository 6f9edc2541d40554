"""A list as it would be if a date that is only a month or a year were one of its days.

The other stages take such a date at the ends of what it can mean, which is the worst for most rules. Where only a day
between them leads to something (an opioid begun soon after naltrexone, two fills that no longer adjoin), these
readings find it (docs/guide/semantics.md "Dates").
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from ldn_rules.facts.build import exposures, is_subject
from ldn_rules.facts.clock import Clock
from ldn_rules.facts.latest import latest_end, latest_start, latest_use
from ldn_rules.facts.model import MAIN
from ldn_rules.reading.model import SUPPOSED, DateReading
from ldn_rules.rulebook.kinds import NEVER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ldn_rules.facts.model import FactSet
    from ldn_rules.facts.settings import Settings
    from ldn_rules.reading.model import EntryReading, ListReading

SUBJECT: Final = frozenset({"naltrexone"})
OPIOIDS: Final = frozenset({"opioid"})
"""Classes of everything that holds naltrexone, and of every opioid."""

TOUCHING: Final = range(-1, 2)
ADJOINING: Final = range(-2, 3)
"""Days near one on which something begins or ends, and those on which two fills still adjoin or no longer do."""


class SingleDay(Struct, frozen=True):
    """One date of an entry as one day. ``says`` which date it is."""

    entry: str
    name: str
    date: DateReading
    says: str

    def of(self, reading: ListReading) -> ListReading:
        """The list with the date taken so."""
        entries = tuple(self._taken(one) for one in reading.entries)
        return replace(reading, entries=entries, devices=tuple(self._taken(one) for one in reading.devices))

    def _taken(self, one: EntryReading) -> EntryReading:
        return replace(one, **{self.name: self.date}) if one.entry.id == self.entry else one


def single_days(reading: ListReading, facts: FactSet, settings: Settings) -> list[SingleDay]:
    """Each date of an exposure that is a month or a year, and each start that naltrexone beside a fill of it lacks, as
    every day of it on which a result can turn; the days nearest to the check first.

    ``facts`` are those of the list as it stands: results turn near the days on which naltrexone begins or ends, for its
    own dates near those of opioids too, and on the first day that is not history; where a supply counts from the date,
    as much sooner. A date so long ago that all it leads to is history is left out.
    """
    found = _Days(reading, facts, settings).all()
    return sorted(found, key=lambda one: (abs(one.date.first - reading.as_of), one.says, one.entry))


def are_there(reading: ListReading) -> bool:
    """Whether an exposure has a date that is a month or a year, or naltrexone without a start stands beside a fill."""
    taken = exposures(reading)
    return any(map(_vague, taken)) or any(_lack_starts(taken))


class _Days:
    """The days of one list, relative to as_of."""

    def __init__(self, reading: ListReading, facts: FactSet, settings: Settings) -> None:
        self._exposures = exposures(reading)
        self._settings = settings
        self._clock = Clock(reading.as_of, settings)
        of_naltrexone = _edges(facts, SUBJECT) | {0, -settings.history_days}
        self._met = _near(of_naltrexone, TOUCHING)
        self._own = _near(of_naltrexone, ADJOINING) | _near(_edges(facts, OPIOIDS), TOUCHING)

    def all(self) -> Iterator[SingleDay]:
        lacking = list(_lack_starts(self._exposures))
        for entry in self._exposures:
            for name, when in _vague(entry):
                first, last = _possible(entry, name, when, self._clock)
                if last >= self._long_ago(entry):
                    days = {day for day in self._turns(entry, name) if first < day < last}
                    yield from (self._single(entry, name, day, when.text) for day in {first, last} | days)
            if entry in lacking:
                ends = (0, latest_end(entry, self._clock), latest_use(entry.last_taken, self._clock))
                last, since = min(day for day in ends if day is not None), self._long_ago(entry)
                days = {max(since, day) for day in self._turns(entry, "start") if day <= last}
                yield from (self._single(entry, "start", day, "") for day in days)

    def _turns(self, entry: EntryReading, name: str) -> set[int]:
        """The days of a date near which results turn."""
        turns = self._own if is_subject(entry) else self._met
        if name == "end" or not entry.days_supply:
            return turns
        known = (self._clock.last(entry.end), self._clock.last(entry.last_taken))
        ends = turns | _near((day for day in known if day is not None), TOUCHING)
        lengths = {entry.days_supply, entry.days_supply * (1 + (entry.refills or 0))}
        return turns | {day - length + 1 for day in ends for length in lengths}

    def _long_ago(self, entry: EntryReading) -> int:
        """The day before which a date leads to history alone: the longest that is derived from it, or waited for."""
        settings = self._settings
        supply = (entry.days_supply or 0) * (1 + (entry.refills or 0))
        return -settings.history_days - max(settings.no_end_limit, supply) - max(settings.interval_days, default=0)

    def _single(self, entry: EntryReading, name: str, day: int, text: str) -> SingleDay:
        ordinal = self._clock.as_of + day
        given = f", given only as {text}," if text else ", not recorded,"
        says = f"the {name} of {entry.drug.input or entry.entry.id}{given} were {date.fromordinal(ordinal)}"
        return SingleDay(entry.entry.id, name, DateReading(ordinal, ordinal, None, text, how=SUPPOSED), says)


def _lack_starts(taken: Sequence[EntryReading]) -> Iterator[EntryReading]:
    """Naltrexone that was or is taken since nobody knows when, beside a fill of it whose last day is known: whether it
    ran beside that one hangs on its start.
    """
    subject = [entry for entry in taken if is_subject(entry)]
    fills = [entry for entry in subject if _is_fill(entry)]
    for entry in subject:
        if entry.start is None and entry.status != "planned" and any(fill is not entry for fill in fills):
            yield entry


def _is_fill(entry: EntryReading) -> bool:
    return entry.end is not None or (entry.start is not None and entry.days_supply is not None)


def _vague(entry: EntryReading) -> list[tuple[str, DateReading]]:
    """The dates of an exposure that are more than a day, by name."""
    dates = (("start", entry.start), ("end", entry.end), ("last_taken", entry.last_taken))
    filled = ("last_filled", entry.last_filled)
    return [(name, when) for name, when in (*dates, filled) if when is not None and when.first != when.last]


def _possible(entry: EntryReading, name: str, when: DateReading, clock: Clock) -> tuple[int, int]:
    """The first and the last day that a date can mean beside the others of its entry; all its days if there is none."""
    first, last = when.first - clock.as_of, when.last - clock.as_of
    not_before: list[int | None] = []
    not_after: list[int | None] = []
    if name == "start":
        not_after = [latest_start(entry, first, clock), latest_end(entry, clock), latest_use(entry.last_taken, clock)]
    else:
        planned = entry.status == "planned" and entry.start is None
        not_before = [0 if planned else clock.first(entry.start)] if name != "last_filled" else []
        not_after = [latest_end(entry, clock) if name == "end" else latest_use(when, clock)]
    low = max(day for day in (first, *not_before) if day is not None)
    high = min(day for day in (last, *not_after) if day is not None)
    return (low, high) if low <= high else (first, last)


def _edges(facts: FactSet, classes: frozenset[str]) -> set[int]:
    """The first and the last days of what the facts say of these classes, as it is read first."""
    exposures = (fact for fact in facts.facts if fact.kind in {"course", "episode"} and fact.reading == MAIN)
    days = (
        fact.values[name] for fact in exposures if not classes.isdisjoint(fact.classes) for name in ("start", "last")
    )
    return {day for day in days if isinstance(day, int) and abs(day) < NEVER}


def _near(edges: Iterable[int], offsets: range) -> set[int]:
    return {day + offset for day in edges for offset in offsets}
