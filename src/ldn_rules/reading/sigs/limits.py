"""How long, how much more, how much at most."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from ldn_rules.reading.amounts import amount_at
from ldn_rules.reading.sigs.days import days_a_week
from ldn_rules.reading.sigs.frequency import hourly
from ldn_rules.reading.sigs.model import SigDose, SigIncrease

if TYPE_CHECKING:
    from ldn_rules.reading.sigs.numbers import Range
    from ldn_rules.reading.sigs.state import Hit, SigState

_SKIPPED: Final = frozenset(",:(-")


def duration(state: SigState, hit: Hit) -> int | None:
    """``for 14 days``, ``x 2 wks``; ``for 5 days a week`` is none."""
    span = state.range_at(hit.after)
    if span is None:
        return None
    return days_a_week(state, span, hit.place) or _set_duration(state, span)


def timed(state: SigState, span: Range, place: int) -> int | None:
    """A number before a unit of time: ``5 days a week``, ``8 hourly``, ``1 hour before bedtime``, ``7 days``."""
    return (
        days_a_week(state, span, place)
        or hourly(state, span, place)
        or _lead(state, span)
        or (None if state.phase.empty else _set_duration(state, span))
    )


def _lead(state: SigState, span: Range) -> int | None:
    """``1 hour`` or ``30 minutes`` before a time of day or a meal: still that time. The word between is known only
    as a part of it (``before bedtime``).
    """
    unit, after = state.meaning(span[2], "time-units")
    if unit is None or state.days_of(unit) >= 1 or state.is_next(span[2], "frequencies"):
        return None
    if after >= len(state.found) or state.found[after].text in state.words.table.phrases:
        return None
    return after if state.kinds(after) & {"times-of-day", "ignored"} else None


def _set_duration(state: SigState, span: Range) -> int | None:
    unit, after = state.meaning(span[2], "time-units")
    is_frequency = state.is_next(span[2], "frequencies")
    if unit is None or is_frequency or span[0] != span[1] or state.days_of(unit) < 1:
        return None
    return after if state.phase.set_duration(span[0] * state.days_of(unit)) else None


def increase(state: SigState, hit: Hit) -> int | None:
    """``increase by 0.1 mL every 3-4 days up to 0.5 mL``."""
    by = _plain_amount(state, hit.after)
    every = _interval(state, by[1]) if by else None
    if by is None or every is None or state.phase.increase is not None:
        return None
    low, high, end = every
    _, start = state.meaning(end, "up-to")
    top = _plain_amount(state, start) if start > end else None
    state.phase.increase = SigIncrease(by[0], low, high, top[0] if top else None)
    return top[1] if top else end


def maximum(state: SigState, hit: Hit) -> int | None:
    """``max 8/24h``, ``max 4 tablets per day``, ``do not exceed 2 in 24 hours``."""
    span = state.range_at(hit.after)
    if span is None or state.phase.maximum is not None:
        return None
    unit, end = state.unit(span[2])
    days = _limit_days(state, end)
    if days is None:
        return None
    state.phase.maximum, state.phase.maximum_days = SigDose(span[0], span[1], unit), days[0]
    return days[1]


def _limit_days(state: SigState, place: int) -> tuple[Fraction, int] | None:
    """``/24h``, ``per day``, ``daily`` in days."""
    word, end = state.per_unit(place)
    if word is not None:
        return Fraction(word.per, word.times) * state.days_of(word.unit), end
    _, start = state.meaning(place, "per")
    span = state.range_at(start) if start > place else None
    unit, after = state.meaning(span[2], "time-units") if span else (None, place)
    return (span[1] * state.days_of(unit), after) if span and unit else None


def _interval(state: SigState, place: int) -> Range | None:
    """``every 3-4 days``, ``weekly`` in days."""
    key, after = state.meaning(place, "frequencies")
    if key is not None:
        word = state.words.frequencies[key]
        days = Fraction(word.per, word.times) * state.days_of(word.unit)
        return days, days, after
    _, start = state.meaning(place, "every")
    span = state.range_at(start) if start > place else None
    unit, after = state.meaning(span[2], "time-units") if span else (None, place)
    if span is None or unit is None:
        return None
    return span[0] * state.days_of(unit), span[1] * state.days_of(unit), after


def _plain_amount(state: SigState, place: int) -> tuple[SigDose, int] | None:
    while place < len(state.found) and state.found[place].text in _SKIPPED:
        place += 1
    amount = amount_at(state.found, place, state.vocabulary) if place < len(state.found) else None
    if amount is not None:
        plain = amount.joined != "/" and (amount.per is None or amount.per in state.words.time_units)
        return (SigDose(amount.low, amount.high, amount.unit), amount.after) if plain else None
    span = state.range_at(place)
    if span is None:
        return None
    unit, after = state.unit(span[2])
    return SigDose(span[0], span[1], unit, numeral=True), after
