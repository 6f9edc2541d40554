"""The folder of a catalogue: only ours is written to, nothing outside it, and nothing in it that is not ours."""

from __future__ import annotations

import os
import re
import stat
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

from ldn_rules.rulebook.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

MANIFEST: Final = ".ldn-rules-catalogue"
"""File that names what a catalogue consists of: what it names may be overwritten, anything else is somebody's own."""

_HEAD: Final = "These files are a catalogue made by ldn-rules rules docs, which may overwrite and delete them."
_NAME: Final = re.compile(r"[A-Za-z0-9-]+\.(?:html|css)")
_OURS: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)


def check(folder: str) -> None:
    """UsageError unless the folder is not there yet, is empty, or holds a catalogue and nothing else."""
    if not folder:
        raise UsageError("--out: no folder is named")
    with _said(folder):
        if os.path.lexists(folder):
            with _opened(folder) as place:
                _kept(folder, place)
        elif not os.path.isdir(os.path.dirname(os.path.abspath(folder))):
            raise UsageError(f"--out: there is no folder to make {folder} in")


def write(folder: str, files: Mapping[str, str]) -> None:
    """Put the files there, each whole; those of an earlier catalogue that are gone are deleted.

    UsageError as above, and if something cannot be written.

    The manifest names old and new files while that goes on, so that a run that was cut short can be repeated.
    """
    assert all(_NAME.fullmatch(name) for name in files)
    check(folder)
    with _said(folder):
        if not os.path.lexists(folder):
            os.mkdir(folder)
        with _opened(folder) as place:
            before = _kept(folder, place)
            _put(place, MANIFEST, _manifest({*before, *files}))
            for name, text in files.items():
                _put(place, name, text)
            for name in before - set(files):
                os.unlink(name, dir_fd=place)
            _clear(place, before | set(files))
            _put(place, MANIFEST, _manifest(files))


@contextmanager
def _said(folder: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UsageError(f"--out: {folder} cannot be written: {error.strerror}") from error


@contextmanager
def _opened(folder: str) -> Iterator[int]:
    if not os.path.isdir(folder):
        raise UsageError(f"--out: {folder} is no folder")
    place = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield place
    finally:
        os.close(place)


def _kept(folder: str, place: int) -> set[str]:
    """The files of an earlier catalogue; UsageError for the first that is not of one."""
    present = sorted(os.listdir(place))
    named = _named(place) if MANIFEST in present else set()
    ours = {_beside(MANIFEST)} if named is None else {MANIFEST, _beside(MANIFEST), *named, *map(_beside, named)}
    for name in present:
        if name not in ours or not stat.S_ISREG(os.stat(name, dir_fd=place, follow_symlinks=False).st_mode):
            raise UsageError(f"--out: {folder} holds {name}, not of a catalogue; name a new or an empty folder")
    return {name for name in present if name in (named or ())}


def _named(place: int) -> set[str] | None:
    """What the manifest names; None where it is not ours."""
    if not stat.S_ISREG(os.stat(MANIFEST, dir_fd=place, follow_symlinks=False).st_mode):
        return None
    with open(os.open(MANIFEST, os.O_RDONLY | os.O_NOFOLLOW, dir_fd=place), encoding="utf-8", errors="replace") as file:
        head, *names = file.read().splitlines() or [""]
    return {name for name in names if _NAME.fullmatch(name)} if head == _HEAD else None


def _manifest(names: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in (_HEAD, *sorted(names)))


def _clear(place: int, names: Iterable[str]) -> None:
    """Take away halves of files that a run left which was cut short."""
    for name in names:
        with suppress(FileNotFoundError):
            os.unlink(_beside(name), dir_fd=place)


def _beside(name: str) -> str:
    return f".{name.lstrip('.')}.new"


def _put(place: int, name: str, text: str) -> None:
    """Written beside, then put in its place: a link of that name would be replaced, never followed."""
    _clear(place, (name,))
    descriptor = os.open(_beside(name), _OURS, 0o666, dir_fd=place)
    with open(descriptor, "wb") as file:
        file.write(text.encode("utf-8"))
    os.replace(_beside(name), name, src_dir_fd=place, dst_dir_fd=place)
