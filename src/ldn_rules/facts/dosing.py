"""Facts of the dose rules: items, segments, steps, pairs and low-dose episodes."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from ldn_rules.facts.courses import course_of
from ldn_rules.facts.days import day_text
from ldn_rules.facts.model import MAIN, Fact, LazyTexts
from ldn_rules.facts.pairs import overlaps
from ldn_rules.facts.regimens import (
    Item,
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
from ldn_rules.rulebook.kinds import DOUBTS, FAULTS, NEVER, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ldn_rules.facts.pairs import Overlap
    from ldn_rules.facts.settings import Settings
    from ldn_rules.facts.windows import Dated
    from ldn_rules.reading.model import DoseReading, ListReading

ITEM_CLASSES: Final = frozenset({"naltrexone-oral"})
"""Class of the facts that are made of oral naltrexone-only items."""

Values = dict[str, int | tuple[int, int]]


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
    parts = [", ".join(dose.missing) + " missing"] if dose.missing else []
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
        for part in (self._segments, self._steps, self._pairs, self._episodes):
            found.extend(part(first + len(found)))
        return found

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
        return self._fact("segment", n, values, lambda: self._segment_texts(stretch), stretch.entries)

    def _segment_texts(self, stretch: Stretch) -> dict[str, str]:
        return {
            "start": self._day(stretch.start),
            "last": self._day(stretch.end),
            "total": amount_text((stretch.low, stretch.high)),
            "items": " + ".join(dict.fromkeys(item.name for item in taken_together(stretch.items))),
        }

    def _fact(
        self, kind: str, n: int, values: Values, texts: Callable[[], dict[str, str]], entries: tuple[str, ...]
    ) -> Fact:
        return Fact(kind, n, MAIN, values, ITEM_CLASSES, LazyTexts(texts), entries)

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
        return self._fact("step", n, values, lambda: self._step_texts(before, after), entries)

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
        latest = max((_latest_start(item, self._as_of) for item in after.opening), default=after.start)
        interval = latest - before.start
        if latest == after.start:
            return None
        values = dict(main.values) | {"n": n, "since-change": (interval, interval)}
        return _otherwise(main, values, after.opening)

    def _undated_step(self, n: int, before: Stretch, undated: Dated) -> Fact:
        undated_items = tuple(items([undated]))
        after = Stretch(0, NEVER, *total(undated_items), undated_items)
        step = self._step(n, before, after)
        values = dict(step.values) | {"since-change": (0, UNKNOWN), "without": 1}
        texts = LazyTexts(lambda: {**step.texts, "day": "an unknown day (no start recorded)"})
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

        return self._fact("pair", n, values, texts, found.entries)

    def _episodes(self, first: int) -> Iterator[Fact]:
        regimens = self._totals if self._low is self._all_low else stretches(self._low, taken_together)
        n = first
        start = 0
        for index in range(1, len(regimens) + 1):
            over = index == len(regimens)
            if over or regimens[index].start - regimens[index - 1].end >= self._settings.episode_break:
                before = regimens[start - 1] if start else None
                for fact in self._episode(n, regimens[start:index], before):
                    yield fact
                    n += 1
                start = index

    def _episode(self, n: int, spell: Sequence[Stretch], before: Stretch | None) -> Iterator[Fact]:
        opening = spell[0]
        first_total = (opening.low, opening.high)
        values: Values = {
            "n": n,
            "start": opening.start,
            "last": spell[-1].end,
            "first-total": first_total,
            "days-without": NEVER if before is None else opening.start - before.end,
            "lookback": self._lookback(opening.start),
            "old-entry": self._old_entry(opening.start),
            "refill": int(any((item.dated.entry.fill_number or 0) >= 1 for item in opening.opening)),
            "doubt": 0,
        }

        def texts() -> dict[str, str]:
            return {
                "start": self._day(opening.start),
                "last": self._day(spell[-1].end),
                "first-total": amount_text(first_total),
                "derived": opening.items[0].dated.main.start_basis,
                "previous": "none recorded" if before is None else self._day(before.end),
                "doubt": "",
            }

        entries = tuple(dict.fromkeys(entry for stretch in spell for entry in stretch.entries))
        main = self._fact("low-dose-episode", n, values, texts, entries)
        yield main
        latest = max((_latest_start(item, self._as_of) for item in opening.opening), default=opening.start)
        if latest != opening.start:
            yield self._other_episode(main, latest, before, opening.opening)

    def _other_episode(self, main: Fact, latest: int, before: Stretch | None, opening: Sequence[Item]) -> Fact:
        """The same episode if a partial start date is read as its latest day."""
        values = dict(main.values) | {
            "n": main.base + 1,
            "start": latest,
            "days-without": NEVER if before is None else latest - before.end,
            "lookback": self._lookback(latest),
            "old-entry": self._old_entry(latest),
            "doubt": DOUBTS.index("partial-date"),
        }
        return _otherwise(main, values, opening)

    def _lookback(self, start: int) -> int:
        """Days from the start of the recorded history to the episode; 0 where none is stated."""
        history = self._reading.history_from
        return 0 if history is None else max(0, start - (history.last - self._as_of))

    def _old_entry(self, start: int) -> int:
        """Days from the earliest end of any other ended entry to the episode; 0 where there is none."""
        ends = [
            entry.end.last - self._as_of
            for entry in self._reading.entries
            if entry.end is not None and entry.status != "entered-in-error"
        ]
        return max([0, *(start - end for end in ends)])


def _as_known_now(one: Dated) -> Dated:
    """An entry without a start counts from as_of on, or on its last day: that much is known of it."""
    if not _without_start(one):
        return one
    return replace(one, main=replace(one.main, start=min(0, one.main.end), start_minute=None))


def _without_start(one: Dated) -> bool:
    return one.entry.start is None and one.entry.status != "planned"


def _otherwise(main: Fact, values: Values, opening: Sequence[Item]) -> Fact:
    """The other reading of a fact that begins with items whose start is partial."""
    starts = (item.dated.entry.start for item in opening)
    says = " and ".join(
        f"start is given only as {start.text}" for start in starts if start and start.first != start.last
    )
    texts = LazyTexts(lambda: {**main.texts, "doubt": says})
    return Fact(main.kind, main.base, "partial-date", values, main.classes, texts, main.entries, certain=False)


def _latest_start(item: Item, as_of: int) -> int:
    stated = item.dated.entry.start
    return item.start if stated is None or stated.first - as_of != item.start else stated.last - as_of
