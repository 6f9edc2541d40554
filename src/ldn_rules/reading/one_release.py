"""Whether a strength, a partner or a rate alone says the release: what is sold in one release only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from ldn_rules.reading.stated import stated_strength

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ldn_rules.intake.model import Quantity
    from ldn_rules.reading.model import Strength
    from ldn_rules.reading.partners import Partners
    from ldn_rules.rulebook.vocabulary import Drug, OnlyExtended, Vocabulary


class Sold(Struct, frozen=True):
    """What the one ingredient that has several releases is sold as: ``extended`` (tablets and capsules) or
    ``immediate`` release alone; ``hourly``: in a strength per hour, as patches and infusions are.
    """

    extended: bool = False
    immediate: bool = False
    hourly: bool = False


NO_SALE: Final = Sold()
"""Nothing is known of it."""


def sold_as(
    ingredients: Sequence[str],
    found: Sequence[Strength],
    stated: Quantity | None,
    partners: Partners,
    vocabulary: Vocabulary,
) -> Sold:
    """What the strength ``found`` in a text or ``stated`` by the entry, and the partners, say of the release."""
    drugs = [drug for name in ingredients if (drug := vocabulary.drugs.get(name)) is not None]
    extended = [drug for drug in drugs if drug.only_extended is not None]
    immediate = [drug for drug in drugs if drug.only_immediate is not None]
    return Sold(
        extended=len(extended) == 1 and _is_only_extended(extended[0], found, stated, partners, vocabulary),
        immediate=len(immediate) == 1 and _is_only_immediate(immediate[0], found, stated, partners, vocabulary),
        hourly=any(one.per == "hour" for one in found) and any(drug.wear for drug in drugs),
    )


def _is_only_extended(
    drug: Drug, found: Sequence[Strength], stated: Quantity | None, partners: Partners, vocabulary: Vocabulary
) -> bool:
    rule, with_it = drug.only_extended, partners.of(drug.name)
    if rule is None or not with_it.isdisjoint(rule.beside):
        return rule is not None
    alone = not with_it or with_it.isdisjoint(_sold_with(drug.name, vocabulary))
    units = _units(drug.name, found, stated if alone else None, vocabulary)
    return _holds(rule, units, listed=alone or {one.ingredient for one in found} == {drug.name})


def _is_only_immediate(
    drug: Drug, found: Sequence[Strength], stated: Quantity | None, partners: Partners, vocabulary: Vocabulary
) -> bool:
    """Beside such a partner, or alone in one of the strengths."""
    rule, with_it = drug.only_immediate, partners.of(drug.name)
    if rule is None or not with_it.isdisjoint(rule.beside):
        return rule is not None
    units = _units(drug.name, found, stated, vocabulary)
    return not with_it and bool(units) and all(size in rule.strengths for size in units)


def _units(name: str, found: Sequence[Strength], stated: Quantity | None, vocabulary: Vocabulary) -> list[int]:
    """Nanograms of the ingredient in one unit."""
    own = [*(one for one in found if one.ingredient == name), *stated_strength(stated, name, vocabulary)]
    return [one.low for one in own if one.per == "unit" and one.low == one.high]


def _holds(rule: OnlyExtended, units: Sequence[int], *, listed: bool) -> bool:
    """Whether a unit is above what is sold as immediate release or, where no partner has a strength, is ``listed``."""
    above = any(rule.above is not None and size > rule.above for size in units)
    return above or (listed and any(size in rule.strengths for size in units))


def _sold_with(name: str, vocabulary: Vocabulary) -> frozenset[str]:
    """Every ingredient that some product holds beside this one."""
    holds = [frozenset(product.holds) for product in vocabulary.products.values() if name in product.holds]
    return frozenset().union(*holds) - {name}
