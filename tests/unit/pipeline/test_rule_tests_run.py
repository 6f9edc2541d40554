"""The tests inside the rules: what passes, and what is said of one that does not."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from ldn_rules.pipeline import run_tests
from ldn_rules.pipeline.ruletests import Runner
from ldn_rules.rulebook.load import load_tests
from support.lists import RULES, pipeline

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ldn_rules.rulebook.testcases import TestCase


@pytest.fixture(scope="module")
def shipped() -> dict[str, list[TestCase]]:
    """All inline tests by rule."""
    return {rule: list(tests) for rule, tests in load_tests(RULES).items()}


@pytest.fixture(scope="module")
def faults() -> Callable[..., list[str]]:
    """What differs when one test runs."""
    return Runner(pipeline()).faults


def by_name(tests: list[TestCase], part: str) -> TestCase:
    """The test whose name holds the part."""
    return next(one for one in tests if part in one.name)


def test_all_inline_tests_pass() -> None:
    """Every test inside the shipped rules passes, in a supervised worker."""
    results = run_tests(RULES)
    assert len(results) > 250
    assert [(one.rule, one.name, one.message) for one in results if not one.passed] == []


def test_a_missing_and_an_unexpected_finding_are_both_named(
    shipped: dict[str, list[TestCase]], faults: Callable[..., list[str]]
) -> None:
    """A test that expects what another list gives says what is missing and what came."""
    active, gap = by_name(shipped["LDN101"], ""), by_name(shipped["LDN104"], "oxycodone gap 7")
    found = faults(changed(gap, expect=active.expect))
    assert found == ["expected and missing: LDN101 contraindicated", "not expected: LDN104 moderate"]


def test_an_outcome_that_differs_is_named(shipped: dict[str, list[TestCase]], faults: Callable[..., list[str]]) -> None:
    """A stated outcome is compared."""
    gap = by_name(shipped["LDN104"], "oxycodone gap 7")
    assert faults(changed(gap, outcome="clear")) == ["expected outcome clear, got alert"]


def test_a_rule_kept_quiet_by_something_else_is_named(
    shipped: dict[str, list[TestCase]], faults: Callable[..., list[str]]
) -> None:
    """A test says which condition kept a rule quiet; any other is a fault."""
    gap = by_name(shipped["LDN104"], "oxycodone gap 10")
    [said] = faults(changed(gap, quiet={"LDN104": "ended-before"}))
    assert said == "LDN104 was to be kept quiet by ended-before alone; quiet by: bands"
    [said] = faults(changed(gap, quiet={"LDN120": "empty"}))
    assert said == "LDN120 was to be kept quiet by empty alone; quiet by: nothing to match"


def test_a_rule_that_reports_was_not_kept_quiet(
    shipped: dict[str, list[TestCase]], faults: Callable[..., list[str]]
) -> None:
    """Where the rule spoke, the message says so, and nothing of what kept it quiet."""
    gap = by_name(shipped["LDN104"], "oxycodone gap 7")
    assert faults(changed(gap, quiet={"LDN104": "bands"})) == ["LDN104 was to be kept quiet by bands alone; it reports"]


def test_without_the_engine_a_test_fails(shipped: dict[str, list[TestCase]], faults: Callable[..., list[str]]) -> None:
    """A test that the engine did not check has not passed."""
    gap = by_name(shipped["LDN104"], "oxycodone gap 7")
    assert faults(gap, engine=False) == ["not checked: the rule engine did not run"]


def test_a_test_on_facts_names_what_differs(
    shipped: dict[str, list[TestCase]], faults: Callable[..., list[str]]
) -> None:
    """A test on facts is compared the same way, and needs the engine too."""
    on_facts = next(one for tests in shipped.values() for one in tests if one.facts is not None and one.expect)
    assert faults(on_facts) == []
    assert faults(on_facts, engine=False)[0] == "not checked: the rule engine did not run"
    wrong = changed(on_facts, expect=(), quiet={on_facts.rule: "nothing-of-that-name"})
    said = faults(wrong)
    assert said[0].startswith(f"not expected: {on_facts.rule}")
    assert said[-1] == f"{on_facts.rule} was to be kept quiet by nothing-of-that-name alone"


def test_a_list_that_cannot_be_read_is_a_fault(
    shipped: dict[str, list[TestCase]], faults: Callable[..., list[str]]
) -> None:
    """Unless a test expects LDN120 its list has to be readable."""
    gap = by_name(shipped["LDN104"], "oxycodone gap 7")
    odd = changed(gap, also={"colour": "white"})
    assert any(one.startswith("the list could not be read: ") for one in faults(odd))


def changed(test: TestCase, **changes: object) -> TestCase:
    """The test with some fields changed."""
    from dataclasses import is_dataclass
    from dataclasses import replace as of_dataclass

    from msgspec.structs import replace as of_struct

    changed: TestCase = (of_dataclass if is_dataclass(test) else of_struct)(test, **changes)
    return changed


def test_a_retired_rule_says_why_its_tests_fail(tmp_path: Path) -> None:
    """What a retired rule was to report is missing because it is retired, and the message says so."""
    shutil.copytree(RULES, tmp_path / "rules")
    written = tmp_path / "rules" / "monitoring" / "LDN402.yaml"
    text = written.read_text(encoding="utf-8")
    written.write_text(text.replace("status: active", "status: retired", 1), encoding="utf-8")
    said = [one.message for one in run_tests(str(tmp_path / "rules"), ["LDN402"]) if not one.passed]
    assert said
    assert all(text.endswith("\nLDN402 is retired and reports nothing: as a draft its tests run") for text in said)
