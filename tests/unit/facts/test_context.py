"""Facts of conditions, results, procedures, allergies, devices and the person."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from ldn_rules.rulebook.kinds import NEVER, UNKNOWN
from support.lists import facts, iso, ldn, said

FAR = -NEVER


def of_kind(kind: str, **record: Any) -> list[Any]:
    """The facts of a kind of a list with naltrexone."""
    return [fact for fact in facts([ldn()], **record).facts if fact.kind == kind]


def values(kind: str, *names: str, **record: Any) -> list[tuple[Any, ...]]:
    """Fields of the facts of a kind."""
    return [tuple(fact.values[name] for name in names) for fact in of_kind(kind, **record)]


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ({}, (FAR, NEVER, (-UNKNOWN, UNKNOWN))),
        ({"onset": iso(-5)}, (-5, NEVER, (-5, -5))),
        ({"onset": "2026-01"}, (-14, NEVER, (-14, 16))),
        ({"onset": "some day"}, (FAR, NEVER, (-UNKNOWN, UNKNOWN))),
        ({"status": "active", "abatement": iso(-3)}, (FAR, NEVER, (-UNKNOWN, UNKNOWN))),
        ({"abatement": iso(-3)}, (FAR, -3, (-UNKNOWN, -3))),
        ({"status": "resolved", "abatement": "2025-12"}, (FAR, -15, (-UNKNOWN, -15))),
        ({"status": "resolved", "abatement": "some day"}, (FAR, NEVER, (-UNKNOWN, UNKNOWN))),
    ],
)
def test_days_of_a_condition(item: dict[str, Any], expected: tuple[Any, ...]) -> None:
    """From its earliest onset to its latest end; what is not known has always been, and still is."""
    assert values("condition", "start", "last", "onset", conditions=[{"name": "pregnancy", **item}]) == [expected]


@pytest.mark.parametrize("status", ["resolved", "refuted", "entered-in-error"])
def test_no_fact_of_what_is_over_or_not_so(status: str) -> None:
    """Without a date of its end nothing can be said of the days that it shared."""
    assert of_kind("condition", conditions=[{"name": "pregnancy", "status": status}]) == []


def test_the_latest_of_each_kind() -> None:
    """ALT does not supersede AST; a month may hold the latest, and so may a result without a date."""
    given = [("ALT", iso(-9)), ("ALT", iso(-3)), ("ALT", "2026-01"), ("ALT", None), ("AST", iso(-40))]
    found = of_kind("observation", observations=[{"name": name, "value": "1", "date": date} for name, date in given])
    latest = {(fact.texts["name"], fact.texts["day"]): fact.values["latest"] for fact in found}
    assert latest == {
        ("ALT", iso(-9)): 0,
        ("ALT", iso(-3)): 1,
        ("ALT", "2026-01"): 1,
        ("ALT", "an unknown day"): 1,
        ("AST", iso(-40)): 1,
    }


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ({"status": "planned", "date": iso(5)}, ((5, 5), 1)),
        ({"date": iso(0)}, ((0, 0), 1)),
        ({"date": iso(-1)}, ((-1, -1), 0)),
        ({}, ((0, NEVER - 1), 1)),
        ({"status": "planned", "date": iso(-1)}, ((0, NEVER - 1), 1)),
        ({"status": "planned", "date": "2026-01"}, ((0, 16), 1)),
        ({"status": "completed", "date": iso(1)}, ((1, 1), 1)),
        ({"status": "completed"}, ((-UNKNOWN, 0), 0)),
    ],
)
def test_day_of_a_procedure(item: dict[str, Any], expected: tuple[Any, ...]) -> None:
    """What is planned lies ahead, and what is planned for a day that has been, nobody knows when."""
    assert values("event", "day", "ahead", procedures=[{"name": "hip replacement", **item}]) == [expected]


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ({"name": "hip replacement"}, 2),
        ({"name": "hip replacement", "opioid": "no"}, 0),
        ({"name": "mammogram"}, 0),
        ({"name": "mammogram", "opioid": "likely"}, 2),
        ({"name": "quasting"}, 1),
    ],
)
def test_whether_an_opioid_is_to_be_expected(item: dict[str, Any], expected: int) -> None:
    """What the list states wins over the vocabulary; of a procedure that nobody knows nothing is known."""
    assert values("event", "opioid", procedures=[{"status": "planned", **item}]) == [(expected,)]


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ({"start": iso(-90)}, [(-90, NEVER)]),
        ({"start": iso(-90), "end": iso(-2)}, [(-90, -2)]),
        ({"status": "active", "start": iso(-90), "end": iso(-2)}, [(-90, NEVER)]),
        ({"status": "removed"}, []),
        ({"status": "removed", "end": iso(-2)}, [(FAR, -2)]),
    ],
)
def test_days_of_a_device(item: dict[str, Any], expected: list[tuple[int, int]]) -> None:
    """In place until it is removed on a day that is known."""
    assert values("device", "start", "last", devices=[{"name": "intrathecal pump", **item}]) == expected


@pytest.mark.parametrize(
    ("birth", "age"),
    [
        ("2008-01-15", (18, 18)),
        ("2008-01-16", (17, 17)),
        ("2008", (17, 18)),
        ("2004-02-29", (21, 21)),
        ("2026-01-16", (-UNKNOWN, UNKNOWN)),
        (None, (-UNKNOWN, UNKNOWN)),
    ],
)
def test_age(birth: str | None, age: tuple[int, int]) -> None:
    """Whole years on the day of the check; a birth after it is none."""
    assert values("patient", "age", patient={"birth_date": birth}) == [(age,)]


def test_a_permutation_changes_nothing() -> None:
    """The order of a list's items is no part of the facts."""
    items = [
        {"name": "ALT", "value": "130", "reference": {"high": 40}, "date": iso(-3)},
        {"name": "ALT", "value": "30", "reference": {"high": 40}, "date": iso(-3)},
        {"name": "AST", "value": "210", "reference": {"high": 40}},
    ]
    orders = [list(order) for order in permutations(items)]
    found = [[fact.values for fact in of_kind("observation", observations=order)] for order in orders]
    assert all(one == found[0] for one in found)
    assert len({tuple(said([ldn()], observations=order)) for order in orders}) == 1


def test_a_list_without_naltrexone_has_none() -> None:
    """No rule reports on it."""
    assert facts([], conditions=[{"name": "pregnancy"}]).holds_naltrexone is False
    assert {fact.kind for fact in facts([], conditions=[{"name": "pregnancy"}]).facts} <= {"gap"}


def test_full_dose_alone_is_told() -> None:
    """An episode of full dose or depot naltrexone, and one that holds a low dose too."""
    full = {**ldn(), "name": "naltrexone 50 mg tablet", "sig": "1 tablet daily", "id": "full"}
    depot = {**ldn(), "name": "Vivitrol 380 mg injection", "sig": "inject every 4 weeks", "id": "depot"}

    def episode(*entries: dict[str, Any]) -> Any:
        return next(fact.values["full-dose"] for fact in facts(list(entries)).facts if fact.kind == "episode")

    assert [episode(full), episode(depot), episode(ldn()), episode(depot, ldn())] == [1, 1, 0, 0]
