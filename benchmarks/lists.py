"""Realistic medication lists for the benchmarks: eight medications with sigs each, the same for the same seed.

python benchmarks/lists.py COUNT [SHARE_ON_NALTREXONE [SEED]] > lists.jsonl
"""

from __future__ import annotations

import datetime
import json
import sys
from random import Random
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

AS_OF = datetime.date(2026, 1, 15)
MEDICATIONS = 8

# Name as an export writes it, sig, whether it is taken as needed.
ORDINARY = (
    ("lisinopril 10 mg oral tablet", "Take 1 tablet by mouth once daily", False),
    ("atorvastatin 20 mg oral tablet", "1 tab PO QHS", False),
    ("metformin hydrochloride 500 mg oral tablet", "Take 1 tablet by mouth twice daily with meals", False),
    ("amlodipine 5 mg oral tablet", "Take one tablet daily", False),
    ("omeprazole 20 mg delayed release oral capsule", "1 cap PO QAM before breakfast", False),
    ("levothyroxine sodium 0.075 mg oral tablet", "Take 1 tablet by mouth every morning", False),
    ("metoprolol tartrate 25 mg oral tablet", "1 tab PO BID", False),
    ("losartan potassium 50 mg oral tablet", "Take 1 tablet by mouth daily", False),
    ("hydrochlorothiazide 25 mg oral tablet", "1 tablet every morning", False),
    ("sertraline 50 mg oral tablet", "Take 1 tablet by mouth once daily", False),
    ("gabapentin 300 mg oral capsule", "Take 1 capsule by mouth three times daily", False),
    ("simvastatin 40 mg oral tablet", "1 tab PO QHS", False),
    ("duloxetine 30 mg delayed release oral capsule", "Take 1 capsule by mouth daily", False),
    ("albuterol 0.09 mg/actuat metered dose inhaler", "Inhale 2 puffs every 6 hours as needed", True),
    ("ibuprofen 600 mg oral tablet", "1 tab PO Q6H PRN pain", True),
    ("acetaminophen 325 mg oral tablet", "Take 2 tablets by mouth every 6 hours as needed", True),
    ("cetirizine 10 mg oral tablet", "Take 1 tablet by mouth daily", False),
    ("cholecalciferol 25 mcg oral tablet", "1 tablet daily", False),
    ("magnesium oxide 400 mg oral tablet", "Take 1 tablet by mouth at bedtime", False),
    ("aspirin 81 mg oral tablet", "Take 1 tablet by mouth once daily", False),
    ("prednisone 10 mg oral tablet", "Take 1 tablet by mouth daily for 5 days", False),
    ("amoxicillin 500 mg oral capsule", "1 cap PO TID x 10 days", False),
    ("fluticasone 0.05 mg/actuat nasal spray", "2 sprays in each nostril once daily", False),
    ("cyclobenzaprine 10 mg oral tablet", "Take 1 tablet by mouth at bedtime as needed", True),
)
OPIOIDS = (
    ("oxycodone hydrochloride 5 mg oral tablet", "Take 1 tablet by mouth every 6 hours as needed for pain", True),
    ("acetaminophen 325 mg / hydrocodone bitartrate 5 mg oral tablet", "1 tab PO Q6H PRN pain", True),
    ("tramadol hydrochloride 50 mg oral tablet", "Take 1 tablet by mouth three times daily", False),
    ("methadone hydrochloride 10 mg oral tablet", "1 tab PO BID", False),
)
# A titration: strength in mg, day of the course on which it begins.
TITRATION = (("1.5", 0), ("3", 14), ("4.5", 28))


def lists(count: int, share_on_naltrexone: float = 0.1, seed: int = 2026) -> Iterator[dict[str, Any]]:
    """``count`` medication lists; each is on naltrexone with the given probability."""
    random = Random(seed)
    for number in range(count):
        on_naltrexone = random.random() < share_on_naltrexone
        yield patient(random, number, on_naltrexone=on_naltrexone)


def patient(random: Random, number: int, *, on_naltrexone: bool) -> dict[str, Any]:
    """One list of eight medications; of those on naltrexone, one in three has had an opioid."""
    medications = titration(random) if on_naltrexone else []
    if random.random() < (1 / 3 if on_naltrexone else 1 / 8):
        medications.append(order(random, random.choice(OPIOIDS)))
    for drug in random.sample(ORDINARY, MEDICATIONS - len(medications)):
        medications.append(order(random, drug))
    random.shuffle(medications)
    return {
        "patient": {"id": f"p{number}", "birth_date": f"{random.randint(1935, 2004)}-{random.randint(1, 12):02}-11"},
        "as_of": AS_OF.isoformat(),
        "history_from": "2024-01-01",
        "medications": [{"id": f"m{place}", **medication} for place, medication in enumerate(medications, start=1)],
    }


def titration(random: Random) -> list[dict[str, Any]]:
    """One to three orders of rising strength, the last of them still running."""
    first = AS_OF - datetime.timedelta(days=random.randint(0, 120))
    steps = [
        {
            "name": f"naltrexone {strength} mg oral capsule",
            "sig": "Take 1 capsule by mouth at bedtime",
            "status": "active",
            "start": (first + datetime.timedelta(days=day)).isoformat(),
            "days_supply": 14,
        }
        for strength, day in TITRATION
        if first + datetime.timedelta(days=day) <= AS_OF
    ]
    for step in steps[:-1]:
        step["status"] = "completed"
    return steps


def order(random: Random, drug: tuple[str, str, bool]) -> dict[str, Any]:
    """One order of ``drug``, begun in the last two years, half of them ended by now."""
    name, sig, as_needed = drug
    start = AS_OF - datetime.timedelta(days=random.randint(20, 700))
    medication: dict[str, Any] = {"name": name, "sig": sig, "status": "active", "start": start.isoformat()}
    if as_needed:
        medication["prn"] = True
    if random.random() < 0.5:
        end = start + datetime.timedelta(days=random.randint(5, 19))
        medication.update(status="completed", end=end.isoformat())
    return medication


def write(path: Path, count: int, share_on_naltrexone: float, seed: int = 2026) -> None:
    """The lists as JSON lines in the file ``path``."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(one) + "\n" for one in lists(count, share_on_naltrexone, seed))


def main(count: str, share_on_naltrexone: str = "0.1", seed: str = "2026") -> None:
    """The lists as JSON lines on standard output."""
    for one in lists(int(count), float(share_on_naltrexone), int(seed)):
        print(json.dumps(one))


if __name__ == "__main__":
    main(*sys.argv[1:])
