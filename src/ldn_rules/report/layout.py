"""Lines on a page: width, indentation, colour, and nothing that a terminal would obey."""

from __future__ import annotations

import os

from msgspec import Struct

NARROWEST, WIDEST = 40, 100

_STYLES = {
    "contraindicated": "1;31",
    "major": "31",
    "moderate": "33",
    "minor": "36",
    "info": "2",
    "good": "32",
    "strong": "1",
    "quiet": "2",
}


class Page(Struct, frozen=True):
    """``width`` in columns; ``colour`` only where a person reads a terminal."""

    width: int = 80
    colour: bool = False

    def paint(self, text: str, style: str) -> str:
        """``text`` in a style (a severity, ``good``, ``strong`` or ``quiet``)."""
        return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if self.colour else text

    def block(self, text: str, label: str = "", indent: int = 2) -> list[str]:
        """``text`` wrapped, ``label`` hanging in front of its first line."""
        text = plain(text)
        lead = " " * indent + _hanging(label)
        lines = wrapped(text, self.width - len(lead))
        return [(lead if at == 0 else " " * len(lead)) + line for at, line in enumerate(lines)]


_LABEL = 10


def _hanging(label: str) -> str:
    """A dash hangs close, a word in a column; an empty label leaves no room."""
    return "- " if label == "-" else f"{label:<{_LABEL}}" if label else ""


def page_for(descriptor: int) -> Page:
    """The page of a terminal at ``descriptor`` (``NO_COLOR`` and ``COLUMNS`` respected), else 80 plain columns."""
    terminal = os.isatty(descriptor)
    colour = terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return Page(max(NARROWEST, min(WIDEST, _columns(descriptor, terminal=terminal))), colour)


def _columns(descriptor: int, *, terminal: bool) -> int:
    said = os.environ.get("COLUMNS", "")
    if said.isdecimal() and int(said):
        return int(said)
    if not terminal:
        return 80
    try:
        return os.get_terminal_size(descriptor).columns or 80
    except OSError:
        return 80


def plain(text: str) -> str:
    """``text`` on one line, every character that is not printable written as its code: what a list
    says must never move the cursor, hide text or start a line of its own.
    """
    return " ".join(visible(text).split())


def visible(text: str) -> str:
    """``text`` with a space for each line break or tab, and the code of every other character that is not printable."""
    return text if text.isprintable() else "".join(map(_visible, text))


def _visible(character: str) -> str:
    if character.isprintable():
        return character
    return " " if character in "\n\r\t\N{NO-BREAK SPACE}" else ascii(character)[1:-1]


def wrapped(text: str, width: int) -> list[str]:
    """``text`` in lines of at most ``width`` characters; longer words are cut."""
    lines, line = [], ""
    for word in text.split(" "):
        if line and len(line) + 1 + len(word) > width:
            lines.append(line)
            line = ""
        line = f"{line} {word}" if line else word
        while len(line) > width:
            lines.append(line[:width])
            line = line[width:]
    return [*lines, line] if line or not lines else lines
