"""What a rule does besides its conditions, in words."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from ldn_rules.report.rule_conduct import case_conduct, moment_words, rule_conduct, unknown_words
from ldn_rules.rulebook.model import Case, Moment, Reporting, Role, Unknown
from support.handmade import SPAN, case_of, rule_of

WOULD_DECIDE = "what is not known and would decide is reported"
FIRST = "the first of them that matches speaks of that opioid"
NOBODY = Reporting((), (), (), "", 30, "", {})
PLACES = Reporting(("A1", "A2", "A3"), ("A2",), ("A3", "A2"), "A4", 30, "A5", {})


def case(phase: str | None = None) -> Case:
    """A case of an episode."""
    return case_of([Role("ntx", "episode", None, None, SPAN)], phase=phase)


@pytest.mark.parametrize(
    ("unknown", "words"),
    [
        (Unknown("severity", "moderate"), f"{WOULD_DECIDE} as cannot assess, moderate"),
        (Unknown("reported-by", rules=("A1",)), f"{WOULD_DECIDE} by A1"),
        (Unknown("reported-by", rules=("A1", "A2")), f"{WOULD_DECIDE} by A1 or A2"),
        (Unknown("quiet"), "what is not known keeps it quiet"),
        (
            Unknown("cannot-assess"),
            f"{WOULD_DECIDE} as cannot assess, at the worst severity of the case, at most major",
        ),
    ],
)
def test_what_is_not_known(unknown: Unknown, words: str) -> None:
    """Each sort says its own; only the one that keeps quiet is said to."""
    assert unknown_words(unknown) == words


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (Moment(), "the finding is of the day of the check"),
        (Moment("ntx", "start"), "the finding is of the day ntx.start"),
        (Moment(shared=("opioid", "ntx")), "the finding is of the last day that opioid and ntx have in common"),
    ],
)
def test_the_day_of_a_finding(moment: Moment, words: str) -> None:
    """The check's, a fact's, or the last that facts share."""
    assert moment_words(moment) == words


def test_a_case() -> None:
    """What is not known first, then the day."""
    one = case_of([], unknown=Unknown("quiet"), moment=Moment("ntx", "start"))
    assert list(case_conduct(one)) == ["what is not known keeps it quiet", "the finding is of the day ntx.start"]


def test_a_rule_that_stands_alone() -> None:
    """Nothing is said."""
    assert list(rule_conduct(rule_of("A1", [case()]), NOBODY)) == []


@pytest.mark.parametrize(
    ("merge", "words"),
    [
        ("patient", "what it finds is merged into one finding for a patient"),
        ("ingredient", "what it finds is merged into one finding for each ingredient"),
    ],
)
def test_merging(merge: str, words: str) -> None:
    """By what it merges."""
    assert list(rule_conduct(replace(rule_of("A1", [case()]), merge=merge), NOBODY)) == [words]


def test_yielding() -> None:
    """To each rule, with the facts that must be the same where there are any."""
    rule = replace(rule_of("A1", [case()]), yields_to={"A2": ("opioid", "ntx"), "A3": ()})
    assert list(rule_conduct(rule, NOBODY)) == [
        "not reported where A2 reports of the same opioid and ntx at this severity or a higher one",
        "not reported where A3 reports at this severity or a higher one",
    ]


def test_the_order_of_a_phase() -> None:
    """The rules before it are named, none behind it; each phase of its cases once."""
    rule = rule_of("A2", [case("overlap"), case("overlap"), case(), case("washout"), case("after")])
    assert list(rule_conduct(rule, PLACES)) == [
        f"one of the rules on an opioid in use together with naltrexone: {FIRST}",
        "before it stand A1",
        f"one of the rules on an opioid that ended before naltrexone: {FIRST}",
        f"one of the rules on an opioid that began after naltrexone ended: {FIRST}",
        "before it stand A3",
    ]
    third = list(rule_conduct(rule_of("A3", [case("overlap")]), PLACES))
    assert third[1:] == ["before it stand A1, A2"]


def test_a_phase_that_does_not_name_the_rule() -> None:
    """No rule is said to stand before it."""
    (only,) = rule_conduct(rule_of("A9", [case("overlap")]), PLACES)
    assert only.startswith("one of the rules on an opioid in use together")


def test_the_rules_of_doubt_and_of_the_reverse() -> None:
    """Each says what it is for."""
    assert list(rule_conduct(rule_of("A4", [case()]), PLACES)) == [
        "speaks where the dates of an opioid can be read in ways that lead to different results"
    ]
    assert list(rule_conduct(rule_of("A5", [case()]), PLACES)) == [
        "its texts serve an overlap in which the opioid began after naltrexone"
    ]
