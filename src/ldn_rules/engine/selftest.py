"""Whether the engine carries a compiled rule set, found out in a child: a crash there ends nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ldn_rules.engine.errors import EngineError, RulesetRefusedError
from ldn_rules.engine.rete import Rete, load_module
from ldn_rules.engine.supervisor import Answer, Limits, Supervisor

if TYPE_CHECKING:
    from ldn_rules.compiler.ir import Program
    from ldn_rules.engine.layout import Shard

_SILENCE = 30.0
"""Seconds that building and testing a rule set may take."""


def self_test(program: Program, shards: tuple[Shard, ...]) -> None:
    """Build every shard and let it try itself out; RulesetRefusedError says what it refused, EngineMissingError that
    there is no engine.
    """
    load_module()

    def task(_: bytes, engine: bool) -> Answer:  # noqa: FBT001 (the supervisor's call)
        try:
            if engine:
                Rete(program, shards)
        except EngineError as error:
            return Answer(str(error).encode())
        return Answer(b"" if engine else b"the engine crashed on the rules, or hung")

    def give_up(_: bytes, reason: str) -> bytes:
        return reason.encode()

    [refusal] = Supervisor(task, give_up, limits=Limits(silence=_SILENCE)).answers([b""])
    if refusal:
        raise RulesetRefusedError(refusal.decode())
