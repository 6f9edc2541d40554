"""The starts that findings name under a site policy: by the policy, and none where it leaves none."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

import ldn_rules as api

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HEAD = 'language: 1\npolicy: House\nversion: "7"\n'
STARTS = {
    "id": "ldn", "name": "naltrexone 1.5 mg capsule", "sig": "1 capsule at bedtime", "status": "active",
    "start": "2026-01-15",
}  # fmt: skip


def record(end: str, name: str, start: str = "2026-01-01") -> dict[str, Any]:
    """A list that starts naltrexone on the day of the check, after this drug."""
    opioid = {"id": "opioid", "name": name, "status": "completed", "start": start, "end": end}
    return {"patient": {"birth_date": "1960-01-01"}, "as_of": "2026-01-15", "medications": [STARTS, opioid]}


@pytest.fixture
def alert(tmp_path: Path, root: Path) -> Callable[..., dict[str, Any]]:
    """The only alert on a list under a policy of this text, in step with the schema of reports."""
    schema = json.loads((root / "schemas" / "report.schema.json").read_text("utf-8"))

    def run(text: str, given: dict[str, Any]) -> dict[str, Any]:
        (tmp_path / "policy.yaml").write_text(HEAD + text, encoding="utf-8")
        report = dict(api.check(given, rulebook=api.load_rulebook(policy=str(tmp_path / "policy.yaml"))).data)
        jsonschema.Draft202012Validator(schema).validate(report)
        (found,) = report["alerts"]
        return dict(found)

    return run


DECIDED = 'author: A. Pharmacist, reason: Board, date: "2025-01-02"'


def entry(row: str, shipped: str, here: str) -> str:
    """One bound of the washouts, as the policy changes it."""
    return f"  - {{threshold: washouts.{row}, shipped: {shipped}, here: {here}, {DECIDED}}}\n"


def bound(row: str, shipped: str, here: str) -> str:
    """A policy that changes one bound."""
    return f"thresholds:\n{entry(row, shipped, here)}"


@pytest.mark.parametrize(
    ("here", "severity", "first"), [("5 days", "moderate", "14"), ("9 days", "contraindicated", "18")]
)
def test_the_site_s_minimum_is_not_called_the_label_s(
    alert: Callable[..., dict[str, Any]], here: str, severity: str, first: str
) -> None:
    """Laxer or stricter: options and message name the day that the policy gives, and the label's days as such."""
    found = alert(bound("short-acting.contraindicated", "7 days", here), record("2026-01-09", "oxycodone 5 mg tablet"))
    assert (found["rule"], found["severity"]) == ("LDN104", severity)
    assert found["management"][0] == f"Do not start before 2026-01-{first}. Consider waiting until 2026-01-19."
    assert (
        f"The label asks for at least 7 to 10 opioid-free days. Earliest start 2026-01-{first}, preferred 2026-01-19. "
        in found["message"]
    )
    assert f"washouts.short-acting.contraindicated from 7 days to {here}" in found["message"]


def test_an_interval_that_was_taken_out_has_no_earliest_start(alert: Callable[..., dict[str, Any]]) -> None:
    """The day of the last dose is no start: neither message nor options name one, and ``earliest_start`` is null."""
    found = alert(
        bound("short-acting.contraindicated", "7 days", "none"), record("2026-01-09", "oxycodone 5 mg tablet")
    )
    assert (found["rule"], found["severity"], found["earliest_start"]) == ("LDN104", "moderate", None)
    assert found["management"][0] == "Consider waiting until 2026-01-19."
    assert "arliest start" not in found["message"]
    assert "opioid-free days. Short or single use" in found["message"]
    found = alert(
        bound("long-acting.contraindicated", "10 days", "none"), record("2026-01-09", "methadone 10 mg tablet")
    )
    assert (found["severity"], found["earliest_start"]["minimum"]) == ("major", "2026-01-23")


def test_without_any_forbidding_interval_an_option_goes(alert: Callable[..., dict[str, Any]]) -> None:
    """A depot of which a note is left names no day at all."""
    rows = (("contraindicated", "90 days"), ("major", "120 days"))
    entries = [entry(f"depot-monthly.{row}", days, "none") for row, days in rows]
    given = record("2025-12-20", "Buvidal monthly 96 mg injection", "2025-12-20")
    found = alert("thresholds:\n" + "".join(entries), given)
    assert (found["rule"], found["severity"], found["earliest_start"]) == ("LDN106", "info", None)
