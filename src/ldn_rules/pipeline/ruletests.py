"""The tests that stand inside the rules, run in a supervised worker."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, ClassVar, Final

from msgspec import Struct

from ldn_rules.compiler.misses import quiet_because
from ldn_rules.engine.supervisor import Answer, Supervisor
from ldn_rules.facts.model import MAIN, Fact, FactSet
from ldn_rules.findings.hits import hits
from ldn_rules.findings.single import reported
from ldn_rules.intake.decode import decode_json_object
from ldn_rules.pipeline.book import load_book, with_active
from ldn_rules.pipeline.check import Pipeline
from ldn_rules.rulebook.enumerations import SEVERITIES
from ldn_rules.rulebook.ids import rule_named
from ldn_rules.rulebook.kinds import KINDS
from ldn_rules.rulebook.load import load_tests
from ldn_rules.rulebook.testcases import NO_PANEL
from ldn_rules.rulebook.testrecords import record as test_record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ldn_rules.findings.model import Finding, PatientReport
    from ldn_rules.intake.model import Record
    from ldn_rules.rulebook.testcases import Expected, TestCase
    from ldn_rules.rulebook.testfacts import RoleFact


ABOUT_READING: Final = "LDN120"
"""The rule that reports what could not be read: a test that expects it may hold such things."""


class RuleTestResult(Struct, frozen=True):
    """One inline test, run. ``message`` is empty if it passed. ``as_active``: the rule is a draft, taken as active."""

    __test__: ClassVar[bool] = False

    rule: str
    name: str
    file: str
    line: int
    passed: bool
    message: str
    as_active: bool = False


def run(rules_dir: str, rule_ids: Iterable[str] = ()) -> tuple[RuleTestResult, ...]:
    """The inline tests of the rules named (all if none is), in order.

    The tests of a draft run on rules of which it is an active one. RulesError if the folder is invalid; UsageError
    if there is no rule of that id.
    """
    by_rule = load_tests(rules_dir)
    wanted = {rule_named(given, by_rule) for given in rule_ids} or set(by_rule)
    tests = [test for rule, found in by_rule.items() if rule in wanted for test in found]
    book = load_book(rules_dir)
    drafts = {rule.id for rule in book.ruleset.rules if rule.status == "draft" and rule.kind != "guard"}
    runners = {rule: Runner(Pipeline(with_active(book, rule))) for rule in drafts & {test.rule for test in tests}}
    usual = Runner(Pipeline(book))

    def task(payload: bytes, engine: bool) -> Answer:  # noqa: FBT001 (the supervisor's call)
        test = tests[int(payload)]
        return Answer("\n".join(runners.get(test.rule, usual).faults(test, engine=engine)).encode())

    def give_up(_: bytes, reason: str) -> bytes:
        return f"the test could not be run: {reason}".encode()

    answers = Supervisor(task, give_up).answers(str(number).encode() for number in range(len(tests)))
    said = [answer.decode() for answer in answers]
    return tuple(
        _result(test, message, as_active=test.rule in drafts) for test, message in zip(tests, said, strict=True)
    )


def _result(test: TestCase, message: str, *, as_active: bool) -> RuleTestResult:
    return RuleTestResult(test.rule, test.name, test.span.file, test.span.line, not message, message, as_active)


class Runner:
    """Runs single tests on one pipeline."""

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline
        self._rules = {rule.id: rule for rule in pipeline.book.ruleset.rules}

    def faults(self, test: TestCase, *, engine: bool = True) -> list[str]:
        """What differs from what the test expects; empty if it passes."""
        if test.facts is not None:
            return list(self._faults_on_facts(test, test.facts, engine=engine))
        record = decode_json_object(test_record(test))
        today = _ordinal(test)
        asked = test.panel is not None
        report = self._pipeline.check(record, as_of=None, today=today, panel=asked, engine=engine)
        panel = _panel_faults(test.panel, report) if asked else ()
        faults = [*_faults_of(test, report), *panel, *self._not_quiet(test, record, today, report)]
        return [*faults, *self._retired(test)] if faults else []

    def _retired(self, test: TestCase) -> Iterator[str]:
        """Why a test of a retired rule can fail; those of a draft run as if it were active."""
        if self._rules[test.rule].status == "retired":
            yield f"{test.rule} is retired and reports nothing: as a draft its tests run"

    def _not_quiet(self, test: TestCase, record: Record, today: int, report: PatientReport) -> Iterator[str]:
        if not test.quiet:
            return
        reporting = {finding.rule for finding in report.findings}
        facts = self._pipeline.facts(record, None, today)
        for rule, line in test.quiet.items():
            found = list(self._quiet_by(rule, facts))
            if (line,) not in found:
                said = "; ".join(", ".join(lines) for lines in found) or "nothing to match"
                why = "it reports" if rule in reporting else f"quiet by: {said}"
                yield f"{rule} was to be kept quiet by {line} alone; {why}"

    def _quiet_by(self, rule: str, facts: FactSet) -> Iterator[tuple[str, ...]]:
        for case in self._rules[rule].cases:
            for miss in quiet_because(case, facts, self._pipeline.book.ruleset):
                yield miss.blocking

    def _faults_on_facts(self, test: TestCase, given: Mapping[str, RoleFact], *, engine: bool) -> Iterator[str]:
        rule = self._rules[test.rule]
        facts = _fact_set(given)
        checked = self._pipeline.evaluate(facts, engine=engine)
        if not checked.agreed:
            yield f"not checked: {checked.reason}"
        found = hits(checked.matches, self._pipeline.book.program, self._pipeline.book.ruleset, facts)
        seen = [
            _words(rule.id, hit.kind, SEVERITIES[hit.severity], history=False)
            for hit in reported([hit for hit in found if hit.rule.id == rule.id])
        ]
        yield from _differences(test.expect, seen)
        for name, line in test.quiet.items():
            if (line,) not in self._quiet_by(name, facts):
                yield f"{name} was to be kept quiet by {line} alone"


def _ordinal(test: TestCase) -> int:
    from datetime import date

    return date.fromisoformat(test.today).toordinal() + test.as_of


def _fact_set(given: Mapping[str, RoleFact]) -> FactSet:
    facts = tuple(_fact(index, fact) for index, fact in enumerate(given.values()))
    return FactSet(0, facts, holds_naltrexone=True)


def _fact(index: int, given: RoleFact) -> Fact:
    """The fact of a role: what the test gives, zero for every other field."""
    kind = KINDS[given.kind]
    defaults: dict[str, int | tuple[int, int]] = {
        name: (0, 0) if field.nullable else 0 for name, field in kind.fields.items()
    }
    values = {name: _as_field(value, nullable=kind.fields[name].nullable) for name, value in given.values.items()}
    texts = dict.fromkeys(kind.texts, given.kind)
    return Fact(given.kind, index, MAIN, defaults | {"n": index} | values, given.classes, texts, (given.kind,))


def _as_field(value: int | tuple[int, int], *, nullable: bool) -> int | tuple[int, int]:
    return (value, value) if nullable and isinstance(value, int) else value


def _faults_of(test: TestCase, report: PatientReport) -> Iterator[str]:
    if report.not_checked is not None:
        yield f"not checked: {report.not_checked}"
    if not any(one.rule == ABOUT_READING for one in test.expect):
        yield from (f"the list could not be read: {problem.message}" for problem in report.problems)
    yield from _differences(test.expect, [_said(finding) for finding in report.findings])
    if test.outcome is not None and test.outcome != report.outcome:
        yield f"expected outcome {test.outcome}, got {report.outcome}"


def _panel_faults(expected: tuple[str, ...] | str | None, report: PatientReport) -> Iterator[str]:
    """What differs in the entries that the panel has because of the list."""
    from ldn_rules.pipeline.panel import conditional_of

    wanted = NO_PANEL if isinstance(expected, str) else ", ".join(sorted(expected or ())) or "no entry with `where`"
    found = NO_PANEL if not report.panel else ", ".join(conditional_of(report.panel)) or "no entry with `where`"
    if wanted != found:
        yield f"expected panel {wanted}, got {found}"


def _differences(expected: Sequence[Expected], seen: Sequence[str]) -> Iterator[str]:
    wanted = Counter(_words(one.rule, one.kind, one.severity, history=one.history) for one in expected)
    found = Counter(seen)
    for words in sorted((wanted - found).elements()):
        yield f"expected and missing: {words}"
    for words in sorted((found - wanted).elements()):
        yield f"not expected: {words}"


def _said(finding: Finding) -> str:
    return _words(finding.rule, finding.kind, finding.severity, history=finding.history)


def _words(rule: str, kind: str, severity: str, *, history: bool) -> str:
    words = [rule, *(["cannot-assess"] if kind == "cannot-assess" else []), severity, *(["history"] if history else [])]
    return " ".join(words)
