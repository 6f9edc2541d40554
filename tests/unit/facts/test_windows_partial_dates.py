"""Partial dates: the interval of days they can mean, together."""

from __future__ import annotations

import pytest

from support.lists import ldn, oxycodone, said


@pytest.mark.parametrize(
    ("start", "end"),
    [("2025-05", "2025-05"), ("2025-05-20", "2025-05"), ("2025-05", "2025-05-10"), ("2025", "2025")],
)
def test_start_and_end_in_one_period_are_read_in_order(start: str, end: str) -> None:
    """A start and an end in one month do not contradict each other: no reading puts the end first."""
    assert said([ldn(), oxycodone(start=start, end=end, status="completed")]) == []


@pytest.mark.parametrize("start", ["2025-12", "2025-12-20"])
def test_a_last_taken_in_the_month_of_the_start_is_not_before_it(start: str) -> None:
    """A partial last_taken in the month of the start counts."""
    assert said([ldn(), oxycodone(start=start, last_taken="2025-12")]) == []


def test_a_last_taken_in_the_month_of_the_check_ends_there() -> None:
    """A partial last_taken that holds the day of the check is read as that day at the latest, not dropped."""
    late = [ldn(start=20, status="planned"), oxycodone(start="2025-12-20", last_taken="2026-01", status="stopped")]
    assert said(late) == []
    assert said([ldn(), oxycodone(start="2025-12-20", last_taken="2026-01")]) == [
        "LDN101 contraindicated",
        "LDN112 cannot-assess major",
    ]


def test_an_end_in_a_month_before_the_start_is_reversed() -> None:
    """Partial dates that cannot be in order stay a contradiction."""
    reversed_dates = oxycodone(start="2026-01", end="2025-12", status="completed")
    assert said([ldn(start=5, status="planned"), reversed_dates]) == ["LDN112 cannot-assess major"]


def test_partial_starts_give_the_earliest_day() -> None:
    """L0 is the earliest day its date can mean, and its own cannot-assess says that the date decides."""
    found = [ldn(start="2026-01"), oxycodone(start=-60, end="2025-12-28", status="completed")]
    assert said(found) == ["LDN104 cannot-assess major", "LDN104 contraindicated"]


def test_a_supply_is_counted_from_the_latest_start() -> None:
    """Where the end follows from a partial start, the latest start counts."""
    found = [ldn(), oxycodone(start="2025-12", days_supply=10, status="completed")]
    assert said(found) == ["LDN104 contraindicated", "LDN112 cannot-assess major"]
    assert said([ldn(), oxycodone(start="2025-11", days_supply=10, status="completed")]) == []


def test_what_is_over_began_by_the_day_of_the_check() -> None:
    """In the month of the check it began on that day at the latest, so an operation a week later is asked about."""
    surgery = [{"name": "colonoscopy", "opioid": "likely", "date": "2026-01-22"}]
    assert said([ldn(start="2026-01-14", status="completed")], procedures=surgery) == ["LDN113 moderate"]
    assert said([ldn(start="2026-01", status="completed")], procedures=surgery) == ["LDN113 cannot-assess moderate"]
