"""Every fault of a rules folder: its code, its place, its words (golden, in faults.txt)."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ldn_rules import rulebook
from ldn_rules.rulebook.diagnostics import MEANINGS

if TYPE_CHECKING:
    from unit.rulebook.conftest import Site


HERE = Path(__file__).parent
BLOCKS = [block.strip("\n") for block in (HERE / "faults.txt").read_text(encoding="utf-8").split("\n# ")[1:]]


def marked(lines: list[str], mark: str) -> list[str]:
    """What stands behind a mark."""
    return [line[2:] for line in lines if line.startswith(f"{mark} ")]


def apply(site: Site, edit: str) -> None:
    """Spoil one file: the first line of the edit is its name."""
    name, *lines = edit.split("\n")
    copied, old, new = (marked(lines, mark) for mark in "=-+")
    if copied:
        site.write(name, (site.root / copied[0]).read_bytes())
    elif new:
        site.edit(name, "\n".join(old), "\n".join(new))
    else:
        site.edit(name, "\n".join(old) + "\n", "")


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.split("\n")[0])
def test_fault(site: Site, block: str) -> None:
    """Exactly these faults are found, in these words."""
    _, *edits = block.split("\n@ ")
    for edit in edits:
        apply(site, edit)
    assert site.faults() == marked(block.split("\n"), ">")


def test_every_code_has_a_golden_fault() -> None:
    """No code of the list is without a test of its words."""
    texts = [HERE / "faults.txt", HERE / "source_faults.txt", *HERE.glob("test_*.py")]
    texts += (HERE.parent / "pipeline").glob("test_*.py")
    tested = "".join(path.read_text(encoding="utf-8") for path in texts)
    assert [code for code in MEANINGS if f" {code} " not in tested] == []


def test_no_code_outside_the_list() -> None:
    """Every code that is reported anywhere has a meaning."""
    package = Path(rulebook.__file__).parent
    sources = [*package.glob("*.py"), *(package.parent / "pipeline").glob("*.py")]
    used = {code for path in sources for code in re.findall(r'"(E\d{3})"', path.read_text("utf-8"))}
    assert used == set(MEANINGS)


def test_empty_folder_is_never_a_clean_pass(site: Site) -> None:
    """A folder without rules names everything that is missing."""
    for path in [path for path in site.root.rglob("*") if path.is_file()]:
        path.unlink()
    assert site.faults() == [
        ".:1:1: E108 evidence.yaml is missing",
        ".:1:1: E108 no rules here (name a folder that holds rule files (LDN101.yaml))",
        ".:1:1: E108 no vocabulary here (vocabulary/*.yaml is missing)",
        ".:1:1: E108 reporting.yaml is missing",
        ".:1:1: E108 ruleset.yaml is missing",
        ".:1:1: E108 semantics.yaml is missing",
    ]


def test_file_that_would_be_passed_over_is_a_fault(site: Site) -> None:
    """A rule in a .yml file is not silently left out."""
    site.write("opioids/LDN102.yml", "language: 1\n")
    assert site.faults() == ["opioids/LDN102.yml:1:1: E100 not read (the name must end in .yaml)"]


def test_unreadable_vocabulary_is_one_fault(site: Site) -> None:
    """Where a vocabulary file cannot be read, nothing of the vocabulary is called unknown."""
    site.write("vocabulary/classes.yaml", "classes: {a: [")
    assert [fault.split(": ")[0:2] for fault in site.faults()] == [
        ["vocabulary/classes.yaml:1:15", "E116 not valid YAML"]
    ]


def test_unreadable_register_is_one_fault(site: Site) -> None:
    """Where the register of sources cannot be read, no source is called unknown."""
    site.write("evidence.yaml", "")
    assert site.faults() == ["evidence.yaml:1:1: E108 the file is empty"]


def test_unreadable_rule_is_one_fault(site: Site) -> None:
    """A rule that cannot be read is not also unknown to those that name it."""
    site.write("opioids/LDN112.yaml", "- 1")
    assert site.faults() == ["opioids/LDN112.yaml:1:1: E103 the file must be a mapping of keys to values"]


def test_file_that_cannot_be_opened(site: Site) -> None:
    """A file that is a dangling link is a fault of that file."""
    (site.root / "opioids/LDN104.yaml").unlink()
    (site.root / "opioids/LDN104.yaml").symlink_to("nowhere")
    assert "opioids/LDN104.yaml:1:1: E100 cannot be read: No such file or directory" in site.faults()


def test_folder_of_rules_that_cannot_be_read_is_one_fault(site: Site) -> None:
    """What stands in it is not also called missing or unknown."""
    (site.root / "opioids").rename(site.root.parent / "moved")
    (site.root / "opioids").symlink_to("nowhere")
    assert site.faults() == ["opioids:1:1: E100 cannot be read: No such file or directory"]


def test_vocabulary_that_cannot_be_read_is_one_fault(site: Site) -> None:
    """Nothing of it is called unknown."""
    (site.root / "vocabulary").rename(site.root.parent / "moved")
    (site.root / "vocabulary").symlink_to("nowhere")
    assert site.faults() == ["vocabulary:1:1: E100 cannot be read: No such file or directory"]


def test_pipe_and_folder_in_the_place_of_rules(site: Site) -> None:
    """Neither is read, and neither is passed over."""
    os.mkfifo(site.root / "opioids/LDN102.yaml")
    (site.root / "opioids/LDN103.yaml").mkdir()
    assert site.faults() == [
        "opioids/LDN102.yaml:1:1: E100 neither a file nor a folder",
        "opioids/LDN103.yaml:1:1: E100 a folder with the name of a file",
    ]


def test_rules_behind_links_are_read(site: Site) -> None:
    """A folder may be a link to another place."""
    (site.root / "opioids").rename(site.root.parent / "moved")
    (site.root / "opioids").symlink_to("../moved")
    assert site.faults() == []


def test_frame_shows_the_place(site: Site) -> None:
    """A fault for people has code, place, source with a caret under the word, and help."""
    site.edit("opioids/LDN104.yaml", "revision: 2", "revison: 2")
    site.edit("opioids/LDN104.yaml", "authored_by: maintainers\n", "")
    site.edit("opioids/LDN104.yaml", "revison: 2", "revision: 2\nseverty: major")
    assert (
        site.framed()
        == """\
E101 key `authored_by` is missing
 --> opioids/LDN104.yaml:2:1
  |
1 | # yaml-language-server: $schema=../../schemas/rule.schema.json
2 | language: 1
  | ^
  |
  = help: Who wrote the rule.
E102 unknown key `severty`
 --> opioids/LDN104.yaml:7:1
  |
6 | revision: 2
7 | severty: major
  | ^^^^^^^
  |
  = help: did you mean `severity`?"""
    )
