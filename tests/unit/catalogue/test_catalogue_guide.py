"""The guide's page as blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ldn_rules.catalogue import guide
from ldn_rules.catalogue.guide import Block, Span, blocks, limits
from ldn_rules.rulebook.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path


def only(markdown: str) -> Block:
    """The one block of a text."""
    (block,) = blocks(markdown)
    return block


def plain(block: Block) -> list[list[str]]:
    """Its cells as text."""
    return [["".join(span.text for span in cell) for cell in row] for row in block.rows]


def test_the_title_is_left_out() -> None:
    """What stands below it is kept in its order."""
    found = list(blocks("# Title\n\n## Part\n\nOne\n  line.\n\n- a\n"))
    assert [(block.kind, plain(block)) for block in found] == [
        ("heading", [["Part"]]),
        ("paragraph", [["One line."]]),
        ("list", [["a"]]),
    ]


def test_items_go_on_over_lines() -> None:
    """An item ends where the next begins."""
    assert plain(only("- one\n  and more\n- two")) == [["one and more"], ["two"]]


def test_a_table() -> None:
    """The line below the head is none of its rows; a cell may be empty."""
    block = only("| a | b |\n|---|:-:|\n| `1` | 2 |\n| | 3 |")
    assert block.kind == "table"
    assert plain(block) == [["a", "b"], ["1", "2"], ["", "3"]]
    assert block.rows[1][0] == (Span("1", "code"),)


def test_spans() -> None:
    """Code and what is strong are marked, a link is its words, everything else is text as it stands."""
    (row,) = only("a `b` [c](d.md) **e** <f> *g* [h]").rows
    assert row[0] == (
        Span("a "),
        Span("b", "code"),
        Span(" "),
        Span("c"),
        Span(" "),
        Span("e", "strong"),
        Span(" <f> *g* [h]"),
    )


def test_code_is_not_read() -> None:
    """Marks inside code are its text."""
    (row,) = only("`**a** [b](c)`").rows
    assert row[0] == (Span("**a** [b](c)", "code"),)


def test_the_page_that_came_with_the_program(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The package's copy is taken before the checkout's; without either that is said."""
    page = (root / "docs" / "guide" / "limits.md").read_text("utf-8")
    assert limits() == page
    package = tmp_path / "checkout" / "src" / "package"
    monkeypatch.setattr(guide, "_PACKAGE", str(package))
    with pytest.raises(UsageError) as error:
        limits()
    said = "the page of known limits that comes with the program is missing (docs/guide/limits.md)"
    assert str(error.value) == said
    for path, text in (
        (tmp_path / "checkout" / "docs" / "guide" / "limits.md", "checkout's"),
        (package / "_data" / "limits.md", "package's"),
    ):
        path.parent.mkdir(parents=True)
        path.write_text(text, "utf-8")
        assert limits() == text
