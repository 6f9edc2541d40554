"""So much in so much fluid, and no other dose: ``0.5 mg/0.5 mL nightly`` is how a dose of a liquid is written."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from ldn_rules.reading.sigs.model import SigDose

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ldn_rules.reading.amounts import Amount
    from ldn_rules.rulebook.vocabulary import Vocabulary

_MICROLITRES: Final = 1000


class Ratio(Struct, frozen=True):
    """An amount in a volume that is written as a number; whether a word such as ``take`` stands before it."""

    amount: Amount
    taken: bool


def dose_of(ratios: Sequence[Ratio], vocabulary: Vocabulary, *, alone: bool, timed: bool) -> SigDose | None:
    """The dose that the one ratio of a phase says: its volume. None where it may be the strength of the product, as a
    label has it (``5 mg/5 mL daily``); ``alone``: no phase stands before, so that it may be; ``timed``: it is said
    when the dose is taken.
    """
    if len(ratios) != 1 or len(ratios[0].amount.values) != 1 or (alone and not timed):
        return None
    amount, taken = ratios[0].amount, ratios[0].taken
    unit, volume = vocabulary.units.get(amount.unit or ""), amount.per_value
    if unit is None or not unit.nanograms or volume is None or volume <= 0:
        return None
    if alone and _is_label(volume, amount.per, vocabulary, taken=taken):
        return None
    return SigDose(volume, volume, amount.per)


def _is_label(volume: Fraction, unit: str | None, vocabulary: Vocabulary, *, taken: bool) -> bool:
    millilitres = volume * Fraction(vocabulary.units[unit or ""].microlitres, _MICROLITRES)
    return millilitres == 1 or (not taken and millilitres in vocabulary.sig.label_volumes)
