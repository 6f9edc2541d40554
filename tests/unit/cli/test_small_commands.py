"""What each of the smaller commands prints, and the code it ends with."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from ldn_rules.cli import main
from ldn_rules.cli.exits import ExitCode
from support.small_rules import KEPT, write_small_rules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Said = Callable[..., tuple[int, str, str]]


@pytest.fixture
def said(capfd: pytest.CaptureFixture[str]) -> Said:
    """``said("rules", "list")``: exit code, standard output and standard error of the command."""

    def run(*arguments: str | Path) -> tuple[int, str, str]:
        code = main.run([str(each) for each in arguments])
        return code, *capfd.readouterr()

    return run


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A few rules that a test may change."""
    return write_small_rules(tmp_path / "site")


@pytest.fixture
def written(site: Path) -> dict[str, Any]:
    """LDN104 as it is written there."""
    rule: dict[str, Any] = yaml.safe_load((site / "opioids" / "LDN104.yaml").read_text("utf-8"))
    return rule


@pytest.fixture
def standard_input() -> Iterator[Callable[[bytes], None]]:
    """``standard_input(data)``: what the process reads from now on."""
    kept = os.dup(0)

    def given(data: bytes) -> None:
        reads, writes = os.pipe()
        os.write(writes, data)
        os.close(writes)
        os.dup2(reads, 0)
        os.close(reads)

    yield given
    os.dup2(kept, 0)
    os.close(kept)


def edit(path: Path, old: str, new: str) -> None:
    """Replace a text that stands in a file exactly once."""
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")


def test_rules_list(said: Said, site: Path, written: dict[str, Any]) -> None:
    """One line a rule; as JSON an array of the objects of the contract."""
    code, text, _ = said("rules", "list", "--rules", site)
    assert code == ExitCode.OK
    assert f"LDN104  active  contraindicated  {written['title']}\n" in text
    assert [line.split()[0] for line in text.splitlines()] == sorted(name.split("/")[1] for name in KEPT)
    listed = json.loads(said("rules", "list", "--rules", site, "--output", "json")[1])
    assert [each["id"] for each in listed] == [line.split()[0] for line in text.splitlines()]
    assert listed[1] == {
        "id": "LDN104",
        "title": written["title"],
        "status": "active",
        "revision": written["revision"],
        "severity": "contraindicated",
        "file": str(site / "opioids" / "LDN104.yaml"),
    }


def test_rules_show(said: Said, site: Path, written: dict[str, Any]) -> None:
    """A rule in words: its conditions, its bands, its texts, its sources, its tests; any case of the id will do."""
    code, text, _ = said("rules", "show", "ldn104", "--rules", site)
    assert code == ExitCode.OK
    assert text.startswith(f"LDN104  {written['title']}\n")
    for line in (
        "Looks at  opioid: course of class opioid",
        "ended-before: from opioid.last to ntx.start is at least 1 day",
        "short-acting: less than 7 days contraindicated; less than 10 days moderate",
        f"Risk      {written['alert']['consequence']}",
        f"- P3 (high): {written['evidence'][0]['says']}"[:70],
        f"Tests ({len(written['tests'])})\n  - {written['tests'][0]['name']}\n",
    ):
        assert line in text
    data = json.loads(said("rules", "show", "LDN104", "--rules", site, "--output", "json")[1])
    assert data["cases"][0]["looks_at"] == ["opioid: course of class opioid", "ntx: episode"]
    assert data["cases"][0]["bands"][0] == "by from opioid.last-use to ntx.first-use:"
    assert (data["message"], data["management"]) == (written["alert"]["message"], written["alert"]["management"])
    assert [each["source"] for each in data["evidence"]] == [each["source"] for each in written["evidence"]]
    assert data["tests"] == [each["name"] for each in written["tests"]]


def test_rules_show_a_rule_without_tests(said: Said, site: Path) -> None:
    """No heading stands over nothing."""
    path = site / "opioids" / "LDN114.yaml"
    path.write_text(path.read_text("utf-8").partition("tests:")[0], "utf-8")
    assert "Tests" not in said("rules", "show", "LDN114", "--rules", site)[1]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("LDN3O3", "there is no rule LDN3O3 (did you mean `LDN303`?)"),
        ("LDN1O4", "there is no rule LDN1O4 (ldn-rules rules list names them all)"),
    ],
)
def test_rules_show_of_no_rule(said: Said, site: Path, given: str, sentence: str) -> None:
    """An id that does not exist is wrong usage; the one id that is near is named, one of several never."""
    code, text, complaint = said("rules", "show", given, "--rules", site)
    assert (code, text) == (ExitCode.USAGE, "")
    assert complaint == f"ldn-rules: {sentence}\n"


