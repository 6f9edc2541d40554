"""How often: ``bid``, ``3 times a day``, ``every 4 to 6 hours``, ``up to twice daily``, meals, times of day."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from ldn_rules.reading.sigs.days import over_at
from ldn_rules.reading.sigs.model import SigDose, SigFrequency
from ldn_rules.reading.sigs.state import ONE
from ldn_rules.reading.sigs.timing import JOINED, UNCLEAR, Mark

if TYPE_CHECKING:
    from ldn_rules.reading.sigs.numbers import Range
    from ldn_rules.reading.sigs.state import Hit, SigState
    from ldn_rules.rulebook.vocabulary import FrequencyWord


def counted(state: SigState, span: Range, place: int) -> int | None:
    """``times daily``, ``x/day``, ``times a week`` after the number at a place."""
    low, high, end = span
    _, after = state.meaning(end, "times-words")
    if after == end:
        return _a_day(state, span, place)
    per, end = state.per_unit(after)
    return None if per is None else state.set_frequency(_so_often(low, high, per), place, end)


def _a_day(state: SigState, span: Range, place: int) -> int | None:
    """The ``4 / day`` of ``1 tablet 4 / day``."""
    low, high, end = span
    if (
        state.phase.dose is None
        or state.phase.timed
        or "per" not in state.kinds(end)
        or "and" in state.kinds(place - 1)
    ):
        return None
    per, end = state.per_unit(end)
    return None if per is None else state.set_frequency(_so_often(low, high, per), place, end)


def frequency(state: SigState, hit: Hit) -> int | None:
    """``daily``, ``bid``, ``every other day``; what else changes nothing (``with meals``) counts beside a time."""
    word = state.words.frequencies[hit.key]
    if "ignored" in state.kinds(hit.place):
        return _meals(state, hit, word)
    return _to_oftener(state, hit, word) or state.set_frequency(_so_often(ONE, ONE, word), hit.place, hit.after)


def _to_oftener(state: SigState, hit: Hit, word: FrequencyWord) -> int | None:
    """``bid-tid``, ``daily to twice daily``: so many times a day up to so many."""
    joint, start = state.meaning(hit.after, "range")
    key, end = state.meaning(start, "frequencies") if joint is not None else (None, start)
    other = state.words.frequencies[key] if key is not None else None
    if (
        other is None
        or "ignored" in state.kinds(start)
        or (other.per, other.unit) != (word.per, word.unit)
        or other.times <= word.times
    ):
        return None
    each = Fraction(word.per)
    often = SigFrequency(Fraction(word.times), Fraction(other.times), each, each, word.unit)
    return state.set_frequency(often, hit.place, end)


def _meals(state: SigState, hit: Hit, word: FrequencyWord) -> int | None:
    """``with meals and at bedtime`` is four times a day; ``ac hs`` may be; ``with meals`` alone says nothing."""
    time = _time_after(state, hit.after)
    before = state.joint(hit.place) == JOINED and bool(state.phase.marks)
    if time is None and not before:
        return None
    if before or (time is not None and state.joint(time) == JOINED) or state.phase.often is not None:
        state.phase.meals = Fraction(word.times)
        return hit.after
    return state.leave(hit.place, hit.after)


def _time_after(state: SigState, place: int) -> int | None:
    """The place of a time of day that follows, over signs and joining words."""
    while place < len(state.found):
        if state.is_next(place, "times-of-day"):
            return place
        if state.found[place].kind != "sign" and not state.kinds(place) & {"and", "clock-at"}:
            return None
        place += 1
    return None


def times(state: SigState, hit: Hit) -> int | None:
    """``once``, ``twice`` before a unit of time or a time of day; ``once or twice daily``; so many places."""
    count = Fraction(state.words.times[hit.key])
    if "route" in state.kinds(hit.place):
        return _places(state, hit, count)
    if count == 1 and state.is_next(hit.after, "times-of-day"):
        return hit.after
    per, end = state.per_unit(hit.after)
    if per is not None:
        return state.set_frequency(_so_often(count, count, per), hit.place, end)
    joint, start = state.meaning(hit.after, "range")
    if joint is not None:
        return _to_more_times(state, hit, count, start)
    return hit.after if count == 1 and state.is_next(hit.after, "weekdays", "every") else None


def _places(state: SigState, hit: Hit, count: Fraction) -> int | None:
    """``in each nostril``: the dose, so many times."""
    state.phase.places = int(count)
    route, _ = state.meaning(hit.place, "route")
    state.phase.route = state.phase.route or route
    return hit.after


def _to_more_times(state: SigState, hit: Hit, low: Fraction, place: int) -> int | None:
    """``or twice daily``, ``to three times a day`` after ``once``."""
    key, end = state.meaning(place, "frequencies")
    if key is not None:
        word = state.words.frequencies[key]
        high, per = Fraction(word.times), word
    else:
        times_key, after = state.meaning(place, "times")
        found, end = state.per_unit(after)
        if times_key is None or found is None:
            return None
        high, per = Fraction(state.words.times[times_key]) * found.times, found
    if high <= low:
        return None
    each = Fraction(per.per)
    return state.set_frequency(SigFrequency(low, high, each, each, per.unit), hit.place, end)


def every(state: SigState, hit: Hit) -> int | None:
    """``every 4 to 6 hours``, ``q72h``, ``q6/24``, ``every Monday``."""
    over = over_at(state, hit.after)
    if over is not None:
        return state.set_frequency(SigFrequency(ONE, ONE, over[0], over[0], over[1]), hit.place, over[2])
    span = state.range_at(hit.after)
    if span is None:
        return hit.after if state.is_next(hit.after, "times-of-day", "weekdays") else None
    low, high, end = span
    unit, end = state.meaning(end, "time-units")
    if unit is None or low <= 0:
        return None
    return state.set_frequency(SigFrequency(ONE, ONE, low, high, unit), hit.place, end)


def hourly(state: SigState, span: Range, place: int) -> int | None:
    """``8 hourly``, ``4-6 hourly``: every so many hours, where a dose stands before it."""
    low, high, start = span
    unit, end = state.meaning(start, "time-units")
    if unit is None or low <= 0 or state.phase.dose is None:
        return None
    if state.days_of(unit) >= 1 or not state.is_next(start, "frequencies"):
        return None
    return state.set_frequency(SigFrequency(ONE, ONE, low, high, unit), place, end)


def per(state: SigState, hit: Hit) -> int | None:
    """``/day`` or ``per day`` apart from the amount it belongs to."""
    unit, end = state.meaning(hit.after, "time-units")
    if unit is None or state.phase.dose is None or state.range_at(end) is not None:
        return None
    return state.set_frequency(SigFrequency(ONE, ONE, ONE, ONE, unit), hit.place, end)


def up_to(state: SigState, hit: Hit) -> int | None:
    """``up to 3 times daily``: none to three."""
    span = state.range_at(hit.after)
    if span is not None:
        return counted(state, (Fraction(0), span[1], span[2]), hit.place) or _at_most(state, span, hit.place)
    often, end = state.meaning(hit.after, "frequencies")
    if often is not None:
        return state.set_frequency(_so_often(Fraction(0), ONE, state.words.frequencies[often]), hit.place, end)
    key, end = state.meaning(hit.after, "times")
    unit, end = state.per_unit(end) if key is not None else (None, end)
    if key is None or unit is None:
        return None
    most = Fraction(state.words.times[key])
    return state.set_frequency(_so_often(Fraction(0), most, unit), hit.place, end)


def _at_most(state: SigState, span: Range, place: int) -> int | None:
    """``up to 2 tablets``: none to two."""
    unit, end = state.unit(span[2])
    known = state.vocabulary.units.get(unit or "")
    if known is None or not known.count or state.phase.dose is not None:
        return None
    return state.set_dose(SigDose(Fraction(0), span[1], unit), place, end, other_kind=False)


def time_of_day(state: SigState, hit: Hit) -> int | None:
    """``at bedtime``; a word that else changes nothing (``on``) only between a dose and the end of a clause."""
    if ("ignored" in state.kinds(hit.place) and not _stands_as_time(state, hit)) or _counts_nights(state, hit):
        return None
    mark(state, hit.key, None, hit.place, hit.after)
    return hit.after


def _counts_nights(state: SigState, hit: Hit) -> bool:
    """``night 21 on:`` counts nights, like ``day 21 on``."""
    span = state.range_at(hit.after) if "time-units" in state.kinds(hit.place) else None
    if span is None or span[2] >= len(state.found):
        return False
    return state.found[span[2]].text == ":" or "onwards" in state.kinds(span[2])


def _stands_as_time(state: SigState, hit: Hit) -> bool:
    if hit.place == 0 or not state.ends_clause(hit.after):
        return False
    joined = bool(state.phase.marks) and state.joint(hit.place) == JOINED
    after_dose = state.found[hit.place - 1].kind == "number" or state.is_next(hit.place - 1, "unit", "numerals")
    return joined or after_dose


def mark(state: SigState, key: str, clock: tuple[int, int] | None, place: int, after: int) -> None:
    """A time of day into the phase in hand. After a reason it may belong to the reason (``for pain at night``)."""
    in_reason = state.reason_end == place > 0 and state.phase.timed
    joint = UNCLEAR if in_reason and state.joint(place) != JOINED else state.joint(place)
    state.phase.marks.append(Mark(key, clock, joint, place, after))


def _so_often(low: Fraction, high: Fraction, word: FrequencyWord) -> SigFrequency:
    return SigFrequency(low * word.times, high * word.times, Fraction(word.per), Fraction(word.per), word.unit)
