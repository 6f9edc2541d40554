"""One text, or one code, to the ingredients it names: by known names, else by the guard of near names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from ldn_rules.reading.added_letters import added_by_letters, unread_letters
from ldn_rules.reading.joints import drug_like, joined, said_together
from ldn_rules.reading.listed import ListedNames
from ldn_rules.reading.names import Scan, scan
from ldn_rules.reading.nearness import NearNames
from ldn_rules.reading.phrases import spelled_out

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ldn_rules.reading.nearness import Near
    from ldn_rules.rulebook.phrases import Phrase
    from ldn_rules.rulebook.vocabulary import Product, Vocabulary
    from ldn_rules.rulebook.words import Word

_MOST_UNKNOWN: Final = 16
_WINDOW: Final = 3

SUBJECT: Final = "naltrexone"
"""Class of the drug that the rules are about."""

Meaning = tuple[str, str]


class Named(Struct, frozen=True):
    """What a text or code names: ingredients in order, the products among its names, whether a name has several
    meanings, words nothing is known of, and what was read by a near name (``read_as`` the names). Sets of ingredients
    that may be one product stand in ``beside``, those that are written as one in ``combined``.
    """

    ingredients: tuple[str, ...] = ()
    products: tuple[Product, ...] = ()
    ambiguous: bool = False
    unknown: tuple[str, ...] = ()
    near: bool = False
    read_as: tuple[str, ...] = ()
    beside: tuple[frozenset[str], ...] = ()
    combined: tuple[frozenset[str], ...] = ()
    spoken_of: tuple[str, ...] = ()
    """Names of a kind of drug that are no drug beside the one that is named."""
    listed: tuple[str, ...] = ()
    """Known names of drugs that the rules do not speak of, where the vocabulary knows no more of them."""
    added: tuple[str, ...] = ()
    """Those of the ingredients that letters behind a name may stand for."""


class Understanding:
    """Reads texts and codes against one vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._near = NearNames(vocabulary)
        self._listed = ListedNames(vocabulary)

    def known(self, text: str) -> tuple[Named, Scan]:
        """What a text names as the vocabulary writes it, and the text cut into its parts."""
        return self.text(text, exactly=True)

    def text(self, text: str, *, exactly: bool = False) -> tuple[Named, Scan]:
        """What a text names, unless ``exactly`` by near names too, and the text cut into its parts."""
        found = scan(text, self._vocabulary)
        spoken_of = self._spoken_of(found)
        kept = [place for place in range(len(found.names)) if place not in spoken_of]
        named = self.meanings(found.names[place].meanings for place in kept)
        named = self._with_letters(named, found, kept)
        listed = self._listed.find(found)
        covered = frozenset(place for run in listed for place in run)
        nearest = [] if exactly else self._near_names(found, covered)
        near = [one for one in nearest if not named.ingredients or not self._is_kind(one)]
        other = self._nearest(near) if near else Named()
        if other.near or (near and not named.ingredients):
            named = _joined(named, other)
        shortest = 1 if listed and not named.ingredients else None
        unknown = drug_like(found, covered, shortest)
        unknown += unread_letters(found, listed, self._vocabulary) if shortest else ()
        return replace(
            named,
            unknown=(*unknown, "(the rest of a very long text)") if found.cut else unknown,
            beside=self._sets(found, kept, named.products, written_as_one=False),
            combined=self._sets(found, kept, named.products, written_as_one=True),
            spoken_of=tuple(found.names[place].spelled for place in spoken_of),
            listed=tuple(spelled_out(found.found[run.start : run.stop]) for run in listed),
        ), found

    def _with_letters(self, named: Named, found: Scan, kept: Sequence[int]) -> Named:
        """What is named, and as another meaning what letters behind a name without an opioid may add."""
        if not named.ingredients or self.guarded(named.ingredients):
            return named
        each = [(hit := found.names[place], self.meanings([hit.meanings]).ingredients) for place in kept]
        added = added_by_letters(found, each, self._vocabulary)
        return replace(named, ingredients=(*named.ingredients, *added), added=added)

    def _spoken_of(self, found: Scan) -> list[int]:
        """The names that only say of what kind a drug is, after a name that says which; not those joined to one."""
        context = [self._is_context(hit.spelled) for hit in found.names]
        named = next((place for place, is_kind in enumerate(context) if not is_kind), len(context))
        after = range(named + 1, len(context))
        return [place for place in after if context[place] and not said_together(found, place)]

    def _is_kind(self, near: Near) -> bool:
        return all(self._is_context(phrase.spelled) for phrase in near.names)

    def _is_context(self, spelled: str) -> bool:
        known, marks = self._vocabulary.around.phrases.find(spelled.replace(" ", "")), self._vocabulary.marks
        return known is not None and any(kind == "mark" and marks[key].context for kind, key in known.meanings)

    def _sets(
        self, found: Scan, kept: Sequence[int], products: Sequence[Product], *, written_as_one: bool
    ) -> tuple[frozenset[str], ...]:
        """Ingredients that stand in one product, or whose names follow each other as those of one."""
        runs: list[set[int]] = [{place} for place in kept]
        for (one, other), tight in joined(found):
            if tight or not written_as_one:
                runs = _linked(runs, one, other)
        names = [frozenset(self.meanings(found.names[place].meanings for place in run).ingredients) for run in runs]
        return tuple(dict.fromkeys([*(frozenset(product.holds) for product in products), *names]))

    def meanings(self, hits: Iterable[Sequence[Meaning]]) -> Named:
        """The ingredients that names or codes with these meanings stand for."""
        ingredients: dict[str, None] = {}
        products: list[Product] = []
        ambiguous = False
        for meanings in self._settled(list(hits)):
            sets = {self._ingredients(meaning) for meaning in meanings}
            ambiguous = ambiguous or len(sets) > 1
            for kind, key in meanings:
                ingredients.update(dict.fromkeys(self._ingredients((kind, key))))
                products.extend([self._vocabulary.products[key]] if kind == "product" else [])
        held = tuple(frozenset(product.holds) for product in products)
        return Named(tuple(ingredients), tuple(products), ambiguous, beside=held, combined=held)

    def _settled(self, hits: Sequence[Sequence[Meaning]]) -> Iterator[Sequence[Meaning]]:
        """The meanings of each name; of several those alone that another name says too (``Tylenol 3 (T3)``)."""
        sets = [{frozenset(self._ingredients(meaning)) for meaning in meanings} for meanings in hits]
        plain = {held for one in sets if len(one) == 1 for held in one}
        for meanings, one in zip(hits, sets, strict=True):
            said = [meaning for meaning in meanings if frozenset(self._ingredients(meaning)) in plain]
            yield said if said and len(one) > 1 else meanings

    def guarded(self, ingredients: Iterable[str]) -> bool:
        """Whether one of the ingredients is of a class that near names are guarded for."""
        known = self._vocabulary.drugs
        return any(name in known and known[name].classes & self._vocabulary.guarded for name in ingredients)

    def adds_an_opposite(self, fewer: Iterable[str], more: Iterable[str]) -> bool:
        """Whether naltrexone stands among the fewer without the opioid that it is locked in with, which more hold."""
        known = self._vocabulary.drugs
        few, many = (
            frozenset[str]().union(*(known[name].classes for name in names if name in known)) & self._vocabulary.guarded
            for names in (fewer, more)
        )
        return SUBJECT in few and few < many

    def _ingredients(self, meaning: Meaning) -> tuple[str, ...]:
        kind, key = meaning
        return self._vocabulary.products[key].holds if kind == "product" else (key,)

    def _near_names(self, scan: Scan, covered: frozenset[int]) -> list[Near]:
        """The nearest names of the unknown words, for each word at most one, longer runs first. Words of known names
        (``covered``) are near to nothing by themselves; beside another word they may be parts of a name.
        """
        found: list[Near] = []
        known = {scan.found[place].start for place in covered}
        left = _MOST_UNKNOWN
        for run in scan.unknown:
            unknown = [word.start not in known for word in run]
            if any(unknown):
                found.extend(self._near_in(run[:left], unknown))
                left -= len(run)
            if left <= 0:
                break
        return found

    def _near_in(self, run: Sequence[Word], unknown: Sequence[bool]) -> Iterator[Near]:
        start = 0
        while start < len(run):
            near, size = self._near_from(run, start, unknown)
            start += size
            if near is not None:
                yield near

    def _near_from(self, run: Sequence[Word], start: int, unknown: Sequence[bool]) -> tuple[Near | None, int]:
        """The nearest name of the longest run of words from a place, and how many words it took."""
        for size in range(min(_WINDOW, len(run) - start), 0, -1):
            words = run[start : start + size]
            near = self._near.nearest(spelled_out(words)) if any(unknown[start : start + size]) else None
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
            plain = _read_as(phrase for phrase, _ in kept if any(kind == "drug" for kind, _ in phrase.meanings))
            return Named(one.ingredients, one.products if len(kept) == 1 else (), near=True, read_as=plain or read_as)
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


def _linked(runs: Sequence[set[int]], one: int, other: int) -> list[set[int]]:
    """The runs with those of two places made one, where both places are in any."""
    both = [run for run in runs if one in run or other in run]
    if not any(one in run for run in both) or not any(other in run for run in both):
        return list(runs)
    return [*(run for run in runs if run not in both), set().union(*both)]


def _joined(one: Named, other: Named) -> Named:
    return Named(
        tuple(dict.fromkeys((*one.ingredients, *other.ingredients))),
        (*one.products, *other.products),
        one.ambiguous or other.ambiguous,
        one.unknown,
        one.near or other.near,
        (*one.read_as, *other.read_as),
    )
