"""A site policy from the command line: what an informaticist writes, and what comes of it."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Command = Callable[..., subprocess.CompletedProcess[str]]
    Run = Command

LDN = {"id": "ldn", "name": "naltrexone 1.5 mg capsule", "sig": "1 capsule at bedtime", "status": "active"}
STARTS = {**LDN, "start": "2026-01-15"}
ENDED = {
    "id": "oxy",
    "name": "oxycodone 5 mg tablet",
    "status": "completed",
    "start": "2026-01-01",
    "end": "2026-01-04",
}
ACTIVE = {"id": "oxy", "name": "oxycodone 5 mg tablet", "status": "active", "start": "2026-01-02"}
STEP = [
    {**LDN, "id": "low", "status": "completed", "start": "2026-01-01", "end": "2026-01-14"},
    {**LDN, "id": "high", "name": "naltrexone 4.5 mg capsule", "start": "2026-01-15"},
]

HEAD = 'language: 1\npolicy: House\nversion: "7"\n'
STRICTER = """\
thresholds:
  - {threshold: washouts.short-acting.moderate, shipped: 10 days, here: 14 days}
"""
LAXER = """\
thresholds:
  - threshold: washouts.short-acting.moderate
    shipped: 10 days
    here: 8 days
    author: A. Pharmacist
    reason: Pain board, minute 12
    date: "2025-01-02"
"""
SUPPRESSED = """\
unused-after: 3
suppressions:
  - {rule: LDN306, reason: Steps of 3 mg are agreed, author: B. Doe, expires: "2026-06-30"}
"""
ACKNOWLEDGED = """\
acknowledgements:
  - {rule: LDN101, patient: p1, reason: Supervised taper, author: C. Roe, expires: "2026-06-30"}
