"""The first start without a finding, found by trying one day after the other."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ldn_rules.planning.trial import Trial


def first_after(trial: Trial, asked: int) -> int | None:
    """The first day after ``asked`` on which nothing forbids the plan; None if no day that is looked at is one."""
    return _first(trial, range(asked + 1, _end(trial, asked) + 1))


def first_for_part(trial: Trial, asked: int) -> int | None:
    """As :func:`first_after` for opioids alone, quicker where there is none: a plan has no end, so what forbids a start
    on the last day looked at forbids one on all days before it that lie ahead.

    Up to the day of the check every day is tried: what was last taken counts there, and not for a start ahead.
    """
    ahead = max(asked, trial.as_of) + 1
    found = _first(trial, range(asked + 1, ahead))
    if found is not None or trial.against(_end(trial, asked)):
        return found
    return _first(trial, range(ahead, _end(trial, asked) + 1))


def _end(trial: Trial, asked: int) -> int:
    return asked + trial.terms.settings.search


def _first(trial: Trial, days: Iterable[int]) -> int | None:
    return next((day for day in days if not trial.against(day)), None)


def first_since(trial: Trial, last: int, asked: int) -> int | None:
    """The first day after ``last`` without a finding, up to ``asked``, which has none; None where the day before it has
    none either, so that nothing was ever waited for.

    Days before the preferred start of a finding need not be tried.
    """
    starts = [one.earliest_start for one in trial.against(last + 1) if one.earliest_start is not None]
    told = [date.fromisoformat(start.preferred).toordinal() for start in starts]
    first = _first(trial, range(max(told, default=last + 1), asked + 1))
    return first if first is not None and trial.against(first - 1) else None


def first_of_run(trial: Trial, asked: int, earliest: int) -> int:
    """The first day of the run without a finding that ends with ``asked``, not before ``earliest``."""
    day = asked
    while day > earliest and not trial.against(day - 1):
        day -= 1
    return day
