"""A finding before its words: what is reported, on which hits, and why it is not certain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from ldn_rules.findings.hits import Hit


class Draft(Struct, frozen=True):
    """One finding to be. ``hit`` gives rule, case and texts; ``hits`` are all it cites.

    ``doubts`` are facts (indices) whose dates decide: their doubt is named in the message.
    """

    hit: Hit
    kind: str
    severity: int
    moment: int
    hits: tuple[Hit, ...]
    doubts: tuple[int, ...] = ()
