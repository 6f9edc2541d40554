"""A rules folder, read and tried on the compiler: every fault of every file at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from ldn_rules.compiler.errors import CompileError
from ldn_rules.compiler.lower import lower
from ldn_rules.compiler.reach import unreachable
from ldn_rules.rulebook.load import read_folder

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Mapping

    from ldn_rules.rulebook.folder import Folder
    from ldn_rules.rulebook.load import Loaded
    from ldn_rules.rulebook.model import Case, Rule, RuleSet
    from ldn_rules.rulebook.problems import Problems


def load_valid(
    directory: str | os.PathLike[str], schemas: str | None = None, patch: Callable[[Folder], None] | None = None
) -> Loaded:
    """What ``load_folder`` gives, if each case of each rule can be compiled and can report; else RulesError.

    Rules that are drafts or retired are looked at as well: what cannot report should be known before it is relied on.
    ``patch`` may change the files as read; what is wrong after it is raised before anything is compiled.
    """
    loaded, problems = read_folder(directory, schemas, patch)
    if patch is not None:
        problems.raise_if_any()
    for rule in loaded.ruleset.rules:
        for case in rule.cases if loaded.is_whole and not problems.faulty(rule.file) else ():
            if case.bands is None or case.bands.table is None or case.bands.table in loaded.ruleset.tables:
                _check(rule, case, loaded, problems)
    problems.raise_if_any()
    return loaded


def _check(rule: Rule, case: Case, loaded: Loaded, problems: Problems) -> None:
    alone = replace(loaded.ruleset, rules=(replace(rule, cases=(case,), status="active"),))
    try:
        lower(alone)
        _check_reach(case, alone, loaded.classes, problems)
    except CompileError as error:
        message, _, hint = error.message.partition(": ")
        problems.add_at("E142", message, error.span, hint=hint or None)


def _check_reach(case: Case, alone: RuleSet, classes: Mapping[str, frozenset[str]], problems: Problems) -> None:
    for one in unreachable(case, alone, classes):
        problems.add_at("E145", one.message, one.span, one.width, one.hint)
