"""The guard of near names (docs/guide/semantics.md "Unknown names"): a possible typing error of a known name.

One letter may be wrong, missing, too many, or have changed places with its neighbour; two where
both the text and the name have eight letters or more. Never for names of three letters or less, nor for an error in
such a word of a longer name (``cb`` and ``cd`` are two products); digits must be identical, and there must be one
nearest name. Names that the vocabulary calls exact are never guessed. Irrelevant names of the vocabulary compete and
win when strictly nearer; a tie with a guarded name goes to the guarded one.

What is a known name as it stands is not looked for here (``clonidine`` is no misspelt ``codeine``): neither one of the
vocabulary nor one of the lists of known names. That is safe because the lists hold no name near a guarded one but those
of marketed drugs without an opioid (tools/known_names.py), and because a run of words is still looked for if any word
of it is not covered by a known name. Names of the lists do not compete otherwise: a misspelt one that is as near to an
opioid as the guard allows is asked about.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ldn_rules.rulebook.phrases import Phrase
    from ldn_rules.rulebook.vocabulary import Vocabulary

_SHORTEST: Final = 4
_TWO_ERRORS_FROM: Final = 8
_MOST: Final = 2
_LONGEST: Final = 60
_TIMES: Final = 3
_REMEMBERED: Final = 20_000


class Near(Struct, frozen=True):
    """The nearest known names of a text, all at ``distance``."""

    distance: int
    names: tuple[Phrase, ...]


_Group = tuple[int, list[tuple[int, "Phrase"]]]
"""Names of one length in which so many errors are allowed, each with its bag of letters."""


class NearNames:
    """Finds the nearest names. Names of other lengths, and names whose letters differ too much from those of the text,
    are passed over without being compared.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._by_length: dict[int, list[Phrase]] = {}
        self._groups: dict[int, tuple[_Group, ...]] = {}
        self._known: dict[str, Near | None] = {}

    def nearest(self, spelled: str) -> Near | None:
        """The nearest names within the guard, or None."""
        if len(spelled.replace(" ", "")) < _SHORTEST or len(spelled) > _LONGEST:
            return None
        if spelled not in self._known:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[spelled] = self._search(spelled)
        return self._known[spelled]

    def _search(self, spelled: str) -> Near | None:
        best, digits = _MOST, _digits(spelled)
        names: list[Phrase] = []
        for errors, phrase in self._candidates(spelled):
            limit = min(errors, best)
            distance = _distance(spelled, phrase.spelled, limit)
            if distance > limit or _digits(phrase.spelled) != digits or not _same_short_words(spelled, phrase.spelled):
                continue
            names = [phrase] if distance < best or not names else [*names, phrase]
            best = distance
        return Near(best, tuple(sorted(names, key=lambda phrase: phrase.spelled))) if names else None

    def _candidates(self, spelled: str) -> Iterator[tuple[int, Phrase]]:
        """The names whose length and letters are near enough, each with the errors allowed between it and the text."""
        written, bag = allowed(spelled), _bag(spelled)
        for length in range(len(spelled) - written, len(spelled) + written + 1):
            for within, group in self._of_length(length):
                limit = min(written, within)
                most = 2 * limit  # an error changes at most two places of the bag
                for phrase in [phrase for other, phrase in group if (other ^ bag).bit_count() <= most]:
                    yield limit, phrase

    def _of_length(self, length: int) -> tuple[_Group, ...]:
        """The names of a length with their letters, worked out when first asked for."""
        if not self._by_length:
            for phrase in _guessed(self._vocabulary):
                self._by_length.setdefault(len(phrase.spelled), []).append(phrase)
        if length not in self._groups:
            groups: dict[int, list[tuple[int, Phrase]]] = {}
            for phrase in self._by_length.get(length, ()):
                groups.setdefault(allowed(phrase.spelled), []).append((_bag(phrase.spelled), phrase))
            self._groups[length] = tuple((errors, group) for errors, group in groups.items() if errors)
        return self._groups[length]


def _guessed(vocabulary: Vocabulary) -> Iterator[Phrase]:
    """The names that a near spelling may stand for: all but those that are exact whatever they mean."""
    exact = {("drug", name) for name, drug in vocabulary.drugs.items() if drug.exact}
    exact |= {("product", name) for name, product in vocabulary.products.items() if product.exact}
    return (phrase for phrase in vocabulary.names.phrases.values() if not exact.issuperset(phrase.meanings))


def allowed(name: str) -> int:
    """How many errors the guard allows in a name: 0, 1 or 2."""
    letters = sum(map(str.isalpha, name))
    if letters < _SHORTEST:
        return 0
    return 2 if letters >= _TWO_ERRORS_FROM else 1


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdigit())


def _bag(text: str) -> int:
    """How often each letter stands in a text, as one bit for the first, second and third time: what two texts differ
    in is counted by the bits in which their bags differ.
    """
    bag = 0
    for letter in text:
        place = _TIMES * (ord(letter) & 31)
        bag |= bag & (0b11 << place) << 1 & 0b110 << place | 1 << place
    return bag


def _same_short_words(text: str, name: str) -> bool:
    """Whether the words of three letters or less in a name of as many words as the text stand there unchanged."""
    if " " not in name:
        return True
    written, known = text.split(" "), name.split(" ")
    if len(written) != len(known):
        return True
    return all(one == other for one, other in zip(written, known, strict=True) if len(other) < _SHORTEST)


def _distance(left: str, right: str, limit: int) -> int:
    """Errors between two short texts (insertion, deletion, substitution, exchange of neighbours), up to limit + 1."""
    while left and right and left[-1] == right[-1]:
        left, right = left[:-1], right[:-1]
    return next((errors for errors in range(limit + 1) if _within(left, right, errors)), limit + 1)


def _within(left: str, right: str, errors: int) -> bool:
    """Whether two texts differ by no more than so many errors."""
    start = 0
    for one, other in zip(left, right, strict=False):
        if one != other:
            break
        start += 1
    left, right = left[start:], right[start:]
    if not left or not right:
        return len(left) + len(right) <= errors
    if errors == 0 or abs(len(left) - len(right)) > errors:
        return False
    return (
        _within(left[1:], right[1:], errors - 1)
        or _within(left[1:], right, errors - 1)
        or _within(left, right[1:], errors - 1)
        or (left[:2] == right[1::-1] and _within(left[2:], right[2:], errors - 1))
    )