"""


def record(*medications: dict[str, Any], patient: str = "p1", as_of: str = "2026-01-15") -> dict[str, Any]:
    """A list for the day of the tests."""
    return {"patient": {"id": patient, "birth_date": "1960-01-01"}, "as_of": as_of, "medications": list(medications)}


@pytest.fixture
def run(ldn_rules: Command, tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """``run(policy, records, options...)``: check these lists under a policy of this text."""

    def check(text: str, *records: dict[str, Any], options: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
        path = tmp_path / "policy.yaml"
        path.write_text(HEAD + text, encoding="utf-8")
        lines = "".join(f"{json.dumps(each)}\n" for each in records)
        done = ldn_rules("check", "-", "--policy", path, *options, input=lines)
        assert "Traceback" not in done.stderr
        return done

    return check


def test_stricter_and_laxer(run: Run) -> None:
    """A washout is changed both ways; the report says so where it counts, and at its end which policy it was."""
    eleven, nine = record(STARTS, ENDED), record(STARTS, {**ENDED, "end": "2026-01-06"})
    done = run(STRICTER, eleven, options=("--fail-on", "moderate"))
    text = " ".join(done.stdout.split())
    assert done.returncode == 1
    assert "MODERATE Opioid-free interval after a short-acting opioid LDN104" in text
    assert 'Site policy "House" 7 changes washouts.short-acting.moderate from 10 days to 14 days' in text
    assert "Site policy House, 7 (" in text
    done = run(LAXER, nine, options=("--fail-on", "moderate"))
    text = " ".join(done.stdout.split())
    assert done.returncode == 0
    assert "CLEAR: no current alert on the data supplied, only what stands below" in text
    assert "Milder by the site policy than by the rules - LDN104 moderate, here nothing: Last oxycodone" in text


def test_laxer_without_a_name(run: Run, ldn_rules: Command, tmp_path: Path) -> None:
    """Nobody answers for it: nothing is checked, the place is shown, and validate says the same."""
    text = LAXER.replace("    author: A. Pharmacist\n", "")
    done = run(text, record(STARTS))
    assert (done.returncode, done.stdout) == (3, "")
    assert "E152 `washouts.short-acting.moderate` is laxer than the rules: author missing" in done.stderr
    assert "policy.yaml:5:16" in done.stderr
    assert done.stderr.endswith("The site policy is not in order: 1 fault.\n")
    validated = ldn_rules("rules", "validate", "--policy", tmp_path / "policy.yaml")
    assert (validated.returncode, validated.stderr) == (3, done.stderr)


def test_suppressed(run: Run, root: Path) -> None:
    """It changes the exit code and never the outcome, is counted, and stands in the report."""
    validator = jsonschema.Draft202012Validator(
        json.loads((root / "schemas" / "report.schema.json").read_text("utf-8"))
    )
    options = ("--fail-on", "moderate", "--output", "json")
    before, after = run("", record(*STEP), options=options), run(SUPPRESSED, record(*STEP), options=options)
    assert (before.returncode, after.returncode) == (1, 0)
    report = json.loads(after.stdout)
    validator.validate(report)
    patient = report["patients"][0]
    assert (patient["outcome"], patient["worst"]) == ("alert", "moderate")
    assert [each["rule"] for each in patient["suppressed"]] == ["LDN306"]
    assert "LDN306" not in {each["rule"] for each in patient["alerts"]}
    assert (
        report["summary"]["by_severity"]["moderate"] == json.loads(before.stdout)["summary"]["by_severity"]["moderate"]
    )
    assert report["summary"]["suppressed"]["moderate"] == 1
    assert report["policy"]["name"] == "House"
    text = " ".join(run(SUPPRESSED, record(*STEP)).stdout.split())
    assert "ALERT: moderate" in text
    assert "LDN306 moderate: The daily dose rises by 3 mg" in text
    assert "Suppressed by B. Doe until 2026-06-30: Steps of 3 mg are agreed" in text


def test_acknowledged(run: Run) -> None:
    """The contraindication is shown as before, counts as before, and says by whom and why it is acknowledged."""
    done = run(ACKNOWLEDGED, record(STARTS, ACTIVE))
    assert done.returncode == 1
    assert "CONTRAINDICATED  Opioid in use together with naltrexone  LDN101" in done.stdout
    assert "Acknowledged by C. Roe until 2026-06-30: Supervised taper" in done.stdout


def test_contraindication_cannot_be_suppressed(run: Run) -> None:
    """The policy is refused, and says what may be done instead."""
    done = run(SUPPRESSED.replace("LDN306", "LDN101"), record(STARTS))
    assert done.returncode == 3
    assert "E155 LDN101 says that something is contraindicated" in done.stderr
    assert "= help: acknowledge it for the patient (acknowledgements)" in done.stderr


def test_expired(run: Run) -> None:
    """The finding is back, everything is reported, and the exit code is that of a policy that is not in order."""
    done = run(SUPPRESSED, record(*STEP), record(*STEP, as_of="2026-07-01"), options=("--output", "jsonl"))
    first, second = map(json.loads, done.stdout.splitlines())
    assert done.returncode == 3
    assert [each["rule"] for each in first["suppressed"]] == ["LDN306"]
    assert (second["suppressed"], [each["rule"] for each in second["policy"]["expired"]]) == ([], ["LDN306"])
    assert "E150 suppression of LDN306 expired on 2026-06-30" in done.stderr
    assert "policy.yaml:6:12" in done.stderr
    assert "6 |   - {rule: LDN306, reason" in done.stderr


def test_unused(run: Run) -> None:
    """In a batch that met no such finding the entry is an error; in fewer records it is not."""
    clear = [record(STARTS, patient=f"p{number}") for number in range(3)]
    assert run(SUPPRESSED, *clear[:2]).returncode == 0
    done = run(SUPPRESSED, *clear)
    assert done.returncode == 3
    assert "E151 suppression of LDN306 met no finding" in done.stderr
    of_patient = run(ACKNOWLEDGED, record(STARTS))
    assert of_patient.returncode == 3
    assert "E151 acknowledgement of LDN101 for patient p1 met no finding" in of_patient.stderr
    assert run(ACKNOWLEDGED, record(STARTS, patient="p2")).returncode == 0


def test_workers_and_order_of_codes(run: Run) -> None:
    """Entries used in one worker are used; a record that cannot be read wins over the policy."""
    records = [record(*STEP, patient=f"p{number}") for number in range(6)]
    assert run(SUPPRESSED, *records, options=("--jobs", "2")).returncode == 0
    done = run(SUPPRESSED, *[record(STARTS)] * 4, {"medications": 7}, options=("--jobs", "2"))
    assert done.returncode == 4
    assert "E151" in done.stderr


def test_explain(ldn_rules: Command, tmp_path: Path) -> None:
    """Why a rule reports, or does not, names the policy."""
    policy, given = tmp_path / "policy.yaml", tmp_path / "list.json"
    policy.write_text(HEAD + LAXER + SUPPRESSED)
    given.write_text(json.dumps(record(*STEP, {**ENDED, "start": "2025-12-20", "end": "2025-12-23"})))
    done = ldn_rules("explain", given, "--policy", policy, "--output", "json")
    rules = {each["rule"]: each for each in json.loads(done.stdout)["rules"]}
    assert rules["LDN306"]["state"] == "fired"
    assert rules["LDN306"]["remark"] == "Suppressed by B. Doe until 2026-06-30: Steps of 3 mg are agreed."
    assert rules["LDN104"]["remark"] == "The rules say moderate, under the site policy it is nothing."


def test_variable_and_missing_file(ldn_rules: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """LDN_POLICY names the policy of a site; one that is not there is wrong usage, never no policy."""
    (tmp_path / "policy.yaml").write_text(HEAD)
    monkeypatch.setenv("LDN_POLICY", str(tmp_path / "policy.yaml"))
    done = ldn_rules("check", "-", "--output", "jsonl", input=json.dumps(record(STARTS)))
    assert json.loads(done.stdout)["policy"]["name"] == "House"
    monkeypatch.setenv("LDN_POLICY", str(tmp_path / "other.yaml"))
    done = ldn_rules("check", "-", input=json.dumps(record(STARTS)))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"ldn-rules: LDN_POLICY: there is no file {tmp_path / 'other.yaml'}\n"


def test_thresholds_are_listed(ldn_rules: Command) -> None:
    """What a policy may name stands in a list, and each entry of it can be named."""
    done = ldn_rules("rules", "thresholds", "washouts.short-acting", "--output", "json")
    assert json.loads(done.stdout) == [
        {"threshold": "washouts.short-acting.contraindicated", "operator": "less-than", "shipped": "7 days"},
        {"threshold": "washouts.short-acting.moderate", "operator": "less-than", "shipped": "10 days"},
    ]
    assert ldn_rules("rules", "thresholds", "washouts.short-acting").stdout == (
        "washouts.short-acting.contraindicated  less than 7 days\n"
        "washouts.short-acting.moderate         less than 10 days\n"
    )
    every = ldn_rules("rules", "thresholds").stdout
    assert "LDN307.bands.minor" in every
    assert "\nsemantics.ends-apart 3 days\n" in "\n".join(" ".join(line.split()) for line in every.splitlines())
    done = ldn_rules("rules", "thresholds", "washouts.sho")
    assert (done.returncode, done.stderr) == (
        2,
        "ldn-rules: no threshold begins with 'washouts.sho' (rules thresholds lists all)\n",
    )


def test_rules_change_under_a_policy(ldn_rules: Command, root: Path, tmp_path: Path) -> None:
    """Where the rules come to say another number, the policy is to be looked at again."""
    site, policy = shutil.copytree(root / "rules", tmp_path / "site"), tmp_path / "policy.yaml"
    policy.write_text(HEAD + STRICTER)
    assert ldn_rules("rules", "validate", "--rules", site, "--policy", policy).stdout.endswith("policy is valid.\n")
    washouts = site / "vocabulary" / "washouts.yaml"
    washouts.write_text(
        washouts.read_text("utf-8").replace(
            "less-than: 10 days, severity: moderate, source: P3", "less-than: 11 days, severity: moderate, source: P3"
        )
    )
    done = ldn_rules("rules", "validate", "--rules", site, "--policy", policy)
    assert done.returncode == 3
    assert "E154 the rules say `11 days`, not `10 days`" in done.stderr
