"""Sub-rules to Python source: the second evaluator's functions, written from the IR alone.

Two kinds of function. ``select(values)`` names the tests of one fact that hold; ``join(facts, ...)`` combines the
facts that passed. Both hold nothing but field names of the closed list of kinds and integers.
"""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Final

from ldn_rules.compiler.ir import EXACT, HIGH, KNOWN, LOW, MINUS, end_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ldn_rules.compiler.ir import SubRule

    Values = Mapping[str, int | tuple[int, int]]


Test = tuple[str, str, int]
"""Field, operator, constant."""

_OPERATORS: Final = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def tests_of(subrule: SubRule, role: int) -> tuple[Test, ...]:
    """The comparisons of the role's fact with constants."""
    own = (one for one in subrule.compares if one.role == role and one.other < 0)
    return tuple((one.field, one.op, one.constant) for one in own)


def selected(tests: Sequence[tuple[int, tuple[Test, ...]]], exact: tuple[str, ...], values: Values) -> list[int]:
    """What the function of :func:`select_source` answers, without writing it: for a fact or two that is quicker."""
    read: dict[str, int] = {}
    return [number for number, own in tests if all(_holds(test, exact, values, read) for test in own)]


def _holds(test: Test, exact: tuple[str, ...], values: Values, read: dict[str, int]) -> bool:
    """Whether a test holds; ``read`` keeps the values of fields."""
    field, sign, constant = test
    if field not in read:
        read[field] = _read(field, exact, values)
    held: bool = _OPERATORS[sign](read[field], constant)
    return held


def _read(field: str, exact: tuple[str, ...], values: Values) -> int:
    if field == EXACT:
        return int(all(_read(f"{name}{KNOWN}", (), values) for name in exact))
    if MINUS in field:
        left, right = field.split(MINUS)
        return _read(left, exact, values) - _read(right, exact, values)
    base, end = end_of(field)
    value = values[base]
    if isinstance(value, int):
        return value
    return {LOW: value[0], HIGH: value[1], KNOWN: int(value[0] == value[1])}[end]


def select_source(tests: Sequence[tuple[int, tuple[Test, ...]]], exact: tuple[str, ...]) -> str:
    """Source of ``select(values) -> list[int]``: the numbers whose tests all hold.

    ``exact`` are the nullable fields that must be known for the fact to be exact.
    """
    lines = ["def select(values):", "    hits = []"]
    used = sorted({field for _, own in tests for field, _, _ in own})
    lines += [f"    {_local(field)} = {_value('values', field, exact)}" for field in used]
    for number, own in tests:
        condition = " and ".join(f"{_local(field)} {operator} {constant}" for field, operator, constant in own)
        lines.append(f"    if {condition or 'True'}: hits.append({number})")
    return "\n".join([*lines, "    return hits"])


def join_source(subrule: SubRule, exact: Sequence[tuple[str, ...]]) -> str:
    """Source of ``join(facts, c0, c1, ...) -> list[tuple[int, ...]]``: the combinations that match.

    ``facts`` are the values of all facts, ``c0``... the places of those that passed each pattern's own tests, in
    pattern order (for a negated pattern: of the certain ones). No fact fills two roles. ``exact`` is per pattern.
    """
    lines = ["def join(facts, " + ", ".join(f"c{place}" for place in range(len(subrule.patterns))) + "):"]
    lines.append("    found = []")
    depth = 1
    for role in range(subrule.arity):
        pad = "    " * depth
        lines += [f"{pad}for i{role} in c{role}:", f"{pad}    v{role} = facts[i{role}]"]
        depth += 1
        conditions = [*_different(subrule, role), *_joins(subrule, role, exact)]
        if conditions:
            lines.append("    " * depth + f"if not ({' and '.join(conditions)}): continue")
    lines += _absent(subrule, depth, exact)
    places = "".join(f"i{role}, " for role in range(subrule.arity))
    lines.append("    " * depth + f"found.append(({places}))")
    return "\n".join([*lines, "    return found"])


def _absent(subrule: SubRule, depth: int, exact: Sequence[tuple[str, ...]]) -> list[str]:
    """Skip the combination if a fact of the negated pattern is there."""
    if subrule.arity == len(subrule.patterns):
        return []
    role, pad = subrule.arity, "    " * depth
    condition = " and ".join(_joins(subrule, role, exact)) or "True"
    there = f"any({condition} for v{role} in (facts[i] for i in c{role}))"
    return [f"{pad}if {there}: continue"]


def _different(subrule: SubRule, role: int) -> list[str]:
    kind = subrule.patterns[role].kind
    return [f"i{role} != i{other}" for other in range(role) if subrule.patterns[other].kind == kind]


def _joins(subrule: SubRule, role: int, exact: Sequence[tuple[str, ...]]) -> list[str]:
    return [
        f"{_value(f'v{role}', one.field, exact[role])} {one.op} "
        f"{_value(f'v{one.other}', one.other_field, exact[one.other])} + {one.constant}"
        for one in subrule.compares
        if one.role == role and one.other >= 0
    ]


def _value(values: str, field: str, exact: tuple[str, ...]) -> str:
    if field == EXACT:
        known = " and ".join(f"{values}[{name!r}][0] == {values}[{name!r}][1]" for name in exact)
        return f"int({known or 'True'})"
    if MINUS in field:
        return "({} - {})".format(*(_value(values, one, exact) for one in field.split(MINUS)))
    base, end = end_of(field)
    value = f"{values}[{base!r}]"
    return {"": value, LOW: f"{value}[0]", HIGH: f"{value}[1]", KNOWN: f"int({value}[0] == {value}[1])"}[end]


def _local(field: str) -> str:
    return "x_" + field.replace("-", "_").replace(MINUS, "__")
