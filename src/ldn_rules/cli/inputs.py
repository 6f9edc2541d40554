"""Files and standard input as a source of payloads for the workers."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Protocol

from ldn_rules.rulebook.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

STANDARD_INPUT = "-"
_CHUNK = 1 << 17
_NO_RECORD = "there is no record in it"


class Feed(Protocol):
    """What turns the bytes of one file into payloads, one a record (see ``pipeline.payloads``)."""

    def feed(self, chunk: bytes) -> Iterable[bytes]:
        """The payloads that ``chunk`` completes."""

    def close(self) -> Iterable[bytes]:
        """What is left at the end."""

    @property
    def held(self) -> bool:
        """Whether something of the file waits for the last one."""

    @property
    def blank(self) -> bool:
        """Whether there was nothing in the file at all."""


class Feeds(Protocol):
    """Makes the feeds of a run."""

    def __call__(self, name: str) -> Feed:
        """The feed of a file, by the name to report it under."""

    def rest(self) -> tuple[str, Feed] | None:
        """What waited for the last file, with a name to report it under; None if nothing did."""

    @property
    def exported(self) -> bool:
        """Whether records came of files that belong together, of which one alone may give none."""


class Inputs:
    """Reads files one after the other, as far as the workers can take it.

    ``feeds`` makes the feed of each, and of what waits for the last of them. A file that cannot be opened or read
    costs that file alone: ``complain`` gets a sentence, ``faults`` counts it.
    """

    def __init__(self, names: Sequence[str], feeds: Feeds, complain: Callable[[str], None]) -> None:
        self._names = list(names) or [STANDARD_INPUT]
        self._feeds = feeds
        self._ended = False
        self._complain = complain
        self._open: tuple[str, int, Feed] | None = None
        self._records = 0
        self._blank: list[str] = []
        self.faults = 0
        self._faults_before = 0

    def fileno(self) -> int | None:
        """The descriptor to wait on; None when every file is read, and what waited for that."""
        while self._open is None and self._names:
            self._next(self._names.pop(0))
        if self._open is None and not self._ended:
            self._ended = True
            self._open_rest()
        if self._open is None:
            self._judge_blank()
        return self._open[1] if self._open else None

    def read(self) -> Iterator[bytes]:
        """The payloads that one more chunk of input completes."""
        assert self._open is not None
        name, descriptor, feed = self._open
        try:
            chunk = os.read(descriptor, _CHUNK)
            if chunk:
                yield from self._counted(feed.feed(chunk))
                return
        except BlockingIOError:
            return
        except Exception as error:  # noqa: BLE001 (one bad file must not cost the others)
            self._fault(name, error)
        yield from self._finish(name, descriptor, feed)

    def _finish(self, name: str, descriptor: int, feed: Feed) -> Iterator[bytes]:
        self._open = None
        if descriptor != 0:
            os.close(descriptor)
        try:
            yield from self._counted(feed.close())
        except Exception as error:  # noqa: BLE001 (the same)
            self._fault(name, error)
        if not self._records and self.faults == self._faults_before and not feed.held:
            if feed.blank:
                self._blank.append(name)
            else:
                self._fault(name, InputError(_NO_RECORD))

    def _judge_blank(self) -> None:
        """A file with nothing in it is a fault, unless it is one of several that belong together."""
        names, self._blank = self._blank, []
        for name in () if self._feeds.exported else names:
            self._fault(name, InputError(_NO_RECORD))

    def _counted(self, payloads: Iterable[bytes]) -> Iterator[bytes]:
        for payload in payloads:
            self._records += 1
            yield payload

    def _next(self, name: str) -> None:
        self._records, self._faults_before = 0, self.faults
        try:
            descriptor = 0 if name == STANDARD_INPUT else os.open(name, os.O_RDONLY)
            self._open = (name, descriptor, self._feeds("<stdin>" if descriptor == 0 else name))
        except (OSError, InputError) as error:
            self._fault(name, error)

    def _open_rest(self) -> None:
        """What waited for the last file is read as one more that is at its end already."""
        rest = self._feeds.rest()
        if rest is not None:
            self._records, self._faults_before = 0, self.faults
            reading, writing = os.pipe()
            os.close(writing)
            self._open = (rest[0], reading, rest[1])

    def _fault(self, name: str, error: Exception) -> None:
        self.faults += 1
        known = isinstance(error, OSError | InputError)
        said = (error.strerror if isinstance(error, OSError) else None) or str(error)
        if isinstance(error, IsADirectoryError):
            said = f"{said}; name the files in it"
        self._complain(f"{name}: {said if known else f'could not be read ({type(error).__name__}: {said})'}")
