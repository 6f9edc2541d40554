"""A second dose: another one of the same day, or that of the next phase."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ldn_rules.reading.amounts import TOTAL, amount_at
from ldn_rules.reading.sigs.clock import HALVES, clock_at
from ldn_rules.reading.sigs.state import ONE
from ldn_rules.reading.sigs.timing import per_day

if TYPE_CHECKING:
    from ldn_rules.reading.sigs.state import SigState

_CLAUSE_SIGNS: Final = frozenset(",;.()")
_OTHER: Final = frozenset(("then", "increase", "decrease", "maximum", "duration", "unit", "frequencies"))


def new_part(state: SigState, place: int, after: int) -> int | None:
    """Whether a dose that ends at ``after`` is another one of the same day, with a time of day of its own: how many
    of the last times of day belong to it (``at night take 2``); None if it is none.
    """
    phase = state.phase
    often = phase.often.frequency if phase.often is not None else None
    if not phase.open_to_a_part or (often is not None and set(per_day(often, state.words)) != {ONE}):
        return None
    taken = {mark.key for given in phase.earlier for mark in given.marks}
    ahead = _time_ahead(state, after)
    if ahead is not None and _may_be_clock(state, place, after):
        return None
    if ahead is not None:
        kept = {mark.key for mark in phase.marks}
        return None if ahead in taken | kept else _began(state, 0)
    leading = phase.marks[0].first < phase.dose_place < phase.marks[-1].first < place
    return _began(state, 1) if leading and phase.marks[-1].key not in taken else None


def goes_on(state: SigState, place: int) -> bool:
    """Whether what follows ``then`` is a dose of the same day: both have a time of day of their own, and no length."""
    amount = amount_at(state.found, place, state.vocabulary) if place < len(state.found) else None
    span = state.range_at(place)
    if not state.phase.open_to_a_part or (amount is None and span is None):
        return False
    after = max(amount.after if amount else 0, span[2] if span else 0)
    after = max(after, state.unit(after)[1])
    return not _waits(state, after, "duration") and new_part(state, place, after) is not None


def _may_be_clock(state: SigState, place: int, after: int) -> bool:
    """Whether a number before ``pm`` may be a time by the clock: it has no unit, and the dose before it has one."""
    before = state.phase.dose
    has_unit = before is not None and before.unit is not None
    return has_unit and after == place + 1 and state.found[after].text in HALVES


def _began(state: SigState, moved: int) -> int:
    """The times of the dose in hand alone say how often it is taken."""
    state.phase.often = None
    return moved


def _time_ahead(state: SigState, place: int) -> str | None:
    """The time of day that follows in the clause, before any other number."""
    place = _after_brackets(state, place)
    while place < len(state.found) and state.found[place].text not in _CLAUSE_SIGNS:
        clock = clock_at(state, place)
        if clock is not None:
            return clock.key
        key, end = state.meaning(place, "times-of-day")
        if key is not None and ("ignored" not in state.kinds(place) or state.ends_clause(end)):
            return key
        if _is_daily(state, place):
            place = state.meaning(place, "frequencies")[1]
            continue
        if state.range_at(place) is not None or state.kinds(place) & _OTHER:
            return None
        place += 1
    return None


def _is_daily(state: SigState, place: int) -> bool:
    """``once daily`` before a time of day says nothing more."""
    key, _ = state.meaning(place, "frequencies")
    word = state.words.frequencies.get(key or "")
    return word is not None and word.times == 1 and word.per * state.days_of(word.unit) == 1


def starts_anew(state: SigState, place: int, after: int) -> bool:
    """A second dose after a comma opens a phase where the first has a duration, after a semicolon where it has a time;
    and where the time after which it begins is said behind it.
    """
    before, phase = state.parted(place), state.phase
    if phase.duration_days is not None:
        joined = ("and" not in state.kinds(place - 1) or bool(state.phases)) and _waits(state, after, "duration")
        return (
            joined or before in (";", ",", ".") or _waits(state, after, "time-units") or _waits(state, after, "onwards")
        )
    if phase.timed and before == ";":
        return True
    return bool(state.phases) and state.phases[-1].duration_days is not None and _waits(state, after, "after")


def _waits(state: SigState, place: int, kind: str) -> bool:
    """Whether ``after a further 2 weeks`` or ``day 2`` stands in what is left of the clause."""
    while place < len(state.found) and not state.ends_clause(place):
        if kind == "after" and state.is_next(place, "after", "after-another"):
            return True
        if kind in ("time-units", "duration") and kind in state.kinds(place) and state.range_at(place + 1) is not None:
            return True
        if kind == "onwards" and kind in state.kinds(place):
            return True
        place += 1
    _, end = state.meaning(place, "then")
    return kind == "onwards" and end > place and state.ends_clause(end)


def _after_brackets(state: SigState, place: int) -> int:
    """The place after ``(3 mg)``, which says a dose again in another unit."""
    if place >= len(state.found) or state.found[place].text != "(":
        return place
    amount = amount_at(state.found, place + 1, state.vocabulary) if place + 1 < len(state.found) else None
    key, end = state.meaning(amount.after, "unit") if amount is not None else (None, place)
    after = end if key == TOTAL else amount.after if amount is not None else place
    return after + 1 if after > place and after < len(state.found) and state.found[after].text == ")" else place
