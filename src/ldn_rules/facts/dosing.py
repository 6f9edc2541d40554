"""Facts of the dose rules: items, segments, steps and pairs; low-dose episodes stand beside them."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from msgspec.structs import replace

from ldn_rules.facts.courses import course_of
from ldn_rules.facts.days import day_text
from ldn_rules.facts.dose_facts import Values, dose_fact, latest_start, other_reading, partial_starts
from ldn_rules.facts.low_dose import LowDoseEpisodes
from ldn_rules.facts.model import LazyTexts
from ldn_rules.facts.pairs import overlaps
from ldn_rules.facts.regimens import (
    Stretch,
    in_force,
    items,
    resumed,
    same_fill,
    stretches,
    taken_together,
    total,
    two_prescribers,
)
from ldn_rules.facts.texts import amount_text
from ldn_rules.rulebook.enumerations import FAULTS
from ldn_rules.rulebook.kinds import NEVER, UNKNOWN, UNKNOWN_DAY

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ldn_rules.facts.model import Fact
    from ldn_rules.facts.pairs import Overlap
    from ldn_rules.facts.settings import Settings
    from ldn_rules.facts.windows import Dated
    from ldn_rules.reading.model import DoseReading, ListReading


def item_facts(dated: Sequence[Dated], full: frozenset[str], as_of: int, first: int) -> Iterator[Fact]:
    """One course fact per oral naltrexone-only entry, with what is wrong or missing in its dose."""
    for index, one in enumerate(dated):
        plain = course_of(one, as_of, first + index)
        dose = one.entry.dose
        is_full = one.entry.entry.id in full
        values = {
            **plain.values,
            "fault": FAULTS.index(dose.fault),
            "incomplete": int(not is_full and dose.fault == "none" and bool(dose.missing or dose.disagreement)),
            "full-dose": int(is_full),
        }
        yield replace(plain, values=values, texts=_item_texts(plain, dose), policy="", certain=True)


def _item_texts(plain: Fact, dose: DoseReading) -> LazyTexts:
    return LazyTexts(lambda: {**plain.texts, "fault": dose.fault_text, "missing": _missing(dose)})


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
        low = [one for one in dated if one.entry.entry.id not in full]
        self._undated = [one for one in low if _without_start(one)]
        with_start = [one for one in low if not _without_start(one)]
        known_now = [_as_known_now(one) for one in low if one.policy != "never"]
        self._low = items(with_start)
        self._all_low = self._low if known_now == with_start else items(known_now)
        self._totals = stretches(self._all_low, taken_together)
        self._full = items([one for one in dated if one.entry.entry.id in full])

    def facts(self, first: int) -> list[Fact]:
        """Segments, steps, pairs and low-dose episodes, in that order."""
        found: list[Fact] = []
        for part in (self._segments, self._steps, self._pairs):
            found.extend(part(first + len(found)))
        return found + self._episodes(first + len(found))

    def _episodes(self, first: int) -> list[Fact]:
        known = LowDoseEpisodes(self._reading, self._settings)
        regimens = self._totals if self._low is self._all_low else stretches(self._low, taken_together)
        if regimens or not self._undated:
            return list(known.dated(first, regimens))
        return list(known.undated(first, self._totals, min(one.main.start for one in self._undated)))

    def _day(self, day: int) -> str:
        return day_text(self._as_of, day)

    def _segments(self, first: int) -> Iterator[Fact]:
        n = first
        for of, is_full in ((self._totals, 0), (stretches(self._full, taken_together), 1)):
            for stretch in of:
                yield self._segment(n, stretch, is_full)
                n += 1

    def _segment(self, n: int, stretch: Stretch, is_full: int) -> Fact:
        values: Values = {
            "n": n,
            "start": stretch.start,
            "last": stretch.end,
            "total": (stretch.low, stretch.high),
            "full-dose": is_full,
        }
        return dose_fact("segment", n, values, lambda: self._segment_texts(stretch), stretch.entries)

    def _segment_texts(self, stretch: Stretch) -> dict[str, str]:
        return {
            "start": self._day(stretch.start),
            "last": self._day(stretch.end),
            "total": amount_text((stretch.low, stretch.high)),
            "items": " + ".join(dict.fromkeys(item.name for item in taken_together(stretch.items))),
        }

    def _steps(self, first: int) -> Iterator[Fact]:
        n = first
        regimens = resumed(stretches(self._low, in_force), self._settings.episode_break)
        for before, after in pairwise(regimens):
            if (before.low, before.high) != (after.low, after.high):
                main = self._step(n, before, after)
                yield main
                n += 1
                other = self._other_step(main, n, before, after)
                if other is not None:
                    yield other
                    n += 1
        for undated in self._undated:
            if regimens:
                yield self._undated_step(n, regimens[-1], undated)
                n += 1

    def _step(self, n: int, before: Stretch, after: Stretch) -> Fact:
        interval = after.start - before.start
        values: Values = {
            "n": n,
            "day": after.start,
            "rise": (after.low - before.high, after.high - before.low),
            "since-change": (interval, interval),
            "without": after.start - before.end,
        }
        entries = (*before.entries, *after.entries)
        return dose_fact("step", n, values, lambda: self._step_texts(before, after), entries)

    def _step_texts(self, before: Stretch, after: Stretch) -> dict[str, str]:
        rise = (after.low - before.high, after.high - before.low)
        return {
            "day": self._day(after.start),
            "from": amount_text((before.low, before.high)),
            "to": amount_text((after.low, after.high)),
            "rise": "unknown" if max(after.high, before.high) >= UNKNOWN else amount_text(rise),
            "doubt": "",
        }

    def _other_step(self, main: Fact, n: int, before: Stretch, after: Stretch) -> Fact | None:
        """The same step if partial start dates are read the other way: the longest interval."""
        latest = latest_start(after.opening, after.start, self._as_of)
        if latest == after.start:
            return None
        interval = latest - before.start
        values = dict(main.values) | {"n": n, "since-change": (interval, interval)}
        return other_reading(main, "partial-date", values, partial_starts(after.opening))

    def _undated_step(self, n: int, before: Stretch, undated: Dated) -> Fact:
        undated_items = tuple(items([undated]))
        after = Stretch(0, NEVER, *total(undated_items), undated_items)
        step = self._step(n, before, after)
        values = dict(step.values) | {"since-change": (0, UNKNOWN), "without": 1}
        texts = LazyTexts(lambda: {**step.texts, "day": f"{UNKNOWN_DAY} (no start recorded)"})
        return replace(step, values=values, texts=texts)

    def _pairs(self, first: int) -> Iterator[Fact]:
        return (self._pair(first + index, found) for index, found in enumerate(overlaps(self._all_low)))

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
    if not _without_start(one):
        return one
    return replace(one, main=replace(one.main, start=min(0, one.main.end), start_minute=None))


def _without_start(one: Dated) -> bool:
    return one.entry.start is None and one.entry.status != "planned"
