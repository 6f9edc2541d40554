"""Faults of the rules, shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ldn_rules.rulebook.diagnostics import Diagnostic


POLICY: Final = "The site policy is not in order"
"""What a policy's faults come to."""


def show(diagnostics: Sequence[Diagnostic], what: str = "The rules are invalid") -> None:
    """Every fault with its place and frame, and their number, on standard error."""
    from ldn_rules.report.wording import counted
    from ldn_rules.rulebook.diagnostics import human

    for each in diagnostics:
        click.echo(f"{human(each)}\n", err=True)
    click.echo(f"{what}: {counted(len(diagnostics), 'fault')}.", err=True)
