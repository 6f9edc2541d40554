"""Known names: plain lists of drugs that the rules do not speak of (``vocabulary/known-names*.txt``), one name a line.

A name stands there as :func:`~ldn_rules.rulebook.words.spell` writes it: small letters, single spaces, no signs.
Lines that begin with ``#`` are comments. A rules folder may have none of these files.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Final

from ldn_rules.rulebook.files import list_files
from ldn_rules.rulebook.model import Span
from ldn_rules.rulebook.words import spell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ldn_rules.rulebook.folder import Folder

SECTION: Final = "known-names"
"""Where the names stand among the sections of the vocabulary."""

ANY_SPACING_FROM: Final = 7
"""From this many letters on a known name may be written with other spaces than in its list."""

_BETWEEN: Final = "|"
_PLAIN: Final = re.compile(r"[a-z]+(?: [a-z]+)*")


def read_known_names(folder: Folder) -> list[str]:
    """The names of all lists of a folder. A line of another form is reported with its place."""
    names: list[str] = []
    for path in list_files(folder.directory).files:
        if path.startswith(f"vocabulary/{SECTION}") and path.endswith(".txt"):
            names.extend(_names_of(folder, os.path.join(folder.directory, path)))
    return names


def packed(names: Iterable[str], taken: Iterable[str]) -> str:
    """The names without their spaces, in order, as one text; without those that the vocabulary has already (``taken``,
    without spaces too): a name in both means what the vocabulary says.
    """
    kept = {key for name in names if (key := name.replace(" ", "")) and (key == name or len(key) >= ANY_SPACING_FROM)}
    return _BETWEEN.join(sorted(kept.difference(taken)))


def unpacked(text: str) -> list[str]:
    """The names of :func:`packed`, in order."""
    return text.split(_BETWEEN) if text else []


def _names_of(folder: Folder, path: str) -> Iterator[str]:
    try:
        with open(path, encoding="utf-8") as stream:
            lines = stream.read().split("\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        folder.problems.add_at("E100", f"cannot be read: {reason}", Span(path, 1, 1))
        return
    for number, line in enumerate(lines, 1):
        if not line or line.startswith("#"):
            continue
        if not _PLAIN.fullmatch(line) and line != spell(line):
            folder.problems.add_at("E105", f"`{line}` is no known name", Span(path, number, 1), hint=_hint(line))
        else:
            yield line


def _hint(line: str) -> str:
    written = spell(line)
    return f"write it `{written}`" if any(map(str.isalnum, written)) else "write a name, or take the line out"
