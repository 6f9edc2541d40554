"""The check of the documentation finds what it is there to find."""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def check_docs(root: Path) -> Any:
    """The script as a module; its folder is on the path while it is imported."""
    sys.path.insert(0, str(root / "tools"))
    try:
        yield importlib.import_module("check_docs")
    finally:
        sys.path.remove(str(root / "tools"))
        for name in ("check_docs", "pages", "program"):
            sys.modules.pop(name, None)


@pytest.fixture
def page(check_docs: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Makes a page from its text, as the README of a project of its own."""
    monkeypatch.setattr(check_docs, "ROOT", tmp_path)

    def make(text: str) -> Any:
        (tmp_path / "README.md").write_text(text, encoding="utf-8")
        return check_docs.Page(tmp_path / "README.md")

    return make


@pytest.fixture
def known(check_docs: Any) -> dict[tuple[str, ...], Any]:
    """A program with the commands `check` and `rules test`."""
    command = sys.modules["program"].Command
    all_commands = [
        command((), frozenset({"--help", "--version"}), is_group=True, hidden=False),
        command(("check",), frozenset({"--help", "--output", "-o"}), is_group=False, hidden=False),
        command(("rules",), frozenset({"--help"}), is_group=True, hidden=False),
        command(("rules", "test"), frozenset({"--help", "--seed"}), is_group=False, hidden=False),
    ]
    return {one.path: one for one in all_commands}


def faults(found: Any) -> list[str]:
    """The faults as text."""
    return [str(fault) for fault in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[a](docs/no.md)", ["README.md:1: no such file: docs/no.md"]),
        ("# One\n[a](#two)", ["README.md:2: no such heading: #two"]),
        ("# It's one, two\n[a](#its-one-two) [b](https://example.org/x) [c](README.md)", []),
        ("`[a](no.md)`\n```\n[b](no.md)\n```", []),
        ("[a]: no.md", ["README.md:1: no such file: no.md"]),
    ],
)
def test_links(check_docs: Any, page: Any, text: str, expected: list[str]) -> None:
    """A relative link must lead to a file and, with an anchor, to a heading; code holds no links."""
    assert faults(check_docs.links([page(text)])) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("`ldn-rules check -`", []),
        ("`ldn-rules chek -`", ["README.md:1: no such command: ldn-rules chek -"]),
        ("`ldn-rules rules tset`", ["README.md:1: no such command: ldn-rules rules tset"]),
        ("```sh\ncat x | ldn-rules check - --loud | wc -l\n```", ["README.md:2: ldn-rules check has no option --loud"]),
        ("```sh\nldn-rules check \\\n  - \\\n  --loud\n```", ["README.md:2: ldn-rules check has no option --loud"]),
        ("```sh\nldn-rules --version && X=1 ldn-rules rules test --seed=3 # --more\n```", []),
        ("```json\nldn-rules nothing\n```", []),
    ],
)
def test_invocations(check_docs: Any, page: Any, known: Any, text: str, expected: list[str]) -> None:
    """Commands and options that a page shows exist."""
    assert faults(check_docs.invocations(check_docs.uses(page(text)), known)) == expected


def test_undocumented(check_docs: Any, page: Any, known: Any) -> None:
    """Each command stands in some page, and each of its options on a page that shows it."""
    readme = page("`ldn-rules check -`: `--output-file`")
    assert faults(check_docs.undocumented([readme], list(check_docs.uses(readme)), known)) == [
        "docs:0: no page that shows ldn-rules check names --output",
        "docs:0: no page shows ldn-rules rules test",
    ]


def test_codes(check_docs: Any, page: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A code is in the program and in the table, or in neither."""
    monkeypatch.setattr(check_docs, "CODE_TABLES", {"exit codes": lambda: {"0", "1"}})
    text = "## Exit codes\n\n| code | meaning |\n|---|---|\n| `0` | quiet |\n| 9 | invented |\n"
    assert faults(check_docs.codes([page(text)])) == [
        "README.md:6: 9 is not one of the program's exit codes",
        "docs:0: exit codes: 1 stands in no table",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("```console\n$ echo a; echo b\na\nb\n```", []),
        ("```console\n$ echo a\n$ echo b\nb\n```", ["README.md:2: `echo a` prints:\na"]),
        ("```console\n$ seq 9\n1\n...\n9\n```", []),
        ("```console\n$ seq 9\n1\n...\n8\n```", ["README.md:2: `seq 9` prints:\n1\n2\n3\n4\n5\n6\n7\n8\n9"]),
        ("```console\n$ true\n```", []),
    ],
)
def test_console(check_docs: Any, page: Any, text: str, expected: list[str]) -> None:
    """What the README says a command prints is what it prints."""
    assert faults(check_docs.console([page(text)])) == expected
