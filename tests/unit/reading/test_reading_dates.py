"""ISO dates, whole and partial, and time stamps."""

from __future__ import annotations

from datetime import date

import pytest

from ldn_rules.reading.dates import read_date


@pytest.mark.parametrize(
    ("text", "first", "last", "minute"),
    [
        ("2026-01-15", "2026-01-15", "2026-01-15", None),
        (" 2026-01-15 ", "2026-01-15", "2026-01-15", None),
        ("2025-05", "2025-05-01", "2025-05-31", None),
        ("2024-02", "2024-02-01", "2024-02-29", None),
        ("2025", "2025-01-01", "2025-12-31", None),
        ("2026-01-15T23:30:00-08:00", "2026-01-15", "2026-01-15", 1410),
        ("2026-01-15T00:10:00.123456Z", "2026-01-15", "2026-01-15", 10),
        ("2026-01-15 07:05", "2026-01-15", "2026-01-15", 425),
        ("1974-10-18T01:31:57.243101+00:00", "1974-10-18", "1974-10-18", 91),
    ],
)
def test_date(text: str, first: str, last: str, minute: int | None) -> None:
    """The interval of days; the stamp's own offset decides its day."""
    reading = read_date(text)
    assert reading is not None
    days = date.fromordinal(reading.first).isoformat(), date.fromordinal(reading.last).isoformat()
    assert (*days, reading.minute, reading.text) == (first, last, minute, text)


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-30",
        "2026-13",
        "0000",
        "03/04/2026",
        "2026-1-5",
        "15 Jan 2026",
        "",
        "today",
        "2026-01-15T25:00",
        "2026-01-15T10:61",
        "2026-01-15T10:00:61",
        "2023-02-29",
        "20260115",
        "²⁰²⁶",
        "2026-01-15x",
    ],
)
def test_no_date(text: str) -> None:
    """Other writings and impossible days are not guessed."""
    assert read_date(text) is None
