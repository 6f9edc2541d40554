"""Day numbers as dates."""

from __future__ import annotations

from datetime import date

from ldn_rules.rulebook.kinds import NEVER, UNKNOWN_DAY


def day_text(as_of: int, day: int, *, never: str = "no end") -> str:
    """A day number as an ISO date; ``never`` for an open end, "unknown" for the far past."""
    if day >= NEVER:
        return never
    ordinal = as_of + day
    if not 1 <= ordinal <= date.max.toordinal():
        return UNKNOWN_DAY
    return date.fromordinal(ordinal).isoformat()
