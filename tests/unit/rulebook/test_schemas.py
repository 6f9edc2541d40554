"""The JSON Schemas: closed, described, in step with the program."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from ldn_rules.rulebook.enumerations import SEVERITIES, WASHOUTS
from ldn_rules.rulebook.files import find_schemas_dir
from ldn_rules.rulebook.folder import LANGUAGE

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMES = (
    "rule",
    "vocabulary",
    "evidence",
    "ruleset",
    "reporting",
    "semantics",
    "panel",
    "statements",
    "planning",
    "policy",
)


def schema(name: str) -> dict[str, Any]:
    """The schema of that kind of file."""
    with open(f"{find_schemas_dir()}/{name}.schema.json", encoding="utf-8") as stream:
        found: dict[str, Any] = json.load(stream)
        return found


def parts(value: Any) -> Iterator[dict[str, Any]]:
    """Every mapping inside a schema."""
    if isinstance(value, dict):
        yield value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from parts(item)


@pytest.mark.parametrize("name", NAMES)
def test_schema_is_valid(name: str) -> None:
    """Each is JSON Schema 2020-12."""
    found = schema(name)
    assert found["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(found)


@pytest.mark.parametrize("name", NAMES)
def test_no_alternatives(name: str) -> None:
    """Without oneOf and anyOf every fault is one fault at one place."""
    assert not any({"oneOf", "anyOf", "allOf", "if"} & set(part) for part in parts(schema(name)))


@pytest.mark.parametrize("name", NAMES)
def test_every_mapping_is_closed(name: str) -> None:
    """A misspelt key is never taken for a new one."""
    listed = [part for part in parts(schema(name)) if isinstance(part.get("properties"), dict) and "type" in part]
    assert listed
    assert all(part["additionalProperties"] is False for part in listed)


@pytest.mark.parametrize("name", NAMES)
def test_every_key_is_described(name: str) -> None:
    """The description is what an editor shows at the key."""
    found = schema(name)
    for part in parts(found):
        for key, value in part.get("properties", {}).items() if "type" in part else ():
            reference = value.get("$ref", "").removeprefix("#/$defs/")
            assert value.get("description") or found["$defs"][reference].get("description"), key


@pytest.mark.parametrize("name", NAMES)
def test_language_of_the_schema_is_that_of_the_program(name: str) -> None:
    """Both read the same version."""
    assert schema(name)["properties"]["language"]["const"] == LANGUAGE


def test_lists_of_names_are_those_of_the_program() -> None:
    """Severities and interval classes are the same in schemas and fact kinds."""
    assert schema("rule")["properties"]["severity"]["enum"] == list(SEVERITIES)
    drug = schema("vocabulary")["$defs"]["drug"]["properties"]
    assert drug["ceiling"]["enum"] == list(SEVERITIES)
    assert drug["washout"]["additionalProperties"]["enum"] == list(WASHOUTS)
