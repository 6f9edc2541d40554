"""Exposures: what is joined, what is summed, and how the facts say it."""

from __future__ import annotations

from typing import Any

import pytest

from ldn_rules.rulebook.enumerations import WASHOUTS
from ldn_rules.rulebook.kinds import NEVER, NEVER_MINUTE, UNKNOWN
from support.lists import check, item, ldn, messages, of_kind, oxycodone, said

MG = 1_000_000


def exposures(*entries: dict[str, Any]) -> list[tuple[Any, Any, tuple[str, ...]]]:
    """First day, last day and entries of each exposure beside an LDN entry."""
    found = of_kind("course", [ldn(), *entries])
    return [(one.values["start"], one.values["last"], one.entries) for one in found if "opioid" in one.classes]


def loperamide(name: str, sig: str, **fields: Any) -> dict[str, Any]:
    """A loperamide entry with a sig."""
    return item(name, **{"sig": sig, "start": -20, **fields})


def closed(name: str, start: int, end: int) -> dict[str, Any]:
    """A completed course of oxycodone."""
    return oxycodone(id=name, start=start, end=end, status="completed")


def test_entries_that_adjoin_are_one_exposure() -> None:
    """The next start one day after an end joins, two days after it does not."""
    assert exposures(closed("a", -60, -30), closed("b", -29, -8)) == [(-60, -8, ("a", "b"))]
    apart = exposures(closed("a", -60, -30), closed("b", -28, -8))
    assert apart == [(-60, -30, ("a",)), (-28, -8, ("b",))]


def test_a_long_entry_holds_what_starts_inside_it() -> None:
    """What overlaps the longest entry so far is joined, even behind a shorter one."""
    assert exposures(closed("a", -90, -10), closed("b", -80, -70), closed("c", -20, -5)) == [(-90, -5, ("a", "b", "c"))]


def test_release_forms_are_two_exposures_and_one_card() -> None:
    """Immediate and extended release of one ingredient are two exposures; the card cites both entries."""
    prolonged = item("OxyContin 20 mg tablet", sig="1 tablet every 12 hours", start=-50)
    assert len(exposures(oxycodone(start=-50), prolonged)) == 2
    report = check([ldn(), oxycodone(start=-50), prolonged])
    assert [finding.medications for finding in report.findings if finding.rule == "LDN101"] == [
        ("OxyContin 20 mg tablet", "ldn", "oxy")
    ]


def test_daily_doses_of_one_exposure_are_summed() -> None:
    """Loperamide from two products counts together against its limit, whatever they are sold as."""
    two = [
        loperamide("loperamide 2 mg capsule", "5 capsules daily"),
        loperamide("Imodium 2 mg capsule", "5 capsules daily"),
    ]
    assert "LDN109 major" in said([ldn(), *two])
    one_after_the_other = [two[0] | {"end": -5, "status": "completed"}, two[1] | {"start": -4}]
    assert "LDN109 moderate" in said([ldn(start=-30), *one_after_the_other])


def test_an_unread_dose_does_not_hide_a_high_one() -> None:
    """More than the limit from one entry is more than the limit, whatever another entry adds."""
    gone = {"status": "completed", "end": -3}
    high = loperamide("loperamide 2 mg capsule", "10 capsules daily", **gone)
    unread = loperamide("loperamide", "as needed", **gone)
    assert said([ldn(), high]) == said([ldn(), high, unread]) == ["LDN104 major"]


def test_a_future_end_says_what_it_assumes() -> None:
    """The card of a stated end after the check says that the taper is taken to be completed; no other card does."""
    ahead = ldn(start=20, status="planned")
    assert "assumes the taper is completed" in messages([ahead, oxycodone(start=-60, end=12)])
    assert "taper" not in messages([ldn(), oxycodone(start=-60, end=-5)])
    assert "taper" not in messages([ldn(), oxycodone(start=-60, days_supply=120)])


@pytest.mark.parametrize(("fields", "minute"), [({"end": -8}, -8 * 1440), ({}, NEVER_MINUTE)])
def test_last_use_is_counted_in_minutes(fields: dict[str, Any], minute: int) -> None:
    """Without a time of day the last use is taken at 00:00 of its day; an open exposure has none."""
    [course] = [one for one in of_kind("course", [ldn(), oxycodone(start=-60, **fields)]) if "opioid" in one.classes]
    assert course.values["last-use"] == minute


def test_the_latest_time_of_the_last_day_counts() -> None:
    """Of two entries that end on one day the later time is the last use."""
    ends = ("2026-01-08T09:00:00+00:00", "2026-01-08T21:30:00+00:00")
    entries = [oxycodone(id=end, start=-60, end=end, status="completed") for end in ends]
    [course] = [one for one in of_kind("course", [ldn(), *entries]) if "opioid" in one.classes]
    assert course.values["last-use"] == -7 * 1440 + 21 * 60 + 30


def test_the_fields_of_an_open_exposure() -> None:
    """An open exposure has no last day; an unread dose is unknown."""
    [course] = [one for one in of_kind("course", [ldn(), item("morphine", start=-4)]) if "opioid" in one.classes]
    assert course.values["last"] == NEVER
    assert course.values["washout"] == WASHOUTS.index("long-acting")
    assert course.values["total"] == (0, UNKNOWN)
    [course] = [one for one in of_kind("course", [ldn(), oxycodone(start=-4)]) if "opioid" in one.classes]
    assert course.values["total"] == (20 * MG, 20 * MG)
    assert course.values["dose"] == (5 * MG, 5 * MG)
