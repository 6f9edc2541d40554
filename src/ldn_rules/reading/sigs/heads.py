"""The drug that directions begin with (``Morphine SR (MS Contin) 15 mg PO Q12H``): it is named, and no part of the
regimen. Whether it is the drug of the entry is for the reader of entries.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ldn_rules.reading.amounts import amount_at
from ldn_rules.reading.decimals import with_commas
from ldn_rules.reading.phrases import NAME_JOINERS, longest_at
from ldn_rules.reading.sigs.model import Unparsed
from ldn_rules.reading.sigs.state import SigState
from ldn_rules.rulebook.words import words

if TYPE_CHECKING:
    from ldn_rules.rulebook.vocabulary import Vocabulary

MOST_CHARACTERS: Final = 3000
MOST_WORDS: Final = 300
"""A sig is read this far; what follows is left over."""

_OPENING: Final = frozenset("([")
_CLOSING: Final = frozenset(")]")
_JOINTS: Final = frozenset("-/+&")
_BEFORE: Final = frozenset(":*-")
_DRUGS: Final = frozenset(("drug", "product"))
_AROUND: Final = frozenset(("salt", "release", "form", "mark"))


def drug_at_head(state: SigState) -> int:
    """The place after the drug that the sig begins with; the first place if it begins with none that is known."""
    start = _begin(state)
    after = _name(state, start)
    if after == start or state.hit_at(start) is not None:
        return 0
    while True:
        more = _around(state, after) or _in_brackets(state, after) or _joined(state, after)
        if more is None:
            break
        after = more
    _keep(state, start, after)
    return after


def drugs_given(text: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The drugs that directions say to give: the one they begin with, and every one with an amount behind its name
    (``take with oxycodone 5 mg``).
    """
    state = SigState(text, with_commas(words(text[:MOST_CHARACTERS])[:MOST_WORDS], vocabulary), vocabulary)
    place = drug_at_head(state)
    given = [one.text for one in state.drugs]
    while place < len(state.found):
        after = _name(state, place)
        amount = amount_at(state.found, after, vocabulary) if place < after < len(state.found) else None
        if amount is not None and amount.unit is not None:
            given.append(text[state.found[place].start : state.found[after - 1].end])
        place = max(after, place + 1)
    return tuple(given)


def drug_among_words(state: SigState, start: int, after: int) -> None:
    """A drug whose name is passed over elsewhere in a sig (``then LDN 4.5 mg``): it is named too."""
    name = state.vocabulary.names.phrases.find("".join(word.text for word in state.found[start:after]))
    if name is not None and any(kind in _DRUGS for kind, _ in name.meanings):
        _keep(state, start, after)


def _keep(state: SigState, start: int, after: int) -> None:
    first, last = state.found[start].start, state.found[after - 1].end
    state.drugs.append(Unparsed(state.text[first:last], first, last))


def _begin(state: SigState) -> int:
    """The place after ``Sig:`` or ``RX *``."""
    place = 0
    while place < len(state.found) and (state.found[place].text in _BEFORE or _says_directions(state, place)):
        place += 1
    return place if place < len(state.found) else 0


def _says_directions(state: SigState, place: int) -> bool:
    return bool(state.kinds(place) & {"sig-heads"})


def _name(state: SigState, place: int) -> int:
    hit = longest_at(state.found, place, state.vocabulary.names, NAME_JOINERS) if place < len(state.found) else None
    return hit[1] if hit is not None else place


def _joined(state: SigState, place: int) -> int | None:
    """The other name of ``hydrocodone-acetaminophen``."""
    if place >= len(state.found) or state.found[place].text not in _JOINTS:
        return None
    after = _name(state, place + 1)
    return after if after > place + 1 else None


def _around(state: SigState, place: int) -> int | None:
    """A salt, release or form beside the name, that no number counts."""
    if place >= len(state.found) or state.found[place].kind != "word" or state.hit_at(place) is not None:
        return None
    hit = longest_at(state.found, place, state.vocabulary.around)
    return hit[1] if hit is not None and any(kind in _AROUND for kind, _ in hit[0].meanings) else None


def _in_brackets(state: SigState, place: int) -> int | None:
    """``(Dilaudid)``, ``(Immediate Release)``: names and words around them alone."""
    if place >= len(state.found) or state.found[place].text not in _OPENING:
        return None
    inside = place + 1
    while inside < len(state.found) and state.found[inside].text not in _CLOSING:
        after = _name(state, inside)
        more = after if after > inside else _around(state, inside)
        if more is None:
            return None
        inside = more
    return inside + 1 if inside < len(state.found) and inside > place + 1 else None
