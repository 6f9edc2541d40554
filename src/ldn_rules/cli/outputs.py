"""Where results go: standard output as they come, or a file that appears whole."""

from __future__ import annotations

import os
import select
import signal
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Self

from ldn_rules.rulebook.errors import UsageError

if TYPE_CHECKING:
    from types import TracebackType

STANDARD_OUTPUT = 1


class Output:
    """Bytes to standard output, each write passed on at once, or to the file ``name``.

    A file is written beside its place and put there when all went well, so that no reader meets half of it; it has the
    mode of the one that it takes the place of. A pipe, a device, or what a link leads to is written to directly.
    UsageError for a name that cannot be written to, OSError (BrokenPipeError) if the other end fails.
    """

    def __init__(self, name: str | None) -> None:
        self._name = None if name in {None, "-"} else name
        self._beside: str | None = None
        self._owner = os.getpid()
        self._before: dict[int, Any] = {}
        self.descriptor = STANDARD_OUTPUT if self._name is None else self._create(self._name)

    def _create(self, name: str) -> int:
        try:
            if not name:
                raise UsageError("-o: a name is due")
            if os.path.islink(name):
                return os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
            if os.path.exists(name) and not os.path.isfile(name):
                return os.open(name, os.O_WRONLY)
            return self._create_beside(name)
        except OSError as error:
            raise UsageError(f"-o: {name} cannot be written: {error.strerror}") from error

    def _create_beside(self, name: str) -> int:
        beside = os.path.join(os.path.dirname(name), f".{os.path.basename(name)}.{os.getpid()}.tmp")
        mode = os.stat(name).st_mode & 0o7777 if os.path.exists(name) else None
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666 if mode is None else 0o600)
        self._beside = beside
        if mode is not None:
            os.fchmod(descriptor, mode)
        return descriptor

    def write(self, data: bytes) -> None:
        """Write all of it."""
        rest = memoryview(data)
        while rest:
            try:
                rest = rest[os.write(self.descriptor, rest) :]
            except BlockingIOError:
                _wait_for(self.descriptor)

    def __enter__(self) -> Self:
        if self._beside is not None:
            for number in (signal.SIGTERM, signal.SIGHUP):
                if signal.getsignal(number) is signal.SIG_DFL:
                    self._before[number] = signal.signal(number, self._end)
        return self

    def _end(self, number: int, _frame: object) -> None:
        """Leave nothing behind, and end by the signal."""
        if os.getpid() == self._owner and self._beside is not None:
            with suppress(FileNotFoundError):  # put in its place a moment ago
                os.unlink(self._beside)
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._name is None:
            return
        os.close(self.descriptor)
        try:
            if self._beside is not None and error is None:
                os.replace(self._beside, self._name)
            elif self._beside is not None:
                os.unlink(self._beside)
        finally:
            for number, handler in self._before.items():
                signal.signal(number, handler)


def _wait_for(descriptor: int) -> None:
    poll = select.poll()
    poll.register(descriptor, select.POLLOUT)
    poll.poll()
