"""JSON documents, cut into records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ldn_rules.intake import jsondoc, jsonlines, lines
from ldn_rules.intake.jsondoc import Cutter, Piece

if TYPE_CHECKING:
    from collections.abc import Callable

    from ldn_rules.intake.model import Record


ONE = '{"medications": [{"name": "a ] } [ \\" {"}]}'


def pieces(text: str, size: int = 1 << 17) -> list[Piece]:
    """What a cutter makes of a text."""
    cutter = Cutter()
    data = text.encode()
    found = [piece for at in range(0, len(data), size) for piece in cutter.feed(data[at : at + size])]
    return found + list(cutter.close())


@pytest.mark.parametrize("size", [1, 2, 5, 1000])
def test_places_of_the_elements(size: int) -> None:
    """Each element has its line and column, brackets in texts do not count, columns count characters."""
    found = pieces(f'[ {ONE},\n\n  {ONE}]\n{{"é": 1}} {{"b": 2}}', size)
    assert [(piece.line, piece.column, piece.value, piece.complete) for piece in found] == [
        (1, 3, True, True),
        (3, 3, True, True),
        (4, 1, True, True),
        (4, 10, True, True),
    ]
    assert found[0].data == ONE.encode()


def test_a_deep_element_is_one_piece() -> None:
    """Brackets inside an element are stepped over, however deep they are."""
    deep = "[" * 30 + "]" * 30
    assert [piece.data for piece in pieces(f'[{{"a": {deep}}}]')] == [f'{{"a": {deep}}}'.encode()]


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        (
            '[{"medications":[{"name":"a"}]}, 5, {"medications":[{"name":"b"}]}]',
            [[], ["json-not-object None 1:34 a record is an object with the key medications, not a number"], []],
        ),
        (
            '[{"medications":[{"name":"a"}]}, {"medications": tru}]',
            [[], ["json-syntax None 1:50 'tru' where a value is due"]],
        ),
        (
            '[{"medications":[{"name":"a"}]},\n {"medications":[{"name',
            [
                [],
                [
                    "json-truncated None 2:2 the record that begins here is not complete; nothing after it was read",
                    "json-truncated None 2:19 the input ends inside this text in quotes",
                ],
            ],
        ),
        (
            '[{"medications":[{"name":"a"}]},',
            [
                [],
                [
                    "json-truncated None 1:33 the record that begins here is not complete; nothing after it was read",
                    "json-truncated None 1:34 the input ends where a value is due",
                ],
            ],
        ),
        (
            '[{"medications":[{"name":"a"}]}] tail',
            [[], ['json-between None 1:34 "tail" stands where only objects, and commas between them, belong']],
        ),
        (
            '[]}[{"medications":[{"name":"a"}]}]',
            [['json-between None 1:3 "}" stands where only objects, and commas between them, belong'], []],
        ),
        (
            '[[{"name": "a"}]]',
            [["json-not-object None 1:2 a record is an object with the key medications, not a list"]],
        ),
        (
            "[1, 2]",
            [
                ["json-not-object None 1:2 a record is an object with the key medications, not a number"],
                ["json-not-object None 1:5 a record is an object with the key medications, not a number"],
            ],
        ),
        (
            '[null,"a,]b",\n tru, {"medications":[{"name":"a"}]},, "]',
            [
                ["json-not-object None 1:2 a record is an object with the key medications, not null"],
                ["json-not-object None 1:7 a record is an object with the key medications, not a text"],
                ["json-syntax None 2:2 'tru' where a value is due"],
                [],
                ["json-truncated None 2:40 the input ends inside this text in quotes"],
            ],
        ),
        (
            '[{"medications":[{"name":"a"}]},, {"medications":[{"name":"b"}]}]',
            [[], ['json-between None 1:32 ",," stands where only objects, and commas between them, belong'], []],
        ),
        (
            '[{"medications":[{"name":"a"}]} {"medications":[{"name":"b"}]},]',
            [
                [],
                ["json-between None 1:33 a comma is due between two records"],
                [],
                ["json-between None 1:63 a comma stands where a record is due"],
            ],
        ),
        ('[,{"medications":[{"name":"a"}]}]', [["json-between None 1:2 a comma stands where a record is due"], []]),
        (
            '[{"a"]',
            [
                ["json-truncated None 1:6 the input ends where ':' is due"],
            ],
        ),
    ],
)
def test_faults_of_documents(
    read: Callable[..., list[Record]], said: Callable[[Record], list[str]], text: str, problems: Any
) -> None:
    """A fault costs one record, and says where it is."""
    found = [said(record) for record in read(text, "json")]
    assert [[each for each in one if "nameless" not in each] for one in found] == problems


@pytest.mark.parametrize("size", [1, 2, 3, 1000])
@pytest.mark.parametrize(
    ("broken", "problem"),
    [
        ('{"medications":[}', "json-syntax None 2:17 '}' where a value is due"),
        ('{"medications":[{"name":"a"}}', "json-syntax None 2:29 '}' where ',' or ']' is due"),
        ('{"medications":[{"name":"a"]}', "json-syntax None 2:28 ']' where ',' or '}' is due"),
        ('{"medications":[{"name":"a"}]', "json-truncated None 2:30 the input ends where ',' or '}' is due"),
        ('{"a":{"medications":[{"b":1}]}', "json-truncated None 2:31 the input ends where ',' or '}' is due"),
    ],
)
def test_a_broken_element_costs_itself_alone(
    read: Callable[..., list[Record]], said: Callable[[Record], list[str]], broken: str, problem: str, size: int
) -> None:
    """An element whose brackets do not fit is one record; those before and behind it are read."""
    whole = '{"medications":[{"id":"m","name":"a"}],"patient":{"id":"%s"}}'
    records = read(f"[{whole % 1},\n{broken},\n {whole % 2}]", "json", chunk=size)
    assert [(record.patient, record.unreadable) for record in records] == [("1", False), (None, True), ("2", False)]
    assert said(records[1])[0] == problem
    last = read(f"[{whole % 1},\n{broken}]", "json", chunk=size)
    assert [record.unreadable for record in last] == [False, True]


def test_a_record_beyond_the_limit_ends_a_document(
    read: Callable[..., list[Record]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A value that would fill the memory is one unreadable record; nothing behind it is made up."""
    monkeypatch.setattr(jsondoc, "LONGEST", 1000)
    records = read("[" + ONE + ",{" + " " * 3000 + "}," + ONE + "]", "json", chunk=100)
    assert [record.unreadable for record in records] == [False, True]
    assert records[1].problems[0].message == "a record is longer than 0 MiB; nothing from here on was read"


