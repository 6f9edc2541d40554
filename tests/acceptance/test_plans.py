"""``ldn-rules plan``: what is proposed, what is refused and why, and the exit codes (golden)."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Command = Callable[..., subprocess.CompletedProcess[str]]
    Planned = Callable[..., tuple[int, dict[str, Any]]]

AS_OF = "2026-01-15"
PERSON: dict[str, Any] = {"patient": {"birth_date": "1960-01-01"}}
OXYCODONE = {"id": "oxy", "name": "oxycodone 5 mg tablet", "sig": "1 tablet every 6 hours"}
LDN = {"id": "ldn", "name": "naltrexone 1.5 mg capsule", "sig": "1 capsule at bedtime"}
ENDED = {**OXYCODONE, "status": "completed", "start": "2025-12-20", "end": "2026-01-10"}


@pytest.fixture
def schema(root: Path) -> jsonschema.Draft202012Validator:
    """The shape of a plan."""
    return jsonschema.Draft202012Validator(json.loads((root / "schemas" / "plan.schema.json").read_text("utf-8")))


@pytest.fixture
def planned(ldn_rules: Command, root: Path, schema: jsonschema.Draft202012Validator) -> Planned:
    """``planned([...], "--start", ...)``: exit code and plan for these medications, which fits its schema."""
    report = json.loads((root / "schemas" / "report.schema.json").read_text("utf-8"))
    alert = jsonschema.Draft202012Validator({"$ref": "#/$defs/alert", "$defs": report["$defs"]})

    def run(medications: list[dict[str, Any]], *options: str) -> tuple[int, dict[str, Any]]:
        text = json.dumps({"as_of": AS_OF, **PERSON, "history_from": "2025-01-01", "medications": medications})
        done = ldn_rules("plan", "-", "--output", "jsonl", *options, input=text)
        assert done.stderr == ""
        (line,) = done.stdout.splitlines()
        plan: dict[str, Any] = json.loads(line)
        schema.validate(plan)
        for one in (*plan["against"], *plan["day_before"], *plan["beside"]):
            alert.validate(one)
        return done.returncode, plan

    return run


def said(alerts: list[dict[str, Any]]) -> list[str]:
    """The findings in short."""
    return [f"{one['rule']} {one['kind']} {one['severity']}" for one in alerts]


def rows(plan: dict[str, Any]) -> list[tuple[Any, ...]]:
    """The steps in short."""
    names = ("start", "last", "dose", "strength", "capsules_a_day", "capsules")
    return [tuple(step[name] for name in names) for step in plan["steps"]]


TEXT = """\
Patient example-before-ldn (before-ldn.json:1), as of 2026-01-15 (given by the list)
PROPOSED: a start on 2026-01-19, not on 2026-01-16; no rule fired above a note on the data supplied
A start on 2026-01-16 has the findings below. 2026-01-19 is the first day after it on which the same
plan has none.

Schedule (an option to weigh, once a day)
  2026-01-19 to 2026-02-01  1.5 mg: 1 capsule at bedtime; 14 capsules of 1.5 mg for 14 days
  2026-02-02 to 2026-02-15  3 mg: 1 capsule at bedtime; 14 capsules of 3 mg for 14 days
  2026-02-16 on             4.5 mg: 1 capsule at bedtime; 30 capsules of 4.5 mg for 30 days

Each opioid of the list, judged alone with this schedule
  - hydrocodone, short-acting (hydrocodone 5 mg / acetaminophen 325 mg tablet) [m1]; 2025-12-20 to
    2026-01-09, as stated
    First start without a finding: 2026-01-19, the preferred one of what is found a day sooner:
