"""The tests inside a rule as rows of a table: the list, what is expected of it, and whether it came out so."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from ldn_rules.compiler.wording import value_words
from ldn_rules.rulebook.kinds import KINDS
from ldn_rules.rulebook.testcases import NO_MEDICINES, TODAY
from ldn_rules.rulebook.testdays import DATES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ldn_rules.rulebook.testcases import TestCase
    from ldn_rules.rulebook.testfacts import RoleFact

_DAY_ZERO: Final = datetime.date.fromisoformat(TODAY).toordinal()

_FIRST: Final = ("name", "sig")
"""Keys of an entry whose value needs no name before it."""


class Row(Struct, frozen=True):
    """One test in words. ``given`` are its entries and what else the list says."""

    name: str
    given: tuple[str, ...]
    expected: tuple[str, ...]
    quiet: tuple[str, ...]
    passed: bool
    as_active: bool


def row_of(test: TestCase, *, passed: bool, as_active: bool) -> Row:
    """One row."""
    quiet = tuple(f"{rule}: {line}" for rule, line in test.quiet.items())
    return Row(test.name, tuple(_given(test)), tuple(_expected(test)), quiet, passed, as_active)


def _expected(test: TestCase) -> Iterator[str]:
    for one in test.expect:
        kind = " cannot assess" if one.kind == "cannot-assess" else ""
        yield f"{one.rule}{kind} {one.severity}{' (history)' if one.history else ''}"
    if not test.expect:
        yield "no finding"
    if test.outcome is not None:
        yield f"outcome {test.outcome}"
    if test.panel is not None:
        yield f"panel: {test.panel if isinstance(test.panel, str) else ', '.join(test.panel) or 'nothing of its own'}"


def _given(test: TestCase) -> Iterator[str]:
    if test.facts is not None:
        yield from (_fact(role, fact) for role, fact in test.facts.items())
        return
    if isinstance(test.list, str):
        yield f"medications: {NO_MEDICINES}"
    else:
        yield from (_entry(entry) for entry in test.list or ())
    for key, value in test.also.items():
        yield from _also(key, value)
    if test.today != TODAY:
        yield f"day 0 is {test.today}"
    if test.as_of:
        yield f"checked on day {test.as_of}"
    if test.history_from is None:
        yield "nothing is said of how far the history reaches back"


def _also(key: str, value: Any) -> Iterator[str]:
    words = key.replace("_", " ")
    if isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
        yield from (f"{words}: {_entry(one)}" for one in value)
    else:
        yield f"{words}: {_value(key, value)}"


def _entry(entry: Mapping[str, Any]) -> str:
    first = [str(entry[key]) for key in _FIRST if key in entry]
    rest = [f"{key.replace('_', ' ')} {_value(key, value)}" for key, value in entry.items() if key not in _FIRST]
    return "; ".join([*first, *rest])


def _value(key: str, value: Any) -> str:
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "not given"}[value]
    if key in DATES and isinstance(value, int):
        return f"day {value}"
    if isinstance(value, dict):
        return ", ".join(f"{name.replace('_', ' ')} {_value(name, one)}" for name, one in value.items())
    if isinstance(value, list):
        return ", ".join(_value(key, one) for one in value) or "empty"
    return str(value)


def _field(kind: str, name: str, value: int | tuple[int, int]) -> str:
    return value_words(value if isinstance(value, tuple) else (value, value), KINDS[kind].field(name), _DAY_ZERO)


def _fact(role: str, fact: RoleFact) -> str:
    values = [f"{name} {_field(fact.kind, name, value)}" for name, value in fact.values.items()]
    classes = ", ".join(sorted(fact.classes))
    return "; ".join([f"fact {role} ({fact.kind}{f' of {classes}' if classes else ''})", *values])
