"""The guide says what is so: kinds, keys and settings, and its example rule works."""

from __future__ import annotations

import json
import re
import shutil
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from ldn_rules.pipeline import run_tests
from ldn_rules.rulebook.kinds import KINDS, FieldType

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ldn_rules.rulebook.kinds import Field, Kind


@pytest.fixture(scope="module")
def page(root: Path) -> str:
    """The reference of the rule language."""
    return (root / "docs" / "guide" / "rule-language.md").read_text(encoding="utf-8")


def blocks(page: str) -> list[str]:
    """The YAML blocks of a page."""
    return re.findall(r"^```yaml\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)


def field_row(field: Field) -> str:
    """The row of a field."""
    kind = "name" if field.type is FieldType.ENUM else field.type.value
    values = f" One of {', '.join(f'`{value}`' for value in field.values)}." if field.values else ""
    return f"| `{field.name}` | {kind}{', may be unknown' * field.nullable} | {field.says}{values} |\n"


def section(kind: Kind) -> str:
    """The section of a kind, as the page must have it."""
    fields = "".join(map(field_row, kind.fields.values()))
    texts = "".join(f"| `{name}` | {says} |\n" for name, says in kind.texts.items())
    return (
        f"### {kind.name}\n\n{kind.says}\n\n| field | type | meaning |\n|---|---|---|\n{fields}\n"
        f"| text for messages | meaning |\n|---|---|\n{texts}"
    )


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_kind_stands_in_the_reference(page: str, kind: Kind) -> None:
    """Fields, types, values and texts of the kind, as the program has them."""
    assert section(kind) in page, f"docs/guide/rule-language.md must say:\n\n{section(kind)}"


def test_the_reference_has_no_other_kinds(page: str) -> None:
    """Nothing that the program does not have."""
    kinds = page.partition("## Fact kinds")[2].partition("## Error codes")[0]
    assert re.findall(r"^### (.*)$", kinds, re.MULTILINE) == list(KINDS)


def keys(schema: Any) -> Iterator[str]:
    """All keys that a schema names, at any depth."""
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        for each in schema.values():
            yield from keys(each)
    elif isinstance(schema, list):
        for each in schema:
            yield from keys(each)


@pytest.mark.parametrize("name", ["rule", "reporting", "evidence", "ruleset", "panel", "statements"])
def test_every_key_of_the_language_stands_in_the_reference(root: Path, page: str, name: str) -> None:
    """Each key that the schema allows is on the page, in code."""
    schema = json.loads((root / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8"))
    if name == "rule":
        del schema["$defs"]["entry"]  # medications, which the user guide describes
    code = " ".join(
        re.findall(r"`[^`\n]+`", page) + re.findall(r"^```yaml\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    )
    words = set(re.findall(r"[a-z_]+(?:-[a-z]+)*", code))
    assert sorted(set(keys(schema)) - words) == []


def test_every_section_of_the_vocabulary_stands_in_the_reference(root: Path, page: str) -> None:
    """Each section that vocabulary files may have is a row."""
    schema = json.loads((root / "schemas" / "vocabulary.schema.json").read_text(encoding="utf-8"))
    rows = page.partition("### Vocabulary")[2].partition("## Fact kinds")[0]
    assert sorted(name for name in set(schema["properties"]) - {"language"} if f"`{name}`" not in rows) == []


def test_every_key_of_a_list_stands_in_the_user_guide(root: Path) -> None:
    """Each key that a medication list may have, at any depth, is in code on the page."""
    schema = json.loads((root / "schemas" / "medication-list.schema.json").read_text(encoding="utf-8"))
    page = (root / "docs" / "guide" / "using.md").read_text(encoding="utf-8")
    words = set(re.findall(r"[a-z]+(?:_[a-z]+)*", " ".join(re.findall(r"`[^`\n]+`", page))))
    assert sorted(set(keys(schema)) - words) == []


def test_example_rule_works(root: Path, page: str, tmp_path: Path) -> None:
    """The rule on the page, put into the rules and named in the order of reporting, loads and passes its tests."""
    (text,) = (
        block for block in re.findall(r"^```yaml\n(.*?)^```$", page, re.MULTILINE | re.DOTALL) if "id: LDN901" in block
    )
    name = yaml.safe_load(text)["id"]
    rules = tmp_path / "rules"
    shutil.copytree(root / "rules", rules)
    (rules / "opioids" / f"{name}.yaml").write_text(text, encoding="utf-8")
    reporting = (rules / "reporting.yaml").read_text(encoding="utf-8")
    changed = re.sub(r"^(  overlap: \[.*)\]$", rf"\1, {name}]", reporting, count=1, flags=re.MULTILINE)
    (rules / "reporting.yaml").write_text(changed, encoding="utf-8")
    own = [one for one in run_tests(str(rules)) if one.rule == name]
    assert [(one.name, one.message) for one in own] == [("oxycodone of a known dose", "")]


@pytest.mark.parametrize(
    ("key", "kind"),
    [("conditions", "condition"), ("observations", "observation"), ("procedures", "event"), ("allergies", "allergy")],
)
def test_the_keys_of_a_record_name_the_rules_that_read_them(root: Path, key: str, kind: str) -> None:
    """No other rule reads them, and each that is named does."""
    rules = [path for path in (root / "rules").glob("*/LDN*.yaml") if f"kind: {kind}" in path.read_text("utf-8")]
    reading = ", ".join(sorted(path.stem.split("-")[0] for path in rules))
    using = (root / "docs" / "guide" / "using.md").read_text(encoding="utf-8")
    assert re.findall(rf"^\| `{key}` \|.*Read by (.*) \|$", using, re.MULTILINE) == [reading]


def test_first_new_rule_works_as_pasted(root: Path, page: str, tmp_path: Path) -> None:
    """Both files of the example, put into a copy of the rules, are valid, and the tests of the rule pass."""
    words, rule = (
        next(block for block in blocks(page) if mark in block) for mark in ("example-sedative: {says", "id: LDN902")
    )
    rules = tmp_path / "rules"
    shutil.copytree(root / "rules", rules)
    (rules / "vocabulary" / "site.yaml").write_text(words, encoding="utf-8")
    (rules / "interactions" / "LDN902.yaml").write_text(rule, encoding="utf-8")
    own = [(one.name, one.message) for one in run_tests(str(rules), ["LDN902"])]
    assert own == [("both are taken", ""), ("the sedative ended before", "")]
