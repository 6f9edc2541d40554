"""The guide's page of known limits, as blocks for a template: the few forms of Markdown that it is written in."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from ldn_rules.rulebook.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

_PACKAGE: Final = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_SPAN: Final = re.compile(r"`([^`]+)`|\[([^\]]+)\]\(([^)]*)\)|\*\*([^*]+)\*\*")


class Span(Struct, frozen=True):
    """A piece of a line: plain, ``code`` or ``strong``."""

    text: str
    style: str = ""


Text = tuple[Span, ...]


class Block(Struct, frozen=True):
    """``kind`` is heading, paragraph, list or table; ``rows`` are its cells, the head of a table the first."""

    kind: str
    rows: tuple[tuple[Text, ...], ...]


def limits() -> str:
    """The page as it came with the program. UsageError if it is missing."""
    checkout = os.path.dirname(os.path.dirname(_PACKAGE))
    for path in (os.path.join(_PACKAGE, "_data", "limits.md"), os.path.join(checkout, "docs", "guide", "limits.md")):
        if os.path.isfile(path):
            with open(path, encoding="utf-8") as stream:
                return stream.read()
    raise UsageError("the page of known limits that comes with the program is missing (docs/guide/limits.md)")


def blocks(markdown: str) -> Iterator[Block]:
    """The blocks of a page below its title."""
    for paragraph in re.split(r"\n\s*\n", markdown.strip()):
        lines = paragraph.splitlines()
        if not lines[0].startswith("# "):
            yield _block(lines)


def _block(lines: list[str]) -> Block:
    if lines[0].startswith("#"):
        return Block("heading", ((_spans(lines[0].lstrip("#").strip()),),))
    if lines[0].startswith("- "):
        return Block("list", tuple((_spans(item),) for item in _items(lines)))
    if lines[0].startswith("|"):
        return Block("table", tuple(_cells(line) for line in lines if not re.fullmatch(r"[|\s:-]+", line)))
    return Block("paragraph", ((_spans(" ".join(line.strip() for line in lines)),),))


def _items(lines: list[str]) -> list[str]:
    items: list[str] = []
    for line in lines:
        if line.startswith("- "):
            items.append(line[2:].strip())
        else:
            items[-1] += f" {line.strip()}"
    return items


def _cells(line: str) -> tuple[Text, ...]:
    return tuple(_spans(cell.strip()) for cell in line.strip().strip("|").split("|"))


def _spans(text: str) -> Text:
    """Pieces of a line; of a link only its words are kept, since the pages that it leads to are not here."""
    found: list[Span] = []
    place = 0
    for match in _SPAN.finditer(text):
        code, link, _, strong = match.groups()
        style = "code" if code else "strong" if strong else ""
        found += [Span(text[place : match.start()]), Span(code or link or strong, style)]
        place = match.end()
    return tuple(span for span in (*found, Span(text[place:])) if span.text)
