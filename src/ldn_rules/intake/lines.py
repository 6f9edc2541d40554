"""Bytes to lines, as they arrive."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST: Final = 1 << 28
"""Bytes of the longest record that is taken in (256 MiB); it guards the memory, not the reader."""


class Lines:
    """Cuts chunks into lines. Each line comes without its end; LF and CRLF end one, in a mixture too.

    Work and memory are linear in the input whatever the sizes of the chunks.
    """

    def __init__(self, first: int = 1) -> None:
        self._number = first
        self._pieces: list[bytes] = []
        self._held = 0

    def feed(self, chunk: bytes) -> Iterator[tuple[int, bytes | None]]:
        """Number and bytes of each line that ``chunk`` completes; None for a line longer than ``LONGEST``."""
        head, *rest = chunk.split(b"\n")
        self._hold(head)
        if not rest:
            return
        yield self._take()
        last = rest.pop()
        number = self._number
        for number, line in enumerate(rest, number):  # noqa: B020 (the count goes on where it stood)
            yield number, line
        self._number += len(rest)
        self._hold(last)

    def close(self) -> Iterator[tuple[int, bytes | None]]:
        """The last line, if it has no end."""
        if self._held:
            yield self._take()

    def _hold(self, piece: bytes) -> None:
        self._held += len(piece)
        if self._held <= LONGEST:
            self._pieces.append(piece)
        else:
            self._pieces.clear()

    def _take(self) -> tuple[int, bytes | None]:
        line = b"".join(self._pieces) if self._held <= LONGEST else None
        taken = self._number, line
        self._pieces.clear()
        self._held = 0
        self._number += 1
        return taken


def moved(data: bytes, start: int, end: int, line: int, column: int) -> tuple[int, int]:
    """The place of ``end``, where that of ``start`` is known."""
    passed = data[start:end].decode(errors="replace")
    newlines = passed.count("\n")
    return line + newlines, len(passed) - passed.rfind("\n") if newlines else column + len(passed)
