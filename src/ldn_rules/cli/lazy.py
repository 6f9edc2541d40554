"""A group of commands that imports each only when it is called."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Mapping


class LazyGroup(click.Group):
    """``members`` maps a command's name to the module that holds it as ``command``."""

    def __init__(self, name: str, members: Mapping[str, str], help: str) -> None:  # noqa: A002 (click's own name)
        super().__init__(name, help=help)
        self._members = members

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's signature)
        """The names, in the order in which they were declared."""
        return list(self._members)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 (the same)
        """The command of that name, imported now."""
        module = self._members.get(cmd_name)
        if module is None:
            return None
        found = importlib.import_module(module).command
        assert isinstance(found, click.Command)
        return found
