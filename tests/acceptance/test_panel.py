"""``check --panel``: evidence and expectations beside the findings, in text, JSON and Python."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from ldn_rules import check, load_rulebook

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., subprocess.CompletedProcess[str]]

RECORD: dict[str, Any] = {
    "patient": {"id": "p"},
    "as_of": "2026-01-15",
    "history_from": "2025-01-01",
    "medications": [
        {
            "id": "n",
            "name": "naltrexone 1.5 mg capsule",
            "sig": "1 cap HS",
            "status": "active",
            "start": "2026-01-10",
            "reason": "fibromyalgia",
        },
        {"id": "g", "name": "gabapentin 300 mg capsule", "status": "active", "start": "2025-06-01"},
        {"id": "o", "name": "oxycodone 5 mg tablet", "sig": "1 tab q6h", "status": "completed", "end": "2026-01-09"},
    ],
}
WITHOUT = {
    **RECORD,
    "medications": [{"name": "naltrexone 50 mg tablet", "sig": "1 tablet daily", "start": "2026-01-10"}],
}
FIGURES = ("31 people", "-0.83 points", "-37.8 %", "3.2 people", "6.7 (5.4 to 8.7) people", "6.9 people")


@pytest.mark.parametrize("output", ["json", "jsonl"])
def test_the_panel_stands_in_the_report_when_it_is_asked_for(root: Path, ldn_rules: Run, output: str) -> None:
    """Valid by the schema, null without low-dose naltrexone; all else and the exit code are as without it."""
    schema = jsonschema.Draft202012Validator(json.loads((root / "schemas" / "report.schema.json").read_text("utf-8")))
    for record, found in ((RECORD, True), (WITHOUT, False)):
        plain = ldn_rules("check", "-", "--output", output, input=json.dumps(record))
        shown = ldn_rules("check", "-", "--panel", "--output", output, input=json.dumps(record))
        documents = [json.loads(done.stdout) for done in (plain, shown)]
        schema.validate(documents[1])
        patients = [each["patients"][0] if "patients" in each else each for each in documents]
        assert "panel" not in patients[0]
        assert (patients[1].pop("panel") is not None) is found
        assert documents[0] == documents[1]
        assert (plain.returncode, plain.stderr) == (shown.returncode, shown.stderr)


def test_the_figures_stand_in_the_text_with_what_speaks_against_them(ldn_rules: Run) -> None:
    """Those of the founding document, each with its unit, those against it beside them, unranked."""
    shown = ldn_rules("check", "-", "--panel", input=json.dumps(RECORD)).stdout
    text = " ".join(shown.split())
    assert [figure for figure in FIGURES if figure not in text] == []
    assert "the order is that of the alphabet" in text
    assert "But: Not from a randomised trial" in text
    assert "Against it: A larger trial of 6 mg found no difference that could not be chance" in text
    assert "From the start on this list: 2026-02-07 to 2026-03-07." in text


def test_a_record_that_cannot_be_read_has_none(ldn_rules: Run) -> None:
    """It says null, as for a list without low-dose naltrexone."""
    done = ldn_rules("check", "-", "--format", "jsonl", "--panel", "--output", "jsonl", input="{nonsense\n")
    assert json.loads(done.stdout)["panel"] is None


def test_python_gives_the_same_panel(ldn_rules: Run) -> None:
    """In process and supervised."""
    done = ldn_rules("check", "-", "--panel", "--output", "jsonl", input=json.dumps(RECORD))
    rulebook = load_rulebook()
    for supervised in (False, True):
        shown = check(RECORD, rulebook=rulebook, panel=True, supervised=supervised).data
        assert shown["panel"] == json.loads(done.stdout)["panel"]
    assert "panel" not in check(RECORD, rulebook=rulebook).data


def test_rules_without_a_panel_have_none(tmp_path: Path, root: Path, ldn_rules: Run) -> None:
    """A folder of rules may do without one, and without the statements that name it."""
    import shutil

    site = tmp_path / "site"
    shutil.copytree(root / "rules", site)
    for name in ("panel.yaml", "statements.yaml", "monitoring/LDN403.yaml"):
        (site / name).unlink()
    done = ldn_rules("check", "-", "--panel", "--rules", str(site), "--output", "jsonl", input=json.dumps(RECORD))
    assert json.loads(done.stdout)["panel"] is None
