"""Ordinary lists stay quiet: none of ``quiet-lists/lists.yaml`` makes ``ldn-rules check`` exit 1."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterable

    Command = Callable[..., subprocess.CompletedProcess[str]]

AS_OF = "2026-01-15"
FEWEST = 40
LISTS: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "quiet-lists" / "lists.yaml").read_text(encoding="utf-8")
)
OXYCODONE = {"name": "oxycodone 5 mg tablet", "sig": "1 tablet every 6 hours", "status": "active", "start": AS_OF}
NALTREXONE = ("naltrexone", "ldn", "vivitrol", "contrave", "revia")


def record(entry: dict[str, Any], *more: dict[str, str]) -> str:
    """The medication list of an entry as one line of JSON, with ``more`` medications."""
    keys = {key: value for key, value in entry.items() if key not in {"list", "why", "outcome"}}
    if more:
        keys["medications"] = [*keys["medications"], *more]
    return json.dumps({"as_of": AS_OF, **keys}, default=str)


def as_stream(lines: Iterable[str]) -> str:
    """Records one a line."""
    return "".join(f"{line}\n" for line in lines)


@pytest.fixture(scope="module")
def checked(ldn_rules: Command) -> subprocess.CompletedProcess[str]:
    """All lists, checked as one stream: it exits 0 only if each of them does."""
    return ldn_rules("check", "-", "--output", "jsonl", input=as_stream(map(record, LISTS)))


def test_no_ordinary_list_exits_1(checked: subprocess.CompletedProcess[str]) -> None:
    """At the default --fail-on nothing stops the run, and every list has its answer."""
    assert (checked.returncode, checked.stderr) == (0, "")
    assert len(checked.stdout.splitlines()) == len(LISTS)


@pytest.mark.parametrize("place", range(len(LISTS)), ids=[entry["list"] for entry in LISTS])
def test_ordinary_list_stays_quiet(checked: subprocess.CompletedProcess[str], place: int) -> None:
    """The list was read as a whole, says what is written beside it, and holds no current finding from major on."""
    entry, said = LISTS[place], json.loads(checked.stdout.splitlines()[place])
    stopping = [
        (alert["rule"], alert["severity"], alert["message"])
        for alert in said["alerts"]
        if not alert["history"] and alert["severity"] in {"major", "contraindicated"}
    ]
    assert stopping == [], entry["why"]
    assert (said["outcome"], said["errors"], said["coverage"]["review"]) == (entry["outcome"], [], [])


def test_there_are_enough_lists_each_with_its_reason() -> None:
    """At least forty lists, each with a name of its own and a reason."""
    assert len(LISTS) >= FEWEST
    assert [name for name, count in Counter(entry["list"] for entry in LISTS).items() if count > 1] == []
    assert all(len(entry["why"]) > 20 for entry in LISTS)


def test_quiet_lists_are_not_deaf(ldn_rules: Command) -> None:
    """The same lists with oxycodone in use are contraindicated wherever naltrexone is: they were quiet for a reason."""
    lists = [entry for entry in LISTS if entry["outcome"] != "not-applicable" and holds_current_naltrexone(entry)]
    done = ldn_rules("check", "-", "--output", "jsonl", input=as_stream(record(entry, OXYCODONE) for entry in lists))
    worst = [json.loads(line)["worst"] for line in done.stdout.splitlines()]
    assert len(worst) == len(lists) > FEWEST
    assert [entry["list"] for entry, one in zip(lists, worst, strict=True) if one != "contraindicated"] == []


def holds_current_naltrexone(entry: dict[str, Any]) -> bool:
    """Whether an order of the list that is not over is for naltrexone, by the words of its name."""
    return any(
        any(name in json.dumps(each, default=str).lower() for name in NALTREXONE)
        for each in entry["medications"]
        if each.get("status") in {"active", "draft", "on-hold"}
    )
