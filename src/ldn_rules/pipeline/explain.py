"""Why each rule reported on a patient, and for a quiet rule how near it came."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from ldn_rules.compiler.ir import CERTAIN
from ldn_rules.compiler.misses import nearest_miss, remoteness
from ldn_rules.findings.model import Because
from ldn_rules.report.explanation import Attempt, Explanation, RuleExplanation

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from ldn_rules.compiler.misses import Miss
    from ldn_rules.facts.model import FactSet
    from ldn_rules.findings.model import Finding, PatientReport
    from ldn_rules.intake.model import Record
    from ldn_rules.pipeline.check import Pipeline
    from ldn_rules.rulebook.model import Case, Reporting, Rule, RuleSet
    from ldn_rules.rulebook.policy import Policy


WITHOUT_NALTREXONE: Final = (
    "Nothing on the list holds naltrexone (beside an opioid in one product it does not count), so no rule looks at it."
)


def explain(
    pipeline: Pipeline,
    record: Record,
    *,
    as_of: int | None,
    today: int,
    date_order: str | None = None,
    engine: bool = True,
) -> Explanation:
    """All active rules on one record, in the order of their ids."""
    report = pipeline.check(record, as_of=as_of, today=today, date_order=date_order, engine=engine)
    reported: dict[str, list[Finding]] = defaultdict(list)
    for finding in report.spoken:
        reported[finding.rule].append(finding)
    rules: tuple[RuleExplanation, ...] = ()
    remark = ""
    if not record.unreadable:
        facts = pipeline.facts(record, as_of, today, date_order)
        matched = _matched(pipeline, facts)
        ruleset = pipeline.book.ruleset
        active = [rule for rule in ruleset.rules if rule.status == "active" and rule.kind != "guard"]
        rules = tuple(_rule(rule, reported, matched[rule.id], facts, ruleset) for rule in active)
        if pipeline.policy is not None:
            rules = tuple(_by_policy(each, report, pipeline.policy) for each in rules)
        remark = "" if facts.holds_naltrexone else WITHOUT_NALTREXONE
    reason = _why_not(report.not_checked, record)
    return Explanation(record.number, record.patient, report.as_of, report.outcome, rules, reason, remark)


def _by_policy(rule: RuleExplanation, report: PatientReport, policy: Policy) -> RuleExplanation:
    """The explanation of a rule with what a site policy has to do with it."""
    from ldn_rules.findings.policy import remarks_on

    said = dict.fromkeys(remarks_on(rule.rule, report, policy))
    return replace(rule, remark=" ".join(filter(None, (rule.remark, *said))))


def _why_not(reason: str | None, record: Record) -> str | None:
    if record.unreadable:
        return "the record could not be read: " + "; ".join(problem.message for problem in record.problems)
    return reason


def _matched(pipeline: Pipeline, facts: FactSet) -> dict[str, list[tuple[Case, bool]]]:
    """By rule, the cases that hold somewhere, whether or not they report, and whether they surely do."""
    program, rules = pipeline.book.program, pipeline.book.ruleset.rules
    found: dict[str, list[tuple[Case, bool]]] = defaultdict(list)
    for match in pipeline.evaluate(facts, engine=False).matches:
        subrule = program.subrules[match.subrule]
        rule = rules[subrule.rule]
        found[rule.id].append((rule.cases[subrule.case], subrule.mode == CERTAIN))
    return found


def _rule(
    rule: Rule,
    reported: Mapping[str, Sequence[Finding]],
    matched: Sequence[tuple[Case, bool]],
    facts: FactSet,
    ruleset: RuleSet,
) -> RuleExplanation:
    findings = reported.get(rule.id, ())
    if findings:
        state = "fired" if any(finding.kind == "alert" for finding in findings) else "cannot-assess"
        return RuleExplanation(rule.id, rule.title, state, tuple(_fired(finding) for finding in findings))
    if matched:
        spoken = {name for name, of_rule in reported.items() if of_rule} - {rule.id}
        return RuleExplanation(rule.id, rule.title, "yielded", (), _left(rule, matched, spoken, ruleset.reporting))
    nearest = _nearest(rule.cases, facts, ruleset)
    if nearest is None:
        return RuleExplanation(rule.id, rule.title, "no-such-fact", ())
    return RuleExplanation(rule.id, rule.title, "silent", (_missed(*nearest, facts),))


def _left(rule: Rule, matched: Sequence[tuple[Case, bool]], spoken: Collection[str], reporting: Reporting) -> str:
    """Why a rule whose conditions hold, or may hold, does not report: which rule does, and by what."""
    orders = {"overlap": reporting.overlap, "washout": reporting.washout, "after": reporting.after}
    elsewhere = [name for case, surely in matched if not surely for name in case.unknown.rules]
    if elsewhere and not any(surely for _, surely in matched):
        return f"something it reads is not known: left to {_names(elsewhere, spoken)} (`unknown: reported-by`)"
    yields = [name for name in rule.yields_to if name in spoken]
    if yields:
        return f"its conditions hold, and it yields to {_names(yields, spoken)} (`yields-to`)"
    others = [name for case, _ in matched if case.phase for name in orders[case.phase] if name in spoken]
    if others:
        return (
            f"its conditions hold, but another rule speaks of the same drug: {_names(others, spoken)} (reporting.yaml)"
        )
    return "its conditions hold in another reading of the dates, on which no other result hangs"


def _names(rules: Iterable[str], spoken: Collection[str]) -> str:
    """The rules named, those that reported where some did."""
    named = list(dict.fromkeys(rules))
    return " and ".join([name for name in named if name in spoken] or named)


def _fired(finding: Finding) -> Attempt:
    kind = "" if finding.kind == "alert" else f"{finding.kind}, "
    subject = f"{kind}{', '.join(finding.medications) or 'the list'}"
    return Attempt(finding.case, subject, finding.severity, finding.because)


def _nearest(cases: Iterable[Case], facts: FactSet, ruleset: RuleSet) -> tuple[Case, Miss] | None:
    misses = [(case, miss) for case in cases if (miss := nearest_miss(case, facts, ruleset)) is not None]
    return min(misses, key=lambda pair: remoteness(pair[1], facts), default=None)


def _missed(case: Case, miss: Miss, facts: FactSet) -> Attempt:
    bound = [facts.facts[index] for index in miss.binding.values()]
    subject = " and ".join(fact.texts.get("names") or fact.texts.get("drug") or fact.kind for fact in bound)
    lines = tuple(Because(line.name, line.holds, line.text, dict(line.values)) for line in miss.lines)
    return Attempt(case.name, subject, None, lines, miss.blocking)
