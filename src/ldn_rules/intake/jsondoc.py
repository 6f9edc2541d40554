"""JSON documents: an object, an array of objects, or several of these one after the other.

The document is cut by its brackets, without looking into the values, so that each record is whole as soon as its
last bracket has arrived, and a fault inside one record does not cost the others.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from ldn_rules.intake import codes
from ldn_rules.intake.lines import LONGEST

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ldn_rules.intake.fhirgroups import FhirGroups
    from ldn_rules.intake.raw import Fault, Numbering, RawRecord

_SKIPPED: Final = rb'[^{}\[\]"]++|"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_TO_BRACKET: Final = re.compile(rb"(?:%b)*+([{}\[\]])?+" % _SKIPPED, re.DOTALL)
"""Always matches: up to and with the next bracket, or all that is complete where there is none yet."""


def _with_whole(levels: int) -> bytes:
    """What can be stepped over in one go: texts, the rest between brackets, and small closed objects and lists."""
    inner = _SKIPPED
    for _ in range(levels):
        inner = rb"%b|[{\[](?:%b)*+[}\]]" % (_SKIPPED, inner)
    return inner


_INSIDE: Final = re.compile(rb"(?:%b)*+([{}\[\]])?+" % _with_whole(3), re.DOTALL)
_RESCAN: Final = 1 << 20
_OPENING: Final = b"{["
_ARRAY, _ARRAY_END = b"[]"
_FINE: Final = (b"", b",")


class Piece(Struct, frozen=True):
    """A stretch of the document: a value, or what stands between values where only a comma belongs."""

    data: bytes
    line: int
    column: int
    value: bool
    complete: bool = True


class Cutter:
    """Cuts a document into its records: topmost objects, and the elements of topmost arrays."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._scanned = 0
        self._begin = 0
        self._depth = 0
        self._level = 0  # 1 inside a topmost array
        self._too_long = False
        self._tried = 0
        self._counted = 0
        self._line, self._column = 1, 1

    def feed(self, chunk: bytes) -> Iterator[Piece]:
        """The pieces that ``chunk`` completes."""
        if self._too_long:
            return
        self._buffer += chunk
        waiting = len(self._buffer) - self._scanned
        if len(self._buffer) > LONGEST:
            yield from self._give_up()
            return
        if waiting > _RESCAN and waiting < 2 * self._tried:
            return  # inside a very long text: looked at again when there is twice as much of it
        yield from self._cut()
        self._tried = len(self._buffer) - self._scanned
        self._forget()

    def close(self) -> Iterator[Piece]:
        """What is left: a value that breaks off, or what stands behind the last one."""
        if self._too_long:
            return
        yield from self._cut()
        inside = self._depth > self._level
        if inside or not self._fine(len(self._buffer)):
            yield self._piece(self._begin, len(self._buffer), value=inside, complete=False)
        elif self._level:
            self._count_to(len(self._buffer))
            yield Piece(b"[", self._line, self._column, value=True, complete=False)

    def _give_up(self) -> Iterator[Piece]:
        """One piece for a value that is too long; it is skipped with all that follows it."""
        self._too_long = True
        self._buffer.clear()
        yield Piece(b"", self._line, self._column, value=True, complete=False)

    def _cut(self) -> Iterator[Piece]:
        while True:
            inside = self._depth > self._level
            match = (_INSIDE if inside else _TO_BRACKET).match(self._buffer, self._scanned)
            assert match is not None
            self._scanned = match.end()
            if match[1] is None:
                return
            at = match.start(1)
            piece = self._open(at) if self._buffer[at] in _OPENING else self._shut(at)
            if piece is not None:
                yield piece

    def _open(self, at: int) -> Piece | None:
        self._depth += 1
        if self._depth - 1 > self._level:
            return None
        between = self._between(at)
        self._begin = at
        if self._buffer[at] == _ARRAY and not self._level:
            self._level = 1
            self._begin = at + 1
        return between

    def _shut(self, at: int) -> Piece | None:
        if self._depth > self._level:
            self._depth -= 1
            if self._depth > self._level:
                return None
            value = self._piece(self._begin, at + 1, value=True)
            self._begin = at + 1
            return value
        between = self._between(at)
        self._begin = at
        if self._level and self._buffer[at] == _ARRAY_END:
            self._level, self._depth, self._begin = 0, 0, at + 1
        return between

    def _between(self, at: int) -> Piece | None:
        """What stands before a bracket, if it is more than the comma and the space that belong there."""
        return None if self._fine(at) else self._piece(self._begin, at, value=False)

    def _fine(self, at: int) -> bool:
        return bytes(self._buffer[self._begin : at]).strip() in _FINE

    def _piece(self, start: int, end: int, *, value: bool, complete: bool = True) -> Piece:
        data = bytes(self._buffer[start:end])
        lead = len(data) - len(data.lstrip())
        self._count_to(start + lead)
        return Piece(data[lead:], self._line, self._column, value, complete)

    def _count_to(self, at: int) -> None:
        """Moves the place on to an offset at or behind the last one."""
        passed = self._buffer[self._counted : at]
        newlines = passed.count(b"\n")
        if newlines:
            self._line += newlines
            self._column = 1
            passed = passed[passed.rfind(b"\n") + 1 :]
        self._column += len(passed.decode(errors="replace"))
        self._counted = at

    def _forget(self) -> None:
        """Lets go of what has been cut off."""
        self._count_to(self._begin)
        del self._buffer[: self._begin]
        self._scanned -= self._begin
        self._begin = self._counted = 0