def test_a_line_beyond_the_limit_is_skipped(
    read: Callable[..., list[Record]], said: Callable[[Record], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A line that would fill the memory is one unreadable record; the next line is read again."""
    monkeypatch.setattr(lines, "LONGEST", 100)
    monkeypatch.setattr(jsonlines, "LONGEST", 1 << 20)
    records = read(b"x" * 500 + b"\n" + b'{"medications": [{"name": "a"}]}\n' + b"y" * 101, "jsonl", chunk=64)
    assert [record.unreadable for record in records] == [True, False, True]
    assert said(records[0]) == ["too-long None 1:1 the line is longer than 1 MiB and was skipped"]


def test_what_is_complete_is_not_scanned_again() -> None:
    """However small the chunks, what was stepped over inside a record is left behind."""
    cutter = Cutter()
    assert list(cutter.feed(b'{"medications": [')) == []
    for _ in range(3):
        assert list(cutter.feed(b'{"name": "a ] }"}, "text", 12, ')) == []
        assert cutter._scanned == len(cutter._buffer)
    assert list(cutter.feed(b'"half a te')) == []
    assert cutter._buffer[cutter._scanned :] == b'"half a te'
    (piece,) = cutter.feed(b'xt"]}')
    assert piece.data.endswith(b'"half a text"]}')


def test_a_long_text_is_not_scanned_again_and_again() -> None:
    """A text of several megabytes in small chunks is cut in about linear time."""
    cutter = Cutter()
    data = b'{"a": "' + b"x" * 5_000_000 + b'"}'
    found = [piece for at in range(0, len(data), 1 << 14) for piece in cutter.feed(data[at : at + (1 << 14)])]
    assert [len(piece.data) for piece in [*found, *cutter.close()]] == [len(data)]
