"""Dates that once reassured: each list with what it must lead to (clinical semantics of last use, L0 and L1)."""

from __future__ import annotations

from typing import Any

import pytest

from ldn_rules import check, load_rulebook

C, CA, MAJOR = "alert contraindicated", "cannot-assess major", "alert major"


def ldn(**fields: Any) -> dict[str, Any]:
    """Low-dose naltrexone, active."""
    return {"name": "naltrexone 1.5 mg capsule", "sig": "1 capsule at bedtime", "status": "active", **fields}


def oxycodone(status: str, **fields: Any) -> dict[str, Any]:
    """Immediate-release oxycodone by the clock."""
    own = {"name": "oxycodone 5 mg tablet", "sig": "1 tablet every 6 hours", "status": status}
    return {**own, **fields}


def patch(name: str, **fields: Any) -> dict[str, Any]:
    """An opioid patch."""
    return {"name": name, **fields}


NOW = ldn(start="2026-01-15")
LONG_OVER = ldn(start="2025-08-08", days_supply=30)
JUST_OVER = ldn(start="2025-11-16", days_supply=30)
WEEK = oxycodone("stopped", start="2026-01-10", end="2026-01-13")
ONE = {"value": 1, "unit": "patch"}


def contact(*medications: dict[str, Any], **more: Any) -> tuple[str, list[str]]:
    """Outcome, and the current findings on opioid contact and on what was not read, without notes."""
    record = {"as_of": "2026-01-15", "history_from": "2020-01-01", "medications": list(medications), **more}
    data = check(record, rulebook=load_rulebook()).data
    current = [each for each in data["alerts"] if not each["history"] and each["severity"] != "info"]
    said = sorted(f"{each['rule']} {each['kind']} {each['severity']}" for each in current)
    return data["outcome"], [each for each in said if each.startswith("LDN1")]


@pytest.mark.parametrize(
    ("opioid", "findings"),
    [
        (oxycodone("active", start="2025-11-16", days_supply=30), ["LDN101 " + CA, "LDN112 " + CA]),
        (oxycodone("stopped", start="2026-01-10"), ["LDN101 " + CA]),
        (oxycodone("stopped", start="2026-01-10", end="2026-01-14"), ["LDN101 " + CA]),
        (oxycodone("stopped"), ["LDN112 " + CA]),
    ],
)
def test_two_doubts_decide_together(opioid: dict[str, Any], findings: list[str]) -> None:
    """Naltrexone whose supply is long over and an opioid of unsure dates: neither doubt clears the other."""
    assert contact(LONG_OVER, opioid) == ("cannot-assess", findings)


@pytest.mark.parametrize(
    ("medications", "expected"),
    [
        ([JUST_OVER, ldn(status="planned", start="2026-01-29"), WEEK], ("alert", ["LDN101 " + C])),
        (
            [
                {"name": "Contrave 8 mg/90 mg tablet", "status": "active", "start": "2025-12-01", "days_supply": 30},
                ldn(start="2026-01-29"),
                WEEK,
            ],
            ("alert", ["LDN101 " + C]),
        ),
        (
            [
                JUST_OVER,
                ldn(status="stopped", start="2025-12-16", end="2025-12-26"),
                oxycodone("active", start="2026-01-10"),
            ],
            ("cannot-assess", ["LDN101 " + CA]),
        ),
        (
            [ldn(status="planned", start="2025-11-16", days_supply=30), oxycodone("active", start="2026-01-10")],
            ("cannot-assess", ["LDN101 " + CA]),
        ),
    ],
)
def test_another_naltrexone_entry_does_not_end_the_one_before(
    medications: list[dict[str, Any]], expected: tuple[str, list[str]]
) -> None:
    """An entry that is still listed after its supply stays doubtful; one that lies ahead does not stop it."""
    assert contact(*medications) == expected


