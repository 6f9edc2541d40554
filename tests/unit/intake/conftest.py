"""Inputs in, records out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ldn_rules.intake.decode import decode_record
from ldn_rules.intake.feed import open_feed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ldn_rules.intake.model import Problem, Record
    from ldn_rules.intake.raw import RawRecord


@pytest.fixture(scope="session")
def frames() -> Callable[..., list[RawRecord]]:
    """``frames(data, file_format="auto", chunk=…, csv_map=…)``: the raw records of an input."""

    def run(
        data: bytes | str, file_format: str = "auto", *, chunk: int = 1 << 17, csv_map: dict[str, str] | None = None
    ) -> list[RawRecord]:
        given = data.encode() if isinstance(data, str) else data
        feed = open_feed(file_format, "list", csv_map)
        found = [raw for at in range(0, len(given), chunk) for raw in feed.feed(given[at : at + chunk])]
        return found + list(feed.close())

    return run


@pytest.fixture(scope="session")
def read(frames: Callable[..., list[RawRecord]]) -> Callable[..., list[Record]]:
    """The same, decoded."""
    return lambda data, file_format="auto", **options: [
        decode_record(raw) for raw in frames(data, file_format, **options)
    ]


@pytest.fixture(scope="session")
def only(read: Callable[..., list[Record]]) -> Callable[..., Record]:
    """The same, for an input of one record."""

    def run(data: bytes | str, file_format: str = "auto", **options: object) -> Record:
        (record,) = read(data, file_format, **options)
        return record

    return run


@pytest.fixture(scope="session")
def said() -> Callable[[Record], list[str]]:
    """The problems of a record, each as ``code path line:column message``."""

    def one(problem: Problem) -> str:
        return f"{problem.code} {problem.path} {problem.line}:{problem.column} {problem.message}"

    return lambda record: [one(problem) for problem in record.problems]


@pytest.fixture(scope="session")
def synthetic(root: Path) -> bytes:
    """The example of FHIR lines."""
    return (root / "examples" / "synthetic-fhir.ndjson").read_bytes()
