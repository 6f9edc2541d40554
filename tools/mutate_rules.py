"""Whether the tests inside the rules notice every change of the rules: ``python tools/mutate_rules.py [FOLDER]``.

Each number (of rules, washouts, settings, reporting) goes one unit of its last written place up and down; each value
of a list, each branch of ``any`` and each line of ``when``, ``unless`` and ``where`` is taken out. The rules stay as
they are on disk: a changed copy is compiled in this process, and the tests run on it until one fails. What no test
notices is printed; exit 1 if there is any.
"""

from __future__ import annotations

import argparse
import sys
import time
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from ldn_rules.compiler.errors import CompileError
from ldn_rules.compiler.lower import lower
from ldn_rules.engine.check import Checked
from ldn_rules.pipeline.book import load_book, settings_of
from ldn_rules.pipeline.check import Pipeline
from ldn_rules.pipeline.ruletests import Runner
from ldn_rules.rulebook.files import find_rules_dir
from ldn_rules.rulebook.load import load_folder
from rule_mutants import mutants_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ldn_rules.facts.model import FactSet
    from ldn_rules.pipeline.book import Book
    from ldn_rules.rulebook.testcases import TestCase
    from rule_mutants import Mutant

PINNED_ELSEWHERE: Final = frozenset({"list-age"})
"""Settings that change no finding: tests/unit/vocabulary pins them."""


class Alone(Pipeline):
    """A pipeline without the engine: the second evaluator says the same, and starts at once."""

    def evaluate(self, facts: FactSet, *, engine: bool) -> Checked:  # noqa: ARG002 (the pipeline's call)
        """The matches of the second evaluator, taken as agreed."""
        return Checked(super().evaluate(facts, engine=False).matches, agreed=True)


def survives(mutant: Mutant, book: Book, tests: Sequence[TestCase]) -> bool:
    """Whether every test passes on the changed rules; what cannot be compiled is noticed."""
    try:
        program = lower(mutant.ruleset)
    except CompileError:
        return False
    settings = settings_of(mutant.settings, mutant.ruleset)
    runner = Runner(Alone(replace(book, ruleset=mutant.ruleset, program=program, settings=settings)))
    return not any(runner.faults(test) for test in sorted(tests, key=lambda test: test.rule != mutant.rule))


def survivors(folder: str, only: Iterable[str] = ()) -> Iterable[tuple[Mutant, bool]]:
    """Every change of the rules named (all if none is), and whether no test notices it."""
    loaded, book, wanted = load_folder(folder), load_book(folder), set(only)
    tests = [test for found in loaded.tests.values() for test in found]
    for mutant in mutants_of(loaded.ruleset, loaded.settings, PINNED_ELSEWHERE):
        if not wanted or mutant.rule in wanted:
            yield mutant, survives(mutant, book, tests)


def unknown_rules(folder: str, named: Iterable[str]) -> list[str]:
    """The ids named that no rule of the folder has."""
    known = {rule.id for rule in load_folder(folder).ruleset.rules} if named else set()
    return [name for name in named if name not in known]


def main(arguments: Sequence[str]) -> int:
    """Print what no test notices; 1 if there is any."""
    parser = argparse.ArgumentParser(description="Change the rules in small ways and see whether their tests notice.")
    parser.add_argument("folder", nargs="?", help="rules folder (default: as for ldn-rules)")
    parser.add_argument("--rule", action="append", default=[], metavar="ID", help="only changes of this rule")
    options = parser.parse_args(arguments)
    begun, tried, found, folder = time.monotonic(), 0, 0, find_rules_dir(options.folder)
    unknown = unknown_rules(folder, options.rule)
    if unknown:
        print(f"no rule {', '.join(unknown)} in {folder}", file=sys.stderr)
        return 1
    for mutant, survived in survivors(folder, options.rule):
        tried += 1
        found += survived
        if survived:
            print(f"SURVIVES {mutant.rule or 'all rules'} {mutant.says}", flush=True)
    print(f"{tried} changes, {tried - found} noticed, {found} not, {time.monotonic() - begun:.0f} s")
    return 1 if found or not tried else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
