"""Every check of every patient story of ``tests/scenarios/stories``, through the command as a caller would run it."""

from __future__ import annotations

import importlib.util
import json
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

HERE = Path(__file__).resolve().parent.parent
_SPEC = importlib.util.spec_from_file_location("story_files", HERE / "support" / "stories.py")
assert _SPEC is not None
assert _SPEC.loader is not None
story_files = importlib.util.module_from_spec(_SPEC)
sys.modules["story_files"] = story_files
_SPEC.loader.exec_module(story_files)

STORIES = sorted((HERE / "scenarios" / "stories").glob("[0-9]*.md"))
CHECKS = [check for path in STORIES for check in story_files.read(path)]
FEWEST_STORIES, FEWEST_EXPECTATIONS = 33, 460


@pytest.fixture(scope="module")
def answers(ldn_rules: Callable[..., subprocess.CompletedProcess[str]], tmp_path_factory: Any) -> dict[str, Any]:
    """What the command says about each check, by its name: JSON as one stream, each other file by itself."""
    found: dict[str, Any] = {}
    streamed = [check for check in CHECKS if check.suffix == "json"]
    done = ldn_rules(
        "check", "-", "--format", "jsonl", "--output", "jsonl", input="".join(f"{check.text}\n" for check in streamed)
    )
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(lines) == len(streamed), done.stderr
    found |= {check.name: line for check, line in zip(streamed, lines, strict=True)}
    for check in CHECKS:
        if check.suffix != "json":
            stated = ["--format", check.suffix, "--as-of", check.day, "--output", "jsonl"]
            done = ldn_rules("check", "-", *stated, input=check.text)
            (line,) = done.stdout.splitlines()
            found[check.name] = json.loads(line)
    return found


def test_no_story_is_lost() -> None:
    """No story or expectation gets lost: none is skipped for the way it is written."""
    expectations = sum(1 + len(check.findings) + len(check.notes) + len(check.silent) for check in CHECKS)
    assert len(STORIES) >= FEWEST_STORIES
    assert expectations >= FEWEST_EXPECTATIONS
    assert all(check.outcome for check in CHECKS)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_outcome_and_findings(check: Any, answers: dict[str, Any]) -> None:
    """The outcome and the findings (all but notes) are those that the story expects, and all of it was read."""
    said = answers[check.name]
    found = Counter(_words(alert) for alert in _compared(check, said) if alert["severity"] != "info")
    wanted = Counter(each.finding for each in check.findings if check.history or "history" not in each.finding)
    assert (said["outcome"], found, said["errors"]) == (check.outcome, wanted, [])


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_what_a_finding_says(check: Any, answers: dict[str, Any]) -> None:
    """Each expected finding and note is there with the entries, the earliest start and the words expected of it."""
    left = list(answers[check.name]["alerts"])
    for expected in [*check.findings, *check.notes]:
        match = next((alert for alert in left if _meets(alert, expected)), None)
        assert match is not None, (expected, [(_words(alert), alert["medications"]) for alert in left])
        left.remove(match)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_what_stays_quiet(check: Any, answers: dict[str, Any]) -> None:
    """A rule that the story names as quiet says nothing but what is expected of it elsewhere in the check."""
    expected = [*check.findings, *check.notes]
    loud = [
        (_words(alert), alert["message"])
        for alert in _compared(check, answers[check.name])
        if alert["rule"] in check.silent and not any(_meets(alert, each) for each in expected)
    ]
    assert loud == []


def _compared(check: Any, said: dict[str, Any]) -> list[dict[str, Any]]:
    return [alert for alert in said["alerts"] if check.history or not alert["history"]]


def _meets(alert: dict[str, Any], expected: Any) -> bool:
    earliest = alert.get("earliest_start") or {}
    text = json.dumps([alert["message"], alert["facts"], alert["because"]])
    return (
        _words(alert) == expected.finding
        and expected.entries <= set(alert["medications"])
        and all(earliest.get(key) == day for key, day in expected.earliest.items())
        and expected.says in text
    )


def _words(alert: dict[str, Any]) -> str:
    kind = "cannot assess " if alert["kind"] == "cannot-assess" else ""
    return f"{alert['rule']} {kind}{alert['severity']}{' (history)' if alert['history'] else ''}"
