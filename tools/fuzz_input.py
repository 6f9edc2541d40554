"""Spoilt inputs of every sort through everything that reads them: bytes, JSON, CSV, FHIR, and the YAML of the rules.

    python tools/fuzz_input.py --cases 50000 --seed 1
    python tools/fuzz_input.py --seed 1 --case 1234      one case again, with its input and its traceback

Each case starts from a real example. It passes if only typed errors come out, within a time limit, and every record
gives one report that says what became of it. Cases run in a child: a crash is seen, named and counted.
Prints what was counted; exit 1 if any case failed.
"""

from __future__ import annotations

import argparse
import json
import marshal
import os
import random
import signal
import sys
import tempfile
import traceback
from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING, Final

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path[:0] = [os.path.join(ROOT, folder) for folder in ("src", "tools", "tests")]

from fuzz_lists import Lists  # noqa: E402 - the path is set above
from fuzz_rules import Rules  # noqa: E402
from ldn_rules.rulebook.errors import LdnError  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import FrameType
    from typing import NoReturn

SECONDS: Final = 10.0
"""What one case may take of the processor; six times that by the clock."""

BATCH: Final = 200
SORTS: Final = ("bytes", "json", "csv", "fhir", "yaml")
WEIGHTS: Final = (3, 3, 2, 3, 1)


class HangError(BaseException):
    """A case took too long; no handler of the program's catches it."""


class Fuzzer:
    """Runs single cases, each of which depends on the seed and its number alone."""

    def __init__(self, seed: int, folder: str) -> None:
        self._seed = seed
        self._lists, self._rules = Lists(), Rules(folder)

    def run(self, number: int, *, show: bool = False) -> str:
        """What came of a case: a word or two, or after ``FAILED`` what went wrong, twice: a machine may stall once."""
        with suppress(Exception, HangError):
            return self._run(number)
        try:
            return self._run(number)
        except (Exception, HangError) as error:  # noqa: BLE001 (any that gets here is what is looked for)
            if show:
                traceback.print_exc()
            return f"FAILED {self._sort(number)[0]}: {type(error).__name__}: {str(error)[:200]}"

    def _sort(self, number: int) -> tuple[str, random.Random]:
        chance = random.Random(f"{self._seed}/{number}")
        return chance.choices(SORTS, WEIGHTS)[0], chance

    def _run(self, number: int) -> str:
        sort, chance = self._sort(number)
        try:
            _limit(SECONDS)
            return f"{sort}: {self._rules.run(chance) if sort == 'yaml' else self._lists.run(sort, chance)}"
        except LdnError as error:
            return f"{sort}: {type(error).__name__}"
        finally:
            _limit(0)

    def shown(self, number: int) -> str:
        """The same, with the input of the case and where it went wrong."""
        self._lists.show = self._rules.show = True
        return self.run(number, show=True)


def _limit(seconds: float) -> None:
    """From now on a case has so long; 0: as long as it likes."""
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.setitimer(signal.ITIMER_REAL, 6 * seconds)


def limit_cases() -> None:
    """A case that has no end raises."""
    for number in (signal.SIGALRM, signal.SIGPROF):
        signal.signal(number, _hang)


def _hang(_number: int, _frame: FrameType | None) -> NoReturn:
    raise HangError(f"no end after {SECONDS:g} s")


def run_batch(fuzzer: Fuzzer, numbers: Sequence[int]) -> list[tuple[int, str]]:
    """What came of each case, run in a child; a case in which the child died is named and the rest goes on."""
    results: list[tuple[int, str]] = []
    while len(results) < len(numbers):
        results += _in_child(fuzzer, numbers[len(results) :])
    return results


def _in_child(fuzzer: Fuzzer, numbers: Sequence[int]) -> list[tuple[int, str]]:
    reads, writes = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reads)
        with os.fdopen(writes, "wb", buffering=0) as stream:
            for number in numbers:
                stream.write(marshal.dumps((number, fuzzer.run(number))))
        os._exit(0)
    os.close(writes)
    with os.fdopen(reads, "rb") as stream:
        results = list(_results(stream.read()))
    _, status = os.waitpid(pid, 0)
    if status:
        results.append((numbers[len(results)], f"FAILED crash: status {os.waitstatus_to_exitcode(status)}"))
    return results


def _results(data: bytes) -> list[tuple[int, str]]:
    found = []
    while data:
        result = marshal.loads(data)  # noqa: S302 (our own child wrote it)
        found.append(result)
        data = data[len(marshal.dumps(result)) :]
    return found


def main() -> int:
    """Run and print; 1 if a case failed."""
    options = _options()
    limit_cases()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["LDN_CACHE_DIR"] = folder
        fuzzer = Fuzzer(options.seed, os.path.join(folder, "rules"))
        if options.case is not None:
            print(fuzzer.shown(options.case))
            return 0
        return _all(fuzzer, options)


def _all(fuzzer: Fuzzer, options: argparse.Namespace) -> int:
    counts: Counter[str] = Counter()
    for start in range(0, options.cases, BATCH):
        numbers = range(start, min(options.cases, start + BATCH))
        for number, result in run_batch(fuzzer, numbers):
            failed = result.startswith("FAILED")
            counts["FAILED" if failed else result] += 1
            if failed:
                print(f"case {number}: {result}", flush=True)
    print(json.dumps({"seed": options.seed, "cases": counts.total(), "failed": counts.pop("FAILED", 0)}))
    for result, count in sorted(counts.items()):
        print(f"{count:>8} {result}")
    return 1 if counts.total() < options.cases else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Spoilt inputs through everything that reads them.")
    parser.add_argument("--cases", type=int, default=2_000, help="how many (default 2000)")
    parser.add_argument("--seed", type=int, default=1, help="seed of everything (default 1)")
    parser.add_argument("--case", type=int, help="run this case alone, and show it")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
