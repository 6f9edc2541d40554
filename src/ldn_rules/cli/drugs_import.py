"""``ldn-rules drugs import``."""

from __future__ import annotations

import click

from ldn_rules.cli import options
from ldn_rules.rulebook.errors import CodeIndexError, UsageError

HELP = """Make an index of codes from releases that you have, so that codes alone resolve to ingredients.

FILE is a release of RxNorm (a folder or zip file with RXNCONSO.RRF and RXNREL.RRF), an NDC directory of the FDA
(product.txt and package.txt, or their zip file), or a FHIR ValueSet in JSON. A release takes the place of the one of
the same kind that was imported before; what else the index holds stays. Nothing is fetched from anywhere.

\b
Examples:
  ldn-rules drugs import RxNorm_full_11022026.zip
  ldn-rules drugs import product.txt package.txt
  ldn-rules drugs import site-opioids.json --as "opioid of unknown name"
"""


@click.command("import", help=HELP)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--release", metavar="TEXT", help="What the release is called; else what it says itself, or its day.")
@click.option("--as", "reads_as", metavar="NAME", help="What codes of a ValueSet are whose display says nothing.")
@options.rules_option()
@options.code_index_option()
@options.output_option("text", "json")
def command(
    *,
    files: tuple[str, ...],
    release: str | None,
    reads_as: str | None,
    rules_dir: str | None,
    code_index: str | None,
    output: str,
) -> None:
    """Import, and say what was taken in and what was left out."""
    from ldn_rules.cli.drugs_status import said, shape_of
    from ldn_rules.cli.said import say_json
    from ldn_rules.codeindex.build import import_releases
    from ldn_rules.codeindex.place import index_path
    from ldn_rules.codeindex.releases import releases_in

    path = index_path(code_index)
    if path is None:
        raise UsageError("there is no folder for the data of this user: name a file by --code-index")
    if reads_as is not None:
        _check_name(reads_as, rules_dir)
    try:
        written = import_releases(path, releases_in(files, release, reads_as or ""))
    except OSError as error:
        raise CodeIndexError(f"the code index {path} cannot be written: {error.strerror or error}") from error
    if output == "json":
        say_json({"file": path, "imported": [shape_of(source) for source in written]})
    else:
        click.echo("\n".join([f"Imported into {path}", *(line for source in written for line in said(source))]))


def _check_name(name: str, rules_dir: str | None) -> None:
    """UsageError unless the vocabulary reads the name, without doubt, as a drug that the rules speak of."""
    from ldn_rules.pipeline import readers

    read = readers(rules_dir).drugs_read(name)
    if read["outcome"] != "recognised":
        hint = f" (near {read['read_as']})" if read["read_as"] else ""
        raise UsageError(f"--as: {name!r} is no drug that the rules speak of: {read['outcome']}, {read['why']}{hint}")
