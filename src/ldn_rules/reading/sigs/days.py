"""On which days: ``Mon, Wed, Fri``, ``Monday to Friday``, ``5 days a week``; numbers over those of a day or a week."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from ldn_rules.reading.sigs.numbers import Range
    from ldn_rules.reading.sigs.state import Hit, SigState

_WEEK: Final = 7
_DAYS: Final = range(1, _WEEK + 1)
_PAIR: Final = 2


def weekday(state: SigState, hit: Hit) -> int | None:
    """``Mon``; ``Monday to Friday`` where the vocabulary says which days that is; ``Mon-Wed-Fri``."""
    days, end = [hit.key], hit.after
    listed = True
    while True:
        joint, start = state.meaning(end, "range")
        day, after = state.meaning(start, "weekdays")
        if joint is None or day is None:
            break
        listed = listed and state.found[end].kind == "sign"
        days.append(day)
        end = after
    named = _meant(state, days, hit.after, listed=listed)
    if not named or not state.phase.add_weekdays(named, range(hit.place, end)):
        return None
    state.phase.each_week |= state.is_next(hit.place, "weekday-groups") or "every" in state.kinds(hit.place - 1)
    return end


def _meant(state: SigState, days: list[str], joint: int, *, listed: bool) -> tuple[str, ...]:
    """The days that a chain of days stands for; none if that cannot be told."""
    if len(days) == 1:
        return tuple(days)
    if len(days) > _PAIR:
        return tuple(days) if listed else ()
    alternative = not listed and "ignored" not in state.kinds(joint)
    return () if alternative else state.words.weekday_groups.get(f"{days[0]} to {days[1]}", ())


def weekday_group(state: SigState, hit: Hit) -> int | None:
    """``MWF``."""
    days = state.words.weekday_groups[hit.key]
    state.phase.each_week = True
    return hit.after if state.phase.add_weekdays(days, range(hit.place, hit.after)) else None


def days_a_week(state: SigState, span: Range, place: int) -> int | None:
    """``5 days a week``, ``6 nights weekly``; what is so written and cannot be is left."""
    unit, after = state.meaning(span[2], "time-units")
    if unit is None or state.days_of(unit) != 1:
        return None
    per, end = state.per_unit(after)
    if per is None or per.per * state.days_of(per.unit) <= 1:
        return None
    weekly = per.times == 1 and per.per * state.days_of(per.unit) == _WEEK
    days = int(span[0]) if weekly and span[0] == span[1] and span[0] in _DAYS else None
    if days is None or not state.phase.set_days_a_week(days, range(place, end)):
        return state.leave(place, end)
    return end


def over_at(state: SigState, place: int) -> tuple[Fraction, str, int] | None:
    """``5/7``, ``2/52``, ``3/12``, ``6/24``: a number, its unit of time, and the place after it; nothing that counts
    a unit (``1/12 tablet``).
    """
    found = state.found
    if place + 2 >= len(found) or found[place + 1].text != "/" or not found[place].text.isdecimal():
        return None
    unit = state.words.durations_over.get(found[place + 2].text)
    after = place + 3
    if unit is None or state.unit(after)[0] is not None or state.is_next(after, "time-units"):
        return None
    return Fraction(found[place].text), unit, after
