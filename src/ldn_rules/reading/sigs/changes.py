"""How much more and how much at most: ``increase by 0.1 mL every 3-4 days up to 0.5 mL``, ``max 8/24h``."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from ldn_rules.reading.amounts import amount_at
from ldn_rules.reading.sigs.days import over_at
from ldn_rules.reading.sigs.model import SigDose, SigIncrease
from ldn_rules.reading.sigs.numbers import value_at
from ldn_rules.reading.sigs.spans import bounded_at, length_at

if TYPE_CHECKING:
    from ldn_rules.reading.sigs.numbers import Range
    from ldn_rules.reading.sigs.state import Hit, SigState

_SKIPPED: Final = frozenset(",:(-.=")
_OVER: Final = frozenset(";.")


class _Rise(Struct):
    """What has been said of an increase, and the place after it."""

    place: int
    by: SigDose | None = None
    every: Range | None = None
    top: SigDose | None = None


def increase(state: SigState, hit: Hit) -> int | None:
    """``increase by 0.1 mL every 3-4 days up to 0.5 mL``, in any order; ``increased after 2 weeks to 2 tablets``; as
    a heading (``titrate up:``) it says nothing.
    """
    end = _changed_after(state, hit) or _risen(state, _Rise(hit.after))
    is_heading = hit.after < len(state.found) and state.found[hit.after].text == ":"
    return hit.after if end is None and is_heading else end


def raised_every(state: SigState, hit: Hit) -> int | None:
    """``every 2 weeks increase by 1.5 mg to 4.5 mg``: the interval is that of the increase, never of the dose."""
    every = _interval(state, hit.place)
    own = state.phase.dose is not None and not state.phase.timed and not state.parted(hit.place)
    if own or every is None or "increase" not in state.kinds(every[2]):
        return None
    _, start = state.meaning(every[2], "increase")
    end = _risen(state, _Rise(start, every=every))
    if end is None:
        end = start
        while end < len(state.found) and not state.ends_clause(end):
            end += 1
        state.leave(hit.place, end)
    return end


def _risen(state: SigState, rise: _Rise) -> int | None:
    """The increase into the phase in hand, where both the amount and the interval are said."""
    while rise.place < len(state.found) and _more(state, rise):
        pass
    if rise.by is None or rise.every is None or state.phase.increase is not None:
        return None
    state.phase.increase = SigIncrease(rise.by, rise.every[0], rise.every[1], rise.top)
    return rise.place


def _changed_after(state: SigState, hit: Hit) -> int | None:
    """``after 2 weeks to``: the next phase begins with what follows."""
    place = next(
        (end for kind in ("after", "after-another") if (end := state.meaning(hit.after, kind)[1]) > hit.after), 0
    )
    length = length_at(state, place, another=False) if place and state.phase.dose is not None else None
    joint, end = state.meaning(length[1], "range") if length is not None else (None, 0)
    if joint is None or bounded_at(state, place, another=False) is None:
        return None
    return end


def _more(state: SigState, rise: _Rise) -> bool:
    """Take what follows into the increase; False where nothing of it does."""
    place = rise.place
    if state.found[place].text in _OVER or "beginning" in state.kinds(place):
        return False
    if state.found[place].text == ",":
        ahead = _Rise(place + 1, rise.by, rise.every, rise.top)
        if not (_interval_next(state, ahead) or _top_next(state, ahead) or state.is_next(place + 1, "conditions")):
            return False
        rise.place, rise.every, rise.top = ahead.place, ahead.every, ahead.top
        return True
    if _interval_next(state, rise) or _top_next(state, rise) or _by_next(state, rise):
        return True
    key, end = state.meaning(place, "conditions")
    if key is not None:
        rise.place = state.leave(place, end)
        return True
    if (
        "range" in state.kinds(place)
        or "ignored" not in state.kinds(place)
        or (rise.by is not None and rise.every is not None)
    ):
        return False
    rise.place += 1
    return True


def _interval_next(state: SigState, rise: _Rise) -> bool:
    every = _interval(state, rise.place) if rise.every is None else None
    if every is not None:
        rise.every, rise.place = every, every[2]
    return every is not None


def _top_next(state: SigState, rise: _Rise) -> bool:
    """``up to 4.5 mg``, ``to 4.5 mg``, ``max 4.5 mg`` once it is said by how much."""
    start = next(
        (
            end
            for kind in ("up-to", "maximum", "maximum-daily", "range")
            if (end := state.meaning(rise.place, kind)[1]) > rise.place
        ),
        0,
    )
    top = _plain_amount(state, start) if start and rise.top is None and rise.by is not None else None
    if top is not None:
        rise.top, rise.place = top
    return top is not None


def _by_next(state: SigState, rise: _Rise) -> bool:
    by = None
    if rise.by is None:
        by = _one_amount(state, rise.place) or _plain_amount(state, rise.place)
    if by is not None:
        rise.by, rise.place = by
    return by is not None


def _one_amount(state: SigState, place: int) -> tuple[SigDose, int] | None:
    """The amount of ``1 capsule to 3 capsules``, where ``to`` begins the top."""
    value = value_at(state.found, place, state.vocabulary)
    unit, end = state.unit(value[1]) if value is not None else (None, place)
    if value is None or unit is None or state.meaning(end, "range")[0] is None or state.found[end].kind == "sign":
        return None
    return SigDose(value[0], value[0], unit), end


def maximum(state: SigState, hit: Hit) -> int | None:
    """``max 8/24h``, ``max 4 tablets per day``, ``do not exceed 2 in 24 hours``, ``max daily dose 3 tablets``."""
    place = hit.after
    while place < len(state.found) and state.found[place].text in _SKIPPED:
        place += 1
    span = state.range_at(place)
    if span is None or state.phase.maximum is not None:
        return None
    unit, end = state.unit(span[2])
    days = _limit_days(state, end) or _said_before(state, hit, end)
    if days is None and "maximum-daily" in state.kinds(hit.place):
        days = Fraction(1), end
    if days is None:
        return _as_top(state, SigDose(span[0], span[1], unit), end)
    state.phase.maximum, state.phase.maximum_days = SigDose(span[0], span[1], unit), days[0]
    return days[1]


def _as_top(state: SigState, dose: SigDose, end: int) -> int | None:
    """The maximum behind an increase as its top: ``increase by 1 cap every 2 weeks. Max 3 caps``."""
    rise = state.phase.increase
    if rise is None or rise.up_to is not None or dose.unit is None or dose.unit != rise.by.unit:
        return None
    state.phase.increase = replace(rise, up_to=dose)
    return end


def _said_before(state: SigState, hit: Hit, end: int) -> tuple[Fraction, int] | None:
    """The time that the word for the maximum itself names (``max daily dose``)."""
    for place in range(hit.place, hit.after):
        single = state.words.table.phrases.find(state.found[place].text)
        key = next((key for kind, key in single.meanings if kind == "frequencies"), None) if single else None
        if key is not None:
            word = state.words.frequencies[key]
            return Fraction(word.per, word.times) * state.days_of(word.unit), end
    return None


def _limit_days(state: SigState, place: int) -> tuple[Fraction, int] | None:
    """``/24h``, ``per day``, ``daily`` in days."""
    word, end = state.per_unit(place)
    if word is not None and state.is_next(place, "frequencies", "per"):
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
    over = over_at(state, start) if start > place else None
    if over is not None:
        days = over[0] * state.days_of(over[1])
        return days, days, over[2]
    span = state.range_at(start) if start > place else None
    if span is None and start > place:
        span = (Fraction(1), Fraction(1), start)
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
