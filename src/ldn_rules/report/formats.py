"""The formats by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from ldn_rules.findings.model import PatientReport
    from ldn_rules.report.identity import Identity
    from ldn_rules.report.layout import Page
    from ldn_rules.report.summary import Summary

FORMATS = ("text", "json", "jsonl")


class Format(Protocol):
    """How a report is said. ``head`` and ``tail`` are made once, ``patient`` once a record (in a worker);
    ``between`` stands between two patients.
    """

    between: bytes

    def head(self) -> bytes:
        """What stands before the first patient."""

    def patient(self, report: PatientReport) -> bytes:
        """One patient."""

    def tail(self, summary: Summary, exit_code: int) -> bytes:
        """What stands after the last patient."""


def format_named(name: str, identity: Identity, page: Page) -> Format:
    """The format of that name (one of :data:`FORMATS`); ``page`` matters to text alone."""
    if name == "jsonl":
        from ldn_rules.report.jsonl import JsonLines

        return JsonLines(identity)
    if name == "json":
        from ldn_rules.report.document import Document

        return Document(identity)
    from ldn_rules.report.text import Text

    return Text(identity, page)
