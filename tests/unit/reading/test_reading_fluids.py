"""The fluid that a drug is given in is no drug of the entry, and its percentage no strength."""

from __future__ import annotations

import pytest

from support.reading import drug, drugs_read


def strengths(text: str) -> list[tuple[str | None, float, str]]:
    """Whose, how much, per what."""
    return [(one["ingredient"], one["low"], one["per"]) for one in drugs_read(text)["strength"]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("morphine 50 mg in NaCl 0.9% 50 mL", [("morphine", 50, "unit")]),
        ("fentanyl 500 mcg in sodium chloride 0.9 % 50 ml", [("fentanyl", 0.5, "unit")]),
        ("morphine 50 mg in dextrose 5% 50 mL", [("morphine", 50, "unit")]),
        ("morphine 50 mg in D5W 100 mL", [("morphine", 50, "unit")]),
        ("hydromorphone 10 mg/50 mL in 0.9% sodium chloride", [("hydromorphone", 0.2, "mL")]),
        ("fentaNYL-0.9% NaCl 10 mcg/mL", [("fentanyl", 0.01, "mL")]),
        ("hydromorphone in NS 0.2 mg/mL", [("hydromorphone", 0.2, "mL")]),
        ("morphine in 100 mL NS 1 mg/mL", [("morphine", 1, "mL")]),
        ("NaCl 0.9% 50 mL with morphine 50 mg", [("morphine", 50, "unit")]),
        ("morphine 2 mg diluted in 40 mL sodium chloride 0.9%", [("morphine", 2, "unit")]),
        ("morphine 1 mg/mL in dextrose 5 %", [("morphine", 1, "mL")]),
        (
            "fentanyl 2 mcg/mL bupivacaine 0.1% in sodium chloride 0.9% 250 mL",
            [("fentanyl", 0.002, "mL"), ("bupivacaine", 1, "mL")],
        ),
        (
            "fentanyl 2 mcg/mL + bupivacaine 0.1% sodium chloride 0.9%",
            [("fentanyl", 0.002, "mL"), ("bupivacaine", 1, "mL")],
        ),
    ],
)
def test_strengths_are_the_drugs(text: str, expected: list[tuple[str, float, str]]) -> None:
    """Recognised without the fluid, which leaves no strength and no word that nothing is known of."""
    read = drug(text)
    assert strengths(text) == expected
    assert (read.outcome, read.why) == ("recognised", "by name")
    assert list(read.ingredients) == list(dict.fromkeys(name for name, _, _ in expected))


@pytest.mark.parametrize(
    ("text", "ingredient", "count"),
    [
        ("sodium chloride 0.9% 500 mL", "sodium chloride", 1),
        ("0.9% sodium chloride", "sodium chloride", 1),
        ("dextrose 50%", "glucose", 1),
        ("glucose 5% / sodium chloride 0.45%", "glucose", 2),
        ("saline nasal spray", "sodium chloride", 0),
    ],
)
def test_a_fluid_alone_is_a_drug(text: str, ingredient: str, count: int) -> None:
    """Where no other drug is named it is what the entry is."""
    assert (drug(text).outcome, drug(text).ingredients) == ("irrelevant", (ingredient,))
    assert len(strengths(text)) == count


@pytest.mark.parametrize("text", ["oxycodone with glucose", "oxycodone/glucose"])
def test_a_partner_is_a_drug(text: str) -> None:
    """Without `in` before it and a percentage behind it nothing says that it is a fluid."""
    assert drug(text).ingredients == ("oxycodone", "glucose")