@pytest.mark.parametrize("name", ["Probuphine implant", "Sixmo implant"])
@pytest.mark.parametrize("status", ["active", "completed"])
def test_the_day_an_implant_was_placed_is_no_removal(name: str, status: str) -> None:
    """A last_taken of an implant is not its end."""
    placed = {"name": name, "status": status, "start": "2025-06-01", "last_taken": "2025-06-01"}
    assert contact(NOW, placed) == ("alert", ["LDN106 " + C])


def test_aborted_is_stopped() -> None:
    """What was aborted had begun: it is no order that was never given."""
    ended = oxycodone("aborted", start="2025-11-16", end="2026-01-14")
    assert contact(NOW, ended) == ("alert", ["LDN104 " + C])


@pytest.mark.parametrize(
    ("worn", "finding"),
    [
        (patch("Butrans 10 mcg/hr patch", start="2026-01-01", days_supply=1, quantity=ONE), C),
        (patch("Butrans 10 mcg/hr patch", start="2025-12-26", days_supply=7, quantity=ONE), MAJOR),
        (patch("Butrans 10 mcg/hr patch", start="2025-12-26", days_supply=7), MAJOR),
        (patch("fentanyl 25 mcg/hr patch", start="2026-01-03", days_supply=3, quantity=ONE), C),
        (patch("fentanyl 25 mcg/hr patch", start="2025-12-30", days_supply=3, quantity=ONE), MAJOR),
        (patch("fentanyl 25 mcg/hr patch", start="2025-12-29", days_supply=3, quantity=ONE), None),
    ],
)
def test_a_single_patch_is_worn_whatever_its_supply(worn: dict[str, Any], finding: str | None) -> None:
    """The wear is added to the one application; days' supply does not shorten it."""
    found = ("clear", []) if finding is None else ("alert", ["LDN105 " + finding])
    assert contact(NOW, {**worn, "status": "completed"}) == found


def test_the_time_of_a_last_patch_counts() -> None:
    """13 days and an hour after its wear is over are not 14 days."""
    timed = patch("fentanyl 25 mcg/hr patch", status="active", start="2025-11-16", last_taken="2025-12-29T23:30:00Z")
    assert contact(ldn(start="2026-01-15T00:30:00Z"), timed) == ("alert", ["LDN105 " + MAJOR])


@pytest.mark.parametrize(
    "dates",
    [
        {"end": "2025-12", "days_supply": 30},
        {"end": "2025-12-20", "days_supply": 30},
        {"last_taken": "2025-11-26", "days_supply": 20},
        {"days_supply": 20},
    ],
)
def test_a_supply_counts_from_the_latest_start(dates: dict[str, Any]) -> None:
    """Begun some day in December: the supply may have been given on its last day, whatever else is stated."""
    begun = oxycodone("stopped", start="2025-12", **dates)
    assert contact(NOW, begun) == ("alert", ["LDN101 " + C, "LDN112 " + CA])


def test_refills_of_an_injection_count() -> None:
    """Two refills after the first injection: the last exposes for its own days."""
    injected = {"name": "Vivitrol 380 mg injection", "status": "completed", "start": "2025-10-11", "days_supply": 28}
    opioid = oxycodone("stopped", start="2026-01-05", end="2026-01-06")
    assert contact({**injected, "refills": 2}, opioid) == ("alert", ["LDN101 " + C])
    assert contact({**injected, "refills": 1}, opioid) == ("clear", [])


def test_a_planned_start_that_was_not_read_is_unknown() -> None:
    """It is not taken for the day of the check: an opioid in use until then decides."""
    in_use = oxycodone("active", start="2025-11-16", last_taken="2025-12-26")
    planned = ldn(status="planned", start="02/03/2026")
    assert contact(planned, in_use) == ("cannot-assess", ["LDN101 " + CA])


@pytest.mark.parametrize("status", ["stopped", "completed", "on-hold", "unknown"])
def test_an_end_before_the_start_is_only_asked_about(status: str) -> None:
    """Of an order that is not active nothing but the doubt is reported; a supply does not settle it."""
    mistaken = oxycodone(status, start="2025-12-26", end="2025-12-06", days_supply=10)
    assert contact(NOW, mistaken) == ("cannot-assess", ["LDN112 " + CA])


