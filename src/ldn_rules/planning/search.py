"""The first start without a finding, found by trying one day after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ldn_rules.planning.trial import Trial


def first_after(trial: Trial, asked: int) -> int | None:
    """The first day after ``asked`` on which nothing forbids the plan; None if the days that are looked at have none."""
    days = range(asked + 1, asked + trial.terms.settings.search + 1)
    return next((day for day in days if not trial.against(day)), None)


def first_in_reach(trial: Trial, asked: int) -> int | None:
    """As :func:`first_after`, where the plan is the last thing on a part of the list: what forbids it on the last day
    looked at forbids it on all before.
    """
    return None if trial.against(asked + trial.terms.settings.search) else first_after(trial, asked)


def first_of_run(trial: Trial, asked: int, earliest: int) -> int:
    """The first day of the run without a finding that ends with ``asked``, not before ``earliest``."""
    day = asked
    while day > earliest and not trial.against(day - 1):
        day -= 1
    return day
