"""What the commands ask of the stages behind them: the one place where they take hold of those."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from ldn_rules.rulebook.files import find_rules_dir

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ldn_rules.findings.model import PatientReport
    from ldn_rules.intake.model import Record
    from ldn_rules.report.explanation import Explanation
    from ldn_rules.report.identity import Identity
    from ldn_rules.rulebook.diagnostics import Diagnostic
    from ldn_rules.rulebook.model import RuleSet


class Checker(Protocol):
    """A loaded rulebook that checks records.

    Loading it must not start the engine: that happens in the worker, at the first record.
    """

    @property
    def identity(self) -> Identity:
        """Rules and engine."""

    def check(self, record: Record, *, as_of: int | None, today: int, engine: bool) -> PatientReport:
        """The report of one record. ``engine`` false: by the check evaluator alone, outcome not-checked."""

    def reproduce(self, record: Record, *, as_of: int | None, today: int, reason: str) -> str | None:
        """Write down the integer facts of a record that ended the engine; the file, if one could be written."""

    def explain(self, record: Record, *, as_of: int | None, today: int, engine: bool) -> Explanation:
        """Why each rule did or did not report on one record."""


class Readers(Protocol):
    """How single texts are read, as plain data."""

    def drugs_read(self, text: str) -> dict[str, object]:
        """What a drug name was understood as."""

    def sigs_read(self, text: str) -> dict[str, object]:
        """What directions were understood as."""


class TestResult(Protocol):
    """One inline test of a rule, run. ``message`` says what was expected and what came."""

    @property
    def rule(self) -> str:
        """Id of the rule."""

    @property
    def name(self) -> str:
        """Name of the test."""

    @property
    def file(self) -> str:
        """Where it stands."""

    @property
    def line(self) -> int:
        """On which line."""

    @property
    def passed(self) -> bool:
        """Whether it held."""

    @property
    def message(self) -> str:
        """What differed; empty if it passed."""


def load(rules_dir: str | None) -> Checker:
    """The pipeline over the rules of that folder (None: see ``find_rules_dir``); raises RulesError, UsageError."""
    import ldn_rules.pipeline as stages

    return stages.load(find_rules_dir(rules_dir))


def readers(rules_dir: str | None) -> Readers:
    """The reading stage over the vocabulary of that folder; raises RulesError, UsageError."""
    import ldn_rules.pipeline as stages

    return stages.readers(find_rules_dir(rules_dir))


def ruleset(rules_dir: str | None) -> RuleSet:
    """The rules as written; raises RulesError, UsageError."""
    from ldn_rules.rulebook.load import load_ruleset

    return load_ruleset(find_rules_dir(rules_dir))


def test_names(rules_dir: str | None, rule_id: str) -> tuple[str, ...]:
    """The names of the tests that stand in a rule; raises RulesError, UsageError."""
    from ldn_rules.rulebook.load import load_tests

    return tuple(test.name for test in load_tests(find_rules_dir(rules_dir)).get(rule_id, ()))


def run_tests(rules_dir: str | None) -> Sequence[TestResult]:
    """All inline tests, run; raises RulesError, UsageError."""
    import ldn_rules.pipeline as stages

    return stages.run_rule_tests(find_rules_dir(rules_dir))


def diagnose(rules_dir: str | None) -> tuple[int, tuple[Diagnostic, ...]]:
    """Number of rules and every fault of their files; what compiles is compiled and tries itself out."""
    import ldn_rules.pipeline as stages
    from ldn_rules.rulebook.errors import RulesError

    try:
        rules = len(ruleset(rules_dir).rules)
        stages.load(find_rules_dir(rules_dir))
    except RulesError as error:
        return 0, error.diagnostics
    return rules, ()