class JsonDocument:
    """Frames the pieces of a document. ``fhir``: all of it is (True), none of it is (False), or look (None)."""

    def __init__(self, numbering: Numbering, *, fhir: bool | None) -> None:
        self._numbering = numbering
        self._cutter = Cutter()
        self._fhir = fhir
        self._groups: FhirGroups | None = None

    def feed(self, chunk: bytes) -> Iterator[RawRecord]:
        """The records that ``chunk`` completes; single FHIR resources wait for the end."""
        for piece in self._cutter.feed(chunk):
            yield from self._records(piece)

    def close(self) -> Iterator[RawRecord]:
        """What is left, and the FHIR resources by patient."""
        for piece in self._cutter.close():
            yield from self._records(piece)
        if self._groups is not None:
            yield from self._groups.close()

    def _records(self, piece: Piece) -> Iterator[RawRecord]:
        if not piece.value:
            yield self._numbering.unreadable("json", _between(piece))
        elif not piece.complete:
            yield self._numbering.record("json", piece.line, piece.data, piece.column, (_cut_short(piece),))
        elif self._fhir or (self._fhir is None and b'"resourceType"' in piece.data):
            yield from self._resources(piece)
        else:
            yield self._numbering.record("json", piece.line, piece.data, piece.column)

    def _resources(self, piece: Piece) -> Iterator[RawRecord]:
        from ldn_rules.intake.fhirgroups import FhirGroups

        if self._groups is None:
            self._groups = FhirGroups(self._numbering)
        yield from self._groups.add(piece.data, piece.line, piece.column, sure=bool(self._fhir))


def _between(piece: Piece) -> Fault:
    seen = piece.data[:40].decode(errors="replace").strip()
    return codes.JSON_BETWEEN, f'"{seen}" stands where only objects, and commas between them, belong', *_at(piece)


def _cut_short(piece: Piece) -> Fault:
    if not piece.data:
        return (
            codes.TOO_LONG,
            f"a record is longer than {LONGEST >> 20} MiB; nothing from here on was read",
            *_at(piece),
        )
    return codes.JSON_TRUNCATED, "the record that begins here is not complete; nothing after it was read", *_at(piece)


def _at(piece: Piece) -> tuple[int, int]:
    return piece.line, piece.column
