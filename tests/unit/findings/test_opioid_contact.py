"""Which finding speaks of an opioid and naltrexone, with which severity (clinical.md 5.0 "Which rule reports")."""

from __future__ import annotations

from typing import Any

import pytest

from support.lists import check, item, ldn, messages, oxycodone, said

PRN = oxycodone(prn=True, start=-50)


def closed(start: int, end: int, **fields: Any) -> dict[str, Any]:
    """A completed course of oxycodone."""
    return oxycodone(status="completed", start=start, end=end, **fields)


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (item("Embeda 30 mg/1.2 mg capsule", start=-20, prn=True), "LDN116 contraindicated"),
        (item("Sublocade 300 mg injection", start=-20), "LDN106 contraindicated"),
        (item("methadone 5 mg tablet", sig="1 tablet as needed", start=-20), "LDN102 contraindicated"),
        (item("butorphanol nasal spray", sig="1 spray as needed", start=-20), "LDN103 contraindicated"),
        (
            item("co-codamol 8/500 tablet OTC", sig="2 tablets every 6 hours as needed", start=-20),
            "LDN108 contraindicated",
        ),
        (item("loperamide 2 mg capsule", sig="1 capsule as needed", start=-20), "LDN109 moderate"),
        (PRN, "LDN111 contraindicated"),
        (oxycodone(start=-50), "LDN101 contraindicated"),
    ],
)
def test_the_first_rule_of_the_declared_order_reports(entry: dict[str, Any], expected: str) -> None:
    """Of the overlap rules that match one opioid the most specific reports, alone."""
    assert said([ldn(), entry]) == [expected]


def test_one_finding_per_ingredient_with_the_highest_severity() -> None:
    """Between the exposures of one ingredient the most severe is reported, and all are cited."""
    extended = item("OxyContin 20 mg tablet", status="completed", start=-50, end=-11)
    [finding] = check([ldn(), closed(-50, -8), extended]).findings
    assert (finding.rule, finding.severity) == ("LDN105", "major")
    assert finding.medications == ("OxyContin 20 mg tablet", "ldn", "oxy")


def test_a_current_finding_goes_before_history() -> None:
    """An old overlap does not hide what the same ingredient means for the current episode."""
    entries = [
        ldn(id="old", status="completed", start=-300, end=-200),
        ldn(),
        closed(-250, -240),
        closed(-20, -8, id="b"),
    ]
    assert [one for one in said(entries) if "LDN30" not in one] == [
        "LDN101 contraindicated history",
        "LDN104 moderate",
    ]


def test_each_episode_is_evaluated() -> None:
    """The same opioid may overlap one episode and miss the interval of the next."""
    entries = [ldn(id="a", status="completed", start=-60, end=-30), ldn(id="b", start=0), closed(-50, -5)]
    assert [one for one in said(entries) if "LDN30" not in one] == [
        "LDN101 contraindicated",
        "LDN104 contraindicated",
    ]


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([ldn(), item("Lomotil 2.5 mg/0.025 mg tablet", status="completed", start=-20, end=-3)], "LDN104 major"),
        (
            [
                ldn(status="completed", start=-60, end=-1),
                item("Lomotil 2.5 mg/0.025 mg tablet", start=0),
            ],
            "LDN114 major",
        ),
    ],
)
def test_washout_never_ranks_above_overlap(entries: list[dict[str, Any]], expected: str) -> None:
    """A drug whose overlap is major gives at most major in its interval and after naltrexone."""
    assert said(entries) == [expected]


def test_an_opioid_begun_during_naltrexone_has_the_reverse_text() -> None:
    """The overlap keeps its rule and severity and says what LDN114 says."""
    begun = check([ldn(start=-40), oxycodone(start=-5)]).findings[0]
    assert begun.rule == "LDN101"
    assert "do not escalate the dose" in begun.message
    assert any("emergency" in one.lower() for one in begun.management)
    assert "do not escalate" not in messages([ldn(), oxycodone(start=-5)])


def test_the_doubt_is_reported_once_per_ingredient() -> None:
    """LDN112 stands once for all entries of an ingredient, and cites them."""
    report = check([ldn(), oxycodone(id="a", status="stopped"), oxycodone(id="b", status="stopped")])
    assert [one.medications for one in report.findings] == [("a", "b", "ldn")]


def test_the_doubt_is_silent_where_another_entry_gives_the_same() -> None:
    """Where another entry of the ingredient gives the worst result anyway, an unknown end decides nothing."""
    assert said([ldn(), oxycodone(id="a", start=-50), oxycodone(id="b", start=-60, days_supply=30)]) == [
        "LDN101 contraindicated"
    ]


def test_earliest_starts_stand_with_washout_alone() -> None:
    """A washout finding says when naltrexone may start; an overlap cannot."""
    [washout] = check([ldn(), closed(-50, -6)]).findings
    assert washout.earliest_start is not None
    assert (washout.earliest_start.minimum, washout.earliest_start.preferred) == ("2026-01-16", "2026-01-19")
    assert "2026-01-16" in washout.management[0]
    [overlap] = check([ldn(), oxycodone(start=-50)]).findings
    assert overlap.earliest_start is None


def test_the_dates_of_the_two_readings_of_naltrexone() -> None:
    """Where a naltrexone date decides, the rule's own cannot-assess names it and asks to confirm it."""
    found = messages([ldn(start="2026-01"), closed(-60, -18)])
    assert "A date decides here: start is given only as 2026-01. Confirm it." in found


def test_open_and_ahead_are_told_apart() -> None:
    """A last_taken that closes an order for today's start leaves it open for one that is planned."""
    entries = [ldn(id="now", status="completed", start=-3, end=0), ldn(id="later", start=20, status="planned")]
    found = check([*entries, oxycodone(start=-60, last_taken=-15)]).findings
    assert [(one.rule, one.medications) for one in found if one.rule == "LDN101"] == [("LDN101", ("later", "oxy"))]
    assert "LDN104" not in {one.rule for one in found}
