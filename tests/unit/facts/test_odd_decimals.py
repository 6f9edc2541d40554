"""Trailing zeros and naked decimals as a fact of low-dose naltrexone."""

from __future__ import annotations

import pytest

from support.lists import item, ldn, of_kind, oxycodone, said


@pytest.mark.parametrize(
    ("entry", "flag", "text"),
    [
        (ldn("1.5"), 0, ""),
        (ldn("1.50"), 1, "trailing zero in '1.50': read as 1.5"),
        (
            item("naltrexone capsule", sig=".5 mg nightly", start=0),
            1,
            "no digit before the decimal sign in '.5': read as 0.5",
        ),
    ],
)
def test_a_fact_of_each_item(entry: dict[str, object], flag: int, text: str) -> None:
    """The course of an oral naltrexone-only entry says whether, and its text what."""
    [course] = [
        one for one in of_kind("course", [entry]) if "naltrexone-oral" in one.classes and "odd-decimal" in one.texts
    ][-1:]
    assert (course.values["odd-decimal"], course.texts["odd-decimal"]) == (flag, text)


def test_an_opioid_has_none() -> None:
    """What the rules on opioids see is the same however its numbers are written."""
    listed = [ldn("1.50"), oxycodone(name="oxycodone 5.0 mg tablet", start=-3)]
    [course] = [one for one in of_kind("course", listed) if "opioid" in one.classes]
    assert (course.values["odd-decimal"], course.texts["odd-decimal"]) == (0, "")


def test_it_is_a_note() -> None:
    """LDN302 tells of it, and nothing else changes."""
    assert said([ldn("1.50")]) == [*said([ldn("1.5")]), "LDN302 info"]
