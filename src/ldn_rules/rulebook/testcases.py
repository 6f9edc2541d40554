"""The tests that stand in the rule files, as typed values."""

from __future__ import annotations

import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Final

from msgspec import Struct

from ldn_rules.rulebook.diagnostics import suggestion
from ldn_rules.rulebook.nodes import Map, Scalar, Sequence, plain_data, texts_of
from ldn_rules.rulebook.scope import check_rule_named, near_rule
from ldn_rules.rulebook.testdays import check_days
from ldn_rules.rulebook.testfacts import read_facts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ldn_rules.rulebook.model import Rule, Span
    from ldn_rules.rulebook.panel_model import Panel
    from ldn_rules.rulebook.problems import Problems
    from ldn_rules.rulebook.scope import Names
    from ldn_rules.rulebook.testfacts import RoleFact

TODAY: Final = "2026-01-15"
"""Day 0 of a test that does not say its own."""

HISTORY_FROM: Final = -365
"""First day of the recorded history of a test that does not say its own."""

BANDS: Final = "bands"
"""Stands in ``quiet`` for the bands of a rule."""

BORN: Final = "1960-01-01"
"""Birth date of the patient of a test that does not say its own in ``also``."""

NO_MEDICINES: Final = "none"
"""Stands for ``list`` where the list says that there are no medicines."""

NO_PANEL: Final = "none"
"""Stands for ``panel`` where the list has none."""


class Expected(Struct, frozen=True):
    """One finding a test expects: ``kind`` is alert or cannot-assess."""

    rule: str
    kind: str
    severity: str
    history: bool
    span: Span


class TestCase(Struct, frozen=True):
    """One test. Days are numbers relative to the date ``today`` (day 0).

    Exactly one of ``list`` and ``facts`` is set: ``list`` are the medication entries as written (or the word
    ``none`` for a stated "no medicines"), ``facts`` one fact for each role of this rule alone. ``expect`` are
    all findings; ``quiet`` maps a rule to the named condition that alone kept it quiet, or ``bands``.
    ``history_from`` None: not given. ``panel`` are the entries that the panel has because of this list (or the word
    ``none`` for no panel); None: not asked.
    """

    __test__: ClassVar[bool] = False

    rule: str
    name: str
    span: Span
    today: str
    as_of: int
    history_from: int | None
    list: tuple[Mapping[str, Any], ...] | str | None
    also: Mapping[str, Any]
    facts: Mapping[str, RoleFact] | None
    expect: tuple[Expected, ...]
    quiet: Mapping[str, str]
    outcome: str | None
    panel: tuple[str, ...] | str | None = None


class Known(Struct, frozen=True):
    """What tests may name: the rules by id, the ids of those without fault, the folder's names; the faults."""

    rules: Mapping[str, Rule]
    sound: frozenset[str]
    names: Names
    problems: Problems
    panel: Panel | None = None


def read_tests(root: Map, known: Known) -> tuple[TestCase, ...]:
    """The tests of a rule file; every rule and condition they name must exist. Faults are reported."""
    own = known.rules.get(root.string("id"))
    if own is None:
        return ()
    written = [item for item in root.items("tests") if isinstance(item, Map)]
    _check_names(written, known.problems)
    return tuple(_test(item, own, known) for item in written)


def _test(written: Map, own: Rule, known: Known) -> TestCase:
    facts, also = written.map("facts"), written.map("also")
    _check_what(written, known.problems)
    _check_today(written, known.problems)
    check_days(written, written.string("today", TODAY), known.problems)
    expect = tuple(_expected(text, own if facts else None, known) for text in _expectations(written))
    return TestCase(
        rule=own.id,
        name=written.string("name"),
        span=written.span,
        today=written.string("today", TODAY),
        as_of=_number(written, "as-of", 0),
        history_from=None
        if written.string("history-from") == "none"
        else _number(written, "history-from", HISTORY_FROM),
        list=_list(written),
        also=MappingProxyType(plain_data(also) if also else {}),
        facts=_facts(written.keys["facts"], facts, own, known) if facts else None,
        expect=expect,
        quiet=_quiet(written, known),
        outcome=written.string("outcome") or None,
        panel=_panel(written, known),
    )


def _facts(key: Scalar, written: Map, own: Rule, known: Known) -> dict[str, RoleFact]:
    return read_facts(key, written, own, known.names, known.problems) if own.id in known.sound else {}


def _check_names(tests: list[Map], problems: Problems) -> None:
    seen: set[str] = set()
    for test in tests:
        name = test.text("name")
        if name and name.text in seen:
            problems.add("E134", f"a second test is named `{name.text}`", name, "say what is different")
        elif name:
            seen.add(name.text)


