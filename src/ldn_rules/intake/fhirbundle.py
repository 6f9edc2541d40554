"""A FHIR Bundle: its resources as they were written, and what it lacks.

It is cut into members without looking into the resources, and every member counts, one whose key stands twice too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec.json
from msgspec import Raw, Struct, field

from ldn_rules.intake import codes
from ldn_rules.intake.fields import kind_of, shown
from ldn_rules.intake.lines import moved

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ldn_rules.intake.raw import Fault

Member = tuple[str, bytes]
"""The key of an object, and its value as written."""

_members: Final = msgspec.json.Decoder(dict[str, Raw]).decode
_elements: Final = msgspec.json.Decoder(list[Raw]).decode
_value: Final = msgspec.json.Decoder().decode
_BROKEN: Final = (msgspec.DecodeError, ValueError, RecursionError)


class Found(Struct, frozen=True):
    """One resource of a Bundle with its place and full URL."""

    line: int
    column: int
    full_url: str | None
    data: bytes


class Bundle(Struct):
    """What stands in a Bundle: ``notes``, each with its kind, say what it lacks, ``faults`` what in it is no entry."""

    resources: list[Found] = field(default_factory=list)
    notes: list[tuple[str, Fault]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read_bundle(data: bytes, line: int, column: int) -> Bundle:
    """The entries of a Bundle that is JSON at least at its own level; else a fault says so."""
    reader = _Reader(data, line, column)
    try:
        reader.read()
    except _BROKEN as error:
        reader.fault(f"this Bundle is not JSON that can be cut into its entries: {error}", 0)
    return reader.found


def lacking(issues: Any) -> str | None:
    """What an OperationOutcome's issues say of something that is missing."""
    listed = [each for each in issues if isinstance(each, dict)] if isinstance(issues, list) else []
    if any(issue.get("severity") in ("error", "fatal") for issue in listed):
        return "an OperationOutcome says that errors happened while this was put together: it may lack entries"
    if any(issue.get("code") in ("suppressed", "incomplete") for issue in listed):
        return "an OperationOutcome says that something was left out here: it may lack entries"
    return None


