"""Numbers in a sig: doses, ``1-0-1``, clock times, strengths."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from ldn_rules.reading.amounts import DISPENSED, TOTAL, Amount, amount_at
from ldn_rules.reading.phrases import longest_at
from ldn_rules.reading.sigs.clock import clock_at
from ldn_rules.reading.sigs.frequency import counted, mark
from ldn_rules.reading.sigs.model import SigDose, SigFrequency
from ldn_rules.reading.sigs.numbers import is_article
from ldn_rules.reading.sigs.parts import is_mass
from ldn_rules.reading.sigs.ratios import Ratio
from ldn_rules.reading.sigs.schemes import by_daytime, counted_units, crossed, times_a_day, unit_before
from ldn_rules.reading.sigs.second import new_part, starts_anew
from ldn_rules.reading.sigs.spans import nth, over, timed
from ldn_rules.reading.sigs.state import ONE

if TYPE_CHECKING:
    from ldn_rules.reading.sigs.numbers import Range
    from ldn_rules.reading.sigs.state import Hit, SigState

_BEFORE_COUNT: Final = frozenset(":=#.(")
_PER: Final = ("/", "per")
_DOSE: Final = "dose"
_TALLIES: Final = ({"i"}, {"t"})
_REST: Final = frozenset(("route", "frequencies", "times-of-day"))
_PAIR: Final = 2
_PER_NUMBER_UNIT: Final = 3


def number(state: SigState, place: int) -> int | None:
    """What a number at a place is: a clock time, a count of times, a duration, a number dispensed, a dose."""
    clock = clock_at(state, place)
    if clock is not None:
        mark(state, clock.key, clock.time, place, clock.after)
        return clock.after
    found = (
        _hour_in_words(state, place)
        or over(state, place)
        or by_daytime(state, place)
        or crossed(state, place)
        or times_a_day(state, place)
    )
    if found is not None:
        return found
    span = state.range_at(place)
    if span is not None:
        end = counted(state, span, place) or nth(state, span, place)
        if end is not None:
            return end
        if state.is_next(span[2], "time-units") and not _is_one_each(state, span):
            return timed(state, span, place)
        key, after = state.meaning(span[2], "unit")
        if key == DISPENSED and not state.kinds(span[2]) & {"ignored", "notes"}:
            return state.note(place, after)
    units = _units_that_hold(state, span)
    if units is not None:
        return units
    amount = amount_at(state.found, place, state.vocabulary)
    if amount is not None and amount.unit is None and _is_no_dose(state, place, amount.after):
        return None
    if span is not None and amount is not None and span[2] > amount.after:
        return _in_words(state, span, place)
    return _amount(state, amount, place) if amount is not None else None


def _hour_in_words(state: SigState, place: int) -> int | None:
    """The ``5`` of ``at 5 in the evening``."""
    key, after = state.meaning(place + 1, "times-of-day")
    if key is None or state.phase.dose is None or not state.is_next(place - 1, "clock-at"):
        return None
    mark(state, key, None, place, after)
    return after


def dispensed(state: SigState, place: int) -> int | None:
    """``#30``, ``RF 2``, ``disp: 30 caps``: a note for the pharmacy, no dose."""
    key, after = state.meaning(place, "unit")
    if key != DISPENSED or state.kinds(place) & {"ignored", "notes"}:
        return None
    while after < len(state.found) and state.found[after].text in _BEFORE_COUNT:
        after += 1
    span = state.range_at(after)
    return state.note(place, after if span is None else state.unit(span[2])[1])


def numeral(state: SigState, hit: Hit) -> int | None:
    """``one capsule``, ``half a tablet``, ``two``; an article or a roman numeral needs a unit."""
    span = state.range_at(hit.place)
    if span is None:
        return None
    end = counted(state, span, hit.place)
    if end is not None:
        return end
    if state.is_next(span[2], "time-units") and not _is_one_each(state, span):
        return timed(state, span, hit.place)
    units = _units_that_hold(state, span)
    if units is not None:
        return units
    is_weak = is_article(state.found, hit.place, span[2]) and not _is_roman(state, hit.place, span[2])
    if (is_weak or _is_no_dose(state, hit.place, span[2])) and state.unit(span[2])[0] is None:
        return None
    return _in_words(state, span, hit.place)


def _is_one_each(state: SigState, span: Range) -> bool:
    """``one weekly``: a dose of one; ``2 weekly`` is every two weeks."""
    key, _ = state.meaning(span[2], "frequencies")
    word = state.words.frequencies.get(key or "")
    one = span[0] == span[1] == 1 and state.phase.dose is None
    return one and word is not None and state.days_of(word.unit) >= 1


