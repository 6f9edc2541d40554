"""One shard in the engine: its rule set, its self-test, and the evaluation of one patient's facts."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Final, Protocol

import msgspec

from ldn_rules.engine import names
from ldn_rules.engine.encoder import HEADER, Encoders
from ldn_rules.engine.errors import EngineError, EvaluationError, RulesetRefusedError
from ldn_rules.engine.match import Match

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ldn_rules.engine.layout import Shard
    from ldn_rules.engine.masks import Needed
    from ldn_rules.facts.model import Fact

MATCHES: Final = 60_000
"""Matches of one patient; an activation carries at most 65,535, and beyond that nothing is trusted."""

REBUILDS: Final = 3
"""A shard that failed is built again so often in a row, then given up."""


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


class _Id(msgspec.Struct, gc=False):
    """A fact of an activation; the rest of it is not read."""

    id: int


class _Slots(msgspec.Struct, gc=False):
    """The facts of one match by alias."""

    a: _Id
    b: _Id | None = None
    c: _Id | None = None
    d: _Id | None = None


_ACTIVATIONS: Final = msgspec.json.Decoder(list[dict[str, list[_Slots]]], strict=False)
"""Ids are numbers within texts."""


class Runner:
    """The engine for one shard; one thread."""

    __slots__ = ("_builds", "_copies", "_facts", "_handle", "_module", "_shard")

    def __init__(self, module: Module, shard: Shard, *, lazily: bool = False) -> None:
        """Build the rule set and test it, ``lazily`` when facts first need it; RulesetRefusedError if it fails."""
        self._module, self._shard = module, shard
        self._facts = Encoders(one for one in shard.layouts if not one.negated)
        self._copies = Encoders(one for one in shard.layouts if one.negated)
        self._builds = 0
        self._handle: int | None = None if lazily else self._build()

    def matches(
        self, facts: Sequence[Fact], covered: Sequence[int], exact: Sequence[bool], needed: Needed
    ) -> set[Match]:
        """All matches of the shard.

        ``covered`` and ``exact`` tell of each fact which bits of the masks it covers, and whether nothing the rules
        read is unknown. EvaluationError if the engine did not take and echo every fact, or answered with anything else.
        """
        try:
            batch, sent = self._batch(facts, covered, exact, needed)
            found = self._evaluate(self._working_handle(), batch, sent)
        except EngineError:
            self._handle = None
            raise
        except Exception as error:
            self._handle = None
            raise EvaluationError(f"{type(error).__name__}: {error}") from error
        self._builds = 1
        if len(found) > MATCHES:
            raise EvaluationError(f"{len(found)} matches, more than {MATCHES}")
        return found

    def _batch(
        self, facts: Sequence[Fact], covered: Sequence[int], exact: Sequence[bool], needed: Needed
    ) -> tuple[list[str], list[int]]:
        """The JSON of the header, the copies and the facts to send; the place of each in ``facts`` (-1: none)."""
        batch, sent = [HEADER], [-1]
        if needed.copies:
            for place, bits in enumerate(covered):
                fact = facts[place]
                if bits & needed.copies and fact.certain:
                    encode = self._copies[fact.kind, fact.classes]
                    batch.append(encode(len(sent), exact[place], fact.values))
                    sent.append(-1)
        wanted, encoders = needed.facts, self._facts
        for place, bits in enumerate(covered):
            if bits & wanted:
                fact = facts[place]
                batch.append(encoders[fact.kind, fact.classes](len(sent), exact[place], fact.values))
                sent.append(place)
        return batch, sent

    def _evaluate(self, handle: int, batch: list[str], sent: list[int], *, warm: bool = True) -> set[Match]:
        """Assert the batch, take every activation, and hold what came back against what was sent."""
        found: set[Match] = set()
        arrived: list[int] = []
        for activation in _ACTIVATIONS.decode(f"[{','.join(self._drained(handle, batch, warm=warm))}]"):
            for rule, matches in activation.items():
                if rule == names.SEEN_RULE:
                    arrived += [slots.a.id for slots in matches]
                else:
                    found.update(_matches(names.subrule_of(rule), matches, sent))
        if sorted(arrived) != list(range(len(sent))):
            raise EvaluationError(f"{len(sent)} facts were sent, {len(arrived)} arrived")
        return found

    def _drained(self, handle: int, batch: list[str], *, warm: bool) -> list[str]:
        """All activations of a batch as JSON; then the state is deleted, whatever happened.

        On a rule set that is not ``warm`` (no action ever ran) deleting would free what was never made.
        """
        activations: list[str] = []
        try:
            for activation in self._activations(handle, batch):
                warm = True
                activations.append(activation)
        except BaseException:
            if warm:
                with suppress(Exception):  # there may be no state, or one that is broken: the first error counts
                    self._module.delete_state(handle, names.SID)
            raise
        if warm:
            self._module.delete_state(handle, names.SID)
        return activations

    def _activations(self, handle: int, batch: list[str]) -> Iterator[str]:
        module, left = self._module, 2 * len(self._shard.subrules) + 2
        code, state = module.assert_facts(handle, f"[{','.join(batch)}]")
        if code:
            raise EvaluationError(f"the engine answered {code} to the facts")
        started = module.start_action_for_state(handle, state)
        activation = started[1] if started else None
        while activation:
            if not left:
                raise EvaluationError("the engine does not come to an end")
            left -= 1
            yield activation
            activation = module.complete_and_start_action(handle, state)

    def _working_handle(self) -> int:
        if self._handle is None:
            if self._builds > REBUILDS:
                raise EvaluationError(f"the rule set failed {self._builds} times and is not built again")
            self._handle = self._build()
        return self._handle

    def _build(self) -> int:
        """Create the rule set and evaluate one synthetic fact of every layout.

        That is also the warm-up: a state must not be deleted on a fresh rule set before an action ran.
        """
        self._builds += 1
        try:
            handle = self._module.create_ruleset("ldn", self._shard.ruleset)
            copies = self._copies.synthetic(1)
            batch = [HEADER, *copies, *self._facts.synthetic(1 + len(copies))]
            self._evaluate(handle, batch, [-1] * len(batch), warm=False)
        except Exception as error:
            raise RulesetRefusedError(f"the rule set failed its self-test: {error}") from error
        return handle


def _matches(subrule: int, matches: list[_Slots], sent: list[int]) -> Iterator[Match]:
    for slots in matches:
        used = (slots.a, slots.b, slots.c, slots.d)
        yield Match(subrule, tuple(sent[one.id] for one in used if one is not None))
