"""Rules to JSON and back, for the cache: a value is the list of its fields in order.

Read back from the dataclasses' own annotations, so that the model stays the only description; members
of a union are led by their name. Imports neither YAML nor JSON Schema.
"""

from __future__ import annotations

import dataclasses
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import msgspec

from ldn_rules.rulebook import model

if TYPE_CHECKING:
    from collections.abc import Callable

    Convert = Callable[[Any], Any]

_PLAIN: Final = frozenset({"str", "int", "bool", "float"})
_LED: Final[dict[str, tuple[type, ...]]] = {
    "Measure": (model.FieldMeasure, model.DifferenceMeasure),
    "Test": (model.Comparison, model.Membership, model.Overlap, model.AnyOf, model.Absent),
}
"""Unions and their members: wherever a member stands, its name leads."""
_LEADS: Final = {member: union for union, members in _LED.items() for member in members}

_builders: Final[dict[str, Convert]] = {}
"""How to make each class of the model from the list of its fields; filled as they are needed."""


def dump_ruleset(ruleset: model.RuleSet) -> bytes:
    """The rules as JSON."""
    return msgspec.json.encode(_fields(ruleset))


def read_ruleset(data: bytes) -> model.RuleSet:
    """The rules that :func:`dump_ruleset` wrote. The data is trusted: the cache checks it by hash."""
    found = _builder("RuleSet")(msgspec.json.decode(data))
    assert isinstance(found, model.RuleSet)
    return found


def _fields(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        listed = [_fields(getattr(value, field.name)) for field in dataclasses.fields(value)]
        return [type(value).__name__, listed] if type(value) in _LEADS else listed
    if isinstance(value, tuple):
        return [_fields(item) for item in value]
    if hasattr(value, "items"):
        return [[key, _fields(item)] for key, item in value.items()]
    return value


def _builder(name: str) -> Convert:
    if name not in _builders:
        _builders[name] = partial(_build, name)  # a class may hold itself, as a line does
        _builders[name] = _new_builder(getattr(model, name))
    return _builders[name]


def _build(name: str, row: list[Any]) -> Any:
    return _builders[name](row)


def _new_builder(cls: type) -> Convert:
    converts = [_convert(str(field.type)) for field in dataclasses.fields(cls)]
    changed = [(place, convert) for place, convert in enumerate(converts) if convert is not None]

    if not changed:
        return lambda row: cls(*row)

    def build(row: list[Any]) -> Any:
        for place, convert in changed:
            if row[place] is not None:
                row[place] = convert(row[place])
        return cls(*row)

    return build


def _convert(annotation: str) -> Convert | None:
    """How to read a field of that annotation; None: as it stands."""
    wanted = annotation.removesuffix(" | None")
    if wanted in _PLAIN:
        return None
    if wanted in _LED:
        return _led(wanted)
    if wanted.startswith("tuple["):
        return _tuple_of(_convert(wanted[len("tuple[") : -1].removesuffix(", ...")))
    if wanted.startswith("Mapping["):
        return _mapping_of(_convert(wanted[len("Mapping[") : -1].split(", ", 1)[1]))
    union = _LEADS.get(getattr(model, wanted))
    return _led(union) if union else _builder(wanted)


def _led(union: str) -> Convert:
    members = {member.__name__: _builder(member.__name__) for member in _LED[union]}
    return lambda pair: members[pair[0]](pair[1])


def _tuple_of(convert: Convert | None) -> Convert:
    return tuple if convert is None else lambda items: tuple([convert(item) for item in items])


def _mapping_of(convert: Convert | None) -> Convert:
    return dict if convert is None else lambda pairs: {key: convert(item) for key, item in pairs}
