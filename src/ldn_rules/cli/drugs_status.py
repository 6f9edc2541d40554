"""``ldn-rules drugs status``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ldn_rules.cli import options

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ldn_rules.codeindex.model import Source
    from ldn_rules.codeindex.status import Status
    from ldn_rules.report.identity import Identity

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
    from ldn_rules.codeindex.status import status_of
    from ldn_rules.pipeline import load

    path = find_index(code_index)
    status = status_of(path) if path is not None else None
    rules = load(rules_dir).identity
    if output == "json":
        say_json(_shape(status, path or index_path(code_index), rules))
    else:
        click.echo("\n".join(_lines(status, rules)) if status is not None else _NOTHING)


def _shape(status: Status | None, path: str | None, rules: Identity) -> dict[str, object]:
    return {
        "file": path,
        "loaded": status is not None,
        **({"bytes": status.size, "format": status.format} if status is not None else {}),
        "sources": [shape_of(source) for source in status.sources] if status is not None else [],
        "read_with": {"ruleset": rules.name, "version": rules.version, "hash": rules.hash},
    }


def _lines(status: Status, rules: Identity) -> Iterator[str]:
    yield f"{status.path} ({status.size:,} bytes, format {status.format})"
    for source in status.sources:
        yield from said(source)
    yield f"Read with the vocabulary of {rules.name} {rules.version}, whatever its version is at a check."


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
