"""Raw records as bytes: what goes from the process that frames the input to a worker, which reads it."""

from __future__ import annotations

import marshal
from itertools import count
from typing import TYPE_CHECKING

from msgspec import Struct

from ldn_rules.intake.decode import decode_record
from ldn_rules.intake.feed import RawRecord, open_feed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from ldn_rules.intake.feed import Feed
    from ldn_rules.intake.model import Record

_FIELDS = tuple(RawRecord.__struct_fields__)


class Place(Struct, frozen=True):
    """What is known of a payload without decoding it."""

    number: int
    source: str | None
    line: int | None


class PackedFeed:
    """A feed whose records are numbered over all files of a run and packed."""

    def __init__(self, feed: Feed, numbers: Iterator[int]) -> None:
        self._feed = feed
        self._numbers = numbers

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """The payloads that ``chunk`` completes."""
        return self._packed(self._feed.feed(chunk))

    def close(self) -> Iterator[bytes]:
        """What is left at the end."""
        return self._packed(self._feed.close())

    def _packed(self, records: Iterable[RawRecord]) -> Iterator[bytes]:
        return (pack(raw, next(self._numbers)) for raw in records)


def feeds(file_format: str, csv_map: Mapping[str, str]) -> Callable[[str], PackedFeed]:
    """Makes the feed of each file of a run by its name. UsageError for a format or column that is not known."""
    open_feed(file_format, None, csv_map)  # a wrong option is said before anything is written
    numbers = count(1)
    return lambda name: PackedFeed(open_feed(file_format, name, csv_map), numbers)


def pack(raw: RawRecord, number: int) -> bytes:
    """A raw record as a payload, under another number."""
    return marshal.dumps([number, *(getattr(raw, name) for name in _FIELDS[1:])])


def decode(payload: bytes) -> Record:
    """The record of a payload."""
    return decode_record(RawRecord(*marshal.loads(payload)))  # noqa: S302 (our own parent wrote it)


def place(payload: bytes) -> Place:
    """Number, file and line of a payload."""
    raw = RawRecord(*marshal.loads(payload))  # noqa: S302 (the same)
    return Place(raw.number, raw.source, raw.line)
