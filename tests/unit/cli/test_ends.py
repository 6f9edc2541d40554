"""How the process ends, what it says on the way, and where it says nothing."""

from __future__ import annotations

import atexit
import os
import signal
import sys
from typing import TYPE_CHECKING

import pytest

from ldn_rules.cli import main, progress
from ldn_rules.cli.complaints import complain
from ldn_rules.cli.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Callable


class EndError(BaseException):
    """Stands for the end of the process."""


@pytest.fixture
def ended(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """How the process would have ended: by a status or a signal."""
    ends: list[tuple[str, int]] = []

    def end(status: int) -> None:
        ends.append(("status", status))
        raise EndError

    monkeypatch.setattr(os, "_exit", end)
    monkeypatch.setattr(os, "kill", lambda _, number: ends.append(("signal", number)))
    monkeypatch.setattr(atexit, "_run_exitfuncs", lambda: ends.append(("exit functions", 0)))
    return ends


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """``given(code)``: the command ends with that code, or raises that error."""

    def dispatched(result: int | BaseException) -> None:
        def dispatch(_: object) -> int:
            if isinstance(result, BaseException):
                raise result
            return result

        monkeypatch.setattr(main, "dispatch", dispatch)

    return dispatched


def test_the_code_of_the_command_is_that_of_the_process(
    ended: list[tuple[str, int]], given: Callable[..., None]
) -> None:
    """What was to run at exit runs first."""
    given(4)
    with pytest.raises(EndError):
        main.main()
    assert ended == [("exit functions", 0), ("status", 4)]


def test_without_a_standard_output(
    ended: list[tuple[str, int]], given: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the caller has closed it there is nothing to flush."""
    given(0)
    monkeypatch.setattr(sys, "stdout", None)
    with pytest.raises(EndError):
        main.main()
    assert ended[-1] == ("status", 0)


class Closed:
    """A standard output whose reader is gone."""

    def flush(self) -> None:
        """Nobody reads."""
        raise BrokenPipeError


def test_a_reader_that_is_gone_at_the_end(
    ended: list[tuple[str, int]], given: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process ends as the signal would have ended it."""
    before = signal.getsignal(signal.SIGPIPE)
    given(0)
    monkeypatch.setattr(sys, "stdout", Closed())
    with pytest.raises(EndError):
        main.main()
    signal.signal(signal.SIGPIPE, before)
    assert ended[0] == ("signal", signal.SIGPIPE)


@pytest.mark.parametrize(
    ("error", "number"), [(KeyboardInterrupt(), signal.SIGINT), (BrokenPipeError(), signal.SIGPIPE)]
)
def test_an_interrupt_ends_the_process_as_its_signal_does(
    ended: list[tuple[str, int]], given: Callable[..., None], error: BaseException, number: signal.Signals
) -> None:
    """The signal gets its own handler back first; if it does not end the process, a status says the same."""
    before = signal.getsignal(number)
    given(error)
    with pytest.raises(EndError):
        main.run(["check"])
    assert signal.signal(number, before) is signal.SIG_DFL
    assert ended == [("signal", number), ("status", 128 + number)]


def test_msgspec_is_imported_as_it_would_be_anyway(monkeypatch: pytest.MonkeyPatch) -> None:
    """What saves time at the start leaves no trace among the modules."""
    monkeypatch.delitem(sys.modules, "typing_extensions", raising=False)
    main._import_msgspec()
    assert "typing_extensions" not in sys.modules
    monkeypatch.setitem(sys.modules, "typing_extensions", os)
    main._import_msgspec()
    assert sys.modules["typing_extensions"] is os


def test_a_closed_standard_error_costs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be said is not said."""
    monkeypatch.setattr(sys, "stderr", None)
    complain("nobody hears this")


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Callable[[set[int], list[float]], list[str]]:
    """``shown(terminals, times)``: what a run that counts at those times writes to standard error."""

    def run(terminals: set[int], times: list[float]) -> list[str]:
        written: list[str] = []
        now = [0.0]
        monkeypatch.setattr(progress, "monotonic", lambda: now[0])
        monkeypatch.setattr(os, "isatty", lambda descriptor: descriptor in terminals)
        monkeypatch.setattr(os, "write", lambda _, data: written.append(data.decode()))
        line = Progress(1)
        for number, now[0] in enumerate(times, 1):
            line.show(number * 1000)
        line.clear()
        return written

    return run


def test_progress_of_a_long_run(shown: Callable[[set[int], list[float]], list[str]]) -> None:
    """From the third second on, twice a second at most, and the line is left as it was."""
    assert shown({2}, [1.0]) == []
    seen = shown({2}, [1.9, 2.0, 2.4, 2.5])
    assert seen == ["\r2,000 records", "\r4,000 records", "\r\x1b[K"]


@pytest.mark.parametrize("terminals", [set(), {1}, {1, 2}])
def test_no_progress_where_nobody_or_everybody_looks(
    shown: Callable[[set[int], list[float]], list[str]], terminals: set[int]
) -> None:
    """Never into a file, never on the screen that the results go to."""
    assert shown(terminals, [3.0]) == []
