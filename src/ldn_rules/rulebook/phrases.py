"""Known runs of words by their key. A table holds some ten thousand, of which one list needs a few dozen: many stand
in one text, which is taken apart when one of them is first asked for.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_PART: Final = "\x7f"
_COUNT: Final = ","
_END: Final = "|"
_WRITTEN: Final = str.maketrans({"\\": "\\b", _END: "\\n", _PART: "\\d"})
"""How the signs that set parts and phrases apart are written inside one."""

_BLOCK: Final = 32
"""Phrases in one text."""


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
    """Phrases by key: the words of a spelled name without their spaces.

    ``ordered`` are the keys in order, ``blocks`` the phrases in that order, ``_BLOCK`` of them in each.
    """

    __slots__ = ("_made", "blocks", "ordered")

    def __init__(self, ordered: tuple[str, ...] = (), blocks: tuple[str, ...] = ()) -> None:
        self.ordered = ordered
        self.blocks = blocks
        self._made: dict[str, Phrase] = {}

    def __getitem__(self, key: str) -> Phrase:
        found = self.find(key)
        if found is None:
            raise KeyError(key)
        return found

    def find(self, key: str) -> Phrase | None:
        """The phrase of a key, if there is one."""
        made = self._made.get(key)
        if made is None:
            place = bisect_left(self.ordered, key)
            if place < len(self.ordered) and self.ordered[place] == key:
                block, line = divmod(place, _BLOCK)
                made = self._made[key] = _unpacked(self.blocks[block].split(_END)[line])
        return made

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and self.find(key) is not None

    def __iter__(self) -> Iterator[str]:
        return iter(self.ordered)

    def __len__(self) -> int:
        return len(self.ordered)


class PhraseTable(Struct, frozen=True):
    """The phrases of one kind of text. Only where ``cut`` may long words be written in pieces."""

    phrases: Phrases = Phrases()
    cut: bool = True

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys in order, so that a search knows when no key begins like what it has read."""
        return self.phrases.ordered


def packed(phrases: Iterable[tuple[str, Phrase]]) -> Phrases:
    """The phrases by their keys."""
    by_key = dict(sorted(phrases, key=lambda one: one[0]))
    lines = [_packed(phrase) for phrase in by_key.values()]
    blocks = (_END.join(lines[start : start + _BLOCK]) for start in range(0, len(lines), _BLOCK))
    return Phrases(tuple(by_key), tuple(blocks))


def encoded(value: object) -> Any:
    """What a store of data keeps of phrases; NotImplementedError for anything else."""
    if isinstance(value, Phrases):
        return [_END.join(value.ordered), *value.blocks]
    raise NotImplementedError


def decoded(wanted: type, value: Any) -> Any:
    """Phrases from what :func:`encoded` made of them; NotImplementedError for any other type."""
    if wanted is Phrases:
        keys, *blocks = value
        return Phrases(tuple(keys.split(_END)) if blocks else (), tuple(blocks))
    raise NotImplementedError


def _packed(phrase: Phrase) -> str:
    counts = _COUNT.join(map(str, phrase.other_counts))
    parts = (phrase.spelled, counts, *(part for meaning in phrase.meanings for part in meaning))
    return _PART.join(part.translate(_WRITTEN) for part in parts)


def _unpacked(text: str) -> Phrase:
    spelled, counts, *parts = text.split(_PART)
    if "\\" in text:
        spelled, *parts = map(_as_it_was, (spelled, *parts))
    meanings = tuple(zip(parts[::2], parts[1::2], strict=True))
    return Phrase(spelled, meanings, tuple(map(int, counts.split(_COUNT))) if counts else ())


def _as_it_was(part: str) -> str:
    return part.replace("\\n", _END).replace("\\d", _PART).replace("\\b", "\\")
