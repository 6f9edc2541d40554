"""Results of observations: numbers, limits, signs, units, words."""

from __future__ import annotations

import pytest

from ldn_rules.intake.model import Item
from ldn_rules.reading.results import Result, read_result
from ldn_rules.rulebook.concept_compile import item_words
from ldn_rules.rulebook.concepts import Concept
from ldn_rules.rulebook.kinds import UNKNOWN

NOTHING = (-UNKNOWN, UNKNOWN)
ENZYME = Concept(usual_limit=40_000, units={"u l": 1_000, "kat l": 60_000})
ANSWER = Concept(positive_above=0)
WORDS = item_words({"item-words": {"positive": ["positive", "+"], "negative": ["negative", "not detected"]}})


def result(concept: Concept, value: str | None, unit: str | None = None, high: str | None = None) -> Result:
    """The result of one observation."""
    return read_result(Item("observation", 0, "x", value=value, unit=unit, high=high), concept, WORDS)


@pytest.mark.parametrize(
    ("value", "unit", "high", "ratio", "compared"),
    [
        ("120", "U/L", "40", (3000, 3000), True),
        ("120.01", "U/L", "40", (3001, 3001), True),
        ("100", "U/L", "33", (3031, 3031), True),
        (">1000", "U/L", "40", (25001, UNKNOWN), True),
        ("<10", "U/L", "40", (0, 250), True),
        ("120", "furlongs", "40", (3000, 3000), True),
        ("120", "U/L", None, NOTHING, False),
        ("120", "U/L", "0", NOTHING, False),
        ("120", "U/L", "<40", NOTHING, False),
        ("12-20", "U/L", "40", NOTHING, False),
        (None, "U/L", "40", NOTHING, False),
    ],
)
def test_ratio_to_its_own_limit(
    value: str | None,
    unit: str,
    high: str | None,
    ratio: tuple[int, int],
    compared: bool,
) -> None:
    """Thousandths, rounded up, so that what is above a limit stays above it."""
    found = result(ENZYME, value, unit, high)
    assert (found.ratio, found.compared) == (ratio, compared)


@pytest.mark.parametrize(
    ("value", "unit", "level", "usual"),
    [
        ("121", "U/L", (121_000, 121_000), (3025, 3025)),
        ("121", None, (121_000, 121_000), (3025, 3025)),
        ("2.1", "kat/L", (126_000, 126_000), (3150, 3150)),
        (">90", None, (90_001, UNKNOWN), (2251, UNKNOWN)),
        ("≥90", None, (90_000, UNKNOWN), (2250, UNKNOWN)),
        ("≤90", None, (0, 90_000), (0, 2250)),
        ("121", "furlongs", NOTHING, NOTHING),
        ("haemolysed", "U/L", NOTHING, NOTHING),
    ],
)
def test_level_in_the_usual_unit(value: str, unit: str | None, level: tuple[int, int], usual: tuple[int, int]) -> None:
    """A number without a unit counts in the usual one; a unit nobody knows makes it unknown."""
    found = result(ENZYME, value, unit)
    assert (found.level, found.usual) == (level, usual)


@pytest.mark.parametrize(
    ("value", "positive"),
    [
        ("positive", True),
        ("POSITIVE (qualifier value)", True),
        ("+", True),
        ("true", True),
        ("not detected", False),
        ("false", False),
        ("not positive", None),
        ("350", None),
        (None, None),
    ],
)
def test_words(value: str | None, positive: bool | None) -> None:
    """Only a text that is such a word as a whole is positive or negative."""
    assert result(Concept(), value).positive is positive


@pytest.mark.parametrize(
    ("value", "positive"), [("0", False), ("0.0", False), ("1", True), (">0", True), ("<1", None), ("<=0", False)]
)
def test_numbers_above_nothing(value: str, positive: bool | None) -> None:
    """A number above the limit is positive; a range on both sides of it is not known."""
    assert result(ANSWER, value).positive is positive


@pytest.mark.parametrize(
    ("value", "positive"),
    [
        ("Negative (screen)", False),
        ("Negative (confirmed positive)", None),
        ("Positive (confirmed negative)", True),
    ],
)
def test_a_remark_that_says_positive_takes_a_negative_back(value: str, positive: bool | None) -> None:
    """Behind ``negative`` a remark may say positive: then the result is not known."""
    assert result(ANSWER, value).positive is positive
