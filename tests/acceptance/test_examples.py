"""The lists of ``examples/`` say what ``examples/README.md`` promises."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Command = Callable[..., subprocess.CompletedProcess[str]]

PROMISED = {
    "clean-titration": (0, "clear", ["LDN209 info"]),
    "overlap": (1, "alert", ["LDN101 contraindicated"]),
    "washout-6-days": (1, "alert", ["LDN104 contraindicated"]),
    "washout-7-days": (0, "alert", ["LDN104 moderate"]),
    "washout-10-days": (0, "clear", []),
    "methadone": (1, "alert", ["LDN102 contraindicated"]),
    "tenfold-dose": (1, "alert", ["LDN302 major", "LDN305 moderate"]),
    "prn-opioid-without-dates": (1, "alert", ["LDN111 contraindicated"]),
    "embeda": (1, "alert", ["LDN116 contraindicated"]),
    "before-ldn": (0, "not-applicable", []),
    "unknown-drug": (0, "cannot-assess", ["LDN120 cannot-assess moderate", "LDN209 info"]),
}
"""Exit code, outcome and findings of each list."""

PATIENTS_IN_FHIR = 24
AS_OF = "2026-01-15"


def findings(patient: dict[str, Any]) -> list[str]:
    """The findings of a patient as the examples' page writes them."""
    return [
        " ".join(
            [
                alert["rule"],
                *(["cannot-assess"] if alert["kind"] == "cannot-assess" else []),
                alert["severity"],
                *(["history"] if alert["history"] else []),
            ]
        )
        for alert in patient["alerts"]
    ]


@pytest.mark.parametrize("name", PROMISED)
def test_example_says_what_is_promised(root: Path, ldn_rules: Command, name: str) -> None:
    """Exit code, outcome and findings of the list, with nothing unread."""
    done = ldn_rules("check", root / "examples" / f"{name}.json", "--output", "json")
    (patient,) = json.loads(done.stdout)["patients"]
    assert (done.returncode, patient["outcome"], findings(patient)) == PROMISED[name]
    assert (patient["errors"], patient["as_of"], patient["as_of_basis"]) == ([], AS_OF, "record")


def test_every_example_is_promised_and_explained(root: Path) -> None:
    """Each JSON list of the folder is tested here, and its row in the folder's page says the same."""
    assert {path.stem for path in (root / "examples").glob("*.json")} == set(PROMISED)
    page = (root / "examples" / "README.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| \[(\S+)\.json\].*\| (.*?) \|$", page, re.MULTILINE))
    assert rows == {name: row(*promised) for name, promised in PROMISED.items()}


def row(exit_code: int, outcome: str, found: list[str]) -> str:
    """What the page's last cell says of a list."""
    return f"{', '.join(found) or 'nothing'}; `{outcome}`, exit {exit_code}"


@pytest.mark.parametrize("name", PROMISED)
def test_example_is_a_realistic_list(root: Path, name: str) -> None:
    """Three to eight medications, each with an id, a name and a status, for a stated day."""
    given = json.loads((root / "examples" / f"{name}.json").read_text(encoding="utf-8"))
    assert 3 <= len(given["medications"]) <= 8
    assert all(entry["id"] and entry["name"] and entry["status"] for entry in given["medications"])
    assert given["as_of"] == AS_OF


def test_csv_example_with_their_column_names(root: Path, ldn_rules: Command) -> None:
    """A clinic's export with its own column names gives one answer for each of its patients."""
    done = ldn_rules(
        "check",
        root / "examples" / "clinic-export.csv",
        "--map",
        "mrn=patient_id",
        "--map",
        "drug=name",
        "--map",
        "directions=sig",
        "--as-of",
        AS_OF,
        "--output",
        "jsonl",
    )
    patients = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(one["patient"], one["outcome"], findings(one)) for one in patients] == [
        ("1001", "alert", ["LDN105 contraindicated", "LDN204 cannot-assess info"]),
        ("1002", "clear", ["LDN204 cannot-assess info"]),
        ("1003", "not-applicable", []),
    ]
    assert done.returncode == 1


def test_fhir_example(root: Path, ldn_rules: Command) -> None:
    """Every patient of the FHIR example gets one answer, and every other one holds naltrexone."""
    path = root / "examples" / "synthetic-fhir.ndjson"
    done = ldn_rules("check", path, "--as-of", AS_OF, "--output", "jsonl")
    patients = [json.loads(line) for line in done.stdout.splitlines()]
    assert (len(patients), done.stderr) == (PATIENTS_IN_FHIR, "")
    with_naltrexone = [one for one in patients if one["outcome"] != "not-applicable"]
    assert len(with_naltrexone) == PATIENTS_IN_FHIR // 2
    assert done.returncode in {0, 1}
