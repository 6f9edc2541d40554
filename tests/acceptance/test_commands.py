"""The contract of the commands: exit codes, ``--fail-on``, other folders, other rules, the report's schema."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Command = Callable[..., subprocess.CompletedProcess[str]]

AS_OF = "2026-01-15"
LDN = {"id": "ldn", "name": "naltrexone 1.5 mg capsule", "sig": "1 capsule at bedtime", "status": "active"}
OXYCODONE = {"id": "oxy", "name": "oxycodone 5 mg tablet", "sig": "1 tablet every 6 hours"}


def record(*medications: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A medication list for the day of the tests."""
    return {"patient": {"birth_date": "1960-01-01"}, "as_of": AS_OF, "medications": list(medications), **more}


CLEAR = record({**LDN, "start": AS_OF})
OVERLAP = record({**LDN, "start": AS_OF}, {**OXYCODONE, "status": "active", "start": "2026-01-02"})
BY_SEVERITY = {
    "contraindicated": OVERLAP,
    "major": record({**LDN, "name": "naltrexone 45 mg capsule", "start": AS_OF}),
    "moderate": record(
        {**LDN, "start": AS_OF}, {**OXYCODONE, "status": "completed", "start": "2026-01-01", "end": "2026-01-08"}
    ),
    "info": record(
        {**LDN, "id": "before", "status": "completed", "start": "2026-01-01", "end": "2026-01-14"},
        {**LDN, "name": "naltrexone 1 mg capsule", "start": AS_OF},
    ),
}
"""Lists whose worst current finding is of this severity."""


@pytest.fixture
def check(ldn_rules: Command) -> Callable[..., tuple[int, str]]:
    """``check(record, ...)``: exit code and standard output for one list, from an empty folder."""

    def run(given: dict[str, Any] | str, *options: str | Path) -> tuple[int, str]:
        done = ldn_rules("check", "-", *options, input=given if isinstance(given, str) else json.dumps(given))
        assert "Traceback" not in done.stderr
        return done.returncode, done.stdout

    return run


# --- exit codes -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("severity", BY_SEVERITY)
def test_fail_on(check: Callable[..., tuple[int, str]], severity: str) -> None:
    """Exit 1 from the worst current severity down to ``--fail-on``; notes never count, none asks for no limit."""
    levels = ["none", "info", "minor", "moderate", "major", "contraindicated"]
    for level in levels:
        code, text = check(BY_SEVERITY[severity], "--fail-on", level, "--output", "jsonl")
        assert json.loads(text)["worst"] == severity
        counts = severity != "info" and level != "none" and levels.index(severity) >= levels.index(level)
        assert code == int(counts), level


def test_major_is_the_default(check: Callable[..., tuple[int, str]]) -> None:
    """Without ``--fail-on`` major and worse are exit 1."""
    assert {severity: check(given)[0] for severity, given in BY_SEVERITY.items()} == {
        "contraindicated": 1,
        "major": 1,
        "moderate": 0,
        "info": 0,
    }


@pytest.fixture
def site(root: Path, tmp_path: Path) -> Path:
    """A copy of the rules."""
    return shutil.copytree(root / "rules", tmp_path / "site")


ENDS_ITS_WORKERS = """
import os, sys
from ldn_rules.cli import main
from ldn_rules.pipeline.check import Pipeline
Pipeline.check = lambda *_, **__: os._exit(9)
sys.argv = ["ldn-rules", *sys.argv[1:]]
main.main()
"""


def test_each_exit_code_is_reached(check: Callable[..., tuple[int, str]], site: Path, tmp_path: Path) -> None:
    """0 to 5, each by the command that a caller would run."""
    path = tmp_path / "list.json"
    path.write_text(json.dumps(CLEAR), encoding="utf-8")
    (site / "ruleset.yaml").write_text("language: 1\n", encoding="utf-8")
    failing = subprocess.run(
        [sys.executable, "-c", ENDS_ITS_WORKERS, "check", str(path)], capture_output=True, check=False, text=True
    )
    codes = [
        check(CLEAR)[0],
        check(OVERLAP)[0],
        check(CLEAR, "--fail-on", "awful")[0],
        check(CLEAR, "--rules", site)[0],
        check("{")[0],
        failing.returncode,
    ]
    assert codes == [0, 1, 2, 3, 4, 5]
    assert "NOT CHECKED" in failing.stdout


