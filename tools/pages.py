"""As much of Markdown as the check of the docs needs: fences, code spans, links, headings, tables."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})\s*(\w*)")
_HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*#*$")
_SPAN = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
_LINK = re.compile(r"!?\[[^\]\n]*\]\(\s*<?([^)>\s]+)>?(?:\s+\"[^\"]*\")?\s*\)")
_DEFINITION = re.compile(r"^ {0,3}\[[^\]]+\]:\s+<?(\S+?)>?(?:\s|$)")


@dataclass(frozen=True, slots=True)
class Line:
    """One line outside fences, with the headings it stands under (outermost first)."""

    number: int
    text: str
    under: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: its language, the number of its first inner line, its lines."""

    language: str
    number: int
    lines: tuple[str, ...]


class Page:
    """One Markdown file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.text = path.read_text(encoding="utf-8")

    @cached_property
    def parts(self) -> tuple[Line | Block, ...]:
        """The page as lines and fenced blocks, in order."""
        return tuple(_parts(self.text.splitlines()))

    @property
    def lines(self) -> list[Line]:
        """The lines outside fences."""
        return [part for part in self.parts if isinstance(part, Line)]

    @property
    def blocks(self) -> list[Block]:
        """The fenced blocks."""
        return [part for part in self.parts if isinstance(part, Block)]

    def spans(self) -> Iterator[tuple[int, str]]:
        """(line number, text) of each inline code span."""
        for line in self.lines:
            yield from ((line.number, text) for text in _SPAN.findall(line.text))

    def links(self) -> Iterator[tuple[int, str]]:
        """(line number, target) of each link, image and link definition."""
        for line in self.lines:
            prose = _SPAN.sub("", line.text)
            yield from ((line.number, target) for target in _LINK.findall(prose) + _DEFINITION.findall(prose))

    def anchors(self) -> set[str]:
        """What a link to this page may name after ``#``: the headings as GitHub writes them."""
        found: dict[str, int] = {}
        anchors = set()
        for slug in (slug_of(line.under[-1]) for line in self.lines if _HEADING.match(line.text)):
            seen = found.get(slug, 0)
            anchors.add(f"{slug}-{seen}" if seen else slug)
            found[slug] = seen + 1
        return anchors

    def first_column(self, heading: str) -> dict[str, int]:
        """First cells, without backticks, of the tables under ``heading`` (any case), each with its line number."""
        cells = {}
        for line in self.lines:
            if heading in (name.lower() for name in line.under) and line.text.lstrip().startswith("|"):
                cells[line.text.strip().strip("|").split("|")[0].strip().strip("`")] = line.number
        return {cell: number for cell, number in cells.items() if cell and not set(cell) <= set("-: ")}


def slug_of(heading: str) -> str:
    """The anchor of a heading: lower case, spaces to hyphens, punctuation dropped."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _parts(lines: list[str]) -> Iterator[Line | Block]:
    under: list[tuple[int, str]] = []
    numbered = iter(enumerate(lines, start=1))
    for number, text in numbered:
        if fence := _FENCE.match(text):
            yield Block(fence[2], number + 1, tuple(_until(fence[1], numbered)))
            continue
        if heading := _HEADING.match(text):
            level = len(heading[1])
            under = [*((depth, name) for depth, name in under if depth < level), (level, heading[2])]
        yield Line(number, text, tuple(name for _, name in under))


def _until(fence: str, numbered: Iterator[tuple[int, str]]) -> Iterator[str]:
    for _, text in numbered:
        if text.strip().startswith(fence):
            return
        yield text
