"""Names in scripts without spaces (``モルヒネ塩酸塩錠``, ``盐酸吗啡片``): a word is cut where a known one ends.

In a run of Chinese characters a known word may stand anywhere, in one of kana or Hangul only at its head or behind
another known word: ``アポモルヒネ`` holds no ``モルヒネ``. What is left over stays a word nothing is known of. A word
also ends where another script begins (``オキシコンチンTR``).
"""

from __future__ import annotations

from bisect import bisect_left
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from ldn_rules.rulebook.words import Word, fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ldn_rules.rulebook.phrases import PhraseTable

_FIRST: Final = "\u1100"
"""All scripts with spaces stand before this character."""

_HAN: Final = "han"
_SCRIPTS: Final = (
    ("\u1100", "\u11ff", "hangul"),
    ("\u3005", "\u3007", _HAN),
    ("\u3041", "\u309f", "hiragana"),
    ("\u30a0", "\u30ff", "katakana"),
    ("\u3400", "\u9fff", _HAN),
    ("\U00020000", "\U0003ffff", _HAN),
)
_INSIDE_SYLLABLE: Final = ("\u1160", "\u11ff")
"""Vowels and last consonants of Hangul, which is folded to its letters."""


def parted(text: str, found: Sequence[Word], tables: Sequence[PhraseTable]) -> list[Word]:
    """The words of a text, those of unspaced scripts cut by the known words of the tables."""
    parts: list[Word] = []
    for word in found:
        parts.extend(_parts(text, word, tables) if word.kind == "word" and max(word.text) >= _FIRST else (word,))
    return parts


def _parts(text: str, word: Word, tables: Sequence[PhraseTable]) -> Iterator[Word]:
    """The parts of one word with their places: a folded character stands where its own one does."""
    places = [place for place in range(word.start, word.end) for _ in fold(text[place])]
    cuts = _cuts(word.text, tables)
    for start, end in pairwise(cuts):
        after = word.end if end == len(word.text) else places[end]
        yield Word(word.text[start:end], places[start] if start else word.start, after, "word")


def _cuts(text: str, tables: Sequence[PhraseTable]) -> list[int]:
    """The places where a part begins, and the end of the text."""
    cuts, place, before = [0], 0, ""
    while place < len(text):
        script = _script(text[place])
        head = place == cuts[-1] or script != before
        after = max(_known(text, place, table) for table in tables) if head or script == _HAN else place
        if after > place or script != before:
            cuts.extend((place, after))
        before = _script(text[max(after, place + 1) - 1])
        place = max(after, place + 1)
    return sorted({*cuts, len(text)})


def _known(text: str, place: int, table: PhraseTable) -> int:
    """The place after the longest known word that starts at a place; the place itself if none does."""
    best, keys = place, table.keys
    for after in range(place + 1, len(text) + 1):
        run = text[place:after]
        nearest = bisect_left(keys, run)
        if nearest == len(keys) or not keys[nearest].startswith(run):
            break
        if keys[nearest] == run and not _parts_a_syllable(text, after):
            best = after
    return best


def _parts_a_syllable(text: str, place: int) -> bool:
    first, last = _INSIDE_SYLLABLE
    return place < len(text) and first <= text[place] <= last


def _script(character: str) -> str:
    return next((name for first, last, name in _SCRIPTS if first <= character <= last), "")
