"""How long, and from when: ``for 14 days``, ``2/52``, ``week 1``, ``days 15-28``, ``after 2 weeks``.

Each of these bounds a phase. What would leave a gap between phases, or let two of them overlap, is not understood.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from msgspec.structs import replace

from ldn_rules.reading.amounts import number_at
from ldn_rules.reading.sigs.days import days_a_week, over_at
from ldn_rules.reading.sigs.frequency import hourly
from ldn_rules.reading.sigs.model import SigFrequency
from ldn_rules.reading.sigs.numbers import value_at

if TYPE_CHECKING:
    from ldn_rules.reading.sigs.numbers import Range
    from ldn_rules.reading.sigs.state import Hit, SigState


def duration(state: SigState, hit: Hit) -> int | None:
    """``for 14 days``, ``x 2 wks``, ``for 5/7``; ``for 5 days a week`` is none. After a phase of known length it
    begins the next (``for the next 14 days 2 capsules``).
    """
    if state.phase.duration_days is not None and state.phase.dose is not None:
        found = length_at(state, hit.after, another=False)
        if found is None or not state.parted(hit.place) or not _dose_follows(state, found[1]):
            return None
        state.close()
    over = over_at(state, hit.after)
    if over is not None:
        return over[2] if state.phase.set_duration(over[0] * state.days_of(over[1])) else None
    span = state.range_at(hit.after)
    if span is None:
        return _named_days(state, hit)
    return days_a_week(state, span, hit.place) or _times_a_day(state, hit, span) or _set_duration(state, span)


def _named_days(state: SigState, hit: Hit) -> int | None:
    """``for days 1-14``, ``for the second week``."""
    place = hit.after + ("ignored" in state.kinds(hit.after))
    for kind, read in (("time-units", counted_days), ("ordinals", ordinal)):
        key, end = state.meaning(place, kind)
        if key is not None:
            return read(state, replace(hit, key=key, place=place, after=end))
    return None


def _times_a_day(state: SigState, hit: Hit, span: Range) -> int | None:
    """``1 tablet x 3/day``, ``1 tablet x 2 daily``."""
    if "crossed" not in state.kinds(hit.place) or state.phase.dose is None:
        return None
    word, end = state.per_unit(span[2])
    if state.is_next(span[2], "time-units") and not state.is_next(span[2], "frequencies"):
        return None
    if word is None or (word.times, word.per) != (1, 1) or state.days_of(word.unit) != 1:
        return None
    each = Fraction(1)
    return state.set_frequency(SigFrequency(span[0], span[1], each, each, word.unit), hit.place, end)


def length(state: SigState, hit: Hit) -> int | None:
    """``for the first week``, ``today``."""
    if state.phase.empty and not _dose_follows(state, hit.after):
        return None
    return hit.after if state.phase.set_duration(Fraction(state.words.lengths[hit.key])) else None


def timed(state: SigState, span: Range, place: int) -> int | None:
    """A number before a unit of time: ``5 days a week``, ``8 hourly``, ``1 hour before bedtime``, ``7 days``."""
    return (
        days_a_week(state, span, place)
        or hourly(state, span, place)
        or _lead(state, span)
        or (None if state.phase.empty else _set_duration(state, span))
    )


def over(state: SigState, place: int) -> int | None:
    """``2/52`` behind what says how much or when, ``6/24`` for every 6 hours; a date (``start 3/12``) stands behind
    other words.
    """
    found = over_at(state, place)
    if found is None or place == 0 or not state.kinds(place - 1) & _BEFORE_LENGTH:
        return None
    count, unit, end = found
    if state.days_of(unit) < 1:
        each = Fraction(1)
        return state.set_frequency(SigFrequency(each, each, count, count, unit), place, end)
    return end if state.phase.set_duration(count * state.days_of(unit)) else None


_BEFORE_LENGTH = frozenset(("frequencies", "times-of-day", "times-words", "prn", "unit", "route"))


def _lead(state: SigState, span: Range) -> int | None:
    """``1 hour`` or ``30 minutes`` before a time of day or a meal: still that time."""
    unit, after = state.meaning(span[2], "time-units")
    if unit is None or state.days_of(unit) >= 1 or state.is_next(span[2], "frequencies"):
        return None
    single = state.words.table.phrases.find(state.found[after].text) if after < len(state.found) else None
    if single is None or all(kind != "beside-time" for kind, _ in single.meanings):
        return None
    return after if state.kinds(after) & {"times-of-day", "ignored"} else None


def _set_duration(state: SigState, span: Range) -> int | None:
    found = _days_at(state, span)
    return found[1] if found is not None and state.phase.set_duration(found[0]) else None


def _days_at(state: SigState, span: Range) -> tuple[Fraction, int] | None:
    """So many days, weeks or months, one number of them, in days."""
    unit, after = state.meaning(span[2], "time-units")
    is_frequency = state.is_next(span[2], "frequencies")
    if unit is None or is_frequency or span[0] != span[1] or state.days_of(unit) < 1:
        return None
    return span[0] * state.days_of(unit), after


def after(state: SigState, hit: Hit) -> int | None:
    """``after 2 weeks``: the end of the phase in hand, or where that began without one, of the phase before."""
    return bounded_at(state, hit.after, another=False, place=hit.place)


def after_another(state: SigState, hit: Hit) -> int | None:
    """``after a further 2 weeks``: counted from the change before."""
    return bounded_at(state, hit.after, another=True, place=hit.place)


def bounded_at(state: SigState, start: int, *, another: bool, place: int | None = None) -> int | None:
    """Bound a phase by the length that stands at ``start``; the place after it, None if it bounds none.

    ``place`` is where the words begin that say so; None if they stand between the two phases.
    """
    found = length_at(state, start, another=another)
    if found is None:
        return None
    days, end = found
    waiting = bool(state.phases) and state.phases[-1].duration_days is None
    if state.phase.empty or (waiting and place is not None and not state.parted(place)):
        return end if _bound_before(state, days, another=another) else None
    if state.phase.dose is None or (place is not None and not state.parted(place)):
        return None
    if not _may_bound(state, days, len(state.phases), another=another) or not state.phase.set_duration(Fraction(days)):
        return None
    state.close()
    return end


def length_at(state: SigState, start: int, *, another: bool) -> tuple[int, int] | None:
    """The whole days of the length at a place, and the place after it; ``another week`` is one."""
    span = state.range_at(start) or ((Fraction(1), Fraction(1), start) if another else None)
    over = over_at(state, start)
    by_words = _days_at(state, span) if span is not None else None
    found = (over[0] * state.days_of(over[1]), over[2]) if over is not None else by_words
    if found is None or found[0].denominator != 1 or found[0] < 1:
        return None
    return int(found[0]), found[1]


def _bound_before(state: SigState, days: int, *, another: bool) -> bool:
    """Bound the phase that has been closed."""
    if not state.phases:
        return False
    before = state.phases[-1]
    if before.duration_days is not None:
        return before.duration_days == days
    if not _may_bound(state, days, len(state.phases) - 1, another=another):
        return False
    state.phases[-1] = replace(before, duration_days=days)
    return True


def _may_bound(state: SigState, days: int, phases: int, *, another: bool) -> bool:
    """Whether a time counts from the last change: it is said to, there was none, or it is too short to count from the
    start.
    """
    if another or phases == 0:
        return True
    lengths = [phase.duration_days for phase in state.phases[:phases]]
    return None not in lengths and days <= sum(length or 0 for length in lengths)


def counted_days(state: SigState, hit: Hit) -> int | None:
    """``week 1``, ``days 15-28``, ``weeks 1+2``, ``day 8 on``."""
    if state.days_of(hit.key) < 1 or "frequencies" in state.kinds(hit.place):
        return None
    span = _listed(state, hit.after) or state.range_at(hit.after)
    if span is None or state.unit(span[2])[0] is not None:
        return None
    return _between(state, span, hit.key, hit.place, span[2])


def ordinal(state: SigState, hit: Hit) -> int | None:
    """``second week``; ``second 2 weeks`` is a length."""
    more = state.range_at(hit.after)
    if more is not None:
        return _set_duration(state, more)
    unit, end = state.meaning(hit.after, "time-units")
    if unit is None or state.days_of(unit) < 1:
        return None
    value = Fraction(state.words.ordinals[hit.key])
    return _between(state, (value, value, hit.after), unit, hit.place, end)


def nth(state: SigState, span: Range, place: int) -> int | None:
    """``2nd week``: a number with its ending before a unit of time; ``1st 2 weeks`` is a length."""
    ending, start = state.meaning(span[2], "ordinal-endings")
    more = state.range_at(start) if ending is not None and span[0] == span[1] == 1 else None
    if more is not None:
        return _set_duration(state, more)
    unit, end = state.meaning(start, "time-units")
    if ending is None or unit is None or state.days_of(unit) < 1:
        return None
    return _between(state, span, unit, place, end)


def _listed(state: SigState, place: int) -> Range | None:
    """``1+2``, ``3 and 4``: two numbers that follow each other."""
    first = value_at(state.found, place, state.vocabulary)
    is_comma = first is not None and first[1] < len(state.found) and state.found[first[1]].text == ","
    _, start = state.meaning(first[1], "and") if first is not None and not is_comma else (None, place)
    second = number_at(state.found, start) if first is not None and start > first[1] else None
    if first is None or second is None or second[0] != first[0] + 1:
        return None
    return first[0], second[0], second[1]


def _between(state: SigState, span: Range, unit: str, place: int, end: int) -> int | None:
    """From the first day of one unit to the last of another, or open where that is said."""
    low, high = span[0], span[1]
    if low.denominator != 1 or high.denominator != 1 or low < 1:
        return None
    is_open = "onwards" in state.kinds(end) if end < len(state.found) else False
    after_end = state.meaning(end, "onwards")[1] if is_open else end
    is_open = is_open or "beginning" in (state.kinds(place - 1) if place else ())
    days = state.days_of(unit)
    first = int((low - 1) * days) + 1
    last = None if is_open else int(high * days)
    if not (_is_inside(state, first) or _begins_next(state, first, place, after_end)):
        return None
    return after_end if last is None or state.phase.set_duration(Fraction(last - first + 1)) else None


def _is_inside(state: SigState, first: int) -> bool:
    """Whether the phase in hand begins on that day of the sig."""
    return state.first_day == first


def _begins_next(state: SigState, first: int, place: int, after: int) -> bool:
    """End the phase in hand on the day before, where a sign or its own length parts it from a dose that follows."""
    begins, phase = state.first_day, state.phase
    if begins is None or phase.dose is None or not (state.parted(place) or phase.duration_days is not None):
        return False
    return _dose_follows(state, after) and _end_before(state, first - begins)


def _dose_follows(state: SigState, place: int) -> bool:
    """Whether a number stands before the end of the clause."""
    while place < len(state.found) and not state.ends_clause(place):
        if state.found[place].kind == "number" or state.range_at(place) is not None:
            return True
        place += 1
    return False


def _end_before(state: SigState, days: int) -> bool:
    """End the phase in hand so many days after it began."""
    if days < 1 or state.phase.duration_days not in (None, days):
        return False
    state.phase.duration_days = days
    state.close()
    return True
