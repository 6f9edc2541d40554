"""Lists that once were read wrong: each with what it must lead to."""

from __future__ import annotations

from typing import Any

import pytest

from ldn_rules import check, load_rulebook

LDN = {"name": "naltrexone 1.5 mg capsule", "sig": "1 capsule at bedtime", "status": "active", "start": "2026-01-15"}
OXYCODONE = {"name": "oxycodone 5 mg tablet", "sig": "1 tablet every 6 hours"}
BORN = {"birth_date": "1960-01-01"}
C, CA = "alert contraindicated", "cannot-assess major"


def result(*medications: dict[str, Any], **record: Any) -> tuple[str, list[str]]:
    """Outcome, and the current findings as rule, kind and severity."""
    given = {
        "patient": BORN,
        "as_of": "2026-01-15",
        "history_from": "2025-01-01",
        "medications": list(medications),
        **record,
    }
    data = check(given, rulebook=load_rulebook()).data
    current = [each for each in data["alerts"] if not each["history"]]
    return data["outcome"], sorted(f"{each['rule']} {each['kind']} {each['severity']}" for each in current)


@pytest.mark.parametrize(
    ("medication", "outcome", "findings"),
    [
        (
            {**OXYCODONE, "status": "stopped", "start": "2020-01-01", "end": "12/01/2026"},
            "cannot-assess",
            ["LDN112 " + CA],
        ),
        (
            {**OXYCODONE, "status": "stopped", "start": "2025-10-01", "end": "2025-11-01", "last_taken": "12.01.2026"},
            "cannot-assess",
            ["LDN112 " + CA],
        ),
        ({**OXYCODONE, "status": "zzz", "start": "2025-12-01"}, "alert", ["LDN101 " + C]),
    ],
)
def test_what_could_not_be_read_is_no_reassurance(
    medication: dict[str, Any], outcome: str, findings: list[str]
) -> None:
    """A date or status that cannot be read is reported as an error, and decides as the worst it can mean."""
    assert result(LDN, medication) == (outcome, findings)
    data = check({"as_of": "2026-01-15", "medications": [LDN, medication]}, rulebook=load_rulebook()).data
    assert [error["code"].split("-")[0] for error in data["errors"]] == ["unread"]


def test_a_partial_start_is_read_as_every_day_that_decides() -> None:
    """Some days of December would leave a current gap too short: that is not history."""
    ended = {**OXYCODONE, "start": "2025-11-01", "end": "2025-12-15", "status": "completed"}
    outcome, findings = result({**LDN, "start": "2025-12"}, ended)
    assert (outcome, findings) == ("cannot-assess", ["LDN104 " + CA])


def test_an_overlap_speaks_before_a_washout_of_the_same_drug() -> None:
    """Immediate release in use, extended release ended: one finding, the overlap, without a start date."""
    active = {**OXYCODONE, "start": "2025-12-15", "status": "active"}
    ended = {"name": "OxyContin 20 mg", "status": "stopped", "start": "2025-11-01", "end": "2026-01-07"}
    assert result(LDN, active, ended) == ("alert", ["LDN101 " + C])


def test_a_start_in_the_far_future_is_a_start() -> None:
    """A year that a clerk mistyped does not hide the overlap."""
    active = {**OXYCODONE, "start": "2025-12-15", "status": "active"}
    assert result({**LDN, "status": "draft", "start": "9000-12-31"}, active) == ("alert", ["LDN101 " + C])


def test_numbers_in_a_sig_that_is_not_understood_are_no_full_dose() -> None:
    """What stands beside unread words is not taken for a dose of 46.5 mg."""
    outcome, findings = result({**LDN, "sig": "\u001b[31mred"})
    assert outcome == "cannot-assess"
    assert "LDN301 alert info" not in findings


@pytest.mark.parametrize("name", ["herbal " * 300 + "naltrexone 4.5 mg", "herbal " * 300 + "oxycodone"])
def test_a_name_too_long_to_be_read_is_a_gap(name: str) -> None:
    """What stands at the end of a very long text may be the drug that matters."""
    data = check({"as_of": "2026-01-15", "medications": [{"name": name}]}, rulebook=load_rulebook()).data
    assert data["outcome"] == "cannot-assess"
    assert [error["code"] for error in data["errors"]] == ["too-long"]


@pytest.mark.parametrize(
    "spoilt",
    [
        {"days_supply": "thirty"},
        {"quantity": {"value": "30 tabs"}},
        {"dose": {"value": "5 mg"}},
        {"frequency": {"times": 4, "unit": "day"}},
        {"prn": "no"},
        {"route": 5},
        {"sig": ["1 tablet"]},
        {"end": 20260101},
    ],
)
def test_a_field_that_cannot_be_read_does_not_hide_the_drug(spoilt: dict[str, Any]) -> None:
    """The opioid is there, the fault is an error, and what it may have said decides as the worst it can mean."""
    active = {**OXYCODONE, "start": "2025-12-15", "status": "active", **spoilt}
    outcome, findings = result(LDN, active)
    assert outcome == "alert"
    assert any(found.endswith(C) for found in findings)
    data = check({"as_of": "2026-01-15", "medications": [LDN, active]}, rulebook=load_rulebook()).data
    assert len(data["errors"]) == 1


def test_an_unread_end_or_supply_leaves_the_end_in_doubt() -> None:
    """What was over by its other dates may not have been."""
    for spoilt in ({"days_supply": "thirty"}, {"end": 20260101}, {"refills": "two"}):
        over = {**OXYCODONE, "start": "2025-11-01", "status": "completed", "days_supply": 10, **spoilt}
        assert result(LDN, over)[1] == ["LDN112 " + CA]


def test_an_unread_dose_of_naltrexone_is_missing() -> None:
    """The name is read as before, and the dose field that was not is named (LDN304)."""
    outcome, findings = result({**LDN, "dose": {"value": "45 mg"}})
    assert (outcome, findings) == ("cannot-assess", ["LDN304 cannot-assess moderate"])
