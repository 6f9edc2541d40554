"""One text a line in, one JSON object a line out."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ldn_rules.cli.outputs import Output
from ldn_rules.report.objects import encoded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_CHUNK = 1 << 16
_REMEMBERED = 20_000
_LONGEST = 400
"""So many answers are kept, and of lines no longer than this."""


def answer_lines(read: Callable[[str], Mapping[str, object]]) -> None:
    """Answer each line of standard input at once, so that a caller may hold the pipe open and wait.

    Every line gets one answer, an empty one too; bytes that are no UTF-8 are read as U+FFFD. Lines come again and again
    on real lists: the answers to the last ones are kept.
    """
    answers: dict[str, bytes] = {}
    with Output(None) as output:
        for lines in _batches():
            if len(answers) >= _REMEMBERED:
                answers.clear()
            output.write(b"".join([answers.get(line) or _answer(line, read, answers) for line in lines]))


def _answer(line: str, read: Callable[[str], Mapping[str, object]], answers: dict[str, bytes]) -> bytes:
    answer = encoded(read(line)) + b"\n"
    if len(line) <= _LONGEST:
        answers[line] = answer
    return answer


def _batches() -> Iterator[list[str]]:
    rest = b""
    while chunk := os.read(0, _CHUNK):
        *lines, rest = (rest + chunk).split(b"\n")
        yield [_text(line) for line in lines]
    if rest:
        yield [_text(rest)]


def _text(line: bytes) -> str:
    return line.removesuffix(b"\r").decode("utf-8", "replace").removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")
