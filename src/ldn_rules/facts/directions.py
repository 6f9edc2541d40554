"""How each low-dose entry is taken and made (LDN310, LDN311, LDN312)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ldn_rules.facts.days import day_text
from ldn_rules.facts.model import MAIN, Fact, LazyTexts
from ldn_rules.facts.texts import entry_name
from ldn_rules.rulebook.kinds import KINDS, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ldn_rules.facts.dose_facts import Values
    from ldn_rules.facts.regimens import Item
    from ldn_rules.facts.windows import Dated
    from ldn_rules.reading.model import DoseReading

_KIND: Final = "low-dose-item"
_TIMES: Final = KINDS[_KIND].fields["time-of-day"].values
_LIQUID: Final = "oral-liquid"
_EXTENDED: Final = "extended"
_AT_NIGHT: Final = frozenset({"bedtime", "night"})
_ONCE: Final = (1, 1)


def low_dose_items(low: Sequence[Dated], joined: Sequence[Item], as_of: int, first: int) -> Iterator[Fact]:
    """One fact for each low-dose entry. ``joined`` are the entries as items, whose ends are cut where the next one
    takes over; ``first`` is the index of the first fact.
    """
    ends = {name: item.end for item in joined for name in item.entries}
    for index, one in enumerate(low):
        yield _fact(first + index, one, ends, as_of)


def _fact(n: int, one: Dated, ends: Mapping[str, int], as_of: int) -> Fact:
    entry, dose = one.entry, one.entry.dose
    last = min(one.main.end, ends.get(entry.entry.id, one.main.end))
    doses, interval = _rhythm(dose)
    strength = dose.unit_strength
    age = _age(one, last, as_of)
    values: Values = {
        "n": n,
        "start": one.main.start,
        "last": last,
        "incomplete": int(bool(dose.missing or dose.disagreement)),
        "prn": int(dose.prn),
        "doses": doses,
        "every": interval,
        "time-of-day": _TIMES.index(_time_of_day(dose.schedule.times_of_day)),
        "extended": int(entry.drug.release == _EXTENDED),
        "unit-strength": (0, UNKNOWN) if strength is None else (strength.low, strength.high),
        "split": int(_is_split(dose)),
        "dissolved": int(dose.schedule.dissolved),
        "liquid-age": age,
    }

    def texts() -> dict[str, str]:
        return {
            "names": entry_name(entry),
            "sig": entry.entry.sig or "no directions",
            "times": _rhythm_text(doses, interval),
            "made": day_text(as_of, -age) if age else "",
        }

    classes = entry.drug.classes
    return Fact(_KIND, n, MAIN, values, classes, LazyTexts(texts), (entry.entry.id,))


def _rhythm(dose: DoseReading) -> tuple[tuple[int, int], tuple[int, int]]:
    """Doses on a day when it is taken, and days from one such day to the next; where the supply alone tells the dose,
    once a day.
    """
    schedule = dose.schedule
    if schedule.doses is None or schedule.interval is None:
        by_supply = dose.daily is not None and not dose.missing
        return (_ONCE, _ONCE) if by_supply else ((0, UNKNOWN), (0, UNKNOWN))
    return schedule.doses, schedule.interval


def _time_of_day(times: Sequence[str]) -> str:
    if not times:
        return "not-said"
    if _AT_NIGHT.issuperset(times):
        return "bedtime"
    return "morning" if set(times) == {"morning"} else "other"


def _is_split(dose: DoseReading) -> bool:
    """Whether one dose is part of a unit, by its amount or as the name says."""
    if dose.single is None or dose.unit_strength is None:
        return dose.in_parts
    return dose.single.high < dose.unit_strength.low


def _age(one: Dated, last: int, as_of: int) -> int:
    """Days since a liquid in use was dispensed or begun; 0 where it is none, or nothing dates it."""
    entry = one.entry
    if entry.drug.form != _LIQUID or last < 0:
        return 0
    made = entry.last_filled or entry.start
    return 0 if made is None else max(0, as_of - made.last)


def _rhythm_text(doses: tuple[int, int], interval: tuple[int, int]) -> str:
    if max(doses[1], interval[1]) >= UNKNOWN:
        return "not known how often"
    often = _range_text(doses, "once a day", "{} times a day")
    return often if interval == _ONCE else f"{often} every {_range_text(interval, 'day', '{} days')}"


def _range_text(values: tuple[int, int], once: str, more: str) -> str:
    low, high = values
    if low != high:
        return more.format(f"{low} to {high}")
    return once if high == 1 else more.format(high)
