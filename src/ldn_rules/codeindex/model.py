"""What a release is read as, whatever its format."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Coded(Struct, frozen=True):
    """A drug of a release with the codes that it has there, each as (system, spelling); the other fields are those of
    ``reading.indexed.IndexEntry``.
    """

    codes: tuple[tuple[str, str], ...]
    name: str
    ingredients: tuple[str, ...] = ()
    generic: str = ""
    reads_as: str = ""
    group: str = ""
    status: str = ""
    pack: bool = False


class LeftOut(Struct):
    """What a release holds and the index does not: how often, by reason, with the first place."""

    counts: dict[str, int] = field(default_factory=dict)
    first: dict[str, str] = field(default_factory=dict)

    def add(self, reason: str, place: str) -> None:
        """Count one more."""
        self.counts[reason] = self.counts.get(reason, 0) + 1
        self.first.setdefault(reason, place)


class Release(Struct):
    """A release that can be read: ``kind`` and ``name`` tell what it takes the place of, ``version`` which one it is.

    ``entries`` reads it, filling ``left_out`` on the way.
    """

    kind: str
    name: str
    version: str
    files: tuple[str, ...]
    read: Callable[[LeftOut], Iterator[Coded]]
    left_out: LeftOut = field(default_factory=LeftOut)

    @property
    def title(self) -> str:
        """How reasons name it."""
        return f"{self.name} {self.version}".strip()

    def entries(self) -> Iterator[Coded]:
        """All of it. CodeIndexError where it is not what it should be."""
        return self.read(self.left_out)


class Source(Struct, frozen=True):
    """A release in an index: so many ``codes`` of so many ``entries``, ``imported`` on a day (UTC), from ``files``.

    ``left_out`` has for each reason how often and where first.
    """

    kind: str
    name: str
    version: str
    imported: str
    files: tuple[str, ...]
    codes: int
    entries: int
    left_out: dict[str, tuple[int, str]]
