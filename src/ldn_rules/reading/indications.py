"""What an entry's own words say of its use, low dose or full dose (docs/guide/semantics.md "Low dose or full dose"),
and of why it was stopped.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ldn_rules.reading.phrases import longest_at
from ldn_rules.rulebook.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ldn_rules.rulebook.phrases import PhraseTable
    from ldn_rules.rulebook.vocabulary import Vocabulary

_MOST_WORDS: Final = 400
_MOST_CHARACTERS: Final = 4000
_KINDS: Final = ("low-dose-use", "full-dose-use")


def indication_of(texts: Iterable[str | None], vocabulary: Vocabulary) -> str:
    """``low-dose-use`` if any reason names one, else ``full-dose-use``, else ``none``."""
    found = {
        key for text in texts if text for kind, key in _meanings(text, vocabulary.indications) if kind == "indication"
    }
    return next((kind for kind in _KINDS if kind in found), "none")


def stop_reason(text: str, vocabulary: Vocabulary) -> str:
    """``other`` if the text names a reason other than that it did not help, else ``no-effect`` if it says that, else
    ``not-read``.
    """
    found = {key for _, key in _meanings(text, vocabulary.stop_reasons)}
    return next((key for key in ("other", "no-effect") if key in found), "not-read")


def says_low_dose(texts: Iterable[str | None], vocabulary: Vocabulary) -> bool:
    """Whether a text says low dose."""
    return any(kind == "low-dose" for text in texts if text for kind, _ in _meanings(text, vocabulary.around))


def _meanings(text: str, table: PhraseTable) -> Iterator[tuple[str, str]]:
    found = words(text[:_MOST_CHARACTERS])[:_MOST_WORDS]
    place = 0
    while place < len(found):
        hit = longest_at(found, place, table)
        if hit is not None:
            yield from hit[0].meanings
        place = hit[1] if hit else place + 1
