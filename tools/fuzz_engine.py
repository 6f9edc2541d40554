"""Random rules on random patients, three ways: Rete engine, generated evaluator, interpreter of the raw YAML.

    python tools/fuzz_engine.py --rulesets 100 --patients 100 --seed 1
    python tools/fuzz_engine.py --shipped --patients 50000

Prints what was counted; exit 1 if any two differ. Run it with MALLOC_PERTURB_=170 to show reads of freed memory.
"""

from __future__ import annotations

import argparse
import os
import random
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path[:0] = [os.path.join(ROOT, "src"), os.path.join(ROOT, "tests")]

from ldn_rules.compiler.errors import CompileError  # noqa: E402
from ldn_rules.compiler.lower import lower  # noqa: E402
from support.random_facts import random_facts  # noqa: E402 - the path is set above
from support.random_rules import CLASSES, random_ruleset  # noqa: E402
from support.shipped import classes_of, shipped  # noqa: E402
from support.three_ways import Tally, ThreeWays  # noqa: E402


def main() -> int:
    """Run and print; 1 if a difference was found, 2 if nothing was compared."""
    options = _options()
    chance = random.Random(options.seed)
    tally, refused, subrules = Tally(), 0, 0
    if options.shipped:
        return _shipped(options)
    for number in range(options.rulesets):
        both = random_ruleset(chance, options.rules)
        try:
            program = lower(both.ruleset)
        except CompileError as error:
            refused += 1
            print(f"rule set {number}: {error.message}")
            continue
        subrules += len(program.subrules)
        ways = ThreeWays(both, program, explain=True)
        for _ in range(options.patients):
            ways.compare(random_facts(chance, program, CLASSES, options.facts), tally)
    print(f"rule sets          {options.rulesets - refused} ({refused} refused), {subrules} sub-rules")
    return _verdict(tally)


def _shipped(options: argparse.Namespace) -> int:
    """Random patients over the rules of this project."""
    both = shipped()
    program = lower(both.ruleset)
    ways, classes = ThreeWays(both, program), classes_of(both)
    chance, tally = random.Random(options.seed), Tally()
    for _ in range(options.patients):
        ways.compare(random_facts(chance, program, classes, options.facts), tally)
    print(f"rules as shipped   {len(both.ruleset.rules)}, {len(program.subrules)} sub-rules")
    return _verdict(tally)


def _verdict(tally: Tally) -> int:
    print(f"patients           {tally.patients}")
    print(f"matches            {tally.matches} ({tally.certain} certain, {tally.possible} cannot-assess findings)")
    print(f"engine differs     {tally.rete_differs}")
    print(f"interpreter differs {tally.interpreter_differs}")
    if not tally.matches:
        print("nothing matched: nothing was compared")
        return 2
    return 0 if tally.agreed else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Fuzz the engine against two other evaluators.")
    parser.add_argument("--rulesets", type=int, default=20, help="random rule sets (default 20)")
    parser.add_argument("--shipped", action="store_true", help="the rules of this project instead of random ones")
    parser.add_argument("--patients", type=int, default=50, help="random patients for each (default 50)")
    parser.add_argument("--rules", type=int, default=12, help="rules in a set (default 12)")
    parser.add_argument("--facts", type=int, default=9, help="most facts of a patient (default 9)")
    parser.add_argument("--seed", type=int, default=1, help="seed of everything (default 1)")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
