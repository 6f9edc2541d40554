"""Strict YAML: what is refused, where and in which words (golden, in source_faults.txt); what is kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

from ldn_rules.rulebook import source
from ldn_rules.rulebook.diagnostics import plain
from ldn_rules.rulebook.nodes import plain_data
from ldn_rules.rulebook.problems import Problems
from ldn_rules.rulebook.source import LONGEST, parse_source, read_source

if TYPE_CHECKING:
    from ldn_rules.rulebook.nodes import Map


TEXT = (Path(__file__).parent / "source_faults.txt").read_text(encoding="utf-8")
BLOCKS = [block.strip("\n").split("\n") for block in TEXT.split("\n# ")[1:]]


def parsed(data: bytes | str) -> tuple[Map | None, list[str]]:
    """The nodes of a text and its faults, one line each."""
    problems = Problems()
    found = parse_source(data if isinstance(data, bytes) else data.encode(), "f", problems)
    return found, [plain(fault) for fault in problems.found]


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block[0])
def test_fault_of_a_text(block: list[str]) -> None:
    """Exactly these faults are found, in these words."""
    _, written, *said = block
    assert parsed(json.loads(written[2:]))[1] == [line[2:] for line in said]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\xef\xbb\xbfa: 1\n", "f:1:1: E100 begins with a byte order mark (save it as UTF-8 without one)"),
        ("a: 1\n".encode("utf-16"), "f:1:1: E100 begins with a byte order mark (save it as UTF-8 without one)"),
        (b"a: 1\nb: caf\xe9\n", "f:2:7: E100 byte 0xe9 is not UTF-8 (save the file as UTF-8)"),
        (b"a: " + b"x" * LONGEST, "f:1:1: E100 longer than 1,000,000 bytes (split the file)"),
    ],
)
def test_fault_of_bytes(data: bytes, said: str) -> None:
    """Only UTF-8 without a mark, of bearable length, is read."""
    assert parsed(data) == (None, [said])


def test_values_are_text_whole_numbers_booleans_and_null() -> None:
    """Nothing else exists in the language; quotes make everything text."""
    text = "a: text\nb: 7\nc: true\nd: null\ne: -3\nf: \"no\"\ng: '4.5'\nh: 4.5 mg\ni: 2026.1.0\nj: ~\nk:\nl: 12h\n"
    found, said = parsed(text)
    assert said == []
    assert found is not None
    assert plain_data(found) == {
        "a": "text",
        "b": 7,
        "c": True,
        "d": None,
        "e": -3,
        "f": "no",
        "g": "4.5",
        "h": "4.5 mg",
        "i": "2026.1.0",
        "j": None,
        "k": None,
        "l": "12h",
    }


def test_text_stays_as_written() -> None:
    """A scalar keeps its own text, place and width."""
    found, _ = parsed("a:\n  bb: 4.5 mg # comment\n")
    scalar = found.map("a").text("bb")
    assert (scalar.text, scalar.span.line, scalar.span.column, scalar.width) == ("4.5 mg", 2, 7, 6)


def test_windows_line_ends_are_read() -> None:
    """A file saved with carriage returns has the same nodes and places."""
    found, said = parsed("a: 1\r\nb: x\r\n")
    assert said == []
    assert found.text("b").span.line == 2


def test_pure_python_parser_refuses_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the C parser the same words are refused."""
    monkeypatch.setattr(source, "_LOADER", yaml.SafeLoader)
    said = parsed("a: on\nb: &x 4.5\n")[1]
    assert said[0].startswith("f:1:4: E111 bare `on` is true or false to some readers of YAML")
    assert said[1:] == [
        'f:2:4: E112 number `4.5` without a unit (write a unit, such as `4.5 mg`, or quote it: "4.5")',
        "f:2:4: E114 anchor &x: anchors and aliases are not used here (write the value out)",
    ]


def test_file_that_is_not_there(tmp_path: Path) -> None:
    """A file that cannot be opened is a fault, not an exception."""
    problems = Problems()
    assert read_source(str(tmp_path / "none.yaml"), "none.yaml", problems) is None
    assert [plain(fault) for fault in problems.found] == [
        "none.yaml:1:1: E100 cannot be read: No such file or directory"
    ]
