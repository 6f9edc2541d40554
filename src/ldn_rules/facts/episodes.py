"""Episodes of systemic naltrexone: L0 and L1 for the opioid rules (docs/guide/semantics.md "One exposure")."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from ldn_rules.facts.clock import OPEN_STATUSES
from ldn_rules.facts.courses import MINUTES, daily_total
from ldn_rules.facts.days import day_text
from ldn_rules.facts.declared import declared_ultra_low
from ldn_rules.facts.ends import LAST_TAKEN, REVERSED
from ldn_rules.facts.model import MAIN, NOTED, Fact, LazyTexts
from ldn_rules.facts.spells import UNKNOWN_START, Member, Spell, join, other_readings
from ldn_rules.facts.texts import amount_text, derivation_text, drug_text, start_text
from ldn_rules.facts.windows import NO_START, OtherReading, read_window
from ldn_rules.rulebook.enumerations import DOUBTS
from ldn_rules.rulebook.kinds import NEVER

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ldn_rules.facts.clock import Clock
    from ldn_rules.facts.windows import Dated, Window
    from ldn_rules.reading.model import EntryReading

DEPOT: Final = "naltrexone-depot"
"""Class of injected and implanted naltrexone."""


def naltrexone_windows(entries: Sequence[EntryReading], clock: Clock, opioids: Sequence[Dated]) -> list[Dated]:
    """The readings of each systemic naltrexone entry, as the opioid rules see them.

    The last entry stays open for some time; what begins only after as_of does not tell that the one before is over.
    """
    dated = [_naltrexone(entry, clock, opioids) for entry in entries]
    begun = [index for index, one in enumerate(dated) if one.main.start <= 0] or range(len(dated))
    newest = max(begun, key=lambda index: (dated[index].main.start, dated[index].main.end, -index), default=None)
    if newest is not None:
        dated[newest] = _last_entry(dated[newest], clock)
    return dated


def _naltrexone(entry: EntryReading, clock: Clock, opioids: Sequence[Dated]) -> Dated:
    dated = read_window(entry, clock)
    if dated.others:
        dated = replace(dated, others=tuple(other for other in dated.others if other.doubt not in NOTED))
    if DEPOT in entry.drug.classes:
        dated = _injected(dated, clock)
    if entry.start is None and (entry.status in OPEN_STATUSES or "start" in entry.unread):
        return _unknown_start(dated, clock, opioids)
    return _partial_start(dated, clock, opioids)


def _injected(dated: Dated, clock: Clock) -> Dated:
    """An injection on day d exposes from d to d plus the exposure.

    The last one is the last_taken or stated end, else that of the start; a supply may last longer.
    """
    main = dated.main
    if main.end >= NEVER:
        return dated
    days = clock.settings.injection_exposure
    single = dated.policy == "alone"
    last = main.end if main.end_basis == LAST_TAKEN else _last_injection(dated, clock)
    end = max(last + days, last if single else main.end)
    basis = f"{days} days after the last injection" if end == last + days else main.end_basis
    others = tuple(
        replace(other, window=_exposed(other.window, dated, days))
        for other in dated.others
        if other.doubt not in ("ends-disagree", "no-end")
    )
    exposed = replace(main, end=end, end_minute=None, end_basis=basis)
    return replace(dated, main=exposed, others=others, policy="" if single else dated.policy)


def _last_injection(dated: Dated, clock: Clock) -> int:
    """The stated end, else the latest start and the refills after it; where neither is known the end of the reading."""
    entry = dated.entry
    start = clock.last(entry.start)
    if start is not None:
        start += (entry.days_supply or 0) * (entry.refills or 0)
        filled = clock.last(entry.last_filled) if entry.days_supply is not None else None
        start = max(start, filled) if filled is not None and filled <= 0 else start
    return next(day for day in (dated.stated_end, start, dated.main.end) if day is not None)


def _exposed(window: Window, dated: Dated, days: int) -> Window:
    """Another reading of the dates of an injection, with its exposure."""
    stated = dated.stated_end is not None or dated.main.end_basis == LAST_TAKEN
    end = window.end + days if stated else max(window.start, dated.main.start + days)
    return replace(window, end=end)


def _last_entry(dated: Dated, clock: Clock) -> Dated:
    """The last naltrexone entry stays open until its supply has been over for some time."""
    entry = dated.entry
    stated = entry.end is not None and not any(other.doubt == REVERSED for other in dated.others)
    if entry.status not in OPEN_STATUSES or stated or dated.main.end >= NEVER:
        return dated
    dated = replace(dated, others=tuple(other for other in dated.others if other.doubt != "supply-over"))
    still = replace(dated.main, end=NEVER, end_minute=None, end_basis=f"listed as {entry.status} without an end")
    if dated.supply_end is None or dated.supply_end + clock.settings.open_after_supply > 0:
        others = (replace(one, window=replace(one.window, end=NEVER, end_minute=None)) for one in dated.others)
        return replace(dated, main=still, others=tuple(others))
    says = f"still listed as {entry.status}, supply over since {day_text(clock.as_of, dated.supply_end)}"
    return replace(dated, others=(*dated.others, OtherReading("not-confirmed-stopped", still, says)))


def _unknown_start(dated: Dated, clock: Clock, opioids: Sequence[Dated]) -> Dated:
    """L0 unknown: every day on which a result can change, from birth to as_of, or if it is planned from as_of on."""
    says = dated.main.start_basis if "start" in dated.entry.unread else "naltrexone is listed without a start"
    planned = dated.entry.status == "planned"
    last = dated.main.end if planned else min(0, dated.main.end)
    days = sorted({1 if planned else last, *_turning_days(clock, opioids)})
    others = tuple(
        OtherReading("no-start", replace(dated.main, start=day, start_minute=None, start_basis=says), says)
        for day in days
        if dated.main.start < day <= last and day < NEVER
    )
    return replace(dated, others=others, policy=UNKNOWN_START)


def _partial_start(dated: Dated, clock: Clock, opioids: Sequence[Dated]) -> Dated:
    """A start that is a month or a year, or unknown of what has ended: every day on which a result can change."""
    start = dated.entry.start
    exact = dated.entry.status == "planned" if start is None else start.first == start.last
    if exact:
        return dated
    doubt, says = ("partial-date", f"start is given only as {start.text}") if start else ("no-start", NO_START)
    first, last = dated.main.start, dated.main.end
    if start is not None:
        last = min(start.last - clock.as_of, last)
    between = tuple(
        OtherReading(doubt, replace(dated.main, start=day, start_minute=None, start_basis=says), says)
        for day in sorted(_turning_days(clock, opioids))
        if first < day < last
    )
    return replace(dated, others=(*dated.others, *between))


def _turning_days(clock: Clock, opioids: Sequence[Dated]) -> set[int]:
    """The days on which a naltrexone start can lead to something else than a day before: those so long ago that what
    they lead to is history, or an overlap that an earlier start has too, are one.
    """
    long_ago = -clock.settings.history_days - 1
    days = {0, 1, long_ago, long_ago + 1}  # from tomorrow on an order that is open says nothing about its last use
    for window in (window for opioid in opioids for window in opioid.windows):
        days |= {window.start, window.end, window.end + 1}
        days |= {window.end + length + off for length in clock.settings.interval_days for off in (-1, 0)}
    return {day for day in days if day >= long_ago}


def episodes(dated: Iterable[Dated], clock: Clock, first: int, full: frozenset[str] = frozenset()) -> list[Fact]:
    """One main fact per episode and one per other reading; ``first`` is the index of the first fact, ``full`` are the
    ids of entries that are full-dose treatment.
    """
    members = [Member(item, item.main) for item in dated]
    by_policy = {
        policy: [member for member in members if member.dated.policy == policy] for policy in _policies(members)
    }
    certain = by_policy.get("", [])
    facts = _episodes(certain, "", clock, first, full)
    for policy in ("never", "alone", "mildest"):
        if policy in by_policy:
            facts += _episodes([*certain, *by_policy[policy]], policy, clock, first + len(facts), full)
    return facts


def _episodes(members: Sequence[Member], policy: str, clock: Clock, first: int, full: frozenset[str]) -> list[Fact]:
    """The episodes of entries whose dates are known, or those that hold an entry of this policy beside them.

    What is known stands whatever a doubtful entry adds, so both are there.
    """
    days = clock.settings.episode_break
    spells = join(members, days)
    wanted = [index for index, spell in enumerate(spells) if policy in _policies(spell.members)]
    bases = {index: first + place for place, index in enumerate(wanted)}
    facts = [_fact(spells[index], base, MAIN, clock, full, policy) for index, base in bases.items()]
    for reading in other_readings(spells, days):
        if reading.base in bases and reading.doubted.policy == policy:
            base = bases[reading.base]
            facts.append(_fact(reading.spell, base, reading.other.doubt, clock, full, policy, reading.other.says))
    return facts


def _policies(members: Iterable[Member]) -> set[str]:
    return {member.dated.policy for member in members}


def _fact(
    spell: Spell, base: int, reading: str, clock: Clock, full: frozenset[str], policy: str, says: str = ""
) -> Fact:
    total = daily_total(spell.members)
    values: dict[str, int | tuple[int, int]] = {
        "n": base,
        "start": spell.start,
        "last": spell.end,
        "first-use": first_use(spell),
        "total": total,
        "full-dose": int(all(_is_full(member, full) for member in spell.members)),
        "declared-ultra-low": int(all(declared_ultra_low(member.dated.entry) for member in spell.members)),
        "doubt": 0 if reading == MAIN else DOUBTS.index(reading),
    }

    def texts() -> dict[str, str]:
        return {
            "drug": drug_text(spell),
            "start": start_text(clock.as_of, spell),
            "last": day_text(clock.as_of, spell.end),
            "derived": derivation_text(clock.as_of, spell),
            "doubt": says,
            "total": amount_text(total),
        }

    classes = frozenset().union(*(member.dated.entry.drug.classes for member in spell.members))
    return Fact(
        kind="episode",
        base=base,
        reading=reading,
        values=values,
        classes=classes,
        texts=LazyTexts(texts),
        entries=spell.entries,
        policy=policy,
        certain=reading == MAIN and not policy,
    )


def first_use(spell: Spell) -> int:
    """First use to the minute; 23:59 of the first day where no time is stated."""
    minute = spell.opening().window.start_minute
    return spell.start * MINUTES + (1439 if minute is None else minute)


def _is_full(member: Member, full: frozenset[str]) -> bool:
    entry = member.dated.entry
    return entry.entry.id in full or DEPOT in entry.drug.classes
