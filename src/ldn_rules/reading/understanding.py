"""One text, or one code, to the ingredients it names: by known names, else by the guard of near names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from ldn_rules.reading.names import Scan, scan
from ldn_rules.reading.nearness import NearNames
from ldn_rules.reading.phrases import spelled_out

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ldn_rules.reading.nearness import Near
    from ldn_rules.rulebook.vocabulary import Phrase, Product, Vocabulary
    from ldn_rules.rulebook.words import Word

_DRUG_LIKE: Final = 4
_SHORTEST: Final = 2
_JOINTS: Final = "/+&-"
_MOST_UNKNOWN: Final = 16
_WINDOW: Final = 3

Meaning = tuple[str, str]


class Named(Struct, frozen=True):
    """What a text or code names: ingredients in order, the products among its names, whether a name has several
    meanings, words nothing is known of, and what was read by a near name (``read_as`` the names).
    """

    ingredients: tuple[str, ...] = ()
    products: tuple[Product, ...] = ()
    ambiguous: bool = False
    unknown: tuple[str, ...] = ()
    near: bool = False
    read_as: tuple[str, ...] = ()


class Understanding:
    """Reads texts and codes against one vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._near = NearNames(vocabulary)

    def text(self, text: str) -> tuple[Named, Scan]:
        """What a text names, and the text cut into its parts."""
        found = scan(text, self._vocabulary)
        named = self.meanings(hit.meanings for hit in found.names)
        unknown = tuple(word.text for run in found.unknown for word in run if _drug_like(word, text))
        near = self._near_names(found.unknown)
        if not near:
            return _with(named, unknown, cut=found.cut), found
        other = self._nearest(near)
        if other.near or not named.ingredients:
            named = _joined(named, other)
        return _with(named, unknown, cut=found.cut), found

    def meanings(self, hits: Iterable[Sequence[Meaning]]) -> Named:
        """The ingredients that names or codes with these meanings stand for."""
        ingredients: dict[str, None] = {}
        products: list[Product] = []
        ambiguous = False
        for meanings in hits:
            sets = {self._ingredients(meaning) for meaning in meanings}
            ambiguous = ambiguous or len(sets) > 1
            for kind, key in meanings:
                ingredients.update(dict.fromkeys(self._ingredients((kind, key))))
                products.extend([self._vocabulary.products[key]] if kind == "product" else [])
        return Named(tuple(ingredients), tuple(products), ambiguous)

    def guarded(self, ingredients: Iterable[str]) -> bool:
        """Whether one of the ingredients is of a class that near names are guarded for."""
        known = self._vocabulary.drugs
        return any(name in known and known[name].classes & self._vocabulary.guarded for name in ingredients)

    def contradicts(self, ingredients: Iterable[str]) -> bool:
        """Whether ingredients are of several classes that near names are guarded for: an opioid and its antagonist."""
        known = self._vocabulary.drugs
        guarded = [known[name].classes & self._vocabulary.guarded for name in ingredients if name in known]
        return len(frozenset().union(*guarded)) > 1

    def _ingredients(self, meaning: Meaning) -> tuple[str, ...]:
        kind, key = meaning
        return self._vocabulary.products[key].holds if kind == "product" else (key,)

    def _near_names(self, runs: Sequence[Sequence[Word]]) -> list[Near]:
        """The nearest names of the unknown words, for each word at most one, longer runs first."""
        found: list[Near] = []
        left = _MOST_UNKNOWN
        for run in runs:
            found.extend(self._near_in(run[:left]))
            left -= len(run)
            if left <= 0:
                break
        return found

    def _near_in(self, run: Sequence[Word]) -> Iterator[Near]:
        start = 0
        while start < len(run):
            near, size = self._near_from(run, start)
            start += size
            if near is not None:
                yield near

    def _near_from(self, run: Sequence[Word], start: int) -> tuple[Near | None, int]:
        """The nearest name of the longest run of words from a place, and how many words it took."""
        for size in range(min(_WINDOW, len(run) - start), 0, -1):
            near = self._near.nearest(spelled_out(run[start : start + size]))
            if near is not None:
                return near, size
        return None, 1

    def _nearest(self, nears: Sequence[Near]) -> Named:
        """The guarded readings if there are any; else all, as a hint."""
        guarded = [named for near in nears if (named := self._guarded(near)) is not None]
        if not guarded:
            return Named(read_as=_read_as(phrase for near in nears for phrase in near.names))
        result = guarded[0]
        for other in guarded[1:]:
            result = _joined(result, other)
        return result

    def _guarded(self, near: Near) -> Named | None:
        """The guarded names among the nearest: one ingredient set, or what stands for a tie."""
        each = [(phrase, self.meanings([phrase.meanings])) for phrase in near.names]
        kept = [(phrase, named) for phrase, named in each if self.guarded(named.ingredients)]
        if not kept:
            return None
        read_as = _read_as(phrase for phrase, _ in kept)
        sets = {frozenset(named.ingredients) for _, named in kept}
        if len(sets) == 1:
            one = kept[0][1]
            return Named(one.ingredients, one.products if len(kept) == 1 else (), near=True, read_as=read_as)
        return Named(self._tie(sets), near=True, read_as=read_as)

    def _tie(self, sets: set[frozenset[str]]) -> tuple[str, ...]:
        common = frozenset.intersection(*sets)
        if self.guarded(common):
            return tuple(sorted(common))
        tie = self._vocabulary.tie
        covered = self._vocabulary.drugs[tie].classes if tie else frozenset[str]()
        others = {name for one in sets for name in one if self._outside(name, covered)}
        return (*((tie,) if tie else ()), *sorted(others))

    def _outside(self, name: str, covered: frozenset[str]) -> bool:
        drug = self._vocabulary.drugs.get(name)
        guarded = drug.classes & self._vocabulary.guarded if drug else frozenset[str]()
        return bool(guarded) and not guarded & covered


def _read_as(phrases: Iterable[Phrase]) -> tuple[str, ...]:
    """What the names stand for, each once, as the vocabulary writes it."""
    return tuple(dict.fromkeys(key for phrase in phrases for _, key in phrase.meanings))


def _drug_like(word: Word, text: str) -> bool:
    """A word that may be a drug: of some length, or a short one that is joined to another (``aspirin/dhc``)."""
    if word.kind != "word" or len(word.text) < _SHORTEST:
        return False
    before, after = text[: word.start].rstrip()[-1:], text[word.end :].lstrip()[:1]
    return len(word.text) >= _DRUG_LIKE or bool(before and before in _JOINTS) or bool(after and after in _JOINTS)


def _with(named: Named, unknown: tuple[str, ...], *, cut: bool) -> Named:
    more = (*unknown, "(the rest of a very long text)") if cut else unknown
    return Named(named.ingredients, named.products, named.ambiguous, more, named.near, named.read_as)


def _joined(one: Named, other: Named) -> Named:
    return Named(
        tuple(dict.fromkeys((*one.ingredients, *other.ingredients))),
        (*one.products, *other.products),
        one.ambiguous or other.ambiguous,
        one.unknown,
        one.near or other.near,
        (*one.read_as, *other.read_as),
    )
