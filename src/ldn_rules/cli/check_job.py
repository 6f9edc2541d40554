"""What ``ldn-rules check`` was asked for, and doing it."""

from __future__ import annotations

import gc
import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from msgspec import Struct, field

from ldn_rules import pipeline
from ldn_rules.cli.complaints import complain
from ldn_rules.report.formats import FORMATS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ldn_rules.cli.exits import ExitCode
    from ldn_rules.pipeline.check import Pipeline, Readings


class Wanted(Struct, frozen=True):
    """The values of the options; ``as_of`` is an ordinal, ``csv_map`` their names of columns to ours."""

    files: tuple[str, ...] = ()
    file_format: str = "auto"
    as_of: int | None = None
    rules_dir: str | None = None
    output: str = FORMATS[0]
    destination: str | None = None
    fail_on: str = "major"
    jobs: int = 1
    csv_map: dict[str, str] = field(default_factory=dict)
    date_order: str | None = None
    show_reading: bool = False
    code_index: str | None = None
    panel: bool = False
    policy: str | None = None

    @property
    def readings(self) -> Readings:
        """Whose readings the report tells: all where they are asked for, in JSON else those that alerts speak of."""
        if self.show_reading:
            return "all"
        return "none" if self.output == "text" else "spoken-of"


def check(wanted: Wanted) -> ExitCode:
    """Put the run together and run it; raises UsageError, RulesError, OSError."""
    from datetime import date

    _yield_to_workers()
    with _uncollected():
        from ldn_rules.cli import checking
        from ldn_rules.cli.inputs import Inputs
        from ldn_rules.cli.outputs import Output
        from ldn_rules.pipeline import payloads
        from ldn_rules.pipeline.task import CheckTask, Dates
        from ldn_rules.report.formats import format_named
        from ldn_rules.report.layout import page_for

        loaded = pipeline.load(wanted.rules_dir, wanted.code_index, wanted.policy)
    complain_of_index(loaded)
    inputs = Inputs(wanted.files, payloads.Feeds(wanted.file_format, wanted.csv_map), complain)
    with Output(wanted.destination) as out:
        form = format_named(wanted.output, loaded.identity, page_for(out.descriptor))
        dates = Dates(wanted.as_of, date.today().toordinal(), wanted.date_order)  # noqa: DTZ011 (local calendar days are meant)
        task = CheckTask(loaded, form, dates, wanted.readings, wanted.panel)
        return checking.run(task, inputs, out, fail_on=wanted.fail_on, jobs=wanted.jobs)


def complain_of_index(loaded: Pipeline) -> None:
    """Say once that the code index cannot be used; each record that it was to be asked for says so too."""
    if loaded.index_fault is not None:
        complain(f"{loaded.index_fault}; codes are read without it")


@contextmanager
def _uncollected() -> Iterator[None]:
    """No search for garbage while modules and rules are loaded, and none among them later."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def _yield_to_workers() -> None:
    """Answers do not interrupt a worker on the same core: waking up for each one costs a fifth of a stream."""
    if hasattr(os, "SCHED_BATCH"):
        with suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
