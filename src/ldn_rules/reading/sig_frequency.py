"""How often: ``bid``, ``3 times a day``, ``every 4 to 6 hours``, ``up to twice daily``, weekdays, times of day."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from ldn_rules.reading.sig_model import SigFrequency
from ldn_rules.reading.sig_state import ONE

if TYPE_CHECKING:
    from ldn_rules.reading.sig_state import Hit, Range, SigState
    from ldn_rules.rulebook.vocabulary import FrequencyWord


def counted(state: SigState, span: Range) -> int | None:
    """``times daily``, ``x/day``, ``times a week`` after its number."""
    low, high, place = span
    _, after = state.meaning(place, "times-words")
    if after == place:
        return None
    per, end = state.per_unit(after)
    return None if per is None else state.set_frequency(_so_often(low, high, per), end)


def frequency(state: SigState, hit: Hit) -> int | None:
    """``daily``, ``bid``, ``every other day``."""
    return state.set_frequency(_so_often(ONE, ONE, state.words.frequencies[hit.key]), hit.after)


def times(state: SigState, hit: Hit) -> int | None:
    """``once``, ``twice`` before a unit of time or a time of day."""
    count = Fraction(state.words.times[hit.key])
    per, end = state.per_unit(hit.after)
    if per is not None:
        return state.set_frequency(_so_often(count, count, per), end)
    return hit.after if count == 1 and state.is_next(hit.after, "times-of-day", "weekdays", "every") else None


def every(state: SigState, hit: Hit) -> int | None:
    """``every 4 to 6 hours``, ``q72h``, ``every Monday``."""
    span = state.range_at(hit.after)
    if span is None:
        return hit.after if state.is_next(hit.after, "times-of-day", "weekdays") else None
    low, high, end = span
    unit, end = state.meaning(end, "time-units")
    if unit is None or low <= 0:
        return None
    return state.set_frequency(SigFrequency(ONE, ONE, low, high, unit), end)


def per(state: SigState, hit: Hit) -> int | None:
    """``/day`` or ``per day`` apart from the amount it belongs to."""
    unit, end = state.meaning(hit.after, "time-units")
    if unit is None or state.phase.dose is None:
        return None
    return state.set_frequency(SigFrequency(ONE, ONE, ONE, ONE, unit), end)


def up_to(state: SigState, hit: Hit) -> int | None:
    """``up to 3 times daily``: none to three."""
    span = state.range_at(hit.after)
    if span is not None:
        return counted(state, (Fraction(0), span[1], span[2]))
    key, end = state.meaning(hit.after, "times")
    unit, end = state.per_unit(end) if key is not None else (None, end)
    if key is None or unit is None:
        return None
    return state.set_frequency(_so_often(Fraction(0), Fraction(state.words.times[key]), unit), end)


def time_of_day(state: SigState, hit: Hit) -> int:
    """``at bedtime``."""
    state.phase.times_of_day.append(hit.key)
    return hit.after


def weekday(state: SigState, hit: Hit) -> int:
    """``Mon``."""
    state.phase.weekdays.append(hit.key)
    return hit.after


def weekday_group(state: SigState, hit: Hit) -> int:
    """``MWF``."""
    state.phase.weekdays.extend(state.words.weekday_groups[hit.key])
    return hit.after


def _so_often(low: Fraction, high: Fraction, word: FrequencyWord) -> SigFrequency:
    return SigFrequency(low * word.times, high * word.times, Fraction(word.per), Fraction(word.per), word.unit)
