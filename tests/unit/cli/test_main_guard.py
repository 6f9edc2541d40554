"""The guard around every command: one clear line, the right code, never a traceback."""

from __future__ import annotations

import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import click
import pytest

from ldn_rules import __version__
from ldn_rules.cli import main
from ldn_rules.cli.application import app
from ldn_rules.cli.exits import ExitCode
from ldn_rules.rulebook.diagnostics import Diagnostic
from ldn_rules.rulebook.errors import InputError, RulesError
from ldn_rules.rulebook.model import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def leaves(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command that holds no others, with its words."""
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from leaves(inner, (*path, name))
    else:
        yield path, command


COMMANDS = [path for path, _ in leaves(app)]


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Callable[[BaseException], None]:
    """``failing(error)``: from now on every command ends with it."""

    def fail_with(error: BaseException) -> None:
        def dispatch(arguments: list[str]) -> None:
            raise error

        monkeypatch.setattr(main, "dispatch", dispatch)

    return fail_with


def test_the_commands() -> None:
    """These are the commands of this version."""
    assert [" ".join(path) for path in COMMANDS] == [
        "check",
        "explain",
        "plan",
        "rules validate",
        "rules test",
        "rules list",
        "rules show",
        "rules thresholds",
        "rules docs",
        "drugs read",
        "drugs import",
        "drugs status",
        "sigs read",
    ]


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_help_has_an_example(path: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    """``--help`` of each command shows how it is called, and ends well."""
    assert main.run([*path, "--help"]) == ExitCode.OK
    shown = capsys.readouterr().out
    assert "Example" in shown
    assert f"ldn-rules {' '.join(path)}" in shown.split("Example", 1)[1]


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    """``--version`` prints it."""
    assert main.run(["--version"]) == ExitCode.OK
    assert capsys.readouterr().out == f"ldn-rules {__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["check", "--as-of", "2026-02-30"], "'2026-02-30' is no date of the form 2026-01-15."),
        (["check", "--as-of", "20260115"], "'20260115' is no date of the form 2026-01-15."),
        (["check", "--as-of", "tomorrow"], "'tomorrow' is no date of the form 2026-01-15."),
        (["check", "--map", "drug=name", "--map", "drug=sig"], "'drug' is said to be both 'name' and 'sig'."),
        (["check", "--map", "name"], "'name' is not of the form theirs=ours (drug_name=name)."),
        (["check", "--fail-on", "awful"], "'awful' is not one of"),
        (["check", "--jobs", "0"], "0 is not in the range"),
        (["check", "--outptu", "json"], "No such option"),
        (["chekc"], "No such command 'chekc'"),
        (["check", "--rules", "/nowhere"], "--rules: there is no folder /nowhere"),
        (["rules", "list", "--rules", "/nowhere"], "--rules: there is no folder /nowhere"),
    ],
)
def test_wrong_usage(arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Wrong usage is 2 and says what would be right."""
    assert main.run(arguments) == ExitCode.USAGE
    assert message in capsys.readouterr().err


def test_an_unexpected_error(
    failing: Callable[[BaseException], None], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is one line, free of control characters, and 5; with LDN_DEBUG the traceback is shown too."""
    failing(ZeroDivisionError("a\x1b[2J\nb"))
    assert main.run(["check"]) == ExitCode.INTERNAL
    line = (
        r"ldn-rules: internal error: ZeroDivisionError: a\x1b[2J b (nothing was checked; set LDN_DEBUG=1 for details)"
    )
    assert capsys.readouterr().err == line + "\n"
    monkeypatch.setenv("LDN_DEBUG", "1")
    assert main.run(["check"]) == ExitCode.INTERNAL
    assert "Traceback" in capsys.readouterr().err


def test_an_input_error(failing: Callable[[BaseException], None], capsys: pytest.CaptureFixture[str]) -> None:
    """An error of the tree is its own sentence."""
    failing(InputError("a.json: cannot be read"))
    assert main.run(["check"]) == ExitCode.INPUT
    assert capsys.readouterr().err == "ldn-rules: a.json: cannot be read\n"


def test_invalid_rules(failing: Callable[[BaseException], None], capsys: pytest.CaptureFixture[str]) -> None:
    """Every fault of the rules is shown with its place, then their number."""
    faults = [
        Diagnostic("E102", "unknown key `sevrity`", Span("rules/LDN1.yaml", 3, 1), None, "did you mean `severity`?")
    ]
    failing(RulesError(faults))
    assert main.run(["check"]) == ExitCode.RULES
    assert capsys.readouterr().err == (
        "E102 unknown key `sevrity`\n"
        " --> rules/LDN1.yaml:3:1\n"
        "  = help: did you mean `severity`?\n\n"
        "The rules are invalid: 1 fault.\n"
    )


@pytest.mark.parametrize(
    ("error", "number"), [("KeyboardInterrupt", signal.SIGINT), ("BrokenPipeError", signal.SIGPIPE)]
)
def test_ended_by_a_signal(error: str, number: int) -> None:
    """An interrupt and a closed pipe end the process as their signals do, without a word."""
    code = (
        "from ldn_rules.cli import main\n"
        f"def dispatch(arguments): raise {error}\n"
        "main.dispatch = dispatch\n"
        "import sys; sys.argv = ['ldn-rules', 'check']\n"
        "main.main()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (-number, b"")


def test_importing_the_package_costs_nothing() -> None:
    """``import ldn_rules`` imports no stage; a public name imports its home when first asked for."""
    code = (
        "import sys, ldn_rules\n"
        "assert not [name for name in sys.modules if name.startswith('ldn_rules.')]\n"
        "assert ldn_rules.UsageError.__name__ == 'UsageError' and 'check' in dir(ldn_rules)\n"
        "try: ldn_rules.nothing\n"
        "except AttributeError as error: print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, text=True)
    assert done.stdout == "module 'ldn_rules' has no attribute 'nothing'\n"
