"""``ldn-rules rules test``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ldn_rules.cli import options
from ldn_rules.cli.exits import ExitCode

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ldn_rules.pipeline.ruletests import RuleTestResult

HELP = """Run the tests that stand inside the rules, or those of the rules named. A draft is tried as if it were active.

Exit codes: 0 all passed; 1 a test failed, or there was none to run; 3 the rules are invalid.

\b
Examples:
  ldn-rules rules test
  ldn-rules rules test LDN104 LDN105
"""


@click.command("test", help=HELP)
@click.argument("rule_ids", nargs=-1, metavar="[ID...]")
@options.rules_option()
@options.output_option("text", "json")
def command(rule_ids: tuple[str, ...], rules_dir: str | None, output: str) -> ExitCode:
    """Print what failed; exit 1 if anything did, or if there was nothing to run."""
    from ldn_rules.cli.said import say_json
    from ldn_rules.pipeline import run_tests

    results = run_tests(rules_dir, rule_ids)
    if output == "json":
        say_json([_data(each) for each in results])
    else:
        click.echo("\n".join(_text(results)))
    return ExitCode.OK if results and all(each.passed for each in results) else ExitCode.FINDINGS


def _data(result: RuleTestResult) -> dict[str, object]:
    return {
        "rule": result.rule,
        "test": result.name,
        "file": result.file,
        "line": result.line,
        "passed": result.passed,
        "message": result.message,
        "as_active": result.as_active,
    }


def _text(results: Sequence[RuleTestResult]) -> Iterator[str]:
    from ldn_rules.report.layout import plain

    failed = [each for each in results if not each.passed]
    for each in failed:
        yield f"FAILED {each.rule} {plain(each.name)} ({each.file}:{each.line})"
        yield from (f"  {plain(line)}" for line in each.message.splitlines())
    drafts = sorted({each.rule for each in results if each.as_active})
    if drafts:
        yield f"Run as if active, being drafts: {', '.join(drafts)}"
    rules = len({each.rule for each in results})
    yield f"{len(results)} tests of {rules} rules: {len(results) - len(failed)} passed, {len(failed)} failed"
