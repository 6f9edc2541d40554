"""What a code index holds under a code, in the words of its source, read with the vocabulary.

An index keeps names, never readings: what is an opioid is decided by the vocabulary at the time of the check, so that
an index that is older than the vocabulary hides nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from msgspec import Struct

from ldn_rules.reading.understanding import Named
from ldn_rules.rulebook.words import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ldn_rules.reading.names import Scan
    from ldn_rules.reading.understanding import Understanding
    from ldn_rules.rulebook.vocabulary import Vocabulary

_LONGEST: Final = 80
"""Most characters of a name that a reason quotes."""


class IndexEntry(Struct, frozen=True):
    """One meaning of a code: ``name`` is what its source calls it, with form and strength; ``ingredients`` are names
    that the source itself states as such, none where it has only a name. ``group`` is what the source says of the kind
    of drug, ``status`` what it says of the code (nothing: in use). A ``pack`` holds several products. ``form`` is the
    spelling of the code under which it stands, ``exact`` false where only the product of a package is known.
    """

    name: str
    source: str
    ingredients: tuple[str, ...] = ()
    group: str = ""
    status: str = ""
    pack: bool = False
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


class IndexReader:
    """Reads entries of an index against one vocabulary."""

    def __init__(self, vocabulary: Vocabulary, understanding: Understanding) -> None:
        self._drugs = vocabulary.drugs
        self._understand = understanding

    def read(self, entry: IndexEntry) -> Indexed:
        """What an entry names. Its stated ingredients are ingredients even if the vocabulary does not know them; a
        name alone is read as any other text.
        """
        described, scan = self._understand.text(entry.name)
        if not entry.ingredients:
            return Indexed(described, scan, _told(entry))
        stated = self._stated(entry)
        more, doubt = self._left_out(entry, stated, described)
        names = tuple(dict.fromkeys((*stated.ingredients, *more)))
        one = () if entry.pack else (frozenset(names),)
        products = tuple(product for product in described.products if set(product.holds) <= set(names))
        named = Named(names, products, near=stated.near, read_as=stated.read_as, beside=one, combined=one)
        return Indexed(named, scan, _told(entry), doubt)

    def _stated(self, entry: IndexEntry) -> Named:
        each = [self._ingredient(name) for name in entry.ingredients]
        return Named(
            tuple(dict.fromkeys(name for one in each for name in one.ingredients)),
            near=any(one.near for one in each),
            read_as=tuple(dict.fromkeys(name for one in each if one.near for name in one.read_as)),
        )

    def _ingredient(self, name: str) -> Named:
        named, _ = self._understand.text(name)
        return named if named.ingredients else Named((fold(name.strip()),))

    def _left_out(self, entry: IndexEntry, stated: Named, described: Named) -> tuple[tuple[str, ...], str]:
        """Opioids and naltrexone that the entry's name, or its group, speaks of and its ingredients do not hold."""
        more = self._guarded(described) - set(stated.ingredients)
        if more:
            return tuple(sorted(more)), f"{_quoted(entry.name)} in {entry.source} does not fit its own ingredients"
        if not entry.group or any(name in self._drugs for name in stated.ingredients):
            return (), ""
        of_group = self._guarded(self._understand.text(entry.group)[0])
        return tuple(sorted(of_group)), f"{entry.source} calls it {_quoted(entry.group)}" if of_group else ""

    def _guarded(self, named: Named) -> set[str]:
        exact = () if named.near else named.ingredients
        return {name for name in exact if self._understand.guarded([name])}


def together(every: Sequence[Indexed]) -> Named:
    """What several entries under one code name: ambiguous where they differ in what they hold."""
    sets = {frozenset(one.named.ingredients) for one in every}
    return Named(
        _each(one.named.ingredients for one in every),
        tuple(dict.fromkeys(product for one in every for product in one.named.products)),
        len(sets) > 1 or any(one.named.ambiguous for one in every),
        near=any(one.named.near for one in every),
        read_as=_each(one.named.read_as for one in every),
        beside=tuple(dict.fromkeys(each for one in every for each in one.named.beside)),
        combined=tuple(dict.fromkeys(each for one in every for each in one.named.combined)),
    )


def _each(lists: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for names in lists for name in names))


def _told(entry: IndexEntry) -> str:
    status = f", {entry.status}" if entry.status else ""
    package = "" if entry.exact else ", by its product: this package is not known"
    return f"{_quoted(entry.name)} in {entry.source}{status}{package}"


def _quoted(text: str) -> str:
    return f"'{text[:_LONGEST]}…'" if len(text) > _LONGEST else f"'{text}'"
