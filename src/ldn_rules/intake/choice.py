"""Which framer an input needs: told by its beginning, as early as that is safe."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec.json

from ldn_rules.intake import codes
from ldn_rules.intake.jsonlines import JsonLines

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ldn_rules.intake.raw import Framer, Numbering, RawRecord

_ENOUGH: Final = 1 << 20
"""Bytes after which an undecided JSON input counts as one document."""

_MANY: Final = 50
"""Lines after which it does so too."""

_RECORD_KEYS: Final = ("medications", "patient", "resourceType")
_EMPTY: Final = frozenset({b"[]", b"null", b"true", b"false"})
"""Values on a first line of which nothing more can come: a record, if only to say that it is none."""

_BINARY: Final = frozenset(range(0x20)) - frozenset(b"\t\n\r\v\f")
_SIGNATURES: Final = (
    (b"\x1f\x8b", "gzip-compressed data"),
    (b"PK\x03\x04", "a zip archive or a spreadsheet file"),
    (b"%PDF", "a PDF file"),
    (b"\xd0\xcf\x11\xe0", "an old spreadsheet file"),
    (b"PAR1", "a Parquet file"),
)

_TRUNCATED: Final = "Input data was truncated"
_LONGEST_SIGNATURE: Final = max(len(signature) for signature, _ in _SIGNATURES)


def choose(
    file_format: str, start: bytes, numbering: Numbering, columns: Mapping[str, str], *, final: bool
) -> Framer | None:
    """The framer for an input that begins with ``start``; None while that cannot be told (or nothing is there)."""
    if not start.strip():
        return None
    if file_format == "csv":
        return _csv(numbering, columns)
    if len(start) < _LONGEST_SIGNATURE and b"\n" not in start and not final:
        return None
    reason = _not_text(start)
    if reason is not None:
        return Refused(numbering, codes.NOT_TEXT, reason)
    if file_format == "json":
        return _document(numbering, fhir=False)
    lines = _in_lines(start, final=final)
    if lines is None and start.lstrip()[:1] in b"{[":
        return None
    if file_format == "fhir":
        return _fhir_lines(numbering) if lines else _document(numbering, fhir=True)
    if lines or start.lstrip()[:1] in b"{[":
        return _of_json(start, numbering, lines=bool(lines))
    return _of_text(start, numbering, columns, final=final)


def _of_json(start: bytes, numbering: Numbering, *, lines: bool) -> Framer:
    if not lines:
        return _document(numbering, fhir=None)
    first = next((found for found in map(_object, start.split(b"\n")) if found is not None), None)
    fhir = b"resourceType" in start if first is None else "resourceType" in first
    return _fhir_lines(numbering) if fhir else JsonLines(numbering)


def _of_text(start: bytes, numbering: Numbering, columns: Mapping[str, str], *, final: bool) -> Framer | None:
    """A table, if its first line names columns; JSON lines, if only the first line is none."""
    from ldn_rules.intake.columns import is_header

    first, newline, rest = start.lstrip().partition(b"\n")
    if not newline and not final and len(start) < _ENOUGH:
        return None
    if is_header(first, columns):
        return _csv(numbering, columns)
    if any(_is_record(line) for line in rest.split(b"\n")):
        return _of_json(rest, numbering, lines=True)
    if not final and len(rest.split(b"\n")) < 3:
        return None
    return Refused(numbering, codes.FORMAT_UNKNOWN, _unknown(first))


def _unknown(first: bytes) -> str:
    seen = first[:40].decode(errors="replace").strip()
    return (
        f'neither JSON nor a table with known columns (it begins with "{seen}"); '
        "a table needs a header line with patient_id and name or code: see --map"
    )


def _not_text(start: bytes) -> str | None:
    for signature, what in _SIGNATURES:
        if start.startswith(signature):
            return f"this is {what}, not text"
    if b"\0" in start[:4]:
        return "there are NUL bytes here: is it UTF-16 without a byte order mark? Save it as UTF-8"
    control = start.lstrip()[:1] and start.lstrip()[0] in _BINARY
    return "there are control characters here: this is not a text" if control else None


def _in_lines(start: bytes, *, final: bool) -> bool | None:
    """Whether a JSON input has one value a line; None if more of it is needed to tell.

    The first line decides if it is a whole object. One that is broken is told from the first line of a document
    by what follows: documents go on where lines begin anew.
    """
    text = start.lstrip()
    first, newline, rest = text.partition(b"\n")
    if first.strip() in _EMPTY and (newline or final):
        return True
    if text[:1] != b"{":
        return False
    if not newline and not final:
        return None if len(text) < _ENOUGH else False
    if _object(first) is not None or (_closed(first) and not _may_go_on(first)):
        return True
    return _told_by_the_rest(first, rest, final=final)


def _told_by_the_rest(first: bytes, rest: bytes, *, final: bool) -> bool | None:
    if any(_is_record(line) for line in _whole_lines(rest, final=final)):
        return True
    follows = rest.lstrip()
    if final or len(rest) > _ENOUGH or rest.count(b"\n") > _MANY:
        return False
    if first.strip() == b"{" and follows[:1] == b'"':
        return False  # as documents are usually printed
    second, newline, _ = follows.partition(b"\n")
    if newline and not second.startswith(b"{") and _may_go_on(first + b"\n" + second):
        return False
    return None


def _whole_lines(rest: bytes, *, final: bool) -> Iterator[bytes]:
    lines = rest.split(b"\n")
    yield from lines if final else lines[:-1]


def _object(line: bytes) -> dict[str, Any] | None:
    """The line as an object, if it is one."""
    if line.lstrip()[:1] != b"{":
        return None
    try:
        found = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _is_record(line: bytes) -> bool:
    found = _object(line)
    return found is not None and any(key in found for key in _RECORD_KEYS)


def _closed(line: bytes) -> bool:
    return line.rstrip().endswith(b"}") and line.count(b"{") == line.count(b"}")


def _may_go_on(text: bytes) -> bool:
    """Whether a text is JSON as far as it goes."""
    try:
        msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ValueError) as error:
        return str(error) == _TRUNCATED or _breaks_off(text)
    return True


def _breaks_off(text: bytes) -> bool:
    """The same, for what the quick decoder refuses."""
    from ldn_rules.intake.jsonscan import JsonError, Scan

    try:
        Scan(text.decode(errors="replace"))
    except JsonError as error:
        return error.code == codes.JSON_TRUNCATED
    return True


class Refused:
    """Stands for an input of which nothing can be read: one record that says why."""

    def __init__(self, numbering: Numbering, code: str, message: str) -> None:
        self._numbering = numbering
        self._fault = (code, message, 1, 1)

    def feed(self, chunk: bytes) -> tuple[RawRecord, ...]:  # noqa: ARG002 (the shape of a framer)
        """Nothing."""
        return ()

    def close(self) -> tuple[RawRecord, ...]:
        """The one record."""
        return (self._numbering.unreadable("json", self._fault),)


def _document(numbering: Numbering, *, fhir: bool | None) -> Framer:
    from ldn_rules.intake.jsondoc import JsonDocument

    return JsonDocument(numbering, fhir=fhir)


def _fhir_lines(numbering: Numbering) -> Framer:
    from ldn_rules.intake.fhirlines import FhirLines

    return FhirLines(numbering)


def _csv(numbering: Numbering, columns: Mapping[str, str]) -> Framer:
    from ldn_rules.intake.csvrows import CsvRows

    return CsvRows(numbering, columns)
