"""Collects the faults of all files, each with its source frame, so that one run shows them all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ldn_rules.rulebook.diagnostics import Diagnostic, frame_of, in_order, printable
from ldn_rules.rulebook.errors import RulesError
from ldn_rules.rulebook.nodes import Scalar, width_of

if TYPE_CHECKING:
    from ldn_rules.rulebook.diagnostics import Frame
    from ldn_rules.rulebook.model import Span
    from ldn_rules.rulebook.nodes import Node


class Problems:
    """The faults found so far. ``spoil`` marks a node that already has one, so that what merely
    follows from it is not reported too.
    """

    def __init__(self) -> None:
        self._found: list[Diagnostic] = []
        self._lines: dict[str, list[str]] = {}
        self._spoilt: dict[int, Node] = {}

    @property
    def found(self) -> tuple[Diagnostic, ...]:
        """All faults by file and place, without repeats."""
        return in_order(self._found)

    def know(self, file: str, text: str) -> None:
        """Keep the text of a file for the frames."""
        self._lines[file] = text.split("\n")

    def add(self, code: str, message: str, at: Node, hint: str | None = None) -> None:
        """Report a fault at a node; a single value that already has one is not reported again."""
        if isinstance(at, Scalar) and self.spoilt(at):
            return
        self.add_at(code, message, at.span, width_of(at), hint)

    def add_at(self, code: str, message: str, span: Span, width: int = 1, hint: str | None = None) -> None:
        """Report a fault at a place."""
        frame = frame_of(self._lines.get(span.file, []), span, width)
        self._found.append(Diagnostic(code, printable(message), span, frame, printable(hint) if hint else None))

    def frame(self, at: Node) -> Frame | None:
        """The source around a node, for a fault that may be found later."""
        return frame_of(self._lines.get(at.span.file, []), at.span, width_of(at))

    def spoil(self, node: Node) -> None:
        """Mark a node as already faulty."""
        self._spoilt[id(node)] = node

    def spoilt(self, node: Node) -> bool:
        """Whether a fault of this very node is already reported."""
        return id(node) in self._spoilt

    def faulty(self, file: str) -> bool:
        """Whether a fault of that file is already reported."""
        return any(fault.span.file == file for fault in self._found)

    def __len__(self) -> int:
        return len(self._found)

    def raise_if_any(self) -> None:
        """RulesError with everything found, if anything was."""
        if self._found:
            raise RulesError(self.found)
