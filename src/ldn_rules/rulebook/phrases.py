"""Known runs of words by their key. A table holds some ten thousand, of which one list needs a few dozen: each stands
as one text, and is made a :class:`Phrase` when it is first asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_PART: Final = "\x7f"
_COUNT: Final = ","


class Phrase(Struct, frozen=True):
    """A known run of words: as spelled, what it can mean as ``(kind, key)`` pairs, and the numbers of words of its
    other spellings.

    Kinds of names are ``drug``, ``product`` and ``irrelevant``; of words around them ``form``,
    ``release``, ``route``, ``mark``, ``salt``, ``low-dose``; the sig words have theirs.
    """

    spelled: str
    meanings: tuple[tuple[str, str], ...]
    other_counts: tuple[int, ...] = ()


class Phrases(Mapping[str, Phrase]):
    """Phrases by key: the words of a spelled name without their spaces. ``packed`` has its keys in order."""

    __slots__ = ("_made", "ordered", "packed")

    def __init__(self, packed: dict[str, str]) -> None:
        self.packed = packed
        self.ordered = tuple(packed)
        self._made: dict[str, Phrase] = {}

    def __getitem__(self, key: str) -> Phrase:
        made = self._made.get(key)
        if made is None:
            made = self._made[key] = _unpacked(self.packed[key])
        return made

    def find(self, key: str) -> Phrase | None:
        """The phrase of a key, if there is one."""
        return self[key] if key in self.packed else None

    def __contains__(self, key: object) -> bool:
        return key in self.packed

    def __iter__(self) -> Iterator[str]:
        return iter(self.packed)

    def __len__(self) -> int:
        return len(self.packed)


class PhraseTable(Struct, frozen=True):
    """The phrases of one kind of text. Only where ``cut`` may long words be written in pieces."""

    phrases: Phrases = Phrases({})
    cut: bool = True

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys in order, so that a search knows when no key begins like what it has read."""
        return self.phrases.ordered


def packed(phrases: Iterable[tuple[str, Phrase]]) -> Phrases:
    """The phrases by their keys, each as one text."""
    return Phrases({key: _packed(phrase) for key, phrase in sorted(phrases, key=lambda one: one[0])})


def encoded(value: object) -> Any:
    """What a store of data keeps of phrases; NotImplementedError for anything else."""
    if isinstance(value, Phrases):
        return value.packed
    raise NotImplementedError


def decoded(wanted: type, value: Any) -> Any:
    """Phrases from what :func:`encoded` made of them; NotImplementedError for any other type."""
    if wanted is Phrases:
        return Phrases(value)
    raise NotImplementedError


def _packed(phrase: Phrase) -> str:
    counts = _COUNT.join(map(str, phrase.other_counts))
    return _PART.join([phrase.spelled, counts, *(part for meaning in phrase.meanings for part in meaning)])


def _unpacked(text: str) -> Phrase:
    spelled, counts, *parts = text.split(_PART)
    meanings = tuple(zip(parts[::2], parts[1::2], strict=True))
    return Phrase(spelled, meanings, tuple(map(int, counts.split(_COUNT))) if counts else ())
