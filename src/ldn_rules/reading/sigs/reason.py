"""What a dose is taken for: plain words, up to anything that can belong to the regimen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ldn_rules.reading.amounts import DISPENSED
from ldn_rules.reading.sigs.numbers import is_article

if TYPE_CHECKING:
    from ldn_rules.reading.sigs.state import Hit, SigState

_ENDS: Final = frozenset(",.;:()[]=#")
_SENTENCE_ENDS: Final = frozenset(".;()[]")
_PLAIN: Final = frozenset(
    (
        "complaints",
        "ignored",
        "and",
        "range",
        "cautions",
        "warnings",
        "duration",
        "reason",
        "clock-at",
        "beside-time",
        "per",
    )
)
"""Kinds of words that stand in any prose."""

_SIGNIFICANT: Final = frozenset(
    (
        "frequencies",
        "times",
        "times-of-day",
        "weekdays",
        "weekday-groups",
        "prn",
        "then",
        "every",
        "increase",
        "decrease",
        "maximum",
        "maximum-daily",
        "up-to",
        "as-directed",
    )
)

_OF_REGIMEN: Final = frozenset(("frequencies", "times", "times-of-day", "then", "increase", "decrease", "maximum"))


def reason(state: SigState, hit: Hit) -> int | None:
    """What it is for, up to the end of the clause or the next word that can belong to the regimen."""
    start = hit.after + (state.found[hit.after].text == ":" if hit.after < len(state.found) else 0)
    end = start
    while end < len(state.found) and (_is_time_in_prose(state, end) or not _ends(state, end)):
        end += 1
    if end == start:
        return None
    state.reasons.append(state.text[state.found[start].start : state.found[end - 1].end])
    state.reason_end = end
    return end


def reason_after_comma(state: SigState, place: int) -> int | None:
    """``PRN, mild pain``, ``PRN (migraine)``: plain words to the end of the clause, a complaint among them."""
    if place >= len(state.found) or state.found[place].text not in (",", "("):
        return None
    end = _plain_words(state, place + 1, _ENDS)
    if end is None or not any("complaints" in state.kinds(one) for one in range(place + 1, end)):
        return None
    state.reasons.append(state.text[state.found[place + 1].start : state.found[end - 1].end])
    return end


def warning(state: SigState, hit: Hit) -> int | None:
    """``avoid codeine, tramadol and other opioids``: to the end of the sentence, if no word in it is of a regimen."""
    return _plain_words(state, hit.after, _SENTENCE_ENDS)


def note(state: SigState, hit: Hit) -> int:
    """``do not fill before 3/14``: to the end of the clause, or to a word that says to take something. Where a dose
    or a time of day stands in it, it may be part of the regimen, and is not understood.
    """
    end = hit.after
    while end < len(state.found) and state.found[end].text not in _ENDS - {":"} and "taking" not in state.kinds(end):
        end += 1
    if any(_is_of_regimen(state, place) for place in range(hit.after, end)):
        return state.leave(hit.place, end)
    return state.note(hit.place, end)


def _is_of_regimen(state: SigState, place: int) -> bool:
    """Whether a time, a change or an amount of a dose stands at a place. A unit of one letter is none (``25C``)."""
    kinds = state.kinds(place)
    if kinds & _OF_REGIMEN and "ignored" not in kinds:
        return True
    span = state.range_at(place)
    unit, after = state.unit(span[2]) if span is not None else (None, place)
    return span is not None and unit not in (None, DISPENSED) and len(state.found[after - 1].text) > 1


def _plain_words(state: SigState, start: int, ends: frozenset[str]) -> int | None:
    """The place where words end that nothing of a regimen is among; None if something is, or there are none."""
    end = start
    while end < len(state.found) and state.found[end].text not in ends:
        word = state.found[end]
        plain = word.kind == "sign" or not state.kinds(end) or state.kinds(end) <= _PLAIN
        if word.kind == "number" or not plain:
            return None
        end += 1
    return end if end > start else None


def _is_time_in_prose(state: SigState, place: int) -> bool:
    """``for night sweats``: a time of day between ``for`` and a word that nothing is known of."""
    after = place + 1
    if after >= len(state.found) or not state.is_next(place, "times-of-day") or not state.is_next(place - 1, "reason"):
        return False
    return state.found[after].kind == "word" and not state.kinds(after)


def _ends(state: SigState, place: int) -> bool:
    word = state.found[place]
    if word.kind == "number" or word.text in _ENDS:
        return True
    kinds = state.kinds(place)
    if kinds & _SIGNIFICANT:
        return "ignored" not in kinds or bool(kinds & {"frequencies", "times"}) or state.ends_clause(place + 1)
    if "duration" in kinds and state.range_at(state.meaning(place, "duration")[1]) is not None:
        return True
    return _is_route(state, place, kinds) or _is_amount(state, place)


def _is_route(state: SigState, place: int, kinds: frozenset[str]) -> bool:
    """A route in several words (``by mouth``), or in one that is followed by the rest of the regimen."""
    if "route" not in kinds:
        return False
    _, after = state.meaning(place, "route")
    return after > place + 1 or state.ends_clause(after) or bool(state.kinds(after) & _SIGNIFICANT)


def _is_amount(state: SigState, place: int) -> bool:
    """A number in words, or a unit that is no single letter. An article counts only before what it can count."""
    span = state.range_at(place)
    if span is None:
        return len(state.found[place].text) > 1 and state.is_next(place, "unit")
    if not is_article(state.found, place, span[2]):
        return True
    return state.unit(span[2])[0] is not None or state.is_next(span[2], "times-words", "time-units")
