"""One rule as its page shows it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from ldn_rules.catalogue.cases import Row, row_of
from ldn_rules.catalogue.choices import of_rule
from ldn_rules.catalogue.glossary import glossary
from ldn_rules.report.rule_conduct import case_conduct, rule_conduct
from ldn_rules.report.rule_words import case_data, measure_words, row_words, rows_by_key, worst_severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ldn_rules.catalogue.choices import OfRule
    from ldn_rules.catalogue.glossary import Word
    from ldn_rules.catalogue.material import Material, Threshold
    from ldn_rules.catalogue.register import Conflict
    from ldn_rules.rulebook.model import BandRow, Case, Evidence, Rule, Table
    from ldn_rules.rulebook.statements import Statement


class CaseView(Struct, frozen=True):
    """One case in words. ``bands`` are by what is measured: (key, rows in words); ``table`` names the vocabulary's."""

    data: Mapping[str, Any]
    message: str
    measured: str
    table: str
    bands: tuple[tuple[str, tuple[str, ...]], ...]
    conduct: tuple[str, ...]


class RuleView(Struct, frozen=True):
    """One rule; ``carries`` are the founding statements that name it."""

    rule: Rule
    group: str
    file: str
    severity: str
    cases: tuple[CaseView, ...]
    conduct: tuple[str, ...]
    words: tuple[Word, ...]
    thresholds: tuple[Threshold, ...]
    evidence: tuple[Evidence, ...]
    conflicts: tuple[tuple[Evidence, Conflict], ...]
    choices: tuple[OfRule, ...]
    tests: tuple[Row, ...]
    carries: tuple[Statement, ...]

    @property
    def changed(self) -> bool:
        """Whether the site policy changes a number of it."""
        return any(each.change is not None for each in self.thresholds)


def view(rule: Rule, material: Material) -> RuleView:
    """The rule as in force, with all that the folder says of it."""
    tables = material.ruleset.tables
    conflicts = {each.id: each for each in material.conflicts}
    group = material.groups[rule.id]
    return RuleView(
        rule=rule,
        group=group,
        file="/".join(filter(None, (group, os.path.basename(rule.file)))),
        severity=worst_severity(rule, tables) or "",
        cases=tuple(_case(case, tables) for case in rule.cases),
        conduct=tuple(rule_conduct(rule, material.ruleset.reporting)),
        words=glossary(rule),
        thresholds=_thresholds(rule, material),
        evidence=tuple(each for each in rule.evidence if each.source not in conflicts),
        conflicts=tuple((each, conflicts[each.source]) for each in rule.evidence if each.source in conflicts),
        choices=tuple(of_rule(rule)),
        tests=_tests(rule, material),
        carries=tuple(one for one in material.loaded.statements if rule.id in one.rules),
    )


def _case(case: Case, tables: Mapping[str, Table]) -> CaseView:
    bands = case.bands
    rows = rows_by_key(case, tables)
    return CaseView(
        data=case_data(case, tables),
        message=case.message or "",
        measured="" if bands is None else measure_words(bands.measure),
        table="" if bands is None else bands.table or "",
        bands=tuple((key, tuple(_rows(listed))) for key, listed in rows.items()),
        conduct=tuple(case_conduct(case)),
    )


def _rows(listed: Sequence[BandRow]) -> Iterator[str]:
    """The rows of a band in words, and what holds after the last of them where it has a bound."""
    yield from map(row_words, listed)
    if listed and listed[-1].upper is not None:
        yield "beyond that this case reports nothing"


def _thresholds(rule: Rule, material: Material) -> tuple[Threshold, ...]:
    """Those of the rule itself, and those of the rows of tables that its bands use."""
    tables = material.loaded.ruleset.tables
    used = {
        f"{case.bands.table}.{row}."
        for case in rule.cases
        if case.bands is not None and case.bands.table is not None
        for row in rows_by_key(case, tables)
    }
    return tuple(each for each in material.thresholds if each.address.startswith((f"{rule.id}.", *used)))


def _tests(rule: Rule, material: Material) -> tuple[Row, ...]:
    found = []
    for test in material.loaded.tests.get(rule.id, ()):
        result = material.tests[rule.id, test.name]
        found.append(row_of(test, passed=result.passed, as_active=result.as_active))
    return tuple(found)
