"""``ldn-rules rules list``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ldn_rules.cli import options

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ldn_rules.rulebook.model import Rule, Table

HELP = """List the rules: id, status, worst severity and title.

\b
Examples:
  ldn-rules rules list
  ldn-rules rules list --output json
"""


@click.command("list", help=HELP)
@options.rules_option()
@options.output_option("text", "json")
def command(rules_dir: str | None, output: str) -> None:
    """Print the list."""
    from ldn_rules.cli.said import say_json
    from ldn_rules.pipeline import ruleset

    rules = ruleset(rules_dir)
    rows = [row(rule, rules.tables) for rule in rules.rules]
    if output == "json":
        say_json(rows)
    else:
        click.echo("\n".join(_as_text(rows)))


def row(rule: Rule, tables: Mapping[str, Table]) -> dict[str, object]:
    """What a list says of a rule; ``severity`` is the worst it can report."""
    from ldn_rules.report.rule_words import worst_severity

    return {
        "id": rule.id,
        "title": rule.title,
        "status": rule.status,
        "revision": rule.revision,
        "severity": worst_severity(rule, tables),
        "file": rule.file,
    }


def _as_text(rows: list[dict[str, object]]) -> Iterator[str]:
    for each in rows:
        yield f"{each['id']}  {each['status']!s:<8}{each['severity'] or '-'!s:<17}{each['title']}"
