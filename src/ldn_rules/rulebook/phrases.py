"""Known runs of words, kept small: the cache holds thousands of them, and a check looks up a few.

What a phrase can mean is said once for all phrases that mean the same, and a phrase is made when it is first asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from msgspec import Struct, field

Meanings = tuple[tuple[str, str], ...]
"""What a phrase can mean, as ``(kind, key)`` pairs.

Kinds of names are ``drug``, ``product`` and ``irrelevant``; of words around them ``form``, ``release``, ``route``,
``mark``, ``salt``, ``low-dose``; the sig words have theirs.
"""


class Phrase(Struct, frozen=True):
    """A known run of words: as spelled, what it can mean, and the numbers of words of its other spellings."""

    spelled: str
    meanings: Meanings
    other_counts: tuple[int, ...] = ()


class KeptPhrase(Struct, frozen=True, array_like=True, omit_defaults=True):
    """A phrase beside its key: the place of its meanings, and its spelling where that is not the key."""

    meanings: int
    spelled: str = ""
    other_counts: tuple[int, ...] = ()


class Phrases(Mapping[str, Phrase]):
    """The phrases of a table by key, each made when it is first asked for."""

    __slots__ = ("_kept", "_made", "_meanings")

    def __init__(self, kept: Mapping[str, KeptPhrase], meanings: Sequence[Meanings]) -> None:
        self._kept = kept
        self._meanings = meanings
        self._made: dict[str, Phrase] = {}

    def __getitem__(self, key: str) -> Phrase:
        made = self._made.get(key)
        if made is None:
            kept = self._kept[key]
            made = self._made[key] = Phrase(kept.spelled or key, self._meanings[kept.meanings], kept.other_counts)
        return made

    def __contains__(self, key: object) -> bool:
        return key in self._kept

    def __iter__(self) -> Iterator[str]:
        return iter(self._kept)

    def __len__(self) -> int:
        return len(self._kept)


class PhraseTable(Struct, frozen=True, dict=True):
    """Phrases by key (the words of a spelled name without their spaces), in the order of their keys. Only where ``cut``
    may long words be written in pieces.
    """

    kept: dict[str, KeptPhrase] = field(default_factory=dict)
    meanings: tuple[Meanings, ...] = ()
    cut: bool = True

    @cached_property
    def phrases(self) -> Phrases:
        """The phrases by key."""
        return Phrases(self.kept, self.meanings)

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The keys in order, so that a search knows when none begins like what it has read."""
        return tuple(self.kept)


def kept_phrases(phrases: Mapping[str, Phrase], *, cut: bool) -> PhraseTable:
    """The table of phrases, which are in the order of their keys."""
    places: dict[Meanings, int] = {}
    kept = {
        key: KeptPhrase(
            places.setdefault(phrase.meanings, len(places)),
            "" if phrase.spelled == key else phrase.spelled,
            phrase.other_counts,
        )
        for key, phrase in phrases.items()
    }
    return PhraseTable(kept, tuple(places), cut)
