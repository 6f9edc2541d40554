"""``ldn-rules plan``: what it says of each opioid of the list, and what it asks for (golden)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

    Command = Callable[..., subprocess.CompletedProcess[str]]

PERSON: dict[str, Any] = {"patient": {"birth_date": "1960-01-01"}, "as_of": "2026-01-15", "history_from": "2025-01-01"}
OXYCODONE = {"id": "oxy", "name": "oxycodone 5 mg tablet", "sig": "1 tablet every 6 hours", "start": "2025-11-01"}
ENDED = {**OXYCODONE, "status": "completed", "end": "2025-12-17"}
RECORD = "To plan, or to plan for an earlier day, record of oxycodone 5 mg tablet: "
USE = "the day of the last use or the end (for a depot the last injection, for an implant the removal)."
IN_USE = " Whether an opioid can be ended at all is a decision of its own; a plan is no reason for it."


def text_of(ldn_rules: Command, medications: list[dict[str, Any]], start: str = "2026-01-16") -> str:
    """The answer in text, on one line."""
    done = ldn_rules("plan", "-", "--start", start, input=json.dumps({**PERSON, "medications": medications}))
    assert (done.returncode, done.stderr) in {(0, ""), (1, "")}
    return " ".join(done.stdout.split())


@pytest.mark.parametrize(
    ("fields", "asked"),
    [
        ({"status": "completed", "end": "2026-01"}, "the day of the last use (its end is given only as 2026-01)."),
        (
            {"status": "stopped", "last_taken": "2026-01", "end": "2026-01-02"},
            "the day of the last use (its last_taken is given only as 2026-01).",
        ),
        ({"status": "stopped"}, USE),
        ({"status": "active"}, USE + IN_USE),
        ({}, "the status and " + USE + IN_USE),
        ({"status": "completed", "start": "2026-01-12", "end": "2025-12-01"}, "what the findings below ask about."),
    ],
)
def test_only_what_is_missing_is_asked_for(ldn_rules: Command, fields: dict[str, Any], asked: str) -> None:
    """A status that is recorded is not asked for, an end in part by what is given of it."""
    said = text_of(ldn_rules, [{**OXYCODONE, **fields}])
    assert RECORD + asked in said
    assert said.count("record of") == 1
    assert (IN_USE in said) is asked.endswith(IN_USE)


def test_an_entry_that_lacks_nothing_is_not_asked_about(ldn_rules: Command) -> None:
    """Of two fills of one drug the open one is the question."""
    open_end = {**OXYCODONE, "id": "two", "start": "2025-12-20", "status": "active"}
    assert RECORD + USE + IN_USE in text_of(ldn_rules, [ENDED, open_end])


@pytest.mark.parametrize(
    ("medication", "said", "fields"),
    [
        (
            ENDED,
            "the preferred interval was met on 2025-12-27.",
            ("2025-12-27", "2025-12-17", 30),
        ),
        (
            {**ENDED, "name": "methadone 10 mg tablet"},
            "the preferred interval was met on 2025-12-31.",
            ("2025-12-31", "2025-12-17", 30),
        ),
        (
            {**ENDED, "name": "loperamide 2 mg capsule", "sig": "1 capsule twice a day"},
            "no finding from 2025-12-18 on.",
            ("2025-12-18", "2025-12-17", 30),
        ),
    ],
)
def test_nothing_to_wait_for(
    ldn_rules: Command, medication: dict[str, Any], said: str, fields: tuple[str, str, int]
) -> None:
    """How long ago the last day was, and on which day the interval was met: not the day of the check."""
    text = text_of(ldn_rules, [medication])
    days = "its last day, 2025-12-17, is 30 days before the start asked for"
    assert f"Leaves nothing to wait for: {days}; {said}" in text
    given = json.dumps({**PERSON, "medications": [medication]})
    plan = json.loads(ldn_rules("plan", "-", "--start", "2026-01-16", "--output", "json", input=given).stdout)
    (one,) = plan["opioids"]
    assert (one["earliest_start"], one["last_day"], one["days_since"]) == fields
    assert (one["waits"], one["because"], one["what_if"]) == (False, [], None)


def test_the_first_start_and_the_earliest_have_names_of_their_own(ldn_rules: Command) -> None:
    """The plan's first start is the finding's preferred one, and is called so."""
    said = text_of(ldn_rules, [{**ENDED, "end": "2026-01-10"}])
    first = "First start without a finding: 2026-01-20, the preferred one of what is found a day sooner:"
    assert f"{first} LDN104 moderate:" in said
    assert (
        said.count("Earliest start 2026-01-17, preferred 2026-01-20.") == 3
    )  # of the opioid, the day asked for, the day before
    assert "Earliest start without" not in said
