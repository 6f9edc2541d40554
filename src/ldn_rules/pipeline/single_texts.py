"""The reading stage over a rulebook, and single drug names and directions read by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ldn_rules.facts.build import ORAL
from ldn_rules.reading.doses import PlausibilityLimits
from ldn_rules.reading.reader import Reader

if TYPE_CHECKING:
    from ldn_rules.pipeline.book import Book
    from ldn_rules.reading.indexed import CodeIndex


def reader_of(book: Book, index: CodeIndex | None = None) -> Reader:
    """The reading stage with the vocabulary and the plausible doses of a rulebook, and codes beyond it."""
    settings = book.settings
    limits = PlausibilityLimits(
        settings.implausibly_small,
        settings.implausibly_large,
        settings.bare_number_low,
        settings.bare_number_high,
        ORAL,
    )
    return Reader(book.vocabulary, limits, index)


class SingleTexts:
    """The reading stage, asked for one text at a time."""

    def __init__(self, book: Book) -> None:
        self._reader = reader_of(book)

    def drugs_read(self, text: str) -> dict[str, object]:
        """What a drug name was understood as (docs/guide/using.md "Names and sigs")."""
        from ldn_rules.reading.shapes import drug_shape

        return drug_shape(self._reader.drug(text))

    def sigs_read(self, text: str) -> dict[str, object]:
        """What directions were understood as (docs/guide/using.md "Names and sigs")."""
        from ldn_rules.reading.shapes import sig_shape

        return sig_shape(self._reader.sig(text))
