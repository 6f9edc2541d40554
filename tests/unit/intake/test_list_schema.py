"""The published schema of a medication list and its reader say the same."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from ldn_rules.intake import jsonentry, jsonitem, jsonrecord
from ldn_rules.intake.codes import MEANINGS
from ldn_rules.intake.decode import decode_json_object

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def schema(root: Path) -> dict[str, Any]:
    """The schema file."""
    found: dict[str, Any] = json.loads((root / "schemas" / "medication-list.schema.json").read_text(encoding="utf-8"))
    return found


def test_the_schema_is_one(schema: dict[str, Any]) -> None:
    """The file is a valid schema of draft 2020-12."""
    jsonschema.Draft202012Validator.check_schema(schema)


def test_the_keys_are_the_same(schema: dict[str, Any]) -> None:
    """Every key that is read is in the schema, and no other."""
    kinds = schema["$defs"]
    assert set(schema["properties"]) == set(jsonrecord.KEYS)
    assert set(kinds["medication"]["properties"]) == set(jsonentry.READERS)
    for kind, readers in jsonitem.READERS.items():
        assert set(kinds[kind]["properties"]) == set(readers)


def test_every_key_is_described(schema: dict[str, Any]) -> None:
    """Editors show the description of every key."""
    holders = [schema, *schema["$defs"].values()]
    described = [each for holder in holders for each in holder["properties"].values()]
    assert all(each.get("description") for each in described)
    assert all(holder.get("description") for holder in holders)


LISTS: tuple[tuple[dict[str, Any], bool], ...] = (
    ({"medications": [{"name": "a"}]}, True),
    ({"medications": [{"codes": [{"code": 7243}]}], "patient": {"id": 5}, "as_of": None}, True),
    ({"medications": [{"name": "a", "dose": {"value": "4.5", "unit": None}, "days_supply": "30"}]}, True),
    ({"medications": "none", "source": "x", "list_date": "2026"}, True),
    ({"medications": [{"name": "a"}], "observations": [{"value": 1.5, "reference": {"low": 1}}]}, True),
    ({"medications": [{"name": "a", "extension": {"x": 1}}], "extension": []}, True),
    ({}, False),
    ({"medications": None}, False),
    ({"medications": "None"}, False),
    ({"medications": "none", "source": "x"}, False),
    ({"medications": [{}]}, False),
    ({"medications": [{"name": " ", "codes": []}]}, False),
    ({"medications": [{"name": "a", "x": 1}]}, False),
    ({"medications": [{"name": "a", "dose": 4.5}]}, False),
    ({"medications": [{"name": "a", "dose": {"value": "4,5"}}]}, False),
    ({"medications": [{"name": "a", "frequency": {"times": 1, "unit": "day"}}]}, False),
    ({"medications": [{"name": "a", "codes": [{"system": "s"}]}]}, False),
    ({"medications": [{"name": "a", "prn": "no"}]}, False),
    ({"medications": [{"name": "a"}], "patient": "p"}, False),
    ({"medications": [{"name": "a"}], "conditions": [{"nam": "x"}]}, False),
    ({"medications": [{"name": "a"}], "zzz": 1}, False),
)


@pytest.mark.parametrize(("value", "valid"), LISTS)
def test_the_same_lists_are_right(schema: dict[str, Any], value: dict[str, Any], *, valid: bool) -> None:
    """What the schema accepts is read without a problem, what it refuses is a problem."""
    assert jsonschema.Draft202012Validator(schema).is_valid(value) is valid
    assert (not decode_json_object(value).problems) is valid


def test_every_code_has_a_meaning() -> None:
    """Every code that the package may report is listed with its meaning."""
    from ldn_rules.intake import codes

    names = [value for name, value in vars(codes).items() if name.isupper() and isinstance(value, str)]
    assert sorted(names) == sorted(MEANINGS)
    assert all(meaning.endswith(".") for meaning in MEANINGS.values())
