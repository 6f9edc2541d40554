"""The compiled rulebook as data on disk, so that an unchanged one costs neither YAML nor JSON Schema.

An entry is a file of the user's cache folder: a line with its key and the digest of the rest, a line that
lists the parts, the parts. Whatever is damaged, foreign or old is ignored and built anew; without a
writable folder everything works, only slower.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Final

import msgspec
from xxhash import xxh3_128_hexdigest

from ldn_rules.rulebook.contents import quick_hash
from ldn_rules.rulebook.errors import RulesError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    Build = Callable[[str], dict[str, bytes]]
    Part = bytes | memoryview

ENVIRONMENT: Final = "LDN_CACHE_DIR"
"""Variable that names the cache folder."""

KEPT: Final = 12
"""Most entries that stay in the folder."""

_SUFFIX: Final = ".ldncache"
_MAGIC: Final = b"ldn-rules cache 2"
_PACKAGE: Final = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def load_cached(directory: str | os.PathLike[str], build: Build, *beside: str) -> Mapping[str, Part]:
    """The named parts that ``build`` makes of a rules folder, from the cache if nothing has changed.

    The entry goes by the content of the folder, the way it was named (spans hold it), the program's own
    files and the Python version, and by what ``build`` makes use of ``beside`` the folder. What it raises passes
    through; a fault of the cache never does.
    """
    named = os.fspath(directory)
    try:
        before = quick_hash(named)
    except RulesError:
        return build(named)  # says that fault, and every other
    key = _key(named, before, *beside)
    folder = cache_dir()
    if folder is None:
        return build(named)
    path = os.path.join(folder, key + _SUFFIX)
    known = _read(path, key)
    if known is not None:
        return known
    parts = build(named)
    if quick_hash(named) == before:
        _write(path, key, parts)
    return parts


def cache_dir() -> str | None:
    """``LDN_CACHE_DIR``, else ``ldn-rules`` under ``XDG_CACHE_HOME``, else under ``~/.cache``; None without a home."""
    own = os.environ.get(ENVIRONMENT)
    if own:
        return own
    shared = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser(os.path.join("~", ".cache"))
    return None if shared.startswith("~") else os.path.join(shared, "ldn-rules")


def _key(named: str, content: str, *beside: str) -> str:
    known = (content, named, _program(), sys.version, *beside)
    return xxh3_128_hexdigest("\0".join(known).encode(errors="surrogateescape"))


def _program() -> str:
    """What tells one version of the program from another: its version, and size and time of its files."""
    package = sys.modules.get("ldn_rules")
    version = str(getattr(package, "__version__", ""))
    return "\n".join([version, *sorted(_stamps(_PACKAGE))])


def _stamps(folder: str) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(".py"):
                known = entry.stat()
                yield f"{entry.path}:{known.st_size}:{known.st_mtime_ns}"
            elif entry.is_dir() and entry.name not in {"__pycache__", "_data"}:
                yield from _stamps(entry.path)


def _read(path: str, key: str) -> dict[str, Part] | None:
    """The parts of an entry, or None if there is none that can be trusted."""
    try:
        with open(path, "rb", buffering=0) as stream:
            if not _is_own(os.fstat(stream.fileno())):
                return None
            entry = stream.read()
    except OSError:
        return None
    whole, start = memoryview(entry), entry.find(b"\n") + 1
    if whole[:start] != _head(key, whole[start:]):
        return None
    end = entry.find(b"\n", start)
    return _cut(msgspec.json.decode(whole[start:end], type=dict[str, int]), whole, end + 1)


def _cut(sizes: dict[str, int], rest: memoryview, start: int) -> dict[str, Part]:
    """The parts as views: copying them would cost as much as reading them."""
    parts: dict[str, Part] = {}
    for name, size in sizes.items():
        parts[name] = rest[start : start + size]
        start += size
    return parts


def _is_own(known: os.stat_result) -> bool:
    """Whether this user wrote the file and nobody else can: what it holds is run."""
    if not hasattr(os, "geteuid"):
        return True
    return known.st_uid == os.geteuid() and not known.st_mode & 0o022


def _head(key: str, body: Part) -> bytes:
    """The first line of an entry."""
    return b" ".join([_MAGIC, key.encode(), xxh3_128_hexdigest(body).encode()]) + b"\n"


def _write(path: str, key: str, parts: dict[str, bytes]) -> None:
    """Write an entry in one step; not being able to is no fault."""
    sizes = {name: len(part) for name, part in parts.items()}
    body = b"\n".join([msgspec.json.encode(sizes), b"".join(parts.values())])
    waiting = f"{path}.{os.getpid()}.new"
    try:
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        descriptor = os.open(waiting, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "wb") as stream:
            stream.write(_head(key, body) + body)
        os.replace(waiting, path)
        _forget_old(os.path.dirname(path))
    except OSError:
        _remove(waiting)


def _forget_old(folder: str) -> None:
    with os.scandir(folder) as entries:
        found = [(entry.stat().st_mtime_ns, entry.path) for entry in entries if entry.name.endswith(_SUFFIX)]
    for _, path in sorted(found, reverse=True)[KEPT:]:
        _remove(path)


def _remove(path: str) -> None:
    try:
        os.remove(path)
    except OSError:
        return
