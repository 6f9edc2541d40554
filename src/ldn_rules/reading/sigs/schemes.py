"""Doses by their place in the day (``1-0-1``, ``1+0+2``) and crossed with their number (``1x3``)."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from ldn_rules.reading.amounts import amount_at, number_at
from ldn_rules.reading.sigs.model import SigDose, SigFrequency
from ldn_rules.reading.sigs.state import ONE
from ldn_rules.reading.sigs.timing import ADJACENT, JOINED, Mark

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from ldn_rules.reading.sigs.state import SigState

_JOINTS: Final = frozenset("-+–")
_MOST_WITHOUT_UNIT: Final = 10
_MOST_VALUES: Final = 8


class Row(Struct, frozen=True):
    """Numbers in a row, joined by one sign, with the unit behind them and the place after that."""

    values: tuple[Fraction, ...]
    unit: str | None
    after: int


def by_daytime(state: SigState, place: int) -> int | None:
    """``1-0-1``, ``1-0-0-2 tablets``: so much at each time of the day; beside a dose so many of it."""
    row = _row(state, place)
    times = state.words.schemes.get(len(row.values)) if row is not None else None
    if row is None or times is None or not _is_scheme(row):
        return None
    if _continues_row(state, place) or not _is_free(state, place):
        return None
    taken = [(value, time) for value, time in zip(row.values, times, strict=True) if value]
    unit = row.unit or _unit_before(state, place)
    if state.phase.dose is not None:
        return _of_dose_in_hand(state, taken, row, place)
    uneven = len({value for value, _ in taken}) > 1
    for index, (value, time) in enumerate(taken):
        if index and uneven:
            state.phase.begin_part(place)
        state.phase.set_dose(SigDose(value, value, unit), place, other_kind=False)
        _mark(state, time, place, row.after)
    return row.after


def _is_free(state: SigState, place: int) -> bool:
    """Whether the phase in hand has no times yet; one of known length before a sign is over."""
    if state.phase.timed and state.phase.duration_days is not None and state.parted(place):
        state.close()
    return not state.phase.timed


def _of_dose_in_hand(state: SigState, taken: list[tuple[Fraction, str]], row: Row, place: int) -> int | None:
    """``5 mg 1-0-1``: the dose that stands before it, once at each of the times."""
    if row.unit is not None or any(value != 1 for value, _ in taken):
        return None
    for _, time in taken:
        _mark(state, time, place, row.after)
    return row.after


def _mark(state: SigState, time: str, place: int, after: int) -> None:
    joint = JOINED if state.phase.marks else ADJACENT
    state.phase.marks.append(Mark(time, None, joint, place, after))


def _is_scheme(row: Row) -> bool:
    """Whether the numbers can be doses of a day: not all nothing, small where no unit is written."""
    if not any(row.values) or _is_run(row.values):
        return False
    return row.unit is not None or max(row.values) <= _MOST_WITHOUT_UNIT


def _is_run(values: Sequence[Fraction]) -> bool:
    """Whether the numbers count up or down (``4-3-2-1``): that may be a dose for each day."""
    return all(values) and {other - one for one, other in pairwise(values)} in ({1}, {-1})


def _unit_before(state: SigState, place: int) -> str | None:
    """The unit of ``tab 1-0-1``, that has no number of its own."""
    end = place - 1 if place and state.found[place - 1].text == "." else place
    unit, after = state.unit(end - 1) if end else (None, 0)
    numbered = end > 1 and state.found[end - 2].kind == "number"
    return unit if after == end and not numbered else None


def _row(state: SigState, place: int) -> Row | None:
    """The numbers that one sign joins."""
    found = state.found
    values: list[Fraction] = []
    joint = ""
    unit: str | None = None
    while len(values) < _MOST_VALUES:
        read = number_at(found, place)
        if read is None or _is_padded(found[place].text):
            return None
        values.append(read[0])
        each, place = state.unit(read[1])
        if each is not None and unit not in (None, each):
            return None
        unit = unit or each
        if place >= len(found) or found[place].text not in _JOINTS or (joint and found[place].text != joint):
            break
        if number_at(found, place + 1) is None:
            break
        joint = found[place].text
        place += 1
    return Row(tuple(values), unit, place)


def _continues_row(state: SigState, place: int) -> bool:
    """Whether the row goes on from numbers before it."""
    return place > 1 and state.found[place - 1].text in _JOINTS and state.found[place - 2].kind == "number"


def _is_padded(text: str) -> bool:
    """Whether a number is written like that of a date (``01-02-24``)."""
    return len(text) > 1 and text[0] == "0" and text[1].isdecimal()


def crossed(state: SigState, place: int) -> int | None:
    """``1x3``, ``3 x 1 tablet per day``: a dose so many times a day. Of ``2x3`` neither can be told, and it is left."""
    first = number_at(state.found, place)
    sign, start = state.meaning(first[1], "crossed") if first is not None else (None, place)
    second = number_at(state.found, start) if sign is not None else None
    if first is None or second is None or state.is_next(second[1], "time-units", "times-words"):
        return None
    if state.unit(first[1])[0] is not None or not _is_free(state, place):
        return None
    units = counted_units(state, first, start)
    if units is not None:
        return units
    one, other = first[0], second[0]
    unit, after = state.unit(second[1])
    if unit is not None and not state.vocabulary.units[unit].count:
        return None
    word, end = state.per_unit(after)
    pair = _dose_and_times(one, other, counted=unit is not None)
    if pair is None or (word is not None and (word.times, word.per) != (1, 1)):
        return state.leave(place, end)
    dose, times = pair
    if state.phase.dose is not None and (dose != 1 or unit is not None):
        return state.leave(place, end)
    if state.phase.dose is None:
        state.phase.set_dose(SigDose(dose, dose, unit), place, other_kind=False)
    often = SigFrequency(times, times, ONE, ONE, word.unit if word is not None else "day")
    return state.set_frequency(often, place, end)


def times_a_day(state: SigState, place: int) -> int | None:
    """``2dd1``, ``3 dd 2 tablets``: how often a day, and how much each time."""
    often = number_at(state.found, place)
    sign, start = state.meaning(often[1], "times-a-day") if often is not None else (None, place)
    dose = state.range_at(start) if sign is not None else None
    if often is None or dose is None or state.phase.dose is not None or state.phase.timed:
        return None
    unit, after = state.unit(dose[2])
    state.phase.set_dose(SigDose(dose[0], dose[1], unit), place, other_kind=False)
    return state.set_frequency(SigFrequency(often[0], often[0], ONE, ONE, "day"), place, after)


def counted_units(state: SigState, count: tuple[Fraction, int], place: int) -> int | None:
    """``2 x 1.5 mg capsules``, ``two 1.5 mg capsules``: a count of units that say what each holds, at ``place``."""
    amount = amount_at(state.found, place, state.vocabulary) if place < len(state.found) else None
    known = state.vocabulary.units.get(amount.unit or "") if amount is not None else None
    unit, after = state.unit(amount.after) if amount is not None else (None, place)
    if amount is None or known is None or not known.nanograms or amount.low != amount.high:
        return None
    if amount.per is not None and amount.per not in state.words.time_units:
        return None
    if unit is None or not state.vocabulary.units[unit].count:
        return None
    before = state.phase.dose
    dose = SigDose(count[0], count[0], unit)
    if state.set_dose(dose, count[1], after, other_kind=before is not None and before.unit == amount.unit) is None:
        return None
    state.strengths.append(amount if amount.per is not None else replace(amount, per=unit, per_value=ONE))
    return after


def _dose_and_times(one: Fraction, other: Fraction, *, counted: bool) -> tuple[Fraction, Fraction] | None:
    """Which of two crossed numbers is the dose: the one with the unit, else the one that is 1, or both alike."""
    if one <= 0 or other <= 0:
        return None
    if counted:
        return other, one
    if one in (1, other):
        return one, other
    return (other, one) if other == 1 else None
