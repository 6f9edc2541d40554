"""How the facts of one shard look to the engine: which properties each kind carries, in which groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from ldn_rules.engine import names
from ldn_rules.engine.errors import RulesetRefusedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ldn_rules.compiler.ir import Compare, Program, SubRule

GROUP: Final = 25
"""Patterns under one group flag; the engine fails when one fact reaches more than 64 sibling nodes."""

GROUPS: Final = 60
"""Group flags of one kind, siblings themselves."""


class Layout(Struct, frozen=True):
    """The engine's view of one kind (``negated``: of its copies for "no such fact").

    ``number`` is the value of the kind property, ``fields`` the IR fields and ``classes`` the class flags sent,
    ``groups`` how many group flags.
    """

    kind: str
    negated: bool
    number: int
    fields: tuple[str, ...]
    classes: tuple[str, ...]
    groups: int


class Shard(Struct, frozen=True):
    """Sub-rules that share one engine rule set: its JSON and the layouts of its facts."""

    subrules: tuple[int, ...]
    ruleset: str
    layouts: tuple[Layout, ...]


Place = tuple[int, int]
"""(place of the sub-rule in the program, role)."""


def groups_of(program: Program, subrules: tuple[int, ...]) -> dict[Place, int]:
    """The group of every pattern: patterns with the same tests stand together, ``GROUP`` of a kind in each."""
    members: dict[tuple[str, bool], list[tuple[tuple[object, ...], Place]]] = {}
    for place in subrules:
        subrule = program.subrules[place]
        for role, pattern in enumerate(subrule.patterns):
            tests = tuple((one.field, one.op, one.constant) for one in own_compares(subrule, role))
            key = (pattern.classes, pattern.not_classes, tests)
            members.setdefault((pattern.kind, pattern.negated), []).append((key, (place, role)))
    return {place: number // GROUP for found in members.values() for number, (_, place) in enumerate(sorted(found))}


def layouts_of(program: Program, groups: Mapping[Place, int]) -> tuple[Layout, ...]:
    """The layouts of all kinds that the grouped patterns speak of."""
    kinds = sorted({_key(program, place) for place in groups})
    return tuple(_layout(program, groups, kind, number) for number, kind in enumerate(kinds, names.HEADER + 1))


def own_compares(subrule: SubRule, role: int) -> tuple[Compare, ...]:
    """The comparisons of the role's fact with constants."""
    return tuple(one for one in subrule.compares if one.role == role and one.other < 0)


def joins(subrule: SubRule, role: int) -> tuple[Compare, ...]:
    """The comparisons of the role's fact with a fact before it."""
    return tuple(one for one in subrule.compares if one.role == role and one.other >= 0)


def _key(program: Program, place: Place) -> tuple[str, bool]:
    pattern = program.subrules[place[0]].patterns[place[1]]
    return pattern.kind, pattern.negated


def _layout(program: Program, groups: Mapping[Place, int], kind: tuple[str, bool], number: int) -> Layout:
    places = [place for place in groups if _key(program, place) == kind]
    count = 1 + max(groups[place] for place in places)
    if count > GROUPS:
        raise RulesetRefusedError(f"{len(places)} patterns of kind '{kind[0]}', at most {GROUP * GROUPS}")
    classes: set[str] = set()
    for subrule, role in places:
        pattern = program.subrules[subrule].patterns[role]
        classes.update(pattern.classes, pattern.not_classes)
    return Layout(kind[0], kind[1], number, _fields(program, places), tuple(sorted(classes)), count)


def _fields(program: Program, places: Iterable[Place]) -> tuple[str, ...]:
    found: set[str] = set()
    for subrule, role in places:
        for one in program.subrules[subrule].compares:
            found.update([one.field] if one.role == role else [])
            found.update([one.other_field] if one.other == role else [])
    return tuple(sorted(found))
