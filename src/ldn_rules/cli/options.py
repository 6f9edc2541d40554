"""Options that several commands share, and the types of their values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from ldn_rules.cli.values import ordinal
from ldn_rules.rulebook.enumerations import DATE_ORDERS

if TYPE_CHECKING:
    from collections.abc import Callable

    Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def iso_date(ctx: click.Context, param: click.Parameter, value: str | None) -> int | None:
    """The proleptic ordinal of a full calendar date ``YYYY-MM-DD``; anything else is wrong usage."""
    if value is None:
        return None
    day = ordinal(value)
    if day is None:
        raise click.BadParameter(f"{value!r} is no date of the form 2026-01-15.", ctx, param)
    return day


def pairs(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    """``theirs=ours``, repeated, as a mapping (``theirs=``: not to be read); anything else is wrong usage."""
    mapped: dict[str, str] = {}
    for value in values:
        theirs, equals, ours = (part.strip() for part in value.partition("="))
        if not (theirs and equals):
            raise click.BadParameter(f"{value!r} is not of the form theirs=ours (drug_name=name).", ctx, param)
        if mapped.setdefault(theirs, ours) != ours:
            raise click.BadParameter(f"{theirs!r} is said to be both {mapped[theirs]!r} and {ours!r}.", ctx, param)
    return mapped


def map_option() -> Decorator:
    """``--map THEIRS=OURS``, repeated."""
    return click.option(
        "--map",
        "csv_map",
        callback=pairs,
        multiple=True,
        metavar="THEIRS=OURS",
        help="Name of a CSV column, theirs and ours; repeat it for more.",
    )


def rules_option() -> Decorator:
    """``--rules DIR``."""
    return click.option(
        "--rules", "rules_dir", metavar="DIR", help="Folder of rules instead of the ones shipped (also: LDN_RULES_DIR)."
    )


def code_index_option() -> Decorator:
    """``--code-index FILE``."""
    return click.option(
        "--code-index", metavar="FILE", help="Index of codes instead of the user's own (also: LDN_CODE_INDEX)."
    )


def policy_option() -> Decorator:
    """``--policy FILE``."""
    return click.option(
        "--policy", metavar="FILE", help="Site policy: thresholds, suppressions, acknowledgements (also: LDN_POLICY)."
    )


def as_of_option() -> Decorator:
    """``--as-of DATE``."""
    return click.option(
        "--as-of", callback=iso_date, metavar="DATE", help="Day to check for; wins over the list's own. Default: today."
    )


def date_order_option() -> Decorator:
    """``--date-order ORDER``."""
    return click.option(
        "--date-order",
        type=click.Choice(DATE_ORDERS),
        help="Order of month, day and year in dates such as 03/04/2026, which are not read without it.",
    )


def output_option(*choices: str) -> Decorator:
    """``--output FORMAT``, the first choice being the default."""
    return click.option(
        "--output", type=click.Choice(choices), default=choices[0], show_default=True, help="How to say it."
    )


def of_one_record(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options by which a command finds one record of a file, and reads and checks it as ``check`` would."""
    for option in (
        policy_option(),
        code_index_option(),
        rules_option(),
        date_order_option(),
        as_of_option(),
        map_option(),
        click.option(
            "--format", "file_format", default="auto", show_default=True, metavar="FORMAT", help="As for check."
        ),
        click.option(
            "--record", type=click.IntRange(1), default=1, show_default=True, help="Which record of the file."
        ),
    ):
        command = option(command)
    return command