"""


def test_text_for_a_clinician(ldn_rules: Command, root: Path) -> None:
    """The plan comes first, then each opioid, then what forbids the day that was asked for; no order is given."""
    done = ldn_rules("plan", "--start", "2026-01-16", "before-ldn.json", cwd=root / "examples")
    assert done.returncode == 1
    assert done.stdout.startswith(TEXT)
    assert "\nAgainst a start on 2026-01-16\nMODERATE  Opioid-free interval after a short-acting opioid" in done.stdout
    assert "options to weigh, not orders" in " ".join(done.stdout.split())
    assert "\nThe day before, 2026-01-18\n" in done.stdout


def test_the_usual_schedule_without_a_list(ldn_rules: Command) -> None:
    """Nothing is judged but the schedule, and it says so."""
    done = ldn_rules("plan", "--start", "2026-02-01", "--as-of", AS_OF, "--output", "json")
    plan = json.loads(done.stdout)
    assert (done.returncode, plan["outcome"], plan["source"]) == (0, "as-asked", {"file": None, "line": None})
    assert rows(plan) == [
        ("2026-02-01", "2026-02-14", "1.5 mg", "1.5 mg", 1, 14),
        ("2026-02-15", "2026-02-28", "3 mg", "3 mg", 1, 14),
        ("2026-03-01", None, "4.5 mg", "4.5 mg", 1, 30),
    ]
    assert plan["remarks"][0].startswith("No list was given: nothing was judged but the schedule itself.")
    text = ldn_rules("plan", "--start", "2026-02-01", "--as-of", AS_OF).stdout
    assert text.startswith("No list, as of 2026-01-15 (given on the command line)\nPROPOSED: a start on 2026-02-01")


def test_what_is_asked_for_is_what_is_planned(planned: Planned) -> None:
    """First dose, step, interval, last dose and strengths; the last step may be smaller."""
    options = ("--first", "0.5mg", "--step", "1 mg", "--every", "3w", "--to", "3", "--strength", "500 mcg")
    strengths = ("--strength", "1.5", "--strength", "2.5mg")
    code, plan = planned([ENDED], "--start", "2026-02-01", *options, *strengths)
    assert (code, plan["outcome"], said(plan["against"])) == (0, "as-asked", [])
    assert rows(plan) == [
        ("2026-02-01", "2026-02-21", "0.5 mg", "0.5 mg", 1, 21),
        ("2026-02-22", "2026-03-14", "1.5 mg", "1.5 mg", 1, 21),
        ("2026-03-15", "2026-04-04", "2.5 mg", "2.5 mg", 1, 21),
        ("2026-04-05", None, "3 mg", "1.5 mg", 2, 60),
    ]
    assert said(plan["beside"]) == ["LDN305 alert info"]


def test_its_entries_added_to_the_list_are_what_was_judged(planned: Planned, ldn_rules: Command) -> None:
    """``check`` reads the list with the medications of a plan and finds nothing; a day earlier it finds something."""
    code, plan = planned([ENDED], "--start", "2026-01-16")
    assert (code, plan["start"], said(plan["day_before"])) == (1, "2026-01-20", ["LDN104 alert moderate"])
    given = {"as_of": AS_OF, **PERSON, "history_from": "2025-01-01", "medications": [ENDED, *plan["medications"]]}
    done = ldn_rules("check", "-", "--output", "jsonl", "--fail-on", "info", input=json.dumps(given))
    assert (done.returncode, json.loads(done.stdout)["alerts"]) == (0, [])


ONCE = {"start": "2026-01-10", "end": "2026-01-10"}


@pytest.mark.parametrize(
    ("opioid", "washout", "start"),
    [
        ({"name": "oxycodone 5 mg tablet", "end": "2026-01-10"}, "short-acting", "2026-01-20"),
        ({"name": "methadone 10 mg tablet", "end": "2026-01-10"}, "long-acting", "2026-01-24"),
        ({"name": "Sublocade 300 mg injection", **ONCE}, "depot-sublocade", "2027-01-10"),
        ({"name": "Brixadi weekly 24 mg injection", **ONCE}, "depot-weekly", "2026-02-07"),
        ({"name": "Probuphine implant", "status": "stopped", "end": "2026-01-10"}, "implant", "2026-01-24"),
        ({"name": "oxycodone 5 mg tablet", "end": "2025-12"}, "short-acting", None),
    ],
)  # fmt: skip
def test_the_earliest_start_after_each_class(
    planned: Planned, opioid: dict[str, Any], washout: str, start: str | None
) -> None:
    """By the washout table, as the rules apply it; nothing to wait for is said as that."""
    entry = {"id": "o", "status": "completed", "start": "2025-06-01", **opioid}
    code, plan = planned([entry], "--start", "2026-01-16")
    (one,) = plan["opioids"]
    assert (one["washout"], one["medications"]) == (washout, ["o"])
    if start is None:
        assert (code, one["earliest_start"], one["waits"], one["because"]) == (0, "2026-01-10", False, [])
        assert (one["last_day"], one["days_since"]) == ("2025-12-31", 16)
    else:
        assert (code, one["earliest_start"], one["waits"]) == (1, start, True)
        assert one["because"]
        assert plan["start"] == start


TO_RECORD = (
    "To plan, or to plan for an earlier day, record of oxycodone 5 mg tablet: the day of the last use or the end (for "
    "a depot the last injection, for an implant the removal). Whether an opioid can be ended at all is a decision of "
    "its own; a plan is no reason for it."
)
WHAT_IF = (
    "Were 2026-01-15 recorded as the last day of oxycodone 5 mg tablet, and no supply after it, the first start "
    "without a finding would be 2026-01-25."
)


def test_an_open_opioid_leaves_no_plan(planned: Planned) -> None:
    """It says why, what would have to be recorded, and what that would lead to."""
    active = {**OXYCODONE, "status": "active", "start": "2025-12-20"}
    code, plan = planned([active], "--start", "2026-02-01")
    assert (code, plan["outcome"], plan["start"], plan["steps"], plan["medications"]) == (1, "no-plan", None, [], [])
    assert said(plan["against"]) == ["LDN101 alert contraindicated"]
    assert plan["opioids"][0]["what_if"] == {"last_day": AS_OF, "earliest_start": "2026-01-25"}
    assert plan["remarks"] == [
        "No start from 2026-02-01 to 2028-02-01 is without a finding.",
        TO_RECORD,
        WHAT_IF,
    ]


def test_unknown_dates_count_as_the_worst_they_can_mean(planned: Planned) -> None:
    """Stopped without a date: the interval counts from the day of the check, and the date is asked for."""
    code, plan = planned([{"id": "t", "name": "tramadol 50 mg tablet", "status": "stopped"}], "--start", "2026-01-16")
    assert (code, plan["start"], said(plan["against"])) == (1, "2026-01-25", ["LDN112 cannot-assess major"])
    assert plan["remarks"][1].startswith("To plan, or to plan for an earlier day, record of tramadol 50 mg tablet:")


def test_beside_naltrexone_in_use_no_plan_is_made(planned: Planned) -> None:
    """After its end the plan goes on from the last dose, and the step is judged."""
    running = {**LDN, "status": "active", "start": "2026-01-01"}
    code, plan = planned([running], "--start", "2026-02-01", "--first", "3mg")
    assert (code, plan["outcome"], plan["against"]) == (1, "no-plan", [])
    assert plan["remarks"][0].startswith(
        "Naltrexone is on the list as in use on or after 2026-02-01: naltrexone 1.5 mg capsule (2026-01-01 to no end;"
    )
    ended = {**running, "status": "completed", "end": "2026-01-14"}
    code, plan = planned([ended], "--start", AS_OF, "--first", "3mg")
    assert (code, plan["outcome"], len(plan["steps"])) == (0, "as-asked", 2)
    code, plan = planned([{**ended, "start": "2026-01-05"}], "--start", AS_OF, "--first", "3mg")
    assert (code, plan["outcome"], plan["steps"]) == (1, "no-plan", [])


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (("--step", "3mg"), ["LDN306 alert moderate"]),
        (("--every", "13d"), ["LDN307 alert minor", "LDN307 alert minor"]),
        (("--to", "6mg", "--strength", "1.5mg", "--strength", "3mg"), ["LDN301 alert moderate"]),
        (("--first", "3mg"), ["LDN305 alert moderate"]),
        (("--first", "50mg", "--to", "50mg", "--strength", "50mg"), ["LDN301 alert major", "LDN305 alert moderate"]),
    ],
)
def test_a_schedule_with_findings_is_not_proposed(planned: Planned, options: tuple[str, ...], found: list[str]) -> None:
    """Whatever the list holds; no other day is looked for."""
    code, plan = planned([ENDED], "--start", "2026-02-01", *options)
    assert (code, plan["outcome"], said(plan["against"]), plan["steps"]) == (1, "no-plan", found, [])
    assert plan["remarks"][0].startswith("The schedule itself has findings")


def test_what_was_not_read_may_be_an_opioid(planned: Planned) -> None:
    """An error of the list, or an empty one: no plan, exit 4, with the place."""
    code, plan = planned([{**ENDED, "colour": "white"}], "--start", "2026-02-01")
    assert (code, plan["outcome"], plan["start"]) == (4, "not-read", None)
    assert [(error["code"], error["line"], error["path"]) for error in plan["errors"]] == [
        ("unknown-key", 1, "medications[0].colour")
    ]
    code, plan = planned([], "--start", "2026-02-01")
    assert (code, plan["outcome"], plan["errors"][0]["code"]) == (4, "not-read", "empty-list")


def test_a_name_nobody_knows_stands_beside_the_plan(planned: Planned, ldn_rules: Command) -> None:
    """It is an open question, and the headline says so; a name near an opioid's is read as that opioid."""
    code, plan = planned([{"id": "h", "name": "herbal pain relief", "status": "active"}], "--start", "2026-02-01")
    assert (code, plan["outcome"], plan["assessed"]) == (0, "as-asked", False)
    assert said(plan["beside"]) == ["LDN120 cannot-assess moderate"]
    text = json.dumps({"as_of": AS_OF, "medications": [{"name": "herbal pain relief"}]})
    shown = ldn_rules("plan", "-", "--start", "2026-02-01", input=text).stdout
    assert "settle first what stands below" in " ".join(shown.split())
    code, plan = planned([{"id": "h", "name": "oxycodne 5 mg tablet", "status": "active"}], "--start", "2026-02-01")
    assert (code, plan["outcome"]) == (1, "no-plan")
    assert said(plan["against"]) == ["LDN101 alert contraindicated", "LDN120 cannot-assess major"]


