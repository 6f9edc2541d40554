"""Numbers in a sig: doses, ``1-0-1``, clock times, strengths."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from ldn_rules.reading.amounts import amount_at
from ldn_rules.reading.sig_frequency import counted
from ldn_rules.reading.sig_limits import bare_duration
from ldn_rules.reading.sig_model import SigDose, SigFrequency
from ldn_rules.reading.sig_state import ONE

if TYPE_CHECKING:
    from ldn_rules.reading.amounts import Amount
    from ldn_rules.reading.sig_state import Hit, SigState

_ARTICLE: Final = 2
_CLOCK_DIGITS: Final = 2
_HALF_DAY: Final = 12
_DAYTIMES: Final = (3, 4)


def number(state: SigState, place: int) -> int | None:
    """What a number at a place is: a clock time, a count of times, a duration, a dose."""
    clock = _clock(state, place)
    if clock is not None:
        return clock
    span = state.range_at(place)
    if span is not None:
        end = counted(state, span)
        if end is not None:
            return end
        if state.is_next(span[2], "time-units"):
            return bare_duration(state, span)
    numbered = place > 0 and state.found[place - 1].text == "#"
    amount = None if numbered else amount_at(state.found, place, state.vocabulary)
    return _amount(state, amount, place) if amount is not None else None


def numeral(state: SigState, hit: Hit) -> int | None:
    """``one capsule``, ``half a tablet``, ``two``; an article or a roman numeral needs a unit."""
    value = Fraction(state.words.numerals[hit.key])
    end = counted(state, (value, value, hit.after))
    if end is not None:
        return end
    unit, end = state.meaning(hit.after, "unit")
    if unit is None and len(state.found[hit.place].text) <= _ARTICLE:
        return None
    return _dose(state, SigDose(value, value, unit, numeral=True), end, hit.place)


def _amount(state: SigState, amount: Amount, place: int) -> int | None:
    if amount.joined == "/":
        return None
    if amount.joined and list(amount.values) != sorted(set(amount.values)):
        return _by_daytime(state, amount, place)
    if amount.per in state.words.time_units:
        return _over_time(state, amount, place)
    if amount.per is not None:
        return _strength(state, amount)
    fraction = amount.unit is None and _is_fraction(state, place)
    return _dose(state, SigDose(amount.low, amount.high, amount.unit, numeral=fraction), amount.after, place)


def _strength(state: SigState, amount: Amount) -> int | None:
    """``5 mg/mL``, ``10 mg per tablet``; what goes by weight (``0.1 mg/kg``) is none, and not understood."""
    per = state.vocabulary.units.get(amount.per or "")
    if per is None or not (per.count or per.microlitres or per.nanograms):
        return None
    state.strengths.append(amount)
    return amount.after


def _is_fraction(state: SigState, place: int) -> bool:
    """``1/10`` or ``½`` is a part of a unit, never of a milligram."""
    after = state.found[place + 1].text if place + 1 < len(state.found) else ""
    return state.found[place].kind == "sign" or after == "/"


def _by_daytime(state: SigState, amount: Amount, place: int) -> int | None:
    """``1-0-1``, ``1-0-0-1``: so much in the morning, at noon, in the evening (and at bedtime)."""
    taken = [value for value in amount.values if value]
    if len(amount.values) not in _DAYTIMES or len(set(taken)) != 1:
        return None
    after = _dose(state, SigDose(taken[0], taken[0], amount.unit), amount.after, place)
    count = Fraction(len(taken))
    return None if after is None else state.set_frequency(SigFrequency(count, count, ONE, ONE, "day"), after)


def _over_time(state: SigState, amount: Amount, place: int) -> int | None:
    """``64 mg/day`` is a dose and a frequency; ``25 mcg/hour`` is a strength."""
    unit = amount.per or ""
    if state.days_of(unit) < 1:
        state.strengths.append(amount)
        return amount.after
    value = amount.per_value or ONE
    after = _dose(state, SigDose(amount.low, amount.high, amount.unit), amount.after, place)
    return None if after is None else state.set_frequency(SigFrequency(ONE, ONE, value, value, unit), after)


def _dose(state: SigState, dose: SigDose, after: int, place: int) -> int | None:
    before = state.phase.dose
    other_kind = before is not None and _is_other_kind(state, dose, before)
    if before is not None and not other_kind and _starts_anew(state, place):
        state.close()
    return state.set_dose(dose, after, other_kind=other_kind)


def _starts_anew(state: SigState, place: int) -> bool:
    """A second dose after a comma opens a phase where the first has a time and a duration, after a semicolon
    where it has a time.
    """
    before = state.found[place - 1].text if place else ""
    if not state.phase.timed:
        return False
    return before == ";" or (before in (",", ".") and state.phase.duration_days is not None)


def _is_other_kind(state: SigState, dose: SigDose, before: SigDose) -> bool:
    """Whether two doses can be one in two units (``2 capsules (3 mg)``, ``50 mg, 1/10``)."""
    kinds = {_kind(state, dose), _kind(state, before)}
    return len(kinds) > 1 and "none" not in kinds


def _kind(state: SigState, dose: SigDose) -> str:
    known = state.vocabulary.units.get(dose.unit or "")
    if known is None:
        return "count" if dose.numeral and dose.unit is None else "none"
    return "count" if known.count else "mass" if known.nanograms else "volume" if known.microlitres else "other"


def _clock(state: SigState, place: int) -> int | None:
    """``21:00``, ``9pm``, ``at 9 pm``."""
    found = state.found
    text = found[place].text
    if not (text.isascii() and text.isdecimal()) or len(text) > _CLOCK_DIGITS or place + 1 >= len(found):
        return None
    after = place + 1
    colon = found[after].text == ":" and after + 1 < len(found) and found[after + 1].kind == "number"
    after += 2 if colon else 0
    half = found[after].text if after < len(found) else ""
    if half not in ("am", "pm"):
        return _at_hour(state, int(text), after) if colon else None
    glued = found[after].start == found[after - 1].end
    if not (colon or glued or state.is_next(place - 1, "clock-at")) or not 1 <= int(text) <= _HALF_DAY:
        return None
    return _at_hour(state, int(text) % _HALF_DAY + (_HALF_DAY if half == "pm" else 0), after + 1)


def _at_hour(state: SigState, hour: int, after: int) -> int | None:
    for span in state.words.clock:
        if span.first <= hour < span.last:
            state.phase.times_of_day.append(span.name)
            return after
    return None
