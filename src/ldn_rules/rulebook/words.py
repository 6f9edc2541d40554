"""Text to whole words: the one way in which names are cut, in the vocabulary and in a list.

Case, accents, compatibility forms and invisible characters do not count; letters and
digits are words of their own, so ``MST30`` is ``mst``, ``30`` and ``B12`` is ``b``, ``12``.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from msgspec import Struct

_TOKEN: Final = re.compile(r"[0-9]+(?:[.,][0-9]+)*|(?<![^\W_])\.[0-9]+|[^\W\d_]+|\S")
_MARKS: Final = frozenset("®™©")
"""Signs of a brand, which are no letters of its name."""

_INVISIBLE: Final = frozenset({"Cf", "Mn", "Cc"})
_VOICING: Final = frozenset("\u3099\u309a")
"""Marks that make another letter of a kana (``ハ``, ``バ``, ``パ``): no accents, they count."""


class Word(Struct, frozen=True):
    """One word, number or sign, folded; ``start`` and ``end`` are places in the original text."""

    text: str
    start: int
    end: int
    kind: str
    """``word``, ``number`` or ``sign``."""


def fold(text: str) -> str:
    """Case, accents and invisible characters taken off."""
    return text.lower() if text.isascii() else _fold_with_places(text)[0]


def _fold_with_places(text: str) -> tuple[str, list[int]]:
    """The folded text and, for each of its characters, its place in ``text``."""
    out: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for folded in _fold_character(character):
            if folded in _VOICING:
                out[-1:] = _voiced(out[-1:], folded)
                continue
            out.append(folded)
            places.append(place)
    return "".join(out), places


def _voiced(before: list[str], mark: str) -> list[str]:
    """The letter before a mark of its own with the mark; without it if the two are no letter."""
    whole = unicodedata.normalize("NFC", "".join(before) + mark)
    return [whole] if len(whole) == len(before) else before


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    if character.isascii():
        return character.lower()
    if character in _VOICING:
        return character
    if character in _MARKS:
        return " "
    if unicodedata.category(character) in _INVISIBLE:
        return " " if character.isspace() else ""
    if unicodedata.numeric(character, None) is not None and not character.isdigit():
        return character
    parts = unicodedata.normalize("NFKD", character.casefold())
    folded = "".join(part for part in parts if part in _VOICING or unicodedata.category(part) not in _INVISIBLE)
    if len(folded) > 1 and not _VOICING.isdisjoint(folded):
        folded = "".join(part for part in unicodedata.normalize("NFC", folded) if part not in _VOICING)
    whole = len(folded) < 2 or folded.isalpha() or folded.isdecimal()
    return folded if whole else character  # one that would be cut in two has no place for each


def words(text: str) -> list[Word]:
    """Words, numbers and signs of a text, in order. Linear in its length."""
    if text.isascii():
        return [_word(match.group(), match.start(), match.end()) for match in _TOKEN.finditer(text.lower())]
    folded, places = _fold_with_places(text)
    return [
        _word(match.group(), places[match.start()], places[match.end() - 1] + 1) for match in _TOKEN.finditer(folded)
    ]


def _word(text: str, start: int, end: int) -> Word:
    last = text[-1]
    if "0" <= last <= "9":
        return Word(text, start, end, "number")
    return Word(text, start, end, "word" if last.isalpha() else "sign")


def spell(text: str) -> str:
    """The words and numbers of a name, single-spaced: how names are compared. A text of signs alone is kept."""
    found = words(text)
    return " ".join([word.text for word in found if word.kind != "sign"] or [word.text for word in found])
