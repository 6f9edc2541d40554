"""``ldn-rules rules validate``."""

from __future__ import annotations

import click

from ldn_rules.cli import options
from ldn_rules.cli.exits import ExitCode

HELP = """Read every file of the rules and say all that is wrong, each with its place and what would be right.

\b
Examples:
  ldn-rules rules validate
  ldn-rules rules validate --rules site-rules --output json
"""


@click.command("validate", help=HELP)
@options.rules_option()
@options.output_option("text", "json")
def command(rules_dir: str | None, output: str) -> ExitCode:
    """Print the faults; exit 3 if there are any."""
    from ldn_rules.cli.diagnostics import show
    from ldn_rules.cli.said import say_json
    from ldn_rules.pipeline import diagnose
    from ldn_rules.rulebook.diagnostics import as_data

    rules, faults = diagnose(rules_dir)
    if output == "json":
        say_json([as_data(each) for each in faults])
    elif faults:
        show(faults)
    else:
        click.echo(f"The rules are valid: {rules} rules.")
    return ExitCode.RULES if faults else ExitCode.OK
