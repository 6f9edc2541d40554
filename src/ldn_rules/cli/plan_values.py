"""The values of ``plan``: doses and intervals as they are typed."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

import click

from ldn_rules.cli.options import iso_date
from ldn_rules.rulebook.constants import nanograms

_DOSE: Final = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,6})?) ?(mg|mcg)?")
_DAYS: Final = re.compile(r"([0-9]{1,4}) ?(d|days?|w|weeks?)?")
_WEEK: Final = 7


def start(ctx: click.Context, param: click.Parameter, value: str | None) -> int:
    """The ordinal of the day; wrong usage where none is given, with an example."""
    day = iso_date(ctx, param, value)
    if day is None:
        message = "Missing option '--start', the day of the first dose, such as --start 2026-02-01."
        raise click.UsageError(message, ctx)
    return day


def dose(ctx: click.Context, param: click.Parameter, value: str | None) -> int | None:
    """Nanograms of ``1.5mg``, ``1500 mcg`` or ``1.5`` (milligrams); anything else is wrong usage."""
    return None if value is None else _dose(ctx, param, value)


def doses(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> tuple[int, ...]:
    """The same, repeated."""
    return tuple(_dose(ctx, param, value) for value in values)


def _dose(ctx: click.Context, param: click.Parameter, value: str) -> int:
    found = _DOSE.fullmatch(value.strip())
    amount = nanograms(f"{found[1]} {found[2] or 'mg'}") if found else 0
    if found is None or amount <= 0 or Decimal(amount) != _exact(found[1], found[2]):
        raise click.BadParameter(f"{value!r} is no dose of the form 1.5mg.", ctx, param)
    return amount


def _exact(number: str, unit: str | None) -> Decimal:
    return Decimal(number) * nanograms(f"1 {unit or 'mg'}")


def interval(ctx: click.Context, param: click.Parameter, value: str | None) -> int | None:
    """Days of ``14d``, ``14 days``, ``2w`` or ``14``; anything else is wrong usage."""
    if value is None:
        return None
    found = _DAYS.fullmatch(value.strip())
    days = int(found[1]) * (_WEEK if (found[2] or "").startswith("w") else 1) if found else 0
    if days <= 0:
        raise click.BadParameter(f"{value!r} is no interval of the form 14d.", ctx, param)
    return days
