"""What is to be said of a FHIR input as a whole: in every record of it, and so each kind of it only once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from ldn_rules.intake.raw import Fault


class _Seen(Struct):
    """The first note of a kind, the input it is about, and how many there are."""

    fault: Fault
    source: str | None
    count: int = 0


class Notes:
    """Collects notes; of those of one kind the first is reported, with the number of the others."""

    def __init__(self) -> None:
        self._seen: dict[str, _Seen] = {}

    def add(self, kind: str, fault: Fault, source: str | None) -> None:
        """One more note about the input ``source``."""
        self._seen.setdefault(kind, _Seen(fault, source)).count += 1

    def of(self, source: str | None) -> list[Fault]:
        """The notes as a record of ``source`` reports them."""
        return [placed(_counted(seen), seen.source, source) for seen in self._seen.values()]


def _counted(seen: _Seen) -> Fault:
    code, message, line, column = seen.fault
    return (
        (code, f"{message} (and {seen.count - 1:,} more of this kind)", line, column) if seen.count > 1 else seen.fault
    )


def placed(fault: Fault, of: str | None, source: str | None) -> Fault:
    """A fault found in the input ``of``, as a record of ``source`` reports it: lines are those of its own input."""
    code, message, line, column = fault
    return fault if of == source else (code, f"{message} (in {of}, line {line}, column {column})", None, None)
