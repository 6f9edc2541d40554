"""The self-test of a rule set: in a child, with the reason of a refusal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ldn_rules.compiler.lower import lower
from ldn_rules.engine import selftest
from ldn_rules.engine.emit import shards_of
from ldn_rules.engine.errors import EngineMissingError, RulesetRefusedError
from ldn_rules.engine.selftest import self_test
from ldn_rules.rulebook.model import Role
from support.handmade import SPAN, case_of, rule_of, ruleset_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from ldn_rules.engine.supervisor import Answer

PROGRAM = lower(ruleset_of([rule_of("LDN001", [case_of([Role("ntx", "episode", None, None, SPAN)])])]))
SHARDS = shards_of(PROGRAM)


def test_a_good_rule_set_passes() -> None:
    """In a child, nothing is said."""
    self_test(PROGRAM, SHARDS)


class InProcess:
    """A supervisor whose one worker is this process; ``engine`` false: two workers have died."""

    engine = True

    def __init__(self, task: Callable[[bytes, bool], Answer], *_: object, **__: object) -> None:
        self._task = task

    def answers(self, payloads: list[bytes]) -> list[bytes]:
        """The answers of the task."""
        return [self._task(payload, self.engine).body for payload in payloads]


@pytest.fixture
def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """The self-test runs here."""
    monkeypatch.setattr(selftest, "Supervisor", InProcess)


@pytest.mark.usefixtures("in_process")
def test_what_the_engine_builds_is_accepted() -> None:
    """Every shard is built, and tries itself out."""
    self_test(PROGRAM, SHARDS)


@pytest.mark.usefixtures("in_process")
def test_what_the_engine_refuses_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """The words of the refusal come through."""

    def refuse(*_: object) -> None:
        raise RulesetRefusedError("sub-rule 3 lost a fact")

    monkeypatch.setattr(selftest, "Rete", refuse)
    with pytest.raises(RulesetRefusedError) as caught:
        self_test(PROGRAM, SHARDS)
    assert str(caught.value) == "sub-rule 3 lost a fact"


@pytest.mark.usefixtures("in_process")
def test_an_engine_that_dies_twice_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the workers died on the rules nothing is tried a third time."""
    monkeypatch.setattr(InProcess, "engine", False)
    with pytest.raises(RulesetRefusedError) as caught:
        self_test(PROGRAM, SHARDS)
    assert str(caught.value) == "the engine crashed on the rules, or hung"


def test_a_missing_engine_is_no_fault_of_the_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """That there is no engine is said as such, before any child is started."""

    def missing() -> None:
        raise EngineMissingError("durable-rules cannot be imported: x")

    monkeypatch.setattr(selftest, "load_module", missing)
    with pytest.raises(EngineMissingError):
        self_test(PROGRAM, SHARDS)
