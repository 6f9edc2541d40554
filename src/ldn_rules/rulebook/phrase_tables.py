"""Tables of known words: every spelling of a thing under one key, with all that it can mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ldn_rules.rulebook.phrases import Phrase, PhraseTable, packed
from ldn_rules.rulebook.vocabulary import RELEVANT
from ldn_rules.rulebook.words import spell

if TYPE_CHECKING:
    from collections.abc import Iterable

Meanings = dict[str, dict[tuple[str, str], None]]
"""Key to what it can mean, in order, each once."""


def phrase_table(found: Iterable[tuple[str, str, str]], *, cut: bool = True) -> PhraseTable:
    """The table of (words, kind, key), long words of which may be written in pieces if ``cut``. Names that the rules
    speak of win over names they do not.
    """
    table: Meanings = {}
    spelled: dict[str, str] = {}
    counts: dict[str, set[int]] = {}
    for text, kind, key in found:
        name = spell(text)
        compact = name.replace(" ", "")
        counts.setdefault(compact, set()).add(_spaces(name) + 1)
        spelled[compact] = min(name, spelled.get(compact, name), key=_spaces)
        table.setdefault(compact, {})[kind, key] = None
    made = ((key, _phrase(spelled[key], tuple(table[key]), counts[key])) for key in table if key)
    return PhraseTable(packed(made), cut)


def preferred(meanings: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """The meanings the rules speak of, if there are any, else all."""
    relevant = tuple(meaning for meaning in meanings if meaning[0] in RELEVANT)
    return relevant or meanings


def _phrase(spelled: str, meanings: tuple[tuple[str, str], ...], counts: set[int]) -> Phrase:
    return Phrase(spelled, preferred(meanings), tuple(sorted(counts - {_spaces(spelled) + 1})))


def _spaces(spelled: str) -> int:
    return spelled.count(" ")
