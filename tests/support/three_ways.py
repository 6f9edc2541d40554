"""One fact set evaluated three ways: the Rete engine, the generated evaluator, the interpreter of the raw YAML."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ldn_rules.compiler.ir import CERTAIN
from ldn_rules.engine.emit import shards_of
from ldn_rules.engine.evaluator import Evaluator
from ldn_rules.engine.rete import Rete
from support.interpreter import Finding, interpret

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ldn_rules.compiler.ir import Program
    from ldn_rules.engine.match import Match
    from ldn_rules.facts.model import FactSet
    from support.random_rules import Both


@dataclass(slots=True)
class Tally:
    """What a run counted."""

    patients: int = 0
    matches: int = 0
    certain: int = 0
    possible: int = 0
    rete_differs: int = 0
    interpreter_differs: int = 0

    @property
    def agreed(self) -> bool:
        """Whether all three always agreed."""
        return not self.rete_differs and not self.interpreter_differs


class ThreeWays:
    """One rule set, ready to be evaluated three ways.

    ``program`` may be another than the rule set's own: a control with a deliberate fault;
    ``engine_program`` another for the Rete engine alone. ``explain`` prints what differs from the interpreter.
    """

    def __init__(
        self, both: Both, program: Program, engine_program: Program | None = None, *, explain: bool = False
    ) -> None:
        self.both, self.program, self.explain = both, program, explain
        emitted = engine_program or program
        self.rete = Rete(emitted, shards_of(emitted))
        self.evaluator = Evaluator(program)

    def compare(self, facts: FactSet, tally: Tally) -> None:
        """Evaluate and count."""
        first, second = self.rete.matches(facts), self.evaluator.matches(facts)
        found = findings(self.program, second)
        third = interpret(self.both.raw, self.both.tables, facts)
        tally.patients += 1
        tally.matches += len(second)
        tally.certain += sum(one[2] == "certain" for one in found)
        tally.possible += sum(one[2] == "possible" for one in found)
        tally.rete_differs += first != second
        tally.interpreter_differs += found != third
        if found != third and self.explain:
            self._explain(facts, found, third)

    def _explain(self, facts: FactSet, found: set[Finding], third: set[Finding]) -> None:
        for finding in sorted(found ^ third):
            print("only the program's:" if finding in found else "only the interpreter's:", finding)
            print("   ", next(raw for raw in self.both.raw if raw["id"] == finding[0]))
            for place in finding[5]:
                fact = facts.facts[place]
                print("   ", fact.kind, sorted(fact.classes), dict(fact.values), "certain" * fact.certain)


def findings(program: Program, matches: Iterable[Match]) -> set[Finding]:
    """Matches in the interpreter's words."""
    found = set()
    for subrule, places in without_settled(program, matches):
        one = program.subrules[subrule]
        rule = program.rules[one.rule]
        found.add((rule.id, rule.cases[one.case], one.mode, one.severity, one.outcome, places))
    return found


def without_settled(program: Program, matches: Iterable[Match]) -> tuple[Match, ...]:
    """The matches without every *possible* one whose case is certain on the same facts; ascending."""
    found = sorted(matches)
    subrules = program.subrules
    settled = {
        (subrules[one.subrule].rule, subrules[one.subrule].case, one.facts)
        for one in found
        if subrules[one.subrule].mode == CERTAIN
    }
    return tuple(
        one
        for one in found
        if subrules[one.subrule].mode == CERTAIN
        or (subrules[one.subrule].rule, subrules[one.subrule].case, one.facts) not in settled
    )
