"""Where the rules are looked for, and which files count."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ldn_rules.rulebook import files
from ldn_rules.rulebook.errors import UsageError
from ldn_rules.rulebook.files import find_rules_dir, find_schemas_dir, list_files

if TYPE_CHECKING:
    from pathlib import Path


def test_option_wins_over_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """--rules, then LDN_RULES_DIR, then the shipped rules."""
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    monkeypatch.setenv("LDN_RULES_DIR", str(tmp_path / "a"))
    assert find_rules_dir(str(tmp_path / "b")) == str(tmp_path / "b")
    assert find_rules_dir() == str(tmp_path / "a")


def test_shipped_rules(root: Path) -> None:
    """Without either, those of the checkout."""
    assert find_rules_dir() == str(root / "rules")
    assert find_schemas_dir() == str(root / "schemas")


def test_installed_rules_win(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In an installed package the data folder beside the code is used."""
    (tmp_path / "lib/ldn_rules/_data/rules").mkdir(parents=True)
    (tmp_path / "rules").mkdir()
    monkeypatch.setattr(files, "_PACKAGE", str(tmp_path / "lib/ldn_rules"))
    assert find_rules_dir() == str(tmp_path / "lib/ldn_rules/_data/rules")


def test_folder_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The error names the option or the variable."""
    with pytest.raises(UsageError) as caught:
        find_rules_dir(str(tmp_path / "none"))
    assert str(caught.value) == f"--rules: there is no folder {tmp_path / 'none'}"
    monkeypatch.setenv("LDN_RULES_DIR", "nowhere")
    with pytest.raises(UsageError) as caught:
        find_rules_dir()
    assert str(caught.value) == "LDN_RULES_DIR: there is no folder nowhere"


def test_broken_installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Missing data is said, with where it was looked for."""
    monkeypatch.setattr(files, "_PACKAGE", str(tmp_path / "lib/src/ldn_rules"))
    with pytest.raises(UsageError) as caught:
        find_schemas_dir()
    places = f"{tmp_path}/lib/src/ldn_rules/_data/schemas and {tmp_path}/lib/schemas"
    assert str(caught.value) == f"the schemas that come with the program are missing (looked in {places})"


def test_files_are_sorted_and_hidden_ones_left_out(tmp_path: Path) -> None:
    """Hidden files and folders and backups do not count."""
    for name in ("b.yaml", "a/c.yaml", ".git/x", "a/.swp", "b.yaml~"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")
    assert list_files(str(tmp_path)) == ["a/c.yaml", "b.yaml"]
