"""``ldn-rules plan`` under a site policy: a stricter number moves the start, a laxer one is marked."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Command = Callable[..., subprocess.CompletedProcess[str]]

PERSON: dict[str, Any] = {"patient": {"birth_date": "1960-01-01"}, "as_of": "2026-01-15", "history_from": "2025-01-01"}
OXYCODONE = {
    "id": "oxy", "name": "oxycodone 5 mg tablet", "sig": "1 tablet every 6 hours", "status": "completed",
    "start": "2025-12-20", "end": "2026-01-10",
}  # fmt: skip
REMIFENTANIL = {
    "id": "remi", "name": "remifentanil 1 mg injection", "status": "completed", "start": "2026-01-14",
    "end": "2026-01-14",
}  # fmt: skip
HEAD = 'language: 1\npolicy: Test policy\nversion: "1"\n'
STRICTER = HEAD + "thresholds:\n  - {threshold: washouts.short-acting.moderate, shipped: 10 days, here: 14 days}\n"
LAXER = (
    HEAD
    + "thresholds:\n"
    + "".join(
        f"  - {{threshold: washouts.perioperative.{row}, shipped: {shipped}, here: {here}, author: A. Person, "
        'reason: board, date: "2025-01-01"}\n'
        for row, shipped, here in (("major", "7 days", "3 days"), ("moderate", "10 days", "none"))
    )
)
SUPPRESSING = (
    HEAD
    + 'unused-after: 500\nsuppressions:\n  - {rule: LDN306, reason: agreed, author: A. Person, expires: "2027-01-31"}\n'
)


@pytest.fixture
def under(ldn_rules: Command, root: Path, tmp_path: Path) -> Callable[..., tuple[int, dict[str, Any]]]:
    """Exit code and plan for one medication under a policy of this text, which fits the schema of plans."""
    schema = json.loads((root / "schemas" / "plan.schema.json").read_text("utf-8"))

    def run(policy: str, medication: dict[str, Any], *options: str) -> tuple[int, dict[str, Any]]:
        (tmp_path / "policy.yaml").write_text(policy, encoding="utf-8")
        text = json.dumps({**PERSON, "medications": [medication]})
        named = ("--policy", str(tmp_path / "policy.yaml"))
        done = ldn_rules("plan", "-", "--output", "jsonl", *named, *options, input=text)
        assert done.stderr == ""
        plan: dict[str, Any] = json.loads(done.stdout)
        jsonschema.Draft202012Validator(schema).validate(plan)
        return done.returncode, plan

    return run


def test_a_stricter_washout_moves_the_start(under: Callable[..., tuple[int, dict[str, Any]]]) -> None:
    """Fourteen days instead of ten; the finding of the day before says by whose decision, and nothing is milder."""
    code, plan = under(STRICTER, OXYCODONE, "--start", "2026-01-16")
    assert (code, plan["outcome"], plan["start"]) == (1, "later-start", "2026-01-24")
    assert plan["opioids"][0]["earliest_start"] == "2026-01-24"
    (before,) = plan["day_before"]
    assert "washouts.short-acting.moderate from 10 days to 14 days, which is stricter" in before["message"]
    assert (plan["policy"]["name"], plan["policy"]["lowered"], plan["opioids"][0]["lowered"]) == ("Test policy", [], [])


def test_a_laxer_washout_is_marked(under: Callable[..., tuple[int, dict[str, Any]]]) -> None:
    """A start that the rules forbid and the policy lets pass names what they say, of the plan and of the opioid."""
    code, plan = under(LAXER, REMIFENTANIL, "--start", "2026-01-17")
    assert (code, plan["outcome"], plan["start"]) == (0, "as-asked", "2026-01-17")
    short = [(one["rule"], one["shipped"], one["here"]) for one in plan["policy"]["lowered"]]
    assert short == [("LDN115", "major", None)]
    assert [one["rule"] for one in plan["opioids"][0]["lowered"]] == ["LDN115"]
    assert under(LAXER, REMIFENTANIL, "--start", "2026-01-16")[1]["start"] == "2026-01-17"


def test_text_names_the_policy_and_what_it_lets_pass(ldn_rules: Command, tmp_path: Path) -> None:
    """Headline, opioid and end of the text say that the start hangs on the policy; LDN_POLICY counts too."""
    (tmp_path / "policy.yaml").write_text(LAXER, encoding="utf-8")
    text = json.dumps({**PERSON, "medications": [REMIFENTANIL]})
    done = ldn_rules(
        "plan", "-", "--start", "2026-01-17", input=text, env={"LDN_POLICY": str(tmp_path / "policy.yaml")}
    )
    said = " ".join(done.stdout.split())
    headline = "under the site policy no rule fired above a note; what the rules say without it stands below"
    assert f"PROPOSED: a start on 2026-01-17, as asked; {headline}" in said
    assert "Without the site policy that day has LDN115 major, here nothing: remifentanil at an operation" in said
    assert "Milder by the site policy than by the rules - LDN115 major, here nothing" in said
    assert "Site policy Test policy, 1 (" in said


def test_what_is_suppressed_still_forbids_a_plan(under: Callable[..., tuple[int, dict[str, Any]]]) -> None:
    """A suppression hides an alert; a step that is too large is none the smaller."""
    done = {**OXYCODONE, "end": "2025-12-25"}
    code, plan = under(SUPPRESSING, done, "--start", "2026-01-16", "--step", "3mg")
    assert (code, plan["outcome"]) == (1, "no-plan")
    assert [one["rule"] for one in plan["against"]] == ["LDN306"]
    assert plan["sources"] == []


def test_a_policy_that_is_invalid_makes_no_plan(ldn_rules: Command, tmp_path: Path) -> None:
    """Exit 3, and nothing on standard output."""
    (tmp_path / "policy.yaml").write_text(HEAD + "thresholds:\n  - {threshold: washouts.nothing, here: 1}\n")
    done = ldn_rules("plan", "--start", "2026-01-16", "--policy", str(tmp_path / "policy.yaml"), input="")
    assert (done.returncode, done.stdout) == (3, "")
    assert "E1" in done.stderr


def test_without_a_plan_no_usual_schedule_is_told(ldn_rules: Command) -> None:
    """Where nothing is proposed, the sentence on the usual schedule would read like a proposal."""
    for end, shown in (("2026-01-10", True), (None, False)):
        listed = {**OXYCODONE, "end": end, "status": "completed" if end else "active"}
        text = json.dumps({**PERSON, "medications": [listed]})
        done = ldn_rules("plan", "-", "--start", "2026-01-16", input=text)
        assert ("The usual schedule" in done.stdout) is shown


def test_a_plan_has_one_name(ldn_rules: Command) -> None:
    """A finding names the planned drug once with its strengths, and not each entry of the plan as a drug of its own."""
    done = ldn_rules("plan", "-", "--start", "2026-01-16", input=json.dumps({**PERSON, "medications": [OXYCODONE]}))
    said = " ".join(done.stdout.split())
    assert "days before low-dose naltrexone 1.5, 3, 4.5 mg capsule (2026-01-16)" in said
    assert "low-dose naltrexone 1.5 mg capsule; low-dose" not in said
