"""Times by the clock: ``21:00``, ``9pm``, ``at 9 pm``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from ldn_rules.reading.phrases import longest_at

if TYPE_CHECKING:
    from ldn_rules.reading.sigs.state import SigState

HALVES: Final = ("am", "pm")
"""The halves of a day behind an hour."""

_CLOCK_DIGITS: Final = 2
_HALF_DAY: Final = 12
_HOUR: Final = 60


class Clock(Struct, frozen=True):
    """A time by the clock: its time of day, hour and minute, and the place after it."""

    key: str
    time: tuple[int, int]
    after: int


def clock_at(state: SigState, place: int) -> Clock | None:
    """``21:00``, ``9pm``, ``at 9 pm``."""
    found = state.found
    text = found[place].text
    if not (text.isascii() and text.isdecimal()) or len(text) > _CLOCK_DIGITS or place + 1 >= len(found):
        return None
    after = place + 1
    minute = _minute(state, after)
    after += 2 if minute is not None else 0
    half = longest_at(found, after, state.words.table) if after < len(found) else None
    if half is None or half[0].spelled not in HALVES:
        return _at_hour(state, (int(text), minute), after) if minute is not None else None
    glued = found[after].start == found[after - 1].end or (place > 0 and found[place - 1].text == "(")
    behind = state.phase.dose is not None and state.phase.dose.unit is not None and not state.phase.timed
    if (
        not (minute is not None or glued or behind or state.is_next(place - 1, "clock-at"))
        or not 1 <= int(text) <= _HALF_DAY
    ):
        return None
    hour = int(text) % _HALF_DAY + (_HALF_DAY if half[0].spelled == "pm" else 0)
    return _at_hour(state, (hour, minute or 0), half[1])


def _minute(state: SigState, place: int) -> int | None:
    """``:30`` at a place."""
    text = state.found[place + 1].text if place + 1 < len(state.found) else ""
    is_minute = state.found[place].text == ":" and text.isascii() and text.isdecimal()
    return int(text) if is_minute and len(text) == _CLOCK_DIGITS and int(text) < _HOUR else None


def _at_hour(state: SigState, clock: tuple[int, int], after: int) -> Clock | None:
    name = next((span.name for span in state.words.clock if span.first <= clock[0] < span.last), None)
    return Clock(name, clock, after) if name is not None else None
