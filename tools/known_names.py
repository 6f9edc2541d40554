"""Which names of drugs may stand on the list of known names: all but those of opioids, and those that say nothing.

An opioid that stood on the list would be taken for a drug that no rule speaks of. So whatever has to do with one is
left out, rather too much than too little: names of the vocabulary, of every substance that has such a name, stems of
opioids, brands of which any product holds one, and names that begin with the first word of such a brand. A name
that is near a guarded one may be that one misspelt: it stands on the list only if it is the name of a substance or
product of the NDC directory and somebody has looked at it (tools/data/near-names-looked-at.txt).
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import dropwhile
from typing import TYPE_CHECKING, Final

from ldn_rules.reading.names import scan
from ldn_rules.reading.nearness import NearNames
from ldn_rules.reading.phrases import AROUND_JOINERS, longest_at
from ldn_rules.rulebook.known_names import ANY_SPACING_FROM
from ldn_rules.rulebook.vocabulary import RELEVANT
from ldn_rules.rulebook.words import spell, words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from ldn_rules.rulebook.vocabulary import Vocabulary
    from ldn_rules.rulebook.words import Word
    from ndc_products import Product
    from unii_names import Name, Substance

OPIOID_CLASS: Final = "opioid"
"""What the pharmacologic classes of a product that is one hold."""

MADE_NAMES: Final = frozenset({"INN", "MART.", "BAN", "USAN", "JAN", "ORANGE BOOK", "PURPLE BOOK CDER", "EMA EPAR"})
"""Lists of names that are made for drugs."""

DRUGS_ALONE: Final = MADE_NAMES | {"VANDF"}
"""Lists that hold drugs and nothing else; others hold plants and foods as well."""

DRUG_LISTS: Final = MADE_NAMES | {"WHO-DD", "VANDF", "HPUS"}
"""Lists of names of drugs in human use, plain words among them; a substance with a name in one of them is a drug."""

OVER_THE_COUNTER: Final = "HUMAN OTC DRUG"
KINDS: Final = frozenset({OVER_THE_COUNTER, "HUMAN PRESCRIPTION DRUG", "PLASMA DERIVATIVE", "VACCINE"})
"""Kinds of products whose names are taken."""

SEVERAL: Final = 3
"""So many labelers do not misspell a name alike."""

UNUSED: Final = frozenset({"cd", "sys"})
"""Types of names that nobody writes on a list: codes and systematic names."""

_BETWEEN_NAMES: Final = r"[,;/&+()]|\band\b|\bwith\b"

_WRITTEN_OUT: Final = re.compile(r"[A-Za-z' -]{1,48}")
"""A name of letters, as people write it."""

SHORTEST: Final = 4
SHORTEST_FAMILY: Final = 5
SHORTEST_COMMON: Final = 6
"""A shorter common name that no list has is an abbreviation, which may stand for anything."""

LONGEST: Final = 48
MOST_WORDS: Final = 5


@dataclass(slots=True)
class Barred:
    """What must not stand on the list: whole names, first words of brands, stems, words that say nothing."""

    vocabulary: Vocabulary
    stems: Collection[str]
    plain: Collection[str]
    opioids: frozenset[str]
    names: set[str] = field(default_factory=set)
    families: set[str] = field(default_factory=set)
    near: NearNames = field(init=False)

    def __post_init__(self) -> None:
        self.near = NearNames(self.vocabulary)

    def add_brand(self, brand: str) -> None:
        """A brand that holds an opioid bars its own name and every name of its family."""
        spelled = spell(brand)
        self.names.add(spelled)
        first = spelled.partition(" ")[0]
        if len(first) >= SHORTEST and first not in self.plain:
            self.families.add(first)

    def is_opioid(self, name: str) -> bool:
        """Whether a name is one the rules speak of, or holds the word or the stem of an opioid."""
        compact = name.replace(" ", "")
        meanings = self.vocabulary.names.phrases.find(compact)
        return (
            (meanings is not None and any(kind in RELEVANT for kind, _ in meanings.meanings))
            or not self.opioids.isdisjoint(name.split())
            or any(stem in compact for stem in self.stems)
        )

    def bars(self, name: str) -> bool:
        """Whether a name must not stand on the list, whoever uses it."""
        parts = name.split()
        return name in self.names or parts[0] in self.families or self.is_opioid(name) or self._holds_relevant(name)

    def is_plain(self, name: str) -> bool:
        """Whether a name is made of everyday words alone, and so says nothing."""
        return all(part in self.plain for part in name.split())

    def _holds_relevant(self, name: str) -> bool:
        found = words(name)
        hits = (longest_at(found, place, self.vocabulary.names) for place in range(len(found)))
        return any(hit is not None and any(kind in RELEVANT for kind, _ in hit[0].meanings) for hit in hits)

    def near_to(self, name: str) -> tuple[str, ...]:
        """The guarded names that a name is near to."""
        near = self.near.nearest(name)
        guarded = self.vocabulary.guarded
        return tuple(
            phrase.spelled
            for phrase in (near.names if near else ())
            if any(self._classes(meaning) & guarded for meaning in phrase.meanings)
        )

    def distance(self, name: str) -> int:
        """How far the nearest known name is; 0 if none is near."""
        near = self.near.nearest(name)
        return near.distance if near else 0

    def _classes(self, meaning: tuple[str, str]) -> frozenset[str]:
        kind, key = meaning
        held = self.vocabulary.products[key].holds if kind == "product" else (key,)
        known = self.vocabulary.drugs
        return frozenset().union(*(known[name].classes for name in held if name in known))


def bare(name: str, vocabulary: Vocabulary) -> str:
    """A name as it stands on the list: small letters without signs, and without the words around a name (salts, forms,
    routes) and numbers before and after it. Empty if nothing is left, or if a number stands within.
    """
    found = [word for word in words(name) if word.kind != "sign"]
    while found and found[-1].kind == "number":
        found.pop()
    found = list(dropwhile(lambda word: word.kind == "number", found))
    if any(word.kind == "number" for word in found):
        return ""
    first, last = 0, len(found)
    while first < last and (hit := longest_at(found[:last], first, vocabulary.around, AROUND_JOINERS)):
        first = hit[1]
    while first < last and (start := _tail(found[first:last], vocabulary)) is not None:
        last = first + start
    return " ".join(word.text for word in found[first:last])


def _tail(found: list[Word], vocabulary: Vocabulary) -> int | None:
    """Where the words around a name begin that a run of words ends with."""
    for start in range(len(found)):
        hit = longest_at(found, start, vocabulary.around, AROUND_JOINERS)
        if hit is not None and hit[1] == len(found):
            return start
    return None


@dataclass(slots=True)
class Named:
    """Names to list. The ``certain`` ones, of substances and prescription brands, and of active parts that several
    labelers and a list of drugs name so, may be one letter off a guarded name. First words of brands and active parts
    that several labelers name so are ``likely``: they may be two letters off one. The ``others`` may not be near one.
    ``substances`` are those of the directory.
    """

    certain: set[str] = field(default_factory=set)
    likely: set[str] = field(default_factory=set)
    others: set[str] = field(default_factory=set)
    substances: set[str] = field(default_factory=set)

    def allows(self, name: str, distance: int) -> bool:
        """Whether a name may be so far from a guarded one."""
        return name in self.certain or (distance > 1 and name in self.likely)


def from_directory(products: Iterable[Product], barred: Barred) -> Named:
    """The names of substances, of active parts and of prescription brands of a directory of products; brands that hold
    an opioid are added to what is barred. Of brands sold over the counter only the first word is taken: what follows
    says for which complaint, part of the body or shade of skin they are.
    """
    kept = [product for product in products if product.kind in KINDS]
    for product in kept:
        if _holds_opioid(product, barred):
            barred.add_brand(product.brand)
    named, labelers = Named(), defaultdict[str, set[str]](set)
    for product in kept:
        if not _holds_opioid(product, barred):
            _take(product, named, labelers, barred)
    named.likely.update(name for name, known in labelers.items() if len(known) >= SEVERAL)
    named.others.update(labelers)
    return named


def _take(product: Product, named: Named, labelers: dict[str, set[str]], barred: Barred) -> None:
    named.substances.update(map(spell, product.substances))
    over_the_counter = product.kind == OVER_THE_COUNTER
    named.certain.update(_usable((*product.substances, *(() if over_the_counter else _brands(product))), barred))
    named.likely.update(_families(product, barred) if over_the_counter else ())
    for name in _usable(re.split(_BETWEEN_NAMES, product.generic), barred):
        labelers[name].add(product.labeler)


def _brands(product: Product) -> tuple[str, str]:
    return product.brand, f"{product.brand} {product.suffix}"


def _families(product: Product, barred: Barred) -> Iterator[str]:
    family = bare(product.brand, barred.vocabulary).partition(" ")[0]
    return _usable((family,), barred) if len(family) >= SHORTEST_FAMILY else iter(())


def _usable(names: Iterable[str], barred: Barred) -> Iterator[str]:
    for written in names:
        name = bare(written, barred.vocabulary)
        if _is_name(name, MOST_WORDS) and not barred.is_plain(name):
            yield name


def _holds_opioid(product: Product, barred: Barred) -> bool:
    names = (product.brand, product.generic, *product.substances)
    return OPIOID_CLASS in product.classes.lower() or any(barred.is_opioid(spell(name)) for name in names)


def add_substances(substances: Iterable[Substance], named: Named, barred: Barred) -> None:
    """Add the names of the drugs among the substances: of those with a name in a list of drugs, or in the directory.
    Every name of an opioid, and every brand that holds one, is added to what is barred.
    """
    for substance in substances:
        if _is_opioid(substance, barred):
            barred.names.update(spell(name.text) for name in substance.names)
            for brand in substance.holders:
                barred.add_brand(brand)
        elif spell(substance.display) in named.substances or any(_is_listed(name) for name in substance.names):
            named.others.update(_names_of(substance, barred))
            official = {bare(name.text, barred.vocabulary) for name in substance.names if _is_listed(name)}
            named.certain.update(official & named.likely)


def _is_listed(name: Name) -> bool:
    return name.listed_in in DRUG_LISTS


def _is_opioid(substance: Substance, barred: Barred) -> bool:
    """Whether one of its names is an opioid's; what is said of impurities and systematic names do not count."""
    names = (name.text for name in substance.names if "IMPURITY" not in name.listed_in)
    return any(barred.is_opioid(spell(name)) for name in names if _WRITTEN_OUT.fullmatch(name))


