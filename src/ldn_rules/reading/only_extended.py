"""Whether the strength of a tablet or capsule alone says that it is extended release."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ldn_rules.reading.amounts import ceil
from ldn_rules.reading.dose_units import written_amount
from ldn_rules.reading.model import Strength
from ldn_rules.reading.strengths import strength_scale

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ldn_rules.intake.model import Quantity
    from ldn_rules.rulebook.vocabulary import Vocabulary


def is_only_extended(
    ingredients: Sequence[str], found: Sequence[Strength], stated: Quantity | None, vocabulary: Vocabulary
) -> bool:
    """Whether a strength of one unit is sold as extended release alone: one ``found`` in the text of a single
    ingredient, or of one beside others without a strength, or the one that the entry has ``stated`` beside its name.
    """
    rules = [(drug.name, drug.only_extended) for name in ingredients if (drug := vocabulary.drugs.get(name))]
    (name, rule), *more = rules or [("", None)]
    if rule is None or more or (len(ingredients) > 1 and {one.ingredient for one in found} != {name}):
        return False
    sizes = [*found, *(_stated_strength(stated, name, vocabulary) if len(ingredients) == 1 else ())]
    units = [one.low for one in sizes if one.ingredient == name and one.per == "unit" and one.low == one.high]
    return any(size in rule.strengths or (rule.above is not None and size > rule.above) for size in units)


def _stated_strength(stated: Quantity | None, ingredient: str, vocabulary: Vocabulary) -> tuple[Strength, ...]:
    amount = written_amount(stated, vocabulary) if stated is not None else None
    scale = strength_scale(amount, vocabulary) if amount is not None else None
    if amount is None or scale is None:
        return ()
    factor, per = scale
    return (Strength(ingredient, ceil(amount.low * factor), ceil(amount.high * factor), per),)
