"""The cases of a rule: each with the roles, conditions and defaults of the rule merged in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from ldn_rules.rulebook.bands import check_easing, read_bands
from ldn_rules.rulebook.conditions import read_lines
from ldn_rules.rulebook.kinds import FieldType
from ldn_rules.rulebook.model import AnyOf, Case, Moment, Unknown
from ldn_rules.rulebook.nodes import Map, maps_of, texts_of
from ldn_rules.rulebook.scope import Scope, check_other_than, check_rule_named, read_role

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ldn_rules.rulebook.kinds import Kind
    from ldn_rules.rulebook.model import Bands, Line, Role
    from ldn_rules.rulebook.nodes import Scalar
    from ldn_rules.rulebook.problems import Problems
    from ldn_rules.rulebook.scope import Names


_EASING: Final = frozenset({"washout", "after"})
"""Phases whose bands count the days since a last use."""


class Shared(Struct, frozen=True):
    """What the cases of a rule share: the rule's own mapping, the folder's names, the faults."""

    root: Map
    names: Names
    problems: Problems


def read_case(key: Scalar, name: str, own: Map | None, shared: Shared) -> Case:
    """One case; ``own`` is None where the rule itself is the only case. Faults are reported."""
    levels = [shared.root] if own is None else [shared.root, own]
    roles, scope = _roles(levels, shared)
    if not any(level.keys.get("match") for level in levels) and not any(map(shared.problems.spoilt, levels)):
        shared.problems.add("E101", f"`{key.text}`: nobody takes part", key, "add `match`")
    when = tuple(line for level in levels for line in read_lines(level.map("when"), scope))
    unless = tuple(line for level in levels for line in read_lines(level.map("unless"), scope, absent=True))
    _check_line_names((*when, *unless), shared.problems)
    anchors = shared.root.map("match") or levels[-1].map("match") or Map(key.span)
    return Case(
        name=name,
        anchors=tuple(anchors.keys),
        roles=roles,
        when=when,
        unless=unless,
        severity=levels[-1].string("severity") or None,
        bands=_bands(levels[-1], scope, _inherited("phase", levels)),
        outcome=_inherited("outcome", levels) or "alert",
        unknown=_unknown(levels, shared),
        moment=_moment(levels, scope),
        phase=_inherited("phase", levels),
        message=own.string("message") or None if own else None,
        span=key.span,
    )


def _roles(levels: list[Map], shared: Shared) -> tuple[tuple[Role, ...], Scope]:
    scope = Scope({}, shared.names, shared.problems)
    found: list[tuple[Map, Role, Kind | None]] = []
    for key, value in (entry for level in levels for entry in maps_of(level.map("match"))):
        role, kind = read_role(key, value, scope)
        if key.text in scope.roles:
            shared.problems.add("E134", f"`{key.text}` is already a role of the rule", key, "give it another name")
            continue
        scope = scope.with_role(key.text, kind)
        found.append((value, role, kind))
    for value, role, kind in found:
        check_other_than(value, role, kind, scope)
    return tuple(role for _, role, _ in found), scope


def _check_line_names(lines: Iterable[Line], problems: Problems) -> None:
    seen: set[str] = set()
    for line in _with_inner(lines):
        if line.name in seen:
            message = f"two conditions are named `{line.name}`"
            problems.add_at("E134", message, line.span, len(line.name), "each condition of a case needs its own name")
        seen.add(line.name)


def _with_inner(lines: Iterable[Line]) -> Iterator[Line]:
    for line in lines:
        yield line
        if isinstance(line.test, AnyOf):
            yield from line.test.lines


def _bands(level: Map, scope: Scope, phase: str | None) -> Bands | None:
    written = level.map("bands")
    found = read_bands(level.keys["bands"], written, scope) if written else None
    if found and phase in _EASING:
        check_easing(found.rows, scope.problems)
    return found


def _inherited(key: str, levels: list[Map]) -> str | None:
    return next((level.string(key) for level in reversed(levels) if level.text(key)), None)


def _unknown(levels: list[Map], shared: Shared) -> Unknown:
    written = next((level.map("unknown") for level in reversed(levels) if level.map("unknown")), None)
    if written is None:
        return Unknown("cannot-assess")
    single, severity = written.text("reported-by"), written.string("severity")
    rules = [single] if single else texts_of(written, "reported-by")
    for rule in rules:
        check_rule_named(rule, shared.root.string("id"), shared.names, shared.problems)
    if rules:
        named = tuple(rule.text for rule in rules)
        return Unknown("reported-by", rule=named[0], rules=named)
    return Unknown("severity", severity=severity) if severity else Unknown("quiet")


def _moment(levels: list[Map], scope: Scope) -> Moment:
    written = next((level.map("moment") for level in reversed(levels) if level.map("moment")), None)
    if written is None:
        return Moment()
    day = written.text("day")
    if day:
        return _day_moment(day, scope)
    roles = [role for role in texts_of(written, "last-shared-day") if scope.has_role(role)]
    return Moment(shared=tuple(role.text for role in roles))


def _day_moment(day: Scalar, scope: Scope) -> Moment:
    place = scope.place(day)
    if place is None or place.field is None:
        return Moment()
    if place.field.type not in {FieldType.DAY, FieldType.MINUTE}:
        scope.problems.add("E131", f"`{day.text}` is not a day", day, "name a field that is a day")
    return Moment(place.role, place.field.name)
