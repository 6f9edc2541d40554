"""One run of ``check``: files in, workers in between, a report and an exit code out."""

from __future__ import annotations

import marshal
from typing import TYPE_CHECKING

from msgspec import Struct

from ldn_rules.cli import exits
from ldn_rules.cli.progress import Progress
from ldn_rules.engine.supervisor import Limits, Supervisor
from ldn_rules.report.summary import Summary, Tally

if TYPE_CHECKING:
    from ldn_rules.cli.exits import ExitCode
    from ldn_rules.cli.inputs import Inputs
    from ldn_rules.cli.outputs import Output
    from ldn_rules.pipeline.task import CheckTask


class Sink(Struct):
    """Counts the answers and passes their renderings on, in order."""

    output: Output
    progress: Progress
    between: bytes
    summary: Summary

    def __call__(self, bodies: list[bytes]) -> None:
        """Take the answers that have come due, and write them at once."""
        parts: list[bytes] = []
        for body in bodies:
            counted, rendered = marshal.loads(body)  # noqa: S302 (our own worker wrote it)
            if self.summary.records and self.between:
                parts.append(self.between)
            self.summary.add(Tally(*counted))
            parts.append(rendered)
        self.output.write(b"".join(parts))
        self.progress.show(self.summary.records)


def run(
    task: CheckTask, inputs: Inputs, output: Output, *, fail_on: str, jobs: int, limits: Limits | None = None
) -> ExitCode:
    """Check every record of ``inputs`` with up to ``jobs`` workers and write the report to ``output``."""
    summary, progress = Summary(), Progress(output.descriptor)
    supervisor = Supervisor(task, task.give_up, jobs, limits, task.without_engine)
    output.write(task.form.head())
    try:
        supervisor.run(inputs, Sink(output, progress, task.form.between, summary))
    finally:
        progress.clear()
    policy_faults = _policy_faults(task, summary)
    code = exits.of_run(summary, fail_on, input_faults=inputs.faults, policy_faults=policy_faults)
    output.write(task.form.tail(summary, code))
    return code


def _policy_faults(task: CheckTask, summary: Summary) -> int:
    """Say which entries of the site policy turned out to be expired or unused; their number."""
    policy = task.pipeline.policy
    if policy is None:
        return 0
    from ldn_rules.rulebook.policy import faults_of_run

    checked = summary.records - summary.unreadable
    found = faults_of_run(policy, expired=summary.expired, used=summary.used, idle=summary.idle, checked=checked)
    if found:
        from ldn_rules.cli.diagnostics import POLICY, show

        show(found, POLICY)
    return len(found)
