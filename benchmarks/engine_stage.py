"""The engine stage beside the bare C module on the same facts.

    python benchmarks/engine_stage.py

*Bare* is the least that anyone who drives the C module must do: all sub-rules in one rule set, the facts of a patient
as ready-made dictionaries with the properties the rules read, encoded as JSON, asserted, every activation taken
and decoded, the state deleted. Nothing is checked. *Stage* is what a patient costs here, masks, checks and all: the
engine alone, and the engine with the second evaluator and the comparison of both.
"""

from __future__ import annotations

import gc
import json
import os
import time
from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec

from figures import Figure, table
from ldn_rules.engine import names
from ldn_rules.engine.check import cross_check
from ldn_rules.engine.emit import emit_shard
from ldn_rules.engine.encoder import HEADER, Encoders
from ldn_rules.engine.evaluator import Evaluator
from ldn_rules.engine.rete import Rete, load_module
from ldn_rules.intake.decode import decode_json_object
from ldn_rules.pipeline.book import load_book
from ldn_rules.pipeline.check import Pipeline
from lists import AS_OF, lists

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ldn_rules.compiler.ir import Program
    from ldn_rules.facts.model import FactSet

    Work = tuple[Callable[[Any], object], Sequence[Any]]
    """What is measured, and the patients it is given one by one."""

RULES = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "rules")
TARGET = 0.7


def measure(_: Sequence[str] = (), count: int = 400, rounds: int = 7) -> list[Figure]:
    """Patients a second of the stage over those of the bare module, best of ``rounds``, all on naltrexone and one in
    ten.
    """
    book = load_book(RULES)
    pipeline = Pipeline(book)
    rete, evaluator = Rete(book.program, book.shards), Evaluator(book.program)
    figures = []
    for share, said in ((1.0, "all on naltrexone"), (0.1, "one in ten")):
        day = AS_OF.toordinal()
        sets = [
            pipeline.facts(decode_json_object(one), day, day) for one in lists(count, share_on_naltrexone=share, seed=7)
        ]
        bare = Bare(book.program)
        batches = [bare.dictionaries(one) for one in sets]
        works: tuple[Work, ...] = (
            (bare.evaluate, batches),
            (rete.matches, sets),
            (partial(cross_check, book.program, rete, evaluator), sets),
        )
        plain, engine, both = best(works, rounds)
        beside = f"bare {plain:.0f} us, engine {engine:.0f} us, cross-checked {both:.0f} us a patient"
        figures.append(Figure(f"engine stage, {said}", plain / engine, "x bare", TARGET, "higher", beside))
        figures.append(Figure(f"engine stage and check, {said}", plain / both, "x bare", TARGET, "higher", beside))
    return figures


def best(works: Sequence[Work], rounds: int) -> list[float]:
    """Microseconds a patient of each work, in turns, so that a slow moment of the machine meets all alike."""
    found = [float("inf")] * len(works)
    gc.collect()
    for _ in range(rounds):
        for place, (work, patients) in enumerate(works):
            start = time.perf_counter_ns()
            for patient in patients:
                work(patient)
            found[place] = min(found[place], (time.perf_counter_ns() - start) / 1e3 / len(patients))
    return found


class Bare:
    """The C module with all sub-rules in one rule set."""

    def __init__(self, program: Program) -> None:
        whole = emit_shard(program, tuple(range(len(program.subrules))))
        self.kinds = {(one.kind, one.negated) for one in whole.layouts}
        self.encoders = {
            negated: Encoders(one for one in whole.layouts if one.negated == negated) for negated in (True, False)
        }
        self.exact = program.exact
        self.module: Any = load_module()
        self.handle = self.module.create_ruleset("bare", whole.ruleset)
        self.evaluate([json.loads(HEADER)])

    def dictionaries(self, facts: FactSet) -> list[dict[str, Any]]:
        """The facts of all kinds the rules speak of, copies for negated patterns first."""
        return [json.loads(HEADER), *self._copies(facts, negated=True), *self._copies(facts, negated=False)]

    def _copies(self, facts: FactSet, *, negated: bool) -> Iterator[dict[str, Any]]:
        for place, fact in enumerate(facts.facts, 1):
            if (fact.kind, negated) in self.kinds:
                encode = self.encoders[negated][fact.kind, fact.classes]
                pairs = [fact.values[name] for name in self.exact.get(fact.kind, ())]
                known = all(pair[0] == pair[1] for pair in pairs if isinstance(pair, tuple))
                written = json.loads(encode(place, known, fact.values))
                yield {**written, "id": f"{'n' * negated}{place}"}

    def evaluate(self, batch: list[dict[str, Any]]) -> int:
        """Encode, assert, drain, decode, delete; how many activations there were."""
        module, handle = self.module, self.handle
        _, state = module.assert_facts(handle, msgspec.json.encode(batch).decode())
        activation = module.start_action_for_state(handle, state)[1]
        count = 0
        while activation:
            msgspec.json.decode(activation)
            count += 1
            activation = module.complete_and_start_action(handle, state)
        module.delete_state(handle, names.SID)
        return count


if __name__ == "__main__":
    print(table(measure()))
