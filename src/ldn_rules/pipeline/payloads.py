"""Raw records as bytes: what goes from the process that frames the input to a worker, which reads it."""

from __future__ import annotations

import marshal
from itertools import count
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import astuple

from ldn_rules.intake.decode import decode_record
from ldn_rules.intake.feed import RawRecord, Run, open_feed, rest_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ldn_rules.intake.feed import Feed
    from ldn_rules.intake.model import Problem, Record


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

    @property
    def held(self) -> bool:
        """Whether something of the file waits for the last one."""
        return self._feed.held

    @property
    def blank(self) -> bool:
        """Whether there was nothing in the file at all."""
        return self._feed.blank

    def _packed(self, records: Iterable[RawRecord]) -> Iterator[bytes]:
        return (pack(raw, next(self._numbers)) for raw in records)


class Feeds:
    """Makes the feed of each file of a run by its name. UsageError for a format or column that is not known."""

    def __init__(self, file_format: str, csv_map: Mapping[str, str]) -> None:
        open_feed(file_format, None, csv_map)  # a wrong option is said before anything is written
        self._format, self._map = file_format, csv_map
        self._numbers = count(1)
        self._run = Run()

    def __call__(self, name: str) -> PackedFeed:
        """The feed of the next file."""
        return PackedFeed(open_feed(self._format, name, self._map, self._run), self._numbers)

    @property
    def exported(self) -> bool:
        """Whether FHIR records came of the files: of those of an export some may be blank, or tell of no patient."""
        return self._run.fhir

    def rest(self) -> tuple[str, Rest] | None:
        """What waited for the last file, with the names of the files it stands in; None if nothing did."""
        return (", ".join(self._run.sources), Rest(self._run, self._numbers)) if self._run.sources else None


class Rest:
    """A feed of what waited for the last file: all of it comes at the end."""

    held = False
    blank = True

    def __init__(self, run: Run, numbers: Iterator[int]) -> None:
        self._run = run
        self._numbers = numbers

    def feed(self, chunk: bytes) -> Iterator[bytes]:  # noqa: ARG002 (the shape of a feed)
        """Nothing."""
        return iter(())

    def close(self) -> Iterator[bytes]:
        """The payloads."""
        return (pack(raw, next(self._numbers)) for raw in rest_of(self._run))


def pack(raw: RawRecord, number: int) -> bytes:
    """A raw record as a payload, under another number."""
    return marshal.dumps((number, *astuple(raw)[1:]))


def decode(payload: bytes) -> Record:
    """The record of a payload."""
    return decode_record(RawRecord(*marshal.loads(payload)))  # noqa: S302 (our own parent wrote it)


def located(payload: bytes, problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """The problems of a payload's record, with the places of those that were found after it was decoded."""
    if all(problem.column is not None or problem.path is None for problem in problems):
        return problems
    from ldn_rules.intake import locate

    return locate.located(RawRecord(*marshal.loads(payload)), problems)  # noqa: S302 (our own parent wrote it)


def place(payload: bytes) -> Place:
    """Number, file and line of a payload."""
    raw = RawRecord(*marshal.loads(payload))  # noqa: S302 (the same)
    return Place(raw.number, raw.source, raw.line)
