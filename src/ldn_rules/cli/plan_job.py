"""One run of ``plan``: the record asked for, or none, planned for in a supervised worker."""

from __future__ import annotations

import marshal
import os
import select
import stat
from datetime import date
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from ldn_rules.cli.exits import ExitCode
from ldn_rules.cli.inputs import STANDARD_INPUT
from ldn_rules.cli.one_record import answer
from ldn_rules.engine.supervisor import Limits, Supervisor
from ldn_rules.pipeline.payloads import Feeds
from ldn_rules.planning.task import PlanTask
from ldn_rules.report.plan import AS_ASKED, LATER, NONE, NOT_CHECKED, NOT_READ
from ldn_rules.rulebook.errors import EngineError, InputError, UsageError

if TYPE_CHECKING:
    from ldn_rules.pipeline.task import Dates
    from ldn_rules.planning.propose import Planner
    from ldn_rules.report.identity import Identity
    from ldn_rules.report.layout import Page
    from ldn_rules.report.plan import Plan

CODES: Final = {
    AS_ASKED: ExitCode.OK,
    LATER: ExitCode.FINDINGS,
    NONE: ExitCode.FINDINGS,
    NOT_READ: ExitCode.INPUT,
    NOT_CHECKED: ExitCode.INTERNAL,
}
"""The exit code of each outcome."""

PATIENCE: Final = Limits(silence=60.0)
"""A plan tries hundreds of days: its worker may be silent for longer than one that checks."""


WAIT: Final = 2.0
"""Seconds that standard input may be silent before somebody must say whether a list comes of it."""


def list_of(file: str | None, record: int) -> str | None:
    """The file named, or standard input where something stands there; None where there is no list.

    A list that is piped in must not be passed over: UsageError where it cannot be told whether one comes, and where
    there is none that a ``record`` behind the first could stand in.
    """
    found = file if file is not None else _piped()
    if found is None and record > 1:
        raise UsageError(f"--record {record}: there is no list; name one, or pipe it in")
    return found


def _piped() -> str | None:
    try:
        known = os.fstat(0)
    except OSError:  # closed
        return None
    if stat.S_ISREG(known.st_mode):
        return STANDARD_INPUT if known.st_size > os.lseek(0, 0, os.SEEK_CUR) else None
    return _of_pipe() if stat.S_ISFIFO(known.st_mode) or stat.S_ISSOCK(known.st_mode) else None


def _of_pipe() -> str | None:
    waiting = select.poll()
    waiting.register(0, select.POLLIN)
    came = waiting.poll(WAIT * 1000)
    if not came:
        message = f"nothing came on standard input within {WAIT:.0f} s, and it is not closed; name the list"
        raise UsageError(f"{message}, - to wait for it, or plan without one (< /dev/null)")
    return STANDARD_INPUT if came[0][1] & select.POLLIN else None


class Render(Struct, frozen=True):
    """A plan as bytes: as text for ``page``, or in a format of JSON."""

    output: str
    identity: Identity
    page: Page

    def __call__(self, plan: Plan) -> bytes:
        """All of it."""
        if self.output == "text":
            from ldn_rules.report.plan_text import text_of

            lines = text_of(plan, self.identity, self.page)
            return "".join(f"{line}\n" for line in lines).encode("utf-8", "backslashreplace")
        import msgspec.json

        from ldn_rules.report.objects import encoded
        from ldn_rules.report.plan_objects import plan_object

        data = encoded(plan_object(plan, self.identity))
        return (msgspec.json.format(data, indent=1) if self.output == "json" else data) + b"\n"


def run(planner: Planner, output: str, file: str | None, feeds: Feeds, number: int) -> tuple[bytes, ExitCode]:
    """Rendering and exit code of the plan for record ``number`` of a file, or for nobody's list.

    InputError if there is no such record, UsageError for what cannot be planned, EngineError if no worker survived.
    """
    from ldn_rules.report.layout import page_for

    task = PlanTask(planner, Render(output, planner.pipeline.identity, page_for(1)))
    supervisor = Supervisor(task, _give_up, limits=PATIENCE, without_engine=task.without_engine)
    if file is None:
        found: bytes | None = supervisor.answers([_no_list(planner.dates)])[0]
    else:
        found = answer(supervisor, file, feeds, number)
    if found is None:
        raise InputError(f"{file} has no record {number}")
    outcome, said = marshal.loads(found)  # noqa: S302 (our own worker wrote it)
    if not outcome:
        raise UsageError(said.decode())
    return said, CODES[outcome]


def _no_list(dates: Dates) -> bytes:
    """The payload of a record that says that no medicines are taken, on the day of the check."""
    day = date.fromordinal(dates.today if dates.as_of is None else dates.as_of).isoformat()
    text = f'{{"medications": "none", "source": "no list was given", "list_date": "{day}"}}'
    feed = Feeds("json", {})("<no list>")
    return next(iter([*feed.feed(text.encode()), *feed.close()]))


def _give_up(_payload: bytes, reason: str) -> bytes:
    raise EngineError(f"no plan could be made: {reason}")
