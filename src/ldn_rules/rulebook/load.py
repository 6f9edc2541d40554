"""A rules folder to typed rules: every fault of every file is found, and raised together.

This module and what it imports read YAML and JSON Schemas. Programs that only run rules take them
from the cache (:mod:`cache`, :mod:`codec`) and never come here while nothing has changed.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from ldn_rules.rulebook.concept_checks import check_concepts
from ldn_rules.rulebook.contents import content_hash
from ldn_rules.rulebook.folder import open_folder
from ldn_rules.rulebook.known_names import SECTION, read_known_names
from ldn_rules.rulebook.model import RuleSet
from ldn_rules.rulebook.panel import drug_names, read_panel
from ldn_rules.rulebook.panel_model import Panel  # noqa: TC001 (Loaded holds one)
from ldn_rules.rulebook.planning import read_planning
from ldn_rules.rulebook.registers import read_reporting
from ldn_rules.rulebook.rules import read_rule
from ldn_rules.rulebook.scope import Names
from ldn_rules.rulebook.settings import read_settings
from ldn_rules.rulebook.site_codes import with_site_codes
from ldn_rules.rulebook.sources import read_register
from ldn_rules.rulebook.speaking import check_held, check_spoken_of, check_tables
from ldn_rules.rulebook.statements import Statement, read_statements
from ldn_rules.rulebook.testcases import Known, read_tests
from ldn_rules.rulebook.vocabulary_classes import classes_of_drugs, closures
from ldn_rules.rulebook.vocabulary_data import as_sections, check_references, read_tables, table_keys, unite
from ldn_rules.rulebook.vocabulary_releases import check_releases
from ldn_rules.rulebook.vocabulary_sections import check_sections, known_sections_only
from ldn_rules.rulebook.vocabulary_words import check_strengths, check_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from ldn_rules.rulebook.folder import Folder
    from ldn_rules.rulebook.model import Rule
    from ldn_rules.rulebook.nodes import Map
    from ldn_rules.rulebook.problems import Problems
    from ldn_rules.rulebook.testcases import TestCase

Settings = dict[str, int | tuple[int, ...]]
"""Settings of ``semantics.yaml`` by name: days as counts, doses in nanograms, lists as tuples."""


class Loaded(Struct, frozen=True):
    """Everything a rules folder holds: rules, vocabulary sections as plain data, fact settings, the tests of each rule
    by its id, each class with all that stand above it, and, if there are any, the panel, the founding statements and
    what plans are made of.

    ``is_whole``: every file could be read, so that what is missing is missing.
    """

    ruleset: RuleSet
    vocabulary: dict[str, Any]
    settings: Settings
    tests: Mapping[str, tuple[TestCase, ...]]
    classes: Mapping[str, frozenset[str]]
    panel: Panel | None = None
    statements: tuple[Statement, ...] = ()
    is_whole: bool = True
    planning: dict[str, Any] | None = None


def load_folder(directory: str | os.PathLike[str], schemas: str | None = None) -> Loaded:
    """Load and check everything under a rules folder.

    ``schemas`` is the folder of the JSON Schemas, by default the one that came with the program.
    RulesError holds every fault of every file.
    """
    loaded, problems = read_folder(directory, schemas)
    problems.raise_if_any()
    return loaded


def read_folder(
    directory: str | os.PathLike[str], schemas: str | None = None, patch: Callable[[Folder], None] | None = None
) -> tuple[Loaded, Problems]:
    """What ``load_folder`` gives, and the faults found; what is faulty is only good for finding more of them.

    ``patch`` may change the nodes of the files before they are looked at.
    """
    folder = open_folder(directory, schemas)
    if patch is not None:
        patch(folder)
    united = unite(folder)
    register = read_register(folder)
    names = _names(folder, united, None if register is None else register.citations)
    if united:
        _check_vocabulary(folder, united, names)
    rules = tuple(read_rule(file, names, folder.problems) for file in folder.of_kind("rule"))
    _check_ids(folder)
    _check_yields(folder, rules)
    ruleset = _ruleset(folder, names, rules)
    _check_speaking(folder, united, names, rules)
    settings = read_settings(folder, names.citations)
    panel = read_panel(folder, names, register, drug_names(united if united and _is_whole(folder) else None))
    tests = _tests(folder, rules, names, panel)
    statements = read_statements(folder, names, register, panel, tests)
    whole = names.tables is not None and names.classes is not None and not folder.unread
    vocabulary = {**as_sections(united), SECTION: read_known_names(folder)}
    if united and _is_whole(folder):
        vocabulary = with_site_codes(vocabulary, folder.of_kind("codes"), folder.problems)
    planning = read_planning(folder, names)
    loaded = Loaded(ruleset, vocabulary, settings, tests, names.above, panel, statements, whole, planning)
    return loaded, folder.problems


def load_ruleset(directory: str | os.PathLike[str]) -> RuleSet:
    """The rules of a folder. RulesError holds every fault of every file."""
    return load_folder(directory).ruleset


def load_tests(directory: str | os.PathLike[str]) -> Mapping[str, tuple[TestCase, ...]]:
    """The tests of each rule by its id. RulesError as for ``load_folder``."""
    return load_folder(directory).tests


def load_statements(directory: str | os.PathLike[str]) -> tuple[Statement, ...]:
    """The founding statements, where the folder has them. RulesError as for ``load_folder``."""
    return load_folder(directory).statements


def _tests(folder: Folder, rules: Iterable[Rule], names: Names, panel: Panel | None) -> dict[str, tuple[TestCase, ...]]:
    sound = frozenset(rule.id for rule in rules if not folder.problems.faulty(rule.file))
    known = Known({rule.id: rule for rule in rules}, sound, names, folder.problems, panel)
    return {file.root.string("id"): read_tests(file.root, known) for file in folder.of_kind("rule")}


def _check_vocabulary(folder: Folder, united: Map, names: Names) -> None:
    whole = _is_whole(folder)
    check_references(united, names, folder.problems, whole=whole)
    check_words(united, folder.problems)
    check_concepts(united, names, folder.problems)
    if whole:
        check_releases(united, folder.problems)
        check_strengths(united, folder.problems)
        check_sections(united, os.path.join(folder.directory, "vocabulary"), folder.problems)


def _is_whole(folder: Folder) -> bool:
    """Whether all of the vocabulary could be read: only then is something missing in it."""
    return "vocabulary" not in folder.unread and known_sections_only(folder.of_kind("vocabulary"))


def _names(folder: Folder, united: Map | None, citations: Mapping[str, str] | None) -> Names:
    whole = united is not None and _is_whole(folder)
    classes = united.map("classes") if united else None
    read = {file.root.string("id") for file in folder.of_kind("rule")}
    paths = [*(file.name for file in folder.of_kind("rule")), *folder.unread.get("rule", ())]
    named = {os.path.basename(path).removesuffix(".yaml").split("-")[0] for path in paths}
    return Names(
        classes=frozenset(classes.keys) if whole and classes else None,
        rules=frozenset(read | named) if folder.whole else None,
        citations=citations,
        tables=read_tables(united, folder.problems) if whole and united and united.map("tables") else None,
        table_keys=table_keys(united),
        above=closures(united) if united else {},
        drugs=classes_of_drugs(united) if united else {},
    )


def _ruleset(folder: Folder, names: Names, rules: tuple[Rule, ...]) -> RuleSet:
    file = folder.single("ruleset")
    return RuleSet(
        name=file.root.string("name") if file else "",
        version=file.root.string("version") if file else "",
        hash="" if len(folder.problems) else content_hash(folder.directory),
        rules=tuple(sorted(rules, key=lambda rule: rule.id)),
        tables=names.tables or {},
        reporting=read_reporting(folder, names, rules),
    )


def _check_speaking(folder: Folder, united: Map | None, names: Names, rules: tuple[Rule, ...]) -> None:
    """Only of what could be read as a whole: a rule or drug that is missing speaks of nothing."""
    if names.tables is not None:
        check_tables(rules, names.tables, folder.problems)
    faulty = folder.problems.faulty
    if united is None or names.classes is None or any(faulty(file.name) for file in folder.of_kind("vocabulary")):
        return
    check_held(united, rules, folder.problems)
    deciding = [*folder.of_kind("rule"), *folder.of_kind("reporting")]
    if "rule" not in folder.unread and not any(faulty(file.name) for file in deciding):
        check_spoken_of(united, rules, folder.problems)


def _check_ids(folder: Folder) -> None:
    seen: dict[str, str] = {}
    for file in folder.of_kind("rule"):
        written = file.root.text("id")
        if written and written.text in seen:
            folder.problems.add("E134", f"a second rule {written.text}", written, f"first in {seen[written.text]}")
        elif written:
            seen[written.text] = file.name


def _check_yields(folder: Folder, rules: Iterable[Rule]) -> None:
    """No rule yields to itself by way of others."""
    by_id = {rule.id: rule for rule in rules}
    for file in folder.of_kind("rule"):
        yields = file.root.map("yields-to")
        for name, key in yields.keys.items() if yields else ():
            if file.root.string("id") in _yielding(name, by_id):
                folder.problems.add("E138", f"{name} yields to this rule too", key, "one of them must report")


def _yielding(start: str, by_id: Mapping[str, Rule]) -> set[str]:
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        rule = by_id.get(waiting.pop())
        for name in rule.yields_to if rule else ():
            if name not in seen:
                seen.add(name)
                waiting.append(name)
    return seen
