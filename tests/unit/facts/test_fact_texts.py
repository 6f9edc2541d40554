"""Days, doses and names as the facts tell them."""

from __future__ import annotations

from datetime import date

import pytest

from ldn_rules.facts.days import day_text
from ldn_rules.facts.texts import amount_text, dose_text, entry_name
from ldn_rules.reading.model import Amount
from ldn_rules.rulebook.kinds import NEVER, UNKNOWN
from support.lists import TODAY, check, facts, item, ldn, messages, of_kind, oxycodone, reading
from support.reading import RXNORM

MG = 1_000_000


def coded(code: str) -> dict[str, str]:
    """One RxNorm code, as a list holds it."""
    return {"system": RXNORM, "code": code}


@pytest.mark.parametrize(
    ("day", "text"), [(0, "2026-01-15"), (-15, "2025-12-31"), (NEVER, "no end"), (-NEVER, "an unknown day")]
)
def test_a_day_is_a_date(day: int, text: str) -> None:
    """A day number is written as a date; an open end and the far past in words."""
    assert day_text(TODAY, day) == text


def test_no_day_lies_beyond_the_calendar() -> None:
    """A day after the last date there is, is unknown."""
    assert day_text(date.max.toordinal(), 1) == "an unknown day"
    assert day_text(date.max.toordinal(), 0) == "9999-12-31"
    assert day_text(TODAY, NEVER, never="still open") == "still open"


@pytest.mark.parametrize(
    ("nanograms", "text"),
    [
        (4_500_000, "4.5 mg"),
        (100_000, "0.1 mg"),
        (99_000, "99 mcg"),
        (4_510_000, "4.51 mg"),
        (1, "0.001 mcg"),
        (0, "0 mg"),
        (-1_500_000, "-1.5 mg"),
        (50_000_000, "50 mg"),
    ],
)
def test_a_dose_has_the_unit_that_people_use(nanograms: int, text: str) -> None:
    """Milligrams from 0.1 mg on, micrograms below, every decimal kept."""
    assert dose_text(nanograms) == text


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (None, "unknown"),
        (Amount(MG, MG), "1 mg"),
        ((MG, 2 * MG), "1 mg to 2 mg"),
        ((-UNKNOWN, UNKNOWN), "unknown"),
        ((0, UNKNOWN), "unknown"),
        ((MG, UNKNOWN), "at least 1 mg"),
    ],
)
def test_a_range_of_doses(amount: Amount | tuple[int, int] | None, text: str) -> None:
    """An exact dose, a range, a lower bound, or unknown."""
    assert amount_text(amount) == text


def test_an_entry_is_called_as_it_was_written() -> None:
    """By its own name, else by its codes."""
    read = reading(
        [
            {"id": "m1", "name": "LDN", "codes": [coded("7243")]},
            {"id": "m2", "codes": [{**coded("7243"), "display": "naltrexone"}]},
            {"id": "m3", "codes": [coded("7243"), {"code": "x1"}]},
        ]
    ).entries
    assert [entry_name(one) for one in read] == ["LDN", "code 7243 (naltrexone)", "code 7243, code x1"]


def test_an_alert_cites_an_entry_of_codes_alone() -> None:
    """Nobody has to guess which entry an alert speaks of."""
    assert "(code 7804:" in messages([ldn(), {"id": "m1", "status": "active", "codes": [coded("7804")]}])


def test_texts_are_a_mapping() -> None:
    """The texts of a fact are read by name, and can be counted and listed."""
    fact = next(one for one in facts([ldn(), item("morphine", start=-3)]).facts if "opioid" in one.classes)
    assert fact.texts["start"] == "2026-01-12"
    assert len(fact.texts) == len(list(fact.texts)) > 5


def test_an_assumed_start_is_never_told_as_a_recorded_one() -> None:
    """Where naltrexone has no start, the day a finding counts from is said to be assumed."""
    report = check([oxycodone(status="completed", start=-26, end=-6), ldn(start=None)], history_from=-400)
    message = next(one.message for one in report.findings if one.rule == "LDN104")
    assert "(assumed 2026-01-10, start not known)" in message


@pytest.mark.parametrize(
    ("sig", "missing"),
    [
        ("1 capsule at bedtime. Avoid the sun bed.", 'not understood in the directions: "Avoid", "sun bed"'),
        ("1 capsule, mind the cat", 'frequency missing; not understood in the directions: "mind", "cat"'),
        (f"1 capsule at bedtime {'q' * 70}", f'not understood in the directions: "{"q" * 60}…"'),
        (None, "frequency missing"),
    ],
)
def test_what_was_not_understood_is_not_called_missing(sig: str | None, missing: str) -> None:
    """Directions that stand there and were not understood are quoted, long ones cut."""
    courses = [one for one in facts([ldn(sig=sig)]).facts if one.kind == "course" and one.values["incomplete"]]
    assert [one.texts["missing"] for one in courses] == [missing]


@pytest.mark.parametrize(
    ("names", "text"),
    [
        (["LDN 1.5 mg capsule"], "LDN 1.5 mg capsule"),
        (["LDN 1.5 mg capsule", "LDN 3 mg capsule", "LDN 4.5 mg capsule"], "LDN 1.5, 3, 4.5 mg capsule"),
        (["LDN 1.5 mg capsule", "LDN 3 mg tablet"], "LDN 1.5 mg capsule, 3 mg tablet"),
        (["LDN 1.5 mg", "naltrexone 3 mg"], "LDN 1.5 mg; naltrexone 3 mg"),
        (["LDN", "LDN 3 mg capsule"], "LDN; LDN 3 mg capsule"),
        (["LDN 3 mg capsule", "LDN 3 mg extra capsule"], "LDN 3 mg capsule; LDN 3 mg extra capsule"),
    ],
)
def test_a_spell_is_named_once(names: list[str], text: str) -> None:
    """What the names of an episode share is said once; where one of them has nothing of its own, all are given."""
    entries = [item(name, sig="1 capsule at bedtime", status="active", start=place) for place, name in enumerate(names)]
    (episode,) = of_kind("episode", entries)
    assert episode.texts["drug"] == text


def test_a_planned_order_that_ends_before_the_check_says_so() -> None:
    """It has no start to be named."""
    told = messages([ldn(start=-60, end="2026-01-10"), oxycodone(status="planned", end="2026-01-12")])
    assert "end 2026-01-12 lies before the day of the check, and the order is planned" in told
