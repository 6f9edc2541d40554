"""A place for what must wait until the end of the input: memory while it is little, a temporary file after that."""

from __future__ import annotations

from array import array
from typing import IO, Final

_IN_MEMORY: Final = 8 << 20


class Spool:
    """Keeps byte strings. ``put`` gives a handle (their number), ``get`` the bytes back.

    Where no temporary file can be written everything stays in memory.
    """

    def __init__(self, in_memory: int = _IN_MEMORY) -> None:
        self._limit: int | None = in_memory
        self._size = 0
        self._memory: list[bytes] = []
        self._file: IO[bytes] | None = None
        self._ends = array("Q", [0])
        self._at_end = True

    def put(self, data: bytes) -> int:
        """Keeps ``data``; its handle."""
        if self._file is not None and not self._write(data):
            self._file = None
        if self._file is None:
            self._memory.append(data)
            self._size += len(data)
            if self._limit is not None and self._size > self._limit:
                self._spill()
        return len(self._memory) + len(self._ends) - 2

    def get(self, handle: int) -> bytes:
        """The bytes of a handle."""
        written = len(self._ends) - 1
        if handle >= written:
            return self._memory[handle - written]
        assert self._file is not None
        self._at_end = False
        self._file.seek(self._ends[handle])
        return self._file.read(self._ends[handle + 1] - self._ends[handle])

    def close(self) -> None:
        """Lets go of everything."""
        if self._file is not None:
            self._file.close()

    def _write(self, data: bytes) -> bool:
        """Appends to the file. False if it takes no more: then all of it is back in memory."""
        assert self._file is not None
        try:
            if not self._at_end:
                self._file.seek(self._ends[-1])
                self._at_end = True
            self._file.write(data)
        except OSError:
            kept = [self.get(handle) for handle in range(len(self._ends) - 1)]
            self._drop()
            self._memory, self._ends, self._limit = kept, array("Q", [0]), None
            return False
        self._ends.append(self._ends[-1] + len(data))
        return True

    def _drop(self) -> None:
        """Closes a file that takes no more; what it still wanted to write is elsewhere by now."""
        from contextlib import suppress

        assert self._file is not None
        with suppress(OSError):
            self._file.close()

    def _spill(self) -> None:
        import tempfile

        self._limit = None
        waiting, self._memory = self._memory, []
        try:
            self._file = tempfile.TemporaryFile(prefix="ldn-rules-")  # noqa: SIM115 (it lives as long as the spool)
        except OSError:
            self._memory = waiting
            return
        for place, data in enumerate(waiting):
            if not self._write(data):
                self._file = None
                self._memory += waiting[place:]
                return
