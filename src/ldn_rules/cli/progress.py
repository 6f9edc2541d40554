"""How far a long run is, on a terminal's standard error."""

from __future__ import annotations

import os
from time import monotonic

_STANDARD_ERROR = 2
_FIRST, _EVERY = 2.0, 0.5


class Progress:
    """A line that counts records, from the third second of a run on, never where results go to the same screen."""

    def __init__(self, output: int) -> None:
        self._shown = os.isatty(_STANDARD_ERROR) and not os.isatty(output)
        self._next = monotonic() + _FIRST
        self._written = False

    def show(self, records: int) -> None:
        """Say the number, if it is time to."""
        if self._shown and monotonic() >= self._next:
            self._next = monotonic() + _EVERY
            self._written = True
            os.write(_STANDARD_ERROR, f"\r{records:,} records".encode())

    def clear(self) -> None:
        """Leave the line as it was."""
        if self._written:
            os.write(_STANDARD_ERROR, b"\r\x1b[K")
