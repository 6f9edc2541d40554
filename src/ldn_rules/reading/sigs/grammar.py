"""A small grammar of sigs, written by hand: words from the vocabulary, left to right, nothing guessed.

A sig is a row of phases; a phase has a dose, a frequency or times of day, a route, a
duration, an increase, a maximum and "as needed", each at most once. Whatever does not fit
stands in ``unparsed`` with its place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ldn_rules.reading.amounts import amount_at, number_at
from ldn_rules.reading.decimals import decimal_remarks, with_commas
from ldn_rules.reading.phrases import JOINERS, longest_at
from ldn_rules.reading.sigs import changes, days, frequency, spans
from ldn_rules.reading.sigs.amounts import dispensed, number, numeral
from ldn_rules.reading.sigs.heads import MOST_CHARACTERS, MOST_WORDS, drug_among_words, drug_at_head
from ldn_rules.reading.sigs.model import SigReading, Unparsed
from ldn_rules.reading.sigs.numbers import normalised
from ldn_rules.reading.sigs.phase import routed_alike, timed_alike
from ldn_rules.reading.sigs.reason import note, reason, reason_after_comma, warning
from ldn_rules.reading.sigs.second import goes_on
from ldn_rules.reading.sigs.state import Hit, SigState
from ldn_rules.rulebook.words import words

if TYPE_CHECKING:
    from collections.abc import Callable

    from ldn_rules.rulebook.phrases import Phrase
    from ldn_rules.rulebook.vocabulary import Vocabulary

_NEUTRAL: Final = frozenset(",.;()[]:!*&+-='\"’–—|/")
_CLAUSE_END: Final = frozenset(",.;()[]")
_JOINERS: Final = JOINERS | {"/"}
_AROUND: Final = ("form", "salt", "low-dose", "release")
_CHANGES: Final = frozenset(("decrease", "increase", "maximum", "maximum-daily"))
_GOVERNING: Final = _CHANGES | {"up-to", "duration", "every", "after", "after-another"}


def read_sig(text: str, vocabulary: Vocabulary) -> SigReading:
    """The phases of a sig. Linear in its length; never raises."""
    written = words(text[:MOST_CHARACTERS])
    state = SigState(text, normalised(with_commas(written[:MOST_WORDS], vocabulary), vocabulary), vocabulary)
    place = drug_at_head(state)
    while place < len(state.found):
        state.place = place
        after = _step(state, place)
        place = after if after is not None else _leave(state, place)
    state.place = place
    state.close()
    unread = state.left()
    if len(written) > MOST_WORDS or len(text) > MOST_CHARACTERS:
        unread.append((written[MOST_WORDS].start if len(written) > MOST_WORDS else MOST_CHARACTERS, len(text)))
    left = tuple(Unparsed(text[start:end], start, end) for start, end in unread)
    return SigReading(
        text,
        routed_alike(timed_alike(state.phases)),
        state.as_directed,
        left,
        tuple(state.strengths),
        tuple(state.reasons),
        decimal_remarks(text, vocabulary),
        tuple(state.drugs),
        tuple(state.notes),
    )


def _step(state: SigState, place: int) -> int | None:
    """Where the word at a place leads; None if it was not understood."""
    word = state.found[place]
    if word.kind == "number" or (word.kind == "sign" and number_at(state.found, place) is not None):
        return _passed_over(state, place) or number(state, place)
    note = dispensed(state, place)
    if note is not None:
        return note
    hit = longest_at(state.found, place, state.words.table, _JOINERS)
    if hit is not None:
        after = _handled(state, hit[0], place, hit[1])
        single = state.words.table.phrases.find(word.text)
        if after is None and single is not None and single is not hit[0]:
            after = _handled(state, single, place, place + 1)
        if after is not None:
            return after
    return place + 1 if word.text in _NEUTRAL else _around(state, place)


def _passed_over(state: SigState, place: int) -> int | None:
    """Where a known caution that begins with a number ends (``1 hour before or 2 hours after a meal``)."""
    hit = state.hit_at(place)
    return hit[1] if hit is not None and state.kinds(place) <= {"ignored", "cautions"} else None


def _leave(state: SigState, place: int) -> int:
    """Leave what was not understood: all of an amount, or the rest of a clause that a word governs, so that no part
    of it is read as something else.
    """
    end = place + 1
    amount = amount_at(state.found, place, state.vocabulary)
    span = state.range_at(place)
    if amount is not None:
        end = max(end, amount.after)
    if span is not None:
        end = max(end, state.meaning(span[2], "time-units")[1], _after_unit(state, span[2]))
    elif _governs(state, place):
        while end < len(state.found) and not _ends_clause(state, end):
            end += 1
    return state.leave(place, end)


def _after_unit(state: SigState, place: int) -> int:
    """The place after a unit and what it is per."""
    unit, after = state.unit(place)
    _, start = state.meaning(after, "per") if unit is not None else (None, after)
    per, end = state.unit(start) if start > after else (None, after)
    return end if per is not None else after


def _governs(state: SigState, place: int) -> bool:
    hit = longest_at(state.found, place, state.words.table, _JOINERS)
    kinds = {kind for kind, _ in hit[0].meanings} if hit else set()
    if hit is None or not kinds & _GOVERNING:
        return False
    return bool(kinds & _CHANGES) or (hit[1] < len(state.found) and state.range_at(hit[1]) is not None)


def _ends_clause(state: SigState, place: int) -> bool:
    return state.found[place].text in _CLAUSE_END or state.is_next(place, "then")


def _handled(state: SigState, phrase: Phrase, place: int, after: int) -> int | None:
    meanings = dict(phrase.meanings)
    for kind, handler in _HANDLERS.items():
        if kind in meanings:
            end = handler(state, Hit(meanings[kind], place, after))
            if end is not None:
                return end
    return None


def _around(state: SigState, place: int) -> int | None:
    """A word of a form or salt, a unit without a number: not part of the regimen, and known."""
    vocabulary = state.vocabulary
    known = longest_at(state.found, place, vocabulary.around)
    if state.found[place].kind == "number":
        return None
    if known is not None and any(kind in _AROUND for kind, _ in known[0].meanings):
        return known[1]
    unit, after = state.meaning(place, "unit")
    return after if unit is not None and len(state.found[place].text) > 1 else None


def _then(state: SigState, hit: Hit) -> int:
    """The next phase begins; ``thereafter`` behind a dose without a length says that it lasts. ``1 in the morning then
    2 at night`` is one day.
    """
    if hit.after == hit.place + 1 and not state.kinds(hit.place) & {"onwards", "ignored"} and goes_on(state, hit.after):
        return hit.after
    lasts = "onwards" in state.kinds(hit.place) and state.phase.dose is not None and bool(state.phases)
    if not (lasts and state.phase.duration_days is None):
        state.close()
    return hit.after


def _heading(state: SigState, hit: Hit) -> int | None:
    """``phase 2:`` begins the next phase."""
    span = state.range_at(hit.after)
    if span is None or span[2] >= len(state.found) or state.found[span[2]].text != ":":
        return None
    state.close()
    return span[2] + 1


def _per(state: SigState, hit: Hit) -> int | None:
    """``/day``; in other languages behind a frequency ``for`` (``per 6 giorni``)."""
    return frequency.per(state, hit) or (spans.duration(state, hit) if state.phase.timed else None)


def _every(state: SigState, hit: Hit) -> int | None:
    return changes.raised_every(state, hit) or frequency.every(state, hit)


def _often(state: SigState, hit: Hit) -> int | None:
    return changes.raised_every(state, hit) or frequency.frequency(state, hit)


def _directed(state: SigState, hit: Hit) -> int:
    state.as_directed = True
    return hit.after


def _prn(state: SigState, hit: Hit) -> int:
    state.phase.prn = True
    return reason(state, hit) or reason_after_comma(state, hit.after) or hit.after


def _route(state: SigState, hit: Hit) -> int | None:
    if hit.key in state.words.routes_beside.get(state.phase.route or "", ()):
        return hit.after
    if state.phase.route not in (None, hit.key):
        return None
    state.phase.route = hit.key
    return hit.after


def _route_letters(state: SigState, hit: Hit) -> int | None:
    """``1 supp pr``: letters behind a dose. Before a dose form (``1 PR tab``) or another amount they say a release."""
    if state.phase.dose is None or state.phase.route not in (None, hit.key) or _is_product(state, hit.after):
        return None
    state.phase.by_letters = state.phase.by_letters or state.phase.route is None
    state.phase.route = hit.key
    return hit.after


def _is_product(state: SigState, place: int) -> bool:
    """Whether a dose form, a unit or an amount stands at a place."""
    known = longest_at(state.found, place, state.vocabulary.around) if place < len(state.found) else None
    if state.unit(place)[0] is not None or (known and any(kind == "form" for kind, _ in known[0].meanings)):
        return True
    amount = amount_at(state.found, place, state.vocabulary)
    return amount is not None and amount.unit is not None


def _ignored(state: SigState, hit: Hit) -> int:
    """What says nothing of the regimen; the name of a drug among it (``ldn``) is noted."""
    drug_among_words(state, hit.place, hit.after)
    return hit.after


def _left(state: SigState, hit: Hit) -> int:
    """What makes a change depend on something is never understood."""
    return state.leave(hit.place, hit.after)


def _before_number(state: SigState, hit: Hit) -> int | None:
    """The ``T`` of ``T1C``."""
    colon = hit.after < len(state.found) and state.found[hit.after].text == ":"
    tally = "before-number" in state.kinds(hit.after)
    return hit.after if state.range_at(hit.after + colon) is not None and not tally else None


def _preparing(state: SigState, hit: Hit) -> int | None:
    """How a medicine is made, before it is said how much of that is taken: none of the amounts is a dose."""
    for place in range(max(hit.after, state.prepared), len(state.found)):
        _, after = state.meaning(place, "taking")
        if after > place and state.range_at(after) is not None:
            return state.leave(hit.place, place)
    state.prepared = len(state.found)
    return None


def _stop(state: SigState, hit: Hit) -> int | None:
    """The end of a phase whose length is known."""
    return hit.after if state.phase.duration_days is not None else None


_HANDLERS: Final[dict[str, Callable[[SigState, Hit], int | None]]] = {
    "cautions": _ignored,
    "warnings": warning,
    "notes": note,
    "sig-heads": _ignored,
    "before-number": _before_number,
    "preparing": _preparing,
    "stop": _stop,
    "after-another": spans.after_another,
    "after": spans.after,
    "conditions": _left,
    "headings": _heading,
    "then": _then,
    "lengths": spans.length,
    "increase": changes.increase,
    "maximum": changes.maximum,
    "maximum-daily": changes.maximum,
    "up-to": frequency.up_to,
    "as-directed": _directed,
    "prn": _prn,
    "frequencies": _often,
    "times": frequency.times,
    "times-of-day": frequency.time_of_day,
    "weekdays": days.weekday,
    "weekday-groups": days.weekday_group,
    "numerals": numeral,
    "every": _every,
    "per": _per,
    "time-units": spans.counted_days,
    "ordinals": spans.ordinal,
    "duration": spans.duration,
    "route": _route,
    "route-letters": _route_letters,
    "reason": reason,
    "ignored": _ignored,
    "range": _ignored,
    "and": _ignored,
    "clock-at": _ignored,
    "beginning": _ignored,
    "optional": _ignored,
    "onwards": _ignored,
}
"""The kinds of words in the order in which they are tried where a word has several meanings."""
