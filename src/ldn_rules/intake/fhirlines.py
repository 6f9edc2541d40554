"""FHIR as newline-delimited JSON (bulk export): one resource a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ldn_rules.intake.fhirgroups import FhirGroups
from ldn_rules.intake.jsonlines import too_long
from ldn_rules.intake.lines import Lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ldn_rules.intake.raw import Numbering, RawRecord


class FhirLines:
    """Frames lines of resources. A Bundle on a line is given at once; single resources wait for the end."""

    def __init__(self, numbering: Numbering) -> None:
        self._numbering = numbering
        self._lines = Lines()
        self._groups = FhirGroups(numbering)

    @property
    def held(self) -> bool:
        """Whether resources of it wait for other inputs."""
        return self._groups.held

    def feed(self, chunk: bytes) -> Iterator[RawRecord]:
        """The records of broken lines and of Bundles."""
        return self._records(self._lines.feed(chunk))

    def close(self) -> Iterator[RawRecord]:
        """The last line, then one record for each patient."""
        yield from self._records(self._lines.close())
        yield from self._groups.close()

    def _records(self, lines: Iterable[tuple[int, bytes | None]]) -> Iterator[RawRecord]:
        for number, line in lines:
            if line is None:
                yield self._numbering.unreadable("fhir", too_long(number))
            elif line and not line.isspace():
                yield from self._groups.add(line, number, 1)
