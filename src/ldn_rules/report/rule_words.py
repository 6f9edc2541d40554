"""A rule in words: what it looks at, when it reports, what it says, and on what grounds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ldn_rules.rulebook.enumerations import SEVERITIES
from ldn_rules.rulebook.kinds import KINDS
from ldn_rules.rulebook.model import (
    Absent,
    AnyOf,
    Comparison,
    DifferenceMeasure,
    FieldMeasure,
    Membership,
    Overlap,
)
from ldn_rules.rulebook.speaking import may_hold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ldn_rules.report.layout import Page
    from ldn_rules.rulebook.model import BandRow, Bands, Bound, Case, Line, Measure, Role, Rule, Table, Test

_OPERATORS = {
    "is": "is",
    "is-not": "is not",
    "at-least": "is at least",
    "more-than": "is more than",
    "at-most": "is at most",
    "less-than": "is less than",
}


def worst_severity(rule: Rule, tables: Mapping[str, Table]) -> str | None:
    """The worst severity the rule can report, or None for a rule without cases of its own."""
    found = {severity for case in rule.cases for severity in _severities(case, tables)}
    return max(found, key=SEVERITIES.index, default=None)


def _severities(case: Case, tables: Mapping[str, Table]) -> Iterator[str]:
    if case.severity is not None:
        yield case.severity
    if case.bands is not None:
        for rows in rows_by_key(case, tables).values():
            yield from (row.severity for row in rows if row.severity is not None)


def rows_by_key(case: Case, tables: Mapping[str, Table]) -> dict[str, tuple[BandRow, ...]]:
    """Rows of a case's bands by the name of their key ("" for a rule's own rows); of a table those that its conditions
    leave open.
    """
    bands = case.bands
    if bands is None:
        return {}
    if bands.table is None:
        return {"": bands.rows}
    rows, key = tables[bands.table].rows, bands.key
    return {_key_name(place): rows[place] for place in sorted(rows) if key is None or may_hold(case, key, place)}


def table_rows(table: Table) -> dict[str, tuple[BandRow, ...]]:
    """The rows of a table by interval class."""
    return {_key_name(key): table.rows[key] for key in sorted(table.rows)}


def _key_name(key: int) -> str:
    return KINDS["course"].field("washout").values[key]


def shown(rule: Rule, tables: Mapping[str, Table], page: Page) -> Iterator[str]:
    """The rule as lines."""
    yield f"{rule.id}  {page.paint(rule.title, 'strong')}"
    yield from page.block(f"{rule.status}, revision {rule.revision}; {rule.file}")
    yield from page.block(f"written by {rule.authored_by}; reviewed {rule.reviewed}, next {rule.next_review}")
    for case in rule.cases:
        yield ""
        yield from _case(case, tables, page)
    yield ""
    yield from _texts(rule, page)
    yield ""
    for each in rule.evidence:
        yield from page.block(f"{each.source} ({each.certainty}): {each.says} {each.citation}", "-")


def _case(case: Case, tables: Mapping[str, Table], page: Page) -> Iterator[str]:
    result = "cannot assess" if case.outcome == "cannot-assess" else "reports"
    severity = case.severity or "a severity by bands"
    name = "The rule" if case.name in {"", "main"} else f"Case {case.name}"
    yield from page.block(f"{name} {result}: {severity}", indent=0)
    yield from _labelled("Looks at", [_role(role) for role in case.roles], page)
    yield from _labelled("When", [f"{line.name}: {said(line.test)}" for line in case.when], page)
    yield from _labelled("Unless", [f"{line.name}: {said(line.test)}" for line in case.unless], page)
    if case.bands is not None:
        yield from _labelled("Bands", list(_bands(case, case.bands, tables)), page)
    if case.message:
        yield from page.block(case.message, "Says")


def _labelled(label: str, items: list[str], page: Page) -> Iterator[str]:
    for at, item in enumerate(items):
        yield from page.block(item, label if at == 0 else " ")


def _texts(rule: Rule, page: Page) -> Iterator[str]:
    alert = rule.alert
    yield from page.block(alert.message, "Says")
    yield from _labelled("Options", list(alert.management), page)
    yield from _labelled("Risk", [text for text in (alert.consequence, alert.mechanism) if text], page)


def _role(role: Role) -> str:
    of_class = f" of class {role.drug_class}" if role.drug_class else ""
    other = f", other than {role.other_than}" if role.other_than else ""
    return f"{role.name}: {role.kind}{of_class}{other}"


def _bands(case: Case, bands: Bands, tables: Mapping[str, Table]) -> Iterator[str]:
    yield f"by {measure_words(bands.measure)}:"
    for name, rows in rows_by_key(case, tables).items():
        said_rows = "; ".join(row_words(row) for row in rows)
        yield f"{name}: {said_rows}" if name else said_rows


def row_words(row: BandRow) -> str:
    """One row of a band: up to where, and how badly."""
    severity = row.severity or "quiet"
    return f"{_bound(row.upper).removeprefix('is ')} {severity}" if row.upper else f"beyond that {severity}"


def said(test: Test) -> str:
    """One condition in words."""
    match test:
        case Comparison(measure, bounds):
            return f"{measure_words(measure)} {' and '.join(_bound(bound) for bound in bounds)}"
        case Membership(role, drug_class, negated):
            return f"{role} is {'not ' if negated else ''}of class {drug_class}"
        case Overlap(first, second):
            return f"{first} and {second} overlap"
        case AnyOf(lines):
            return f"any of: {_joined(lines, '; ')}"
        case Absent(kind, drug_class, where):
            of_class = f" of class {drug_class}" if drug_class else ""
            condition = f" where {_joined(where, ' and ')}" if where else ""
            return f"there is certainly {with_article(kind)}{of_class}{condition}"


def with_article(noun: str) -> str:
    """``a course``, ``an episode``."""
    return f"{'an' if noun[:1] in 'aeiou' else 'a'} {noun}"


def _joined(lines: tuple[Line, ...], glue: str) -> str:
    return glue.join(said(line.test) for line in lines)


def measure_words(measure: Measure) -> str:
    """What is measured: ``role.field``, or from where to where."""
    match measure:
        case FieldMeasure(role, field):
            return f"{role}.{field}"
        case DifferenceMeasure():
            start = _end(measure.from_role, measure.from_field)
            return f"from {start} to {_end(measure.to_role, measure.to_field)}"


def _end(role: str, field: str) -> str:
    return f"{role}.{field}" if field else role


def _bound(bound: Bound) -> str:
    listed = "one of " if len(bound.values) > 1 else ""
    return f"{_OPERATORS[bound.op]} {listed}{bound.text}"


def case_data(case: Case, tables: Mapping[str, Table]) -> dict[str, object]:
    """One case of a rule as plain data."""
    return {
        "name": case.name,
        "outcome": case.outcome,
        "severity": case.severity,
        "looks_at": [_role(role) for role in case.roles],
        "when": {line.name: said(line.test) for line in case.when},
        "unless": {line.name: said(line.test) for line in case.unless},
        "bands": list(_bands(case, case.bands, tables)) if case.bands else [],
    }
