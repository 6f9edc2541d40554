"""``ldn-rules rules docs`` from the command line: what it prints, how it ends, what stands in the folder afterwards."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import pytest

from support.small_rules import KEPT, write_small_rules

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    from ldn_rules.catalogue.material import Material

    Done = subprocess.CompletedProcess[str]

RULE_PAGES = sorted(f"{name.split('/')[1]}.html" for name in KEPT)
OTHER_PAGES = [
    "index",
    "limits",
    "other-names",
    "panel",
    "products",
    "sources",
    "statements",
    "thresholds",
    "vocabulary",
]
FILES = sorted([*RULE_PAGES, *(f"{name}.html" for name in OTHER_PAGES), "style.css"])
MANIFEST = ".ldn-rules-catalogue"
MISSES = ("- LDN104 contraindicated\n", "- LDN104 moderate\n")
"""What a test of LDN104 expects, and what it would be wrong to expect."""

NO_POLICY = """\
E101 key `version` is missing
 --> policy.yaml:1:1
  |
1 | language: 1
  | ^
  |
  = help: Its version, of the site's own choosing.

The site policy is not in order: 1 fault.
"""
NO_TITLE = """\
E101 key `title` is missing
 --> rules/opioids/LDN104.yaml:2:1
  |
1 | # yaml-language-server: $schema=../../schemas/rule.schema.json
2 | language: 1
  | ^
  |
  = help: What the rule is about, as a heading.

