"""What an entry declares of itself: ultra-low-dose use under a specialist (LDN119)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from ldn_rules.reading.model import EntryReading

_PURPOSE: Final = "ultra-low-dose"
_TOO_SMALL: Final = "too-small"


def declared_ultra_low(read: EntryReading) -> bool:
    """Whether an entry gives both ``purpose: ultra-low-dose`` and ``specialist: true``."""
    return read.entry.purpose == _PURPOSE and bool(read.entry.specialist)


def dose_is_trusted(read: EntryReading) -> bool:
    """Whether the dose can be counted with: nothing is wrong with it, or only that it is as small as is declared."""
    return read.dose.fault == "none" or (read.dose.fault == _TOO_SMALL and declared_ultra_low(read))
