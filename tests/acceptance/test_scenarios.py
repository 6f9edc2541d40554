"""Every scenario of ``tests/scenarios``, through the command as a caller would run it."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

HERE = Path(__file__).resolve().parent.parent
_SPEC = importlib.util.spec_from_file_location("scenario_files", HERE / "support" / "scenarios.py")
assert _SPEC is not None
assert _SPEC.loader is not None
scenario_files = importlib.util.module_from_spec(_SPEC)
__import__("sys").modules["scenario_files"] = scenario_files
_SPEC.loader.exec_module(scenario_files)

SCENARIOS = [
    scenario
    for path in sorted((HERE / "scenarios").glob("*.md"))
    if path.stem != "README"
    for scenario in scenario_files.read(path)
]


@pytest.fixture(scope="session")
def answers(ldn_rules: Callable[..., subprocess.CompletedProcess[str]]) -> dict[str, Any]:
    """What the command says about all of them in one stream, by name."""
    text = "".join(json.dumps(scenario.record) + "\n" for scenario in SCENARIOS)
    done = ldn_rules("check", "-", "--format", "jsonl", "--output", "jsonl", input=text)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(lines) == len(SCENARIOS), done.stderr
    return {line["patient"]: line for line in lines}


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_scenario(scenario: Any, answers: dict[str, Any]) -> None:
    """Outcome and findings (all but notes) are those that the scenario expects, and nothing was unreadable."""
    said = answers[scenario.name]
    findings = tuple(sorted(_words(alert) for alert in said["alerts"] if alert["severity"] != "info"))
    assert (said["outcome"], findings, said["errors"]) == (scenario.outcome, scenario.findings, [])


def _words(alert: dict[str, Any]) -> str:
    kind = "cannot assess " if alert["kind"] == "cannot-assess" else ""
    return f"{alert['rule']} {kind}{alert['severity']}{' (history)' if alert['history'] else ''}"
