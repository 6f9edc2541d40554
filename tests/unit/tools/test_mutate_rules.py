"""The tool that changes the rules finds what no test notices, and nothing in the rules that come with the program."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from ldn_rules.pipeline.book import load_book
from ldn_rules.rulebook.load import load_folder
from support.lists import RULES
from support.scripts import scripts

if TYPE_CHECKING:
    from collections.abc import Iterator

MODULES = ("mutate_rules", "rule_mutants")


@pytest.fixture(scope="module")
def tools(root: Path) -> Iterator[dict[str, Any]]:
    """The scripts as modules."""
    with scripts(root, *MODULES) as modules:
        yield modules


def said(tools: dict[str, Any], rule: str) -> list[str]:
    """What each change of a rule says."""
    loaded = load_folder(RULES)
    mutants = tools["rule_mutants"].mutants_of(loaded.ruleset, loaded.settings)
    return [mutant.says for mutant in mutants if mutant.rule == rule]


def test_every_number_value_branch_and_line_is_changed_once(tools: dict[str, Any]) -> None:
    """A line that stands in every case of its rule is one change."""
    assert said(tools, "LDN308") == [
        "LDN308.yaml:15:63: `10 days` one step up",
        "LDN308.yaml:15:63: `10 days` one step down",
        "LDN308.yaml:12:3: without `not-just-a-refill`",
        "LDN308.yaml:14:7: without `different-items`",
        "LDN308.yaml:15:7: without `long-overlap`",
        "LDN308.yaml:16:7: without `two-prescribers`",
    ]
    assert "LDN101.yaml:14:53: `long-acting` taken out of `short-acting, long-acting`" in said(tools, "LDN101")


def test_a_step_is_one_unit_of_the_last_written_place(tools: dict[str, Any]) -> None:
    """Doses in nanograms, days that may be counted in minutes, counts; names and flags have no step."""
    steps = tools["rule_mutants"]._steps
    assert steps(4_500_000, "4.5 mg") == (4_600_000, 4_400_000)
    assert steps(0, "0 mg") == (1_000_000, -1_000_000)
    assert steps(7 * 1440, "7 days") == (8 * 1440, 6 * 1440)
    assert steps(3, "3") == (4, 2)
    assert steps(1, "true") == ()


def test_settings_and_what_all_rules_share_are_changed_too(tools: dict[str, Any]) -> None:
    """Washouts, the age of history, single settings and lists of them, but not those that are fixed."""
    loaded = load_folder(RULES)
    shared = [
        mutant.says
        for mutant in tools["rule_mutants"].mutants_of(loaded.ruleset, loaded.settings, {"list-age"})
        if not mutant.rule
    ]
    assert "washouts.yaml:13:25: `7 days` one step up" in shared
    assert "history more than 29 days" in shared
    assert "setting implausibly-small: 100000 becomes 0" in shared
    assert "setting not-full-dose-single: (30000000, 45000000) becomes (45000000,)" in shared
    assert not any("list-age" in one for one in shared)


def test_what_no_test_notices_survives(tools: dict[str, Any]) -> None:
    """Without tests everything survives; with the rule's own nothing does."""
    loaded, book = load_folder(RULES), load_book(RULES)
    mutant = next(tools["rule_mutants"].mutants_of(loaded.ruleset, loaded.settings))
    assert tools["mutate_rules"].survives(mutant, book, [])
    assert not tools["mutate_rules"].survives(mutant, book, loaded.tests[mutant.rule])


def test_the_exit_code_says_whether_anything_survived(
    tools: dict[str, Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """0 if every change is noticed, 1 if one is not, or if nothing was changed."""
    tool = tools["mutate_rules"]
    assert tool.main(["--rule", "LDN308"]) == 0
    assert capsys.readouterr().out.startswith("6 changes, 6 noticed, 0 not, ")
    assert tool.main(["--rule", "LDN999", RULES]) == 1
    assert capsys.readouterr() == ("", f"no rule LDN999 in {RULES}\n")
    monkeypatch.setattr(tool, "survives", lambda *_: True)
    assert tool.main(["--rule", "LDN308"]) == 1
    assert "SURVIVES LDN308 LDN308.yaml:12:3: without `not-just-a-refill`\n" in capsys.readouterr().out


OTHER_THAN_LOGIC = frozenset(
    {"language", "id", "title", "revision", "message", "alert", "evidence", "source", "says"}
    | {"authored_by", "reviewed", "next_review", "tests"}
)
"""Keys of a rule under which no number decides anything."""


def numbers_of(path: Path) -> set[str]:
    """The numbers in the logic of a rule or in the washouts, each behind its place; in a list, the list's."""
    found: set[str] = set()
    top = yaml.compose(path.read_text(encoding="utf-8"))
    waiting = [(top, top)]
    while waiting:
        node, place = waiting.pop()
        if isinstance(node, yaml.MappingNode):
            waiting += [(value, value) for key, value in node.value if key.value not in OTHER_THAN_LOGIC]
        elif isinstance(node, yaml.SequenceNode):
            waiting += [(value, place) for value in node.value]
        elif re.match(r"-?\.?[0-9]", node.value):
            mark = place.start_mark
            found.add(f"{path.name}:{mark.line + 1}:{mark.column + 1}: `{node.value}`")
    return found


def test_no_number_of_a_rule_or_a_washout_is_left_out(tools: dict[str, Any]) -> None:
    """Read from the files themselves, every number in the logic has a change up and one down."""
    loaded = load_folder(RULES)
    said = {mutant.says for mutant in tools["rule_mutants"].mutants_of(loaded.ruleset, loaded.settings)}
    folder = Path(RULES)
    files = [*folder.glob("*/LDN*.yaml"), folder / "vocabulary" / "washouts.yaml"]
    written: set[str] = set().union(*map(numbers_of, files))
    assert len(files) == 46
    assert len(written) > 100
    assert {f"{number} one step {way}" for number in written for way in ("up", "down")} - said == set()
