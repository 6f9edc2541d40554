"""The founding statements as rows: who carries each, and whether its tests passed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from ldn_rules.catalogue.material import Material
    from ldn_rules.rulebook.statements import Statement


class Shown(Struct, frozen=True):
    """One test that is named for a statement. ``as_active``: of a draft, run as if it were active."""

    rule: str
    test: str
    passed: bool
    as_active: bool


class Row(Struct, frozen=True):
    """One statement with its tests. ``shown``: it names one or more, each passed, and each is of a rule that runs."""

    statement: Statement
    tests: tuple[Shown, ...]
    shown: bool


def rows(material: Material) -> tuple[Row, ...]:
    """All statements; none is called shown unless its tests were run just now and passed."""
    return tuple(_row(one, material) for one in material.loaded.statements)


def _row(statement: Statement, material: Material) -> Row:
    running = {rule.id for rule in material.ruleset.rules if rule.status == "active"}
    tests = tuple(_shown(rule, test, material) for rule, test in statement.shown_by)
    return Row(statement, tests, bool(tests) and all(each.passed and each.rule in running for each in tests))


def _shown(rule: str, test: str, material: Material) -> Shown:
    result = material.tests.get((rule, test))
    if result is None:
        return Shown(rule, test, passed=False, as_active=False)
    return Shown(rule, test, result.passed, result.as_active)