def test_what_could_not_be_read_wins_over_findings(check: Callable[..., tuple[int, str]]) -> None:
    """4 wins over 1, whatever could not be read; the findings are reported all the same."""
    spoilt = {**OVERLAP, "medications": [*OVERLAP["medications"], {"name": "x", "strat": "2026"}]}
    for given in (f"{json.dumps(OVERLAP)}\n{{\n", json.dumps(spoilt)):
        code, text = check(given, "--output", "json")
        document = json.loads(text)
        assert code == document["summary"]["exit_code"] == 4
        assert document["summary"]["by_severity"]["contraindicated"] == 1


def test_a_failed_engine_wins_over_what_could_not_be_read(tmp_path: Path) -> None:
    """5 wins over 4."""
    path = tmp_path / "lists.jsonl"
    path.write_text(f"{json.dumps(OVERLAP)}\n{{\n", encoding="utf-8")
    command = [sys.executable, "-c", ENDS_ITS_WORKERS, "check", str(path), "--output", "json"]
    done = subprocess.run(command, capture_output=True, check=False, text=True)
    assert done.returncode == json.loads(done.stdout)["summary"]["exit_code"] == 5


def test_invalid_rules_win_over_findings(check: Callable[..., tuple[int, str]], site: Path) -> None:
    """3 wins over 1: nothing is checked by rules that are wrong, and nothing is printed as a result."""
    (site / "ruleset.yaml").write_text("language: 1\n", encoding="utf-8")
    assert check(OVERLAP, "--rules", site) == (3, "")


@pytest.mark.parametrize(
    ("given", "code", "outcome"),
    [
        (record(), 4, "cannot-assess"),
        ({"as_of": AS_OF, "medications": "none", "source": "clinic", "list_date": AS_OF}, 0, "not-applicable"),
        (record({"name": "lisinopril 10 mg tablet"}), 0, "not-applicable"),
        (record({**LDN, "start": AS_OF}, {"name": "zorblax forte"}), 0, "cannot-assess"),
    ],
    ids=["an empty list", "none, stated", "no naltrexone", "an unknown name"],
)
def test_lists_that_say_little(
    check: Callable[..., tuple[int, str]], given: dict[str, Any], code: int, outcome: str
) -> None:
    """An empty list is no list of nothing; a list of nothing, stated, is; an unknown name is a finding, not a fault."""
    found, text = check(given, "--output", "jsonl")
    assert (found, json.loads(text)["outcome"]) == (code, outcome)


def test_no_record_at_all(ldn_rules: Command) -> None:
    """Nothing to check is exit 4 and said, never a clean pass."""
    done = ldn_rules("check", "-")
    assert done.returncode == 4
    assert done.stderr == "ldn-rules: -: there is no record in it\n"


def test_a_population_without_naltrexone(root: Path, ldn_rules: Command, tmp_path: Path) -> None:
    """The synthetic FHIR orders without those for naltrexone: one line a patient, not applicable, exit 0."""
    orders = (root / "examples" / "synthetic-fhir.ndjson").read_text(encoding="utf-8").splitlines()
    path = tmp_path / "orders.ndjson"
    kept = [order for order in orders if "-added-" not in json.loads(order)["id"]]
    path.write_text("\n".join(kept) + "\n", encoding="utf-8")
    done = ldn_rules("check", path, "--as-of", AS_OF, "--output", "jsonl")
    reports = [json.loads(line) for line in done.stdout.splitlines()]
    patients = {json.loads(order)["subject"]["reference"].rpartition(":")[2] for order in kept}
    assert (done.returncode, done.stderr) == (0, "")
    assert {report["patient"] for report in reports} == patients
    assert len(reports) == len(patients)
    assert {report["outcome"] for report in reports} == {"not-applicable"}
    assert sum(report["coverage"]["medications"] for report in reports) == len(kept)


# --- the report's schema ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def validator(root: Path) -> jsonschema.Draft202012Validator:
    """The published schema of reports."""
    schema = json.loads((root / "schemas" / "report.schema.json").read_text(encoding="utf-8"))
    return jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())


