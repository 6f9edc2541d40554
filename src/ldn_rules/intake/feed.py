"""Framing: the bytes of one input, as they arrive, to raw records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ldn_rules.intake.choice import choose
from ldn_rules.intake.encoding import ToUtf8
from ldn_rules.intake.jsonlines import JsonLines
from ldn_rules.intake.raw import Numbering, RawRecord, Run
from ldn_rules.rulebook.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ldn_rules.intake.raw import Framer

__all__ = ["FORMATS", "Feed", "RawRecord", "Run", "open_feed", "rest_of"]

FORMATS: Final = ("auto", "json", "jsonl", "csv", "fhir")
"""What ``open_feed`` takes; auto decides by content."""


class Feed:
    """Takes the bytes of one input in chunks of any size and gives raw records as soon as they are complete.

    Both methods are lazy: use up what one gave before calling the next. An input without any record (empty, white
    space, a table with nothing but a header) gives none.
    """

    def __init__(self, file_format: str, source: str | None, columns: Mapping[str, str], run: Run | None) -> None:
        self._utf8 = ToUtf8()
        self._format = file_format
        self._columns = columns
        self._numbering = Numbering(source, run)
        self._held = b""
        self._framer: Framer | None = JsonLines(self._numbering) if file_format == "jsonl" else None

    @property
    def held(self) -> bool:
        """Whether something of it waits for the other inputs of its run."""
        return bool(getattr(self._framer, "held", False))

    @property
    def blank(self) -> bool:
        """Whether there was nothing in it so far, or only white space."""
        return self._framer is None

    def feed(self, chunk: bytes) -> Iterator[RawRecord]:
        """The records that ``chunk`` completes."""
        return self._take(self._utf8.feed(chunk), final=False)

    def close(self) -> Iterator[RawRecord]:
        """What is left at the end."""
        yield from self._take(self._utf8.close(), final=True)
        if self._framer is not None:
            yield from self._framer.close()

    def _take(self, chunk: bytes, *, final: bool) -> Iterator[RawRecord]:
        if self._framer is not None:
            yield from self._framer.feed(chunk)
            return
        known = len(self._held)
        self._held += chunk
        self._framer = self._chosen(known, final=final)
        if self._framer is not None:
            chunk, self._held = self._held, b""
            yield from self._framer.feed(chunk)

    def _chosen(self, known: int, *, final: bool) -> Framer | None:
        """The framer, told from as few lines as possible: so it does not depend on the sizes of the chunks."""
        end = self._held.find(b"\n", known) + 1
        while end:
            framer = choose(self._format, self._held[:end], self._numbering, self._columns, final=False)
            if framer is not None:
                return framer
            end = self._held.find(b"\n", end) + 1
        return choose(self._format, self._held, self._numbering, self._columns, final=final)


def open_feed(
    file_format: str, source_name: str | None, csv_map: Mapping[str, str] | None = None, run: Run | None = None
) -> Feed:
    """The feed of one input. ``csv_map`` names columns: theirs to ours (to nothing: not to be read).

    With a ``run`` its FHIR resources outside a Bundle wait for those of the other inputs: see ``rest_of``.

    UsageError for a format that is not in ``FORMATS``, or a map to a column that does not exist.
    """
    if file_format not in FORMATS:
        raise UsageError(f'unknown format "{file_format}": it is one of {", ".join(FORMATS)}')
    if csv_map:
        from ldn_rules.intake.columns import check_map

        check_map(csv_map)
    return Feed(file_format, source_name, csv_map or {}, run)


def rest_of(run: Run) -> Iterator[RawRecord]:
    """The records that waited for the last input of a run."""
    for record in () if run.waiting is None else run.waiting.records(Numbering(None)):
        run.fhir = True
        yield record
