"""Lists of known names: what is read of them, what is said of a faulty line, how they are packed."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from ldn_rules.rulebook.diagnostics import plain
from ldn_rules.rulebook.errors import RulesError
from ldn_rules.rulebook.known_names import SECTION, packed, unpacked
from ldn_rules.rulebook.load import load_folder
from support.lists import RULES

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A copy of the shipped rules without their lists."""
    copy = tmp_path / "rules"
    shutil.copytree(RULES, copy, ignore=shutil.ignore_patterns("known-names*.txt"))
    return copy


def faults(rules: Path) -> list[str]:
    """What is said of a rules folder, with its place inside it."""
    with pytest.raises(RulesError) as raised:
        load_folder(rules)
    return [plain(one).replace(f"{rules}/", "") for one in raised.value.diagnostics]


def test_a_folder_needs_no_list(rules: Path) -> None:
    """Without a list there are no known names."""
    assert load_folder(rules).vocabulary[SECTION] == []


def test_all_lists_are_read(rules: Path) -> None:
    """Every file of that name, without comments and empty lines."""
    (rules / "vocabulary/known-names.txt").write_text("# Made up.\nabacavir\n\ninsulin glargine\n", encoding="utf-8")
    (rules / "vocabulary/other.txt").write_text("zolmitriptan\n", encoding="utf-8")
    (rules / "vocabulary/known-names-own.txt").write_text("zopiclone", encoding="utf-8")
    assert load_folder(rules).vocabulary[SECTION] == ["zopiclone", "abacavir", "insulin glargine"]


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("Abacavir", "write it `abacavir`"),
        ("insulin  glargine", "write it `insulin glargine`"),
        ("co-trimoxazole", "write it `co trimoxazole`"),
        ("étoile", "write it `etoile`"),
        ("--", "write a name, or take the line out"),
    ],
)
def test_a_line_of_another_form(rules: Path, line: str, hint: str) -> None:
    """A name that no text could match is reported with its line."""
    (rules / "vocabulary/known-names.txt").write_text(f"abacavir\n{line}\n", encoding="utf-8")
    assert faults(rules) == [f"vocabulary/known-names.txt:2:1: E105 `{line}` is no known name ({hint})"]


def test_a_list_that_is_not_utf_8(rules: Path) -> None:
    """It is no list without these names: it cannot be read."""
    (rules / "vocabulary/known-names.txt").write_bytes(b"abacavir\n\xff\n")
    assert faults(rules) == ["vocabulary/known-names.txt:1:1: E100 cannot be read: not UTF-8"]


def test_packed_names() -> None:
    """In order, each once, without spaces; what the vocabulary has is not among them, nor what is short and spaced."""
    text = packed(["zopiclone", "insulin glargine", "abacavir", "abacavir", "codeine", "a b c"], ["codeine"])
    assert unpacked(text) == ["abacavir", "insulinglargine", "zopiclone"]


def test_nothing_packed() -> None:
    """No names are an empty text, and back."""
    assert unpacked(packed([], [])) == []
