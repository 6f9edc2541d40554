"""A place for what must wait until the end of the input: memory while it is little, a temporary file after that."""

from __future__ import annotations

import io
from typing import IO, Final

_IN_MEMORY: Final = 8 << 20


class Spool:
    """Keeps byte strings. ``put`` gives a handle, ``get`` the bytes back.

    Where no temporary file can be written everything stays in memory.
    """

    def __init__(self, in_memory: int = _IN_MEMORY) -> None:
        self._file: IO[bytes] = io.BytesIO()
        self._end = 0
        self._limit: int | None = in_memory

    def put(self, data: bytes) -> int:
        """Keeps ``data``; its handle."""
        handle = self._end
        if self._limit is not None and handle > self._limit:
            self._spill()
        self._write(handle, len(data).to_bytes(8, "little") + data)
        self._end = handle + 8 + len(data)
        return handle

    def get(self, handle: int) -> bytes:
        """The bytes of a handle."""
        self._file.seek(handle)
        return self._file.read(int.from_bytes(self._file.read(8), "little"))

    def _write(self, at: int, data: bytes) -> None:
        try:
            self._file.seek(at)
            self._file.write(data)
        except OSError:  # the disk is full: back into memory
            kept = io.BytesIO()
            self._file.seek(0)
            kept.write(self._file.read(at))
            self._file, self._limit = kept, None
            kept.write(data)

    def _spill(self) -> None:
        import tempfile

        self._limit = None
        try:
            file = tempfile.TemporaryFile(prefix="ldn-rules-")  # noqa: SIM115 (it lives as long as the spool)
            self._file.seek(0)
            file.write(self._file.read())
        except OSError:
            return
        self._file = file
