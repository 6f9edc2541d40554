"""The entry point: one guard around every command. A person never sees a traceback unless they ask for it."""

from __future__ import annotations

import atexit
import gc
import os
import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any, NoReturn

from ldn_rules.cli.complaints import complain
from ldn_rules.rulebook.errors import LdnError, PolicyError, RulesError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ldn_rules.cli.exits import ExitCode

DEBUG = "LDN_DEBUG"
"""Environment variable: set, the traceback of an unexpected error is shown."""


def main() -> NoReturn:
    """Run the command line of this process and end it with the code that the command earned.

    No search for garbage until a command has loaded what it needs: nearly all of that stays, and looking through it
    again and again is a tenth of a start.
    """
    gc.disable()
    _import_msgspec()
    code = run(sys.argv[1:])
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        _end_by("SIGPIPE")
    _leave(code)


def _import_msgspec() -> None:
    """Import msgspec without what it imports and a command never uses; a start is a twentieth shorter.

    What it would take from ``typing_extensions`` the ``typing`` of every Python we run on has as well; ``textwrap``
    serves the schemas it can write, ``platform`` tells ``uuid`` the name of the system. Whoever imports one of them
    later gets the real one. Should a release want more of them, it gets all.
    """
    modules: dict[str, Any] = sys.modules
    stand_ins = {"typing_extensions": None, "textwrap": ModuleType("textwrap"), "platform": ModuleType("platform")}
    stand_ins["platform"].system = lambda: os.uname().sysname  # type: ignore[union-attr]
    ours = {name: stand_in for name, stand_in in stand_ins.items() if name not in modules}
    modules.update(ours)
    try:
        import msgspec  # noqa: F401 (for those who import it later)
    except (ImportError, AttributeError):
        for name in [name for name in modules if name.partition(".")[0] in {"msgspec", "uuid"}]:
            del modules[name]
    finally:
        for name in ours:
            del modules[name]


def _leave(code: int) -> NoReturn:
    """End without taking the interpreter to pieces: what was to run at exit runs, and a tenth of a start is saved."""
    atexit._run_exitfuncs()  # noqa: SLF001 (the only name it has)
    os._exit(code)


def run(arguments: Sequence[str]) -> int:
    """Run one command; its exit code (see :class:`ExitCode`)."""
    try:
        return dispatch(arguments)
    except KeyboardInterrupt:
        _end_by("SIGINT")
    except BrokenPipeError:
        _end_by("SIGPIPE")
    except Exception as error:  # noqa: BLE001 (the last guard: whatever it was, it is said in one line)
        return _said(error)


def dispatch(arguments: Sequence[str]) -> int:
    """An ordinary ``check`` goes the short way, everything else by click."""
    from ldn_rules.cli import check_line

    wanted = check_line.read(arguments)
    if wanted is not None:
        from ldn_rules.cli.check_job import check

        return check(wanted)
    from ldn_rules.cli.application import invoke

    gc.enable()
    return invoke(arguments)


def _said(error: Exception) -> ExitCode:
    from ldn_rules.cli.exits import of_error

    if os.environ.get(DEBUG):
        import traceback

        traceback.print_exception(error)
    if isinstance(error, RulesError):
        from ldn_rules.cli.diagnostics import POLICY, show

        if isinstance(error, PolicyError):
            show(error.diagnostics, POLICY)
        else:
            show(error.diagnostics)
    else:
        complain(_sentence(error))
    return of_error(error)


def _sentence(error: Exception) -> str:
    if isinstance(error, LdnError | OSError):
        return str(error)
    return f"internal error: {type(error).__name__}: {error} (nothing was checked; set {DEBUG}=1 for details)"


def _end_by(signal_name: str) -> NoReturn:
    """End as the signal would have ended us, so that a shell or a pipeline sees what happened."""
    import signal

    number = signal.Signals[signal_name]
    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)
    os._exit(128 + number)
