"""One run of ``explain``: the record asked for, explained in a supervised worker."""

from __future__ import annotations

import marshal
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ldn_rules.cli.exits import ExitCode
from ldn_rules.cli.one_record import answer
from ldn_rules.engine.supervisor import Answer, Supervisor
from ldn_rules.pipeline import payloads
from ldn_rules.pipeline.explain import explain
from ldn_rules.rulebook.errors import EngineError

if TYPE_CHECKING:
    from ldn_rules.intake.model import Record
    from ldn_rules.pipeline.check import Pipeline
    from ldn_rules.pipeline.payloads import Feeds
    from ldn_rules.pipeline.task import Dates
    from ldn_rules.report.explanation import Explanation
    from ldn_rules.report.layout import Page


class ExplainTask(Struct, frozen=True):
    """Explains a payload: as text for ``page``, or as JSON where there is none. ``rule`` is the only one wanted."""

    pipeline: Pipeline
    dates: Dates
    page: Page | None
    rule: str | None

    def __call__(self, payload: bytes, engine: bool) -> Answer:  # noqa: FBT001 (the supervisor's call)
        """The marshalled exit code and rendering."""
        record = payloads.decode(payload)
        dates = self.dates
        explanation = explain(
            self.pipeline, record, as_of=dates.as_of, today=dates.today, date_order=dates.order, engine=engine
        )
        code = self._code(explanation, record)
        return Answer(marshal.dumps((int(code), self._said(self._narrowed(explanation)))))

    def _narrowed(self, explanation: Explanation) -> Explanation:
        if self.rule is None:
            return explanation
        return replace(explanation, rules=tuple(each for each in explanation.rules if each.rule == self.rule))

    def _said(self, explanation: Explanation) -> bytes:
        from ldn_rules.report.explanation import data_of, text_of

        if self.page is not None:
            return "".join(f"{line}\n" for line in text_of(explanation, self.page)).encode("utf-8", "backslashreplace")
        from ldn_rules.report.objects import encoded

        return encoded(data_of(explanation)) + b"\n"

    @staticmethod
    def _code(explanation: Explanation, record: Record) -> ExitCode:
        if explanation.not_checked and not record.unreadable:
            return ExitCode.INTERNAL
        return ExitCode.INPUT if record.problems else ExitCode.OK


def run(task: ExplainTask, file: str, feeds: Feeds, number: int) -> tuple[bytes, ExitCode] | None:
    """Rendering and exit code of record ``number`` of a file, or None if it has no such record.

    InputError if the file cannot be read, EngineError if no
    worker survived the record.
    """
    found = answer(Supervisor(task, _give_up), file, feeds, number)
    if found is None:
        return None
    code, said = marshal.loads(found)  # noqa: S302 (our own worker wrote it)
    return said, ExitCode(code)


def _give_up(_payload: bytes, reason: str) -> bytes:
    raise EngineError(f"the record could not be explained: {reason}")
