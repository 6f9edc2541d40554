"""Where the rules are looked for, and which files count."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from ldn_rules.rulebook import files
from ldn_rules.rulebook.errors import UsageError
from ldn_rules.rulebook.files import Listing, find_rules_dir, find_schemas_dir, list_files

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


def test_folder_that_is_not_named(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty option is an error, an empty variable is none."""
    with pytest.raises(UsageError) as caught:
        find_rules_dir("")
    assert str(caught.value) == "--rules: no folder is named"
    monkeypatch.setenv("LDN_RULES_DIR", "")
    assert find_rules_dir() == str(root / "rules")


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
    assert list_files(str(tmp_path)) == Listing(["a/c.yaml", "b.yaml"], [])


def test_links_are_followed(tmp_path: Path) -> None:
    """A link to a folder counts like a folder, twice if it stands there twice."""
    (tmp_path / "away/deep").mkdir(parents=True)
    (tmp_path / "away/deep/a.yaml").write_text("")
    (tmp_path / "site").mkdir()
    (tmp_path / "site/one").symlink_to(tmp_path / "away")
    (tmp_path / "site/two").symlink_to("one/deep")
    (tmp_path / "site/c.yaml").symlink_to("one/deep/a.yaml")
    assert list_files(str(tmp_path / "site")) == Listing(["c.yaml", "one/deep/a.yaml", "two/a.yaml"], [])


def test_link_that_leads_back_is_not_followed(tmp_path: Path) -> None:
    """A circle of folders ends, and is named."""
    (tmp_path / "a").mkdir()
    (tmp_path / "a/up").symlink_to("..")
    (tmp_path / "a/b.yaml").write_text("")
    assert list_files(str(tmp_path)) == Listing(["a/b.yaml"], [("a/up", "leads back to a folder that it stands in")])


def test_what_is_neither_file_nor_folder_is_named(tmp_path: Path) -> None:
    """A pipe is not opened: reading it would wait for ever."""
    os.mkfifo(tmp_path / "LDN101.yaml")
    (tmp_path / "LDN102.yaml").mkdir()
    (tmp_path / "dosing").symlink_to("nowhere")
    (tmp_path / "self.yaml").symlink_to("self.yaml")
    assert list_files(str(tmp_path)) == Listing(
        [],
        [
            ("LDN101.yaml", "neither a file nor a folder"),
            ("LDN102.yaml", "a folder with the name of a file"),
            ("dosing", "cannot be read: No such file or directory"),
            ("self.yaml", "cannot be read: Too many levels of symbolic links"),
        ],
    )


def test_folder_that_cannot_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rules in a locked folder are not passed over."""
    (tmp_path / "dosing").mkdir()
    look = os.scandir

    def refuse(path: str) -> object:
        if path.endswith("dosing"):
            raise PermissionError(13, "Permission denied")
        return look(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert list_files(str(tmp_path)) == Listing([], [("dosing", "cannot be read: Permission denied")])
