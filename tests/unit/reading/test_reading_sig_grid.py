"""A grid of sigs with known answers, and numbers that never vanish from any sig."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.reading import sigs_read, vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator

DOSES = {
    "4.5 mg": (4.5, "mg"),
    "six and a half mg": (6.5, "mg"),
    "twenty-five mg": (25, "mg"),
    "1-1/2 tablets": (1.5, "tablet"),
    "one (1) capsule": (1, "capsule"),
    "2 capsule(s)": (2, "capsule"),
    "take one and a half caps": (1.5, "capsule"),
    "half a tablet": (0.5, "tablet"),
    "two hundred fifty mcg": (250, "mcg"),
}
OFTEN = {
    "at bedtime": (1, 1, "day"),
    "every evening at bedtime": (1, 1, "day"),
    "nightly at 7pm": (1, 1, "day"),
    "every night with dinner": (1, 1, "day"),
    "qpm hs": (1, 1, "day"),
    "once daily at bedtime": (1, 1, "day"),
    "1 hour before bedtime": (1, 1, "day"),
    "q day": (1, 1, "day"),
    "bid, morning and evening": (2, 1, "day"),
    "in the morning and at bedtime": (2, 1, "day"),
    "om and on": (2, 1, "day"),
    "bid and hs": (3, 1, "day"),
    "tid and hs": (4, 1, "day"),
    "three times daily and at bedtime": (4, 1, "day"),
    "with meals and at bedtime": (4, 1, "day"),
    "ac & hs": (4, 1, "day"),
    "qid ac and hs": (4, 1, "day"),
    "8 hourly": (1, 8, "hour"),
    "every eight hours": (1, 8, "hour"),
    "5 days a week": (5, 1, "week"),
    "at night 6 nights weekly": (6, 1, "week"),
    "twice daily Mon-Fri": (10, 1, "week"),
}
AS_NEEDED = {"": False, "as needed": True}
REASONS = ("", "for pain", "for night sweats", "for a bad knee")
LENGTHS = {"": None, "for 14 days": 14, "x two weeks": 14}

NUMBERS = ("2.25", "3.75", "5.125", "7.375", "seventeen", "nineteen", "thirteen")
VALUES = {"seventeen": 17.0, "nineteen": 19.0, "thirteen": 13.0}
PLACES_AND_DAYS = 28
# Named days turn hours into times a week, and number words join into others: neither would show the number as it is.
KEPT = sorted(
    phrase.spelled
    for phrase in vocabulary().sig.table.phrases.values()
    if not {kind for kind, _ in phrase.meanings} & {"numerals", "weekdays", "weekday-groups"}
    and ("unit", "dispensed") not in phrase.meanings
    and not phrase.spelled.startswith(("before ", "just before "))
)
"""Without words of meals: `30 minutes before a meal` says nothing of the dose, and is passed over as a whole."""

COMMON = (
    "mg",
    "capsule",
    "daily",
    "bid",
    "hs",
    "and",
    "for",
    "prn",
    "pain",
    "every",
    "hours",
    "days",
    "x",
    "then",
    "take",
)
SIGNS = (",", ";", "/", "(", ")", "-", "=", ".", ":", "zzz")

PIECES = st.one_of(*(st.sampled_from(each) for each in (KEPT, COMMON, SIGNS, NUMBERS)))


def cells() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every combination of the grid with what it means."""
    for dose, often, prn, reason, length in product(DOSES, OFTEN, AS_NEEDED, REASONS, LENGTHS):
        times, per, unit = OFTEN[often]
        said = {
            "dose": dict(zip(("value", "unit"), DOSES[dose], strict=True)),
            "times": times,
            "per": per,
            "unit": unit,
        }
        said |= {"prn": AS_NEEDED[prn], "duration_days": LENGTHS[length]}
        yield " ".join(part for part in (dose, often, prn, reason, length) if part), said


def test_every_cell_of_the_grid() -> None:
    """Dose, frequency, as needed, reason and duration are each read, whatever stands beside them."""
    for text, said in cells():
        read = sigs_read(text)
        assert [one["text"] for one in read["unparsed"]] == [], text
        (phase,) = read["phases"]
        assert {key: phase[key] for key in said} == said, text


@pytest.mark.parametrize("often", OFTEN)
@pytest.mark.parametrize("reason", ["for pain", "for MS:", "as needed for pain"])
def test_a_dose_after_a_reason(reason: str, often: str) -> None:
    """A reason ends where the regimen begins: no number in it is swallowed."""
    (phase,) = sigs_read(f"{reason} take four capsules {often}")["phases"]
    assert phase["dose"] == {"value": 4, "unit": "capsule"}
    assert (phase["times"], phase["per"], phase["unit"]) == OFTEN[often]


def numbers_in(shape: Any) -> Iterator[float]:
    """Every number of a reading."""
    if isinstance(shape, dict):
        for key, value in shape.items():
            if key not in {"unparsed", "input"}:
                yield from numbers_in(value)
    elif isinstance(shape, list):
        for value in shape:
            yield from numbers_in(value)
    elif isinstance(shape, (int, float)) and not isinstance(shape, bool):
        yield float(shape)


def is_there(number: str, read: dict[str, Any]) -> bool:
    """Whether a number stands in the reading, as it is or so many times, in a note or in what was not understood."""
    if any(number in text for text in [*(left["text"] for left in read["unparsed"]), *read.get("notes", ())]):
        return True
    value = VALUES.get(number) or float(number)
    kept = list(numbers_in(read))
    return any(value * times in kept for times in (*range(1, PLACES_AND_DAYS + 1), 30))


@given(st.lists(PIECES, max_size=8), st.permutations(NUMBERS))
@settings(max_examples=2000)
def test_no_number_vanishes(pieces: list[str], numbers: list[str]) -> None:
    """Whatever stands around it: a number is in the reading, or in ``unparsed``."""
    fresh = iter(numbers)
    used: list[str] = []
    for place, piece in enumerate(pieces):
        if piece in NUMBERS:
            used.append(next(fresh, "zzz"))
            pieces[place] = used[-1]
    read = sigs_read(" ".join(pieces))
    lost = [number for number in used if number in NUMBERS and not is_there(number, read)]
    assert not lost, read
