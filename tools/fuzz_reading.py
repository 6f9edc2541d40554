"""Random and spoilt drug names and directions through the reading stage.

    python tools/fuzz_reading.py --cases 100000 --seed 1
    python tools/fuzz_reading.py --seed 1 --case 1234      one case again, with its text and its traceback

A case is a text of noise, a known text spoilt, several run together, or one of ten thousand characters. It passes if
a reading with an outcome comes out, whose leftovers stand in the text where they say, and in time. A text that took
too long is read again, for a machine may stall; the fastest of four counts, in time of the processor. Prints what was
counted and the slowest reading; exit 1 if any case failed.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import time
import traceback
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path[:0] = [os.path.join(ROOT, folder) for folder in ("src", "tools")]

from ldn_rules.pipeline import readers  # noqa: E402 - the path is set above
from ldn_rules.pipeline.book import load_book  # noqa: E402
from mutations import spoil_bytes  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

SECONDS: Final = 0.02
"""What one reading may take."""

LONG: Final = 10_000
TRIES: Final = 4
OUTCOMES: Final = frozenset({"recognised", "irrelevant", "review", "unrecognised"})
_SORTS: Final = ("noise", "spoilt", "joined", "long")
_WEIGHTS: Final = (1, 12, 6, 1)


class Texts:
    """Makes the text of a case from words that are known."""

    def __init__(self, rules: str) -> None:
        book = load_book(rules)
        self.words = {
            "name": _spelled(book.vocabulary.names.phrases.values()),
            "sig": _spelled(book.vocabulary.sig.table.phrases.values()),
        }
        self._around = _spelled(book.vocabulary.around.phrases.values())

    def make(self, kind: str, chance: random.Random) -> tuple[str, str]:
        """Its sort and its text."""
        sort = chance.choices(_SORTS, _WEIGHTS)[0]
        if sort == "noise":
            return sort, "".join(
                chr(chance.choice((chance.randrange(128), chance.randrange(0x3000)))) for _ in range(40)
            )
        if sort == "long":
            return sort, self._long(kind, chance)
        text = self._some(kind, chance, 1 if sort == "spoilt" else chance.randint(2, 6))
        spoilt = spoil_bytes(chance, text.encode(), [each.encode() for each in self.words[kind][:50]])
        return sort, spoilt.decode("utf-8", "replace")

    def _some(self, kind: str, chance: random.Random, number: int) -> str:
        amount = (
            f"{chance.choice((1, 2, 4.5, 50, '1/2', '2-3', '0,5'))} {chance.choice(('mg', 'mcg', 'mL', 'tab', ''))}"
        )
        words = chance.choices(self.words[kind], k=number) + chance.choices(self._around, k=number)
        words += chance.choices([amount, *self.words["sig"]], k=number)
        chance.shuffle(words)
        return chance.choice((" ", " ", "-", "/", ", ")).join(words)

    def _long(self, kind: str, chance: random.Random) -> str:
        piece = chance.choice((self._some(kind, chance, 2), chance.choice("(1a-/,.½x"), "1/2 ", "morphne ", "a1"))
        piece = chance.choice((piece, piece + " "))
        return (piece * (LONG // len(piece) + 1))[:LONG]


def _spelled(phrases: Any) -> list[str]:
    return sorted({phrase.spelled for phrase in phrases})


class Fuzzer:
    """Runs single cases, each of which depends on the seed and its number alone."""

    def __init__(self, seed: int, rules: str) -> None:
        self._seed = seed
        self._texts = Texts(rules)
        singles = readers(rules)
        self._read: dict[str, Callable[[str], dict[str, Any]]] = {"name": singles.drugs_read, "sig": singles.sigs_read}
        self.slowest = (0.0, "")

    def case(self, number: int) -> tuple[str, str, str]:
        """Kind, sort and text of a case."""
        chance = random.Random(f"{self._seed}/{number}")
        kind = chance.choice(("name", "sig"))
        return kind, *self._texts.make(kind, chance)

    def run(self, number: int) -> str:
        """What came of a case; after ``FAILED`` what went wrong."""
        kind, sort, text = self.case(number)
        try:
            seconds, reading = self._timed(kind, text)
            wrong = fault_of(kind, text, reading)
        except Exception as error:  # noqa: BLE001 (any that gets here is what is looked for)
            return f"FAILED {kind}: {type(error).__name__}: {str(error)[:200]}"
        self.slowest = max(self.slowest, (seconds, f"case {number}"))
        if seconds > SECONDS:
            wrong = f"took {1000 * seconds:.1f} ms"
        return f"FAILED {kind}: {wrong}" if wrong else f"{kind}: {sort}"

    def _timed(self, kind: str, text: str) -> tuple[float, dict[str, Any]]:
        times = []
        while True:
            begin = time.process_time()
            reading = self._read[kind](text)
            times.append(time.process_time() - begin)
            if times[-1] <= SECONDS or len(times) == TRIES:
                return min(times), reading

    def shown(self, number: int) -> str:
        """The same, with the text of the case and what was read, or where it went wrong."""
        kind, _, text = self.case(number)
        print(repr(text))
        try:
            print(json.dumps(self._read[kind](text), ensure_ascii=False))
        except Exception:  # noqa: BLE001 (the same)
            traceback.print_exc()
        return self.run(number)


def fault_of(kind: str, text: str, reading: dict[str, Any]) -> str:
    """What is wrong with a reading; empty if nothing is."""
    if kind == "name":
        return "" if reading["outcome"] in OUTCOMES and reading["why"] else f"no outcome or no reason: {reading}"
    end = 0
    for left in reading["unparsed"]:
        if left["start"] < end or text[left["start"] : left["end"]] != left["text"]:
            return f"what was not read does not stand where it says: {left}"
        end = left["end"]
    return ""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run and print; 1 if a case failed."""
    options = _options(arguments)
    fuzzer = Fuzzer(options.seed, os.path.join(ROOT, "rules"))
    if options.case is not None:
        print(fuzzer.shown(options.case))
        return 0
    counts: Counter[str] = Counter()
    for number in range(options.cases):
        result = fuzzer.run(number)
        counts[result.partition(" ")[0] if result.startswith("FAILED") else result] += 1
        if result.startswith("FAILED"):
            print(f"case {number}: {result}", flush=True)
    failed = counts.pop("FAILED", 0)
    seconds, where = fuzzer.slowest
    print(json.dumps({"seed": options.seed, "cases": options.cases, "failed": failed}))
    print(f"slowest {1000 * seconds:.1f} ms ({where})")
    for result, count in sorted(counts.items()):
        print(f"{count:>8} {result}")
    return 1 if failed else 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Random and spoilt names and directions through the reading stage.")
    parser.add_argument("--cases", type=int, default=5_000, help="how many (default 5000)")
    parser.add_argument("--seed", type=int, default=1, help="seed of everything (default 1)")
    parser.add_argument("--case", type=int, help="run this case alone, and show it")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
