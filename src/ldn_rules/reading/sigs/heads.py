"""The drug that directions begin with (``Morphine SR (MS Contin) 15 mg PO Q12H``): it is named, and no part of the
regimen. Whether it is the drug of the entry is for the reader of entries.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ldn_rules.reading.phrases import NAME_JOINERS, longest_at
from ldn_rules.reading.sigs.model import Unparsed

if TYPE_CHECKING:
    from ldn_rules.reading.sigs.state import SigState

_OPENING: Final = frozenset("([")
_CLOSING: Final = frozenset(")]")
_JOINTS: Final = frozenset("-/+&")
_BEFORE: Final = frozenset(":*-")
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
    first, last = state.found[start], state.found[after - 1]
    state.drugs.append(Unparsed(state.text[first.start : last.end], first.start, last.end))
    return after


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
