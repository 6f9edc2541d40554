"""The vocabulary for a reader: classes, drugs by class, products, and what a list may hold besides medicines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from ldn_rules.catalogue.anchors import anchors
from ldn_rules.rulebook.vocabulary_classes import CONCEPTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ldn_rules.catalogue.material import Material
    from ldn_rules.rulebook.model import Case, Rule

UNCLASSED: Final = "no class of its own"


NONE_HELD: Final = "none of these drugs"
"""Heading of products that hold no drug of the vocabulary."""


class DrugClass(Struct, frozen=True):
    """One class: what it stands for, what it is part of, and which rules ask for it by name."""

    name: str
    anchor: str
    says: str
    above: tuple[str, ...]
    rules: tuple[str, ...]


class Drug(Struct, frozen=True):
    """One drug. ``washouts`` are (form or ``default``, interval class); ``more`` are its classes but the first."""

    name: str
    anchor: str
    says: str
    more: tuple[str, ...]
    ceiling: str
    washouts: tuple[tuple[str, str], ...]
    names: tuple[str, ...]
    products: int
    sources: tuple[str, ...]


class Product(Struct, frozen=True):
    """One brand or named combination."""

    name: str
    holds: tuple[str, ...]
    kind: str
    classes: tuple[str, ...]
    names: tuple[str, ...]
    sources: tuple[str, ...]


class Concept(Struct, frozen=True):
    """A condition, result, procedure, allergen or device."""

    name: str
    says: str
    classes: tuple[str, ...]
    names: tuple[str, ...]
    sources: tuple[str, ...]


class Names(Struct, frozen=True):
    """The vocabulary: ``by_class`` has the drugs under the first class of each, ``holders`` the anchors of those under
    which products stand.
    """

    classes: tuple[DrugClass, ...]
    by_class: Mapping[str, tuple[Drug, ...]]
    by_ingredient: Mapping[str, tuple[Product, ...]]
    holders: Mapping[str, str]
    concepts: Mapping[str, tuple[Concept, ...]]
    others: tuple[tuple[str, tuple[str, ...]], ...]
    known: int

    @property
    def class_anchors(self) -> dict[str, str]:
        """The id of each class."""
        return {each.name: each.anchor for each in self.classes}

    @property
    def drug_anchors(self) -> dict[str, str]:
        """The id of each drug."""
        return {drug.name: drug.anchor for drugs in self.by_class.values() for drug in drugs}


def read_names(material: Material) -> Names:
    """The vocabulary of a rules folder."""
    written = material.loaded.vocabulary
    products = {name: _product(name, one) for name, one in written.get("products", {}).items()}
    by_ingredient = _by_ingredient(products.values(), written.get("drugs", {}))
    return Names(
        classes=_classes(written.get("classes", {}), material.ruleset.rules),
        by_class=_by_class(written.get("drugs", {}), {name: len(each) for name, each in by_ingredient.items()}),
        by_ingredient=by_ingredient,
        holders=anchors("products", by_ingredient),
        concepts={section: _concepts(written.get(section, {})) for section in CONCEPTS if written.get(section)},
        others=tuple(
            (name, tuple(one.get("names", ()))) for name, one in sorted(written.get("irrelevant", {}).items())
        ),
        known=len(written.get("known-names", ())),
    )


def _classes(written: Mapping[str, Any], rules: Iterable[Rule]) -> tuple[DrugClass, ...]:
    ids = anchors("class", written)
    asked: dict[str, list[str]] = {}
    for rule in rules:
        for name in dict.fromkeys(name for case in rule.cases for name in _asked(case)):
            asked.setdefault(name, []).append(rule.id)
    return tuple(
        DrugClass(name, ids[name], one.get("says", ""), tuple(one.get("is-a", ())), tuple(asked.get(name, ())))
        for name, one in written.items()
    )


def _asked(case: Case) -> list[str]:
    """The classes that a case names, wherever it does."""
    waiting = [line.test for line in (*case.when, *case.unless)]
    found = [role.drug_class for role in case.roles]
    while waiting:
        test = waiting.pop()
        found.append(getattr(test, "drug_class", None))
        waiting += [line.test for line in (*getattr(test, "lines", ()), *getattr(test, "where", ()))]
    return [name for name in found if name]


def _by_class(written: Mapping[str, Any], products: Mapping[str, int]) -> dict[str, tuple[Drug, ...]]:
    ids = anchors("drug", written)
    found: dict[str, list[Drug]] = {}
    for name, one in sorted(written.items()):
        first, *more = [*one.get("classes", ()), UNCLASSED][: max(1, len(one.get("classes", ())))]
        drug = Drug(
            name=name,
            anchor=ids[name],
            says=one.get("says", ""),
            more=tuple(more),
            ceiling=one.get("ceiling", ""),
            washouts=tuple(one.get("washout", {}).items()),
            names=tuple(one.get("names", ())),
            products=products.get(name, 0),
            sources=tuple(one.get("sources", ())),
        )
        found.setdefault(first, []).append(drug)
    return {name: tuple(found[name]) for name in sorted(found)}


def _product(name: str, one: Mapping[str, Any]) -> Product:
    kind = (*(one[key] for key in ("release", "form", "route") if key in one), *one.get("strengths", ()))
    names, classes = tuple(one.get("names", ())), tuple(one.get("classes", ()))
    return Product(name, tuple(one["holds"]), ", ".join(map(str, kind)), classes, names, tuple(one.get("sources", ())))


def _by_ingredient(products: Iterable[Product], drugs: Mapping[str, Any]) -> dict[str, tuple[Product, ...]]:
    """Products under each drug of the vocabulary that they hold, or under NONE_HELD."""
    found: dict[str, list[Product]] = {}
    for product in sorted(products, key=lambda one: one.name.casefold()):
        for ingredient in [name for name in product.holds if name in drugs] or [NONE_HELD]:
            found.setdefault(ingredient, []).append(product)
    return {name: tuple(found[name]) for name in sorted(found)}


def _concepts(written: Mapping[str, Any]) -> tuple[Concept, ...]:
    return tuple(
        Concept(name, one.get("says", ""), tuple(one["classes"]), tuple(one.get("names", ())), tuple(one["sources"]))
        for name, one in sorted(written.items())
    )
