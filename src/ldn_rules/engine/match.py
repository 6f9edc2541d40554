"""What both evaluators return."""

from __future__ import annotations

from typing import NamedTuple


class Match(NamedTuple):
    """One match: place of the sub-rule in the program, places of its facts in the fact set in role order."""

    subrule: int
    facts: tuple[int, ...]