def test_rules_validate(said: Said, site: Path) -> None:
    """Valid rules are counted; every fault is shown with its place, and is 3."""
    sentence = f"The rules are valid: {len(KEPT)} rules.\n"
    assert said("rules", "validate", "--rules", site) == (ExitCode.OK, sentence, "")
    (site / "vocabulary" / "known-names-site.txt").write_text("oxycodone carb\n", "utf-8")
    note = "Note: known as other drugs, and no names of `oxycodone`: oxycodone carb. Name there what is it.\n"
    assert said("rules", "validate", "--rules", site) == (ExitCode.OK, sentence + note, "")
    edit(site / "opioids" / "LDN104.yaml", "revision: 1", "revison: 1")
    code, text, complaint = said("rules", "validate", "--rules", site)
    assert (code, text) == (ExitCode.RULES, "")
    assert "E102 unknown key `revison`" in complaint
    assert f" --> {site}/opioids/LDN104.yaml:6:1" in complaint
    assert complaint.endswith("The rules are invalid: 2 faults.\n")


def test_rules_validate_as_json(said: Said, site: Path) -> None:
    """Faults are an array, empty for valid rules."""
    assert said("rules", "validate", "--rules", site, "--output", "json") == (ExitCode.OK, "[]\n", "")
    edit(site / "opioids" / "LDN104.yaml", "class: opioid}", "class: opoid}")
    code, text, _ = said("rules", "validate", "--rules", site, "--output", "json")
    (fault,) = json.loads(text)
    assert code == ExitCode.RULES
    assert (fault["code"], fault["line"], fault["column"]) == ("E121", 10, 33)


def test_every_other_command_refuses_invalid_rules_too(said: Said, site: Path) -> None:
    """Nothing runs on rules that are wrong."""
    edit(site / "ruleset.yaml", "name: ldn-rules", "nam: ldn-rules")
    for arguments in (["list"], ["show", "LDN104"], ["test"]):
        code, text, complaint = said("rules", *arguments, "--rules", site)
        assert (code, text) == (ExitCode.RULES, "")
        assert complaint.endswith("The rules are invalid: 2 faults.\n")


def test_rules_test(said: Said, site: Path) -> None:
    """The tests of the rules named are run and counted."""
    code, text, _ = said("rules", "test", "LDN303", "ldn104", "--rules", site)
    assert (code, text) == (ExitCode.OK, "6 tests of 2 rules: 6 passed, 0 failed\n")
    results = json.loads(said("rules", "test", "LDN104", "--rules", site, "--output", "json")[1])
    assert {each["rule"] for each in results} == {"LDN104"}
    assert all(each["passed"] and each["line"] > 1 and each["message"] == "" for each in results)


def test_rules_test_that_fails(said: Said, site: Path) -> None:
    """A washout that was changed makes a test fail: it is named with its place and what differs, and is 1."""
    path = site / "vocabulary" / "washouts.yaml"
    path.write_text(path.read_text("utf-8").replace("less-than: 7 days", "less-than: 8 days"), "utf-8")
    code, text, _ = said("rules", "test", "LDN104", "--rules", site)
    lines = text.splitlines()
    assert code == ExitCode.FINDINGS
    assert lines[0].startswith(f"FAILED LDN104 oxycodone gap 7 days ({site}/opioids/LDN104.yaml:")
    assert lines[1:3] == ["  expected and missing: LDN104 moderate", "  not expected: LDN104 contraindicated"]
    assert lines[-1] == "3 tests of 1 rules: 2 passed, 1 failed"


