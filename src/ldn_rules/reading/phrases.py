"""The longest known run of words at a place: whole words only, never a part of one."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ldn_rules.rulebook.phrases import Phrase, PhraseTable
    from ldn_rules.rulebook.words import Word

JOINERS: Final = frozenset("-.'’‐‑–")
"""Signs inside a phrase that do not count: hyphens, apostrophes, the points of an abbreviation."""

PARTING: Final = frozenset("(),")
"""Signs inside a drug's name that do not count before a word (``Brixadi (weekly)``), and set a number apart."""

NAME_JOINERS: Final = JOINERS | PARTING | frozenset("/&+#®™")
"""The same inside a drug's name."""

AROUND_JOINERS: Final = JOINERS | {"/"}
"""The same inside a word around a name (``m/r``)."""

_SPLIT_AT: Final = 6
"""From this many letters on a name may be written with other spaces than in the vocabulary."""


def longest_at(
    found: Sequence[Word], place: int, table: PhraseTable, joiners: frozenset[str] = JOINERS
) -> tuple[Phrase, int] | None:
    """The phrase with the most words that starts at ``place``, and the place after it.

    A phrase matches as spelled, as a longer word split up or run together,
    or as an abbreviation with points (``q.h.s.``).
    """
    first = found[place]
    if first.kind == "sign":
        sign = table.phrases.find(first.text)
        return (sign, place + 1) if sign else None
    best: tuple[Phrase, int] | None = None
    keys, run, count, letters = table.keys, "", 0, True
    for index in range(place, len(found)):
        word = found[index]
        if word.kind == "sign":
            if word.text in joiners and not _parts_a_number(found, index):
                continue
            break
        run += word.text
        nearest = bisect_left(keys, run)
        if nearest == len(keys) or not keys[nearest].startswith(run):
            break
        count += 1
        letters = letters and len(word.text) == 1
        phrase = table.phrases[run] if keys[nearest] == run else None
        if phrase and _written_so(phrase, count, found[place : index + 1], letters=letters, cut=table.cut):
            best = phrase, index + 1
    return best


def _same_numbers(phrase: Phrase, found: Sequence[Word]) -> bool:
    """Whether the numbers are whole as spelled: ``q2-4h`` is not ``q24h``."""
    numbers = [word.text for word in found if word.kind == "number"]
    return not numbers or numbers == [word for word in phrase.spelled.split() if word[0].isdecimal()]


def _parts_a_number(found: Sequence[Word], place: int) -> bool:
    """Whether a comma or bracket sets a number apart (``Tylenol, 3 tablets``), that stands not alone in brackets."""
    if found[place].text not in PARTING or place + 1 >= len(found) or found[place + 1].kind != "number":
        return False
    return place + 2 >= len(found) or found[place + 2].text != ")"


def _written_so(phrase: Phrase, count: int, found: Sequence[Word], *, letters: bool, cut: bool) -> bool:
    as_spelled = count == phrase.spelled.count(" ") + 1 or count in phrase.other_counts
    as_letters = letters and len(set(phrase.spelled)) > 1
    other = len(phrase.spelled) > _SPLIT_AT and (count == 1 or (cut and len(found[-1].text) > 1))
    return (as_spelled or as_letters or other) and _same_numbers(phrase, found)


def spelled_out(found: Sequence[Word]) -> str:
    """The words of a run, single-spaced, signs left out."""
    return " ".join(word.text for word in found if word.kind != "sign")
