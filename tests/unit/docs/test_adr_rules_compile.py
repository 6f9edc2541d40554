"""The rules of ``docs/adr/0003-rule-language.md``: those to come compile and fire, those shipped stand as printed."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest
import yaml

from ldn_rules.pipeline import run_tests
from ldn_rules.pipeline.book import load_book

if TYPE_CHECKING:
    from pathlib import Path

    from ldn_rules.pipeline.book import Book
    from ldn_rules.pipeline.ruletests import RuleTestResult

PAGE = "docs/adr/0003-rule-language.md"
TO_COME = ("LDN113",)
SHIPPED = (
    "LDN104", "LDN105", "LDN112", "LDN117", "LDN119", "LDN301", "LDN305", "LDN307", "LDN309", "reporting", "washouts",
)  # fmt: skip


def blocks(root: Path) -> list[str]:
    """The YAML blocks of the page."""
    return re.findall(r"^```yaml\n(.*?)^```$", (root / PAGE).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def rules_to_come(root: Path) -> dict[str, str]:
    """The complete rules of the page by id."""
    found = {}
    for block in blocks(root):
        if re.search(r"^id: ", block, re.MULTILINE):
            found[str(yaml.safe_load(block)["id"])] = block
    return found


def excerpts(root: Path) -> dict[str, tuple[str, str]]:
    """Path and text of the other blocks, which begin with the name of their file."""
    found = {}
    for block in blocks(root):
        if head := re.match(r"# (rules/\S*?([\w-]+)\.yaml)\n(.*)", block, re.DOTALL):
            found[head[2]] = (head[1], head[3])
    return found


@pytest.fixture(scope="module")
def folder(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the rules with those of the page in it."""
    copy = tmp_path_factory.mktemp("adr") / "rules"
    shutil.copytree(root / "rules", copy, ignore=shutil.ignore_patterns("statements.yaml"))  # which awaits them
    for name, text in rules_to_come(root).items():
        (copy / "opioids" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return copy


@pytest.fixture(scope="module")
def book(folder: Path) -> Book:
    """Those rules loaded, lowered and tried out in the engine."""
    return load_book(str(folder))


def test_page_holds_the_hardest_rules(root: Path) -> None:
    """The rules to come, complete, and the logic of those that are shipped."""
    assert sorted(rules_to_come(root)) == sorted(TO_COME)
    assert sorted(excerpts(root)) == sorted(SHIPPED)


@pytest.mark.parametrize("name", SHIPPED)
def test_logic_of_shipped_rules_is_printed_word_for_word(root: Path, name: str) -> None:
    """What the page shows of a shipped file stands in that file."""
    path, text = excerpts(root)[name]
    assert text in (root / path).read_text(encoding="utf-8"), f"{PAGE} shows {path} as it was: copy it anew"


@pytest.mark.parametrize("name", TO_COME)
def test_rule_to_come_compiles(book: Book, name: str) -> None:
    """The rule is among the rules and became sub-rules of the program."""
    place = [rule.id for rule in book.ruleset.rules].index(name)
    cases = {subrule.case for subrule in book.program.subrules if subrule.rule == place}
    assert cases == set(range(len(book.ruleset.rules[place].cases)))


@pytest.fixture(scope="module")
def results(folder: Path) -> tuple[RuleTestResult, ...]:
    """All tests that stand inside those rules, run in both evaluators."""
    return run_tests(str(folder))


@pytest.mark.parametrize("name", TO_COME)
def test_rule_to_come_passes_its_tests(results: tuple[RuleTestResult, ...], name: str) -> None:
    """Every test inside the rule holds: it fires where it must and is quiet where it must be."""
    own = [one for one in results if one.rule == name]
    assert len(own) >= 5
    assert {one.name: one.message for one in own if not one.passed} == {}


def test_what_the_new_rules_change_elsewhere(results: tuple[RuleTestResult, ...]) -> None:
    """No test of a shipped rule has a list that a rule to come speaks of."""
    failed = {one.message for one in results if one.rule not in TO_COME and not one.passed}
    assert failed == set()