def _check_what(test: Map, problems: Problems) -> None:
    given = [test.keys[key] for key in ("list", "facts") if key in test.keys]
    if len(given) != 1 and not problems.spoilt(test):
        at = given[-1] if given else test.keys.get("name", test)
        problems.add("E140", "a test has either `list` or `facts`", at)
    written = test.get("list")
    if isinstance(written, Scalar) and isinstance(written.value, str) and written.text != NO_MEDICINES:
        problems.add("E140", f"`{written.text}` is no medication list", written, "write the entries, [] or none")
    since = test.text("history-from")
    if since and since.text != "none":
        problems.add("E140", f"`{since.text}` is no day", since, "write a day number, or none")
    _check_facts_only(test, problems)


def _check_facts_only(test: Map, problems: Problems) -> None:
    for key in ("also", "as-of", "history-from", "outcome", "panel"):
        if "facts" in test.keys and "list" not in test.keys and key in test.keys:
            problems.add("E140", f"`{key}` says nothing about facts", test.keys[key], "it goes with `list`")


def _check_today(test: Map, problems: Problems) -> None:
    written = test.text("today")
    if written is None or problems.spoilt(written):
        return
    try:
        datetime.date.fromisoformat(written.text)
    except ValueError:
        problems.add("E105", f"there is no day {written.text}", written)


def _number(test: Map, key: str, default: int) -> int:
    written = test.get(key)
    value = written.value if isinstance(written, Scalar) else None
    return value if isinstance(value, int) else default


def _list(test: Map) -> tuple[Mapping[str, Any], ...] | str | None:
    written = test.get("list")
    if isinstance(written, Sequence):
        return tuple(MappingProxyType(plain_data(item)) for item in written.items if isinstance(item, Map))
    return NO_MEDICINES if written else None


def _expectations(test: Map) -> list[Scalar]:
    """The well-formed ones; the schema reports the others."""
    return [text for text in texts_of(test, "expect") if 2 <= len(text.text.split()) <= 4]


def _expected(written: Scalar, alone: Rule | None, known: Known) -> Expected:
    """One finding; ``alone`` is the only rule that runs, in a test on facts."""
    rule, *words = written.text.split()
    history = words[-1] == "history"
    kind = "cannot-assess" if words[0] == "cannot-assess" else "alert"
    _check_reports(written, rule, known)
    if alone and rule != alone.id:
        known.problems.add("E140", f"a test on facts runs {alone.id} alone", written, "use a list to test other rules")
    return Expected(rule, kind, words[-2 if history else -1], history, written.span)


def _check_reports(written: Scalar, name: str, known: Known) -> None:
    rule = known.rules.get(name)
    if not known.names.knows_rule(name):
        known.problems.add("E124", f"no rule `{name}`", written, near_rule(name, known.names.rules or ()))
    elif rule and rule.kind == "guard":
        known.problems.add("E140", f"{name} is a guard and never reports", written)


def _panel(test: Map, known: Known) -> tuple[str, ...] | str | None:
    written = test.get("panel")
    if written is None:
        return None
    if not isinstance(written, Sequence):
        if isinstance(written, Scalar) and written.text != NO_PANEL:
            known.problems.add("E140", f"`{written.text}` is no panel", written, "write its entries, [] or none")
        return NO_PANEL
    entries = known.panel.conditional if known.panel else frozenset()
    named = texts_of(test, "panel")
    for name in named:
        if name.text not in entries:
            message = f"no entry `{name.text}` with `where` in panel.yaml"
            known.problems.add("E129", message, name, suggestion(name.text, entries))
    return tuple(name.text for name in named)


def _quiet(test: Map, known: Known) -> dict[str, str]:
    written = test.map("quiet")
    found: dict[str, str] = {}
    for name, key in written.keys.items() if written else ():
        assert written is not None
        condition = written.text(name)
        check_rule_named(key, "", known.names, known.problems)
        if condition and name in known.rules:
            if name in known.sound:
                _check_condition(condition, known.rules[name], known)
            found[name] = condition.text
    return found


def _check_condition(written: Scalar, rule: Rule, known: Known) -> None:
    lines = {line.name for case in rule.cases for line in (*case.when, *case.unless)}
    if known.names.tables is None or any(case.bands for case in rule.cases):
        lines.add(BANDS)
    if written.text not in lines:
        message = f"{rule.id} has no condition `{written.text}`"
        known.problems.add("E140", message, written, suggestion(written.text, lines))
