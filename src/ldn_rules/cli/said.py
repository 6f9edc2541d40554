"""Results of the smaller commands as JSON."""

from __future__ import annotations

import click


def say_json(data: object) -> None:
    """Print the data as one JSON value, indented."""
    import msgspec.json

    from ldn_rules.report.objects import encoded

    click.echo(msgspec.json.format(encoded(data), indent=1))
