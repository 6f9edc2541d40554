"""JSON documents: an object, an array of objects, or several of these one after the other.

The document is cut by its brackets, without looking into the values, so that each record is whole as soon as its
last bracket has arrived, and a fault inside one record does not cost the others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from ldn_rules.intake import codes
from ldn_rules.intake.jsonpatterns import TO_BRACKET, at_keys, element, inside_value
from ldn_rules.intake.lines import LONGEST, moved

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from ldn_rules.intake.fhirgroups import FhirGroups
    from ldn_rules.intake.raw import Fault, Numbering, RawRecord

_RESCAN: Final = 1 << 20
_OPENING: Final = b"{["
_ARRAY, _OBJECT, _ARRAY_END = b"[{]"
_OPENED_BY: Final = dict(zip(b"}]", b"{[", strict=True))
_COMMA: Final = ord(",")
_FINE: Final = (b"", b",")


class Piece(Struct, frozen=True):
    """A stretch of the document: a value, or what stands between values where only a comma belongs.

    ``listed``: it stands between the elements of a topmost array.
    """

    data: bytes
    line: int
    column: int
    value: bool
    complete: bool = True
    listed: bool = False


class Cutter:
    """Cuts a document into its records: topmost objects, and the elements of topmost arrays.

    Where the brackets of an element do not fit together it ends as early as they allow: a closing bracket closes all
    that was opened since its own kind was, and in an element of an array an object in the place of a key is the next
    element. So a broken element costs as little of what follows it as can be.
    """

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._scanned = 0
        self._begin = 0
        self._opened = bytearray()  # the brackets of the value that is being cut
        self._level = 0  # 1 inside a topmost array
        self._elements = 0  # of that array, so far
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
        inside = bool(self._opened)
        if inside or self._text_to(len(self._buffer)) not in _FINE:
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
            match = self._pattern().match(self._buffer, self._scanned)
            assert match is not None
            self._scanned = match.end()
            if match[1] is None:
                return
            at = match.end() - 1
            if match[1][0] == _COMMA:
                yield self._broken(match.start(1))
            if self._buffer[at] not in _OPENING:
                yield from self._shut(at)
            elif self._opened:
                self._opened.append(self._buffer[at])
            else:
                yield from self._open(at)

    def _pattern(self) -> re.Pattern[bytes]:
        if not self._opened:
            return TO_BRACKET
        return at_keys() if self._level and len(self._opened) == 1 and self._opened[0] == _OBJECT else inside_value()

    def _broken(self, at: int) -> Piece:
        """An element that ends before its last bracket."""
        value = self._piece(self._begin, at, value=True)
        self._begin = at
        self._opened.clear()
        return value

    def _open(self, at: int) -> Iterator[Piece]:
        yield from self._between(at)
        self._begin = at
        if self._buffer[at] == _ARRAY and not self._level:
            self._level, self._elements = 1, 0
            self._begin = at + 1
        else:
            self._opened.append(self._buffer[at])

    def _shut(self, at: int) -> Iterator[Piece]:
        place = self._opened.rfind(_OPENED_BY[self._buffer[at]])
        ends_array = self._level and self._buffer[at] == _ARRAY_END
        if place >= 0:
            del self._opened[place:]
            if not self._opened:
                yield self._piece(self._begin, at + 1, value=True)
                self._begin = at + 1
            return
        if self._opened:
            if not ends_array:
                return
            yield self._broken(at)
        yield from self._between(at, last=bool(ends_array))
        self._begin = at
        if ends_array:
            self._level, self._begin = 0, at + 1

    def _between(self, at: int, *, last: bool = False) -> Iterator[Piece]:
        """What stands before a bracket, if it is not the comma and the space that belong there.

        In an array that is one comma between two elements, and none before the first and behind the ``last``.
        """
        text = self._text_to(at)
        due = b"," if self._elements and not last else b""
        if text not in _FINE or (self._level and text != due):
            yield self._piece(self._begin, at, value=False)

    def _text_to(self, at: int) -> bytes:
        return bytes(self._buffer[self._begin : at]).strip()

    def _piece(self, start: int, end: int, *, value: bool, complete: bool = True) -> Piece:
        data = bytes(self._buffer[start:end])
        lead = len(data) - len(data.lstrip())
        self._count_to(start + lead)
        self._elements += 1
        return Piece(data[lead:], self._line, self._column, value, complete, listed=bool(self._level))

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

    @property
    def held(self) -> bool:
        """Whether resources of it wait for other inputs."""
        return self._groups is not None and self._groups.held

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
            yield from self._scalars(piece)
        elif not piece.complete:
            yield self._numbering.record("json", piece.line, piece.data, piece.column, (_cut_short(piece),))
        elif self._fhir or (self._fhir is None and b'"resourceType"' in piece.data):
            yield from self._resources(piece)
        else:
            yield self._numbering.record("json", piece.line, piece.data, piece.column)

    def _scalars(self, piece: Piece) -> Iterator[RawRecord]:
        """Elements of an array that have no brackets: each is a record, if only to say that it is none."""
        found = [match for match in element().finditer(piece.data) if match[0].strip()] if piece.listed else []
        if not found or piece.data[:1] in (b"}", b"]"):
            yield self._numbering.unreadable("json", _between(piece))
            return
        at, line, column = 0, piece.line, piece.column
        for match in found:
            start = match.end() - len(match[0].lstrip())
            line, column = moved(piece.data, at, start, line, column)
            at = start
            yield self._numbering.record("json", line, match[0].strip(), column)

    def _resources(self, piece: Piece) -> Iterator[RawRecord]:
        from ldn_rules.intake.fhirgroups import FhirGroups

        if self._groups is None:
            self._groups = FhirGroups(self._numbering)
        yield from self._groups.add(piece.data, piece.line, piece.column, sure=bool(self._fhir))


def _between(piece: Piece) -> Fault:
    seen = piece.data[:40].decode(errors="replace").strip()
    if piece.listed and seen in {"", ","}:
        what = "a comma stands where a record is due" if seen else "a comma is due between two records"
        return codes.JSON_BETWEEN, what, *_at(piece)
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
