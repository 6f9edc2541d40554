"""``ldn-rules plan``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ldn_rules.cli import options, plan_values

if TYPE_CHECKING:
    from ldn_rules.cli.exits import ExitCode

HELP = """Propose a titration schedule that the rules, asked about the list with it, have nothing against.

LIST is read as check reads it, from standard input too. Without one the schedule alone is judged. Doses are
milligrams a day; what is not given is as the rules folder says (planning.yaml). A proposition to weigh, never an order.

\b
Exit codes: 0 the plan that was asked for; 1 another start is proposed, or none, because of findings;
2 wrong usage; 3 rules or policy invalid; 4 the list could not be read in full, so no plan; 5 the engine failed.

\b
Examples:
  ldn-rules plan --start 2026-02-01 --as-of 2026-01-15
  ldn-rules plan --start 2026-02-01 --step 1.5mg --every 14d --to 4.5mg list.json
"""


@click.command("plan", help=HELP)
@click.argument("file", metavar="[LIST]", required=False)
@click.option("--start", callback=plan_values.start, metavar="DATE", help="Day of the first dose; it must be given.")
@click.option("--first", callback=plan_values.dose, metavar="DOSE", help="First dose, 1.5mg.")
@click.option("--step", callback=plan_values.dose, metavar="DOSE", help="What is added each time, 1.5mg.")
@click.option("--every", callback=plan_values.interval, metavar="DAYS", help="Time between two doses, 14d or 2w.")
@click.option("--to", "highest", callback=plan_values.dose, metavar="DOSE", help="Last dose, 4.5mg.")
@click.option(
    "--strength",
    "strengths",
    callback=plan_values.doses,
    multiple=True,
    metavar="DOSE",
    help="Strength of a capsule that can be had; repeat it for more.",
)
@options.of_one_record
@options.output_option("text", "json", "jsonl")
def command(  # noqa: PLR0913 (one parameter an option)
    *,
    file: str | None,
    start: int,
    first: int | None,
    step: int | None,
    every: int | None,
    highest: int | None,
    strengths: tuple[int, ...],
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
    """Plan for one record."""
    from datetime import date

    from ldn_rules import pipeline
    from ldn_rules.cli import plan_job
    from ldn_rules.cli.check_job import complain_of_index
    from ldn_rules.pipeline import payloads
    from ldn_rules.pipeline.task import Dates
    from ldn_rules.planning.propose import Planner
    from ldn_rules.planning.terms import terms_of
    from ldn_rules.report.plan import Asked
    from ldn_rules.rulebook.files import find_rules_dir

    file = plan_job.list_of(file, record)
    rules = pipeline.load(rules_dir, code_index, policy)
    complain_of_index(rules)
    terms = terms_of(rules.book, find_rules_dir(rules_dir))
    usual = terms.settings
    asked = Asked(
        start, first or usual.first, step or usual.step, every or usual.every, highest or usual.to,
        strengths or usual.strengths,
    )  # fmt: skip
    dates = Dates(as_of, date.today().toordinal(), date_order)  # noqa: DTZ011 (local calendar days are meant)
    planner = Planner(rules, terms, asked, dates, file is not None)
    said, code = plan_job.run(planner, output, file, payloads.Feeds(file_format, csv_map), record)
    click.echo(said, nl=False)
    return code
