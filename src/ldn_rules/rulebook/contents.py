"""The contents of a rules folder as one digest: sha256 for those who read it in a report, a quick one for the cache."""

from __future__ import annotations

import os
from typing import Protocol

from ldn_rules.rulebook.errors import RulesError
from ldn_rules.rulebook.files import list_files


class _Digest(Protocol):
    """What takes bytes in and gives hexadecimal digits."""

    def update(self, data: bytes, /) -> None:
        """Take them in."""

    def hexdigest(self) -> str:
        """The digits."""


def content_hash(directory: str | os.PathLike[str]) -> str:
    """sha256 (hex) over the names and contents of all files under a folder; RulesError if one cannot be read."""
    import hashlib

    return _digested(os.fspath(directory), hashlib.sha256())


def quick_hash(directory: str | os.PathLike[str]) -> str:
    """The same as XXH3 (128 bits, hex): tells changes apart, and nothing more; loading OpenSSL for sha256 costs a start
    more than the digest itself.
    """
    from xxhash import xxh3_128

    return _digested(os.fspath(directory), xxh3_128())


def _digested(directory: str, digest: _Digest) -> str:
    found = list_files(directory)
    for path, reason in found.unusable:
        raise _unusable(os.path.join(directory, path), reason)
    for name in found.files:
        data = _content(os.path.join(directory, name))
        for part in (os.fsencode(name), data):
            digest.update(len(part).to_bytes(8, "big"))
            digest.update(part)
    return digest.hexdigest()


def _content(path: str) -> bytes:
    try:
        with open(path, "rb", buffering=0) as stream:
            return stream.read()
    except OSError as error:
        raise _unusable(path, f"cannot be read: {error.strerror}") from error


def _unusable(path: str, reason: str) -> RulesError:
    from ldn_rules.rulebook.diagnostics import Diagnostic
    from ldn_rules.rulebook.model import Span

    return RulesError([Diagnostic("E100", reason, Span(path, 1, 1))])
