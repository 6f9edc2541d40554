"""What a measure is held against: operators and their typed constants."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ldn_rules.rulebook.constants import constant, never_of
from ldn_rules.rulebook.kinds import FieldType
from ldn_rules.rulebook.model import Bound
from ldn_rules.rulebook.nodes import Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Sequence as Sequenced

    from ldn_rules.rulebook.measures import Measured
    from ldn_rules.rulebook.nodes import Map, Node
    from ldn_rules.rulebook.problems import Problems

_LOWER: Final = ("at-least", "more-than")
_UPPER: Final = ("at-most", "less-than")
_EQUAL: Final = ("is", "is-not")
OPERATORS: Final = (*_EQUAL, *_LOWER, *_UPPER)
"""Every operator of a comparison."""

_NAMES: Final = frozenset({"known", "unknown", "never"})
_DATES: Final = frozenset({FieldType.DAY, FieldType.MINUTE})
_UNORDERED: Final = frozenset({FieldType.FLAG, FieldType.ENUM})


def read_bounds(key: Scalar, line: Map, measured: Measured, problems: Problems) -> tuple[Bound, ...]:
    """The bounds of a line: one, or a lower and an upper one; empty if faulty (reported)."""
    used = [name for name in OPERATORS if name in line.keys]
    if not used:
        if not problems.spoilt(line):
            problems.add("E136", f"`{key.text}` compares nothing", key, f"add one of: {', '.join(OPERATORS)}")
        return ()
    if len(used) > 1 and not _is_range(used):
        message = f"`{used[0]}` and `{used[1]}` cannot stand in one line"
        problems.add("E106", message, line.keys[used[1]], "a line has one operator, or a lower and an upper bound")
        return ()
    found = tuple(_bound(name, line, measured, problems) for name in used)
    return tuple(bound for bound in found if bound is not None) if None not in found else ()


def read_bound(operator: str, line: Map, measured: Measured, problems: Problems) -> Bound | None:
    """The bound of one operator (of a band), or None (reported)."""
    return _bound(operator, line, measured, problems)


def report_no_size(open_ends: tuple[str, str], at: Node, problems: Problems) -> None:
    """Say that a difference of two ends that can both be open is held against a number of days."""
    first, second = open_ends
    message = f"`{first}` and `{second}` can both be open: which is later can be asked, not by how much"
    problems.add("E132", message, at, "compare with 0 days, or with a start")


def _is_range(used: Sequenced[str]) -> bool:
    return len(used) == 2 and used[0] in _LOWER and used[1] in _UPPER


def _bound(operator: str, line: Map, measured: Measured, problems: Problems) -> Bound | None:
    node = line.values[operator]
    if problems.spoilt(node):
        return None
    written = node.items if isinstance(node, Sequence) else (node,)
    if not _fits(operator, node, measured, problems):
        return None
    if len(written) == 1 and _says(written[0], "known", "unknown"):
        return _knowledge(operator, written[0], measured, problems)
    values = [_value(operator, item, measured, problems) for item in written if isinstance(item, Scalar)]
    known = [value for value in values if value is not None]
    if len(known) != len(written) or not _distinct(known, written, problems):
        return None
    if measured.open_ends and any(known):
        report_no_size(measured.open_ends, node, problems)
        return None
    text = ", ".join(item.text for item in written if isinstance(item, Scalar))
    return Bound(operator, tuple(known), text, node.span)


def _says(node: Node, *words: str) -> bool:
    return isinstance(node, Scalar) and node.value in words


def _fits(operator: str, node: Node, measured: Measured, problems: Problems) -> bool:
    """Whether the operator goes with the type of the field."""
    field = measured.field
    if operator not in _EQUAL and field.type in _UNORDERED:
        problems.add("E106", f"`{field.name}` has no order: `{operator}` does not apply", node, "use is or is-not")
        return False
    if field.type in _DATES and not measured.is_difference and not _says(node, *_NAMES):
        hint = "write `from: as-of` and `to:` this field, or the other way round; or `is: never`"
        problems.add("E131", f"`{field.name}` is a day: it can only be compared with another day", node, hint)
        return False
    return True


def _knowledge(operator: str, written: Node, measured: Measured, problems: Problems) -> Bound | None:
    """``is: known`` or ``is: unknown``."""
    assert isinstance(written, Scalar)
    if operator != "is":
        other = "unknown" if written.text == "known" else "known"
        problems.add("E106", f"`{operator}: {written.text}` is not used", written, f"write `is: {other}`")
        return None
    if measured.is_difference or not measured.field.nullable:
        problems.add("E130", f"`{measured.field.name}` is always known", written, "leave the line out")
        return None
    return Bound("is", (), written.text, written.span)


def _value(operator: str, written: Scalar, measured: Measured, problems: Problems) -> int | None:
    field = measured.field
    if written.value == "never":
        never = None if measured.is_difference or operator not in _EQUAL else never_of(field)
        if never is None:
            problems.add("E130", f"`{field.name}` cannot be held against `never` here", written)
        return never
    if written.value in {"known", "unknown"}:
        problems.add("E130", f"`{written.text}` stands alone, not in a list", written, f"write `is: {written.text}`")
        return None
    return constant(field, written, problems)


def _distinct(values: list[int], written: tuple[Node, ...], problems: Problems) -> bool:
    for place, value in enumerate(values):
        if value in values[:place]:
            problems.add("E134", "the same value twice", written[place], "leave one out")
            return False
    return True
