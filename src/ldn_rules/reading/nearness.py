"""The guard of near names (docs/guide/semantics.md "Unknown names"): a possible typing error of a known name.

One letter may be wrong, missing, too many, or have changed places with its neighbour; two where
both the text and the name have eight letters or more. Never for names of three letters or less, digits must be
identical, and there must be one nearest name. Names that the vocabulary calls exact are never guessed. Known names that
the rules do not speak of compete and win when strictly nearer (at distance 0 they are not looked for here); a tie
with a guarded name goes to the guarded one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ldn_rules.rulebook.vocabulary import Phrase, Vocabulary

_SHORTEST: Final = 4
_TWO_ERRORS_FROM: Final = 8
_MOST: Final = 2
_LONGEST: Final = 60
_REMEMBERED: Final = 20_000


class Near(Struct, frozen=True):
    """The nearest known names of a text, all at ``distance``."""

    distance: int
    names: tuple[Phrase, ...]


class NearNames:
    """Finds the nearest names. Names of other lengths and names that share too few letters with the text
    are passed over without being compared.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._by_length: dict[int, list[Phrase]] = {}
        self._masks: dict[int, list[tuple[int, Phrase]]] = {}
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
        best, written = _MOST + 1, allowed(spelled)
        names: list[Phrase] = []
        for phrase in self._candidates(spelled):
            limit = min(best, written, allowed(phrase.spelled))
            distance = _distance(spelled, phrase.spelled, limit)
            if distance < best and distance <= limit:
                best, names = distance, []
            if distance == best and distance <= limit:
                names.append(phrase)
        return Near(best, tuple(sorted(names, key=lambda phrase: phrase.spelled))) if names else None

    def _candidates(self, spelled: str) -> Iterator[Phrase]:
        digits, letters = _digits(spelled), _letters(spelled)
        for length in range(len(spelled) - _MOST, len(spelled) + _MOST + 1):
            for mask, phrase in self._of_length(length):
                # An error adds at most one letter to the set and takes one away.
                if (mask ^ letters).bit_count() <= 2 * _MOST and _digits(phrase.spelled) == digits:
                    yield phrase

    def _of_length(self, length: int) -> list[tuple[int, Phrase]]:
        """The names of a length with their letters, worked out when first asked for."""
        if not self._by_length:
            for phrase in _guessed(self._vocabulary):
                self._by_length.setdefault(len(phrase.spelled), []).append(phrase)
        if length not in self._masks:
            names = [phrase for phrase in self._by_length.get(length, ()) if allowed(phrase.spelled)]
            self._masks[length] = [(_letters(phrase.spelled), phrase) for phrase in names]
        return self._masks[length]


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


def _letters(text: str) -> int:
    """The set of letters in a text as bits."""
    mask = 0
    for character in set(text):
        mask |= 1 << (ord(character) & 63)
    return mask


def _distance(left: str, right: str, limit: int) -> int:
    """Errors between two short texts (insertion, deletion, substitution, exchange of neighbours), up to limit + 1."""
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, letter in enumerate(left, 1):
        last_before, before, row = before, row, [i]
        for j, other in enumerate(right, 1):
            cost = min(row[j - 1] + 1, before[j] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == right[j - 2] and left[i - 2] == other:
                cost = min(cost, last_before[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return row[-1]
