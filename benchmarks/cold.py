"""Cold start: the whole command on one list, as a multiple of an empty Python process."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from figures import Figure, quantile
from lists import lists

if TYPE_CHECKING:
    from collections.abc import Sequence

TARGET = 9.0
EMPTY = (sys.executable, "-c", "pass")


def measure(command: Sequence[str], pairs: int = 40) -> list[Figure]:
    """Interleaved pairs of ``command check LIST`` and ``python -c pass``, after runs that fill every cache."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "list.json")
        path.write_text(json.dumps(next(lists(1, share_on_naltrexone=1.0))), encoding="utf-8")
        check = (*command, "check", str(path))
        for _ in range(3):
            seconds(check)
            seconds(EMPTY)
        timings = [(seconds(check), seconds(EMPTY)) for _ in range(pairs)]
    return [
        figure("cold start, fastest of each", min(check for check, _ in timings), min(empty for _, empty in timings)),
        figure(
            "cold start, median of each",
            quantile([check for check, _ in timings], 0.5),
            quantile([empty for _, empty in timings], 0.5),
        ),
    ]


def figure(name: str, check: float, empty: float) -> Figure:
    """The ratio, with both times beside it."""
    beside = f"{check * 1e3:.0f} ms; python -c pass {empty * 1e3:.1f} ms"
    return Figure(name, check / empty, "x", TARGET, "lower", beside)


def seconds(command: Sequence[str]) -> float:
    """Wall time of one process from start to its last byte and exit; findings (exit 1) are no failure."""
    start = time.perf_counter()
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    elapsed = time.perf_counter() - start
    if done.returncode not in {0, 1}:
        sys.exit(f"{' '.join(command)} exited {done.returncode}: {done.stderr.decode(errors='replace')}")
    return elapsed