def test_an_end_before_the_start_long_ago_decides_nothing() -> None:
    """Whatever was meant, it was over."""
    assert contact(NOW, oxycodone("stopped", start="2012-12-26", end="2012-12-06")) == ("clear", [])


def test_a_month_that_reaches_past_the_check() -> None:
    """Naltrexone begun this month, perhaps after an opioid that ends next week."""
    ending = oxycodone("active", start="2025-10-07", end="2026-01-19", last_taken="2025-11-26")
    assert contact(ldn(start="2026-01"), ending) == ("cannot-assess", ["LDN101 " + CA])


def test_a_note_settles_no_unknown_start() -> None:
    """Where one day gives only a note and another a contraindication, it cannot be assessed."""
    given = ldn(end="2026-01-07"), oxycodone("active", start="2026-01-12")
    before = oxycodone("stopped", start="2025-11-16", end="2025-12-26")
    assert contact(*given, before) == ("cannot-assess", ["LDN101 " + CA])


def test_unknown_start_and_no_end() -> None:
    """Naltrexone without a start, an opioid without an end: the opioid's dates decide."""
    assert contact(ldn(), oxycodone("stopped", start="2024-12-11")) == ("cannot-assess", ["LDN112 " + CA])


def test_as_needed_denied_by_its_field() -> None:
    """A sig says as needed and the order says it is not: last_taken does not close it for a start that lies ahead."""
    sig = "1 tablet every 6 hours as needed"
    in_use = oxycodone("active", start="2025-11-16", last_taken="2025-12-26", sig=sig, prn=False)
    assert contact(ldn(status="planned", start="2026-01-20"), in_use)[1] == ["LDN111 " + C]


@pytest.mark.parametrize("as_of", ["2026", "2026-01", "15/01/2026", "20260115"])
def test_a_day_of_the_check_that_was_not_read(as_of: str) -> None:
    """Today is taken, and that is a finding: what it shows as history need not be."""
    outcome, findings = contact(NOW, oxycodone("stopped", start="2026-01-01", end="2026-01-14"), as_of=as_of)
    assert outcome != "clear"
    assert "LDN120 " + CA in findings


@pytest.mark.parametrize("unread", [{"refills": 5.5}, {"refills": -1}, {"refills": 99999}, {"days_supply": 7.5}])
def test_a_supply_that_was_not_read_may_last(unread: dict[str, Any]) -> None:
    """Refills or days that cannot be read are not none: the end of the supply is doubted."""
    given = {"days_supply": 7, **unread}
    assert contact(NOW, oxycodone("completed", start="2025-12-01", **given)) == ("cannot-assess", ["LDN112 " + CA])
    stated = oxycodone("completed", start="2025-12-01", end="2025-12-07", **given)
    assert contact(NOW, stated) == ("cannot-assess", ["LDN112 " + CA])


def test_an_open_entry_without_a_start_and_with_a_last_use_is_open() -> None:
    """A last_taken does not end naltrexone that is still listed, whether its start is known or not."""
    methadone = {"name": "methadone 10 mg tablet", "sig": "1 tablet daily", "status": "active", "start": "2025-12-19"}
    assert contact(ldn(last_taken="2025-12-11"), methadone) == ("alert", ["LDN102 " + C])
    in_use = oxycodone("active", start="2025-12-19")
    assert contact(ldn(start="2025-10-01", last_taken="2025-12-11"), in_use) == ("alert", ["LDN101 " + C])


def test_a_hundred_fills_beside_naltrexone_without_a_start() -> None:
    """Readings of an unknown start are those that can differ: a long list is answered."""
    months = [*(f"{year}-{month:02}" for year in range(2016, 2026) for month in range(1, 13)), "2026-01"]
    fills = [oxycodone("completed", start=f"{one}-01", end=f"{one}-05") for one in months]
    assert contact(ldn(), *fills) == ("cannot-assess", ["LDN101 " + CA])
