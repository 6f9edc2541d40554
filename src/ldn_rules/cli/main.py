"""The entry point: one guard around every command. A person never sees a traceback unless they ask for it."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, NoReturn

import click

from ldn_rules import __version__
from ldn_rules.cli.exits import ExitCode, of_error
from ldn_rules.cli.lazy import LazyGroup
from ldn_rules.rulebook.errors import LdnError, RulesError

if TYPE_CHECKING:
    from collections.abc import Sequence

DEBUG = "LDN_DEBUG"
"""Environment variable: set, the traceback of an unexpected error is shown."""

app = LazyGroup(
    "ldn-rules",
    {
        "check": "ldn_rules.cli.check",
        "explain": "ldn_rules.cli.explain",
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


def main() -> NoReturn:
    """Run the command line of this process and end it with the code that the command earned."""
    code = run(sys.argv[1:])
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _end_by("SIGPIPE")
    sys.exit(code)


def run(arguments: Sequence[str]) -> int:
    """Run one command; its exit code (see :class:`ExitCode`)."""
    try:
        with app.make_context("ldn-rules", list(arguments)) as context:
            return int(app.invoke(context) or ExitCode.OK)
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.ClickException as error:
        error.show()
        return ExitCode.USAGE
    except KeyboardInterrupt:
        _end_by("SIGINT")
    except BrokenPipeError:
        _end_by("SIGPIPE")
    except Exception as error:  # noqa: BLE001 (the last guard: whatever it was, it is said in one line)
        return _said(error)


def _said(error: Exception) -> ExitCode:
    if os.environ.get(DEBUG):
        import traceback

        traceback.print_exception(error)
    if isinstance(error, RulesError):
        from ldn_rules.cli.diagnostics import show

        show(error.diagnostics)
    else:
        click.echo(f"ldn-rules: {_sentence(error)}", err=True)
    return of_error(error)


def _sentence(error: Exception) -> str:
    from ldn_rules.report.layout import plain

    if isinstance(error, LdnError | OSError):
        return plain(str(error))
    return plain(f"internal error: {type(error).__name__}: {error} (nothing was checked; set {DEBUG}=1 for details)")


def _end_by(signal_name: str) -> NoReturn:
    """End as the signal would have ended us, so that a shell or a pipeline sees what happened."""
    import signal

    number = signal.Signals[signal_name]
    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)
    os._exit(128 + number)
