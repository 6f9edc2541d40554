"""Why each rule reported on a patient, and for a quiet rule how near it came."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from ldn_rules.compiler.misses import nearest_miss
from ldn_rules.findings.model import Because
from ldn_rules.report.explanation import Attempt, Explanation, RuleExplanation

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ldn_rules.compiler.misses import Miss
    from ldn_rules.facts.model import FactSet
    from ldn_rules.findings.model import Finding
    from ldn_rules.intake.model import Record
    from ldn_rules.pipeline.check import Pipeline
    from ldn_rules.rulebook.model import Case, Rule, RuleSet


def explain(pipeline: Pipeline, record: Record, *, as_of: int | None, today: int, engine: bool = True) -> Explanation:
    """All active rules on one record, in the order of their ids."""
    report = pipeline.check(record, as_of=as_of, today=today, engine=engine)
    reported: dict[str, list[Finding]] = defaultdict(list)
    for finding in report.findings:
        reported[finding.rule].append(finding)
    rules: tuple[RuleExplanation, ...] = ()
    if not record.unreadable:
        facts = pipeline.facts(record, as_of, today)
        matched = _matched(pipeline, facts)
        active = [rule for rule in pipeline.book.ruleset.rules if rule.status == "active" and rule.kind != "guard"]
        rules = tuple(_rule(rule, reported[rule.id], matched, facts, pipeline.book.ruleset) for rule in active)
    return Explanation(
        record.number, record.patient, report.as_of, report.outcome, rules, _why_not(report.not_checked, record)
    )


def _why_not(reason: str | None, record: Record) -> str | None:
    if record.unreadable:
        return "the record could not be read: " + "; ".join(problem.message for problem in record.problems)
    return reason


def _matched(pipeline: Pipeline, facts: FactSet) -> frozenset[str]:
    """Rules that hold somewhere, whether or not they report."""
    program = pipeline.book.program
    matches = pipeline.evaluate(facts, engine=False).matches
    return frozenset(program.rules[program.subrules[match.subrule].rule].id for match in matches)


def _rule(
    rule: Rule, findings: Sequence[Finding], matched: frozenset[str], facts: FactSet, ruleset: RuleSet
) -> RuleExplanation:
    if findings:
        state = "fired" if any(finding.kind == "alert" for finding in findings) else "cannot-assess"
        return RuleExplanation(rule.id, rule.title, state, tuple(_fired(finding) for finding in findings))
    if rule.id in matched:
        remark = "its conditions hold, but another rule speaks of the same drug, or no other result hangs on it"
        return RuleExplanation(rule.id, rule.title, "yielded", (), remark)
    nearest = _nearest(rule.cases, facts, ruleset)
    if nearest is None:
        return RuleExplanation(rule.id, rule.title, "no-such-fact", ())
    return RuleExplanation(rule.id, rule.title, "silent", (_missed(*nearest, facts),))


def _fired(finding: Finding) -> Attempt:
    kind = "" if finding.kind == "alert" else f"{finding.kind}, "
    subject = f"{kind}{', '.join(finding.medications) or 'the list'}"
    return Attempt(finding.case, subject, finding.severity, finding.because)


def _nearest(cases: Iterable[Case], facts: FactSet, ruleset: RuleSet) -> tuple[Case, Miss] | None:
    misses = [(case, miss) for case in cases if (miss := nearest_miss(case, facts, ruleset)) is not None]
    return min(misses, key=lambda pair: len(pair[1].blocking), default=None)


def _missed(case: Case, miss: Miss, facts: FactSet) -> Attempt:
    bound = [facts.facts[index] for index in miss.binding.values()]
    subject = " and ".join(fact.texts.get("names") or fact.texts.get("drug") or fact.kind for fact in bound)
    lines = tuple(Because(line.name, line.holds, line.text, dict(line.values)) for line in miss.lines)
    return Attempt(case.name, subject, None, lines, miss.blocking)
