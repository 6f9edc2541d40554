"""Tests inside a rule as rows of a table."""

from __future__ import annotations

from typing import Any

import pytest

from ldn_rules.catalogue.cases import row_of
from ldn_rules.rulebook.testcases import HISTORY_FROM, TODAY, Expected, TestCase
from ldn_rules.rulebook.testfacts import RoleFact
from support.handmade import SPAN


def case(**parts: Any) -> TestCase:
    """A test of an empty list that expects nothing, but for ``parts``."""
    given: dict[str, Any] = {
        "rule": "A1",
        "name": "one",
        "span": SPAN,
        "today": TODAY,
        "as_of": 0,
        "history_from": HISTORY_FROM,
        "list": (),
        "also": {},
        "facts": None,
        "expect": (),
        "quiet": {},
        "outcome": None,
    }
    return TestCase(**(given | parts))


def given(**parts: Any) -> tuple[str, ...]:
    """What is said of its list."""
    return row_of(case(**parts), passed=True, as_active=False).given


def expected(**parts: Any) -> tuple[str, ...]:
    """What is said of what it expects."""
    return row_of(case(**parts), passed=True, as_active=False).expected


def test_how_it_came_out_is_kept() -> None:
    """A row never says more than it was told."""
    row = row_of(case(quiet={"A1": "ended-before", "A2": "bands"}), passed=False, as_active=True)
    assert (row.name, row.passed, row.as_active) == ("one", False, True)
    assert row.quiet == ("A1: ended-before", "A2: bands")


def test_an_entry() -> None:
    """Name and directions first, then each field by its name; days are called days, numbers of fills are not."""
    entry = {"status": "active", "start": -20, "fill_number": 2, "sig": "1 at night", "name": "naltrexone 1.5 mg"}
    assert given(list=(entry,)) == ("naltrexone 1.5 mg; 1 at night; status active; start day -20; fill number 2",)


def test_values_of_every_sort() -> None:
    """A flag is no day, a date written out is kept, what is null or empty is said."""
    entry = {"name": "x", "end": None, "start": "2026-01-01", "last_taken": True, "reasons": [], "codes": ["a", "b"]}
    assert given(list=(entry,)) == ("x; end not given; start 2026-01-01; last taken true; reasons empty; codes a, b",)
    assert given(list=({"supply": {"days_left": 3, "date": 0}, "prn": False},)) == (
        "supply days left 3, date day 0; prn false",
    )


def test_a_list_that_says_there_are_no_medicines() -> None:
    """It is another than an empty one."""
    assert given(list="none") == ("medications: none",)
    assert given(list=()) == ()


def test_what_else_a_list_says() -> None:
    """One line for each problem or result; an empty part is there as well."""
    also = {"conditions": [{"name": "pain", "onset": -3}, {"name": "asthma"}], "lab_results": [], "birth_date": -9}
    assert given(also=also) == (
        "conditions: pain; onset day -3",
        "conditions: asthma",
        "lab results: empty",
        "birth date: day -9",
    )


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"today": "2024-02-29"}, "day 0 is 2024-02-29"),
        ({"as_of": 5}, "checked on day 5"),
        ({"history_from": None}, "nothing is said of how far the history reaches back"),
    ],
)
def test_what_differs_from_the_usual(parts: dict[str, Any], words: str) -> None:
    """Is said; what is as usual is not."""
    assert given(**parts) == (words,)


def test_facts_of_a_test() -> None:
    """Each with its classes in order and its fields in the words of a report; what can be several is a span."""
    course = RoleFact("course", frozenset({"opioid", "full-agonist"}), {"last": (-3, -1)})
    episode = RoleFact("episode", frozenset(), {"start": 0})
    said = given(list=None, facts={"opioid": course, "ntx": episode})
    assert said == (
        "fact opioid (course of full-agonist, opioid); last 2026-01-12 to 2026-01-14",
        "fact ntx (episode); start 2026-01-15",
    )


def test_what_is_expected() -> None:
    """Findings with kind and severity, then outcome and panel; none is said too."""
    found = (
        Expected("A1", "alert", "major", False, SPAN),
        Expected("A2", "cannot-assess", "moderate", True, SPAN),
    )
    assert expected(expect=found) == ("A1 major", "A2 cannot assess moderate (history)")
    assert expected() == ("no finding",)
    assert expected(outcome="not-applicable") == ("no finding", "outcome not-applicable")


@pytest.mark.parametrize(
    ("panel", "words"),
    [("none", "panel: none"), (("e1", "e2"), "panel: e1, e2"), ((), "panel: nothing of its own")],
)
def test_the_panel_of_a_test(panel: tuple[str, ...] | str, words: str) -> None:
    """No panel is another thing than a panel without entries of this list."""
    assert expected(panel=panel) == ("no finding", words)
