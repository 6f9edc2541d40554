"""Which ingredients of an entry are partners in one product, and what that makes of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from ldn_rules.reading.understanding import SUBJECT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ldn_rules.reading.model import Strength
    from ldn_rules.reading.understanding import Named
    from ldn_rules.rulebook.vocabulary import Drug, Vocabulary


_UNNAMED: Final = "unnamed"
"""Stands for a partner that only a second strength tells of, in the vocabulary."""


class Partners(Struct, frozen=True):
    """Sets of ingredients that may be of one product (``beside``), and of those that are written as one or known to
    be sold so (``combined``). Two drugs of different guarded classes (an opioid and naltrexone) are partners only in
    the latter.
    """

    vocabulary: Vocabulary
    ingredients: tuple[str, ...]
    beside: tuple[frozenset[str], ...] = ()
    combined: tuple[frozenset[str], ...] = ()
    several_strengths: bool = False
    """Whether a unit is said to hold several strengths (``8 mg/2 mg``)."""

    def classes_beside(self, drug: Drug) -> frozenset[str] | None:
        """The further classes of a drug beside its partners: by the name of one, or a class; None if they are no
        combination that the vocabulary declares. In several strengths and alone its partner is not named.
        """
        partners = self.of(drug.name)
        if self.several_strengths and len(self.ingredients) == 1:
            return drug.classes_in_combination.get(_UNNAMED)
        known = [self.vocabulary.drugs[name].classes for name in partners if name in self.vocabulary.drugs]
        for partner, classes in drug.classes_in_combination.items():
            if partner in partners or any(partner in each for each in known):
                return classes
        return drug.classes_in_combination.get("default") if partners else None

    def is_contradiction(self, drug: Drug) -> bool:
        """Whether a drug of another guarded class stands beside this one, and neither is declared as a partner."""
        others = [self.vocabulary.drugs[name] for name in self.ingredients if name in self.vocabulary.drugs]
        against = [other for other in others if self._against(drug, other)]
        return any(not self._declares(drug, other) and not self._declares(other, drug) for other in against)

    def _declares(self, drug: Drug, other: Drug) -> bool:
        return other.name in drug.classes_in_combination and other.name in self.of(drug.name)

    def of(self, name: str) -> frozenset[str]:
        """The partners of an ingredient."""
        as_one = self._sets_with(name, self.combined)
        near = {other for other in self._sets_with(name, self.beside) if not self._opposed(name, other)}
        return as_one | near

    def _sets_with(self, name: str, sets: tuple[frozenset[str], ...]) -> frozenset[str]:
        return frozenset().union(*(each for each in sets if name in each)) - {name}

    def _opposed(self, name: str, other: str) -> bool:
        one, another = self.vocabulary.drugs.get(name), self.vocabulary.drugs.get(other)
        return one is not None and another is not None and self._against(one, another)

    def _against(self, drug: Drug, other: Drug) -> bool:
        """Whether two drugs are of different guarded classes."""
        guarded = self.vocabulary.guarded
        mine, its = drug.classes & guarded, other.classes & guarded
        return bool(mine) and bool(its) and mine != its


def partners_of(
    sides: Sequence[Named],
    ingredients: tuple[str, ...],
    found: Sequence[Strength],
    vocabulary: Vocabulary,
    *,
    alone: bool,
) -> Partners:
    """The partners among the ingredients that texts and codes name. ``alone``: naltrexone has none; nor has a drug in
    a product that is only written as one, in a strength in which it is not sold so.
    """
    known = vocabulary.drugs
    subjects = {name for name in ingredients if alone and name in known and SUBJECT in known[name].classes}
    strange = {name for name in ingredients if name in known and _strange(known[name], found)}
    sold = {frozenset(product.holds) for one in sides for product in one.products}
    beside, combined = (
        tuple(
            each
            for each in dict.fromkeys(each for one in sides for each in getattr(one, which))
            if subjects.isdisjoint(each) and (each in sold or strange.isdisjoint(each))
        )
        for which in ("beside", "combined")
    )
    several = sum(one.per == "unit" for one in found) > 1
    return Partners(vocabulary, ingredients, beside, combined, several)


def _strange(drug: Drug, found: Sequence[Strength]) -> bool:
    own = [one for one in found if one.ingredient == drug.name and one.per == "unit"]
    return bool(drug.combined_strengths) and any(one.low not in drug.combined_strengths for one in own)
