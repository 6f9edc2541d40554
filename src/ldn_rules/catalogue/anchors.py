"""Names of places on a page: what an author wrote made into an id that a link can lead to."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def anchors(prefix: str, names: Iterable[str]) -> dict[str, str]:
    """An id for each name, each different, of ASCII letters, digits and hyphens, beginning with ``prefix``."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for name in dict.fromkeys(names):
        stem = f"{prefix}-{_plain(name) or 'x'}"
        number = 1
        made = stem
        while made in taken:
            number += 1
            made = f"{stem}--{number}"
        taken.add(made)
        found[name] = made
    return found


def _plain(name: str) -> str:
    ascii_alone = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_alone).strip("-")
