"""Under site policies: engine, evaluator and the raw files agree, and what is stricter finds no less."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings

from ldn_rules.compiler.lower import lower
from ldn_rules.intake.decode import decode_json_object
from ldn_rules.pipeline.policy import under_policy
from ldn_rules.pipeline.policy_build import load_policy
from ldn_rules.report.summary import OUTCOMES
from ldn_rules.rulebook.enumerations import SEVERITIES
from support.list_strategies import lists
from support.lists import TODAY, check, record
from support.random_facts import random_facts
from support.random_rules import Both
from support.shipped import RULES, classes_of, shipped
from support.three_ways import Tally, ThreeWays

if TYPE_CHECKING:
    from pathlib import Path

    from ldn_rules.findings.model import PatientReport
    from ldn_rules.pipeline.policy import PolicyPipeline

TABLES = {
    "short-acting": {"contraindicated": 7, "moderate": 10},
    "long-acting": {"contraindicated": 10, "major": 14},
    "perioperative": {"major": 7, "moderate": 10},
    "depot-weekly": {"contraindicated": 21, "major": 28},
}
ANSWERED = "author: A, reason: R, date: '2025-11-01'"
HEAD = 'language: 1\npolicy: House\nversion: "1"\nthresholds:\n'

Raw = list[dict[str, Any]]


def of_rule(raw: Raw, rule: str) -> dict[str, Any]:
    """The raw file of a rule."""
    return next(each for each in raw if each["id"] == rule)


def change_tables(random: Random, both: Both) -> list[str]:
    """Move both bands of each row somewhere, keeping their order; in the raw tables too. The entries of the policy."""
    found = []
    for row, bands in TABLES.items():
        days = sorted(random.sample(range(2, 40), len(bands)))
        for (severity, shipped_days), here in zip(bands.items(), days, strict=True):
            raw = both.tables["washouts"]["rows"][row]["bands"]
            next(band for band in raw if band["severity"] == severity)["less-than"] = f"{here} days"
            if here != shipped_days:
                found.append(f"washouts.{row}.{severity}, shipped: {shipped_days} days, here: {here} days")
    return found


def change_rules(random: Random, both: Both) -> list[str]:
    """The same with numbers of rules: own bands, lines of a rule, of a case and inside any."""
    days, dose, other = random.randint(2, 6), random.randint(16, 60), random.randint(91, 120)
    rows = of_rule(both.raw, "LDN307")["bands"]["rows"]
    rows[0]["less-than"], rows[1]["less-than"] = f"{days} days", f"{days + 5} days"
    of_rule(both.raw, "LDN306")["cases"]["too-large"]["when"]["rise"]["more-than"] = f"{dose} mg"
    true_start = of_rule(both.raw, "LDN305")["cases"]["too-high"]["when"]["true-start"]["any"]
    true_start["an-entry-ended-long-before"]["more-than"] = f"{other} days"
    of_rule(both.raw, "LDN306")["when"]["no-long-gap"]["less-than"] = f"{other} days"
    return [
        f"LDN307.bands.moderate, shipped: 7 days, here: {days} days",
        f"LDN307.bands.minor, shipped: 14 days, here: {days + 5} days",
        f"LDN306.too-large.when.rise, shipped: 1.5 mg, here: {dose} mg",
        f"LDN305.too-high.when.true-start.an-entry-ended-long-before, shipped: 90 days, here: {other} days",
        f"LDN306.when.no-long-gap, shipped: 14 days, here: {other} days",
    ]


@pytest.mark.parametrize("seed", range(4))
def test_three_ways_agree_under_a_policy(seed: int, tmp_path: Path) -> None:
    """The numbers of a random policy, put into the raw files by hand, give what both evaluators find."""
    random, both, tally = Random(seed), shipped(), Tally()
    entries = [*change_tables(random, both), *change_rules(random, both)]
    path = tmp_path / "policy.yaml"
    path.write_text(HEAD + "".join(f"  - {{threshold: {each}, {ANSWERED}}}\n" for each in entries))
    policy, book = load_policy(str(RULES), str(path))
    assert len(policy.changes) == len(entries)
    ways = ThreeWays(Both(book.ruleset, both.raw, both.tables), lower(book.ruleset), explain=True)
    classes = classes_of(both)
    for _ in range(60):
        ways.compare(random_facts(random, ways.program, classes, 8), tally)
    assert tally.matches > 0
    assert (tally.rete_differs, tally.interpreter_differs) == (0, 0)


STRICTER = """\
  - {threshold: washouts.short-acting.contraindicated, shipped: 7 days, here: 12 days}
  - {threshold: washouts.short-acting.moderate, shipped: 10 days, here: 20 days}
  - {threshold: washouts.long-acting.major, shipped: 14 days, here: 30 days}
  - {threshold: washouts.depot-sublocade.major, shipped: 365 days, here: 400 days}
  - {threshold: LDN301.above-schedule.bands.quiet, shipped: 4.5 mg, here: 3 mg}
  - {threshold: LDN305.too-high.when.above, shipped: 1.5 mg, here: 1 mg}
  - {threshold: LDN306.too-large.when.rise, shipped: 1.5 mg, here: 1 mg}
  - {threshold: LDN307.bands.minor, shipped: 14 days, here: 21 days}
  - {threshold: semantics.ends-apart, shipped: 3 days, here: 1 day}
  - {threshold: semantics.injection-exposure, shipped: 30 days, here: 40 days}
"""


@pytest.fixture(scope="module")
def stricter(tmp_path_factory: pytest.TempPathFactory) -> PolicyPipeline:
    """The shipped rules under a policy that is stricter in all it changes, so that nobody need answer for it."""
    path = tmp_path_factory.mktemp("policy") / "policy.yaml"
    path.write_text(HEAD + STRICTER)
    return under_policy(str(RULES), str(path), None)


def weight(report: PatientReport) -> tuple[int, int]:
    """Greater is worse: the outcome, then the worst severity."""
    return -OUTCOMES.index(report.outcome), -1 if report.worst is None else SEVERITIES.index(report.worst)


@settings(max_examples=250)
@given(medications=lists(least_naltrexone=1))
def test_stricter_finds_no_less(stricter: PolicyPipeline, medications: list[dict[str, Any]]) -> None:
    """No outcome and no worst severity is milder than by the rules as shipped, and both evaluators agree."""
    under = stricter.check(decode_json_object(record(medications)), as_of=None, today=TODAY)
    without = check(medications)
    assert under.not_checked is None
    assert weight(under) >= weight(without)
