"""The files of a release, from a folder, a zip file, or one by one; each read as lines of text with its place."""

from __future__ import annotations

import os
import zipfile
import zlib
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from typing import IO, TYPE_CHECKING, Final

from msgspec import Struct

from ldn_rules.rulebook.errors import CodeIndexError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_FOLDERS: Final = ("", "rrf")
"""Where the files of a release stand below the folder that is named."""


class Member(Struct, frozen=True):
    """A file on its own, or in the zip file ``archive``; ``day`` is when it was written, ``2019-04-29``."""

    path: str
    day: str
    archive: str | None = None

    @property
    def name(self) -> str:
        """As people find it."""
        return f"{self.archive}:{self.path}" if self.archive else self.path

    @contextmanager
    def opened(self) -> Iterator[IO[bytes]]:
        """Its bytes; CodeIndexError if there are none to be had."""
        with ExitStack() as stack:
            try:
                stream = self._enter(stack)
            except (OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
                raise CodeIndexError(f"{self.name}: cannot be read: {_reason(error)}") from error
            yield stream

    def _enter(self, stack: ExitStack) -> IO[bytes]:
        if self.archive is None:
            return stack.enter_context(open(self.path, "rb"))
        return stack.enter_context(stack.enter_context(zipfile.ZipFile(self.archive)).open(self.path))

    def lines(self, holding: bytes = b"") -> Iterator[tuple[int, str]]:
        """Its lines that hold some bytes, and one that breaks off, with their numbers; UTF-8 or, where one is not,
        Windows-1252.
        """
        number = 0
        try:
            with self.opened() as stream:
                for number, line in enumerate(stream, 1):
                    if holding in line or not line.endswith(b"\n"):
                        yield number, _text(line).rstrip("\r\n")
        except (OSError, EOFError, zipfile.BadZipFile, zlib.error) as error:
            raise CodeIndexError(f"{self.name}:{number + 1}: cannot be read: {_reason(error)}") from error


def members_of(named: Iterable[str]) -> dict[str, Member]:
    """The files that names of files, folders and zip files lead to, by their base name in lower case.

    Of two of one name in a zip file the one nearest to its top counts: a release of RxNorm holds a smaller one of
    itself. CodeIndexError for what is not there, or twice.
    """
    found: dict[str, Member] = {}
    for path in named:
        for member in _members(path):
            base = os.path.basename(member.path).lower()
            if base in found:
                raise CodeIndexError(f"{member.name}: there is a second {base}, {found[base].name}")
            found[base] = member
    return found


def _members(path: str) -> Iterable[Member]:
    if os.path.isdir(path):
        folders = [os.path.join(path, below) for below in _FOLDERS]
        inside = [os.path.join(each, name) for each in folders if os.path.isdir(each) for name in os.listdir(each)]
        return [_file(each) for each in sorted(inside) if os.path.isfile(each)]
    if not os.path.isfile(path):
        raise CodeIndexError(f"{path}: there is no such file or folder")
    return _of_archive(path) if zipfile.is_zipfile(path) else [_file(path)]


def _file(path: str) -> Member:
    return Member(path, datetime.fromtimestamp(os.stat(path).st_mtime, UTC).date().isoformat())


def _of_archive(path: str) -> Iterable[Member]:
    try:
        with zipfile.ZipFile(path) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
    except (OSError, zipfile.BadZipFile) as error:
        raise CodeIndexError(f"{path}: cannot be read: {_reason(error)}") from error
    nearest: dict[str, Member] = {}
    for info in sorted(infos, key=lambda info: (info.filename.count("/"), info.filename)):
        year, month, day = info.date_time[:3]
        member = Member(info.filename, f"{year:04}-{month:02}-{day:02}", path)
        nearest.setdefault(os.path.basename(info.filename).lower(), member)
    return nearest.values()


def _text(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace")


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__
