"""Days of a test: each is a number that is a day of the calendar, or a date as ISO 8601 writes it."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING, Final

from ldn_rules.rulebook.nodes import Map, Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ldn_rules.rulebook.nodes import Node
    from ldn_rules.rulebook.problems import Problems

DATES: Final = frozenset(
    {"start", "end", "last_taken", "last_filled", "list_date", "birth_date", "onset", "abatement", "date", "issued"}
)
"""Keys of a record whose whole numbers are days relative to day 0."""

_DATE: Final = re.compile(r"[0-9]{4}(?:-[0-9]{2})?|([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ].+)?")
_OF_TEST: Final = frozenset({"as-of", "history-from"})

_HINT: Final = 'a number of days from day 0 such as -100, or a date in quotes such as "2026-01-15"'


def check_days(test: Map, today: str, problems: Problems) -> None:
    """Report numbers that lead out of the calendar from the day that is day 0, and texts that are no date."""
    try:
        day_zero = datetime.date.fromisoformat(today).toordinal()
    except ValueError:
        return  # already reported
    own = [(name, node) for name, node in test.values.items() if name in _OF_TEST]
    listed = [pair for key in ("list", "also") if key in test.values for pair in _dates(test.values[key])]
    for name, node in (*own, *listed):
        if isinstance(node, Scalar) and _is_number(node) and not _is_day(day_zero + int(node.value or 0)):
            problems.add(
                "E140", f"`{name}: {node.text}` lies outside the calendar", node, "a number of days from day 0"
            )
    for name, node in listed:
        if (
            isinstance(node, Scalar)
            and isinstance(node.value, str)
            and not problems.spoilt(node)
            and not _is_date(node)
        ):
            problems.add("E140", f"`{name}: {node.text}` is no day", node, _HINT)


def _dates(node: Node) -> Iterator[tuple[str, Node]]:
    if isinstance(node, Sequence):
        for item in node.items:
            yield from _dates(item)
    elif isinstance(node, Map):
        for name, value in node.values.items():
            if name in DATES:
                yield name, value
            yield from _dates(value)


def _is_date(node: Scalar) -> bool:
    found = _DATE.fullmatch(node.text)
    try:
        return found is not None and (found[1] is None or bool(datetime.date.fromisoformat(found[1])))
    except ValueError:
        return False


def _is_number(node: Scalar) -> bool:
    return isinstance(node.value, int) and not isinstance(node.value, bool)


def _is_day(ordinal: int) -> bool:
    return 1 <= ordinal <= datetime.date.max.toordinal()
