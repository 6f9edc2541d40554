"""``ldn-rules rules docs``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ldn_rules.cli import options
from ldn_rules.cli.exits import ExitCode

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ldn_rules.pipeline.ruletests import RuleTestResult

HELP = """Write the catalogue of the rules as static HTML: a page for each rule, the vocabulary, the sources, the
founding statements with the tests that show them, the panel, the thresholds, and what awaits a clinician's signature.

The tests inside the rules are run first; what they do not show the pages do not claim. The pages need no network and
no JavaScript, and are the same for the same rules. DIR is made, or must be empty or hold an earlier catalogue and
nothing else; nothing outside it is written.

\b
Examples:
  ldn-rules rules docs
  ldn-rules rules docs --out public/rules --rules site-rules
  ldn-rules rules docs --policy policy.yaml --output json
"""


@click.command("docs", help=HELP)
@click.option(
    "--out", "folder", metavar="DIR", default="rule-catalogue", show_default=True, help="Folder of the catalogue."
)
@options.rules_option()
@options.policy_option()
@options.output_option("text", "json")
def command(folder: str, rules_dir: str | None, policy: str | None, output: str) -> ExitCode:
    """Write the pages; exit 1 if a test inside the rules fails."""
    from ldn_rules.catalogue.folder import check, write
    from ldn_rules.catalogue.material import gather
    from ldn_rules.catalogue.pages import pages
    from ldn_rules.catalogue.statements import rows
    from ldn_rules.cli.said import say_json
    from ldn_rules.rulebook.files import find_policy, find_rules_dir

    rules, policy_file = find_rules_dir(rules_dir), find_policy(policy)
    check(folder)
    material = gather(rules, policy_file)
    made = pages(material)
    write(folder, made)
    unshown = [row.statement.id for row in rows(material) if not row.shown]
    if output == "json":
        say_json(
            {
                "folder": folder,
                "files": sorted(made),
                "tests": len(material.tests),
                "failed": [{"rule": each.rule, "test": each.name} for each in material.failed],
                "statements": len(material.loaded.statements),
                "not_shown": unshown,
            }
        )
    else:
        click.echo(f"{len(made)} files written to {folder}; begin with index.html.")
        click.echo("\n".join(_text(len(material.tests), material.failed, unshown)))
    return ExitCode.FINDINGS if material.failed else ExitCode.OK


def _text(tests: int, failed: Sequence[RuleTestResult], unshown: Sequence[str]) -> Iterator[str]:
    from ldn_rules.report.layout import plain
    from ldn_rules.report.wording import counted

    for each in failed:
        yield f"FAILED {each.rule} {plain(each.name)} ({each.file}:{each.line})"
    yield f"{counted(tests, 'test')} inside the rules: {tests - len(failed)} passed, {len(failed)} failed"
    if unshown:
        yield f"Statements not shown by a test: {', '.join(unshown)}"
