"""Which nullable fields decide between certain and possible, by kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ldn_rules.compiler.ir import HIGH, LOW, MINUS
from ldn_rules.rulebook.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ldn_rules.compiler.ir import SubRule


def exact_fields(subrules: Iterable[SubRule]) -> dict[str, tuple[str, ...]]:
    """Kind to the nullable fields that some sub-rule reads as an interval, sorted."""
    found: dict[str, set[str]] = {}
    for subrule in subrules:
        for kind, name in _ends_read(subrule):
            found.setdefault(kind, set()).add(name)
    return {kind: tuple(sorted(names)) for kind, names in sorted(found.items())}


def _ends_read(subrule: SubRule) -> Iterator[tuple[str, str]]:
    for compare in subrule.compares:
        for role, name in ((compare.role, compare.field), (compare.other, compare.other_field)):
            kind = subrule.patterns[role].kind
            for part in name.split(MINUS):
                base = part.removesuffix(LOW).removesuffix(HIGH)
                if base != part and base in KINDS[kind].fields:
                    yield kind, base
