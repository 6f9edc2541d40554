"""Holds nodes against their JSON Schema and gives every fault its place in the YAML.

The schemas use neither ``oneOf`` nor ``anyOf``, so each fault is one fault at one place.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any, Final

from jsonschema import Draft202012Validator
from msgspec import Struct

from ldn_rules.rulebook.diagnostics import suggestion
from ldn_rules.rulebook.nodes import Map, Scalar, Sequence, plain_data

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from jsonschema.exceptions import ValidationError

    from ldn_rules.rulebook.nodes import Node
    from ldn_rules.rulebook.problems import Problems

_WORDS: Final = {
    "string": "a text",
    "integer": "a whole number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a mapping",
    "null": "null",
}

_UNITS: Final = ("days", "mg")
"""Units that a schema names in what it calls a value."""

_WITH_WORDS: Final = "\\S"
"""Pattern of a text that is not empty."""


class Schemas:
    """The schemas of a folder, each read when it is first needed."""

    def __init__(self, directory: str) -> None:
        self._directory = directory
        self._validators: dict[str, Draft202012Validator] = {}

    def check(self, kind: str, root: Map, problems: Problems) -> None:
        """Report every way in which the file differs from ``<kind>.schema.json``."""
        for error in self._validator(kind).iter_errors(plain_data(root)):
            _report(error, root, problems)

    def _validator(self, kind: str) -> Draft202012Validator:
        if kind not in self._validators:
            with open(os.path.join(self._directory, f"{kind}.schema.json"), encoding="utf-8") as stream:
                self._validators[kind] = Draft202012Validator(json.load(stream))
        return self._validators[kind]


class _Fault(Struct, frozen=True):
    """One difference from the schema: the keyword and its value, the schema around it, the node, and what to
    point at for it (its key, or the node itself).
    """

    keyword: str
    wanted: Any
    schema: dict[str, Any]
    node: Node
    owner: Node

    @property
    def at(self) -> Node:
        """The node where it is a word that can be pointed at, else its owner."""
        return self.node if isinstance(self.node, Scalar) and self.node.text else self.owner

    def noun(self, default: str) -> str:
        """What the schema calls the value."""
        return str(self.schema.get("title", default))


def _report(error: ValidationError, root: Map, problems: Problems) -> None:
    node, owner = _at(root, error.absolute_path)
    schema = error.schema if isinstance(error.schema, dict) else {}
    fault = _Fault(str(error.validator), error.validator_value, schema, node, owner)
    if isinstance(node, Map) and "propertyNames" in error.absolute_schema_path:
        _report_name(fault, node.keys[str(error.instance)], problems)
    elif isinstance(node, Map) or not problems.spoilt(node):
        _REPORTERS.get(fault.keyword, _report_value)(fault, problems)
        problems.spoil(node)


def _at(root: Map, path: Iterable[str | int]) -> tuple[Node, Node]:
    """The node at a path, and its key, or the node itself where it has none."""
    node: Node = root
    owner: Node = root
    for step in path:
        if isinstance(node, Map) and isinstance(step, str):
            owner = node.keys[step]
            node = node.values[step]
        elif isinstance(node, Sequence) and isinstance(step, int):
            node = owner = node.items[step]
    return node, owner


def _report_name(fault: _Fault, key: Scalar, problems: Problems) -> None:
    if problems.spoilt(key):
        return
    if fault.keyword == "enum":
        problems.add("E102", f"unknown key `{key.text}`", key, suggestion(key.text, fault.wanted))
    else:
        problems.add("E105", f"`{key.text}` is not {fault.noun('a name')}", key)


def _report_unknown(fault: _Fault, problems: Problems) -> None:
    written = _map(fault)
    known = fault.schema.get("properties", {})
    free = [name for name in known if name not in written.keys]
    for name, key in written.keys.items():
        if name not in known and not problems.spoilt(key):
            problems.add("E102", f"unknown key `{name}`", key, suggestion(name, free or known))


def _report_missing(fault: _Fault, problems: Problems) -> None:
    written, described = _map(fault), fault.schema.get("properties", {})
    for name in fault.wanted:
        if name not in written.keys:
            says = described.get(name, {}).get("description")
            problems.add("E101", f"key `{name}` is missing", fault.owner, says)


def _report_partner(fault: _Fault, problems: Problems) -> None:
    written, described = _map(fault), fault.schema.get("properties", {})
    for name, partners in fault.wanted.items():
        for partner in partners:
            if name in written.keys and partner not in written.keys:
                says = described.get(partner, {}).get("description")
                problems.add("E106", f"`{name}` needs `{partner}` beside it", written.keys[name], says)


def _report_choice(fault: _Fault, problems: Problems) -> None:
    allowed = [str(value) for value in fault.wanted]
    node = fault.node
    if isinstance(node, Scalar) and node.text:
        problems.add("E104", f"unknown value `{node.text}`", node, suggestion(node.text, allowed))
    else:
        problems.add("E103", f"must be a word, not {_actual(node)}", fault.owner, f"one of: {', '.join(allowed)}")


def _report_type(fault: _Fault, problems: Problems) -> None:
    names = [fault.wanted] if isinstance(fault.wanted, str) else fault.wanted
    expected = fault.noun(" or ".join(_WORDS[name] for name in names))
    node = fault.node
    bare = isinstance(node, Scalar) and bool(node.text) and "string" in names
    problems.add(
        "E103", f"must be {expected}, not {_actual(node)}", fault.at, _as_text(node, expected) if bare else None
    )


def _as_text(node: Node, expected: str) -> str:
    """How a bare word or number becomes the text that is due: by its unit where it must have one."""
    written = node.text if isinstance(node, Scalar) else ""
    is_number = isinstance(node, Scalar) and isinstance(node.value, int) and not isinstance(node.value, bool)
    units = [unit for unit in _UNITS if unit in expected] if is_number and "quoted" not in expected else []
    return (
        f"add the unit: {' or '.join(f'`{written} {unit}`' for unit in units)}" if units else f'quote it: "{written}"'
    )


def _report_value(fault: _Fault, problems: Problems) -> None:
    problems.add("E105", _complaint(fault), fault.at)


def _complaint(fault: _Fault) -> str:
    wanted = fault.wanted
    if fault.keyword == "minLength" or wanted == _WITH_WORDS:
        return "the text is empty"
    complaints = {
        "const": f"must be {json.dumps(wanted)}, not {_actual(fault.node)}",
        "minItems": f"needs {_count(wanted, 'item')} at least",
        "maxItems": f"takes {_count(wanted, 'item')} at most",
        "minProperties": f"needs {_count(wanted, 'key')} at least",
        "maxProperties": f"takes {_count(wanted, 'key')} at most",
        "minimum": f"must be {wanted} or more, not {_actual(fault.node)}",
        "uniqueItems": "names the same item twice",
    }
    return complaints.get(fault.keyword, f"{_actual(fault.node)} is not {fault.noun('of the right form')}")


_REPORTERS: Final[dict[str, Callable[[_Fault, Problems], None]]] = {
    "additionalProperties": _report_unknown,
    "required": _report_missing,
    "dependentRequired": _report_partner,
    "enum": _report_choice,
    "type": _report_type,
}


def _map(fault: _Fault) -> Map:
    assert isinstance(fault.node, Map)
    return fault.node


def _actual(node: Node) -> str:
    if isinstance(node, Map):
        return "a mapping"
    if isinstance(node, Sequence):
        return "a list"
    return f"`{node.text}`" if node.text else "nothing"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
