"""``statements.yaml``: where each statement of the founding document is carried, and which test shows it.

A rules folder may do without it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ldn_rules.rulebook.diagnostics import suggestion
from ldn_rules.rulebook.nodes import Map, maps_of, texts_of
from ldn_rules.rulebook.scope import check_rule_named, check_source
from ldn_rules.rulebook.sources import figures_named

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from ldn_rules.rulebook.folder import Folder
    from ldn_rules.rulebook.nodes import Scalar
    from ldn_rules.rulebook.panel_model import Figure, Panel
    from ldn_rules.rulebook.problems import Problems
    from ldn_rules.rulebook.scope import Names
    from ldn_rules.rulebook.sources import Register
    from ldn_rules.rulebook.testcases import TestCase


class Statement(Struct, frozen=True):
    """One statement: ``rules`` and entries of the ``panel`` carry it, ``shown_by`` are rule and name of its tests.

    ``counter`` is source and what it says against it; ``awaits`` are rules that are not there yet.
    """

    id: str
    says: str
    kind: str
    rules: tuple[str, ...]
    panel: tuple[str, ...]
    sources: tuple[str, ...]
    figures: tuple[Figure, ...]
    caveats: tuple[str, ...]
    counter: tuple[tuple[str, str], ...]
    shown_by: tuple[tuple[str, str], ...]
    awaits: tuple[str, ...]


class Carriers(Struct, frozen=True):
    """What statements may name: names and figures of the folder, entries of the panel, tests by rule; the faults."""

    names: Names
    register: Register | None
    entries: Collection[str]
    tests: Mapping[str, Collection[str]]
    problems: Problems


def read_statements(
    folder: Folder,
    names: Names,
    register: Register | None,
    panel: Panel | None,
    tests: Mapping[str, Collection[TestCase]],
) -> tuple[Statement, ...]:
    """The statements by id; every rule, entry, source, figure and test they name must exist."""
    file = folder.single("statements")
    entries = [entry.id for entry in panel.entries] if panel else []
    named = {rule: [test.name for test in found] for rule, found in tests.items()}
    known = Carriers(names, register, entries, named, folder.problems)
    return tuple(_statement(key, one, known) for key, one in maps_of(file.root.map("statements") if file else None))


def _statement(key: Scalar, written: Map, known: Carriers) -> Statement:
    _check_carried(key, written, known)
    _check_awaited(key, written, known)
    counter = [item for item in written.items("counter") if isinstance(item, Map)]
    for source in (*texts_of(written, "sources"), *(one.text("source") for one in counter)):
        check_source(source, known.names.citations, known.problems)
    shown = [item for item in written.items("shown-by") if isinstance(item, Map)]
    for one in shown:
        _check_shown(one, known)
    return Statement(
        id=key.text,
        says=written.string("says"),
        kind=written.string("kind"),
        rules=_listed(written, "rules"),
        panel=_listed(written, "panel"),
        sources=_listed(written, "sources"),
        figures=figures_named(texts_of(written, "figures"), known.register, known.problems),
        caveats=_listed(written, "caveats"),
        counter=tuple((one.string("source"), one.string("says")) for one in counter),
        shown_by=tuple((one.string("rule"), one.string("test")) for one in shown),
        awaits=_listed(written, "awaits"),
    )


def _listed(written: Map, key: str) -> tuple[str, ...]:
    return tuple(text.text for text in texts_of(written, key))


def _check_carried(key: Scalar, written: Map, known: Carriers) -> None:
    for rule in texts_of(written, "rules"):
        check_rule_named(rule, "", known.names, known.problems)
    for entry in texts_of(written, "panel"):
        if entry.text not in known.entries:
            hint = suggestion(entry.text, known.entries)
            known.problems.add("E129", f"no entry `{entry.text}` in panel.yaml", entry, hint)
    if not _listed(written, "rules") and not _listed(written, "panel"):
        known.problems.add("E146", f"nothing carries {key.text}", key, "name rules, or entries of the panel")


def _check_awaited(key: Scalar, written: Map, known: Carriers) -> None:
    for rule in texts_of(written, "awaits"):
        if known.names.rules is not None and rule.text in known.names.rules:
            hint = "name it under `rules`, and a test of it under `shown-by`"
            known.problems.add("E146", f"{key.text} awaits {rule.text}, which is there", rule, hint)


def _check_shown(written: Map, known: Carriers) -> None:
    rule, test = written.text("rule"), written.text("test")
    if rule:
        check_rule_named(rule, "", known.names, known.problems)
    tests = known.tests.get(rule.text) if rule else None
    if rule and test and tests is not None and test.text not in tests:
        hint = suggestion(test.text, tests)
        known.problems.add("E146", f"{rule.text} has no test `{test.text}`", test, hint)
