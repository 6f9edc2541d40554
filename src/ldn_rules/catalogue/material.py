"""All that the pages are made of, read once: rules, tests as run, sources, thresholds, changes of a site."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from msgspec import Struct

from ldn_rules.catalogue.register import conflicts_of, settings_of, table_sources
from ldn_rules.rulebook.folder import open_folder
from ldn_rules.rulebook.policy_targets import in_words, written_targets
from ldn_rules.rulebook.sources import read_register

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ldn_rules.catalogue.register import Conflict, Setting
    from ldn_rules.pipeline.ruletests import RuleTestResult
    from ldn_rules.rulebook.folder import Folder
    from ldn_rules.rulebook.load import Loaded
    from ldn_rules.rulebook.model import RuleSet
    from ldn_rules.rulebook.panel_model import Figure, Source
    from ldn_rules.rulebook.policy import Change, Policy


class Threshold(Struct, frozen=True):
    """One number that a site policy may change: its address, what the rules say, the change of this site if any."""

    address: str
    shipped: str
    change: Change | None = None


class Material(Struct, frozen=True):
    """What the catalogue is made of.

    ``ruleset`` is the one in force (under the site policy, if there is one), ``loaded`` the folder as shipped.
    ``tests`` are the results by rule and name; ``groups`` the folder of each rule; ``bands`` the source of each band of
    a table, by table, row and place.
    """

    ruleset: RuleSet
    loaded: Loaded
    sources: Mapping[str, Source]
    figures: Mapping[str, tuple[Figure, ...]]
    conflicts: tuple[Conflict, ...]
    settings: tuple[Setting, ...]
    bands: Mapping[tuple[str, str, int], str]
    thresholds: tuple[Threshold, ...]
    tests: Mapping[tuple[str, str], RuleTestResult]
    groups: Mapping[str, str]
    policy: Policy | None = None

    @property
    def design(self) -> frozenset[str]:
        """The sources that stand for a choice of the rules' authors."""
        return frozenset(name for name, source in self.sources.items() if source.certainty == "design")

    @property
    def failed(self) -> tuple[RuleTestResult, ...]:
        """The tests that did not pass."""
        return tuple(each for each in self.tests.values() if not each.passed)


def gather(rules_dir: str, policy_file: str | None) -> Material:
    """Read the rules, run the tests that stand inside them, and read the site policy.

    RulesError if the rules are invalid, PolicyError if the policy is.
    """
    from ldn_rules.pipeline.policy_build import load_policy
    from ldn_rules.pipeline.ruletests import run
    from ldn_rules.pipeline.validation import load_valid

    loaded = load_valid(rules_dir)
    policy, book = load_policy(rules_dir, policy_file) if policy_file else (None, None)
    folder = open_folder(rules_dir)
    register = read_register(folder)
    assert register is not None  # the folder is valid
    return Material(
        ruleset=loaded.ruleset if book is None else book.ruleset,
        loaded=loaded,
        sources=register.sources,
        figures=_by_source(register.figures),
        conflicts=conflicts_of(folder),
        settings=settings_of(folder),
        bands=table_sources(folder),
        thresholds=_thresholds(folder, policy),
        tests={(each.rule, each.name): each for each in run(rules_dir)},
        groups={rule.id: _group(rule.file, rules_dir) for rule in loaded.ruleset.rules},
        policy=policy,
    )


def _by_source(figures: Mapping[str, Figure]) -> dict[str, tuple[Figure, ...]]:
    found: dict[str, tuple[Figure, ...]] = {}
    for figure in figures.values():
        found[figure.source] = (*found.get(figure.source, ()), figure)
    return found


def _thresholds(folder: Folder, policy: Policy | None) -> tuple[Threshold, ...]:
    changes = {} if policy is None else {change.threshold: change for change in policy.changes}
    return tuple(
        Threshold(address, in_words(operator, value), changes.get(address))
        for address, operator, value in written_targets(folder)
    )


def _group(file: str, rules_dir: str) -> str:
    """The folder of a rule, with ``/``; empty where it stands at the top."""
    return os.path.dirname(os.path.relpath(file, rules_dir)).replace(os.sep, "/")
