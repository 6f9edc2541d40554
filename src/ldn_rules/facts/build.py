"""From a list as read to the facts the rules speak of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from ldn_rules.facts.clock import FAR_PAST, NO_EXPOSURE, Clock
from ldn_rules.facts.courses import courses
from ldn_rules.facts.daily_sums import daily_sums
from ldn_rules.facts.dosing import Dosing, item_facts
from ldn_rules.facts.duplicates import duplicates
from ldn_rules.facts.episodes import episodes, naltrexone_windows
from ldn_rules.facts.gaps import WITHOUT_NALTREXONE, gaps
from ldn_rules.facts.model import FactSet
from ldn_rules.facts.persons import person
from ldn_rules.facts.strength import full_dose
from ldn_rules.facts.windows import read_window

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ldn_rules.facts.model import Fact
    from ldn_rules.facts.settings import Settings
    from ldn_rules.facts.windows import Dated
    from ldn_rules.reading.model import EntryReading, ListReading
    from ldn_rules.rulebook.vocabulary import Vocabulary

SYSTEMIC: Final = "naltrexone-systemic"
"""Class of naltrexone that the opioid rules call LDN."""

ORAL: Final = "naltrexone-oral"
"""Class of oral naltrexone-only items, the ones dose rules look at."""

SUBJECT: Final = "naltrexone"
"""Class of everything that holds naltrexone."""

OPIOID: Final = "opioid"
"""Class of every opioid; an entry that names one and naltrexone apart from it is read as both."""

TOPICAL: Final = "naltrexone-topical"
"""Class of naltrexone that is not counted as systemic exposure."""

SEQUESTERED: Final = "opioid-naltrexone-combination"
"""Class of opioids with naltrexone locked in: opioids, never the subject of the rules."""


def build(reading: ListReading, settings: Settings, vocabulary: Vocabulary | None = None) -> FactSet:
    """All facts of one list, in a fixed order; a permutation of the list gives the same facts.

    The ``vocabulary`` tells what is no medicine; without it there are no facts of that, and none of the person.
    A list without naltrexone has no facts but what keeps it from being called so (docs/guide/semantics.md "Outcome").
    """
    if not holds_naltrexone(reading):
        return FactSet(reading.as_of, tuple(gaps(reading, 0, WITHOUT_NALTREXONE)), holds_naltrexone=False)
    taken = _ordered(exposures(reading))
    systemic = [entry for entry in taken if SYSTEMIC in entry.drug.classes]
    clock = Clock(reading.as_of, settings, _birth(reading), offsets=frozenset(map(_offset, systemic)))
    others = [
        entry for entry in taken if _has_course(entry) and (OPIOID in entry.drug.classes or not is_subject(entry))
    ]
    by_now = [read_window(entry, clock) for entry in others]
    later = _as_seen_ahead(others, systemic, clock)
    naltrexone = naltrexone_windows(systemic, clock, [*by_now, *later])
    full = _full_dose(naltrexone, settings)
    facts = episodes(naltrexone, clock, 0, full)
    facts += _contact_courses(by_now, later, facts, clock)
    topical = [read_window(entry, clock) for entry in taken if TOPICAL in entry.drug.classes]
    facts += _dose_facts(reading, naltrexone, topical, full, settings, len(facts))
    facts += daily_sums(taken, by_now, clock, len(facts))
    facts += gaps(reading, len(facts))
    if vocabulary is not None:
        facts.append(person(reading.birth, reading.as_of, len(facts)))
        if reading.items:
            from ldn_rules.facts.context import Context

            facts += Context(vocabulary.concepts, vocabulary.item_words).facts(reading, len(facts))
    return FactSet(reading.as_of, tuple(facts), holds_naltrexone=True)


def holds_naltrexone(reading: ListReading) -> bool:
    """Whether any entry that counts holds naltrexone as its active drug, by name, code or near name."""
    given = (*reading.entries, *reading.devices)
    return any(is_subject(entry) and entry.status != "entered-in-error" for entry in given)


def is_subject(entry: EntryReading) -> bool:
    """Whether it holds naltrexone as its active drug."""
    classes = entry.drug.classes
    return SUBJECT in classes and SEQUESTERED not in classes


def exposures(reading: ListReading) -> list[EntryReading]:
    """The entries that facts are made of: of a drug no rule speaks of that is only the sum of its doses."""
    return [
        entry
        for entry in (*reading.entries, *reading.devices)
        if (entry.drug.outcome != "irrelevant" or entry.texts.summed) and entry.status not in NO_EXPOSURE
    ]


def _ordered(entries: Sequence[EntryReading]) -> list[EntryReading]:
    return sorted(entries, key=lambda entry: (entry.start.first if entry.start else 0, entry.entry.id))


def _birth(reading: ListReading) -> int:
    """The first day of anything: birth, unless it lies after what is recorded or after the check."""
    if reading.birth is None:
        return FAR_PAST
    born, recorded = reading.birth.first, reading.as_of
    for entry in reading.entries:
        for date in (entry.start, entry.end, entry.last_taken):
            if date is not None and date.first < recorded:
                recorded = date.first
    return FAR_PAST if born > recorded else born - reading.as_of


def _offset(entry: EntryReading) -> int | None:
    """The offset of the clock by which naltrexone starts; None without a time."""
    return None if entry.start is None or entry.start.minute is None else entry.start.offset


def _has_course(entry: EntryReading) -> bool:
    return entry.drug.ingredient is not None and entry.drug.outcome in ("recognised", "review")


def _as_seen_ahead(others: Sequence[EntryReading], systemic: Sequence[EntryReading], clock: Clock) -> list[Dated]:
    """The other entries as they are read for a naltrexone start after as_of, if there can be one."""
    ahead = any(entry.status == "planned" or (entry.start and entry.start.last > clock.as_of) for entry in systemic)
    later = replace(clock, ahead=True)
    return [read_window(entry, later) for entry in others] if ahead else []


def _contact_courses(
    by_now: Sequence[Dated], later: Sequence[Dated], spells: Sequence[Fact], clock: Clock
) -> list[Fact]:
    """Courses of everything but naltrexone, for episodes begun by as_of and for those ahead."""
    ahead = any(_starts_ahead(spell) for spell in spells)
    now = not ahead or any(not _starts_ahead(spell) for spell in spells)
    first = len(spells)
    facts: list[Fact] = []
    if now:
        facts += courses(by_now, clock, "by-now" if ahead else "", first)
    if ahead:
        facts += courses(later, clock, "ahead" if now else "", first + len(facts))
    return facts


def _starts_ahead(spell: Fact) -> bool:
    start = spell.values["start"]
    return isinstance(start, int) and start > 0


def _full_dose(naltrexone: Sequence[Dated], settings: Settings) -> frozenset[str]:
    """Ids of the oral naltrexone-only entries that are full-dose treatment."""
    oral = [one for one in naltrexone if ORAL in one.entry.drug.classes]
    return frozenset(one.entry.entry.id for one in oral if full_dose(one, oral, settings))


def _dose_facts(
    reading: ListReading,
    naltrexone: Sequence[Dated],
    topical: Sequence[Dated],
    full: frozenset[str],
    settings: Settings,
    first: int,
) -> list[Fact]:
    oral = [one for one in naltrexone if ORAL in one.entry.drug.classes]
    facts = list(item_facts(oral, full, reading.as_of, first))
    facts += Dosing(reading, oral, full, settings).facts(first + len(facts))
    return facts + duplicates(naltrexone, topical, full, reading.as_of, first + len(facts))
