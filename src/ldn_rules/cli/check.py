"""``ldn-rules check``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ldn_rules.cli import options
from ldn_rules.cli.check_job import Wanted, check
from ldn_rules.cli.exits import FAIL_ON
from ldn_rules.report.formats import FORMATS

if TYPE_CHECKING:
    from ldn_rules.cli.exits import ExitCode

HELP = """Check medication lists and say what the rules find.

FILE is a list in JSON (one object, an array, or one object a line), CSV or FHIR R4; - or nothing is standard
input. Each result is written as soon as its record is complete.

\b
Exit codes: 0 nothing current at or above --fail-on; 1 findings at or above it; 2 wrong usage;
3 rules or policy invalid; 4 something could not be read (the rest is still reported); 5 the engine failed.

\b
Examples:
  ldn-rules check list.json
  ldn-rules check patients.ndjson --as-of 2026-01-15 --output jsonl -o report.jsonl
  ldn-rules check export.csv --map drug=name --map person=patient_id
"""


DEFAULT = Wanted()


@click.command("check", help=HELP)
@click.argument("files", nargs=-1, metavar="[FILE...|-]")
@click.option(
    "--format",
    "file_format",
    default=DEFAULT.file_format,
    show_default=True,
    metavar="FORMAT",
    help="auto (by content), json, jsonl, csv or fhir.",
)
@options.as_of_option()
@options.date_order_option()
@options.rules_option()
@options.code_index_option()
@options.policy_option()
@options.output_option(*FORMATS)
@click.option("-o", "destination", metavar="FILE", help="Write the report there; it appears when it is complete.")
@click.option(
    "--fail-on",
    type=click.Choice(FAIL_ON),
    default=DEFAULT.fail_on,
    show_default=True,
    help="Least severity of a current finding that makes the exit code 1. Notes never do.",
)
@click.option("--jobs", type=click.IntRange(1, 64), default=DEFAULT.jobs, show_default=True, help="Number of workers.")
@options.map_option()
@click.option("--show-reading", is_flag=True, help="Say of each entry what was read of it, and what was not.")
@click.option("--panel", is_flag=True, help="Add what is known of low-dose naltrexone and what to expect; no finding.")
def command(  # noqa: PLR0913 (one parameter an option)
    *,
    files: tuple[str, ...],
    file_format: str,
    as_of: int | None,
    rules_dir: str | None,
    code_index: str | None,
    output: str,
    destination: str | None,
    fail_on: str,
    jobs: int,
    csv_map: dict[str, str],
    date_order: str | None,
    show_reading: bool,
    panel: bool,
    policy: str | None,
) -> ExitCode:
    """Ask for it."""
    return check(
        Wanted(
            files,
            file_format,
            as_of,
            rules_dir,
            output,
            destination,
            fail_on,
            jobs,
            csv_map,
            date_order,
            show_reading,
            code_index,
            panel,
            policy,
        )
    )
