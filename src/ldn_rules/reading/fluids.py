"""The fluid that a drug is given in: ``morphine 50 mg in NaCl 0.9% 50 mL``, ``10 mg/50 mL in 0.9% saline``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ldn_rules.reading.amounts import amount_at
from ldn_rules.reading.phrases import longest_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ldn_rules.reading.amounts import Amount
    from ldn_rules.rulebook.phrases import Phrase
    from ldn_rules.rulebook.vocabulary import Vocabulary
    from ldn_rules.rulebook.words import Word

_CARRIER: Final = ("mark", "carrier")
_CARRIED: Final = ("mark", "carried-in")
_SIGNS: Final = frozenset("-+/&,(")
_LONGEST: Final = 2
"""Words of an amount, its number and its unit."""


def is_carrier(phrase: Phrase) -> bool:
    """Whether words can name a fluid that drugs are given in."""
    return _CARRIER in phrase.meanings


def carrier_at(found: Sequence[Word], place: int, after: int, vocabulary: Vocabulary) -> tuple[int, int] | None:
    """Where the words of a fluid begin and end, with its percentage and its volume: a fluid stands from ``place`` to
    before ``after``. None if it may be a drug of its own: no ``in`` before it, and no percentage that is its own.
    """
    first, percent = _backwards(found, place, vocabulary)
    end, percent_behind = _forwards(found, after, vocabulary)
    if percent_behind or _introduced(found, first, vocabulary):
        return (first if _introduced(found, first, vocabulary) else place), end
    parted = first == 0 or found[first - 1].text in _SIGNS
    return (first, end) if percent and parted else None


def _introduced(found: Sequence[Word], place: int, vocabulary: Vocabulary) -> bool:
    if place == 0:
        return False
    starts = range(max(0, place - _LONGEST), place)
    hits = (longest_at(found, start, vocabulary.around) for start in starts)
    return any(hit is not None and hit[1] == place and _CARRIED in hit[0].meanings for hit in hits)


def _backwards(found: Sequence[Word], place: int, vocabulary: Vocabulary) -> tuple[int, bool]:
    """Where the percentage and the volume before a fluid begin, and whether there is a percentage."""
    percent = False
    while place >= _LONGEST:
        amount = amount_at(found, place - _LONGEST, vocabulary)
        if amount is None or amount.after != place or not _of_fluid(amount, vocabulary):
            break
        percent = percent or _is_percent(amount, vocabulary)
        place = amount.first
    return place, percent


def _forwards(found: Sequence[Word], place: int, vocabulary: Vocabulary) -> tuple[int, bool]:
    """The place after the percentage and the volume behind a fluid, and whether there is a percentage."""
    percent = False
    while place < len(found):
        amount = amount_at(found, place, vocabulary)
        if amount is None or not _of_fluid(amount, vocabulary):
            break
        percent = percent or _is_percent(amount, vocabulary)
        place = amount.after
    return place, percent


def _of_fluid(amount: Amount, vocabulary: Vocabulary) -> bool:
    unit = vocabulary.units.get(amount.unit or "")
    return amount.per is None and unit is not None and bool(unit.microlitres or unit.per_millilitre)


def _is_percent(amount: Amount, vocabulary: Vocabulary) -> bool:
    return bool(vocabulary.units[amount.unit or ""].per_millilitre)
