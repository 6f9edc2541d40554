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

from ldn_rules.facts.clock import NO_EXPOSURE, Clock
from ldn_rules.facts.latest import latest_end, latest_start, latest_use
from ldn_rules.facts.model import MAIN
from ldn_rules.reading.model import SUPPOSED
from ldn_rules.rulebook.kinds import NEVER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ldn_rules.facts.model import FactSet
    from ldn_rules.facts.settings import Settings
    from ldn_rules.reading.model import DateReading, EntryReading, ListReading

SUBJECT: Final = frozenset({"naltrexone"})
OPIOIDS: Final = frozenset({"opioid"})
"""Classes of everything that holds naltrexone, and of every opioid."""

TOUCHING: Final = range(-1, 2)
ADJOINING: Final = range(-2, 3)
"""Days near one on which something begins or ends, and those on which two fills still adjoin or no longer do."""


class SingleDay(Struct, frozen=True):
    """One date of the entry at ``place``, whose id is ``entry``, as one day (an ordinal). ``says`` which date it is."""

    place: int
    entry: str
    name: str
    day: int
    says: str

    def of(self, reading: ListReading) -> ListReading:
        """The list with the date taken so."""
        entry = reading.entries[self.place]
        supposed = replace(getattr(entry, self.name), first=self.day, last=self.day, how=SUPPOSED)
        before, after = reading.entries[: self.place], reading.entries[self.place + 1 :]
        return replace(reading, entries=(*before, replace(entry, **{self.name: supposed}), *after))


def single_days(reading: ListReading, facts: FactSet, settings: Settings) -> tuple[SingleDay, ...]:
    """Each date of an exposure that is a month or a year, as every day of it on which a result can turn.

    ``facts`` are those of the list as it stands: results turn near the days on which naltrexone begins or ends, for its
    own dates near those of opioids too, and on the first day that is not history. A date so long ago that all it
    leads to is history is left out.
    """
    return tuple(_single_days(reading, facts, settings))


def _single_days(reading: ListReading, facts: FactSet, settings: Settings) -> Iterator[SingleDay]:
    clock = Clock(reading.as_of, settings)
    of_naltrexone = _edges(facts, SUBJECT) | {0, -settings.history_days}
    met = sorted(_near(of_naltrexone, TOUCHING))
    own = sorted(_near(of_naltrexone, ADJOINING) | _near(_edges(facts, OPIOIDS), TOUCHING))
    for place, entry in enumerate(reading.entries):
        is_subject = not SUBJECT.isdisjoint(entry.drug.classes)
        for name, when in _vague(entry):
            first, last = _possible(entry, name, when, clock)
            if last < _long_ago(entry, settings):
                continue
            inside = [day for day in (own if is_subject else met) if first < day < last]
            for day in dict.fromkeys((first, *inside, last)) if is_subject else inside:
                written = f"{name} of {entry.drug.input or entry.entry.id} is given only as {when.text}"
                on = date.fromordinal(reading.as_of + day)
                yield SingleDay(
                    place, entry.entry.id, name, reading.as_of + day, f"{written}, and {on} would give this"
                )


def are_there(reading: ListReading) -> bool:
    """Whether an exposure has a date that is a month or a year."""
    return any(_vague(entry) for entry in reading.entries if not entry.drug.irrelevant)


def _vague(entry: EntryReading) -> list[tuple[str, DateReading]]:
    """The dates of an exposure that are more than a day, by name."""
    if entry.status in NO_EXPOSURE or entry.drug.irrelevant:
        return []
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


def _long_ago(entry: EntryReading, settings: Settings) -> int:
    """The day before which a date leads to history alone: the longest that is derived from it, or waited for."""
    supply = (entry.days_supply or 0) * (1 + (entry.refills or 0))
    return -settings.history_days - max(settings.no_end_limit, supply) - max(settings.interval_days, default=0)


def _edges(facts: FactSet, classes: frozenset[str]) -> set[int]:
    """The first and the last days of what the facts say of these classes, as it is read first."""
    exposures = (fact for fact in facts.facts if fact.kind in {"course", "episode"} and fact.reading == MAIN)
    days = (
        fact.values[name] for fact in exposures if not classes.isdisjoint(fact.classes) for name in ("start", "last")
    )
    return {day for day in days if isinstance(day, int) and abs(day) < NEVER}


def _near(edges: Iterable[int], offsets: range) -> set[int]:
    return {day + offset for day in edges for offset in offsets}
