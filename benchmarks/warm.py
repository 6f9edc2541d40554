"""Warm: one patient on naltrexone through the public Python API, both evaluators, in process."""

from __future__ import annotations

import gc
import json
import time
from typing import TYPE_CHECKING, Any

import ldn_rules
from figures import Figure, quantile
from lists import lists

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

TARGETS_MS = {"p50": (0.5, 1.0), "p99": (0.99, 4.0)}


def measure(_: Sequence[str], count: int = 2_000) -> list[Figure]:
    """p50 and p99 over ``count`` different patients, all on naltrexone, beside a JSON round trip of the same lists."""
    rulebook = ldn_rules.load_rulebook()
    patients = list(lists(count + 200, share_on_naltrexone=1.0, seed=7))
    for one in patients[:200]:
        ldn_rules.check(one, rulebook=rulebook)
    gc.collect()
    checks = [milliseconds(lambda one: ldn_rules.check(one, rulebook=rulebook), one) for one in patients[200:]]
    trips = [milliseconds(lambda one: json.loads(json.dumps(one)), one) for one in patients[200:]]
    return [
        Figure(
            f"warm, one patient, {name}", quantile(checks, share), "ms", target, "lower", beside(checks, trips, share)
        )
        for name, (share, target) in TARGETS_MS.items()
    ]


def milliseconds(work: Callable[[Any], object], argument: object) -> float:
    """Wall time of one call."""
    start = time.perf_counter_ns()
    work(argument)
    return (time.perf_counter_ns() - start) / 1e6


def beside(checks: list[float], trips: list[float], share: float) -> str:
    """How many JSON round trips of the same list that is."""
    return f"{quantile(checks, share) / quantile(trips, share):.0f} x json.loads(json.dumps(list))"
