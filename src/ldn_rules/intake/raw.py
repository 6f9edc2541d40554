"""Raw records: what framing hands to decoding, perhaps in another process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar, cast

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Fault = tuple[str, str, int | None, int | None]
"""Code, message, line and column of something found while framing (plain values: it travels as bytes)."""


class RawRecord(Struct, frozen=True):
    """The bytes of one record, not yet looked into. All fields are plain values, so that it is easily sent.

    ``number`` counts records of the input from 1. ``kind`` is jsonl, json, csv or fhir; the payload of the first
    two is the JSON text, that of csv and fhir is their module's own. ``line`` and ``column`` (1-based) are where
    the payload begins. ``faults`` were found while framing; with an empty payload they are all there is.
    """

    number: int
    source: str | None
    kind: str
    line: int | None
    payload: bytes
    column: int = 1
    faults: tuple[Fault, ...] = ()


class Waiting(Protocol):
    """What waits for the last input of a run."""

    def records(self, numbering: Numbering) -> Iterator[RawRecord]:
        """Its records, once the last input has been read."""


_W = TypeVar("_W", bound=Waiting)


class Run:
    """What the inputs of one run share.

    FHIR resources outside a Bundle belong to one export, which has a file for each kind of them: they wait in
    ``waiting`` for the last file. ``tables`` knows in which input a patient's rows were, ``fhir`` whether there was a
    record of FHIR.
    """

    def __init__(self) -> None:
        self.waiting: Waiting | None = None
        self.tables: dict[str, Numbering] = {}
        self.sources: list[str] = []
        self.fhir = False

    def shared(self, make: Callable[[], _W]) -> _W:
        """What all inputs add to; the first makes it."""
        if self.waiting is None:
            self.waiting = make()
        return cast("_W", self.waiting)


class Numbering:
    """Makes the raw records of one input, numbered in the order in which they are made."""

    def __init__(self, source: str | None, run: Run | None = None) -> None:
        self.source = source
        self.run = run
        self.made = 0

    def record(
        self, kind: str, line: int | None, payload: bytes, column: int = 1, faults: tuple[Fault, ...] = ()
    ) -> RawRecord:
        """The next record."""
        self.made += 1
        return RawRecord(self.made, self.source, kind, line, payload, column, faults)

    def unreadable(self, kind: str, fault: Fault) -> RawRecord:
        """The next record, of which nothing could be taken in."""
        return self.record(kind, fault[2], b"", fault[3] or 1, (fault,))


class Framer(Protocol):
    """Frames one format. Its input is UTF-8 without a byte order mark."""

    def feed(self, chunk: bytes) -> Iterable[RawRecord]:
        """The records that ``chunk`` completes."""

    def close(self) -> Iterable[RawRecord]:
        """What is left at the end."""
