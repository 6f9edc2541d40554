"""Every small change of a rules folder: what it says, and the changed rules and settings."""

from __future__ import annotations

import os
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct
from msgspec.structs import fields, replace

from ldn_rules.rulebook.kinds import FieldType
from ldn_rules.rulebook.model import Bound, Line, RuleSet, Span
from ldn_rules.rulebook.settings import SETTINGS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from ldn_rules.rulebook.settings import Value

_NUMBER: Final = re.compile(r"-?[0-9]+(?:\.([0-9]+))?(?: (\S+))?")
_DOSES: Final = {"g": 10**9, "mg": 10**6, "mcg": 10**3, "ug": 10**3, "ng": 1}
_MG: Final = 10**6


class Mutant(Struct, frozen=True):
    """One change. ``rule`` is the id of the rule it stands in, or empty for what all rules share."""

    rule: str
    says: str
    ruleset: RuleSet
    settings: dict[str, Value]


def mutants_of(ruleset: RuleSet, settings: dict[str, Value], fixed: Collection[str] = ()) -> Iterator[Mutant]:
    """All changes, those of each rule first; ``fixed`` are settings to leave alone."""
    for rule in ruleset.rules:
        for says, changed in _changes(rule):
            yield Mutant(rule.id, says, _with_rule(ruleset, changed), settings)
    for name, table in ruleset.tables.items():
        for says, changed in _changes(table):
            yield Mutant("", says, replace(ruleset, tables={**ruleset.tables, name: changed}), settings)
    days = ruleset.reporting.history_days
    for limit in (days + 1, days - 1):
        reporting = replace(ruleset.reporting, history_days=limit)
        yield Mutant("", f"history more than {limit} days", replace(ruleset, reporting=reporting), settings)
    for name, value in settings.items():
        for other in _other_settings(name, value) if name not in fixed else ():
            yield Mutant("", f"setting {name}: {value} becomes {other}", ruleset, {**settings, name: other})


def _with_rule(ruleset: RuleSet, changed: Any) -> RuleSet:
    return replace(ruleset, rules=tuple(changed if rule.id == changed.id else rule for rule in ruleset.rules))


def _changes(top: Any) -> Iterator[tuple[str, Any]]:
    """What each change says, and the rule or table with it."""
    for bound in _distinct(top, Bound):
        for says, other in _other_bounds(bound):
            yield f"{_place(bound.span)}: {says}", _with(top, bound, other)
    for line in _distinct(top, Line):
        yield f"{_place(line.span)}: without `{line.name}`", _with(top, line, None)


def _distinct(top: Any, wanted: type[Any]) -> list[Any]:
    """Every node of a type, once for each place: a line of the rule stands in all of its cases."""
    found: dict[Span, Any] = {}
    for node in _nodes(top):
        if isinstance(node, wanted):
            found.setdefault(node.span, node)
    return list(found.values())


def _nodes(node: Any) -> Iterator[Any]:
    yield node
    if isinstance(node, Struct):
        inner = [getattr(node, field.name) for field in fields(node)]
    else:
        inner = list(node.values()) if isinstance(node, dict) else list(node) if isinstance(node, tuple) else []
    for each in inner:
        yield from _nodes(each)


def _with(node: Any, old: Any, new: Any) -> Any:
    """The node with every copy of ``old`` replaced; None takes it out of the tuple it stands in."""
    if isinstance(node, type(old)) and node.span == old.span:
        return new
    if isinstance(node, tuple):
        return tuple(each for each in (_with(one, old, new) for one in node) if each is not None)
    if isinstance(node, dict):
        return {key: _with(value, old, new) for key, value in node.items()}
    if not isinstance(node, Struct):
        return node
    return replace(node, **{field.name: _with(getattr(node, field.name), old, new) for field in fields(node)})


def _other_bounds(bound: Bound) -> Iterator[tuple[str, Bound]]:
    texts = bound.text.split(", ")
    for place, (value, text) in enumerate(zip(bound.values, texts, strict=len(bound.values) > 0)):
        if len(bound.values) > 1:
            rest = bound.values[:place] + bound.values[place + 1 :]
            yield f"`{text}` taken out of `{bound.text}`", replace(bound, values=rest)
        for other in _steps(value, text):
            changed = (*bound.values[:place], other, *bound.values[place + 1 :])
            yield f"`{text}` one step {'up' if other > value else 'down'}", replace(bound, values=changed)


def _steps(value: int, text: str) -> tuple[int, ...]:
    """The value one unit of its last written place up and down; none if the text is a name or a flag."""
    found = _NUMBER.fullmatch(text)
    if found is None:
        return ()
    unit = _unit(value, text, found[2])
    step = int(unit / 10 ** len(found[1] or ""))
    return value + step, value - step


def _unit(value: int, text: str, name: str | None) -> Decimal:
    """What one of the unit is in the integers of the field (days may be counted in minutes)."""
    number = Decimal(text.split(maxsplit=1)[0])
    return value / number if number else Decimal(_DOSES.get(name or "", 1))


def _other_settings(name: str, value: Value) -> Iterator[Value]:
    if isinstance(value, int):
        yield from _setting_steps(name, value)
        return
    for place, one in enumerate(value):
        yield value[:place] + value[place + 1 :]
        for other in _setting_steps(name, one):
            yield (*value[:place], other, *value[place + 1 :])


def _setting_steps(name: str, value: int) -> tuple[int, int]:
    """One day, or one unit of the last place in milligrams."""
    step = 1
    if SETTINGS[name].type is FieldType.DOSE:
        exponent = (Decimal(value) / _MG).normalize().as_tuple().exponent
        step = int(_MG * Decimal(10) ** min(0, int(exponent)))
    return value + step, value - step


def _place(span: Span) -> str:
    return f"{os.path.basename(span.file)}:{span.line}:{span.column}"
