"""Drug names a second through ``drugs read`` on one core, names that repeat and names that are all different; and the
slowest single reading, of names and of long nonsense.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from figures import Figure
from lists import OPIOIDS, ORDINARY
from stream import COPY, one_core, seconds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

NAMES_A_SECOND = 30_000.0
SLOWEST_MS = 20.0
DIFFERENT = 500
"""So many different names a repeating stream has."""

MISSPELLED, UNKNOWN = 0.01, 0.01
LETTERS = "abcdefghijklmnopqrstuvwxyz"
LONG = 10_000
"""Characters of a long text."""


def measure(command: Sequence[str], count: int = 100_000) -> list[Figure]:
    """Throughput of both streams, and the slowest reading in process."""
    with tempfile.TemporaryDirectory() as folder:
        figures = [
            _throughput(command, Path(folder, f"{what}.txt"), (what, different, target), count)
            for what, different, target in (("repeated", DIFFERENT, NAMES_A_SECOND), ("all different", count, None))
        ]
    return [*figures, _slowest()]


def names(count: int, seed: int = 2026) -> Iterator[str]:
    """``count`` different names as lists write them, a few misspelled or made up; the same for the same seed."""
    random = Random(seed)
    known = [name for name, _, _ in (*ORDINARY, *OPIOIDS)]
    for number in range(count):
        drug, _, rest = random.choice(known).partition(" ")
        chance = random.random()
        if chance < MISSPELLED:
            place = random.randrange(len(drug))
            drug = drug[:place] + random.choice(LETTERS) + drug[place + 1 :]
        elif chance < MISSPELLED + UNKNOWN:
            drug = "".join(random.choices(LETTERS, k=9))
        yield f"{drug} {rest} #{number}"


def long_texts() -> Iterator[str]:
    """Texts of many characters that a reader could get lost in."""
    random = Random(1)
    yield "a" * LONG
    yield "oxycodne " * (LONG // 9)
    yield "1/" * (LONG // 2)
    yield "(" * LONG
    for letters in (LETTERS + " ", "codeine oxymrph-/, 0123456789."):
        yield "".join(random.choices(letters, k=LONG))


def _throughput(command: Sequence[str], source: Path, stream: tuple[str, int, float | None], count: int) -> Figure:
    what, different, target = stream
    kept = list(names(different))
    source.write_text("".join(f"{kept[number % different]}\n" for number in range(count)), encoding="utf-8")
    with one_core():
        copied = count / seconds(_copy(), source)
        read = count / seconds((*command, "drugs", "read"), source, expected_lines=count)
    beside = f"{read / copied:.3f} x a copy of the lines"
    return Figure(f"names, {what}", read, "names/s", target, "higher", beside)


def _copy() -> tuple[str, ...]:
    return (*COPY[:2], "import sys\nfor line in sys.stdin: sys.stdout.write(line)")


def _slowest() -> Figure:
    from ldn_rules.pipeline import readers

    read = readers(None).drugs_read
    for text in (*names(1_000, seed=8), *long_texts()):
        read(text)  # tables are worked out when first asked for
    taken = [_milliseconds(read, f"{text} x") for text in (*names(5_000, seed=7), *long_texts())]
    return Figure("slowest reading of a name", max(taken), "ms", SLOWEST_MS, "lower", f"of {len(taken):,} names")


def _milliseconds(read: Callable[[str], object], text: str) -> float:
    """Time of the processor, which the load of the machine hardly changes."""
    start = time.process_time_ns()
    read(text)
    return (time.process_time_ns() - start) / 1e6
