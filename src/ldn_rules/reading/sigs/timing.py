"""When and how often: the times of day, the frequency and the days of a phase put together.

Times of day beside a frequency only say when, unless ``and`` joins them to it (``tid and hs``). What contradicts the
frequency, or may or may not be one more dose, is left to ``unparsed``.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from ldn_rules.reading.sigs.model import SigFrequency

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ldn_rules.rulebook.vocabulary import ClockSpan, SigWords

ADJACENT: Final = ""
ALTERNATIVE: Final = "or"
JOINED: Final = "and"
LISTED: Final = ","
UNCLEAR: Final = "?"

_ONE: Final = Fraction(1)
_HOURS: Final = 24
_TWICE: Final = 2


class Mark(Struct, frozen=True):
    """A time of day in a sig: its key, the hour and minute if it was one, how it is joined to what stands before it,
    and its words from ``first`` to before ``after``.
    """

    key: str
    clock: tuple[int, int] | None
    joint: str
    first: int
    after: int


class Often(Struct, frozen=True):
    """A frequency with its place, and how it is joined to what stands before it."""

    frequency: SigFrequency
    place: int
    joint: str


class Timing(Struct, frozen=True):
    """What times and frequency come to; ``left`` are the words that could not be fitted in."""

    frequency: SigFrequency | None
    times_of_day: tuple[str, ...] = ()
    left: tuple[int, ...] = ()


class Clock:
    """How the times of day lie to each other, by the hours of the vocabulary."""

    def __init__(self, spans: Sequence[ClockSpan]) -> None:
        ordered = sorted(spans, key=lambda span: span.first)
        self._spans: Mapping[str, ClockSpan] = {span.name: span for span in spans}
        self._late = frozenset(span.name for span in ordered[-_TWICE:])

    def one_evening(self, one: str, other: str) -> bool:
        """Whether both stand for the end of the day, so that two words can mean one time."""
        return one in self._late and other in self._late

    def adjoin(self, one: str, other: str) -> bool:
        """Whether the hours of one begin where those of the other end."""
        first, second = self._spans.get(one), self._spans.get(other)
        if first is None or second is None:
            return one == other
        return one == other or first.last % _HOURS == second.first or second.last % _HOURS == first.first


def timing(marks: Sequence[Mark], often: Often | None, meals: Fraction | None, words: SigWords) -> Timing:
    """Times of day and frequency together; ``meals`` is the number of meals that ``and`` joins to a time of day."""
    if not marks:
        return Timing(often.frequency if often else None)
    count, kept, left = _counted(marks, Clock(words.clock))
    times = _times(count, kept, often, meals, words)
    if times is None:
        return Timing(often.frequency if often else None, (), _places(marks))
    return Timing(times, tuple(dict.fromkeys(mark.key for mark in kept)), _places(left))


def _places(marks: Sequence[Mark]) -> tuple[int, ...]:
    return tuple(place for mark in marks for place in range(mark.first, mark.after))


def _counted(marks: Sequence[Mark], clock: Clock) -> tuple[int, list[Mark], list[Mark]]:
    """How many times the marks stand for, the marks that are understood, and the rest."""
    count = 0
    kept: list[Mark] = []
    left: list[Mark] = []
    for mark in marks:
        verdict = _verdict(mark, kept, clock, len(marks))
        if verdict is None:
            left.append(mark)
        else:
            kept.append(mark)
            count += verdict
    return count, kept, left


def _verdict(mark: Mark, kept: Sequence[Mark], clock: Clock, total: int) -> int | None:
    """1 for one more time, 0 for the same time in other words, None where that cannot be told."""
    if not kept:
        return 1
    if mark.joint == ALTERNATIVE:
        return 0
    if mark.joint == UNCLEAR:
        return None
    again = next((one for one in kept if _is_same(one, mark)), None)
    if again is not None:
        return None if mark.joint == JOINED and (mark.clock is None) != (again.clock is None) else 0
    return _beside(mark, kept[-1], clock, total)


def _is_same(one: Mark, other: Mark) -> bool:
    return one.key == other.key and (one.clock is None or other.clock is None or one.clock == other.clock)


def _beside(mark: Mark, before: Mark, clock: Clock, total: int) -> int | None:
    if mark.joint == JOINED:
        return 1
    if (mark.clock is None) != (before.clock is None):
        near = clock.adjoin(mark.key, before.key)
        if mark.joint == LISTED:
            return None if near else 1
        return 0 if near else None
    if mark.clock is None and clock.one_evening(mark.key, before.key):
        return 0 if mark.joint == ADJACENT else 1 if total > _TWICE else None
    return 1


def _times(
    count: int, kept: Sequence[Mark], often: Often | None, meals: Fraction | None, words: SigWords
) -> SigFrequency | None:
    """The frequency; None if the times of day contradict the one that is written."""
    total = Fraction(count) + (meals or 0)
    if often is None:
        return daily(total, total)
    low, high = per_day(often.frequency, words)
    if meals is None and _adds(kept[0], often):
        additive = low == high >= _TWICE and low.denominator == 1 and all(mark.joint == JOINED for mark in kept)
        return daily(low + count, low + count) if additive else None
    return often.frequency if max(low, _ONE) <= total <= max(high, _ONE) else None


def _adds(first: Mark, often: Often) -> bool:
    """Whether ``and`` stands between the frequency and the times of day."""
    return (first.joint if often.place < first.first else often.joint) == JOINED


def daily(low: Fraction, high: Fraction) -> SigFrequency:
    """So many times a day."""
    return SigFrequency(low, high, _ONE, _ONE, "day")


def per_day(frequency: SigFrequency, words: SigWords) -> tuple[Fraction, Fraction]:
    """How many times a day, at least and at most."""
    days = Fraction(*words.time_units[frequency.unit])
    return frequency.times_low / (frequency.per_high * days), frequency.times_high / (frequency.per_low * days)


def on_days(days: int, frequency: SigFrequency | None, words: SigWords) -> SigFrequency | None:
    """A frequency on so many days of a week; None if the two contradict each other."""
    low, high = per_day(frequency, words) if frequency is not None else (_ONE, _ONE)
    if frequency is not None and high < 1:
        return frequency if frequency.times_low == frequency.times_high == days else None
    if low < 1 or (frequency is not None and frequency.unit == "week"):
        return None
    return SigFrequency(days * low, days * high, _ONE, _ONE, "week", days)
