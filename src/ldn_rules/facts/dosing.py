"""Facts of the dose rules: items, segments, steps and pairs; low-dose episodes stand beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from ldn_rules.facts.courses import OfDose, course_of
from ldn_rules.facts.days import day_text
from ldn_rules.facts.declared import declared_ultra_low
from ldn_rules.facts.directions import low_dose_items
from ldn_rules.facts.dose_facts import Values, dose_fact
from ldn_rules.facts.low_dose import LowDoseEpisodes
from ldn_rules.facts.pairs import overlaps
from ldn_rules.facts.plans import laid, phased
from ldn_rules.facts.regimens import (
    apart,
    in_force,
    items,
    largest_dose,
    same_fill,
    stretches,
    taken_together,
    times,
    total,
    two_prescribers,
)
from ldn_rules.facts.steps import Steps, without_start
from ldn_rules.facts.texts import amount_text
from ldn_rules.rulebook.enumerations import FAULTS, places

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ldn_rules.facts.model import Fact
    from ldn_rules.facts.pairs import Overlap
    from ldn_rules.facts.regimens import Stretch
    from ldn_rules.facts.settings import Settings
    from ldn_rules.facts.windows import Dated
    from ldn_rules.reading.model import DoseReading, EntryReading, ListReading

_FAULT: Final = places(FAULTS)


def item_facts(dated: Sequence[Dated], full: frozenset[str], as_of: int, first: int) -> Iterator[Fact]:
    """One course fact per oral naltrexone-only entry, with what is wrong or missing in its dose."""
    for index, one in enumerate(dated):
        yield course_of(one, as_of, first + index, _of_dose(one.entry, is_full=one.entry.entry.id in full))


def _of_dose(read: EntryReading, *, is_full: bool) -> OfDose:
    dose = read.dose
    incomplete = not is_full and dose.fault == "none" and bool(dose.missing or dose.disagreement)
    values = {
        "fault": _FAULT[dose.fault],
        "incomplete": int(incomplete),
        "odd-decimal": int(bool(dose.remarks)),
        "full-dose": int(is_full),
        "declared-ultra-low": int(declared_ultra_low(read)),
    }
    return OfDose(
        values,
        lambda: {"missing": _missing(dose), "fault": dose.fault_text, "odd-decimal": "; ".join(dose.remarks)},
    )


def _telling(found: Sequence[Stretch]) -> Iterator[tuple[Stretch | None, Stretch]]:
    """The spans that say something of the total, each behind the one before it: within one plan the highest dose speaks
    for those that lead up to it.
    """
    for place, stretch in enumerate(found):
        course = stretch.course
        later = found[place + 1 :] if course is not None else ()
        if not any(one.certain and one.course == course and one.low >= stretch.high for one in later):
            yield (found[place - 1] if place else None), stretch


def _missing(dose: DoseReading) -> str:
    absent = [name for name in dose.missing if name != "sig" or not dose.not_understood]
    left = ", ".join(f'"{text}"' for text in dose.not_understood)
    parts = [", ".join(absent) + " missing"] if absent else []
    parts += [f"not understood in the directions: {left}"] if left else []
    return "; ".join([*parts, *([dose.disagreement] if dose.disagreement else [])])


class Dosing:
    """All facts about low-dose and full-dose oral naltrexone of one list."""

    def __init__(self, reading: ListReading, dated: Sequence[Dated], full: frozenset[str], settings: Settings) -> None:
        """``dated`` are the oral naltrexone-only entries, ``full`` the ids of the full-dose ones."""
        self._reading = reading
        self._as_of = reading.as_of
        self._settings = settings
        low = self._low_dated = [one for one in dated if one.entry.entry.id not in full]
        self._undated = [one for one in low if without_start(one)]
        with_start = [one for one in low if not without_start(one)] if self._undated else low
        known_now = [one for one in low if one.policy != "never"]
        if self._undated:
            known_now = [_as_known_now(one) for one in known_now]
        low_items = items(with_start)
        self._all_low = low_items if known_now == with_start else items(known_now)
        self._plans = laid(low_items, settings.episode_break)
        self._low = phased(low_items, self._plans)
        self._together = stretches(self._low, taken_together)
        self._totals = self._together if self._all_low is low_items else self._low_totals()
        self._full = items([one for one in dated if one.entry.entry.id in full])

    def facts(self, first: int) -> list[Fact]:
        """Segments, steps, pairs, low-dose items and episodes, in that order."""
        found = list(self._segments(first))
        newest = self._together if apart(self._low) else stretches(self._low, in_force)
        steps = Steps(self._as_of, self._settings, newest, self._plans, self._undated)
        found.extend(steps.facts(first + len(found)))
        found.extend(self._pairs(first + len(found)))
        found.extend(low_dose_items(self._low_dated, self._all_low, self._as_of, first + len(found)))
        return found + self._episodes(first + len(found))

    def _episodes(self, first: int) -> list[Fact]:
        known = LowDoseEpisodes(self._reading, self._settings)
        regimens = self._together if self._undated else self._totals
        if regimens or not self._undated:
            return list(known.dated(first, regimens))
        return list(known.undated(first, self._totals, min(one.main.start for one in self._undated)))

    def _low_totals(self) -> list[Stretch]:
        """Spans of constant total dose, entries without a start counted from the day of the check on: at which step
        of a plan those are is not known.
        """
        placed = [item for item in self._all_low if not without_start(item.dated)]
        return stretches(phased(self._all_low, laid(placed, self._settings.episode_break)), taken_together)

    def _day(self, day: int) -> str:
        return day_text(self._as_of, day)

    def _segments(self, first: int) -> Iterator[Fact]:
        n = first
        for of, is_full in ((self._totals, 0), (stretches(self._full, taken_together), 1)):
            for before, stretch in _telling(of):
                yield self._segment(n, stretch, before, is_full)
                n += 1

    def _segment(self, n: int, stretch: Stretch, before: Stretch | None, is_full: int) -> Fact:
        values: Values = {
            "n": n,
            "start": stretch.start,
            "last": stretch.end,
            "total": (stretch.low, stretch.high),
            "dose": largest_dose(stretch),
            "factor": times(stretch, before),
            "divisor": times(before, stretch),
            "full-dose": is_full,
        }
        return dose_fact("segment", n, values, lambda: self._segment_texts(stretch, before), stretch.entries)

    def _segment_texts(self, stretch: Stretch, before: Stretch | None) -> dict[str, str]:
        return {
            "start": self._day(stretch.start),
            "last": self._day(stretch.end),
            "total": amount_text((stretch.low, stretch.high)),
            "dose": amount_text(largest_dose(stretch)),
            "before": "none" if before is None else amount_text((before.low, before.high)),
            "items": " + ".join(dict.fromkeys(item.name for item in taken_together(stretch.items))),
        }

    def _pairs(self, first: int) -> Iterator[Fact]:
        return (self._pair(first + index, found) for index, found in enumerate(overlaps(self._all_low, self._as_of)))

    def _pair(self, n: int, found: Overlap) -> Fact:
        one, other = found.one, found.other
        values: Values = {
            "n": n,
            "last": found.last,
            "shared-days": found.shared,
            "fills": int(same_fill(one, other)),
            "two-prescribers": int(two_prescribers(one, other)),
        }

        def texts() -> dict[str, str]:
            return {
                "items": f"{one.name} and {other.name}",
                "total": amount_text(total(taken_together([one, other]))),
                "last": self._day(found.last),
            }

        return dose_fact("pair", n, values, texts, found.entries)


def _as_known_now(one: Dated) -> Dated:
    """An entry without a start counts from as_of on, or on its last day: that much is known of it."""
    if not without_start(one):
        return one
    return replace(one, main=replace(one.main, start=min(0, one.main.end), start_minute=None))
