"""The one error of the compiler."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ldn_rules.rulebook.model import Span


class CompileError(Exception):
    """A rule says something the engine's exact subset cannot say.

    ``message`` says what and what would be right; ``span`` is the place in the rule file.
    """

    def __init__(self, message: str, span: Span) -> None:
        super().__init__(message)
        self.message = message
        self.span = span

    def __str__(self) -> str:
        return f"{self.span.file}:{self.span.line}:{self.span.column}: {self.message}"
