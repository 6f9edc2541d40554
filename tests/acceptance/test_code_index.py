"""The index of codes through the command: importing, showing, checking by it, and going on without it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from ldn_rules import api
from support.codes import directory, expansion, product, value_set

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Command = Callable[..., subprocess.CompletedProcess[str]]

NDC = "http://hl7.org/fhir/sid/ndc"
ROWS = [
    product("0406-1170", "NALTREXONE HYDROCHLORIDE", ACTIVE_NUMERATOR_STRENGTH="1.5", ACTIVE_INGRED_UNIT="mg/1"),
    product("0406-0512", "OXYCODONE HYDROCHLORIDE", "Roxicodone"),
]
LIST = {
    "as_of": "2026-01-15",
    "history_from": "2025-01-15",
    "medications": [
        {
            "id": "ldn",
            "codes": [{"system": NDC, "code": "0406117003"}],
            "sig": "1 tablet at bedtime",
            "start": "2026-01-15",
        },
        {"id": "oxy", "codes": [{"system": NDC, "code": "0406-0512-01"}], "status": "active", "start": "2026-01-02"},
        {"id": "other", "name": "lisinopril 10 mg", "codes": [{"system": "local", "code": "77"}]},
    ],
}


@pytest.fixture
def index(ldn_rules: Command, tmp_path: Path) -> Path:
    """An index of a small directory, made by the command."""
    files = directory(tmp_path / "fda", ROWS, ["0406-1170-03", "0406-0512-01"])
    done = ldn_rules("drugs", "import", *files, "--release", "of May", "--code-index", tmp_path / "codes.sqlite")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[:2] == [f"Imported into {tmp_path}/codes.sqlite", "  FDA NDC directory of May: 4 codes of 2 drugs"]
    assert lines[2].startswith("    imported 20")
    assert lines[2].endswith(f"Z from {files[0]}, {files[1]}")
    return tmp_path / "codes.sqlite"


def checked(ldn_rules: Command, *options: str | Path, **more: Any) -> tuple[int, dict[str, Any], str]:
    """Exit code, report of the patient, and what was said on standard error."""
    done = ldn_rules("check", "-", "--output", "jsonl", *options, input=json.dumps(LIST), **more)
    return done.returncode, json.loads(done.stdout), done.stderr


def test_codes_alone_are_checked(ldn_rules: Command, index: Path) -> None:
    """Naltrexone and an opioid by their NDCs are an overlap; a code nobody knows beside a known name costs nothing."""
    code, report, complaints = checked(ldn_rules, "--code-index", index)
    assert (code, complaints, report["outcome"], report["errors"]) == (1, "", "alert", [])
    assert [alert["rule"] for alert in report["alerts"] if alert["severity"] == "contraindicated"] == ["LDN101"]
    assert report["coverage"] == {
        "medications": 3,
        "recognised": 2,
        "irrelevant": 1,
        "review": [],
        "unrecognised": [],
        "not_spoken_of": [],
    }


def test_without_an_index_nothing_is_guessed(ldn_rules: Command) -> None:
    """The codes are unknown, and that is a finding: one of them may be naltrexone, and one an opioid."""
    code, report, complaints = checked(ldn_rules)
    assert (code, complaints, report["outcome"], report["errors"]) == (0, "", "cannot-assess", [])
    assert report["coverage"]["unrecognised"] == ["ldn", "oxy"]
    assert [alert["rule"] for alert in report["alerts"]] == ["LDN120"]


def test_a_broken_index_is_said_once_and_by_every_code(ldn_rules: Command, index: Path) -> None:
    """The check goes on without it; it is an error of each code that it was to be asked for, and of no other."""
    index.write_bytes(index.read_bytes()[:-1])
    code, report, complaints = checked(ldn_rules, "--code-index", index)
    fault = f"the code index {index} cannot be used: it has 20,479 bytes of 20,480; import the releases again"
    assert complaints == f"ldn-rules: {fault}; codes are read without it\n"
    assert code == 4
    assert [(error["code"], error["entry"], error["path"]) for error in report["errors"]] == [
        ("code-index", "ldn", "medications[0].codes"),
        ("code-index", "oxy", "medications[1].codes"),
        ("code-index", "other", "medications[2].codes"),
    ]
    assert report["errors"][0]["message"] == f"{fault}; {NDC} 0406117003 was not looked up there"
    assert report["outcome"] == "cannot-assess"


def test_a_broken_index_that_is_not_needed_costs_nothing(ldn_rules: Command, index: Path) -> None:
    """A list of names is checked as ever; the complaint stands on standard error."""
    index.write_bytes(b"")
    names = {"as_of": "2026-01-15", "medications": [{"name": "oxycodone 5 mg"}]}
    done = ldn_rules("check", "-", "--code-index", index, input=json.dumps(names))
    assert (done.returncode, len(done.stderr.splitlines())) == (0, 1)


def test_workers_each_open_it(ldn_rules: Command, index: Path) -> None:
    """Two workers and a hundred lists give a hundred equal answers."""
    lines = "\n".join([json.dumps(LIST)] * 100)
    done = ldn_rules("check", "-", "--output", "jsonl", "--jobs", "2", "--code-index", index, input=lines)
    outcomes = [json.loads(line)["outcome"] for line in done.stdout.splitlines()]
    assert (done.stderr, outcomes) == ("", ["alert"] * 100)


def test_explain_uses_it(ldn_rules: Command, index: Path, tmp_path: Path) -> None:
    """And says it when it cannot."""
    (tmp_path / "list.json").write_text(json.dumps(LIST))
    done = ldn_rules("explain", tmp_path / "list.json", "--rule", "LDN101", "--code-index", index)
    assert (done.returncode, done.stderr) == (0, "")
    assert "LDN101  Opioid in use together with naltrexone: FIRED" in done.stdout
    index.write_bytes(b"")
    done = ldn_rules("explain", tmp_path / "list.json", "--rule", "LDN101", "--code-index", index)
    assert done.stderr.endswith("; codes are read without it\n")


def test_the_index_of_the_user_is_found(ldn_rules: Command, index: Path, tmp_path: Path) -> None:
    """By the variable, or in the folder of the user's data."""
    for environment in ({"LDN_CODE_INDEX": str(index)}, {"XDG_DATA_HOME": str(tmp_path / "home")}):
        place = tmp_path / "home" / "ldn-rules" / "codes.sqlite"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(index.read_bytes())
        assert checked(ldn_rules, env={**os.environ, **environment})[1]["outcome"] == "alert"


