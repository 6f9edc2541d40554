"""``ldn-rules explain``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ldn_rules.cli import options
from ldn_rules.rulebook.errors import InputError

if TYPE_CHECKING:
    from ldn_rules.cli.exits import ExitCode

HELP = """Say for one patient why each rule reported, and for a silent rule how near it came.

FILE is read as check reads it; - is standard input. Each named condition stands with the values that were read.

Exit codes: 0 explained, whatever was found; 2 wrong usage; 3 rules or policy invalid; 4 it could not be read in full;
5 the engine failed.

\b
Examples:
  ldn-rules explain list.json
  ldn-rules explain list.json --rule LDN104
  ldn-rules explain export.csv --map drug=name --map person=patient_id
  ldn-rules explain patients.ndjson --record 17 --output json
"""


@click.command("explain", help=HELP)
@click.argument("file", metavar="FILE")
@click.option("--rule", "rule_id", metavar="ID", help="Only this rule.")
@options.of_one_record
@options.output_option("text", "json")
def command(  # noqa: PLR0913 (one parameter an option)
    *,
    file: str,
    rule_id: str | None,
    record: int,
    file_format: str,
    csv_map: dict[str, str],
    as_of: int | None,
    date_order: str | None,
    rules_dir: str | None,
    code_index: str | None,
    policy: str | None,
    output: str,
) -> ExitCode:
    """Explain one record."""
    from datetime import date

    from ldn_rules import pipeline
    from ldn_rules.cli import explaining
    from ldn_rules.cli.check_job import complain_of_index
    from ldn_rules.pipeline import payloads
    from ldn_rules.pipeline.task import Dates
    from ldn_rules.report.layout import page_for
    from ldn_rules.rulebook.ids import running_rule

    rules = pipeline.load(rules_dir, code_index, policy)
    complain_of_index(rules)
    task = explaining.ExplainTask(
        rules,
        Dates(as_of, date.today().toordinal(), date_order),  # noqa: DTZ011 (local calendar days are meant)
        page_for(1) if output == "text" else None,
        running_rule(rule_id, rules.book.ruleset) if rule_id is not None else None,
    )
    found = explaining.run(task, file, payloads.Feeds(file_format, csv_map), record)
    if found is None:
        raise InputError(f"{file} has no record {record}")
    said, code = found
    click.echo(said, nl=False)
    return code
