"""Steps of the low dose: from one entry to the next, and those that the directions of one entry plan."""

from __future__ import annotations

from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from msgspec.structs import replace

from ldn_rules.facts.days import day_text
from ldn_rules.facts.dose_facts import Values, dose_fact, latest_start, other_reading, partial_starts
from ldn_rules.facts.model import LazyTexts
from ldn_rules.facts.plans import Change, Laid, changes
from ldn_rules.facts.regimens import Stretch, items, resumed, total
from ldn_rules.facts.texts import amount_text
from ldn_rules.rulebook.kinds import NEVER, UNKNOWN, UNKNOWN_DAY

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ldn_rules.facts.model import Fact
    from ldn_rules.facts.settings import Settings
    from ldn_rules.facts.windows import Dated


def without_start(one: Dated) -> bool:
    """Whether nobody said when it was or will be started."""
    return one.entry.start is None and one.entry.status != "planned"


class Steps:
    """The steps of one list. ``in_force`` are the spans of constant dose of the low-dose entries that have a start, cut
    by their ``plans``; ``undated`` the entries without one.
    """

    def __init__(
        self,
        as_of: int,
        settings: Settings,
        in_force: Sequence[Stretch],
        plans: Sequence[Laid],
        undated: Sequence[Dated],
    ) -> None:
        self._as_of = as_of
        self._plans = plans
        self._undated = undated
        self._regimens = resumed(in_force, settings.episode_break)

    def facts(self, first: int) -> Iterator[Fact]:
        """All steps, numbered from ``first`` on."""
        n = first
        for part in (self._between(), self._planned(), self._to_undated()):
            for group in part:
                base = n
                for fact in group:  # a step and its other readings, under their own numbers
                    yield replace(fact, base=base, values={**fact.values, "n": n})
                    n += 1

    def _between(self) -> Iterator[tuple[Fact, ...]]:
        """Steps where one entry follows another; those within a plan are told by the plan."""
        for before, after in pairwise(self._regimens):
            if (before.low, before.high) == (after.low, after.high):
                continue
            if before.course is not None and before.course == after.course:
                continue
            interval = self._shortest(before, after)
            main = self._step(before, after, interval)
            other = self._other_step(main, before, after, interval)
            yield (main,) if other is None else (main, other)

    def _step(self, before: Stretch, after: Stretch, interval: int) -> Fact:
        """The step, at the shortest ``interval`` from one start to the next."""
        certain = before.certain
        longest = interval if certain else after.start - min(item.began for item in before.items)
        values: Values = {
            "n": 0,
            "day": after.start,
            "rise": (after.low - before.high, after.high - before.low),
            "since-change": (interval if certain else 1, longest),
            "without": after.start - before.end,
        }
        entries = tuple(dict.fromkeys((*before.entries, *after.entries)))
        return dose_fact("step", 0, values, lambda: self._step_texts(before, after), entries)

    def _shortest(self, before: Stretch, after: Stretch) -> int:
        """Days from one start to the next, the first as late as a partial date leaves it."""
        latest = latest_start(before.opening, before.start, self._as_of)
        return after.start - before.start if latest == before.start else max(1, after.start - latest)

    def _step_texts(self, before: Stretch, after: Stretch) -> dict[str, str]:
        rise = (after.low - before.high, after.high - before.low)
        return {
            "day": day_text(self._as_of, after.start),
            "from": amount_text((before.low, before.high)),
            "to": amount_text((after.low, after.high)),
            "rise": "unknown" if max(after.high, before.high) >= UNKNOWN else amount_text(rise),
            "doubt": "",
        }

    def _other_step(self, main: Fact, before: Stretch, after: Stretch, shortest: int) -> Fact | None:
        """The same step if partial start dates are read the other way: the longest interval, the latest day."""
        latest = latest_start(after.opening, after.start, self._as_of)
        interval = latest - before.start
        if interval == shortest:
            return None
        values = dict(main.values) | {"since-change": (interval, interval), "day": latest}
        return other_reading(main, "partial-date", values, partial_starts((*before.opening, *after.opening)))

    def _planned(self) -> Iterator[tuple[Fact, ...]]:
        """The steps that the directions of an entry plan, while it is in force; equal ones in a row are one."""
        for plan in self._plans:
            found = [
                self._since_dose(plan, change) for change in changes(plan) if self._is_in_force(plan, change.first)
            ]
            for _, alike in groupby(found, key=_likeness):
                yield self._dated_change(plan, list(alike))
        for one in self._undated:
            (item,) = items([replace(one, main=replace(one.main, start=0, end=NEVER))])
            plan = Laid(item, 0)
            for _, alike in groupby(changes(plan), key=_likeness):
                yield (self._change(plan, list(alike), undated=True, until=one.main.end),)

    def _dated_change(self, plan: Laid, alike: Sequence[Change]) -> tuple[Fact, ...]:
        """Steps of a plan, and the same on the latest day that a partial start of the plan leaves for them."""
        main = self._change(plan, alike, undated=False)
        later = latest_start([plan.item], plan.item.start, self._as_of) - plan.item.start
        if later <= 0:
            return (main,)
        moved = [replace(one, first=one.first + later, last=one.last + later) for one in alike]
        values = dict(main.values) | {"day": _day(moved, plan.item.end)}
        return main, other_reading(main, "partial-date", values, partial_starts([plan.item]))

    def _is_in_force(self, plan: Laid, day: int) -> bool:
        item = plan.item
        here = next((stretch for stretch in self._regimens if stretch.start <= day <= stretch.end), None)
        return here is not None and item.start <= day <= item.end and item.id in here.entries

    def _since_dose(self, plan: Laid, change: Change) -> Change:
        """The first step of a plan, counted from the start of its first dose, which an entry before it may have
        begun.
        """
        if change.first - change.least != plan.anchor:
            return change
        here = next((stretch for stretch in self._regimens if stretch.start <= plan.anchor <= stretch.end), None)
        more = plan.anchor - here.start if here is not None else 0
        most = change.most if change.most >= UNKNOWN else change.most + more
        return replace(change, least=change.least + more, most=most)

    def _change(self, plan: Laid, alike: Sequence[Change], *, undated: bool, until: int = NEVER) -> Fact:
        """One fact for equal steps in a row: its day is the one nearest to the day of the check, up to ``until``."""
        first = alike[0]
        values: Values = {
            "n": 0,
            "day": _day(alike, until),
            "rise": first.rise,
            "since-change": (first.least, first.most),
            "without": 1,
        }
        return dose_fact("step", 0, values, lambda: self._change_texts(alike, undated=undated), plan.item.entries)

    def _change_texts(self, alike: Sequence[Change], *, undated: bool) -> dict[str, str]:
        first, last = alike[0], alike[-1]
        rise = "unknown" if max(first.after.high, first.before.high) >= UNKNOWN else amount_text(first.rise)
        return {
            "day": f"{UNKNOWN_DAY} (no start recorded)"
            if undated
            else self._days_text(first.first, last.last, len(alike)),
            "from": amount_text(first.before),
            "to": amount_text(last.after),
            "rise": rise if len(alike) == 1 else f"{rise} at a time",
            "doubt": "",
        }

    def _days_text(self, first: int, last: int, count: int) -> str:
        steps = "as the directions say" if count == 1 else f"{count} steps, as the directions say"
        if last >= NEVER:
            return f"{day_text(self._as_of, first)} or later ({steps})"
        days = day_text(self._as_of, first)
        return f"{days} ({steps})" if first == last else f"{days} to {day_text(self._as_of, last)} ({steps})"

    def _to_undated(self) -> Iterator[tuple[Fact, ...]]:
        """The step to an entry without a start, of which the day and the interval are not known, from the last dose
        that it can have followed.
        """
        for undated in self._undated:
            before = next((one for one in reversed(self._regimens) if one.start <= undated.main.end), None)
            if before is None:
                continue
            undated_items = tuple(items([undated]))
            after = Stretch(0, NEVER, *total(undated_items), undated_items)
            step = self._step(before, after, self._shortest(before, after))
            values = dict(step.values) | {"since-change": (0, UNKNOWN), "without": 1}
            texts = LazyTexts(lambda step=step: {**step.texts, "day": f"{UNKNOWN_DAY} (no start recorded)"})  # type: ignore[misc]
            yield (replace(step, values=values, texts=texts),)


def _likeness(change: Change) -> tuple[object, ...]:
    return change.rise, change.least, change.most


def _day(alike: Sequence[Change], until: int) -> int:
    return min(until, min((_nearest(change) for change in alike), key=lambda day: (abs(day), -day)))


def _nearest(change: Change) -> int:
    """The possible day of a change that is nearest to the day of the check."""
    return min(max(0, change.first), change.last)
