"""Strengths and doses that an entry states in fields of their own, in nanograms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ldn_rules.reading.amounts import ceil
from ldn_rules.reading.dose_units import written_amount
from ldn_rules.reading.model import Strength
from ldn_rules.reading.strengths import strength_scale

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from ldn_rules.intake.model import Entry, Quantity
    from ldn_rules.reading.sigs.model import SigReading
    from ldn_rules.rulebook.vocabulary import Vocabulary


def stated_strength(stated: Quantity | None, ingredient: str, vocabulary: Vocabulary) -> tuple[Strength, ...]:
    """The strength that an entry states beside its name, as one of ``ingredient``; nothing if it is none."""
    amount = written_amount(stated, vocabulary) if stated is not None else None
    scale = strength_scale(amount, vocabulary) if amount is not None else None
    if amount is None or scale is None:
        return ()
    factor, per = scale
    return (Strength(ingredient, ceil(amount.low * factor), ceil(amount.high * factor), per),)


def doses_of(entry: Entry, sig: SigReading | None, vocabulary: Vocabulary) -> tuple[int, ...]:
    """The masses given at a time, in nanograms, as the entry and its sig state them."""
    amount = written_amount(entry.dose, vocabulary) if entry.dose is not None else None
    found = [*(_mass(amount.high, amount.unit, vocabulary) if amount is not None else ())]
    for phase in sig.phases if sig else ():
        for dose in filter(None, (phase.dose, phase.also)):
            found += _mass(dose.high, dose.unit, vocabulary)
    return tuple(found)


def _mass(value: Fraction, unit: str | None, vocabulary: Vocabulary) -> Iterator[int]:
    known = vocabulary.units.get(unit or "")
    if known is not None and known.nanograms:
        yield ceil(value * known.nanograms)
