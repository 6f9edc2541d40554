"""The Python interface: a rulebook, and records checked against it in this process or in a supervised one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from ldn_rules.pipeline.check import Pipeline
from ldn_rules.rulebook.errors import InputError, UsageError

if TYPE_CHECKING:
    from ldn_rules.pipeline.check import Readings
    from ldn_rules.pipeline.task import CheckTask, Dates


class Rulebook(Struct, frozen=True):
    """Rules, compiled and ready. Use one from one thread at a time."""

    pipeline: Pipeline

    @property
    def version(self) -> str:
        """Version of the rule set."""
        return self.pipeline.identity.version

    @property
    def hash(self) -> str:
        """Hash of the content of every file of it."""
        return self.pipeline.identity.hash


class Report(Struct, frozen=True):
    """The report on one record; ``data`` is the patient object of ``schemas/report.schema.json``."""

    data: Mapping[str, Any]

    @property
    def outcome(self) -> str:
        """not-checked, alert, cannot-assess, clear or not-applicable."""
        return str(self.data["outcome"])

    @property
    def worst(self) -> str | None:
        """Highest severity of a current finding, or None."""
        worst: str | None = self.data["worst"]
        return worst

    @property
    def alerts(self) -> Sequence[Mapping[str, Any]]:
        """What was found, notes and history too."""
        alerts: Sequence[Mapping[str, Any]] = self.data["alerts"]
        return alerts


def load_rulebook(path: str | None = None, *, code_index: str | None = None, policy: str | None = None) -> Rulebook:
    """The rules of folder ``path`` (default: ``LDN_RULES_DIR``, else those that came with the program), with the index
    of codes in the file ``code_index`` (default: ``LDN_CODE_INDEX``, else the user's own, if there is one), under the
    site policy in the file ``policy`` (default: ``LDN_POLICY``, if that is set).

    RulesError holds every fault of the rules, PolicyError of the policy; UsageError if there is no such folder or
    file. An index that cannot be used is an error of each record with a code that it was to be asked for.
    """
    from ldn_rules.pipeline import load

    return Rulebook(load(path, code_index, policy))


def check(
    record: Mapping[str, Any] | str | bytes,
    *,
    rulebook: Rulebook,
    as_of: str | date | None = None,
    date_order: str | None = None,
    show_reading: bool = False,
    panel: bool = False,
    supervised: bool = False,
) -> Report:
    """Check one medication list: a mapping of the shape of ``schemas/medication-list.schema.json``, or its JSON text.

    ``as_of`` wins over the record's own date; without either it is today. ``date_order`` (mdy, dmy or ymd) says what
    03/04/2026 means, which is not read without it. ``show_reading`` adds how each entry was read (``readings``); the
    facts of each alert tell it of the entries it speaks of in any case. ``panel`` adds what is known and to expect
    (``panel``; null without low-dose naltrexone), which changes nothing else. ``supervised`` runs the engine in a child
    process, whose loss makes the outcome ``not-checked`` instead of ending this one.
    InputError if ``record`` is not one record; UsageError for a wrong ``as_of`` or ``date_order``.
    """
    import msgspec.json

    payload = _payload(record)
    readings: Readings = "all" if show_reading else "spoken-of"
    task = _task(rulebook.pipeline, _dates(as_of, date_order), readings, panel=panel)
    body = _supervised(task, payload) if supervised else task(payload, engine=True).body
    return Report(msgspec.json.decode(_rendered(body)))


def _rendered(body: bytes) -> bytes:
    import marshal

    rendered: bytes = marshal.loads(body)[1]  # noqa: S302 (made in this program)
    return rendered


def _supervised(task: CheckTask, payload: bytes) -> bytes:
    from ldn_rules.engine.supervisor import Supervisor

    return Supervisor(task, task.give_up, without_engine=task.without_engine).answers([payload])[0]


def _task(pipeline: Pipeline, dates: Dates, readings: Readings, *, panel: bool) -> CheckTask:
    from ldn_rules.pipeline.task import CheckTask
    from ldn_rules.report.jsonl import JsonLines

    return CheckTask(pipeline, JsonLines(pipeline.identity), dates, readings, panel)


def _payload(record: Mapping[str, Any] | str | bytes) -> bytes:
    from ldn_rules.pipeline.payloads import Feeds

    feed = Feeds("json", {})("<record>")
    payloads = [*feed.feed(_text(record)), *feed.close()]
    if len(payloads) != 1:
        raise InputError(f"one record is expected, these are {len(payloads)}")
    return payloads[0]


def _text(record: Mapping[str, Any] | str | bytes) -> bytes:
    """The record as JSON; what JSON has no word for (a set, NaN, an object) must not become something else."""
    if isinstance(record, bytes):
        return record
    if isinstance(record, str):
        return record.encode("utf-8", "surrogatepass")
    import json

    try:
        return json.dumps(record, allow_nan=False, default=_plain).encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise InputError(f"the record is no JSON value: {error}") from error


def _plain(value: object) -> str | int | float:
    """A date as its ISO text, a decimal as the number it is; TypeError for anything else, ValueError if not exact."""
    from decimal import Decimal

    if isinstance(value, date):
        return value.isoformat()
    if not isinstance(value, Decimal):
        raise TypeError(f"{type(value).__name__} is not JSON")
    number = int(value) if value == value.to_integral_value() else float(value)
    if Decimal(repr(number)) != value:
        raise ValueError(f"{value} has more digits than a number of JSON is sure to keep")
    return number


def _dates(as_of: str | date | None, order: str | None) -> Dates:
    from datetime import date

    from ldn_rules.pipeline.task import Dates
    from ldn_rules.rulebook.enumerations import DATE_ORDERS

    if order is not None and order not in DATE_ORDERS:
        raise UsageError(f"date_order: {order!r} is none of {', '.join(DATE_ORDERS)}")
    today = date.today().toordinal()  # noqa: DTZ011 (local calendar days are meant)
    if as_of is None:
        return Dates(None, today, order)
    try:
        day = as_of if isinstance(as_of, date) else date.fromisoformat(as_of)
    except (TypeError, ValueError) as error:
        raise UsageError(f"as_of: {as_of!r} is no date of the form 2026-01-15") from error
    return Dates(day.toordinal(), today, order)
