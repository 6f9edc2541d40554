"""A program to engine rule sets: nothing but the exact subset, every hazard guarded.

Each rule is ``all`` of one to four patterns, each pattern one ``$and``: the kind first (the engine's own state fact
has none), the group flag, class flags and constant tests, then comparisons with facts before it, and last the kind
again inside an ``$and`` of its own. Without that end the engine reads past a marker when the last comparison with
another fact is false. One activation carries all matches (``cap``). The rule ``zz`` matches every fact, so that
the ids that arrived can be compared with those that were sent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ldn_rules.compiler.ir import POSSIBLE
from ldn_rules.engine import names
from ldn_rules.engine.errors import RulesetRefusedError
from ldn_rules.engine.layout import Layout, Shard, groups_of, joins, layouts_of, own_compares
from ldn_rules.rulebook.context_kinds import CONTEXT_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ldn_rules.compiler.ir import Compare, Program, SubRule

Condition = dict[str, object]

CAP: Final = 65535
"""All matches in one activation; a greater number wraps round."""

SIBLINGS: Final = 60
"""Different tests under one node; the engine fails beyond 64."""

PROPERTIES: Final = 120
"""Properties of one fact; the engine fails from 252 on."""

LOT: Final = 16
"""Sub-rules of classes that few ask for in one rule set."""

_RARE: Final = frozenset({kind.name for kind in CONTEXT_KINDS} - {"patient"} | {"duplicate", "pair"})
"""Kinds of facts that most lists have none of: beside medicines all but that of the person."""

OPERATORS: Final = {"<": "$lt", "<=": "$lte", ">": "$gt", ">=": "$gte", "!=": "$neq"}


def shards_of(program: Program) -> tuple[Shard, ...]:
    """The engine rule sets of the program; RulesetRefusedError if the subset cannot carry them.

    A state costs as much as its rule set has patterns, so sub-rules that are rarely asked together stand apart: those
    on one fact or on facts of no class, which nearly every list asks, those that join facts, of both those that need a
    fact of a rare kind, and of all the possible ones, only asked where something is unknown. Of those that join facts,
    moreover, those that ask for one class.
    """
    parts: dict[tuple[bool, bool, bool], list[int]] = {}
    for place, one in enumerate(program.subrules):
        joins_class = len(one.patterns) > 1 and bool(one.patterns[0].classes)
        rare = any(pattern.kind in _RARE for pattern in one.patterns[: one.arity])
        parts.setdefault((one.mode == POSSIBLE, joins_class, rare), []).append(place)
    lots = (
        lot for key, places in sorted(parts.items()) for lot in (_by_class(program, places) if key[1] else [places])
    )
    return tuple(emit_shard(program, tuple(lot)) for lot in lots)


def _by_class(program: Program, places: list[int]) -> list[list[int]]:
    """Sub-rules in lots of about ``LOT``, those together whose first pattern asks for the same classes."""
    asked: dict[tuple[str, ...], list[int]] = {}
    for place in places:
        asked.setdefault(program.subrules[place].patterns[0].classes, []).append(place)
    lots = [together for together in asked.values() if len(together) >= LOT]
    few: list[int] = []
    for together in asked.values():
        if len(together) >= LOT:
            continue
        if few and len(few) + len(together) > LOT:
            lots.append(few)
            few = []
        few += together
    return [sorted(lot) for lot in (*lots, few) if lot]


def emit_shard(program: Program, places: tuple[int, ...]) -> Shard:
    """The engine rule set of these sub-rules."""
    groups = groups_of(program, places)
    layouts = layouts_of(program, groups)
    by_kind = {(one.kind, one.negated): one for one in layouts}
    rules: dict[str, object] = {names.SEEN_RULE: _rule([{names.ALIASES[0]: {names.SEEN: 1}}])}
    for place in places:
        subrule = program.subrules[place]
        slots = [
            _slot(subrule, role, by_kind[pattern.kind, pattern.negated], groups[place, role])
            for role, pattern in enumerate(subrule.patterns)
        ]
        rules[names.rule_name(place)] = _rule(slots)
    _refuse(layouts)
    return Shard(places, _json(rules), layouts)


def _json(rules: Mapping[str, object]) -> str:
    import msgspec

    return msgspec.json.encode(rules).decode()


def _rule(slots: list[Condition]) -> Condition:
    return {"all": slots, "cap": CAP}


def _slot(subrule: SubRule, role: int, layout: Layout, group: int) -> Condition:
    alias = names.ALIASES[role] + ("$not" if layout.negated else "")
    return {alias: {"$and": [*_tests(subrule, role, layout, group), {"$and": [{names.KIND: layout.number}]}]}}


def _tests(subrule: SubRule, role: int, layout: Layout, group: int) -> Iterable[Condition]:
    pattern = subrule.patterns[role]
    yield {names.KIND: layout.number}
    yield {names.group_name(group): 1}
    for one in pattern.classes:
        yield {names.class_name(one): 1}
    for one in pattern.not_classes:
        yield {names.class_name(one): 0}
    yield from (_test(compare, compare.constant) for compare in own_compares(subrule, role))
    yield from (_test(compare, _sum(compare)) for compare in joins(subrule, role))


def _test(compare: Compare, right: object) -> Condition:
    pair = {names.property_name(compare.field): right}
    return pair if compare.op == "==" else {OPERATORS[compare.op]: pair}


def _sum(compare: Compare) -> Condition:
    """The other fact's property plus the constant."""
    other: Condition = {names.ALIASES[compare.other]: names.property_name(compare.other_field)}
    if compare.constant == 0:
        return other
    operator = "$add" if compare.constant > 0 else "$sub"
    return {operator: {"$l": other, "$r": abs(compare.constant)}}


def _refuse(layouts: tuple[Layout, ...]) -> None:
    """RulesetRefusedError for names with one hash, too many kinds, or too many properties."""
    if len(layouts) > SIBLINGS:
        raise RulesetRefusedError(f"{len(layouts)} kinds of facts, at most {SIBLINGS}")
    every = ["sid", "id", names.KIND, names.SEEN, *names.ALIASES]
    for one in layouts:
        size = 4 + one.groups + len(one.fields) + len(one.classes)
        if size > PROPERTIES:
            raise RulesetRefusedError(f"{size} properties in facts of kind '{one.kind}', at most {PROPERTIES}")
        every += map(names.group_name, range(one.groups))
        every += [*map(names.property_name, one.fields), *map(names.class_name, one.classes)]
    names.refuse_collisions(every)
