"""Measures speed and memory and prints each figure beside its target.

    python benchmarks/run.py [cold|warm|stream|engine ...]

Ratios are taken within one run, since a figure in milliseconds says as much about the machine as about the program.
"""

from __future__ import annotations

import sys
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING

import engine_stage

import cold
import stream
import warm
from figures import Figure, table

if TYPE_CHECKING:
    from collections.abc import Callable

COMMAND = (str(Path(sysconfig.get_path("scripts"), "ldn-rules")),)

PARTS: dict[str, Callable[[], list[Figure]]] = {
    "cold": lambda: cold.measure(COMMAND),
    "warm": warm.measure,
    "stream": lambda: stream.measure(COMMAND),
    "engine": engine_stage.measure,
}


def main(names: list[str]) -> None:
    """Run the named parts, or all, and print one table."""
    unknown = set(names) - set(PARTS)
    if unknown:
        sys.exit(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    figures = []
    for name in names or PARTS:
        print(f"measuring {name} ...", file=sys.stderr)
        figures += PARTS[name]()
    print(table(figures))


if __name__ == "__main__":
    main(sys.argv[1:])
