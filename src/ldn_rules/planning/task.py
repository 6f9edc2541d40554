"""What a worker does with the payload of the record to plan for."""

from __future__ import annotations

import marshal
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ldn_rules.engine.supervisor import Answer
from ldn_rules.pipeline import payloads
from ldn_rules.report.plan import NOT_CHECKED, Plan
from ldn_rules.rulebook.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from ldn_rules.findings.model import PatientReport
    from ldn_rules.planning.propose import Planner


class PlanTask(Struct, frozen=True):
    """Plans for a payload and renders the plan."""

    planner: Planner
    render: Callable[[Plan], bytes]

    def __call__(self, payload: bytes, engine: bool) -> Answer:  # noqa: FBT001 (the supervisor's call)
        """The marshalled outcome and rendering, or what was wrong with what was asked for."""
        return self._answer(payload, "", engine=engine)

    def without_engine(self, payload: bytes, reason: str) -> Answer:
        """The same where the engine was lost: no plan, since nothing was cross-checked."""
        return self._answer(payload, reason, engine=False)

    def _answer(self, payload: bytes, reason: str, *, engine: bool) -> Answer:
        try:
            plan = self.planner.plan(payloads.decode(payload), engine=engine)
        except UsageError as error:
            return Answer(marshal.dumps(("", str(error).encode())))
        if reason and plan.outcome == NOT_CHECKED:
            plan = replace(plan, not_checked=reason)
        report = plan.list_report
        plan = replace(plan, list_report=_located(payload, report))
        return Answer(marshal.dumps((plan.outcome, self.render(plan))))


def _located(payload: bytes, report: PatientReport) -> PatientReport:
    return replace(report, problems=payloads.located(payload, report.problems)) if report.problems else report
