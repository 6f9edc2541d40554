"""What a code index holds."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from typing import Final

import msgspec

from ldn_rules.codeindex.header import VERSION, check_header, unusable
from ldn_rules.codeindex.model import Source

_SOURCES: Final = (
    "SELECT kind, name, version, imported, files, codes, entries, left_out FROM source ORDER BY kind, name, version"
)


class Status(msgspec.Struct, frozen=True):
    """An index: its file, size in bytes, the version of its format, the releases in it."""

    path: str
    size: int
    format: int
    sources: tuple[Source, ...]


def status_of(path: str) -> Status:
    """What the index of a file holds; CodeIndexError if it cannot be used. Every page of it is looked at."""
    check_header(path)
    try:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA query_only = ON")
            wrong = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
            if wrong != "ok":
                raise unusable(path, f"it is damaged ({wrong}); import the releases again")
            rows = connection.execute(_SOURCES).fetchall()
    except sqlite3.Error as error:
        raise unusable(path, f"{error}; import the releases again") from error
    return Status(path, os.path.getsize(path), VERSION, tuple(_source(*row) for row in rows))


def _source(  # noqa: PLR0913, PLR0917 (one parameter a column)
    kind: str, name: str, version: str, imported: str, files: str, codes: int, entries: int, left_out: str
) -> Source:
    return Source(
        kind,
        name,
        version,
        imported,
        msgspec.json.decode(files, type=tuple[str, ...]),
        codes,
        entries,
        msgspec.json.decode(left_out, type=dict[str, tuple[int, str]]),
    )