def test_a_start_that_has_passed_is_judged_too(planned: Planned) -> None:
    """What would be history by the day of the check forbids a plan all the same."""
    long_ago = {**OXYCODONE, "status": "completed", "start": "2025-10-01", "end": "2025-11-01"}
    code, plan = planned([long_ago], "--start", "2025-11-05")
    assert (code, plan["start"], plan["against"][0]["history"]) == (1, "2025-11-11", True)
    assert plan["remarks"][-1].startswith("The start lies before 2026-01-15, the day of the check")


def test_one_record_of_a_table(ldn_rules: Command, root: Path) -> None:
    """The list is read as ``check`` reads it: other formats, their column names, a record by its number."""
    columns = ("--map", "mrn=patient_id", "--map", "drug=name", "--map", "directions=sig")
    done = ldn_rules(
        "plan", root / "examples/clinic-export.csv", *columns, "--record", "3", "--as-of", AS_OF, "--start",
        "2026-02-01", "--output", "json",
    )  # fmt: skip
    assert done.returncode in {0, 1}
    assert json.loads(done.stdout)["patient"]


def test_other_commands_do_not_load_it(ldn_rules: Command) -> None:
    """Help of the program names it; ``check`` imports nothing of it."""
    assert "plan" in ldn_rules("--help").stdout
    code = (
        "import sys; from ldn_rules.cli import main; main.run(['check', '/dev/null']); "
        "print([name for name in sys.modules if name.startswith(('ldn_rules.planning', 'ldn_rules.cli.plan'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)
    assert done.stdout.splitlines()[-1] == "[]"
