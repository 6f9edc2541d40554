"""What a condition, observation, procedure, allergy or device of a list is, by its name and its codes.

A name is read by the known phrases in it; those behind a word that says the patient does not have it (``no``,
``family history of``) do not count. Code and name need not agree: all that either says is kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from ldn_rules.reading.phrases import AROUND_JOINERS, longest_at
from ldn_rules.rulebook.code_systems import ICD10, code_forms, system_named
from ldn_rules.rulebook.concepts import Concepts
from ldn_rules.rulebook.words import words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ldn_rules.intake.model import Coding, Item
    from ldn_rules.rulebook.phrases import PhraseTable
    from ldn_rules.rulebook.vocabulary import Vocabulary
    from ldn_rules.rulebook.words import Word

_MOST_CHARACTERS: Final = 1000
_SHORTEST_ICD10: Final = 3
_CLAUSE_ENDS: Final = frozenset(";,.:")
_REMEMBERED: Final = 10_000
NOT_SO, PAST, STILL_SO = "not-so", "past", "still-so"

Hit = tuple[int, int, str]
"""Place of a known phrase among the words, the place after it, and what it means."""


class Named(Struct, frozen=True):
    """The concepts of an item, in the order of their names; ``past``: its name says that they are over, or were."""

    concepts: tuple[str, ...] = ()
    past: bool = False


class ConceptReader:
    """Finds the concepts of items in one vocabulary. ``ingredients`` are those of a drug's name and codes."""

    def __init__(
        self, vocabulary: Vocabulary, ingredients: Callable[[str | None, tuple[Coding, ...]], Iterable[str]]
    ) -> None:
        self._kinds = vocabulary.concepts
        self._words = vocabulary.item_words
        self._ingredients = ingredients
        self._known: dict[object, Named] = {}

    def read(self, item: Item) -> Named:
        """The concepts of an item; none for one that the vocabulary does not name."""
        key = (item.kind, item.name, item.codes)
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            known = self._known[key] = self._read(item)
        return known

    def _read(self, item: Item) -> Named:
        concepts = self._kinds.get(item.kind, Concepts())
        texts = [text for text in (item.name, *(code.display for code in item.codes)) if text]
        found = set(_of_codes(item.codes, concepts))
        past = False
        for text in texts:
            written = words(text[:_MOST_CHARACTERS])
            said = list(hits(written, self._words))
            places = list(_of_text(written, said, concepts.names))
            found |= {concept for _, concept in places}
            past = past or _is_past(written, said, min((place for place, _ in places), default=0))
        if concepts.drugs:
            for ingredient in self._ingredients(item.name, item.codes):
                found |= set(concepts.drugs.get(ingredient, ()))
        return Named(tuple(sorted(found)), past)


def _is_past(found: Sequence[Word], said: Sequence[Hit], place: int) -> bool:
    """Whether a word of the past stands in the clause of a concept's place or behind it; ``former smoker, OUD`` has
    none.
    """
    clause = _said_from(found, said, place)
    return any(group == PAST and at >= clause for at, _, group in said)


def _of_text(found: Sequence[Word], said: Sequence[Hit], table: PhraseTable) -> Iterator[tuple[int, str]]:
    """Each concept of a text, with its place among the words; ``said`` are the words that bar one or turn it."""
    barred = [place for place, _, group in said if group == NOT_SO]
    across = list(_across_signs(found, table, min(barred, default=len(found))))
    yield from ((place, concept) for place, _, concept in across)
    for place, end, concept in hits(found, table):
        clause = _said_from(found, said, place)
        longer = any(first <= place and end <= last for first, last, _ in across)
        if not longer and not any(clause <= before < place for before in barred):
            yield place, concept


def _across_signs(found: Sequence[Word], table: PhraseTable, until: int) -> Iterator[Hit]:
    """As ``hits``, the phrases with signs between their words, such as ``Opiates, urine`` or ``Chronic kidney disease,
    stage 4``; only those that begin up to the place ``until``, since no clause is seen here.
    """
    places = [place for place, word in enumerate(found) if word.kind != "sign"]
    if len(places) == len(found):
        return
    for place, end, concept in hits([found[place] for place in places], table):
        first, last = places[place], places[end - 1] + 1
        if last - first > end - place and first <= until:
            yield first, last, concept


def hits(found: Sequence[Word], table: PhraseTable) -> Iterator[Hit]:
    """Each longest known phrase of a text: its place among the words, the place after it, and what it means."""
    place = 0
    while place < len(found):
        hit = longest_at(found, place, table, AROUND_JOINERS)
        end = hit[1] if hit else place + 1
        for _, meaning in hit[0].meanings if hit else ():
            yield place, end, meaning
        place = end


def _said_from(found: Sequence[Word], said: Sequence[Hit], place: int) -> int:
    """From where words speak of the concept at ``place``: its clause, or a ``still-so`` such as ``but`` in it."""
    turns = [end for at, end, group in said if group == STILL_SO and at < place]
    return max(_clause_start(found, place), *turns, 0)


def _clause_start(found: Sequence[Word], place: int) -> int:
    """The place after the last sign before ``place`` that ends a clause."""
    return next((at + 1 for at in range(place - 1, -1, -1) if found[at].text in _CLAUSE_ENDS), 0)


def _of_codes(codes: Iterable[Coding], concepts: Concepts) -> Iterator[str]:
    for coding in codes:
        system = system_named(coding.system or "")
        for form in code_forms(system, coding.code or ""):
            yield from _of_code(system, form, concepts)


def _of_code(system: str, form: str, concepts: Concepts) -> tuple[str, ...]:
    """The concepts of a code; one of ICD-10 that is not listed is what stands above it."""
    found = concepts.codes.get(f"{system}:{form}")
    while found is None and system == ICD10 and len(form) > _SHORTEST_ICD10:
        form = form[:-1]
        found = concepts.codes.get(f"{system}:{form}")
    return found or ()