class _Reader:
    """Walks over a Bundle once; places are those of the file it stands in."""

    def __init__(self, data: bytes, line: int, column: int) -> None:
        self.found = Bundle()
        self._data = data
        self._begin = (line, column)
        self._at, self._line, self._column = 0, line, column
        self._matches = 0

    def read(self) -> None:
        total: Any = None
        relations: list[Any] = []
        for key, value in self._cut(self._data, 0):
            if key == "entry":
                self._entries(value)
            elif key == "link":
                relations += [link.get("relation") for link in _listed(value) if isinstance(link, dict)]
            elif key == "total":
                total = _value(value)
            else:
                self._nearly(key, "entry", 0)
        self._whole(relations, total)

    def fault(self, message: str, at: int) -> None:
        """Something that is no entry; it makes an unreadable record."""
        self.found.faults.append((codes.FHIR_NOT_RESOURCE, message, *self._place(at)))

    def _note(self, message: str, at: int, code: str = codes.FHIR_INCOMPLETE, kind: str | None = None) -> None:
        """Something to be said of all that is in it; ``kind``: what it has in common with others, else its message."""
        self.found.notes.append((kind or message, (code, message, *self._place(at))))

    def _whole(self, relations: list[Any], total: Any) -> None:
        """Whether it says itself that there is more than it holds."""
        if any(relation in ("next", "previous", "prev") for relation in relations):
            self._note("this Bundle is one page of several: the list may lack entries", 0)
        elif total.__class__ is int and total > self._matches:
            self._note(f"this Bundle holds {self._matches} of {total} entries: the list lacks the others", 0)

    def _entries(self, value: bytes) -> None:
        start = self._data.index(value, self._at)
        if value[:1] != b"[":
            if value != b"null":
                self.fault(f"the entries of a Bundle are a list, not {kind_of(_value(value))}", start)
            return
        for element in _elements(value):
            written = bytes(element)
            start = self._data.index(written, start)
            self._entry(written, start)
            start += len(written)

    def _entry(self, written: bytes, start: int) -> None:
        if written[:1] != b"{":
            self.fault(f"an entry of a Bundle is an object, not {kind_of(_value(written))}", start)
            return
        resources: list[bytes] = []
        rest: dict[str, Any] = {}
        for key, value in self._cut(written, start):
            if key == "resource" and value != b"null":
                resources.append(value)
            elif key in ("fullUrl", "response", "search", "request"):
                rest[key] = _value(value)
            else:
                self._nearly(key, "resource", start)
        self._changes(rest.get("request"), start)
        self._responded(rest.get("response"), start, some=bool(resources))
        self._matches += _mode(rest.get("search")) not in ("include", "outcome")
        full_url = rest.get("fullUrl")
        for resource in resources:
            start = self._data.index(resource, start)
            line, column = self._place(start)
            self.found.resources.append(Found(line, column, full_url if isinstance(full_url, str) else None, resource))

    def _nearly(self, key: str, due: str, start: int) -> None:
        """A key that only its capitals keep from being read is a mistake."""
        if key != due and key.lower() == due:
            message = f'unknown key {shown(key)}; did you mean "{due}"? The list may lack entries'
            self._note(message, start, codes.UNKNOWN_KEY, due)

    def _changes(self, request: Any, start: int) -> None:
        """Whether an entry changes parts of a resource: that is not done here."""
        if isinstance(request, dict) and request.get("method") == "PATCH":
            message = f"an entry of this Bundle changes {shown(request.get('url'))} in part, which is not read"
            self._note(message, start, codes.FHIR_NOT_READ, "changes")

    def _responded(self, response: Any, start: int, *, some: bool) -> None:
        """Whether an entry has what was asked for: a resource, or the news that something was done."""
        status = response.get("status") if isinstance(response, dict) else None
        outcome = response.get("outcome") if isinstance(response, dict) else None
        told = lacking(outcome.get("issue") if isinstance(outcome, dict) else None)
        if isinstance(status, str) and not status.startswith("2"):
            message = f"an entry of this Bundle was answered with {shown(status)}: the list may lack entries"
            self._note(message, start, kind="answered")
        elif told is not None:
            self._note(told, start)
        elif not some and not isinstance(status, str):
            self._note("an entry of this Bundle has no resource: the list may lack entries", start)

    def _cut(self, written: bytes, start: int) -> Iterable[Member]:
        """The members of an object; where a key stands twice all of them, and a note."""
        members = [(key, bytes(value)) for key, value in _members(written).items()]
        if written.count(b":") == sum(1 + key.count(":") + value.count(b":") for key, value in members):
            return members
        every = list(_each_member(written.decode()))
        keys = [key for key, _ in every]
        for key in sorted({key for key in keys if keys.count(key) > 1}):
            message = f'the key "{key}" stands twice in this object; all of its values were read'
            self._note(message, start, codes.JSON_REPEATED_KEY, "twice")
        return every

    def _place(self, at: int) -> tuple[int, int]:
        """The place of an offset; forward from the last one, for a Bundle may be large."""
        if at < self._at:
            return moved(self._data, 0, at, *self._begin)
        self._line, self._column = moved(self._data, self._at, at, self._line, self._column)
        self._at = at
        return self._line, self._column


def _mode(search: Any) -> Any:
    return search.get("mode") if isinstance(search, dict) else None


def _listed(value: bytes) -> list[Any]:
    found = _value(value)
    return found if isinstance(found, list) else [found]


def _each_member(text: str) -> Iterator[Member]:
    """The members of an object that is JSON already, one by one."""
    import json

    decoder = json.JSONDecoder()
    at = _behind(text, text.index("{") + 1)
    while text[at] != "}":
        key, end = decoder.raw_decode(text, at)
        start = _behind(text, end)
        _, end = decoder.raw_decode(text, start)
        yield key, text[start:end].encode()
        at = _behind(text, end)


def _behind(text: str, at: int) -> int:
    """The next offset at which neither space nor a comma or colon stands."""
    while text[at] in " \t\r\n,:":
        at += 1
    return at