def _units_that_hold(state: SigState, span: Range | None) -> int | None:
    """``two 1.5 mg capsules``, ``3 of the 1.5 mg capsules``."""
    if span is None or span[0] != span[1] or state.phase.dose is not None:
        return None
    place = span[2]
    while "ignored" in state.kinds(place):
        place += 1
    return counted_units(state, (span[0], span[2]), place) if place < len(state.found) else None


def _is_roman(state: SigState, place: int, after: int) -> bool:
    """``i po qd``, ``i mane ii nocte``, ``T bd``: a roman numeral or a tally before the rest of the regimen."""
    taken = state.phase.dose is not None and not state.phase.timed
    if taken or set(state.found[place].text) not in _TALLIES or after >= len(state.found):
        return False
    return bool(state.kinds(after) & _REST)


def _is_no_dose(state: SigState, place: int, after: int) -> bool:
    """``week 1``, ``2 times``, ``take at 9``: a number without a unit that is something else."""
    if place and not state.phases and state.phase.dose is None and state.is_next(place - 1, "clock-at"):
        return True
    is_count = "times-words" in state.kinds(after) and "duration" not in state.kinds(after)
    before = state.kinds(place - 1) if place else frozenset[str]()
    return is_count or ("time-units" in before and not before & {"times-of-day", "frequencies"})


def _in_words(state: SigState, span: Range, place: int) -> int | None:
    """A dose whose number is written in words; what is per something else (``five mg/kg``) is none."""
    unit, end = state.unit(span[2])
    text = state.found[end].text if end < len(state.found) else ""
    if unit is not None and text in _PER and not state.is_next(end + 1, "time-units"):
        return None
    return _dose(state, SigDose(span[0], span[1], unit, numeral=True), end, place)


def _amount(state: SigState, amount: Amount, place: int) -> int | None:
    if amount.joined == "/":
        return None
    if amount.joined and not _is_range(state, amount):
        return None
    if amount.per in state.words.time_units:
        return _over_time(state, amount, place)
    if amount.per is not None and not (amount.per == _DOSE and state.phase.dose is None):
        return _strength(state, amount, place)
    fraction = amount.unit is None and _is_fraction(state, place)
    unit, after = _of_a_unit(state, amount.after) if fraction else (amount.unit, amount.after)
    end = _dose(state, SigDose(amount.low, amount.high, unit, numeral=fraction), after, place)
    if end is not None and amount.unit is not None and is_mass(amount.unit, state.vocabulary):
        state.phase.unit_behind = state.unit(end)[0]
    return end


def _is_range(state: SigState, amount: Amount) -> bool:
    """Two numbers, the second above the first; those too far apart are of two ingredients (``10-325 mg``)."""
    apart = amount.values[1] / (amount.values[0] or 1)
    return len(amount.values) <= _PAIR and 1 < apart < state.words.ingredients_apart


def _of_a_unit(state: SigState, place: int) -> tuple[str | None, int]:
    """The unit of ``1/10 of a tablet``; (None, place) where none is said."""
    start = place + 1 if "ignored" in state.kinds(place) else place
    one = state.range_at(start) if start > place else None
    unit, after = state.unit(one[2]) if one is not None and one[0] == one[1] == 1 else (None, place)
    return (unit, after) if unit is not None and state.vocabulary.units[unit].count else (None, place)


def _strength(state: SigState, amount: Amount, place: int) -> int | None:
    """``5 mg/mL``, ``10 mg per tablet``; what goes by weight (``0.1 mg/kg``) is none, and not understood."""
    per = state.vocabulary.units.get(amount.per or "")
    if per is None or not (per.count or per.microlitres or per.nanograms):
        return None
    state.strengths.append(amount)
    if amount.per_value is not None and per.microlitres:
        state.phase.ratios.append(Ratio(amount, place > 0 and state.is_next(place - 1, "taking")))
    return amount.after


def _is_fraction(state: SigState, place: int) -> bool:
    """``1/10`` or ``½`` is a part of a unit, never of a milligram."""
    after = state.found[place + 1].text if place + 1 < len(state.found) else ""
    return state.found[place].kind == "sign" or after == "/"


