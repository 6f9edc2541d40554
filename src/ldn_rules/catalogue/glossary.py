"""The facts and fields that a rule's conditions speak of, with what each stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ldn_rules.rulebook.kinds import KINDS
from ldn_rules.rulebook.model import Absent, AnyOf, Comparison, FieldMeasure

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ldn_rules.rulebook.model import Case, Line, Measure, Rule


class Word(Struct, frozen=True):
    """One fact or field as the conditions name it."""

    name: str
    says: str
    values: tuple[str, ...] = ()


def glossary(rule: Rule) -> tuple[Word, ...]:
    """Kinds of facts first, then fields, each once."""
    words = [word for case in rule.cases for word in (*_kinds(case), *_fields(case))]
    ordered = sorted(dict.fromkeys(words), key=lambda word: "." in word.name)
    return tuple(ordered)


def _roles(case: Case) -> dict[str, str]:
    absent = {line.name: line.test.kind for line in case.unless if isinstance(line.test, Absent)}
    return {role.name: role.kind for role in case.roles} | absent


def _kinds(case: Case) -> Iterator[Word]:
    for kind in _roles(case).values():
        yield Word(kind, KINDS[kind].says)


def _fields(case: Case) -> Iterator[Word]:
    roles = _roles(case)
    for line in (*case.when, *case.unless):
        yield from _of_line(line, roles)
    if case.bands is not None:
        yield from _of_measure(case.bands.measure, roles)
        if case.bands.key is not None:
            yield from _of_measure(case.bands.key, roles)


def _of_line(line: Line, roles: Mapping[str, str]) -> Iterator[Word]:
    match line.test:
        case Comparison(measure, _):
            yield from _of_measure(measure, roles)
        case AnyOf(lines) | Absent(_, _, lines):
            for inner in lines:
                yield from _of_line(inner, roles)


def _of_measure(measure: Measure, roles: Mapping[str, str]) -> Iterator[Word]:
    if isinstance(measure, FieldMeasure):
        ends = [(measure.role, measure.field)]
    else:
        ends = [(measure.from_role, measure.from_field), (measure.to_role, measure.to_field)]
    for role, name in ends:
        if role in roles:
            field = KINDS[roles[role]].field(name)
            yield Word(f"{role}.{name}", field.says, field.values)
