"""A policy file to its entries: held against its schema and against the rules it speaks of."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Final

from ldn_rules.rulebook.diagnostics import suggestion
from ldn_rules.rulebook.enumerations import SEVERITIES
from ldn_rules.rulebook.files import find_schemas_dir
from ldn_rules.rulebook.folder import LANGUAGE
from ldn_rules.rulebook.nodes import Map, Scalar
from ldn_rules.rulebook.policy import ACKNOWLEDGEMENT, SUPPRESSION, Waiver
from ldn_rules.rulebook.schema import Schemas
from ldn_rules.rulebook.source import parse_source

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from ldn_rules.rulebook.model import Case, Rule, RuleSet, Span
    from ldn_rules.rulebook.problems import Problems

    Key = tuple[str, str, str | None, str | None]

_KINDS: Final = {"suppressions": SUPPRESSION, "acknowledgements": ACKNOWLEDGEMENT}
_WORST: Final = SEVERITIES[-1]


def parse(data: bytes, name: str, problems: Problems) -> Map | None:
    """The mapping of a policy file; None, or faults, where it is not of the form of ``policy.schema.json``."""
    root = parse_source(data, name, problems)
    if root is None or _is_newer(root, problems):
        return None
    Schemas(find_schemas_dir()).check("policy", root, problems)
    return root


def _is_newer(root: Map, problems: Problems) -> bool:
    language = root.get("language")
    if not isinstance(language, Scalar) or isinstance(language.value, bool) or not isinstance(language.value, int):
        return False
    if language.value <= LANGUAGE:
        return False
    message = f"written for language {language.value}; this ldn-rules reads up to language {LANGUAGE}"
    problems.add("E107", message, language, "install a newer ldn-rules")
    return True


def waivers(root: Map, ruleset: RuleSet, drugs: Collection[str], problems: Problems) -> tuple[Waiver, ...]:
    """The suppressions and acknowledgements; what is wrong is reported. ``drugs`` are the ingredients known."""
    rules = {rule.id: rule for rule in ruleset.rules}
    found: list[Waiver] = []
    seen: dict[Key, Span] = {}
    for section, kind in _KINDS.items():
        for item in root.items(section):
            if isinstance(item, Map):
                rule = rules.get(item.string("rule"))
                doubtful = rule is not None and _contraindicates(rule, ruleset)
                found.append(_waiver(kind, item, problems, spares_doubts=doubtful))
                _check(item, found[-1], rules, drugs, problems)
                _check_once(item, found[-1], seen, problems)
    return tuple(found)


def _waiver(kind: str, item: Map, problems: Problems, *, spares_doubts: bool) -> Waiver:
    named = item.text("rule") or item
    check_day(item.text("expires"), problems)
    return Waiver(
        kind,
        item.string("rule"),
        item.string("drug") or None,
        item.string("patient") or None,
        item.string("reason"),
        item.string("author"),
        item.string("expires"),
        named.span,
        problems.frame(named),
        spares_doubts,
    )


def check_day(written: Scalar | None, problems: Problems) -> datetime.date | None:
    """The day; one that no calendar has is reported."""
    if written is None or problems.spoilt(written):
        return None
    try:
        return datetime.date.fromisoformat(written.text)
    except ValueError:
        problems.add("E105", f"there is no day {written.text}", written)
        return None


def check_past(written: Scalar | None, problems: Problems) -> None:
    """Report a day of a decision that nobody can have taken yet, or that no calendar has."""
    day = check_day(written, problems)
    today = datetime.date.today()  # noqa: DTZ011 (local calendar days are meant)
    if day is not None and written is not None and day > today:
        message = f"{written.text} lies ahead of today, {today}: nothing was decided then"
        problems.add("E105", message, written, "write the day on which it was decided")


def _check(item: Map, waiver: Waiver, rules: Mapping[str, Rule], drugs: Collection[str], problems: Problems) -> None:
    written, drug = item.text("rule"), item.text("drug")
    if written is not None and not problems.spoilt(written):
        _check_rule(written, waiver, rules, problems)
    if drug is not None and not problems.spoilt(drug) and drug.text not in drugs:
        problems.add("E128", f"no drug `{drug.text}` in the vocabulary", drug, suggestion(drug.text, drugs))


def _check_rule(written: Scalar, waiver: Waiver, rules: Mapping[str, Rule], problems: Problems) -> None:
    rule = rules.get(written.text)
    if rule is None:
        problems.add("E124", f"no rule {written.text}", written, suggestion(written.text, rules))
    elif rule.kind == "guard" or rule.status != "active":
        what = "a guard" if rule.kind == "guard" else rule.status
        problems.add("E124", f"{rule.id} is {what}: it reports nothing", written, "delete the entry")
    elif waiver.kind == SUPPRESSION and all(_only_contraindicates(case) for case in rule.cases):
        hint = "acknowledge it for the patient (acknowledgements)"
        problems.add("E155", f"{rule.id} says that something is contraindicated", written, hint)


def _contraindicates(rule: Rule, ruleset: RuleSet) -> bool:
    """Whether a rule can say that something is contraindicated."""
    bands = [case.bands for case in rule.cases if case.bands is not None]
    rows = [row for each in bands for row in each.rows]
    for name in (each.table for each in bands if each.table):
        rows += [row for listed in ruleset.tables[name].rows.values() for row in listed]
    return _WORST in {case.severity for case in rule.cases} | {row.severity for row in rows}


def _only_contraindicates(case: Case) -> bool:
    """Whether all that a case reports is a contraindication."""
    return case.outcome == "alert" and case.severity == _WORST


def _check_once(item: Map, waiver: Waiver, seen: dict[Key, Span], problems: Problems) -> None:
    first = seen.setdefault((waiver.kind, waiver.rule, waiver.drug, waiver.patient), waiver.span)
    if first != waiver.span:
        at = item.text("rule") or item
        problems.add("E134", f"a second {waiver.kind} of {waiver.scope}", at, f"first in line {first.line}")
