"""Named lines of ``when``, ``unless``, ``any`` and ``where`` to typed tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ldn_rules.rulebook.bounds import OPERATORS, read_bounds
from ldn_rules.rulebook.measures import read_measure
from ldn_rules.rulebook.model import Absent, AnyOf, Comparison, Line, Membership, Overlap
from ldn_rules.rulebook.nodes import maps_of, texts_of
from ldn_rules.rulebook.scope import kind_named

if TYPE_CHECKING:
    from collections.abc import Callable

    from ldn_rules.rulebook.model import Test
    from ldn_rules.rulebook.nodes import Map, Scalar
    from ldn_rules.rulebook.scope import Scope

_FORMS: Final = (
    ("any", frozenset({"any"})),
    ("overlap", frozenset({"overlap"})),
    ("kind", frozenset({"kind", "class", "where"})),
    ("is-a", frozenset({"of", "is-a"})),
    ("is-not-a", frozenset({"of", "is-not-a"})),
    ("from", frozenset({"from", "to", *OPERATORS})),
    ("of", frozenset({"of", "field", *OPERATORS})),
)
"""The forms of a line: the key that tells, and all keys that may stand with it."""


def read_lines(parent: Map | None, scope: Scope, *, absent: bool = False) -> tuple[Line, ...]:
    """All lines of a mapping; ``absent`` allows the form with ``kind`` (only under ``unless``)."""
    found = (_line(key, value, scope, absent=absent) for key, value in maps_of(parent))
    return tuple(line for line in found if line is not None)


def _line(key: Scalar, value: Map, scope: Scope, *, absent: bool) -> Line | None:
    form = next((name for name, _ in _FORMS if name in value.keys), None)
    if form is None:
        if not scope.problems.spoilt(value):
            hint = "write `of` and `field`, `of` and `is-a`, `from` and `to`, `overlap` or `any`"
            scope.problems.add("E136", f"`{key.text}` compares nothing", key, hint)
        return None
    if form == "kind" and not absent:
        scope.problems.add("E106", "`kind` stands only under `unless`", value.keys["kind"])
        return None
    _check_keys(form, value, scope)
    test = _READERS[form](key, value, scope)
    return Line(key.text, test, key.span) if test else None


def _check_keys(form: str, value: Map, scope: Scope) -> None:
    allowed = dict(_FORMS)[form]
    known = frozenset().union(*dict(_FORMS).values())
    for name, key in value.keys.items():
        if name not in allowed and name in known:
            scope.problems.add("E106", f"`{name}` cannot stand beside `{form}`", key, "make it a line of its own")


def _any(_key: Scalar, value: Map, scope: Scope) -> Test | None:
    lines = read_lines(value.map("any"), scope)
    return AnyOf(lines) if lines else None


def _overlap(_key: Scalar, value: Map, scope: Scope) -> Test | None:
    roles = texts_of(value, "overlap")
    known = [role for role in roles if scope.has_role(role) and _spans_days(role, scope)]
    if len(known) != 2:
        return None
    if known[0].text == known[1].text:
        scope.problems.add("E120", f"`{known[0].text}` overlaps itself", known[1], "name two roles")
    return Overlap(known[0].text, known[1].text)


def _spans_days(role: Scalar, scope: Scope) -> bool:
    kind = scope.roles[role.text]
    if kind is None or {"start", "last"} <= set(kind.fields):
        return True
    message = f"`{role.text}` is of kind {kind.name}, which has no start and last"
    scope.problems.add("E123", message, role, "only spans of days overlap")
    return False


def _absent(key: Scalar, value: Map, scope: Scope) -> Test | None:
    written, drug_class = value.text("kind"), value.text("class")
    kind = kind_named(written, scope.problems) if written else None
    if key.text in scope.roles:
        scope.problems.add("E134", f"`{key.text}` is already a role", key, "give the line another name")
    inner = scope.with_role(key.text, kind)
    named = scope.drug_class(drug_class) if drug_class else None
    return Absent(written.text if written else "", named, read_lines(value.map("where"), inner))


def _membership(_key: Scalar, value: Map, scope: Scope) -> Test | None:
    of, positive, negative = (value.text(name) for name in ("of", "is-a", "is-not-a"))
    named = positive or negative
    if of is None or named is None:
        return None
    known = scope.has_role(of)
    drug_class = scope.drug_class(named)
    return Membership(of.text, drug_class, negated=positive is None) if known else None


def _comparison(key: Scalar, value: Map, scope: Scope) -> Test | None:
    measured = read_measure(value, scope)
    if measured is None:
        if "of" in value.keys and "field" not in value.keys and not scope.problems.spoilt(value):
            scope.problems.add("E136", f"`{key.text}` compares nothing", key, "write `field` or `is-a` beside `of`")
        return None
    bounds = read_bounds(key, value, measured, scope.problems)
    return Comparison(measured.measure, bounds) if bounds else None


_READERS: Final[dict[str, Callable[[Scalar, Map, Scope], Test | None]]] = {
    "any": _any,
    "overlap": _overlap,
    "kind": _absent,
    "is-a": _membership,
    "is-not-a": _membership,
    "from": _comparison,
    "of": _comparison,
}
