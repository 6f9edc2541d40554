"""Where things stand in the bytes of a record: worked out only when it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ldn_rules.intake.jsonscan import Path, Scan

Place = tuple[int | None, int | None]
"""Line and column, both from 1, or None."""


class Places:
    """Places in a JSON text that begins at ``line`` and ``column`` of its file."""

    def __init__(self, payload: bytes, line: int | None, column: int = 1) -> None:
        self._payload = payload
        self._line = line
        self._column = column
        self._scan: Scan | None = None
        self.one_line = b"\n" not in payload

    def scan(self) -> Scan:
        """The text, read with places. JsonError if it is not JSON, UnicodeDecodeError if not UTF-8."""
        if self._scan is None:
            from ldn_rules.intake.jsonscan import Scan

            self._scan = Scan(self._payload.decode())
        return self._scan

    def of(self, path: Path, *, key: bool = False) -> Place:
        """The place of the value (or the key) at a path, or of the nearest thing around it."""
        from ldn_rules.intake.jsonscan import JsonError

        try:
            scan = self.scan()
        except (JsonError, UnicodeDecodeError):
            return self._line, None
        known = scan.keys if key and path in scan.keys else scan.places
        while path not in known:
            path = path[:-1]
        return self.at(known[path])

    def at(self, offset: int) -> Place:
        """The place of an offset in characters."""
        return self._place(self._payload.decode(errors="replace"), offset)

    def of_byte(self, offset: int) -> Place:
        """The place of an offset in bytes."""
        before = self._payload[:offset].decode(errors="replace")
        return self._place(before, len(before))

    def line_of(self, path: Path) -> int | None:
        """The line of a value. The record's own for a text of one line, which is not looked into."""
        return self._line if self.one_line else self.of(path)[0]

    def _place(self, text: str, offset: int) -> Place:
        line = text.count("\n", 0, offset) + 1
        column = offset - text.rfind("\n", 0, offset)
        if self._line is None:
            return None, None
        return line + self._line - 1, column + self._column - 1 if line == 1 else column


class Nowhere:
    """Stands in for places where there is no text, as in the Python API."""

    one_line = True

    def of(self, path: Path, *, key: bool = False) -> Place:  # noqa: ARG002 (the shape of Places.of)
        """No place."""
        return None, None

    def line_of(self, path: Path) -> int | None:  # noqa: ARG002 (the shape of Places.line_of)
        """No line."""
        return None


def path_text(path: Path) -> str | None:
    """``medications[2].dose`` for ``("medications", 2, "dose")``; None for the record itself."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text or None
