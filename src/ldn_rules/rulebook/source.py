"""Strict YAML: a text to nodes with their places, and every fault of the text at once.

PyYAML's parser (the C one where it is built in) gives the events; what they mean is decided here
and in :mod:`scalars`, so that no reader of YAML can take a rule for anything else.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import yaml

from ldn_rules.rulebook.composer import Composer
from ldn_rules.rulebook.model import Span
from ldn_rules.rulebook.scalars import INVISIBLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ldn_rules.rulebook.nodes import Map
    from ldn_rules.rulebook.problems import Problems

LONGEST: Final = 1_000_000
"""Most bytes a file may have."""

_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_UNSEEN: Final = re.compile(rf"[{INVISIBLE}]|\r(?!\n)")
_PHRASES: Final = {
    "mapping values are not allowed": "a second `:` on this line, or an indentation that does not fit",
    "did not find expected key": "this does not continue the mapping above: begin it in the column of its other keys",
    "did not find expected '-' indicator": "this does not continue the list above: begin it with `-` in its column",
    "did not find expected ',' or ']'": "a `,` or the closing `]` of the list is missing",
    "did not find expected ',' or '}'": "a `,` or the closing `}` of the mapping is missing",
    "found unexpected end of stream": "the text ends inside a quoted value",
    "found character that cannot start any token": "this character cannot begin a value: quote it",
    "did not find expected node content": "a value is missing here, or this character needs quotes",
    "could not find expected ':'": "a `:` is missing after the key",
}
"""What the usual complaints of the YAML parser mean."""


def read_source(path: str, name: str, problems: Problems) -> Map | None:
    """The mapping a YAML file holds, or None if it could not be read; faults go to ``problems``.

    ``name`` is the file's name in spans and messages.
    """
    try:
        with open(path, "rb") as stream:
            data = stream.read(LONGEST + 1)
    except OSError as error:
        problems.add_at("E100", f"cannot be read: {error.strerror}", Span(name, 1, 1))
        return None
    return parse_source(data, name, problems)


def parse_source(data: bytes, name: str, problems: Problems) -> Map | None:
    """The mapping that the bytes of a YAML file hold, or None; faults go to ``problems``."""
    text = _decode(data, name, problems)
    if text is None:
        return None
    problems.know(name, text.replace("\r\n", "\n"))
    return None if _unseen(text, name, problems) else _compose(text, name, problems)


def _decode(data: bytes, name: str, problems: Problems) -> str | None:
    start = Span(name, 1, 1)
    if len(data) > LONGEST:
        problems.add_at("E100", f"longer than {LONGEST:,} bytes", start, hint="split the file")
        return None
    if data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        problems.add_at("E100", "begins with a byte order mark", start, hint="save it as UTF-8 without one")
        return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        span = _span_at(before, len(before), name)
        problems.add_at("E100", f"byte 0x{data[error.start]:02x} is not UTF-8", span, hint="save the file as UTF-8")
        return None


def _span_at(text: str, index: int, name: str) -> Span:
    line_start = text.rfind("\n", 0, index) + 1
    return Span(name, text.count("\n", 0, index) + 1, index - line_start + 1)


def _unseen(text: str, name: str, problems: Problems) -> bool:
    """Report tabs and invisible characters; the first of each line is enough."""
    lines = set()
    for found in _UNSEEN.finditer(text):
        span = _span_at(text, found.start(), name)
        if span.line not in lines:
            lines.add(span.line)
            _report_unseen(found[0], span, problems)
        if len(lines) >= 20:
            break
    return bool(lines)


def _report_unseen(character: str, span: Span, problems: Problems) -> None:
    if character == "\t":
        problems.add_at("E115", "tab", span, hint="use spaces")
    else:
        problems.add_at("E115", f"invisible character U+{ord(character):04X}", span, hint="delete it")


def _compose(text: str, name: str, problems: Problems) -> Map | None:
    composer = Composer(name, problems)
    try:
        for event in _events(text):
            if not composer.take(event):
                break
    except yaml.YAMLError as error:
        _report_syntax(error, text, name, problems)
        return None
    return composer.finish()


def _events(text: str) -> Iterator[Any]:
    return yaml.parse(text, Loader=_LOADER)


def _report_syntax(error: yaml.YAMLError, text: str, name: str, problems: Problems) -> None:
    context, said = getattr(error, "context", None), str(getattr(error, "problem", None) or "it cannot be read")
    known = next((phrase for start, phrase in _PHRASES.items() if said.startswith(start)), None)
    message = known or (f"{said} {context}" if context else said)
    problems.add_at(
        "E116", f"not valid YAML: {message}", _syntax_span(getattr(error, "problem_mark", None), text, name)
    )


def _syntax_span(mark: Any, text: str, name: str) -> Span:
    """The parser's place, moved back to the last line with text if it stands behind the end."""
    lines = text.rstrip().split("\n")
    if mark is None:
        return Span(name, 1, 1)
    if mark.line < len(lines):
        return Span(name, mark.line + 1, mark.column + 1)
    return Span(name, len(lines), len(lines[-1]) + 1)
