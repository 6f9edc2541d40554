"""Drug names that once were read wrong: each with what it must lead to beside another drug."""

from __future__ import annotations

from typing import Any

import pytest

from ldn_rules import check, load_rulebook

C, CA = "alert contraindicated", "cannot-assess major"
IN_USE = {"name": "oxycodone 5 mg tablet", "sig": "1 tablet every 6 hours", "status": "active", "start": "2025-12-20"}
LDN = {"name": "naltrexone 1.5 mg capsule", "sig": "1 capsule at bedtime", "status": "active", "start": "2026-01-15"}


def result(*medications: dict[str, Any]) -> tuple[str, set[str]]:
    """Outcome, and the current findings that are no notes."""
    record = {"as_of": "2026-01-15", "history_from": "2020-01-01", "medications": list(medications)}
    data = check(record, rulebook=load_rulebook()).data
    current = [each for each in data["alerts"] if not each["history"] and each["severity"] != "info"]
    return data["outcome"], {f"{each['rule']} {each['kind']} {each['severity']}" for each in current}


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("naltrexone 50 mg tablet for opioid use disorder", False),
        ("LDN 1.5 mg capsule (no opioids)", False),
        ("naltrexone 1.5 mg capsule (opioid antagonist)", False),
        ("naltrexone 1.5 mg capsule - narcotic blocker", False),
        ("LDN 1.5 mg (avoid opioids such as tramadol)", True),
        ("naltrexone 1.5 mg capsule (instead of tramadol)", True),
        ("LDN 1.5 mg + oxycodone 5 mg prn", True),
        ("naltrexone 1.5 mg capsule, codine free", True),
        ("naltrexone 1.5 mg instant dissolve tablet", False),
        ("LDN 1.5 mg capsule State pharmacy", False),
    ],
)
def test_naltrexone_is_naltrexone_whatever_stands_beside_it(name: str, asked: bool) -> None:
    """Another word in its name makes it no product with an opioid; an opioid that is named there is asked about."""
    outcome, found = result({"name": name, "sig": "1 daily", "status": "active", "start": "2026-01-01"}, IN_USE)
    assert outcome == "alert"
    assert "LDN101 " + C in found
    assert ("LDN120 " + CA in found) is asked


@pytest.mark.parametrize("name", ["Embeda 30 mg/1.2 mg capsule", "morphine/naltrexone 60-2.4", "Troxyca ER"])
def test_products_with_sequestered_naltrexone_are_opioids(name: str) -> None:
    """The combinations that are sold are not naltrexone treatment."""
    assert result({"name": name, "status": "active", "start": "2026-01-01"}, IN_USE) == ("not-applicable", set())


@pytest.mark.parametrize("beside", ["(avoid alcohol)", "with vitamin D", "(acidophilus filler)", "with ginger"])
def test_a_word_beside_naltrexone_does_not_hide_its_dose(beside: str) -> None:
    """Naltrexone and something else is no combination product: the dose rules run."""
    entry = {"name": f"LDN 9 mg capsule {beside}", "sig": "1 capsule at bedtime", "status": "active"}
    assert "LDN301 alert major" in result({**entry, "start": "2026-01-01"})[1]


@pytest.mark.parametrize(
    "name",
    [
        "naloxone 4 mg nasal spray for opioid overdose",
        "senna 8.6 mg for opioid-induced constipation",
        "gabapentin (opioid sparing)",
    ],
)
def test_an_opioid_that_is_only_spoken_of_is_none(name: str) -> None:
    """What a medicine is for is no exposure."""
    assert result(LDN, {"name": name, "status": "active", "start": "2026-01-01"}) == ("clear", set())


def test_a_medicine_of_withdrawal_is_asked_about() -> None:
    """Lofexidine is no opioid, and means that one was taken."""
    entry = {"name": "lofexidine for opiate withdrawal", "status": "active", "start": "2026-01-01"}
    assert result(LDN, entry) == ("alert", {"LDN117 cannot-assess major", "LDN118 alert contraindicated"})


@pytest.mark.parametrize("name", ["opioid", "narcotic pain medication", "opioid analgesic tablets"])
def test_an_opioid_without_a_name_is_one(name: str) -> None:
    """A list that says no more than opioid says enough."""
    assert "LDN101 " + C in result(LDN, {"name": name, "status": "active", "start": "2026-01-01"})[1]
