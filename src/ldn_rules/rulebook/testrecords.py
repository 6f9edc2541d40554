"""The record that the list of a test stands for: day numbers become dates, quoted numbers numbers."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from ldn_rules.rulebook.testcases import BORN, NO_MEDICINES
from ldn_rules.rulebook.testdays import DATES

if TYPE_CHECKING:
    from ldn_rules.rulebook.testcases import TestCase

_NUMBERS: Final = frozenset(
    {"value", "times", "times_max", "per", "per_max", "days_supply", "refills", "fill_number", "low", "high"}
)
_NUMBER: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


def record(test: TestCase) -> dict[str, Any]:
    """The medication list of a test, as read from JSON with exact decimals (docs/guide/using.md "The list in JSON").

    ``as_of``, ``history_from`` and the birth date are dates; ``also`` adds its keys or replaces them. ValueError if
    the test is on facts.
    """
    if test.list is None:
        raise ValueError(f"test {test.name!r} of {test.rule} is on facts and has no list")
    day_zero = datetime.date.fromisoformat(test.today).toordinal()
    medications = NO_MEDICINES if isinstance(test.list, str) else [_converted(dict(e), day_zero) for e in test.list]
    found: dict[str, Any] = {"patient": {"birth_date": BORN}, "as_of": _iso(day_zero + test.as_of)}
    found["medications"] = medications
    if test.history_from is not None:
        found["history_from"] = _iso(day_zero + test.history_from)
    return {**found, **_converted(dict(test.also), day_zero)}


def _converted(value: Any, day_zero: int) -> Any:
    if isinstance(value, list):
        return [_converted(item, day_zero) for item in value]
    if not isinstance(value, dict):
        return value
    return {key: _item(key, item, day_zero) for key, item in value.items()}


def _item(key: str, value: Any, day_zero: int) -> Any:
    if key in DATES and isinstance(value, int) and not isinstance(value, bool):
        return _iso(day_zero + value)
    if key in _NUMBERS and isinstance(value, str) and _NUMBER.fullmatch(value):
        return Decimal(value)
    return _converted(value, day_zero)


def _iso(ordinal: int) -> str:
    return datetime.date.fromordinal(ordinal).isoformat()