The rules are invalid: 1 fault.
"""


def files_in(folder: Path) -> dict[str, bytes]:
    """What stands in a folder, by name."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def edit(rule: Path, old: str, new: str) -> None:
    """Replace the first place of a text in a file."""
    text = rule.read_text("utf-8")
    assert old in text
    rule.write_text(text.replace(old, new, 1), "utf-8")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A few rules that a test may change, in a folder ``rules``."""
    return write_small_rules(tmp_path / "rules")


@pytest.fixture
def docs(ldn_rules: Callable[..., Done], site: Path) -> Callable[..., Done]:
    """``docs(option...)``: the command over those rules, run beside their folder."""

    def run(*options: str) -> Done:
        return ldn_rules("rules", "docs", "--rules", site.name, *options, cwd=site.parent)

    return run


@pytest.fixture(scope="session")
def shipped_run(ldn_rules: Callable[..., Done], tmp_path_factory: pytest.TempPathFactory) -> tuple[Done, Path]:
    """The catalogue of the shipped rules by a process of its own, which orders sets otherwise than this one; the folder
    that it ran in.
    """
    folder = tmp_path_factory.mktemp("shipped")
    seed = "1" if os.environ.get("PYTHONHASHSEED") == "4242" else "4242"
    return ldn_rules("rules", "docs", cwd=folder, env={**os.environ, "PYTHONHASHSEED": seed}), folder


def test_the_shipped_rules(shipped_run: tuple[Done, Path], catalogue_material: Material, root: Path) -> None:
    """Exit 0, two lines, a page for each rule, and nothing beside the folder of the default name."""
    done, place = shipped_run
    rules = sorted(f"{path.stem}.html" for path in (root / "rules").rglob("LDN*.yaml"))
    files = {*rules, *(f"{name}.html" for name in OTHER_PAGES), "style.css"}
    assert set(files_in(place / "rule-catalogue")) == {*files, MANIFEST}
    assert [path.name for path in place.iterdir()] == ["rule-catalogue"]
    tests = len(catalogue_material.tests)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        f"{len(files)} files written to rule-catalogue; begin with index.html.",
        f"{tests} tests inside the rules: {tests} passed, 0 failed",
    ]


def test_every_process_writes_the_same_bytes(shipped_run: tuple[Done, Path], catalogue_files: dict[str, str]) -> None:
    """Whatever the order of a set is, and whatever the folder it is run in."""
    written = files_in(shipped_run[1] / "rule-catalogue")
    del written[MANIFEST]
    assert written == {name: text.encode("utf-8") for name, text in catalogue_files.items()}


def test_few_rules_by_two_processes(ldn_rules: Callable[..., Done], site: Path) -> None:
    """The same of a site's rules, the file that names the others included."""
    written = []
    for seed in ("0", "1"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        done = ldn_rules("rules", "docs", "--rules", site, "--out", seed, cwd=site.parent, env=environment)
        assert done.returncode == 0, done.stderr
        written.append(files_in(site.parent / seed))
    assert written[0] == written[1]
    assert set(written[0]) == {*FILES, MANIFEST}


def test_no_file_names_the_machine(shipped_run: tuple[Done, Path], root: Path) -> None:
    """Neither the folder of the rules nor that of the catalogue stands in a page."""
    _, place = shipped_run
    own = [str(folder).encode() for folder in (root, place)]
    assert [name for name, data in files_in(place / "rule-catalogue").items() if any(one in data for one in own)] == []


def test_as_json(docs: Callable[..., Done], site: Path) -> None:
    """The folder, its files, the tests and the statements; all of standard output is the object."""
    done = docs("--out", "public", "--output", "json")
    assert (done.returncode, done.stderr) == (0, "")
    said = json.loads(done.stdout)
    tests = said.pop("tests")
    assert said == {"folder": "public", "files": FILES, "failed": [], "statements": 0, "not_shown": []}
    assert tests == sum(path.read_text("utf-8").count("\n- name: ") for path in site.rglob("LDN*.yaml"))
    assert set(files_in(site.parent / "public")) == {*FILES, MANIFEST}


def test_a_test_that_fails(docs: Callable[..., Done], site: Path) -> None:
    """Exit 1; the pages are written, and the command and they say which test it was and where it stands."""
    edit(site / "opioids" / "LDN104.yaml", *MISSES)
    done = docs("--out", "public")
    lines = done.stdout.splitlines()
    assert (done.returncode, done.stderr) == (1, "")
    assert lines[0] == "16 files written to public; begin with index.html."
    assert lines[1] == "FAILED LDN104 oxycodone gap 6 days (rules/opioids/LDN104.yaml:32)"
    assert lines[2:] == ["18 tests inside the rules: 17 passed, 1 failed"]
    assert "oxycodone gap 6 days" in (site.parent / "public" / "LDN104.html").read_text("utf-8")
    said = json.loads(docs("--out", "public", "--output", "json").stdout)
    assert (said["tests"], said["failed"]) == (18, [{"rule": "LDN104", "test": "oxycodone gap 6 days"}])


def test_an_earlier_catalogue_is_renewed(docs: Callable[..., Done], site: Path) -> None:
    """A rule that is gone loses its page, one that was changed gets a new one, a spoilt one is whole again."""
    out = site.parent / "rule-catalogue"
    assert docs().returncode == 0
    before = files_in(out)
    rule = site / "dosing" / "LDN303.yaml"
    (site / "dosing" / "LDN304.yaml").write_text(rule.read_text("utf-8").replace("LDN303", "LDN304"), "utf-8")
    rule.unlink()
    edit(site / "opioids" / "LDN104.yaml", "title: ", "title: Renamed. ")
    (out / "LDN101.html").write_text("spoilt", "utf-8")
    done = docs()
    assert (done.returncode, done.stderr) == (0, "")
    after = files_in(out)
    assert set(before) ^ set(after) == {"LDN303.html", "LDN304.html"}
    assert "LDN304.html" in after
    assert b"Renamed. Opioid-free" in after["LDN104.html"]
    assert b"spoilt" not in after["LDN101.html"]


def test_a_site_policy_stands_on_the_pages(docs: Callable[..., Done], site: Path) -> None:
    """Exit 0; every page names it and its version."""
    (site.parent / "policy.yaml").write_text(
        'language: 1\npolicy: House of pain\nversion: "7"\nthresholds:\n'
        "  - {threshold: washouts.short-acting.moderate, shipped: 10 days, here: 14 days}\n",
        "utf-8",
    )
    assert docs("--policy", "policy.yaml").returncode == 0
    pages = files_in(site.parent / "rule-catalogue")
    named = {name for name, data in pages.items() if b"House of pain</strong>, version 7" in data}
    assert named == {name for name in FILES if name.endswith(".html")}


USAGE: dict[tuple[str, ...], str] = {
    ("extra",): "Error: Got unexpected extra argument (extra)",
    ("--output", "xml"): "Error: Invalid value for '--output': 'xml' is not one of 'text', 'json'.",
    ("--out",): "Error: Option '--out' requires an argument.",
    ("--out", ""): "ldn-rules: --out: no folder is named",
    ("--out", "taken"): "ldn-rules: --out: taken is no folder",
    ("--out", "taken/deep"): "ldn-rules: --out: there is no folder to make taken/deep in",
    ("--out", "mine"): "ldn-rules: --out: mine holds notes.txt, not of a catalogue; name a new or an empty folder",
    ("--out", "rules"): "ldn-rules: --out: rules holds dosing, not of a catalogue; name a new or an empty folder",
    ("--out", "."): "ldn-rules: --out: . holds mine, not of a catalogue; name a new or an empty folder",
    ("--rules", "nowhere"): "ldn-rules: --rules: there is no folder nowhere",
    ("--policy", "none.yaml"): "ldn-rules: --policy: there is no file none.yaml",
}


def tree(folder: Path) -> dict[str, Any]:
    """Every file below a folder with what it holds, every folder with None."""
    return {str(path): path.read_bytes() if path.is_file() else None for path in folder.rglob("*")}


@pytest.mark.parametrize("options", USAGE, ids=" ".join)
def test_wrong_usage_writes_nothing(docs: Callable[..., Done], site: Path, options: tuple[str, ...]) -> None:
    """Exit 2, one line that says what was wrong, nothing on standard output, no file made or changed."""
    (site.parent / "taken").write_text("mine", "utf-8")
    (site.parent / "mine").mkdir()
    (site.parent / "mine" / "notes.txt").write_text("mine", "utf-8")
    before = tree(site.parent)
    done = docs(*options)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines()[-1] == USAGE[options]
    assert "Traceback" not in done.stderr
    assert tree(site.parent) == before


def test_the_folder_is_looked_at_before_the_rules(docs: Callable[..., Done], site: Path) -> None:
    """Nobody waits for the rules to be told that the folder is somebody else's: exit 2, whatever they are like."""
    edit(site / "opioids" / "LDN104.yaml", "title: ", "tilte: ")
    done = docs("--out", "rules")
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"{USAGE['--out', 'rules']}\n")


def test_invalid_rules_leave_the_folder_alone(docs: Callable[..., Done], site: Path) -> None:
    """Exit 3 with the fault and its place; neither a new folder is made nor an earlier catalogue touched."""
    assert docs().returncode == 0
    edit(site / "opioids" / "LDN104.yaml", "title: Opioid-free interval after a short-acting opioid\n", "")
    before = tree(site.parent)
    for options in ((), ("--out", "new", "--output", "json")):
        done = docs(*options)
        assert (done.returncode, done.stdout, done.stderr) == (3, "", NO_TITLE)
    assert tree(site.parent) == before


def test_an_invalid_policy_leaves_the_folder_alone(docs: Callable[..., Done], site: Path) -> None:
    """Exit 3 with the fault and its place, and nothing is written."""
    (site.parent / "policy.yaml").write_text("language: 1\npolicy: House\n", "utf-8")
    before = tree(site.parent)
    done = docs("--policy", "policy.yaml")
    assert (done.returncode, done.stdout, done.stderr) == (3, "", NO_POLICY)
    assert tree(site.parent) == before
