"""One JSON document, written patient by patient: memory does not grow with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ldn_rules.report.identity import REPORT_VERSION
from ldn_rules.report.objects import encoded, patient_object

if TYPE_CHECKING:
    from ldn_rules.findings.model import PatientReport
    from ldn_rules.report.identity import Identity
    from ldn_rules.report.summary import Summary


class Document:
    """``--output json``. What depends on all patients (``as_of``, ``engine``, ``summary``) follows them."""

    between = b",\n"

    def __init__(self, identity: Identity) -> None:
        self._identity = identity

    def head(self) -> bytes:
        """The opening, up to the list of patients."""
        rules = {"name": self._identity.name, "version": self._identity.version, "hash": self._identity.hash}
        opening = encoded({"report": REPORT_VERSION, "ruleset": rules, **self._policy()})
        return opening[:-1] + b',"patients":[\n'

    def _policy(self) -> dict[str, object]:
        if self._identity.policy is None:
            return {}
        from ldn_rules.report.policy_objects import provenance

        return {"policy": provenance(self._identity.policy)}

    def patient(self, report: PatientReport) -> bytes:
        """One element of the list."""
        return encoded(patient_object(report, self._identity))

    def tail(self, summary: Summary, exit_code: int) -> bytes:
        """The end of the list, and what is known only now."""
        engine = {
            "name": self._identity.engine,
            "version": self._identity.engine_version,
            "cross_checked": summary.failed == 0,
        }
        counts = summary.as_data(exit_code)
        if self._identity.policy is not None:
            counts["suppressed"] = summary.suppressed
        rest = encoded({"as_of": summary.as_of, "engine": engine, "summary": counts})
        return b"\n]," + rest[1:] + b"\n"
