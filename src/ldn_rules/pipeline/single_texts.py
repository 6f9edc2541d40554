"""Single drug names and directions, read as they would be inside a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ldn_rules.reading.single import drugs_read, sigs_read

if TYPE_CHECKING:
    from ldn_rules.pipeline.book import Book


class SingleTexts:
    """The reading stage over one vocabulary."""

    def __init__(self, book: Book) -> None:
        self._vocabulary = book.vocabulary

    def drugs_read(self, text: str) -> dict[str, object]:
        """What a drug name was understood as (shape: design.md section 6)."""
        return drugs_read(self._vocabulary, text)

    def sigs_read(self, text: str) -> dict[str, object]:
        """What directions were understood as (shape: design.md section 6)."""
        return sigs_read(self._vocabulary, text)