def test_an_index_that_is_named_must_be_there(ldn_rules: Command) -> None:
    """A wrong name is wrong usage, not a check without codes."""
    done = ldn_rules("check", "-", "--code-index", "nowhere", input=json.dumps(LIST))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "ldn-rules: --code-index: there is no code index nowhere (ldn-rules drugs import makes one)\n"
    )


def test_status_says_what_is_loaded(ldn_rules: Command, index: Path) -> None:
    """Source, version, number, time, files, and the vocabulary that reads it."""
    done = ldn_rules("drugs", "status", "--code-index", index, "--output", "json")
    shown = json.loads(done.stdout)
    (source,) = shown.pop("sources")
    read_with = shown.pop("read_with")
    assert shown == {"file": str(index), "loaded": True, "bytes": 20_480, "format": 1}
    assert {key: source[key] for key in ("kind", "name", "version", "codes", "entries", "left_out")} == {
        "kind": "ndc",
        "name": "FDA NDC directory",
        "version": "of May",
        "codes": 4,
        "entries": 2,
        "left_out": [],
    }
    assert len(read_with["hash"]) == 64
    text = ldn_rules("drugs", "status", "--code-index", index).stdout.splitlines()
    assert text[0] == f"{index} (20,480 bytes, format 1)"
    rules = f"{read_with['ruleset']} {read_with['version']}"
    assert text[-1] == f"Read with the vocabulary of {rules}, whatever its version is at a check."


