"""Decimals that are easily misread: trailing zeros (``1.0 mg``) and none before the sign (``.5 mg``, ``,5 mg``). The
value is read exactly; that it is written so is said.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from ldn_rules.reading.amounts import amount_at, decimal, meaning_at, number_at
from ldn_rules.rulebook.words import Word, words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from ldn_rules.rulebook.vocabulary import Vocabulary

_COMMA: Final = ","
_NAKED: Final = re.compile(r"[0-9]{0,2}[1-9]")
_TRAILING: Final = re.compile(r"[0-9]*([.,])[0-9]*0")
_SUSPECT: Final = re.compile(r"[.,][0-9]*0(?![0-9])|(?<![0-9])[.,][0-9]")
_MOST_CHARACTERS: Final = 3000
_MOST_REMARKS: Final = 6


def with_commas(found: list[Word], vocabulary: Vocabulary) -> list[Word]:
    """The words; a decimal comma without a digit before it (`` ,5 mg``) is part of its number. Only before a mass or a
    volume, behind a space, and not behind a number: else it is the comma of a list.
    """
    if not any(word.text == _COMMA for word in found):
        return found
    kept: list[Word] = []
    for place, word in enumerate(found):
        before = found[place - 1] if place else None
        if before is not None and kept and kept[-1] is before and _is_naked(found, place, vocabulary):
            kept[-1] = Word(_COMMA + word.text, before.start, word.end, "number")
        else:
            kept.append(word)
    return kept


def _is_naked(found: Sequence[Word], place: int, vocabulary: Vocabulary) -> bool:
    comma, word = found[place - 1], found[place]
    if comma.text != _COMMA or comma.end != word.start or _NAKED.fullmatch(word.text) is None:
        return False
    earlier = found[place - 2] if place > 1 else None
    if earlier is not None and (earlier.kind == "number" or (earlier.end == comma.start and earlier.text not in "([")):
        return False
    key, _ = meaning_at(found, place + 1, "unit", vocabulary)
    unit = vocabulary.units.get(key or "")
    return unit is not None and bool(unit.nanograms or unit.microlitres)


def decimal_remarks(text: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """What is said of the amounts of a text that are written so; those of time and percentages are none."""
    if _SUSPECT.search(text) is None:
        return ()
    found = with_commas(words(text[:_MOST_CHARACTERS]), vocabulary)
    said: dict[str, None] = {}
    for place, word in enumerate(found):
        value = number_at(found, place) if word.kind == "number" else None
        if value is not None and value[1] == place + 1 and _is_amount(found, place, vocabulary):
            said.update(dict.fromkeys(_remark(text[word.start : word.end], value[0])))
    return tuple(said)[:_MOST_REMARKS]


def _is_amount(found: Sequence[Word], place: int, vocabulary: Vocabulary) -> bool:
    amount = amount_at(found, place, vocabulary)
    if amount is None or amount.unit is None:
        return amount is not None and meaning_at(found, amount.after, "time-units", vocabulary)[0] is None
    unit = vocabulary.units[amount.unit]
    return bool(unit.nanograms or unit.microlitres or unit.count)


def _remark(written: str, value: Fraction) -> list[str]:
    """Nothing of a number whose sign parts thousands."""
    read = f"'{written}': read as {decimal(value)}"
    trailing = _TRAILING.fullmatch(written)
    said = [f"no digit before the decimal sign in {read}"] if written[0] in ".," else []
    return [*said, f"trailing zero in {read}"] if trailing and value < 10 ** _whole_digits(written) else said


def _whole_digits(written: str) -> int:
    return len(re.split(r"[.,]", written, maxsplit=1)[0])
