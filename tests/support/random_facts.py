"""Seeded random fact sets, most of them pushed to the edges of a program's comparisons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ldn_rules.facts.model import MAIN, Fact, FactSet
from ldn_rules.rulebook.kinds import KINDS, NEVER, NEVER_MINUTE, UNKNOWN, Field, FieldType

if TYPE_CHECKING:
    from random import Random

    from ldn_rules.compiler.ir import Compare, Program, SubRule

AS_OF = 739_000
SMALL = {FieldType.FLAG: 2, FieldType.ENUM: 0}


def make_fact(kind: str, place: int = 0, classes: tuple[str, ...] = (), **values: Any) -> Fact:
    """A fact of the kind with every field: as given (dashes as underscores), else 0."""
    given = {name.replace("_", "-"): value for name, value in values.items() if name != "certain"}
    filled: dict[str, Any] = {}
    for name, spec in KINDS[kind].fields.items():
        value = given.pop(name, place if name == "n" else 0)
        filled[name] = (value, value) if spec.nullable and isinstance(value, int) else value
    assert not given, given
    certain = bool(values.get("certain", True))
    return Fact(kind, place, MAIN, filled, frozenset(classes), {}, (), certain=certain)


def fact_set(*facts: Fact) -> FactSet:
    """The facts of one patient."""
    return FactSet(AS_OF, facts, holds_naltrexone=True)


def random_facts(random: Random, program: Program, classes: tuple[str, ...], most: int = 9) -> FactSet:
    """At most so many facts, seven of ten pushed to the edges of a random sub-rule, one in eight nullable fields
    unknown.
    """
    drafts: list[dict[str, Any]] = []
    while len(drafts) < random.randint(1, most) - 1:
        if program.subrules and random.random() < 0.7:
            drafts += _at_the_edge(random, random.choice(program.subrules))
        else:
            drafts.append(_draft(random, random.choice(list(KINDS)), classes))
    random.shuffle(drafts)
    return fact_set(*(_fact(place, draft) for place, draft in enumerate(drafts[:most])))


def _fact(place: int, draft: dict[str, Any]) -> Fact:
    values = {**draft["values"], "n": place}
    return Fact(draft["kind"], place, MAIN, values, frozenset(draft["classes"]), {}, (), certain=bool(draft["certain"]))


def _draft(random: Random, kind: str, classes: tuple[str, ...]) -> dict[str, Any]:
    values = {name: _value(random, spec) for name, spec in KINDS[kind].fields.items()}
    chosen = {name for name in classes if random.random() < 0.5}
    return {"kind": kind, "classes": chosen, "values": values, "certain": random.random() < 0.8}


def _value(random: Random, spec: Field) -> int | tuple[int, int]:
    number = _number(random, spec)
    return _interval(random, spec, number) if spec.nullable else number


def _number(random: Random, spec: Field) -> int:
    match spec.type:
        case FieldType.FLAG:
            return random.randint(0, 1)
        case FieldType.ENUM:
            return random.randrange(len(spec.values))
        case FieldType.MINUTE:
            return NEVER_MINUTE if random.random() < 0.15 else random.randint(-30_000, 45_000)
        case FieldType.DOSE:
            return random.randint(-20, 30) * 250_000 + random.choice((-1, 0, 1))
        case FieldType.RATIO | FieldType.LEVEL:
            return random.randint(-20, 30) * 500 + random.choice((-1, 0, 1))
        case FieldType.DAY | FieldType.DAYS:
            return NEVER if random.random() < 0.15 else random.randint(-25, 35)
        case _:
            return random.randint(-25, 35)


def _interval(random: Random, spec: Field, number: int) -> tuple[int, int]:
    """Mostly known, sometimes unknown, half open or narrow; a flag is known or either."""
    chosen = random.random()
    if chosen < 0.08:
        return -UNKNOWN, UNKNOWN
    if spec.type is FieldType.FLAG:
        return (0, 1) if chosen < 0.16 else (number, number)
    if chosen < 0.12:
        return random.choice(((-UNKNOWN, number), (number, UNKNOWN)))
    width = random.choice((1, 2, 5)) if chosen < 0.25 else 0
    return number, number + width


def _at_the_edge(random: Random, subrule: SubRule) -> list[dict[str, Any]]:
    """Facts for every pattern of the sub-rule, its comparisons met, just met or just missed."""
    drafts = [_draft(random, pattern.kind, ()) for pattern in subrule.patterns]
    for draft, pattern in zip(drafts, subrule.patterns, strict=True):
        draft["classes"] = set(pattern.classes)
    for compare in subrule.compares:
        if random.random() < 0.9:
            _push(random, drafts, compare)
    keep = len(drafts) if random.random() < 0.5 else subrule.arity
    return drafts[:keep]


def _push(random: Random, drafts: list[dict[str, Any]], compare: Compare) -> None:
    draft = drafts[compare.role]
    base, _, end = compare.field.rpartition("_")
    spec = KINDS[draft["kind"]].fields.get(base or compare.field)
    if spec is None or end == "k" or "~" in compare.field:
        return
    target = compare.constant + random.choice((-1, 0, 0, 1))
    if compare.other >= 0:
        target += _end_of(drafts[compare.other]["values"], compare.other_field)
    draft["values"][spec.name] = _pushed(random, spec, draft["values"][spec.name], end if base else "", target)


def _pushed(random: Random, spec: Field, old: int | tuple[int, int], end: str, target: int) -> int | tuple[int, int]:
    size = {FieldType.FLAG: 2, FieldType.ENUM: len(spec.values)}.get(spec.type)
    value = target if size is None else min(max(target, 0), size - 1)
    if isinstance(old, int):
        return value
    if size is not None:
        return (0, size - 1) if random.random() < 0.2 else (value, value)
    if random.random() < 0.6:
        return value, value
    return (value, max(value, old[1])) if end == "lo" else (min(value, old[0]), value)


def _end_of(values: dict[str, Any], name: str) -> int:
    base, _, end = name.rpartition("_")
    value = values[base or name]
    return int(value if isinstance(value, int) else value[0 if end == "lo" else 1])
