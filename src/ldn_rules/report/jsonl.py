"""One patient a line; each line stands alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ldn_rules.report.objects import encoded, patient_object

if TYPE_CHECKING:
    from ldn_rules.findings.model import PatientReport
    from ldn_rules.report.identity import Identity
    from ldn_rules.report.summary import Summary


class JsonLines:
    """``--output jsonl``."""

    between = b""

    def __init__(self, identity: Identity) -> None:
        self._identity = identity

    def head(self) -> bytes:
        """Nothing stands before the first line."""
        return b""

    def patient(self, report: PatientReport) -> bytes:
        """One line."""
        return encoded(patient_object(report, self._identity)) + b"\n"

    def tail(self, summary: Summary, exit_code: int) -> bytes:  # noqa: ARG002 (as every format)
        """Nothing stands after the last line."""
        return b""
