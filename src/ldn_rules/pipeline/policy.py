"""Records checked under a site policy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from ldn_rules.findings.model import UnderPolicy
from ldn_rules.findings.policy import compared, divided
from ldn_rules.pipeline.book import load_book
from ldn_rules.pipeline.check import Pipeline
from ldn_rules.pipeline.policy_build import load_policy

if TYPE_CHECKING:
    from ldn_rules.codeindex.lookup import SqliteIndex
    from ldn_rules.findings.model import Finding, Lowered, PatientReport
    from ldn_rules.intake.model import Record
    from ldn_rules.pipeline.book import Book
    from ldn_rules.report.identity import Identity
    from ldn_rules.rulebook.policy import Policy


def under_policy(rules_dir: str, path: str, index: SqliteIndex | None) -> PolicyPipeline:
    """The pipeline over a rules folder under the policy of a file. RulesError, PolicyError."""
    policy, book = load_policy(rules_dir, path)
    return PolicyPipeline(policy, book, load_book(rules_dir) if policy.changes else None, index)


class PolicyPipeline(Pipeline):
    """Checks records by the rules as a site has changed them. Where it has, each record is also checked by the rules as
    shipped (by the second evaluator alone), so that what the policy makes milder is told.
    """

    def __init__(self, policy: Policy, book: Book, shipped: Book | None, index: SqliteIndex | None = None) -> None:
        """``book`` is the rulebook under the policy, ``shipped`` the one without, where they differ."""
        super().__init__(book, index)
        self.policy: Policy = policy
        self._shipped = None if shipped is None else Pipeline(shipped, index)

    @property
    def identity(self) -> Identity:
        """Rules as shipped, policy and engine behind every report."""
        return (
            super().identity
            if self._shipped is None
            else replace(self._shipped.identity, policy=self.policy, list_age_days=self.book.list_age)
        )

    def check(self, record: Record, **how: Any) -> PatientReport:
        """The report of one record under the policy; outcome and worst severity count what is suppressed too."""
        report = super().check(record, **how)
        if report.unreadable:
            return replace(report, policy=UnderPolicy())
        findings, lowered = self._compared(report, record, how)
        shown, under = divided(findings, self.policy, patient=report.patient, as_of=report.as_of)
        idle = under.idle if report.not_checked is None else ()  # what was not checked has not met nothing
        return replace(report, findings=shown, policy=replace(under, lowered=lowered, idle=idle))

    def _compared(
        self, report: PatientReport, record: Record, how: dict[str, Any]
    ) -> tuple[tuple[Finding, ...], tuple[Lowered, ...]]:
        if self._shipped is None:
            return report.findings, ()
        without = self._shipped.check(record, **{**how, "engine": False, "readings": "none"})
        return compared(report.findings, without.findings, self.policy)