def _names_of(substance: Substance, barred: Barred) -> Iterator[str]:
    """Names in use: those of lists of drugs; of a substance that is a drug first of all also official ones, brands, and
    common ones of one word. A plain word is one only where a list of names that are made for drugs has it.
    """
    is_drug = any(name.listed_in in DRUGS_ALONE for name in substance.names)
    taken = DRUG_LISTS | {""} if is_drug else DRUG_LISTS
    for name in substance.names:
        if len(name.text) > LONGEST or name.kind in UNUSED or name.listed_in not in taken:
            continue
        written = bare(name.text, barred.vocabulary)
        if not _is_name(written, MOST_WORDS) or (name.kind == "cn" and not name.listed_in and not _is_common(written)):
            continue
        if name.listed_in in MADE_NAMES or not barred.is_plain(written):
            yield written
    yield from _usable(substance.holders, barred)


def _is_common(name: str) -> bool:
    """Whether a common name that no list has is one that people write: one word, and no abbreviation."""
    return " " not in name and len(name) >= SHORTEST_COMMON


def _is_name(name: str, most: int) -> bool:
    parts = name.split()
    lengths = [len(part) for part in parts]
    if len(parts) > 1 and sum(lengths) < ANY_SPACING_FROM:  # the program does not look these up
        return False
    return 0 < len(parts) <= most and SHORTEST <= len(name) <= LONGEST and max(lengths) >= SHORTEST


def listed(named: Named, barred: Barred, looked_at: Collection[str]) -> tuple[list[str], dict[str, tuple[str, ...]]]:
    """The names of the list in order, without what is barred and what the vocabulary knows; and those that are left
    out only because nobody has looked at them: what is near a guarded name must be among the names ``looked_at``.
    """
    kept: list[str] = []
    left: dict[str, tuple[str, ...]] = {}
    for name in sorted(named.certain | named.likely | named.others):
        if barred.bars(name) or _is_known(name, barred.vocabulary):
            continue
        close = barred.near_to(name)
        if not close:
            kept.append(name)
        elif named.allows(name, barred.distance(name)):
            if name in looked_at:
                kept.append(name)
            else:
                left[name] = close
    return kept, left


def _is_known(name: str, vocabulary: Vocabulary) -> bool:
    """Whether the vocabulary alone covers a name."""
    return not scan(name, vocabulary).unknown
