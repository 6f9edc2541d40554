"""What stands of the cases that hold: on rules made by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from ldn_rules.findings.draft import Draft
from ldn_rules.findings.hits import Hit
from ldn_rules.findings.moments import moment_of
from ldn_rules.findings.settle import _not_reported_elsewhere, _not_yielding
from ldn_rules.findings.single import reported
from ldn_rules.rulebook.enumerations import SEVERITIES
from ldn_rules.rulebook.kinds import NEVER
from ldn_rules.rulebook.model import Moment, Unknown
from support.handmade import case_of, rule_of
from support.random_facts import fact_set, make_fact

if TYPE_CHECKING:
    from ldn_rules.facts.model import FactSet


def hit(
    rule: str, severity: str = "major", *, certain: bool = True, case: dict[str, Any] | None = None, **rest: Any
) -> Hit:
    """A hit of the rule, on the first fact unless told otherwise."""
    made = case_of([], **(case or {}))
    parts = {"kind": "alert" if certain else "cannot-assess", "binding": {"one": 0}} | rest
    return Hit(rule=rule_of(rule, [made]), case=made, severity=SEVERITIES.index(severity), certain=certain, **parts)


def draft(of: Hit) -> Draft:
    """The draft of one hit."""
    return Draft(of, of.kind, of.severity, 0, (of,))


def facts() -> FactSet:
    """Two facts, of two entries."""
    made = [replace(make_fact("segment", place), entries=(entry,)) for place, entry in enumerate("ab")]
    return fact_set(*made)


def test_the_most_severe_case_is_reported() -> None:
    """Of the cases of a rule that hold on the same facts one stands; of equal ones the alert before the doubt."""
    mild, severe = hit("R", "minor"), hit("R", "major")
    assert reported([mild, severe]) == [severe]
    doubt = hit("R", "major", kind="cannot-assess")
    assert reported([doubt, severe]) == [severe]
    assert reported([]) == []


def test_a_case_that_may_hold_stands_where_it_outranks() -> None:
    """What may hold is reported alone, or beside what surely holds if it is another case and more severe."""
    may = hit("R", "major", certain=False, case={"name": "other"})
    assert reported([may]) == [may]
    sure = hit("R", "minor")
    assert reported([sure, may]) == [sure, may]
    assert reported([hit("R", "major"), may]) == [hit("R", "major")]
    same = hit("R", "major", certain=False)
    assert reported([sure, same]) == [sure]


def test_a_case_that_is_quiet_when_unknown_is_not_reported() -> None:
    """A rule may say that what may hold is nothing to speak of."""
    assert reported([hit("R", certain=False, case={"unknown": Unknown("quiet")})]) == []


@pytest.mark.parametrize(
    ("severity", "binding", "stays"),
    [("major", {"one": 0}, False), ("minor", {"one": 0}, True), ("contraindicated", {"one": 1}, True)],
)
def test_a_rule_yields_to_another_on_the_same_facts(severity: str, binding: dict[str, int], stays: bool) -> None:
    """It yields to one at its own severity or above that speaks of the same facts."""
    mine = hit("R1", "major")
    yielding = replace(mine, rule=replace(mine.rule, yields_to={"R2": ("one",)}))
    other = hit("R2", severity, binding=binding)
    found = _not_yielding([draft(yielding), draft(other)])
    assert (draft(yielding) in found) is stays
    assert draft(other) in found


@pytest.mark.parametrize(("place", "stays"), [(0, False), (1, True)])
def test_a_doubt_left_to_another_rule_stands_where_that_one_is_quiet(place: int, stays: bool) -> None:
    """What a rule leaves to another is reported by it unless that one speaks of the same entry."""
    left = hit("R1", certain=False, case={"unknown": Unknown("reported-by", rule="R2", rules=("R2", "R3"))})
    other = hit("R3", binding={"one": place})
    found = _not_reported_elsewhere([draft(left), draft(other)], facts(), 30)
    assert (draft(left) in found) is stays


@pytest.mark.parametrize(("value", "day"), [(-3, -3), (NEVER, 0)])
def test_a_moment_is_a_field_or_the_day_of_the_check(value: int, day: int) -> None:
    """The field that the case names; the day of the check for what is still so or has no moment."""
    of_field = hit("R", case={"moment": Moment(role="one", field="last")})
    assert moment_of(of_field, fact_set(make_fact("segment", 0, last=value))) == day
    assert moment_of(hit("R"), facts()) == 0


def test_the_moment_of_an_unknown_field_is_the_latest_it_can_be() -> None:
    """Of an interval the upper end."""
    of_field = hit("R", case={"moment": Moment(role="one", field="since-change")})
    assert moment_of(of_field, fact_set(make_fact("step", 0, since_change=(2, 5)))) == 5
