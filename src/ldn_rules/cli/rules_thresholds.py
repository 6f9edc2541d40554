"""``ldn-rules rules thresholds``."""

from __future__ import annotations

import click

from ldn_rules.cli import options

HELP = """List the numbers that a site policy may change, each with its address, its value, and which way it bounds
("less than"). The value alone, as "shipped" in JSON, is what a policy writes.

WORD limits the list to addresses that begin with it: a rule, a table, or semantics.

\b
Examples:
  ldn-rules rules thresholds LDN307
  ldn-rules rules thresholds washouts.short-acting --output json
"""


@click.command("thresholds", help=HELP)
@click.argument("word", metavar="[WORD]", default="")
@options.rules_option()
@options.output_option("text", "json")
def command(word: str, rules_dir: str | None, output: str) -> None:
    """Print the list."""
    from ldn_rules.cli.said import say_json
    from ldn_rules.pipeline import thresholds
    from ldn_rules.rulebook.errors import UsageError
    from ldn_rules.rulebook.policy_targets import in_words

    found = [each for each in thresholds(rules_dir) if f"{each['threshold']}.".startswith(f"{word}." if word else "")]
    if not found:
        raise UsageError(f"no threshold begins with {word!r} (rules thresholds lists all)")
    if output == "json":
        say_json(found)
        return
    width = max(len(each["threshold"]) for each in found)
    for each in found:
        click.echo(f"{each['threshold']:<{width}}  {in_words(each['operator'], each['shipped'])}")
