"""Strengths that stand in a drug's text, by ingredient, in nanograms per unit, mL, hour or actuation."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from ldn_rules.reading.amounts import Amount, ceil
from ldn_rules.reading.model import Strength

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ldn_rules.reading.names import Scan
    from ldn_rules.rulebook.vocabulary import Vocabulary

_MICROLITRES: Final = 1000
_PAIR: Final = 2
_BETWEEN: Final = frozenset("/-+")


def strengths(scan: Scan, ingredients: Sequence[str], vocabulary: Vocabulary) -> tuple[Strength, ...]:
    """Every strength of a text, in order. Where it cannot be told whose it is, the ingredient is None."""
    in_order = _in_order(scan, ingredients)
    if in_order:
        found = [one for amount, name in in_order for one in _of(amount, scan, (name,), vocabulary)]
    else:
        found = [one for amount in scan.amounts for one in _of(amount, scan, ingredients, vocabulary)]
    return tuple(dict.fromkeys(found))


def _in_order(scan: Scan, ingredients: Sequence[str]) -> list[tuple[Amount, str]]:
    """``30 mg/500 mg`` after the names: as many amounts in a row as there are ingredients are theirs in this order.
    What the last is per (``/5 mL``), all are.
    """
    amounts = scan.amounts
    if len(amounts) != len(ingredients) or len(amounts) < _PAIR or any(len(one.values) > 1 for one in amounts):
        return []
    after_names = all(hit.first < amounts[0].first for hit in scan.names)
    if not after_names or not all(_in_a_row(scan, one, other) for one, other in pairwise(amounts)):
        return []
    last = amounts[-1]
    same = [replace(one, per_value=last.per_value, per=last.per) if one.per is None else one for one in amounts]
    return list(zip(same, ingredients, strict=True))


def _in_a_row(scan: Scan, one: Amount, other: Amount) -> bool:
    return other.first == one.after + 1 and scan.found[one.after].text in _BETWEEN


def _of(amount: Amount, scan: Scan, ingredients: Sequence[str], vocabulary: Vocabulary) -> list[Strength]:
    scale = strength_scale(amount, vocabulary)
    if scale is None:
        return []
    factor, per = scale
    sizes = [ceil(value * factor) for value in amount.values]
    if len(sizes) > 1 and len(sizes) == len(ingredients):
        return [Strength(name, size, size, per) for name, size in zip(ingredients, sizes, strict=True)]
    if amount.joined == "/" and len(sizes) > 1:
        return [Strength(None, size, size, per) for size in sizes]
    return [Strength(_owner(amount, scan, ingredients), min(sizes), max(sizes), per)]


def strength_scale(amount: Amount, vocabulary: Vocabulary) -> tuple[Fraction, str] | None:
    """Nanograms of the value 1, and what they are per; None if the amount is no strength (a volume, a count,
    an amount per day or per kilogram).
    """
    unit = vocabulary.units.get(amount.unit or "")
    if unit is None:
        return None
    if unit.per_millilitre:
        return Fraction(unit.per_millilitre), "mL"
    if not unit.nanograms:
        return None
    if amount.per is None:
        return Fraction(unit.nanograms), "unit"
    return _per(Fraction(unit.nanograms), amount, vocabulary)


def _per(nanograms: Fraction, amount: Amount, vocabulary: Vocabulary) -> tuple[Fraction, str] | None:
    value = amount.per_value or Fraction(1)
    if amount.per == "hour":
        return nanograms / value, "hour"
    unit = vocabulary.units.get(amount.per or "")
    if unit is not None and unit.microlitres:
        return nanograms / (value * Fraction(unit.microlitres, _MICROLITRES)), "mL"
    if unit is not None and unit.count:
        return nanograms / value, unit.per
    return None


def _owner(amount: Amount, scan: Scan, ingredients: Sequence[str]) -> str | None:
    """The one ingredient, or the one whose name stands before the amount without another amount between."""
    if len(ingredients) == 1:
        return ingredients[0]
    before = [hit for hit in scan.names if hit.first < amount.first]
    if not before or len(before[-1].meanings) != 1:
        return None
    key = before[-1].meanings[0][1]
    return key if key in ingredients else None
