"""Whether a file is a code index of this version, told from its first hundred bytes, without a database library.

SQLite keeps there what it needs to know of itself: its name, the size of a page and their number, and two numbers for
the program that made the file (https://www.sqlite.org/fileformat2.html, "The Database Header").
"""

from __future__ import annotations

import os
from typing import Final

from ldn_rules.rulebook.errors import CodeIndexError

APPLICATION: Final = 0x4C444E43
"""``LDNC``: a file of SQLite that is a code index."""

VERSION: Final = 1
"""Of the tables. A file of another version is not read."""

_SIZE: Final = 100
_MAGIC: Final = b"SQLite format 3\0"


def check_header(path: str) -> None:
    """CodeIndexError if the file is no code index of this version, or is not whole."""
    try:
        with open(path, "rb") as stream:
            head = stream.read(_SIZE)
            size = os.fstat(stream.fileno()).st_size
    except OSError as error:
        raise unusable(path, f"it cannot be read: {error.strerror}") from error
    fault = _fault(head, size)
    if fault:
        raise unusable(path, fault)


def unusable(path: str, why: str) -> CodeIndexError:
    """The error of an index that cannot be used."""
    return CodeIndexError(f"the code index {path} cannot be used: {why}")


def _fault(head: bytes, size: int) -> str:
    if len(head) < _SIZE or not head.startswith(_MAGIC) or _number(head, 68) != APPLICATION:
        return "it is no code index, or damaged; ldn-rules drugs import makes a new one"
    version = _number(head, 60)
    if version != VERSION:
        made = "a newer" if version > VERSION else "an older"
        return (
            f"it was made by {made} ldn-rules (format {version}, this one reads {VERSION}); import the releases again"
        )
    page = _number(head, 16, 2)
    pages = _number(head, 28)
    whole = (65_536 if page == 1 else page) * pages
    return f"it has {size:,} bytes of {whole:,}; import the releases again" if size != whole else ""


def _number(head: bytes, place: int, size: int = 4) -> int:
    return int.from_bytes(head[place : place + size], "big")
