"""Whether the strength of a tablet or capsule, or its partner, alone says that it is extended release."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ldn_rules.reading.stated import stated_strength

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ldn_rules.intake.model import Quantity
    from ldn_rules.reading.model import Strength
    from ldn_rules.reading.partners import Partners
    from ldn_rules.rulebook.vocabulary import OnlyExtended, Vocabulary


def is_only_extended(
    ingredients: Sequence[str],
    found: Sequence[Strength],
    stated: Quantity | None,
    partners: Partners,
    vocabulary: Vocabulary,
) -> bool:
    """Whether the one ingredient that has such a rule is sold as extended release alone: beside this partner, or in
    the strength ``found`` in its text or ``stated`` by the entry.
    """
    rules = [(drug.name, drug.only_extended) for name in ingredients if (drug := vocabulary.drugs.get(name))]
    ruled = [(name, rule) for name, rule in rules if rule is not None]
    if len(ruled) != 1:
        return False
    name, rule = ruled[0]
    with_it = partners.of(name)
    if not with_it.isdisjoint(rule.beside):
        return True
    units = [one.low for one in found if one.ingredient == name and one.per == "unit" and one.low == one.high]
    alone = not with_it or with_it.isdisjoint(_sold_with(name, vocabulary))
    if alone:
        units += [one.low for one in stated_strength(stated, name, vocabulary) if one.per == "unit"]
    return _holds(rule, units, listed=alone or {one.ingredient for one in found} == {name})


def _holds(rule: OnlyExtended, units: Sequence[int], *, listed: bool) -> bool:
    """Whether a unit is above what is sold as immediate release or, where no partner has a strength, is ``listed``."""
    above = any(rule.above is not None and size > rule.above for size in units)
    return above or (listed and any(size in rule.strengths for size in units))


def _sold_with(name: str, vocabulary: Vocabulary) -> frozenset[str]:
    """Every ingredient that some product holds beside this one."""
    holds = [frozenset(product.holds) for product in vocabulary.products.values() if name in product.holds]
    return frozenset().union(*holds) - {name}