def test_rules_test_of_nothing(said: Said, site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing to run has not passed."""
    from ldn_rules import pipeline

    monkeypatch.setattr(pipeline, "run_tests", lambda *_: ())
    sentence = "0 tests of 0 rules: 0 passed, 0 failed\n"
    assert said("rules", "test", "--rules", site) == (ExitCode.FINDINGS, sentence, "")


@pytest.mark.parametrize(
    ("given", "hint"),
    [("LDN3O3", "did you mean `LDN303`?"), ("NOPE", "ldn-rules rules list names them all")],
)
def test_rules_test_of_no_rule(said: Said, site: Path, given: str, hint: str) -> None:
    """A rule that does not exist is wrong usage, also beside one that does."""
    code, text, complaint = said("rules", "test", "LDN104", given, "--rules", site)
    assert (code, text) == (ExitCode.USAGE, "")
    assert complaint.startswith(f"ldn-rules: there is no rule {given} ({hint}")


def test_rules_test_of_a_draft(said: Said, site: Path) -> None:
    """A draft is tried as if it were active, and that is said."""
    edit(site / "dosing" / "LDN303.yaml", "status: active\nrevision", "status: draft\nrevision")
    code, text, _ = said("rules", "test", "LDN303", "--rules", site)
    assert (code, text.splitlines()[0]) == (ExitCode.OK, "Run as if active, being drafts: LDN303")
    results = json.loads(said("rules", "test", "--rules", site, "--output", "json")[1])
    assert {each["rule"] for each in results if each["as_active"]} == {"LDN303"}


@pytest.mark.parametrize(
    ("rule", "status", "sentence"),
    [
        ("LDN999", "active", "there is no rule LDN999 (ldn-rules rules list names them all)"),
        ("LDN3O3", "active", "there is no rule LDN3O3 (did you mean `LDN303`?)"),
        (
            "ldn303",
            "draft",
            "LDN303 is a draft and does not run yet; ldn-rules rules test LDN303 tries it out",
        ),
        ("LDN303", "retired", "LDN303 is retired and does not run"),
    ],
)
def test_explain_a_rule_that_does_not_run(
    said: Said, site: Path, root: Path, rule: str, status: str, sentence: str
) -> None:
    """Such a rule has nothing to explain: wrong usage."""
    edit(site / "dosing" / "LDN303.yaml", "status: active\nrevision", f"status: {status}\nrevision")
    path = root / "examples" / "washout-6-days.json"
    found = said("explain", path, "--rule", rule, "--rules", site)
    assert found == (ExitCode.USAGE, "", f"ldn-rules: {sentence}\n")


def test_explain_a_guard(said: Said, root: Path) -> None:
    """A guard never reports, and says so."""
    _, _, complaint = said("explain", root / "examples" / "washout-6-days.json", "--rule", "LDN121")
    assert complaint == "ldn-rules: LDN121 is a guard: it never reports, its tests hold what must stay quiet\n"


def test_explain(said: Said, root: Path) -> None:
    """Every rule says why it reported or stayed quiet, with the values that were read."""
    code, text, _ = said("explain", root / "examples" / "washout-6-days.json")
    assert code == ExitCode.OK
    assert text.startswith("Patient example-washout-6-days, as of 2026-01-15: alert\n")
    assert "LDN104  Opioid-free interval" in text
    assert text.index(": FIRED") < text.index(": silent")
    assert "opioid.last = 2026-01-09" in " ".join(text.split())
    assert "kept quiet by: both-on-board" in text


def test_explain_a_table_with_foreign_columns(said: Said, root: Path) -> None:
    """``--map`` names them, as for check."""
    mapped = ("--map", "mrn=patient_id", "--map", "drug=name", "--map", "directions=sig")
    code, text, _ = said("explain", root / "examples" / "clinic-export.csv", *mapped, "--as-of", "2026-01-15")
    assert code == ExitCode.OK
    assert text.startswith("Patient 1001, as of 2026-01-15: alert\n")


def test_explain_one_rule_as_json(said: Said, root: Path) -> None:
    """``--rule`` leaves the others out, whatever the case of the id."""
    path = root / "examples" / "washout-10-days.json"
    code, text, _ = said("explain", path, "--rule", "ldn104", "--output", "json")
    (rule,) = json.loads(text)["rules"]
    assert code == ExitCode.OK
    assert (rule["rule"], rule["state"], rule["attempts"][0]["missed"]) == ("LDN104", "silent", ["bands"])


def test_explain_one_of_many(said: Said, root: Path, tmp_path: Path) -> None:
    """``--record`` picks a record of the file; what stands after it is not needed."""
    lists = [json.loads((root / "examples" / f"{name}.json").read_text()) for name in ("methadone", "overlap")]
    path = tmp_path / "lists.jsonl"
    path.write_text("".join(json.dumps(each) + "\n" for each in lists) + "{broken")
    code, text, _ = said("explain", path, "--record", "2", "--as-of", "2026-01-16")
    assert code == ExitCode.OK
    assert text.startswith("Patient example-overlap, as of 2026-01-16: alert\n")


@pytest.mark.parametrize(
    ("content", "options", "sentence"),
    [
        ('{"medications": "none"}', ["--record", "2"], "{path} has no record 2"),
        ("", [], "{path}: there is no record in it"),
        (None, [], "{path}: No such file or directory"),
    ],
)
def test_explain_of_nothing(said: Said, tmp_path: Path, content: str | None, options: list[str], sentence: str) -> None:
    """A file or record that is not there is 4 and said."""
    path = tmp_path / "list.json"
    if content is not None:
        path.write_text(content)
    assert said("explain", path, *options) == (ExitCode.INPUT, "", f"ldn-rules: {sentence.format(path=path)}\n")


def test_explain_what_could_not_be_read(said: Said, tmp_path: Path) -> None:
    """A list of which a part could not be read is explained, one of which nothing could has its reason; both are 4."""
    path = tmp_path / "list.json"
    path.write_text('{"as_of": "2026-01-15", "medications": [{"name": "naltrexone 4.5 mg", "strat": "2026-01-10"}]}')
    assert said("explain", path)[0] == ExitCode.INPUT
    path.write_text('{"medications": ')
    code, text, _ = said("explain", path)
    assert code == ExitCode.INPUT
    assert "Not checked by the engine: the record could not be read: " in text


def test_explain_when_no_worker_survives(said: Said, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A record that ends every worker is said, with the reason."""
    from ldn_rules.cli import explaining

    def die(*_: object) -> None:
        os._exit(9)

    monkeypatch.setattr(explaining.ExplainTask, "__call__", die)
    code, text, complaint = said("explain", root / "examples" / "overlap.json")
    assert (code, text) == (ExitCode.INTERNAL, "")
    assert complaint == "ldn-rules: the record could not be explained: the worker ended with status 9\n"


def test_drugs_read(said: Said, standard_input: Callable[[bytes], None]) -> None:
    """One object a line, for an empty line and a last one without end too; what is no UTF-8 costs nothing else."""
    standard_input("\ufeffSuboxone 8 mg film\r\n\nlisinopril 10 mg\n".encode() + b"\xffabc")
    code, text, _ = said("drugs", "read")
    answers = [json.loads(line) for line in text.splitlines()]
    assert code == ExitCode.OK
    assert [(each["input"], each["outcome"]) for each in answers] == [
        ("Suboxone 8 mg film", "recognised"),
        ("", "unrecognised"),
        ("lisinopril 10 mg", "irrelevant"),
        ("\ufffdabc", "unrecognised"),
    ]
    assert answers[0]["ingredients"] == ["buprenorphine", "naloxone"]


def test_sigs_read(said: Said, standard_input: Callable[[bytes], None]) -> None:
    """Directions become phases; what is not understood stands in ``unparsed``."""
    standard_input(b"1 cap PO HS x 14 days then 2 caps HS\ntake it as the moon says\n")
    code, text, _ = said("sigs", "read")
    answers: list[dict[str, Any]] = [json.loads(line) for line in text.splitlines()]
    assert code == ExitCode.OK
    assert [phase["dose"]["value"] for phase in answers[0]["phases"]] == [1, 2]
    assert answers[0]["phases"][0]["duration_days"] == 14
    assert answers[1]["unparsed"]


def test_a_check_by_way_of_click(said: Said, root: Path) -> None:
    """The seldom used options mean what they say."""
    path = root / "examples" / "clinic-export.csv"
    mapped = [word for pair in ("mrn=patient_id", "drug=name", "directions=sig") for word in ("--map", pair)]
    code, text, _ = said("check", path, *mapped, "--jobs", "2", "--as-of", "2026-01-15", "--output", "jsonl")
    assert code == ExitCode.FINDINGS
    assert [json.loads(line)["patient"] for line in text.splitlines()] == ["1001", "1002", "1003"]
