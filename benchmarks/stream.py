"""Streams: JSON lines in, JSON lines out, one job, pinned to one core; patients a second and peak memory."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from figures import Figure
from lists import write

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

TARGETS = {0.1: 4_000.0, 1.0: 1_500.0}
MEMORY_MB = 120.0
COPY = (
    sys.executable,
    "-c",
    "import json, sys\nfor line in sys.stdin: sys.stdout.write(json.dumps(json.loads(line)) + '\\n')",
)


def measure(command: Sequence[str], count: int = 10_000) -> list[Figure]:
    """Throughput at both shares of naltrexone, memory over the mixed stream."""
    with tempfile.TemporaryDirectory() as folder:
        figures = []
        for share, target in TARGETS.items():
            source = Path(folder, f"lists-{share}.jsonl")
            write(source, count, share)
            figures.append(throughput(command, source, count, share, target))
        figures += memory(command, Path(folder, "lists-0.1.jsonl"))
    return figures


def throughput(command: Sequence[str], source: Path, count: int, share: float, target: float) -> Figure:
    """Patients a second of one stream, beside a bare JSON copy of the same lines."""
    with one_core():
        copied = count / seconds(COPY, source)
        checked = count / seconds(check(command), source, expected_lines=count)
    who = "all" if share == 1 else f"one in {1 / share:.0f}"
    return Figure(
        f"stream, {who} on naltrexone", checked, "patients/s", target, "higher", f"{checked / copied:.3f} x a JSON copy"
    )


def check(command: Sequence[str]) -> tuple[str, ...]:
    """The command line of a stream."""
    return (*command, "check", "-", "--output", "jsonl", "--jobs", "1")


def seconds(command: Sequence[str], source: Path, expected_lines: int | None = None) -> float:
    """Wall time of ``command < source``; the number of lines that came out is checked where it is known."""
    with source.open("rb") as lines, tempfile.TemporaryFile() as out:
        start = time.perf_counter()
        code = subprocess.run(command, stdin=lines, stdout=out, check=False).returncode
        elapsed = time.perf_counter() - start
        out.seek(0)
        written = sum(1 for _ in out)
    if code not in {0, 1} or (expected_lines is not None and written != expected_lines):
        sys.exit(f"{' '.join(command)} exited {code} with {written:,} lines")
    return elapsed


@contextlib.contextmanager
def one_core() -> Iterator[None]:
    """Pins this process, and all that it starts, to one of its cores, where the system can."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(cores)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, cores)


def memory(command: Sequence[str], source: Path, rounds: int = 4) -> list[Figure]:
    """Peak memory of the command and its children over ``rounds`` times the stream; its growth after the first."""
    samples: list[float] = []
    with subprocess.Popen(check(command), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as process:
        assert process.stdin is not None
        watcher = threading.Thread(target=watch, args=(process, samples), daemon=True)
        watcher.start()
        peaks = []
        for _ in range(rounds):
            samples.clear()
            process.stdin.write(source.read_bytes())
            process.stdin.flush()
            peaks.append(max(samples, default=0.0))
        process.stdin.close()
    growth = f"peaks of {rounds} equal parts: {', '.join(f'{peak:.0f}' for peak in peaks)} MB"
    return [Figure("stream, peak memory", max(peaks), "MB", MEMORY_MB, "lower", growth)]


def watch(process: subprocess.Popen[bytes], samples: list[float]) -> None:
    """Appends the memory of the command and its children, in MB, every tenth of a second until the process ends."""
    while process.poll() is None:
        family = [process.pid, *descendants(process.pid)]
        samples.append(sum(map(proportional_megabytes, family)))
        time.sleep(0.1)


def descendants(pid: int) -> list[int]:
    """Ids of the children of ``pid`` and of theirs; none once it has gone."""
    try:
        children = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []
    return [one for child in children for one in (child, *descendants(child))]


def proportional_megabytes(pid: int) -> float:
    """Memory of one process, each shared page counted by its share (PSS), in MB; 0 once it has gone."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    return int(text.split("Pss:", 1)[1].split(maxsplit=1)[0]) / 1024
