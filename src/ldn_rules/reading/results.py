"""Results of observations: numbers with their limits, and words such as ``positive``."""

from __future__ import annotations

import re
from decimal import Decimal
from math import ceil, floor
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from ldn_rules.rulebook.concepts import THOUSANDTHS
from ldn_rules.rulebook.kinds import UNKNOWN
from ldn_rules.rulebook.words import spell

if TYPE_CHECKING:
    from ldn_rules.intake.model import Item
    from ldn_rules.rulebook.concepts import Concept
    from ldn_rules.rulebook.phrases import Phrase, PhraseTable

_NUMBER: Final = re.compile(r"\s*(<=|>=|<|>|≤|≥)?\s*([0-9]{1,9}(?:\.[0-9]{1,9})?)\s*")
_REMARK: Final = re.compile(r"\([^()]*\)")
_NOTHING: Final = (-UNKNOWN, UNKNOWN)
_WORDS: Final = {"true": True, "false": False}

Range = tuple[int, int]


class Result(Struct, frozen=True):
    """A result as closed ranges: ``level`` in thousandths of the usual unit (rounded down), ``ratio`` in thousandths of
    its own upper limit and ``usual`` of the vocabulary's (rounded up). ``compared``: value and own limit were read.
    ``positive`` is True, False, or None where that is not known.
    """

    level: Range = _NOTHING
    ratio: Range = _NOTHING
    usual: Range = _NOTHING
    compared: bool = False
    positive: bool | None = None


def read_result(item: Item, concept: Concept, said: PhraseTable) -> Result:
    """The result of an observation of a concept. What cannot be read is unknown, never nothing."""
    value = _value(item.value)
    limit = _value(item.high)
    own = limit[0] if limit is not None and limit[0] == limit[1] and limit[0] and limit[0] > 0 else None
    factor = _factor(item.unit, concept)
    positive = _positive(item.value, value, concept, said)
    if value is None:
        return Result(positive=positive)
    ratio = _divided(value, own) if own is not None else _NOTHING
    if factor is None:
        return Result(ratio=ratio, compared=own is not None, positive=positive)
    low, high = value
    level = (floor(low * factor), UNKNOWN if high is None else floor(high * factor))
    usual = _NOTHING
    if concept.usual_limit:
        usual = _divided((low * factor, None if high is None else high * factor), Decimal(concept.usual_limit))
    return Result(level, ratio, usual, own is not None, positive)


_Value = tuple[Decimal, Decimal | None]
"""The least and the greatest a number can be (None: no bound)."""


def _value(text: str | None) -> _Value | None:
    """A number, or one behind a sign such as ``>``: at least that much."""
    found = _NUMBER.fullmatch(text) if text is not None else None
    if found is None:
        return None
    number = Decimal(found[2])
    if found[1] is None:
        return number, number
    least = Decimal(1) / THOUSANDTHS
    return {
        "<": (Decimal(0), number - least),
        ">": (number + least, None),
        "<=": (Decimal(0), number),
        "≤": (Decimal(0), number),
    }.get(found[1], (number, None))


def _factor(unit: str | None, concept: Concept) -> int | None:
    """Thousandths of the usual unit in one of the written unit; a number without one counts in the usual unit."""
    return THOUSANDTHS if unit is None else concept.units.get(spell(unit))


def _divided(value: _Value, limit: Decimal) -> Range:
    low, high = value
    return ceil(low * THOUSANDTHS / limit), UNKNOWN if high is None else ceil(high * THOUSANDTHS / limit)


def _positive(text: str | None, value: _Value | None, concept: Concept, said: PhraseTable) -> bool | None:
    if text is None:
        return None
    if value is not None:
        return _above(value, concept.positive_above)
    plain = text.strip().lower()
    if plain in _WORDS:
        return _WORDS[plain]
    phrase = said.phrases.find(spell(_REMARK.sub("", text)).replace(" ", ""))
    groups = _groups(phrase)
    if "positive" in groups:
        return True
    return False if "negative" in groups and not _remarked_positive(text, said) else None


def _remarked_positive(text: str, said: PhraseTable) -> bool:
    """Whether a word of a remark says positive, as in ``Negative (confirmed positive)``."""
    spelled = [word for remark in _REMARK.findall(text) for word in spell(remark).split()]
    return any("positive" in _groups(said.phrases.find(word)) for word in spelled)


def _groups(phrase: Phrase | None) -> set[str]:
    return {group for _, group in phrase.meanings} if phrase else set()


def _above(value: _Value, limit: int | None) -> bool | None:
    """Whether a number is surely above a limit, or surely not."""
    if limit is None:
        return None
    low, high = value
    if low * THOUSANDTHS > limit:
        return True
    return False if high is not None and high * THOUSANDTHS <= limit else None
