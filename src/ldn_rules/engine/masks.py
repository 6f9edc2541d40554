"""Which facts, and which patients, each shard needs to see: derived from the kinds and classes of the patterns.

Every distinct (kind, classes, not classes, must be inexact) of a pattern is one bit. A sub-rule is *alive* for
a patient if the facts cover the bits of all its patterns that are not negated; a fact is sent if it covers a
bit of a sub-rule that is alive. Nothing else about a fact is looked at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from ldn_rules.compiler.ir import EXACT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ldn_rules.compiler.ir import Pattern, Program, SubRule
    from ldn_rules.engine.layout import Shard

Signature = tuple[str, frozenset[str], bool]
"""Kind and classes of a fact, and whether nothing the rules read of it is unknown."""

_MOST_KEPT: Final = 4096
"""Patients' bits whose needs are remembered."""


class Needed(Struct, frozen=True, order=True):
    """Bits of the facts to send to one shard; ``copies``: of those to send as copies for negated patterns."""

    facts: int
    copies: int


class _Key(Struct, frozen=True):
    """What a pattern asks of kind, classes and exactness."""

    kind: str
    classes: frozenset[str]
    not_classes: frozenset[str]
    inexact: bool

    def covers(self, signature: Signature) -> bool:
        """Whether a fact of this signature may fill the pattern."""
        kind, classes, exact = signature
        return (
            kind == self.kind
            and self.classes <= classes
            and not self.not_classes & classes
            and not (self.inexact and exact)
        )


class _Covered(dict[Signature, int]):
    """The bits that facts of a signature cover (0: no sub-rule can use them), found when it is first asked for."""

    def __init__(self, keys: Mapping[_Key, int]) -> None:
        super().__init__()
        self._keys = keys

    def __missing__(self, signature: Signature) -> int:
        found = self[signature] = sum(bit for key, bit in self._keys.items() if key.covers(signature))
        return found


class Masks:
    """The masks of all shards; what they learn about signatures and patients they keep."""

    __slots__ = ("_keys", "_needed", "_shards", "bits")

    def __init__(self, program: Program, shards: Sequence[Shard]) -> None:
        self._keys: dict[_Key, int] = {}
        self._shards = [sorted({self._rule(program.subrules[place]) for place in one.subrules}) for one in shards]
        self.bits = _Covered(self._keys)
        self._needed: dict[int, tuple[Needed | None, ...]] = {}

    def needed(self, patient: int) -> tuple[Needed | None, ...]:
        """What to send to each shard for a patient whose facts cover these bits together; None: nothing can match."""
        found = self._needed.get(patient)
        if found is None:
            if len(self._needed) > _MOST_KEPT:
                self._needed.clear()
            found = self._needed[patient] = tuple(_needed(rules, patient) for rules in self._shards)
        return found

    def _rule(self, subrule: SubRule) -> Needed:
        facts = copies = 0
        for role, pattern in enumerate(subrule.patterns):
            bit = self._bit(pattern, inexact=_gated(subrule, role))
            facts |= 0 if pattern.negated else bit
            copies |= bit if pattern.negated else 0
        return Needed(facts, copies)

    def _bit(self, pattern: Pattern, *, inexact: bool) -> int:
        key = _Key(pattern.kind, frozenset(pattern.classes), frozenset(pattern.not_classes), inexact)
        return self._keys.setdefault(key, 1 << len(self._keys))


def _gated(subrule: SubRule, role: int) -> bool:
    return any(one.role == role and one.field == EXACT and one.constant == 0 for one in subrule.compares)


def _needed(rules: Iterable[Needed], patient: int) -> Needed | None:
    alive = [rule for rule in rules if rule.facts & patient == rule.facts]
    facts = copies = 0
    for rule in alive:
        facts |= rule.facts
        copies |= rule.copies
    return Needed(facts, copies) if alive else None
