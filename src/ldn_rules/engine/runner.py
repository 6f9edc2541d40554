"""One shard in the engine: its rule set, its self-test, and the evaluation of one patient's facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

import msgspec

from ldn_rules.engine import names
from ldn_rules.engine.encoder import encoder, fixed_part, header, zeros
from ldn_rules.engine.errors import EngineError, EvaluationError, RulesetRefusedError
from ldn_rules.engine.masks import Masks
from ldn_rules.engine.match import Match

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ldn_rules.compiler.ir import Program
    from ldn_rules.engine.layout import Layout, Shard
    from ldn_rules.facts.model import Fact

ACTIVATIONS: Final = 50_000
"""Matches of one patient; beyond, a rule set multiplies and is not trusted."""

REBUILDS: Final = 3
"""A shard that failed is built again so often, then given up."""


class Module(Protocol):
    """What is used of the engine's C module."""

    def create_ruleset(self, name: str, rules: str, /) -> int:
        """Handle of a new rule set."""

    def delete_ruleset(self, handle: int, /) -> None:
        """Free a rule set."""

    def assert_facts(self, handle: int, facts: str, /) -> tuple[int, int]:
        """Result code (0: all were taken) and place of the state."""

    def start_action_for_state(self, handle: int, state: int, /) -> tuple[str, str] | None:
        """State and first activation as JSON."""

    def complete_and_start_action(self, handle: int, state: int, /) -> str | None:
        """The next activation as JSON."""

    def delete_state(self, handle: int, sid: str, /) -> None:
        """Forget the facts of a state."""


class _Id(msgspec.Struct):
    """A fact of an activation; the rest of it is not read."""

    id: str


class _Slots(msgspec.Struct):
    """The facts of one match by alias."""

    a: _Id
    b: _Id | None = None
    c: _Id | None = None
    d: _Id | None = None


_ACTION: Final = msgspec.json.Decoder(dict[str, list[_Slots]])


class _Kind:
    """One layout and its encoder; the fixed part of each set of classes is made once."""

    __slots__ = ("_fixed", "_layout", "encode")

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._fixed: dict[frozenset[str], str] = {}
        self.encode = encoder(layout)

    def fixed(self, classes: frozenset[str]) -> str:
        found = self._fixed.get(classes)
        if found is None:
            found = self._fixed[classes] = fixed_part(self._layout, classes)
        return found

    def synthetic(self, number: int) -> str:
        """A fact with every property and every class flag, all values 0."""
        return self.encode(number, self.fixed(frozenset(self._layout.classes)), 0, zeros(self._layout))


class Runner:
    """The engine for one shard; one thread."""

    __slots__ = ("_copies", "_facts", "_handle", "_masks", "_module", "_rebuilds", "_ruleset")

    def __init__(self, module: Module, program: Program, shard: Shard) -> None:
        """Build the rule set and test it; RulesetRefusedError if it fails."""
        self._module, self._ruleset = module, shard.ruleset
        self._masks = Masks(program, shard)
        self._facts = {one.kind: _Kind(one) for one in shard.layouts if not one.negated}
        self._copies = {one.kind: _Kind(one) for one in shard.layouts if one.negated}
        self._rebuilds = 0
        self._handle: int | None = self._build()

    def matches(self, facts: Sequence[Fact], exact: Sequence[bool]) -> set[Match]:
        """All matches of the shard; ``exact`` tells of each fact whether nothing the rules read is unknown.

        EvaluationError if the engine did not take and echo every fact, or answered with anything else.
        """
        batch, sent = self._batch(facts, exact)
        if len(batch) == 1:
            return set()
        try:
            return self._evaluate(self._working_handle(), batch, sent)
        except EngineError:
            self._handle = None
            raise
        except Exception as error:
            self._handle = None
            raise EvaluationError(f"the engine failed: {type(error).__name__}") from error

    def _batch(self, facts: Sequence[Fact], exact: Sequence[bool]) -> tuple[list[str], list[int]]:
        """The JSON of the header, the copies and the facts to send; the place of each in ``facts`` (-1: none)."""
        masks = self._masks
        covered = [masks.bits((fact.kind, fact.classes, known)) for fact, known in zip(facts, exact, strict=True)]
        patient = 0
        for bits in covered:
            patient |= bits
        batch, sent = [header()], [-1]
        needed = masks.needed(patient)
        if needed is None:
            return batch, sent
        if needed.copies:
            for fact, bits, known in zip(facts, covered, exact, strict=True):
                if bits & needed.copies and fact.certain:
                    copy = self._copies[fact.kind]
                    batch.append(copy.encode(len(sent), copy.fixed(fact.classes), known, fact.values))
                    sent.append(-1)
        for place, bits in enumerate(covered):
            if bits & needed.facts:
                fact = facts[place]
                kind = self._facts[fact.kind]
                batch.append(kind.encode(len(sent), kind.fixed(fact.classes), exact[place], fact.values))
                sent.append(place)
        return batch, sent

    def _evaluate(self, handle: int, batch: list[str], sent: list[int], *, warm: bool = True) -> set[Match]:
        found: set[Match] = set()
        echoed: set[str] = set()
        count = 0
        for action in self._activations(handle, "[" + ",".join(batch) + "]", warm=warm):
            for rule, matches in _ACTION.decode(action).items():
                count += len(matches)
                if count > ACTIVATIONS + len(sent):
                    raise EvaluationError(f"more than {ACTIVATIONS} matches")
                if rule == names.SEEN_RULE:
                    echoed.update(slots.a.id for slots in matches)
                else:
                    found.update(_matches(names.subrule_of(rule), matches, sent))
        if echoed != set(map(str, range(len(sent)))):
            raise EvaluationError(f"{len(sent)} facts were sent, {len(echoed)} arrived")
        return found

    def _activations(self, handle: int, batch: str, *, warm: bool) -> Iterator[str]:
        """Assert the batch and hand out every activation; then the state is deleted, whatever happened.

        On a rule set that is not ``warm`` (no action ever ran) deleting would free what was never made.
        """
        try:
            code, state = self._module.assert_facts(handle, batch)
            if code:
                raise EvaluationError(f"the engine answered {code} to the facts")
            started = self._module.start_action_for_state(handle, state)
            action = started[1] if started else None
            while action:
                warm = True
                yield action
                action = self._module.complete_and_start_action(handle, state)
        finally:
            if warm:
                self._module.delete_state(handle, names.SID)

    def _working_handle(self) -> int:
        if self._handle is None:
            if self._rebuilds >= REBUILDS:
                raise EvaluationError(f"the rule set failed {REBUILDS + 1} times and is not built again")
            self._rebuilds += 1
            self._handle = self._build()
        return self._handle

    def _build(self) -> int:
        """Create the rule set and evaluate one synthetic fact of every layout.

        That is also the warm-up: a state must not be deleted on a fresh rule set before an action ran.
        """
        try:
            handle = self._module.create_ruleset("ldn", self._ruleset)
            kinds = [*self._copies.values(), *self._facts.values()]
            batch = [header(), *(kind.synthetic(number) for number, kind in enumerate(kinds, 1))]
            self._evaluate(handle, batch, [-1] * len(batch), warm=False)
        except Exception as error:
            raise RulesetRefusedError(f"the rule set failed its self-test: {error}") from error
        return handle


def _matches(subrule: int, matches: list[_Slots], sent: list[int]) -> Iterator[Match]:
    for slots in matches:
        used = (slots.a, slots.b, slots.c, slots.d)
        yield Match(subrule, tuple(sent[int(one.id)] for one in used if one is not None))
