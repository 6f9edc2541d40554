"""``ldn-rules sigs read``."""

from __future__ import annotations

import click

from ldn_rules.cli import options

HELP = """Read directions from standard input, one a line, and print what was understood, one JSON object a line.

\b
Example:
  echo "1 cap PO HS x 14 days then 2 caps HS" | ldn-rules sigs read
"""


@click.command("read", help=HELP)
@options.rules_option()
@options.output_option("json")
def command(rules_dir: str | None, output: str) -> None:  # noqa: ARG001 (there is but one)
    """Answer line by line."""
    from ldn_rules.cli.lines import answer_lines
    from ldn_rules.pipeline import readers

    answer_lines(readers(rules_dir).sigs_read)
