"""Facts written in a test: one for each role, with only the fields that matter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from ldn_rules.rulebook.constants import MINUTES_A_DAY, constant, never_of
from ldn_rules.rulebook.diagnostics import suggestion
from ldn_rules.rulebook.kinds import KINDS, NEVER, UNKNOWN, FieldType
from ldn_rules.rulebook.model import Absent
from ldn_rules.rulebook.nodes import Map, Scalar, Sequence, as_text, maps_of, plain_data
from ldn_rules.rulebook.scope import check_class

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ldn_rules.rulebook.kinds import Field, Kind
    from ldn_rules.rulebook.model import Rule
    from ldn_rules.rulebook.nodes import Node
    from ldn_rules.rulebook.problems import Problems
    from ldn_rules.rulebook.scope import Names

_SCALE: Final = {FieldType.DAY: 1, FieldType.MINUTE: MINUTES_A_DAY}
_NOTHING: Final = (-UNKNOWN, UNKNOWN)

Value = int | tuple[int, int]


class RoleFact(Struct, frozen=True):
    """The fact of one role: its kind, its classes, and the fields given. Days and minutes are relative to
    as_of; an unknown field is the interval of what it can be.
    """

    kind: str
    classes: frozenset[str]
    values: Mapping[str, Value]


def read_facts(key: Scalar, written: Map, rule: Rule, names: Names, problems: Problems) -> dict[str, RoleFact]:
    """The facts of a test by role; faults are reported. ``key`` is the word ``facts``."""
    kinds = _kinds_by_role(rule)
    _check_roles(key, written, rule, problems)
    found: dict[str, RoleFact] = {}
    for role, value in maps_of(written):
        kind = kinds.get(role.text)
        if kind is None:
            problems.add("E120", f"{rule.id} has no role `{role.text}`", role, suggestion(role.text, kinds))
        else:
            found[role.text] = fact = _fact(kind, value, names, problems)
            if _has_known_classes(value, names):
                _check_suits(role, fact, rule, problems)
    return found


def _check_roles(key: Scalar, written: Map, rule: Rule, problems: Problems) -> None:
    """Without a fact for each role of some case no condition is asked, and whatever is expected of silence holds."""
    wanted = [[role.name for role in case.roles] for case in rule.cases]
    lacking = [[name for name in names if name not in written.keys] for names in wanted]
    fewest = min(lacking, key=len, default=[])
    if fewest and not set(written.keys) - {name for names in wanted for name in names}:
        message = f"no fact for {' and '.join(f'`{name}`' for name in fewest)}: nothing of {rule.id} is tested"
        problems.add("E140", message, key, "give every role of the rule a fact")


def _check_suits(role: Scalar, fact: RoleFact, rule: Rule, problems: Problems) -> None:
    """A fact without the class that its role asks for would not be looked at."""
    asked = {one.drug_class for case in rule.cases for one in case.roles if one.name == role.text}
    asked |= {absent.drug_class for name, absent in _absent(rule) if name == role.text}
    if asked and None not in asked and not asked & fact.classes:
        names = " or ".join(f"`{name}`" for name in sorted(one for one in asked if one))
        problems.add("E140", f"`{role.text}` is of class {names}, and this fact is not", role, "add it to `classes`")


def _has_known_classes(fact: Map, names: Names) -> bool:
    listed = fact.get("classes")
    return listed is None or (
        isinstance(listed, Sequence) and {str(one) for one in plain_data(listed)} <= set(names.above)
    )


def _absent(rule: Rule) -> list[tuple[str, Absent]]:
    lines = (line for case in rule.cases for line in case.unless)
    return [(line.name, line.test) for line in lines if isinstance(line.test, Absent)]


def _kinds_by_role(rule: Rule) -> dict[str, Kind]:
    named = [(role.name, role.kind) for case in rule.cases for role in case.roles]
    named.extend((name, absent.kind) for name, absent in _absent(rule))
    return {name: KINDS[kind] for name, kind in named if kind in KINDS}


def _fact(kind: Kind, written: Map, names: Names, problems: Problems) -> RoleFact:
    values: dict[str, Value] = {}
    for name, node in written.values.items():
        field = kind.fields.get(name)
        if name == "classes":
            continue
        if field is None:
            hint = suggestion(name, {*kind.fields, "classes"})
            problems.add("E123", f"kind {kind.name} has no field `{name}`", written.keys[name], hint)
            continue
        value = _value(field, node, problems)
        if value is not None:
            values[name] = value
    return RoleFact(kind.name, _classes(written, names, problems), values)


def _classes(written: Map, names: Names, problems: Problems) -> frozenset[str]:
    """The classes given, with all that stand above them, as a list would give them."""
    node = written.get("classes")
    if node is not None and not isinstance(node, Sequence):
        hint = f"write [{node.text}]" if isinstance(node, Scalar) else "write a list"
        problems.add("E140", "`classes` is a list of classes", node, hint)
    found = [text for text in map(as_text, written.items("classes")) if text]
    for text in found:
        check_class(text, names, problems)
    return frozenset().union(*(names.above.get(text.text, frozenset({text.text})) for text in found))


def _value(field: Field, node: Node, problems: Problems) -> Value | None:
    if isinstance(node, Sequence):
        return _interval(field, node, problems)
    if not isinstance(node, Scalar) or problems.spoilt(node):
        return None
    if node.value == "unknown":
        return _NOTHING if _may_be_unknown(field, node, problems) else None
    return _exact(field, node, problems)


def _interval(field: Field, node: Sequence, problems: Problems) -> Value | None:
    ends = [_exact(field, item, problems) for item in node.items if isinstance(item, Scalar)]
    known = [end for end in ends if end is not None]
    if len(node.items) != 2 or len(known) != 2 or known[0] > known[1]:
        if None not in ends:
            problems.add("E140", f"`{field.name}` takes a value, or [lowest, highest]", node)
        return None
    return (known[0], known[1]) if _may_be_unknown(field, node, problems) else None


def _may_be_unknown(field: Field, node: Node, problems: Problems) -> bool:
    if not field.nullable:
        problems.add("E140", f"`{field.name}` is always known: one value", node)
    return field.nullable


def _exact(field: Field, node: Scalar, problems: Problems) -> int | None:
    if node.value == "never":
        never = never_of(field)
        if never is None:
            problems.add("E130", f"`{field.name}` cannot be never", node)
        return never
    scale = _SCALE.get(field.type)
    return _day(field, node, scale, problems) if scale else constant(field, node, problems)


def _day(field: Field, node: Scalar, scale: int, problems: Problems) -> int | None:
    value = node.value
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < NEVER:
        return value * scale
    problems.add("E140", f"`{field.name}` is a day: write its number relative to day 0", node, "such as -7, or never")
    return None
