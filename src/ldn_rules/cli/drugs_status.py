"""``ldn-rules drugs status``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ldn_rules.cli import options

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ldn_rules.codeindex.model import Source

HELP = """Say what the index of codes holds: which releases, how much of them, when they were imported.

The index keeps the names of its sources, not readings: what they mean is decided by the vocabulary of the rules at
each check, so that an index never has to be made anew because the rules have changed.

\b
Examples:
  ldn-rules drugs status
  ldn-rules drugs status --output json
"""


@click.command("status", help=HELP)
@options.rules_option()
@options.code_index_option()
@options.output_option("text", "json")
def command(rules_dir: str | None, code_index: str | None, output: str) -> None:
    """Print it; exit 4 if there is an index that cannot be used."""
    from ldn_rules.cli.said import say_json
    from ldn_rules.codeindex.place import find_index, index_path
    from ldn_rules.pipeline import load

    vocabulary = load(rules_dir).identity
    read_with = {"ruleset": vocabulary.name, "version": vocabulary.version, "hash": vocabulary.hash}
    path = find_index(code_index)
    if path is None:
        nothing = {"file": index_path(code_index), "loaded": False, "sources": [], "read_with": read_with}
        say_json(nothing) if output == "json" else click.echo(_NOTHING)
        return
    from ldn_rules.codeindex.status import status_of

    status = status_of(path)
    if output == "json":
        sources = [shape_of(source) for source in status.sources]
        shape = {"file": path, "loaded": True, "bytes": status.size, "format": status.format, "sources": sources}
        say_json({**shape, "read_with": read_with})
        return
    head = f"{path} ({status.size:,} bytes, format {status.format})"
    tail = f"Read with the vocabulary of {vocabulary.name} {vocabulary.version}, whatever its version is at a check."
    click.echo("\n".join([head, *(line for source in status.sources for line in said(source)), tail]))


_NOTHING = """No code index: codes are read by the vocabulary alone, and names as always.
ldn-rules drugs import makes one from a release of RxNorm, an NDC directory of the FDA, or FHIR ValueSets."""


def shape_of(source: Source) -> dict[str, object]:
    """A release in the index, as plain data."""
    return {
        "kind": source.kind,
        "name": source.name,
        "version": source.version,
        "imported": source.imported,
        "files": list(source.files),
        "codes": source.codes,
        "entries": source.entries,
        "left_out": [
            {"reason": reason, "count": count, "first": first} for reason, (count, first) in source.left_out.items()
        ],
    }


def said(source: Source) -> Iterator[str]:
    """A release in the index, in lines."""
    yield f"  {source.name} {source.version}: {source.codes:,} codes of {source.entries:,} drugs"
    yield f"    imported {source.imported} from {', '.join(source.files)}"
    for reason, (count, first) in source.left_out.items():
        yield f"    left out: {count:,} x {reason}; first {first}"
