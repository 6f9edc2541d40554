"""JSON lines: one patient a line, each record whole as soon as its line is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ldn_rules.intake import codes
from ldn_rules.intake.lines import LONGEST, Lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ldn_rules.intake.raw import Fault, Numbering, RawRecord


class JsonLines:
    """Frames JSON lines. Blank lines are no records, but they count as lines."""

    def __init__(self, numbering: Numbering) -> None:
        self._numbering = numbering
        self._lines = Lines()

    def feed(self, chunk: bytes) -> Iterator[RawRecord]:
        """The records of the lines that ``chunk`` completes."""
        return self._records(self._lines.feed(chunk))

    def close(self) -> Iterator[RawRecord]:
        """The record of a last line without an end."""
        return self._records(self._lines.close())

    def _records(self, lines: Iterable[tuple[int, bytes | None]]) -> Iterator[RawRecord]:
        for number, line in lines:
            if line is None:
                yield self._numbering.unreadable("jsonl", too_long(number))
            elif not line.isspace() and line:
                yield self._numbering.record("jsonl", number, line)


def too_long(line: int) -> Fault:
    """The fault of a line that does not fit into memory."""
    return codes.TOO_LONG, f"the line is longer than {LONGEST >> 20} MiB and was skipped", line, 1
