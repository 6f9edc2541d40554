"""Whole records by chance: drugs of every class, conditions, observations, procedures, a person.

Days are written as dates at once, in full or in part. Every record holds naltrexone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from support.list_strategies import NALTREXONE, OPIOIDS, SIGS
from support.lists import given, iso

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

SUBJECTS: Final = (
    *NALTREXONE, "low dose naltrexone 4.5 mg", "naltrexone", "naltrexone 4.5 mg", "naltrexone 4500 mcg capsule",
    "naltrexone 0.004 mg capsule", "Revia 50 mg, 1/10", "naltrexone SR 4.5 mg capsule", "naltrexone implant",
)  # fmt: skip
AGONISTS: Final = (
    *OPIOIDS, "Norco 5 mg/325 mg tablet", "codeine 30 mg tablet", "co-codamol 8/500", "oxycodone", "hydromorphone 2 mg",
    "Nucynta ER 100 mg tablet", "buprenorphine 10 mcg/hour transdermal patch", "Brixadi weekly 24 mg injection",
    "Brixadi monthly 96 mg injection", "Belbuca 75 mcg film", "levorphanol 2 mg tablet", "heroin", "street fentanyl",
    "7-OH tablets", "tianeptine", "Viberzi 75 mg tablet", "fentanyl 50 mcg/mL injection", "sufentanil injection",
    "nalbuphine 10 mg/mL injection", "opium tincture", "Tussionex oral suspension", "meperidine 50 mg tablet",
    "morphine 30 mg extended-release tablet", "morphine 10 mg/mL intrathecal pump", "loperamide", "codine",
)  # fmt: skip
SPOKEN_OF: Final = (
    "naloxegol 25 mg tablet", "Relistor 12 mg injection", "lofexidine 0.18 mg tablet", "Narcan nasal spray", "Lybalvi",
    "dextromethorphan", "disulfiram 250 mg tablet", "thioridazine 25 mg tablet", "leflunomide 20 mg tablet",
    "acetaminophen 500 mg tablet", "tacrolimus 1 mg capsule", "levothyroxine 50 mcg tablet", "zorbanex forte",
)  # fmt: skip
IRRELEVANT: Final = (
    "lisinopril 10 mg tablet", "vitamin D", "metformin 500 mg tablet", "amoxicillin 500 mg capsule", "omeprazole 20 mg",
)  # fmt: skip
_CONDITIONS: Final = (
    "opioid use disorder", "opioid withdrawal", "opioid use disorder, in remission", "acute hepatitis C", "fatty liver",
    "chronic kidney disease", "pregnancy", "breastfeeding", "depression", "suicidal ideation", "yawning", "headache",
    "opioid-induced constipation", "vivid dreams", "fibromyalgia", "hypertension",
)  # fmt: skip
_OBSERVATIONS: Final[tuple[dict[str, Any], ...]] = (
    *({"name": "urine opioid screen", "value": value} for value in ("positive", "negative", "see report")),
    *({"name": "naloxone challenge", "value": value} for value in ("failed", "passed")),
    *({"name": "ALT", "value": value, "unit": "U/L", "reference": {"high": "40"}} for value in ("30", "130", "300")),
    {"name": "ALT", "value": "130", "unit": "U/L"},
    *({"name": "eGFR", "value": value, "unit": "mL/min/1.73m2"} for value in ("25", "45", "80")),
    *({"name": "heart rate", "value": value, "unit": "/min"} for value in ("80", "110", "140")),
    {"name": "PHQ-9 item 9", "value": "1"},
)
_PROCEDURES: Final = ("hip replacement", "dental cleaning", "colonoscopy", "intrathecal pump", "zorbing")
_AMOUNTS: Final = ({"value": 4.5, "unit": "mg"}, {"value": 1.5, "unit": "mg"}, {"value": 1, "unit": "tablet"})
_TIMES: Final = tuple({"times": times, "per": per, "unit": "day"} for times, per in ((1, 1), (2, 1), (4, 1), (1, 2)))
_FIELDS: Final[dict[str, tuple[int, tuple[Any, ...]]]] = {
    "sig": (70, SIGS),
    "status": (95, ("active", "active", "completed", "stopped", "on-hold", "planned", "unknown", "cancelled")),
    "days_supply": (35, (1, 7, 14, 28, 30, 90)),
    "refills": (15, (0, 2)),
    "fill_number": (10, (0, 3)),
    "prn": (25, (True, False)),
    "dose": (20, _AMOUNTS),
    "frequency": (20, _TIMES),
    "strength": (10, _AMOUNTS[:2]),
    "quantity": (20, ({"value": 30, "unit": "capsule"}, {"value": 1, "unit": "patch"})),
    "form": (15, ("capsule", "tablet", "patch", "injection", "oral solution")),
    "route": (15, ("oral", "topical", "intramuscular", "intrathecal", "intravenous")),
    "prescriber": (20, ("A", "B")),
    "reason": (12, ("alcohol use disorder", "fibromyalgia", "opioid use disorder")),
    "reason_stopped": (12, ("no effect", "withdrawal", "side effects")),
}
"""How many entries of a hundred have a field, and what stands in it."""

_TIDY: Final = 0.6
_DATES: Final = {"start": 75, "end": 50, "last_taken": 20}
_PART: Final = (10, 10, 10, 10, 10, 10, 7, 4)
_BORN: Final = ("1960-01-01",) * 6 + ("1990", "2008-03-01", "2015")
_ALLERGIES: Final = ({"name": "codeine", "reaction": "rash"}, {"name": "naltrexone"}, {"name": "lactose"})


def day(random: Random) -> str:
    """A date near the check, or further back: whole most times, else a month or a year."""
    least, most = random.choice(((-40, 15), (-40, 15), (-12, 2), (-500, 40)))
    return iso(random.randint(least, most))[: random.choice(_PART)]


def _maybe(random: Random, chance: int, value: Any) -> Any:
    return value if random.randrange(100) < chance else None


def entry(random: Random, names: Sequence[str], identifier: str) -> dict[str, Any]:
    """An entry by one of the names, with any combination of fields."""
    fields = {name: _maybe(random, chance, random.choice(of)) for name, (chance, of) in _FIELDS.items()}
    when = {name: _maybe(random, chance, day(random)) for name, chance in _DATES.items()}
    return given({"id": identifier, "name": random.choice(names), **fields, **when})


def tidy(random: Random, identifier: str) -> dict[str, Any]:
    """Naltrexone about which little is to be said but its dates, so that what else the record says decides."""
    when = {"start": _maybe(random, 90, day(random)), "end": _maybe(random, 30, day(random))}
    own = {"id": identifier, "name": "naltrexone 1.5 mg capsule", "sig": "1 capsule at bedtime"}
    return given({**own, "status": random.choice(("active", "active", "completed", "planned", None)), **when})


def whole_record(random: Random) -> dict[str, Any]:
    """Naltrexone once or more often, up to two opioids and two others, and what else a record says."""
    counts = (random.choice((1, 1, 1, 2, 3)), random.choice((0, 1, 1, 1, 2)), random.choice((0, 0, 0, 1, 2)))
    kinds = [names for names, count in zip((SUBJECTS, AGONISTS, SPOKEN_OF), counts, strict=True) for _ in range(count)]
    found = {
        "patient": {"birth_date": random.choice(_BORN)},
        "as_of": iso(0),
        "history_from": _maybe(random, 50, iso(random.choice((-365, -365, -100, -20)))),
        "medications": [
            tidy(random, f"m{place}")
            if names is SUBJECTS and random.random() < _TIDY
            else entry(random, names, f"m{place}")
            for place, names in enumerate(kinds)
        ],
    }
    return given(found if random.random() < 0.6 else {**found, **_context(random)})


def _context(random: Random) -> dict[str, Any]:
    """The lists beside the medications; each is short, and often absent."""
    return {
        "conditions": [_condition(random) for _ in range(random.choice((0, 0, 1, 2)))] or None,
        "observations": [
            given({**random.choice(_OBSERVATIONS), "date": _maybe(random, 80, day(random))})
            for _ in range(random.choice((0, 0, 1, 2)))
        ]
        or None,
        "procedures": [_procedure(random) for _ in range(random.choice((0, 0, 0, 1)))] or None,
        "allergies": _maybe(random, 15, [random.choice(_ALLERGIES)]),
    }


def _condition(random: Random) -> dict[str, Any]:
    status = _maybe(random, 80, random.choice(("active", "active", "resolved", "remission")))
    when = {"onset": _maybe(random, 60, day(random)), "abatement": _maybe(random, 25, day(random))}
    return given({"name": random.choice(_CONDITIONS), "status": status, **when})


def _procedure(random: Random) -> dict[str, Any]:
    status, opioid = random.choice((None, "planned", "completed")), random.choice((None, None, "likely", "no"))
    when = _maybe(random, 80, day(random))
    return given({"name": random.choice(_PROCEDURES), "status": status, "opioid": opioid, "date": when})
