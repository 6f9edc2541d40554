"""Every scenario of ``tests/scenarios``, through the command as a caller would run it."""

from __future__ import annotations

import importlib.util
import json
import os
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
    """What the command says about all of them, in one stream for each order of dates, by name."""
    found: dict[str, Any] = {}
    for order in {scenario.order for scenario in SCENARIOS}:
        wanted = [scenario for scenario in SCENARIOS if scenario.order == order]
        text = "".join(json.dumps(scenario.record) + "\n" for scenario in wanted)
        stated = ["--date-order", order] if order else []
        done = ldn_rules("check", "-", "--format", "jsonl", "--output", "jsonl", *stated, input=text)
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        assert len(lines) == len(wanted), done.stderr
        found |= {line["patient"]: line for line in lines}
    return found


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_scenario(scenario: Any, answers: dict[str, Any]) -> None:
    """Outcome, findings (all but notes) and what could not be read are those that the scenario expects."""
    said = answers[scenario.name]
    findings = tuple(sorted(_words(alert) for alert in said["alerts"] if alert["severity"] != "info"))
    unread = tuple(sorted(error["message"] for error in said["errors"]))
    assert (said["outcome"], findings, unread) == (scenario.outcome, scenario.findings, scenario.unread)


@pytest.mark.parametrize("scenario", [each for each in SCENARIOS if each.shown], ids=lambda scenario: scenario.name)
def test_reading_of_a_scenario(scenario: Any, ldn_rules: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    """What ``--show-reading`` prints of its entries."""
    stated = ["--date-order", scenario.order] if scenario.order else []
    environment = {**os.environ, "COLUMNS": "100"}
    done = ldn_rules("check", "-", "--show-reading", *stated, input=json.dumps(scenario.record), env=environment)
    _, _, shown = done.stdout.partition("How each entry was read\n")
    assert shown.partition("\n\n")[0] + "\n" == scenario.shown


def _words(alert: dict[str, Any]) -> str:
    kind = "cannot assess " if alert["kind"] == "cannot-assess" else ""
    return f"{alert['rule']} {kind}{alert['severity']}{' (history)' if alert['history'] else ''}"
