"""Which facts, and which patients, a shard needs to see: derived from the kinds and classes of its patterns.

Every distinct (kind, classes, not classes, must be inexact) of a pattern is one bit. A sub-rule is *alive* for
a patient if the facts cover the bits of all its patterns that are not negated; a fact is sent if it covers a
bit of a sub-rule that is alive. Nothing else about a fact is looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from ldn_rules.compiler.ir import EXACT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ldn_rules.compiler.ir import Pattern, Program, SubRule
    from ldn_rules.engine.layout import Shard


Signature = tuple[str, frozenset[str], bool]
"""Kind and classes of a fact, and whether nothing the rules read of it is unknown."""


class Needed(NamedTuple):
    """Bits of the facts to send for one patient and shard; ``copies`` of those to send as negated copies."""

    facts: int
    copies: int


@dataclass(frozen=True, slots=True)
class _Key:
    """What a pattern asks of kind, classes and exactness."""

    kind: str
    classes: frozenset[str]
    not_classes: frozenset[str]
    inexact: bool

    def covers(self, kind: str, classes: frozenset[str], *, exact: bool) -> bool:
        """Whether a fact of this kind, classes and exactness may fill the pattern."""
        return (
            kind == self.kind
            and self.classes <= classes
            and not self.not_classes & classes
            and not (self.inexact and exact)
        )


class Masks:
    """The masks of one shard; what it learns about signatures and patients it keeps."""

    __slots__ = ("_bits", "_needed", "_rules", "_signatures")

    def __init__(self, program: Program, shard: Shard) -> None:
        self._bits: dict[_Key, int] = {}
        self._rules = sorted({self._rule(program.subrules[place]) for place in shard.subrules})
        self._signatures: dict[Signature, int] = {}
        self._needed: dict[int, Needed | None] = {}

    def bits(self, signature: Signature) -> int:
        """The bits a fact covers (0: no sub-rule of the shard can use it)."""
        found = self._signatures.get(signature)
        if found is None:
            kind, classes, exact = signature
            covered = (bit for key, bit in self._bits.items() if key.covers(kind, classes, exact=exact))
            found = self._signatures[signature] = sum(covered)
        return found

    def needed(self, patient: int) -> Needed | None:
        """What to send for a patient whose facts cover these bits together; None: nothing can match."""
        if patient not in self._needed:
            if len(self._needed) > _MOST_KEPT:
                self._needed.clear()
            alive = [rule for rule in self._rules if rule[0] & patient == rule[0]]
            self._needed[patient] = Needed(_any(rule[0] for rule in alive), _any(rule[1] for rule in alive))
            if not alive:
                self._needed[patient] = None
        return self._needed[patient]

    def _rule(self, subrule: SubRule) -> tuple[int, int]:
        facts = copies = 0
        for role, pattern in enumerate(subrule.patterns):
            bit = self._bit(pattern, inexact=_gated(subrule, role))
            facts |= 0 if pattern.negated else bit
            copies |= bit if pattern.negated else 0
        return facts, copies

    def _bit(self, pattern: Pattern, *, inexact: bool) -> int:
        key = _Key(pattern.kind, frozenset(pattern.classes), frozenset(pattern.not_classes), inexact)
        return self._bits.setdefault(key, 1 << len(self._bits))


_MOST_KEPT = 4096


def _gated(subrule: SubRule, role: int) -> bool:
    return any(one.role == role and one.field == EXACT and one.constant == 0 for one in subrule.compares)


def _any(bits: Iterable[int]) -> int:
    found = 0
    for one in bits:
        found |= one
    return found