def _over_time(state: SigState, amount: Amount, place: int) -> int | None:
    """``64 mg/day`` and ``1 tablet/12 h`` are a dose and a frequency; ``25 mcg/hour`` is a strength. In words so many
    days may be how long (``1 comprimido por 7 dias``): that is not understood.
    """
    unit = amount.per or ""
    counts = amount.unit is not None and state.vocabulary.units[amount.unit].count
    if state.days_of(unit) < 1 and not counts:
        state.strengths.append(amount)
        return amount.after
    value = amount.per_value or ONE
    if value != 1 and state.days_of(unit) >= 1 and state.found[amount.after - _PER_NUMBER_UNIT].kind == "word":
        return None
    after = _dose(state, SigDose(amount.low, amount.high, amount.unit), amount.after, place)
    return None if after is None else state.set_frequency(SigFrequency(ONE, ONE, value, value, unit), place, after)


def _dose(state: SigState, dose: SigDose, after: int, place: int) -> int | None:
    key, end = state.meaning(after, "unit")
    if key == TOTAL:
        dose, after = replace(dose, total=True), end
    if dose.unit is None:
        dose = replace(dose, unit=_unit_beyond(state, after) or unit_before(state, place))
    before = state.phase.dose
    open_still = state.phase.also is None and state.phase.length_behind is None
    other_kind = before is not None and open_still and _says_it_again(state, dose, before)
    if other_kind and _is_diluent(state, dose, place):
        return None
    counted = _of_named_units(state, dose, place, after)
    if counted is not None:
        return counted
    moved = new_part(state, place, after) if before is not None and state.parted(place) != "(" else None
    if moved is not None:
        state.phase.begin_part(place, moved)
        other_kind = False
    elif before is not None and not other_kind and starts_anew(state, place, after):
        state.close()
    return state.set_dose(dose, place, after, other_kind=other_kind)


def _of_named_units(state: SigState, dose: SigDose, place: int, after: int) -> int | None:
    """The count behind units that say what they hold: ``1.5 mg capsules, 2 at night``."""
    phase, unit = state.phase, state.phase.unit_behind
    known = state.vocabulary.units.get(unit or "")
    if phase.dose is None or known is None or not known.count or phase.timed or dose.unit not in (None, unit):
        return None
    held = phase.dose
    values = (held.low,) if held.low == held.high else (held.low, held.high)
    state.strengths.append(Amount(values, "", held.unit, ONE, unit))
    phase.dose = phase.unit_behind = None
    return state.set_dose(replace(dose, unit=unit), place, after, other_kind=False)


def _is_diluent(state: SigState, dose: SigDose, place: int) -> bool:
    """Whether a volume is what the dose is taken in (``17 g in 240 mL``)."""
    unit = state.vocabulary.units.get(dose.unit or "")
    before = place - 1
    return unit is not None and bool(unit.microlitres) and place > 0 and "per" in state.kinds(before)


def _unit_beyond(state: SigState, place: int) -> str | None:
    """The unit behind a route or a release, or in it (``1 SL drop``, ``1 oral tablet``, ``1 SR tablet``); it is no unit
    of its own.
    """
    route, after = state.meaning(place, "route")
    if route is not None:
        return state.unit(after if after == place + 1 else after - 1)[0]
    around = longest_at(state.found, place, state.vocabulary.around) if place < len(state.found) else None
    is_release = around is not None and any(kind == "release" for kind, _ in around[0].meanings)
    return state.unit(around[1])[0] if around is not None and is_release else None


def _says_it_again(state: SigState, dose: SigDose, before: SigDose) -> bool:
    """Whether a dose can be the one before it in another unit; in a unit of the same kind it must be as much."""
    if _is_other_kind(state, dose, before):
        return True
    units = [state.vocabulary.units.get(one.unit or "") for one in (dose, before)]
    sizes = [(unit.nanograms, unit.microlitres) if unit is not None else (0, 0) for unit in units]
    if dose.unit == before.unit or not all(map(any, sizes)):
        return False
    amounts = [
        [tuple(each * value for each in size) for value in (one.low, one.high)]
        for size, one in zip(sizes, (dose, before), strict=True)
    ]
    return amounts[0] == amounts[1]


def _is_other_kind(state: SigState, dose: SigDose, before: SigDose) -> bool:
    """Whether two doses can be one in two units (``2 capsules (3 mg)``, ``50 mg, 1/10``)."""
    kinds = {_kind(state, dose), _kind(state, before)}
    return len(kinds) > 1 and "none" not in kinds


def _kind(state: SigState, dose: SigDose) -> str:
    known = state.vocabulary.units.get(dose.unit or "")
    if known is None:
        return "count" if dose.numeral and dose.unit is None else "none"
    return "count" if known.count else "mass" if known.nanograms else "volume" if known.microlitres else "other"
