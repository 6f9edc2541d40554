"""What a code index holds under a code, in the words of its source, read with the vocabulary.

An index keeps names, never readings: what is an opioid is decided by the vocabulary at the time of the check, so that
an index that is older than the vocabulary hides nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from msgspec import Struct
from msgspec.structs import replace

from ldn_rules.reading.understanding import Named
from ldn_rules.rulebook.words import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ldn_rules.reading.names import Scan
    from ldn_rules.reading.understanding import Understanding
    from ldn_rules.rulebook.vocabulary import Vocabulary

_REMEMBERED: Final = 20_000
_ABBREVIATION: Final = 3
"""Most letters of a name that is an abbreviation."""

_LONGEST: Final = 80
"""Most characters of a name that a reason quotes."""


class IndexEntry(Struct, frozen=True):
    """One meaning of a code.

    ``name`` is what its source calls it, with form and strength; ``ingredients`` are names that the source itself
    states as such. Where it states none, ``generic`` is what it calls the drug beside its brand, and ``reads_as`` what
    the site says of codes whose name says nothing. ``group`` is the kind of drug and ``status`` the state of the code
    in its source (nothing: in use). A ``pack`` holds several products. A name that is ``typed`` may be misspelt.
    ``form`` is the spelling under which the code stands, ``exact`` false where only the product of a package is known.
    """

    name: str
    source: str
    ingredients: tuple[str, ...] = ()
    generic: str = ""
    reads_as: str = ""
    group: str = ""
    status: str = ""
    pack: bool = False
    typed: bool = False
    form: str = ""
    exact: bool = True


class CodeIndex(Protocol):
    """Codes beyond those of the vocabulary."""

    def find(self, system: str, forms: Sequence[str]) -> tuple[IndexEntry, ...]:
        """Every entry under one of the spellings of a code; CodeIndexError if the index cannot be used."""


class Indexed(Struct, frozen=True):
    """An entry, read: what it names, its name cut into parts, what is to be told of it, and what makes it doubtful."""

    named: Named
    scan: Scan
    told: str
    doubt: str = ""


class _Ingredient(Struct, frozen=True):
    """A stated ingredient: what the vocabulary calls it (itself where that does not know it), and what is near it."""

    names: tuple[str, ...]
    known: bool
    near: str = ""


class IndexReader:
    """Reads entries of an index against one vocabulary."""

    def __init__(self, vocabulary: Vocabulary, understanding: Understanding) -> None:
        self._drugs = vocabulary.drugs
        self._guards = vocabulary.guarded
        self._understand = understanding
        self._ingredients: dict[str, _Ingredient] = {}

    def read(self, entry: IndexEntry) -> Indexed:
        """What an entry names. Its stated ingredients are ingredients even if the vocabulary does not know them; a
        name alone is read as any other text.
        """
        if not entry.ingredients:
            return self._by_name(entry)
        described, scan = self._understand.known(entry.name)
        each = [self._ingredient(name) for name in entry.ingredients]
        names = _each(one.names for one in each)
        more, left_out = self._left_out(entry, scan, names, known=any(one.known for one in each))
        holds = (*names, *more)
        one = () if entry.pack else (frozenset(holds),)
        products = tuple(product for product in described.products if set(product.holds) <= set(holds))
        doubt = next((one.near for one in each if one.near), left_out)
        return Indexed(Named(holds, products, beside=one, combined=one), scan, _told(entry), doubt)

    def _by_name(self, entry: IndexEntry) -> Indexed:
        """An entry without stated ingredients: by its name, else as the site says, else by its group."""
        described, scan = self._understand.known(entry.name)
        named, _ = self._understand.text(entry.generic or entry.name)
        if named.near and not entry.typed:
            named, near = self._understand.known(entry.generic or entry.name)[0], ", ".join(named.read_as)
            return Indexed(named, scan, _told(entry), f"{_told(entry)}: near {near}")
        if named.ingredients:
            products = tuple(one for one in described.products if set(one.holds) <= set(named.ingredients))
            whole = replace(named, products=tuple(dict.fromkeys((*named.products, *products))))
            return Indexed(whole, scan, _told(entry), self._rest(named, entry))
        if entry.reads_as:
            return Indexed(self._understand.known(entry.reads_as)[0], scan, f"{_told(entry)}, read as {entry.reads_as}")
        more, doubt = self._left_out(entry, scan, (), known=False)
        return Indexed(Named(more), scan, _told(entry), doubt)

    def _rest(self, named: Named, entry: IndexEntry) -> str:
        """What makes a name doubtful of which only a part is known, and no opioid in it."""
        if not named.unknown or named.near or self._understand.guarded(named.ingredients):
            return ""
        return f"{_told(entry)}, with words nothing is known of: {', '.join(named.unknown)}"

    def together(self, every: Sequence[Indexed]) -> Named:
        """What several entries under one code name: ambiguous where they differ in a drug the rules speak of."""
        sets = {frozenset(name for name in one.named.ingredients if name in self._drugs) for one in every}
        return Named(
            _each(one.named.ingredients for one in every),
            tuple(dict.fromkeys(product for one in every for product in one.named.products)),
            len(sets) > 1 or any(one.named.ambiguous for one in every),
            near=any(one.named.near for one in every),
            read_as=_each(one.named.read_as for one in every),
            beside=tuple(dict.fromkeys(each for one in every for each in one.named.beside)),
            combined=tuple(dict.fromkeys(each for one in every for each in one.named.combined)),
        )

    def _ingredient(self, name: str) -> _Ingredient:
        """A stated name, read once. It is no misspelling, so that a near name is not read; but what is near an opioid
        is not called harmless.
        """
        if name not in self._ingredients:
            if len(self._ingredients) >= _REMEMBERED:
                self._ingredients.clear()
            self._ingredients[name] = self._read_ingredient(name)
        return self._ingredients[name]

    def _read_ingredient(self, name: str) -> _Ingredient:
        known = self._written_out(self._understand.known(name)[1])
        if any(each in self._drugs for each in known.ingredients):
            return _Ingredient(known.ingredients, known=True)
        named, _ = self._understand.text(name)
        near = f"its ingredient {_quoted(name)} is near {', '.join(named.read_as)}" if named.near else ""
        return _Ingredient(known.ingredients or (fold(name.strip()),), bool(known.ingredients), near)

    def _left_out(
        self, entry: IndexEntry, scan: Scan, stated: tuple[str, ...], *, known: bool
    ) -> tuple[tuple[str, ...], str]:
        """Opioids, or naltrexone, that the name of an entry speaks of and its ingredients hold none of; or that its
        group speaks of, where none of its ingredients is ``known``.
        """
        held = self._classes(stated)
        more = tuple(name for name in self._guarded(self._written_out(scan)) if not self._classes([name]) <= held)
        if more:
            return more, f"{_quoted(entry.name)} in {entry.source} does not fit its own ingredients"
        of_group = self._guarded(self._understand.known(entry.group)[0]) if entry.group and not known else ()
        return of_group, f"{entry.source} calls it {_quoted(entry.group)}" if of_group else ""

    def _classes(self, names: Iterable[str]) -> frozenset[str]:
        """The guarded classes of ingredients."""
        each = [self._drugs[name].classes for name in names if name in self._drugs]
        return frozenset[str]().union(*each) & self._guards

    def _written_out(self, scan: Scan) -> Named:
        """What the names in an official text mean, but for abbreviations: it has none, and other things are called so
        (cod is a fish there, and Oxy a soap).
        """
        return self._understand.meanings(hit.meanings for hit in scan.names if len(hit.spelled) > _ABBREVIATION)

    def _guarded(self, named: Named) -> tuple[str, ...]:
        return tuple(name for name in named.ingredients if self._understand.guarded([name]))


def _each(lists: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for names in lists for name in names))


def _told(entry: IndexEntry) -> str:
    status = f", {entry.status}" if entry.status else ""
    package = "" if entry.exact else ", by its product: this package is not known"
    return f"{_quoted(entry.name)} in {entry.source}{status}{package}"


def _quoted(text: str) -> str:
    return f"'{text[:_LONGEST]}…'" if len(text) > _LONGEST else f"'{text}'"
