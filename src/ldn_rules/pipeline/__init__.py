"""All stages in a row: what the commands, the service and the Python API run.

Each function takes a rules folder, or None for the one that ``find_rules_dir`` finds. All raise RulesError if its
rules are invalid and UsageError if there is no such folder.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ldn_rules.rulebook.files import find_policy, find_rules_dir

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ldn_rules.pipeline.check import Pipeline
    from ldn_rules.pipeline.ruletests import RuleTestResult
    from ldn_rules.pipeline.single_texts import SingleTexts
    from ldn_rules.rulebook.diagnostics import Diagnostic
    from ldn_rules.rulebook.model import RuleSet


def load(rules_dir: str | None, code_index: str | None = None, policy: str | None = None) -> Pipeline:
    """The pipeline over a rules folder. The engine starts at the first record, so that a worker can be forked first.

    ``code_index`` is the file of the index of codes (default: ``find_index``), ``policy`` that of the site policy
    (default: ``find_policy``); UsageError too if that is not there, PolicyError if the policy is invalid.
    """
    from ldn_rules.codeindex.place import find_index
    from ldn_rules.pipeline.book import load_book
    from ldn_rules.pipeline.check import Pipeline

    path, policy_file = find_index(code_index), find_policy(policy)
    index = None
    if path is not None:
        from ldn_rules.codeindex.lookup import SqliteIndex

        index = SqliteIndex(path)
    if policy_file is None:
        return Pipeline(load_book(find_rules_dir(rules_dir)), index)
    from ldn_rules.pipeline.policy import under_policy

    return under_policy(find_rules_dir(rules_dir), policy_file, index)


def readers(rules_dir: str | None) -> SingleTexts:
    """How single drug names and directions are read."""
    from ldn_rules.pipeline.book import load_book
    from ldn_rules.pipeline.single_texts import SingleTexts

    return SingleTexts(load_book(find_rules_dir(rules_dir)))


def ruleset(rules_dir: str | None) -> RuleSet:
    """The rules as written."""
    from ldn_rules.rulebook.load import load_ruleset

    return load_ruleset(find_rules_dir(rules_dir))


def test_names(rules_dir: str | None, rule_id: str) -> tuple[str, ...]:
    """The names of the tests that stand in a rule."""
    from ldn_rules.rulebook.load import load_tests

    return tuple(test.name for test in load_tests(find_rules_dir(rules_dir)).get(rule_id, ()))


def run_tests(rules_dir: str | None, rule_ids: Iterable[str] = ()) -> tuple[RuleTestResult, ...]:
    """The tests that stand inside the rules named (all if none is), run in a supervised worker.

    UsageError also if there is no rule of that id.
    """
    from ldn_rules.pipeline.ruletests import run

    return run(find_rules_dir(rules_dir), rule_ids)


def diagnose(rules_dir: str | None) -> tuple[int, tuple[Diagnostic, ...], dict[str, tuple[str, ...]]]:
    """Number of rules, every fault of their files (what compiles is compiled and tries itself out), and of rules
    without fault the known names that may be those of a drug (``names_left``).
    """
    from ldn_rules.pipeline.book import load_book
    from ldn_rules.pipeline.validation import load_valid
    from ldn_rules.rulebook.errors import RulesError
    from ldn_rules.rulebook.names_left import names_left

    try:
        loaded = load_valid(find_rules_dir(rules_dir))
        load_book(find_rules_dir(rules_dir))
    except RulesError as error:
        return 0, error.diagnostics, {}
    return len(loaded.ruleset.rules), (), names_left(loaded.vocabulary)


def diagnose_policy(rules_dir: str | None, policy: str | None) -> tuple[Diagnostic, ...] | None:
    """Every fault of the site policy over rules that are valid; None if there is no policy."""
    from ldn_rules.pipeline.policy_build import load_policy
    from ldn_rules.rulebook.errors import PolicyError

    path = find_policy(policy)
    if path is None:
        return None
    try:
        load_policy(find_rules_dir(rules_dir), path)
    except PolicyError as error:
        return error.diagnostics
    return ()


def thresholds(rules_dir: str | None) -> tuple[dict[str, str], ...]:
    """Address, operator (empty: of a setting) and value of each number that a site policy may change, in the order of
    the files.
    """
    from ldn_rules.rulebook.folder import open_folder
    from ldn_rules.rulebook.policy_targets import written_targets

    folder = open_folder(find_rules_dir(rules_dir))
    folder.problems.raise_if_any()
    return tuple(
        {"threshold": address, "operator": operator, "shipped": value}
        for address, operator, value in written_targets(folder)
    )
