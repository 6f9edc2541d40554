"""``ldn-rules rules validate``."""

from __future__ import annotations

import click

from ldn_rules.cli import options
from ldn_rules.cli.exits import ExitCode

HELP = """Read every file of the rules, and the site policy if there is one, and say all that is wrong, each with its
place and what would be right.

Exit codes: 0 valid; 3 not.

\b
Examples:
  ldn-rules rules validate
  ldn-rules rules validate --rules site-rules --output json
  ldn-rules rules validate --policy policy.yaml
"""


@click.command("validate", help=HELP)
@options.rules_option()
@options.policy_option()
@options.output_option("text", "json")
def command(rules_dir: str | None, policy: str | None, output: str) -> ExitCode:
    """Print the faults; exit 3 if there are any."""
    from ldn_rules.cli.diagnostics import POLICY, show
    from ldn_rules.cli.said import say_json
    from ldn_rules.pipeline import diagnose, diagnose_policy
    from ldn_rules.rulebook.diagnostics import as_data

    rules, faults, left = diagnose(rules_dir)
    of_policy = () if faults else diagnose_policy(rules_dir, policy)
    if output == "json":
        say_json([as_data(each) for each in (*faults, *(of_policy or ()))])
    elif faults:
        show(faults)
    elif of_policy:
        show(of_policy, POLICY)
    else:
        click.echo(f"The rules are valid: {rules} rules.")
        for drug, names in left.items():
            click.echo(
                f"Note: known as other drugs, and no names of `{drug}`: {', '.join(names)}. Name there what is it."
            )
        if of_policy is not None:
            click.echo("The site policy is valid.")
    return ExitCode.RULES if faults or of_policy else ExitCode.OK
