"""Measures speed and memory and prints each figure beside its target.

    python benchmarks/run.py [cold|warm|stream|engine|names ...]

Ratios are taken within one run, since a figure in milliseconds says as much about the machine as about the program.
"""

from __future__ import annotations

import importlib
import os
import sys
import sysconfig
from pathlib import Path

from figures import table

PARTS = {"cold": "cold", "warm": "warm", "stream": "stream", "engine": "engine_stage", "names": "names"}
"""Each part and its module, whose ``measure(command)`` gives its figures."""


def main(names: list[str]) -> None:
    """Run the named parts, or all, and print one table."""
    unknown = set(names) - set(PARTS)
    if unknown:
        sys.exit(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # what is compiled once must not be compiled on every start
    command = (str(Path(sysconfig.get_path("scripts"), "ldn-rules")),)
    figures = []
    for name in names or PARTS:
        print(f"measuring {name} ...", file=sys.stderr)
        figures += importlib.import_module(PARTS[name]).measure(command)
    print(table(figures))


if __name__ == "__main__":
    main(sys.argv[1:])
