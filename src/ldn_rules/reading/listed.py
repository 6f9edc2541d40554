"""Known names of drugs that the rules do not speak of, from the lists of the vocabulary (``known-names*.txt``).

The list is looked at only where words were left over that the vocabulary does not know, and is unpacked then. What the
rules speak of never goes through it: a run of words that holds such a name is not looked up.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property
from typing import TYPE_CHECKING, Final

from ldn_rules.reading.phrases import NAME_JOINERS
from ldn_rules.rulebook.known_names import ANY_SPACING_FROM, unpacked
from ldn_rules.rulebook.vocabulary import RELEVANT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ldn_rules.reading.names import Scan
    from ldn_rules.rulebook.vocabulary import Vocabulary
    from ldn_rules.rulebook.words import Word

_MOST_WORDS: Final = 12
"""A known name is looked for in so many words and signs."""


class ListedNames:
    """The known names of one vocabulary, unpacked when first asked for."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._packed = vocabulary.known_names

    @cached_property
    def _keys(self) -> list[str]:
        return unpacked(self._packed)

    def find(self, scan: Scan) -> tuple[range, ...]:
        """The places of the known names in a text, the longest first at each place, that hold a word nothing else is
        known of. Linear in the length of the text.
        """
        if not scan.unknown or not self._packed:
            return ()
        return tuple(self._walk(scan))

    def _walk(self, scan: Scan) -> Iterator[range]:
        barred = {
            place
            for hit in scan.names
            if any(kind in RELEVANT for kind, _ in hit.meanings)
            for place in range(hit.first, hit.after)
        }
        place = 0
        while place < len(scan.parts):
            after = self._after(scan.found, place, barred) if scan.parts[place] in {"unknown", "name"} else place
            if "unknown" in scan.parts[place:after]:
                yield range(place, after)
                place = after
            else:
                place += 1

    def _after(self, found: tuple[Word, ...], place: int, barred: set[int]) -> int:
        """The place after the longest known name that starts at ``place``; ``place`` itself if none does."""
        best, run, count = place, "", 0
        for index in range(place, min(len(found), place + _MOST_WORDS)):
            word = found[index]
            if word.kind == "sign":
                if word.text in NAME_JOINERS:
                    continue
                break
            run, count = run + word.text, count + 1
            nearest = bisect_left(self._keys, run)
            if index in barred or nearest == len(self._keys) or not self._keys[nearest].startswith(run):
                break
            if self._keys[nearest] == run and (count == 1 or len(run) >= ANY_SPACING_FROM):
                best = index + 1
        return best