def test_reports_are_what_the_schema_says(
    root: Path, ldn_rules: Command, validator: jsonschema.Draft202012Validator
) -> None:
    """Documents and lines over all examples, over every severity, and over what cannot be read."""
    files = sorted((root / "examples").glob("*.json"))
    lines = [*map(json.dumps, BY_SEVERITY.values()), "{", json.dumps(record()), json.dumps(record({"nam": "x"}))]
    text = "\n".join(lines)
    for output in ("json", "jsonl"):
        over_files = ldn_rules("check", *files, root / "examples" / "synthetic-fhir.ndjson", "--output", output)
        over_lines = ldn_rules("check", "--format", "jsonl", "--output", output, input=text)
        for done in (over_files, over_lines):
            given = [json.loads(done.stdout)] if output == "json" else list(map(json.loads, done.stdout.splitlines()))
            assert given
            for each in given:
                validator.validate(each)


def test_the_document_sums_up_its_lines(ldn_rules: Command) -> None:
    """The same input as a document and as lines gives the same patients, and a summary over them."""
    text = "".join(f"{json.dumps(given)}\n" for given in BY_SEVERITY.values())
    document = json.loads(ldn_rules("check", "--output", "json", input=text).stdout)
    lines = [json.loads(line) for line in ldn_rules("check", "--output", "jsonl", input=text).stdout.splitlines()]
    assert document["patients"] == lines
    assert document["as_of"] == AS_OF
    assert document["engine"] == {"name": "durable-rules", "version": "2.0.28", "cross_checked": True}
    assert (document["summary"]["records"], document["summary"]["exit_code"]) == (len(lines), 1)
    assert {rule: count for rule, count in document["summary"]["by_rule"].items() if count}


# --- other folders, other rules ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("variable", ["HOME", "XDG_CACHE_HOME", "LDN_CACHE_DIR"])
def test_nowhere_to_write(root: Path, tmp_path: Path, ldn_rules: Command, variable: str) -> None:
    """Without a folder for a cache everything works, and nothing is written anywhere else."""
    places = {"HOME", "XDG_CACHE_HOME", "LDN_CACHE_DIR"}
    environment = {name: value for name, value in os.environ.items() if name not in places}
    environment[variable] = os.devnull  # no folder can be made below it, not even by the superuser
    for _ in range(2):
        path = root / "examples" / "overlap.json"
        done = ldn_rules("check", path, "--output", "jsonl", cwd=tmp_path, env=environment)
        assert (done.returncode, done.stderr) == (1, "")
        assert json.loads(done.stdout)["worst"] == "contraindicated"
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("by", ["--rules", "LDN_RULES_DIR"])
def test_a_site_with_rules_of_its_own(
    site: Path, check: Callable[..., tuple[int, str]], by: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A copied and edited folder decides, by option or by environment, and the report names it."""
    path = site / "opioids" / "LDN101.yaml"
    text = path.read_text(encoding="utf-8")
    title = next(line for line in text.splitlines() if line.startswith("title: "))
    path.write_text(
        text.replace(title, "title: What this site calls it").replace("revision: 1", "revision: 7"), "utf-8"
    )
    ruleset = site / "ruleset.yaml"
    ruleset.write_text(ruleset.read_text("utf-8").replace("name: ldn-rules", "name: our-clinic"), "utf-8")
    if by == "LDN_RULES_DIR":
        monkeypatch.setenv(by, str(site))
    options: list[str | Path] = ["--rules", site] if by == "--rules" else []
    ours = json.loads(check(OVERLAP, "--output", "json", *options)[1])
    monkeypatch.delenv("LDN_RULES_DIR", raising=False)
    theirs = json.loads(check(OVERLAP, "--output", "json")[1])
    (alert,) = ours["patients"][0]["alerts"]
    assert (alert["rule"], alert["title"], alert["revision"]) == ("LDN101", "What this site calls it", 7)
    assert (ours["ruleset"]["name"], theirs["ruleset"]["name"]) == ("our-clinic", "ldn-rules")
    assert ours["ruleset"]["hash"] != theirs["ruleset"]["hash"]


def test_a_change_of_the_rules_is_seen_at_once(site: Path, check: Callable[..., tuple[int, str]]) -> None:
    """The cache goes by content: an edited rule is never answered by its old self."""
    assert check(OVERLAP, "--rules", site)[0] == 1
    path = site / "opioids" / "LDN101.yaml"
    path.write_text(path.read_text("utf-8").replace("title: Opioid in use", "title: An opioid", 1), "utf-8")
    edited = json.loads(check(OVERLAP, "--rules", site, "--output", "jsonl")[1])
    assert edited["alerts"][0]["title"] == "An opioid together with naltrexone"
    path.unlink()
    assert check(OVERLAP, "--rules", site)[0] == 3
