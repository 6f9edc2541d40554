"""How the words of a drug's text hang together: names of one product, words joined to a name, words beside a form.

``a/b`` and ``a-b`` are one product; ``a and b``, ``a + b`` or plain ``a b`` may be one. Commas, brackets and words in
between set names apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ldn_rules.reading.names import NameHit, Scan
    from ldn_rules.rulebook.vocabulary import Vocabulary
    from ldn_rules.rulebook.words import Word

Pair = tuple[int, int]
"""Places of two neighbours among the names of a text."""

_STROKE: Final = "/"
_HYPHENS: Final = frozenset("-‐‑–")
_SIGNS: Final = frozenset("/+&.'’#®™-‐‑–")
_JOINTS: Final = frozenset("/+&-")
_PARTING: Final = frozenset(",;:()[]{}|")
_WITHIN: Final = frozenset({"amount", "salt", "joining", "form", "release"})
_PRODUCT: Final = frozenset({"amount", "salt"})
_DRUG_LIKE: Final = 4
_SHORT: Final = 2


def joined(scan: Scan) -> Iterator[tuple[Pair, bool]]:
    """The neighbours among the names that may be of one product; whether a stroke or a hyphen says that they are."""
    for place in range(len(scan.names) - 1):
        one, other = scan.names[place], scan.names[place + 1]
        if _close(scan, one, other):
            yield (place, place + 1), _tight(scan, one, other)


def _between(one: NameHit, other: NameHit) -> range:
    return range(one.after, other.first)


def _close(scan: Scan, one: NameHit, other: NameHit) -> bool:
    return all(
        scan.parts[place] in _WITHIN or (scan.found[place].kind == "sign" and scan.found[place].text in _SIGNS)
        for place in _between(one, other)
    )


def _tight(scan: Scan, one: NameHit, other: NameHit) -> bool:
    """``a 5 mg / b 1 mg``, ``a-b``: salts and strengths alone, and a stroke, or a hyphen without spaces."""
    between = _between(one, other)
    words = [place for place in between if scan.found[place].kind != "sign" or scan.parts[place]]
    if not all(scan.parts[place] in _PRODUCT for place in words):
        return False
    return any(_joins_tightly(scan.found, place) for place in between if not scan.parts[place])


def said_together(scan: Scan, place: int) -> bool:
    """Whether a name is joined to a neighbour by a word or a sign (``a + b``, ``a with b``), not merely beside it."""
    pairs = [(one, other) for (one, other), _ in joined(scan) if place in (one, other)]
    between = (_between(scan.names[one], scan.names[other]) for one, other in pairs)
    return any(_is_joint(scan, index) for each in between for index in each)


def _joins_tightly(found: Sequence[Word], place: int) -> bool:
    word = found[place]
    if word.text == _STROKE:
        return True
    return word.text in _HYPHENS and found[place - 1].end == word.start and word.end == found[place + 1].start


def drug_like(scan: Scan, covered: frozenset[int] = frozenset(), shortest: int | None = None) -> tuple[str, ...]:
    """The words nothing is known of that may be drugs: those of some length, and short ones that are joined to
    another word (``aspirin/dhc``, ``aspirin with xyz``); not those at the ``covered`` places. ``shortest`` is that
    length where short words count as well: beside a brand of which nothing more is known they make another product
    (``ac``).
    """
    unknown = (place for place, part in enumerate(scan.parts) if part == "unknown" and place not in covered)
    places = (place for place in unknown if scan.found[place].kind == "word")
    return tuple(scan.found[place].text for place in places if _drug_like(scan, place, shortest or _DRUG_LIKE))


def _drug_like(scan: Scan, place: int, shortest: int) -> bool:
    size = len(scan.found[place].text)
    return size >= shortest or (size >= _SHORT and any(_is_joint(scan, beside) for beside in (place - 1, place + 1)))


def _is_joint(scan: Scan, place: int) -> bool:
    if not 0 <= place < len(scan.parts):
        return False
    return scan.parts[place] == "joining" or (scan.found[place].text in _JOINTS and not scan.parts[place])


def unread_beside_form(scan: Scan, vocabulary: Vocabulary) -> bool:
    """Whether a word nothing is known of stands right beside a dose form: it may say the release. Words of directions
    do not.
    """
    return any(
        part == "unknown" and _may_be_release(scan.found[place], vocabulary) and _beside_form(scan, place)
        for place, part in enumerate(scan.parts)
    )


def _may_be_release(word: Word, vocabulary: Vocabulary) -> bool:
    return word.kind == "word" and len(word.text) >= _SHORT and word.text not in vocabulary.sig.table.phrases


def _beside_form(scan: Scan, place: int) -> bool:
    return "form" in {_next_part(scan, range(place - 1, -1, -1)), _next_part(scan, range(place + 1, len(scan.parts)))}


def _next_part(scan: Scan, places: Iterable[int]) -> str:
    """What the next word is that is known; nothing behind a sign that sets words apart."""
    for place in places:
        if scan.found[place].text in _PARTING:
            return ""
        if scan.parts[place] and scan.parts[place] != "unknown":
            return scan.parts[place]
    return ""
