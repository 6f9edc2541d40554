"""Doses: exact nanograms, which source wins, what is missing, what is implausible (LDN301 to LDN304)."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from ldn_rules.intake.model import Record
from ldn_rules.reading.reader import Reader
from support.reading import LIMITS, TODAY, dose, entry, frequency, mg, vocabulary

NTX = "naltrexone"
CAPSULE = "naltrexone 4.5 mg capsule"
DAILY = frequency("1", "1", "day")


@pytest.mark.parametrize(
    ("name", "said", "single", "daily"),
    [
        (CAPSULE, {"sig": "1 cap PO HS"}, 4.5, 4.5),
        (CAPSULE, {"sig": "qhs"}, 4.5, 4.5),
        (NTX, {"sig": "4.5 mg qhs"}, 4.5, 4.5),
        ("LDN 4.5 mg qhs", {}, 4.5, 4.5),
        ("naltrexone 1.5 mg capsule", {"sig": "3 caps at bedtime"}, 4.5, 4.5),
        ("naltrexone 4500 mcg", {"sig": "1 capsule daily"}, 4.5, 4.5),
        ("naltrexone 1 mg/mL susp", {"sig": "4.5 mL qhs"}, 4.5, 4.5),
        ("naltrexone 5 mg/mL", {"sig": "4.5 mL qhs"}, 22.5, 22.5),
        ("naltrexone susp", {"sig": "4.5 mL of 1 mg/mL qhs"}, 4.5, 4.5),
        ("naltrexone susp", {"sig": "1 tsp qhs", "strength": "1 mg/mL"}, 5, 5),
        (NTX, {"sig": "3 mg BID"}, 3, 6),
        (NTX, {"sig": "100 mcg daily"}, 0.1, 0.1),
        ("naltrexone 50 mg tablet", {"sig": "1/10 tab daily"}, 5, 5),
        ("naltrexone 50 mg tablet", {"sig": "half a tablet daily"}, 25, 25),
        ("low dose naltrexone 4.5 mg", {"sig": "take one nightly"}, 4.5, 4.5),
        ("naltrexone 50 mg tablet", {"dose": "1", "frequency": DAILY}, 50, 50),
        (NTX, {"dose": "4.5 mg", "frequency": DAILY}, 4.5, 4.5),
        (NTX, {"dose": "4.5 mg", "frequency": frequency("1", "8", "h")}, 4.5, 13.5),
        ("naltrexone 1.5 mg capsule", {"dose": "3 {capsule}", "frequency": DAILY}, 4.5, 4.5),
        (CAPSULE, {"quantity": "30 capsule", "days_supply": "30"}, 4.5, 4.5),
        (CAPSULE, {"quantity": "30", "days_supply": "30"}, 4.5, 4.5),
        ("naltrexone 1.5 mg capsule", {"quantity": "90 caps", "days_supply": "30"}, 4.5, 4.5),
        ("naltrexone 1 mg/mL", {"quantity": "90 mL", "days_supply": "30"}, 3, 3),
        ("oxycodone 5 mg", {"sig": "1-2 tabs q4-6h prn pain"}, (5, 10), (20, 60)),
        ("loperamide 64 mg/day", {}, 64, 64),
        (
            "naltrexone 1.5 mg capsule",
            {"sig": "1 capsule nightly x 2 wks, then 2 nightly x 2 wks, then 3"},
            (1.5, 4.5),
            (1.5, 4.5),
        ),
        ("naltrexone 1 mg/mL", {"sig": "0.5 mL hs, increase by 0.5 mL weekly up to 4.5 mL"}, (0.5, 4.5), (0.5, 4.5)),
        (NTX, {"sig": "take 2 capsules (3 mg) nightly"}, (3, 6), (3, 6)),
        ("naltrexone 1.5 mg capsule", {"sig": "take 2 capsules (3 mg) nightly"}, 3, 3),
        ("naltrexone 0.5-5MG (ANY STRENGTH)", {"sig": "daily"}, (0.5, 5), (0.5, 5)),
        (NTX, {"sig": "take 3 capsules (4.5 mg total) nightly"}, 4.5, 4.5),
        (NTX, {"sig": "take 3 capsules (4.5 mg) nightly"}, (4.5, 13.5), (4.5, 13.5)),
        (NTX, {"sig": "4.5 mL (2 syringes) nightly", "strength": "1 mg/mL"}, (4.5, 9), (4.5, 9)),
        ("naltrexone 1.5 mg capsule", {"sig": "take 2 capsules (1.5 mg) nightly"}, 3, 3),
        ("naltrexone 1.5 mg capsule", {"sig": "take 1 capsule (9 mg) nightly"}, (1.5, 9), (1.5, 9)),
        ("naltrexone 1.5 mg capsule", {"sig": "take 2 capsules (1.5 mg total) nightly"}, (1.5, 3), (1.5, 3)),
        ("naltrexone 5 mg/mL", {"sig": "4.5 mL (1 mg/mL) nightly"}, (4.5, 22.5), (4.5, 22.5)),
        (NTX, {"sig": "3 mg hs x 14 days then 3 mg bid", "dose": "3 mg"}, 3, (3, 6)),
        ("naltrexone 1.5 mg capsule", {"sig": "for pain take four capsules at bedtime"}, 6, 6),
    ],
)
def test_dose(name: str, said: dict[str, object], single: object, daily: object) -> None:
    """Structured fields, sig and name give the same exact amounts; ranges keep both ends."""
    reading = dose(name, **said)
    assert (mg(reading.single), mg(reading.daily), reading.missing, reading.fault) == (single, daily, (), "none")


@pytest.mark.parametrize(
    ("said", "daily", "every_days"),
    [
        ({"sig": "4.5 mg qod"}, 4.5, 2),
        ({"sig": "50 mg Mon/Wed/Fri"}, 50, 2),
        ({"sig": "50 mg three times weekly"}, 50, 2),
        ({"sig": "50 mg weekly"}, 50, 7),
        ({"sig": "50 mg every 28 d"}, 50, 28),
        ({"dose": "50 mg", "frequency": frequency("3", "1", "wk")}, 50, 2),
        ({"sig": "50 mg daily"}, 50, None),
        ({"sig": "3 mg bid Mon Wed Fri"}, 6, 2),
        ({"sig": "50 mg 5 days a week"}, 50, None),
        ({"sig": "50 mg 3 days a week"}, 50, 2),
    ],
)
def test_dose_of_a_day_when_it_is_taken(said: dict[str, object], daily: float, every_days: int | None) -> None:
    """Every other day or so many times a week: the maximum looks at the day when it is taken."""
    reading = dose(NTX, **said)
    assert (mg(reading.daily), reading.every_days) == (daily, every_days)


def test_rounding_up() -> None:
    """A third of a nanogram more is a whole one."""
    reading = dose("naltrexone 1 mg capsule", quantity="10 caps", days_supply="30")
    assert reading.daily is not None
    assert reading.daily.low == 333_334


@pytest.mark.parametrize(
    ("name", "said", "missing"),
    [
        ("LDN", {}, ("dose", "strength", "frequency")),
        (CAPSULE, {}, ("frequency",)),
        (CAPSULE, {"sig": "as directed"}, ("frequency",)),
        (NTX, {"sig": "daily"}, ("dose", "strength")),
        (NTX, {"sig": "1 capsule daily"}, ("strength",)),
        (NTX, {"sig": "4.5 mg"}, ("frequency",)),
        (NTX, {"sig": "4.5 mg as needed"}, ("frequency",)),
        (NTX, {"sig": "3 drops daily"}, ("strength",)),
        (NTX, {"sig": "4.5 mg daily except sunday"}, ("sig",)),
        (CAPSULE, {"sig": "1 cap qhs, increase by 1 cap weekly"}, ("dose",)),
        (NTX, {"sig": "4.5 mg daily"}, ()),
        (CAPSULE, {"dose": "1 capsule", "frequency": frequency("1", "1", "moon")}, ("frequency",)),
        (CAPSULE, {"dose": "1 capsule", "frequency": frequency("0", "1", "day")}, ("frequency",)),
        ("naltrexone 1.5 mg/kg", {"sig": "daily"}, ("dose", "strength")),
        ("naltrexone 50 mg", {"quantity": "30 mL", "days_supply": "30"}, ("frequency",)),
    ],
)
def test_missing(name: str, said: dict[str, object], missing: tuple[str, ...]) -> None:
    """The fields that LDN304 names."""
    assert dose(name, **said).missing == missing


@pytest.mark.parametrize(
    ("name", "said", "fault", "text"),
    [
        (NTX, {"sig": "4.5 g daily"}, "unit-gram", "4.5 g in grams"),
        ("naltrexone 4.5 g", {"sig": "1 capsule daily"}, "unit-gram", "a strength in grams"),
        (NTX, {"sig": "4.5 mcg daily"}, "too-small", "0.0045 mg a day"),
        (NTX, {"sig": "0 mg daily"}, "too-small", "0 mg a day"),
        (NTX, {"dose": "-3 mg", "frequency": DAILY}, "too-small", "-3 mg a day"),
        (NTX, {"sig": "450 mg daily"}, "too-large", "450 mg a dose"),
        (NTX, {"sig": "4.5 mL qhs"}, "no-concentration", "4.5 mL without a concentration"),
        (NTX, {"sig": "4.5"}, "no-unit", "4.5 without a unit"),
        (NTX, {"sig": "3 to 4.5 daily"}, "no-unit", "3 to 4.5 without a unit"),
        ("naltrexone 4.5", {}, "no-unit", "4.5 without a unit"),
        ("LDN 4.5", {}, "bare-number", "4.5 without a unit"),
        ("LDN 4.5", {"sig": "1 cap qhs"}, "bare-number", "4.5 without a unit"),
        ("LDN", {"sig": "9 daily"}, "bare-number", "9 without a unit"),
        ("LDN", {"sig": "9.1 daily"}, "no-unit", "9.1 without a unit"),
        ("LDN", {"sig": "0.1 daily"}, "bare-number", "0.1 without a unit"),
        ("LDN", {"sig": "0.05 daily"}, "no-unit", "0.05 without a unit"),
        ("naltrexone 3 mg capsule", {"dose": "3", "frequency": DAILY}, "no-unit", "3 without a unit"),
        (CAPSULE, {"dose": "1.5", "frequency": DAILY}, "no-unit", "1.5 without a unit"),
        (NTX, {"dose": "4.5", "frequency": DAILY}, "no-unit", "4.5 without a unit"),
        (NTX, {"sig": "100 mcg daily"}, "none", ""),
        (NTX, {"sig": "449.9 mg daily"}, "none", ""),
        ("naltrexone 4500 mcg", {"sig": "daily"}, "none", ""),
        ("LDN 4.5", {"sig": "4.5 mg daily"}, "none", ""),
    ],
)
def test_fault(name: str, said: dict[str, object], fault: str, text: str) -> None:
    """What LDN303 speaks of."""
    reading = dose(name, **said)
    assert (reading.fault, reading.fault_text) == (fault, text)


def test_only_the_class_of_the_limits_is_judged() -> None:
    """500 mg of paracetamol is no implausible naltrexone."""
    judge = Reader(vocabulary(), replace(LIMITS, drug_class="naltrexone"))
    listed = (entry("paracetamol 500 mg", sig="daily"), entry("naltrexone 500 mg", sig="daily"))
    entries = judge.read(Record(1, entries=listed), None, TODAY).entries
    assert [one.dose.fault for one in entries] == ["none", "too-large"]


@pytest.mark.parametrize(
    ("name", "said", "text"),
    [
        (NTX, {"dose": "3 mg", "sig": "4.5 mg qhs"}, "dose field 3 mg against 4.5 mg in the sig"),
        (
            NTX,
            {"dose": "3 mg", "sig": "3 mg bid", "frequency": DAILY},
            "the frequency field and the sig say different frequencies",
        ),
        ("naltrexone 3 mg", {"strength": "4.5 mg", "sig": "1 cap qhs"}, "strength 4.5 mg against 3 mg in the name"),
        (CAPSULE, {"sig": "3 mg at bedtime"}, "dose 3 mg against units of 4.5 mg"),
        (CAPSULE, {"sig": "9 mg at bedtime"}, None),
        ("naltrexone 50 mg tablet", {"sig": "4.5 mg at bedtime"}, None),
        (NTX, {"dose": "4.5 mg", "sig": "4500 mcg qhs", "frequency": DAILY}, None),
        (CAPSULE, {"dose": "4.5 mg", "sig": "1 capsule qhs"}, None),
        (
            NTX,
            {"dose": "1.5 mg", "sig": "1.5 mg hs x 14 days then 9 mg hs", "frequency": DAILY},
            "dose field 1.5 mg against 9 mg in the sig",
        ),
        (
            NTX,
            {"dose": "1.5 mg", "sig": "1.5 mg hs, increase by 1.5 mg every 7 days up to 9 mg", "frequency": DAILY},
            "dose field 1.5 mg, but the sig raises the dose",
        ),
        (
            NTX,
            {"sig": "3 mg hs x 14 days then 3 mg bid", "frequency": DAILY},
            "the frequency field and the sig say different frequencies",
        ),
        (NTX, {"dose": "1 cap", "sig": "2 caps hs"}, "dose field 1 capsule against 2 capsule in the sig"),
        (NTX, {"dose": "1 cap", "sig": "1 tab hs"}, None),
        (NTX, {"dose": "4.5 mg", "sig": "1 capsule hs"}, None),
        ("naltrexone 1.5 mg capsule", {"sig": "1 cap (9 mg) hs"}, "1 capsule (9 mg) is 1.5 mg against 9 mg in the sig"),
        ("naltrexone 1 mg/mL", {"sig": "4.5 mL (45 mg) hs"}, "4.5 mL (45 mg) is 4.5 mg against 45 mg in the sig"),
        ("naltrexone 1.5 mg capsule", {"sig": "2 caps (1.5 mg) hs"}, None),
        ("naltrexone 3 mg/mL", {"sig": "0.33 mL (1 mg) hs"}, None),
        (NTX, {"strength": "1 mg/mL", "sig": "4.5 mL (5 mg/mL) hs"}, "strength 5 mg in the sig against 1 mg"),
        (NTX, {"strength": "1 mg/mL", "sig": "4.5 mL (1 mg/mL) hs"}, None),
        ("naltrexone 1.5 mg capsule", {"dose": "3 capsule", "frequency": DAILY}, None),
        ("naltrexone 1.5 mg capsule", {"dose": "2 tablets", "frequency": DAILY}, None),
        ("naltrexone 50 mg tablet", {"dose": "0.1 tablet", "frequency": DAILY}, None),
        ("naltrexone 1.5 mg capsule", {"dose": "4.5 mg", "frequency": DAILY}, None),
        ("naltrexone 4.5 mg qhs", {"dose": "3 mg"}, "dose field 3 mg against 4.5 mg in the name"),
        ("naltrexone 1.5 mg qhs", {"dose": "4.5 mg"}, None),
        (
            "naltrexone 4.5 mg bid",
            {"dose": "4.5 mg", "frequency": DAILY},
            "the frequency field and the name say different frequencies",
        ),
    ],
)
def test_disagreement(name: str, said: dict[str, object], text: str | None) -> None:
    """Sources that contradict each other are named; a dose that units can make up is none."""
    assert dose(name, **said).disagreement == text


def test_structured_dose_wins() -> None:
    """Over the sig, and the sig over the name."""
    assert mg(dose(NTX, dose="3 mg", sig="4.5 mg qhs").single) == 3
    assert mg(dose("naltrexone 50 mg", sig="4.5 mg qhs").single) == 4.5


def test_prn_and_scheduled() -> None:
    """As needed by field or sig; scheduled has a frequency and is not."""
    assert dose("loperamide 2 mg", sig="1 cap prn").prn
    assert dose("loperamide 2 mg", sig="1 cap daily", prn=True).prn
    assert not dose("loperamide 2 mg", sig="1 cap daily", prn=True).scheduled
    assert dose("loperamide 2 mg", sig="1 cap daily").scheduled
    assert not dose("loperamide 2 mg").scheduled


@pytest.mark.parametrize(
    ("said", "only"),
    [
        ({"sig": "1 cap prn"}, True),
        ({"sig": "1 cap daily"}, False),
        ({"sig": "1 cap daily, then 1 cap prn"}, False),
        ({"sig": "1 cap prn", "prn": False}, False),
        ({"sig": "1 cap daily", "prn": True}, True),
        ({"sig": "1 cap daily, then 1 cap prn", "prn": True}, False),
        ({"prn": True}, True),
        ({}, False),
    ],
)
def test_only_as_needed(said: dict[str, object], only: bool) -> None:
    """Every phase is as needed, or the field says so and no phase does; a field that denies it wins."""
    assert dose("loperamide 2 mg", **said).only_prn is only


@pytest.mark.parametrize(
    ("name", "said", "text"),
    [
        ("naltrexone 1.5 mg capsule", {"sig": "3 caps qhs"}, "3 capsule = 4.5 mg, 1 a day"),
        (NTX, {"sig": "4.5 mg qod"}, "4.5 mg = 4.5 mg, 1 a day every 2 days"),
        (CAPSULE, {"quantity": "30 caps", "days_supply": "30"}, "quantity x strength / 30 days = 4.5 mg a day"),
        (CAPSULE, {"sig": "as directed"}, "one unit = 4.5 mg, frequency not stated"),
        ("LDN", {}, "dose not stated, frequency not stated"),
    ],
)
def test_derivation(name: str, said: dict[str, object], text: str) -> None:
    """How the dose was worked out, in words."""
    assert dose(name, **said).derived == text