def test_status_without_an_index(ldn_rules: Command) -> None:
    """Nothing is loaded, which is no error."""
    done = ldn_rules("drugs", "status")
    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        "No code index: codes are read by the vocabulary alone, and names as always.",
        "ldn-rules drugs import makes one from a release of RxNorm, an NDC directory of the FDA, or FHIR ValueSets.",
    ]
    assert json.loads(ldn_rules("drugs", "status", "--output", "json").stdout)["loaded"] is False


def test_status_of_a_broken_index(ldn_rules: Command, index: Path) -> None:
    """One sentence, and the code of an input that cannot be read."""
    index.write_bytes(b"")
    done = ldn_rules("drugs", "status", "--code-index", index)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (4, "", 1)


def test_import_says_what_it_left_out(ldn_rules: Command, tmp_path: Path) -> None:
    """How often, why, and where first; as JSON too."""
    found = expansion((NDC, "0002-0800-01", "oxycodone"), ("urn:site", "1", ""), ("urn:site", "2", ""))
    file = value_set(tmp_path / "set.json", expansion=found)
    done = ldn_rules("drugs", "import", file, "--code-index", tmp_path / "a")
    assert done.stdout.splitlines()[-1] == (
        "    left out: 2 x a code without a display (--as says what such codes are); first"
        f" {file}: expansion.contains[1] 1"
    )
    done = ldn_rules("drugs", "import", file, "--code-index", tmp_path / "a", "--output", "json")
    (source,) = json.loads(done.stdout)["imported"]
    assert source["left_out"][0]["count"] == 2


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("oxycodne", "review, not a known name; near oxycodone (near oxycodone)"),
        ("ibuprofen", "irrelevant, by name"),
        ("qwertyol", "unrecognised, nothing is known of: qwertyol"),
    ],
)
def test_what_silent_codes_are_must_be_a_drug(ldn_rules: Command, tmp_path: Path, name: str, message: str) -> None:
    """A misspelt name, and one that the rules do not speak of, would hide what they are."""
    file = value_set(tmp_path / "set.json", expansion=expansion(("urn:site", "1", "")))
    done = ldn_rules("drugs", "import", file, "--as", name, "--code-index", tmp_path / "a")
    assert (done.returncode, done.stderr) == (
        2,
        f"ldn-rules: --as: '{name}' is no drug that the rules speak of: {message}\n",
    )


def test_an_index_that_cannot_be_written(ldn_rules: Command, tmp_path: Path) -> None:
    """The file is named, and the reason."""
    (tmp_path / "file").write_text("")
    done = ldn_rules("drugs", "import", *directory(tmp_path, ROWS), "--code-index", tmp_path / "file" / "codes.sqlite")
    assert (done.returncode, done.stderr) == (
        4,
        f"ldn-rules: the code index {tmp_path}/file/codes.sqlite cannot be written: File exists\n",
    )


def test_the_python_interface_uses_it(index: Path) -> None:
    """A rulebook with an index."""
    with_index = api.load_rulebook(code_index=str(index))
    assert api.check(LIST, rulebook=with_index).outcome == "alert"
    assert api.check(LIST, rulebook=api.load_rulebook()).outcome == "cannot-assess"


def test_the_file_is_opened_by_the_first_unknown_code(index: Path, root: Path) -> None:
    """Nothing of a database is loaded before the first code that the vocabulary does not hold."""
    program = (
        "import sys\nfrom ldn_rules import api\n"
        f"book = api.load_rulebook(code_index={str(index)!r})\n"
        "def run(code):\n"
        "    record = {'medications': [{'codes': [{'system': 'ndc', 'code': code}]}, {'name': 'oxycodone'}]}\n"
        "    api.check(record, rulebook=book)\n"
        "run('not an ndc')\nassert book.pipeline._index._connection is None\n"
        "run('0406-0512-01')\nassert book.pipeline._index._connection is not None\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
