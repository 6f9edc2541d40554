"""What the program has: its commands with their options, its exit codes, its error codes."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCE = Path(__file__).resolve().parent.parent / "src" / "ldn_rules"


@dataclass(frozen=True, slots=True)
class Command:
    """One command: the words that name it, its options, whether it only holds others."""

    path: tuple[str, ...]
    options: frozenset[str]
    is_group: bool
    hidden: bool

    @property
    def long_options(self) -> set[str]:
        """The options by their long names."""
        return {option for option in self.options if option.startswith("--")}


def commands() -> dict[tuple[str, ...], Command]:
    """Every command by its words; the program itself is the empty tuple."""
    from ldn_rules.cli.application import app

    return {command.path: command for command in _walk((), app)}


def _walk(path: tuple[str, ...], command: click.Command) -> Iterator[Command]:
    context = click.Context(command, info_name=" ".join(path))
    options = {
        name
        for parameter in command.get_params(context)
        if isinstance(parameter, click.Option) and not parameter.hidden
        for name in (*parameter.opts, *parameter.secondary_opts)
    }
    is_group = isinstance(command, click.Group)
    yield Command(path, frozenset(options), is_group=is_group, hidden=command.hidden)
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from _walk((*path, name), inner)


def exit_codes() -> set[str]:
    """The numbers that the program may exit with."""
    from ldn_rules.cli.exits import ExitCode

    return {str(code.value) for code in ExitCode}


def error_codes() -> set[str]:
    """The codes of faults in rules, in input, and in what was read of it."""
    from ldn_rules.intake import codes
    from ldn_rules.reading import unread
    from ldn_rules.rulebook import diagnostics

    return {*diagnostics.MEANINGS, *codes.MEANINGS, *unread.MEANINGS, *_written_out()}


def _written_out() -> set[str]:
    """The codes that stand as text where a problem is made."""
    found: set[str] = set()
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", None) == "Problem":
                given = [*node.args[:1], *(word.value for word in node.keywords if word.arg == "code")]
                found |= {str(each.value) for each in given if isinstance(each, ast.Constant)}
    return found
