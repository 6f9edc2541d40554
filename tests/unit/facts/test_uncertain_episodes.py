"""Naltrexone entries whose dates nobody knows, alone and beside entries that are dated."""

from __future__ import annotations

from typing import Any

import pytest

from support.lists import check, item, ldn, oxycodone, said

C, CA = "LDN101 contraindicated", "LDN101 cannot-assess major"
UNDATED = ldn(id="undated", start=None)
STOPPED = ldn(id="stopped", start=None, status="stopped")
NO_END = ldn(id="no-end", start=-100, status="stopped")


def closed(start: int, end: int) -> dict[str, Any]:
    """A completed course of oxycodone."""
    return oxycodone(start=start, end=end, status="completed")


@pytest.mark.parametrize(
    ("opioid", "expected"),
    [
        (oxycodone(start=-50), C),
        (oxycodone(), C),
        (closed(-8, 0), C),
        (closed(-20, -8), "LDN104 moderate"),
        (closed(-200, -20), CA),
        (closed(-200, -180), None),
    ],
)
@pytest.mark.parametrize("status", ["active", "on-hold", None])
def test_a_start_nobody_knows(opioid: dict[str, Any], expected: str | None, status: str | None) -> None:
    """If every day it can have started gives a current finding the mildest is reported, if some do cannot-assess."""
    assert said([{**UNDATED, "status": status or "unknown"}, opioid]) == ([] if expected is None else [expected])


@pytest.mark.parametrize("birth", ["1960-05-01", "2026-01-01", "2062-05-01"])
def test_a_birth_date_that_cannot_be_is_not_believed(birth: str) -> None:
    """A birth after what is recorded, or after the check, bounds no reading of an unknown start."""
    found = said([UNDATED, closed(-20, -16)], patient={"id": "p", "birth_date": birth})
    assert [one for one in found if not one.startswith("LDN204")] == [CA]


def test_stopped_without_dates_can_only_be_asked_about() -> None:
    """Nobody knows when it was taken: cannot-assess, never an alert."""
    assert said([STOPPED, oxycodone(start=-50)]) == [CA]


def test_an_unknown_start_before_a_known_end() -> None:
    """The worst reading is reported, and beside it that the start decides."""
    why = "LDN401 cannot-assess info"
    assert said([ldn(start=None, end=-10, status="stopped"), closed(-50, -20)]) == [CA, C, why]
    assert said([ldn(start=None, end=-10, status="stopped"), oxycodone(start=-50)]) == [C, why]


@pytest.mark.parametrize("doubtful", [UNDATED, STOPPED, NO_END])
@pytest.mark.parametrize(
    ("known", "opioid", "expected"),
    [
        (ldn(), oxycodone(start=-50), C),
        (ldn(start=-5), closed(-20, -8), "LDN104 contraindicated"),
        (ldn(start=-30, end=-20, status="completed"), closed(-25, -21), C),
    ],
)
def test_a_doubtful_entry_hides_nothing(
    doubtful: dict[str, Any], known: dict[str, Any], opioid: dict[str, Any], expected: str
) -> None:
    """What a dated entry gives stands, whatever an entry without dates or without an end adds; it is said once."""
    assert expected in said([known, opioid])
    assert expected in said([doubtful, known, opioid])
    assert sum("LDN10" in one for one in said([doubtful, known, opioid])) == 1


def test_a_doubtful_entry_may_add_what_is_worse() -> None:
    """A doubt that ranks above what is known is reported beside it."""
    milder = said([ldn(start=-10), closed(-40, -18)])
    assert milder == ["LDN104 moderate"]
    assert said([NO_END, ldn(start=-10), closed(-40, -18)]) == [CA, *milder, "LDN402 info"]


def test_several_entries_without_a_start_are_one_episode() -> None:
    """Fills without dates give one finding."""
    assert said([UNDATED, {**UNDATED, "id": "b"}, {**UNDATED, "id": "c"}, oxycodone(start=-40)]) == [C]


def test_a_doubt_about_the_start_has_the_moment_of_its_latest_reading() -> None:
    """What another drug adds to the list does not move the day that a doubt speaks of."""
    old = item("Sublocade 300 mg injection", status="completed", start=-38)
    undated = ldn(start=None, end=-1)
    alone = check([undated, old]).findings
    beside = check([undated, old, item("tramadol 50 mg tablet", start=-9)]).findings
    moments = [one.moment for one in alone if one.rule == "LDN106"]
    assert moments == [one.moment for one in beside if one.rule == "LDN106"]
