"""Patterns by which a JSON document is cut; those that take long to compile are compiled when they are first needed."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

_SKIPPED: Final = rb'[^{}\[\]"]++|"[^"\\]*+(?:\\.[^"\\]*+)*+"'
TO_BRACKET: Final = re.compile(rb"(?:%b)*+([{}\[\]])?+" % _SKIPPED, re.DOTALL)
"""Always matches: up to and with the next bracket, or all that is complete where there is none yet."""

_LEVELS: Final = 3
"""Brackets in brackets that are stepped over in one go; each more doubles the time of compiling the pattern."""


def _with_whole(levels: int, skipped: bytes = _SKIPPED) -> bytes:
    """What can be stepped over in one go: texts, the rest between brackets, and small closed objects and lists."""
    inner = _SKIPPED
    for _ in range(levels - 1):
        inner = rb"%b|\{(?:%b)*+\}|\[(?:%b)*+\]" % (_SKIPPED, inner, inner)
    return rb"%b|\{(?:%b)*+\}|\[(?:%b)*+\]" % (skipped, inner, inner)


@cache
def inside_value() -> re.Pattern[bytes]:
    """Up to and with the next bracket that is not part of a small closed value."""
    return re.compile(rb"(?:%b)*+([{}\[\]])?+" % _with_whole(_LEVELS), re.DOTALL)


@cache
def at_keys() -> re.Pattern[bytes]:
    """The same between the keys of an element, where an object behind a comma cannot be part of it."""
    skipped = rb'[^{}\[\]",]++|,(?=\s*+[^\s{])|"[^"\\]*+(?:\\.[^"\\]*+)*+"'
    return re.compile(rb"(?:%b)*+(,\s*+\{|[{}\[\]])?+" % _with_whole(_LEVELS, skipped), re.DOTALL)


@cache
def element() -> re.Pattern[bytes]:
    """What stands between two commas."""
    return re.compile(rb'(?:[^",]++|"[^"\\]*+(?:\\.[^"\\]*+)*+["\\]?+)++', re.DOTALL)
