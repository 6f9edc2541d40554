"""Where results go: standard output as they come, or a file that appears whole."""

from __future__ import annotations

import os
import select
from typing import TYPE_CHECKING, Self

from ldn_rules.rulebook.errors import UsageError

if TYPE_CHECKING:
    from types import TracebackType

STANDARD_OUTPUT = 1


class Output:
    """Bytes to standard output, each write passed on at once, or to the file ``name``.

    A file is written beside its place and put there when all went well, so that no reader meets half of it.
    A pipe, a device, or what a link leads to is written to directly. OSError (BrokenPipeError) if the other end fails.
    """

    def __init__(self, name: str | None) -> None:
        self._name = None if name in {None, "-"} else name
        self._beside: str | None = None
        self.descriptor = STANDARD_OUTPUT if self._name is None else self._create(self._name)

    def _create(self, name: str) -> int:
        try:
            if os.path.islink(name):
                return os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
            if os.path.exists(name) and not os.path.isfile(name):
                return os.open(name, os.O_WRONLY)
            self._beside = os.path.join(os.path.dirname(name), f".{os.path.basename(name)}.{os.getpid()}.tmp")
            return os.open(self._beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
        except OSError as error:
            raise UsageError(f"-o: {name} cannot be written: {error.strerror}") from error

    def write(self, data: bytes) -> None:
        """Write all of it."""
        rest = memoryview(data)
        while rest:
            try:
                rest = rest[os.write(self.descriptor, rest) :]
            except BlockingIOError:
                _wait_for(self.descriptor)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._name is None:
            return
        os.close(self.descriptor)
        if self._beside is not None and error is None:
            os.replace(self._beside, self._name)
        elif self._beside is not None:
            os.unlink(self._beside)


def _wait_for(descriptor: int) -> None:
    poll = select.poll()
    poll.register(descriptor, select.POLLOUT)
    poll.poll()
