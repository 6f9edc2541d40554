"""Facts: what the rules speak of, as integers, with the texts that explain them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Callable, ItemsView, Iterator

MAIN = "main"
"""The reading that rules report from; every other reading only tells whether it decides."""


NOTED = frozenset({"leftover", "still-listed"})
"""Readings that are noted and no more: the main one stands, whatever they would give."""


class LazyTexts(Mapping[str, str]):
    """Texts that are made when one is first asked for: most facts are never spoken of."""

    __slots__ = ("_made", "_make")

    def __init__(self, make: Callable[[], Mapping[str, str]]) -> None:
        self._make = make
        self._made: Mapping[str, str] | None = None

    def _texts(self) -> Mapping[str, str]:
        if self._made is None:
            self._made = self._make()
        return self._made

    def __getitem__(self, name: str) -> str:
        return self._texts()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts())

    def __len__(self) -> int:
        return len(self._texts())

    def items(self) -> ItemsView[str, str]:
        """Names and texts."""
        return self._texts().items()


class Fact(Struct, frozen=True):
    """One fact of a kind of ``rulebook.kinds.KINDS``.

    ``values`` has every field of the kind: an int, or for a nullable field the closed
    interval ``(low, high)`` of what it can be. A thing whose dates can be read in several
    ways is several facts with one ``base`` (index of its main fact in the set) and
    different ``reading``.  ``texts`` serve messages; only ``values`` and ``classes`` reach
    the engine or a reproducer.
    """

    kind: str
    base: int
    reading: str
    values: Mapping[str, int | tuple[int, int]]
    classes: frozenset[str]
    texts: Mapping[str, str]
    entries: tuple[str, ...]
    ingredient: str = ""
    """The drug of a course."""
    policy: str = ""
    """How readings of this base are reported: see ``findings.readings``."""
    view: str = ""
    """``by-now`` or ``ahead``: which naltrexone episodes (begun by as_of, or later) the dates of this exposure
    hold for (a ``last_taken`` says nothing about an open order's use after as_of); empty = all."""
    certain: bool = True
    """Whether the fact counts for "no such fact" (``unless`` with a kind): only what is surely there does."""


class FactSet(Struct, frozen=True):
    """All facts of one patient, in a fixed order (permuting the list changes nothing)."""

    as_of: int
    facts: tuple[Fact, ...]
    holds_naltrexone: bool
