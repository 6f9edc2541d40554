"""A pipeline of no rules: what the command line does around one."""

from __future__ import annotations

import json
import os
import signal
from typing import TYPE_CHECKING

import pytest

from ldn_rules.findings.model import PatientReport
from ldn_rules.intake.model import Problem, Record
from ldn_rules.intake.raw import RawRecord
from ldn_rules.pipeline.payloads import pack
from ldn_rules.pipeline.task import CheckTask, Dates
from ldn_rules.report.formats import format_named
from ldn_rules.report.identity import Identity
from ldn_rules.report.layout import Page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

IDENTITY = Identity("ldn-rules", "2026.11.0", "abcdef0123456789", "durable-rules", "2.0.28", 7)


class FakePipeline:
    """Does to its process what the patient's id says, and reports it as clear otherwise."""

    identity = IDENTITY
    policy = None

    def reproduce(self, record: Record, **_: object) -> str | None:
        """Nothing is written down."""

    def check(self, record: Record, *, engine: bool, **_: object) -> PatientReport:
        """A report with nothing in it."""
        word = record.patient or ""
        if word == "kill" and engine:
            os.kill(os.getpid(), signal.SIGKILL)
        if word == "gone":
            os._exit(9)
        problems = (Problem("bad", "cannot be read"),) if word in {"faulty", "unreadable"} else ()
        lost = word == "lost" or not engine
        return PatientReport(
            record=record.number,
            source=record.source,
            line=record.line,
            patient=record.patient,
            as_of="2026-01-15",
            as_of_basis="record",
            outcome="not-checked" if lost or word == "unreadable" else "clear",
            problems=problems,
            not_checked="the rule engine did not run" if lost else None,
            engine_failed=word == "lost",
            unreadable=word == "unreadable",
        )


class LineFeed:
    """One record a line: the id of its patient."""

    held = False
    blank = True

    def __init__(self, name: str) -> None:
        self._name = name
        self._rest = b""
        self._line = 0

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """The lines that the chunk completes."""
        *lines, self._rest = (self._rest + chunk).split(b"\n")
        for line in lines:
            yield self._packed(line)

    def close(self) -> Iterator[bytes]:
        """The last line, if it has no end."""
        if self._rest == b"broken":
            raise ValueError("a bug in the feed")
        if self._rest:
            yield self._packed(self._rest)

    def _packed(self, line: bytes) -> bytes:
        self._line += 1
        return payload(line.decode(), self._line, os.path.basename(self._name))


class LineFeeds:
    """Makes such feeds; nothing waits for the last file, and no file needs another."""

    exported = False

    def __call__(self, name: str) -> LineFeed:
        """The feed of a file."""
        return LineFeed(name)

    def rest(self) -> None:
        """Nothing."""


def payload(patient: str, number: int = 1, source: str = "a") -> bytes:
    """The payload of a list with nothing on it but whose it is."""
    text = json.dumps({"patient": {"id": patient}, "medications": []}).encode()
    return pack(RawRecord(1, source, "jsonl", number, text), number)


@pytest.fixture
def fake_task() -> Callable[..., CheckTask]:
    """``fake_task("jsonl")``: the task of a run over :class:`FakePipeline` in that format."""

    def make(output: str = "jsonl", as_of: int | None = None) -> CheckTask:
        form = format_named(output, IDENTITY, Page())
        return CheckTask(FakePipeline(), form, Dates(as_of, 739_631))  # type: ignore[arg-type]

    return make


@pytest.fixture
def line_feeds() -> LineFeeds:
    """The feeds that go with it."""
    return LineFeeds()


@pytest.fixture
def payload_of() -> Callable[..., bytes]:
    """``payload_of("ok", 7, "a.json")``: what a worker would be given."""
    return payload
