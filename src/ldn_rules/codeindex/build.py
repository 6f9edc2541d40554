"""The index made anew: releases that it has are taken over, those given are read, and the file is put in its place in
one step, so that a broken import leaves what was there.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import msgspec

from ldn_rules.codeindex.header import APPLICATION, VERSION, check_header, unusable
from ldn_rules.codeindex.lookup import SEPARATOR
from ldn_rules.codeindex.model import Source
from ldn_rules.rulebook.errors import CodeIndexError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ldn_rules.codeindex.model import Coded, Release

_TABLES: Final = f"""
PRAGMA application_id = {APPLICATION};
PRAGMA user_version = {VERSION};
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE source (
  id INTEGER PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, version TEXT NOT NULL, title TEXT NOT NULL,
  imported TEXT NOT NULL, files TEXT NOT NULL, codes INTEGER NOT NULL, entries INTEGER NOT NULL,
  left_out TEXT NOT NULL, UNIQUE (kind, name)
);
CREATE TABLE entry (
  id INTEGER PRIMARY KEY, source INTEGER NOT NULL, name TEXT NOT NULL, ingredients TEXT NOT NULL,
  generic TEXT NOT NULL, reads_as TEXT NOT NULL, kind TEXT NOT NULL, status TEXT NOT NULL, pack INTEGER NOT NULL
);
CREATE TABLE code (
  system TEXT NOT NULL, form TEXT NOT NULL, entry INTEGER NOT NULL, PRIMARY KEY (system, form, entry)
) WITHOUT ROWID;
"""

_TAKE_OVER: Final = (
    "INSERT INTO source SELECT * FROM old.source",
    "INSERT INTO entry SELECT * FROM old.entry WHERE source IN (SELECT id FROM main.source)",
    "INSERT INTO code SELECT c.* FROM old.code c JOIN main.entry e ON e.id = c.entry",
)
"""What is kept of the index that was there, once its sources are those to keep."""

_BATCH: Final = 20_000


def import_releases(path: str, releases: Sequence[Release]) -> tuple[Source, ...]:
    """Write an index with these releases and what the one at ``path`` has besides; those imported, as written.

    CodeIndexError if a release cannot be read, if the index that is there cannot (move it away to begin anew), or if
    another import is running; OSError if the folder cannot be written to. Then nothing has changed.
    """
    os.makedirs(os.path.dirname(os.path.abspath(path)), mode=0o700, exist_ok=True)
    with _alone(path), _beside(path) as waiting:
        with closing(sqlite3.connect(waiting)) as connection:
            connection.executescript(_TABLES)
            _take_over(connection, path, releases)
            written = tuple(_write(connection, release) for release in releases)
            connection.commit()
        _settle(waiting, path)
    return written


@contextmanager
def _alone(path: str) -> Iterator[None]:
    """Two imports at once would each lose what the other brings."""
    with open(f"{path}.lock", "w", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CodeIndexError(f"another import into {path} is running; wait for its end") from error
        yield


@contextmanager
def _beside(path: str) -> Iterator[str]:
    """A new file beside the place; gone again if it was not put there."""
    waiting = f"{path}.{os.getpid()}.new"
    try:
        os.close(os.open(waiting, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        yield waiting
    finally:
        with suppress(FileNotFoundError):
            os.unlink(waiting)


def _settle(waiting: str, path: str) -> None:
    """Put the file in its place once the disk has all of it."""
    descriptor = os.open(waiting, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    os.replace(waiting, path)


def _take_over(connection: sqlite3.Connection, path: str, releases: Sequence[Release]) -> None:
    """All sources of the index that is there but those that the releases take the place of."""
    if not os.path.exists(path):
        return
    check_header(path)
    try:
        connection.execute("ATTACH ? AS old", (path,))
        connection.execute(_TAKE_OVER[0])
        connection.executemany(
            "DELETE FROM main.source WHERE kind = ? AND name = ?", [(each.kind, each.name) for each in releases]
        )
        for statement in _TAKE_OVER[1:]:
            connection.execute(statement)
        connection.commit()
        connection.execute("DETACH old")
    except sqlite3.Error as error:
        raise unusable(path, f"{error}; move it away and import every release again") from error


def _write(connection: sqlite3.Connection, release: Release) -> Source:
    """Read a release into the tables, with its row in ``source``."""
    first = connection.execute("SELECT coalesce(max(id), 0) + 1 FROM source").fetchone()[0]
    known: dict[Coded, int] = {}
    following = connection.execute("SELECT coalesce(max(id), 0) + 1 FROM entry").fetchone()[0]
    waiting: list[tuple[str, str, int]] = []
    for coded in release.entries():
        bare = msgspec.structs.replace(coded, codes=())
        number = known.setdefault(bare, following + len(known))
        waiting.extend((system, form, number) for system, form in coded.codes)
        if len(waiting) >= _BATCH:
            _write_codes(connection, waiting)
    _write_codes(connection, waiting)
    connection.executemany(
        "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        ((number, first, *_cells(coded)) for coded, number in known.items()),
    )
    source = _source(connection, release, following, len(known))
    connection.execute("INSERT INTO source VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (first, *_row(source, release)))
    return source


def _write_codes(connection: sqlite3.Connection, waiting: list[tuple[str, str, int]]) -> None:
    connection.executemany("INSERT OR IGNORE INTO code VALUES (?, ?, ?)", waiting)
    waiting.clear()


def _cells(coded: Coded) -> tuple[str | int, ...]:
    ingredients = SEPARATOR.join(coded.ingredients)
    return coded.name, ingredients, coded.generic, coded.reads_as, coded.group, coded.status, int(coded.pack)


def _source(connection: sqlite3.Connection, release: Release, following: int, entries: int) -> Source:
    codes = connection.execute("SELECT count(*) FROM code WHERE entry >= ?", (following,)).fetchone()[0]
    if not codes:
        raise CodeIndexError(f"{release.files[0]}: there is no code of a drug in this release")
    left = release.left_out
    return Source(
        kind=release.kind,
        name=release.name,
        version=release.version,
        imported=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        files=release.files,
        codes=codes,
        entries=entries,
        left_out={reason: (count, left.first[reason]) for reason, count in left.counts.items()},
    )


def _row(source: Source, release: Release) -> tuple[str | int, ...]:
    return (
        source.kind,
        source.name,
        source.version,
        release.title,
        source.imported,
        msgspec.json.encode(source.files).decode(),
        source.codes,
        source.entries,
        msgspec.json.encode(source.left_out).decode(),
    )
