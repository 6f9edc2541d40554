"""All commands, as click reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

import click

from ldn_rules import __version__
from ldn_rules.cli.exits import ExitCode
from ldn_rules.cli.lazy import LazyGroup

if TYPE_CHECKING:
    from collections.abc import Sequence

app = LazyGroup(
    "ldn-rules",
    {
        "check": "ldn_rules.cli.check",
        "explain": "ldn_rules.cli.explain",
        "plan": "ldn_rules.cli.plan",
        "rules": "ldn_rules.cli.rules",
        "drugs": "ldn_rules.cli.drugs",
        "sigs": "ldn_rules.cli.sigs",
    },
    help="""Check medication lists against declared, tested rules about low-dose naltrexone.

For health-care professionals. What is printed is a proposition with its reasons and sources, never an order.

\b
Example:
  ldn-rules check list.json
""",
)
app.params.append(
    click.Option(
        ["--version"],
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=lambda ctx, _, asked: _show_version(ctx) if asked else None,
        help="Print the version and end.",
    )
)


def _show_version(ctx: click.Context) -> NoReturn:
    click.echo(f"ldn-rules {__version__}")
    ctx.exit()


def invoke(arguments: Sequence[str]) -> int:
    """Run the command that the arguments name; its exit code. What is wrong with them is said here."""
    try:
        with app.make_context("ldn-rules", list(arguments)) as context:
            return int(app.invoke(context) or ExitCode.OK)
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.ClickException as error:
        error.show()
        return ExitCode.USAGE
