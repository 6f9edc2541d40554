"""The adapter to durable-rules, and the only importer of its C module.

Used as documented, the engine crashes and loses matches; in the subset ``emit`` writes, driven as ``runner`` does, it
was exact: one constant state, deleted after every patient; a header fact first; ids as consecutive numbers; copies for
negated patterns before all others; a result counts only if every id that was sent came back.
"""

from __future__ import annotations

import os
import sys
from _thread import allocate_lock
from typing import TYPE_CHECKING

from ldn_rules.engine.errors import EngineMissingError
from ldn_rules.engine.masks import Masks
from ldn_rules.engine.runner import Runner

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ldn_rules.compiler.ir import Program
    from ldn_rules.engine.layout import Shard
    from ldn_rules.engine.match import Match
    from ldn_rules.engine.runner import Module
    from ldn_rules.facts.model import Fact, FactSet


class Rete:
    """The engine of record for one program; any number of patients, one at a time."""

    __slots__ = ("_exact", "_lock", "_masks", "_runners")

    def __init__(
        self, program: Program, shards: Sequence[Shard], module: Module | None = None, *, lazily: bool = False
    ) -> None:
        """Build and self-test every shard, ``lazily`` when a patient first needs it; EngineError if the C module is
        missing or refuses one.
        """
        engine = load_module() if module is None else module
        self._exact = program.exact
        self._lock = allocate_lock()  # two threads in one rule set end the process
        self._masks = Masks(program, shards)
        self._runners = [Runner(engine, shard, lazily=lazily) for shard in shards]

    def matches(self, facts: FactSet) -> set[Match]:
        """All matches of the fact set; EvaluationError if the engine did not answer for every fact."""
        every, masks, fields = facts.facts, self._masks, self._exact
        exact, covered, patient = list[bool](), list[int](), 0
        for fact in every:
            known = fact.kind not in fields or _is_exact(fact, fields[fact.kind])
            bits = masks.bits[fact.kind, fact.classes, known]
            exact.append(known)
            covered.append(bits)
            patient |= bits
        found: set[Match] = set()
        with self._lock:
            for runner, needed in zip(self._runners, masks.needed(patient), strict=True):
                if needed is not None:
                    found |= runner.matches(every, covered, exact, needed)
        return found


def load_module() -> Module:
    """The C module; EngineMissingError if it cannot be imported.

    Its symbols are bound when they are called: it names one that Python 3.13 no longer has, in a function that is
    never reached from here.
    """
    flags = sys.getdlopenflags()
    sys.setdlopenflags((flags & ~os.RTLD_NOW) | os.RTLD_LAZY)
    try:
        import durable_rules_engine
    except ImportError as error:
        raise EngineMissingError(f"durable-rules cannot be imported: {error}") from error
    finally:
        sys.setdlopenflags(flags)
    module: Module = durable_rules_engine
    return module


def _is_exact(fact: Fact, fields: tuple[str, ...]) -> bool:
    for name in fields:
        low, high = fact.values[name]  # type: ignore[misc]
        if low != high:
            return False
    return True
