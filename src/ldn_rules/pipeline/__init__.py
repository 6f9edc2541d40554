"""All stages in a row: what the commands, the service and the Python API run.

``load`` gives a `Pipeline` over a rules folder, ``readers`` the reading stage alone, ``run_rule_tests`` the tests that
stand inside the rules.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ldn_rules.pipeline.check import Pipeline
    from ldn_rules.pipeline.ruletests import RuleTestResult
    from ldn_rules.pipeline.single_texts import SingleTexts


def load(rules_dir: str) -> Pipeline:
    """The pipeline over a rules folder; RulesError if it is invalid. The engine starts at the first record."""
    from ldn_rules.pipeline.book import load_book
    from ldn_rules.pipeline.check import Pipeline

    return Pipeline(load_book(rules_dir))


def readers(rules_dir: str) -> SingleTexts:
    """How single drug names and directions are read; RulesError if the folder is invalid."""
    from ldn_rules.pipeline.book import load_book
    from ldn_rules.pipeline.single_texts import SingleTexts

    return SingleTexts(load_book(rules_dir))


def run_rule_tests(rules_dir: str) -> tuple[RuleTestResult, ...]:
    """All inline tests of a rules folder, run in a supervised worker; RulesError if it is invalid."""
    from ldn_rules.pipeline.ruletests import run

    return run(rules_dir)
