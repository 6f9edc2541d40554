"""Faults of the vocabulary's conditions, observations, procedures, allergens, devices and item words."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from ldn_rules.rulebook.errors import RulesError
from ldn_rules.rulebook.load import load_folder

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "language: 1\n"


def faults(root: Path, tmp_path: Path, text: str) -> list[str]:
    """Code and message of each fault of the shipped rules with one more vocabulary file."""
    site = shutil.copytree(root / "rules", tmp_path / "rules")
    (site / "vocabulary" / "zz.yaml").write_text(HEAD + text, "utf-8")
    with pytest.raises(RulesError) as caught:
        load_folder(str(site))
    return [f"{one.code} {one.message}" for one in caught.value.diagnostics]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "conditions:\n  gout: {classes: [depression], names: [dysthymia], sources: [G]}\n",
            "E134 `dysthymia` means both `depression` and `gout`",
        ),
        (
            "conditions:\n  gout: {classes: [depression], codes: {icd10: [F34.1]}, sources: [G]}\n",
            "E134 `F34.1` means both `depression` and `gout`",
        ),
        ("conditions:\n  gout: {classes: [gouty], sources: [G]}\n", "E121 no class `gouty` in the vocabulary"),
        ("conditions:\n  gout: {classes: [depression], sources: [NOPE]}\n", "E125 no source `NOPE` in evidence.yaml"),
        (
            'conditions:\n  gout: {classes: [depression], codes: {icd10: ["1"]}, sources: [G]}\n',
            "E105 `1` is not a code of ICD10",
        ),
        (
            'observations:\n  urate: {classes: [heart-rate], codes: {loinc: ["3084"]}, sources: [G]}\n',
            "E105 `3084` is not a code of LOINC",
        ),
        (
            "allergens:\n  dust: {classes: [naltrexone-relative], drugs: [dust], sources: [G]}\n",
            "E128 no drug `dust` in the vocabulary",
        ),
        ("item-words:\n  positive: [negative]\n", "E134 `negative` means both `positive` and `negative`"),
        ("devices:\n  pump: {classes: [drug-pump], sources: [G], wear: 3 days}\n", "E102 unknown key `wear`"),
    ],
)
def test_faults_are_told(root: Path, tmp_path: Path, text: str, expected: str) -> None:
    """Each with its code and what is wrong, and nothing beside it."""
    assert faults(root, tmp_path, text) == [expected]


def test_a_rule_on_a_class_of_nothing_is_refused(root: Path, tmp_path: Path) -> None:
    """Without the section of devices, observations or conditions the rules that need it cannot report."""
    site = shutil.copytree(root / "rules", tmp_path / "rules")
    (site / "vocabulary" / "allergens.yaml").unlink()
    with pytest.raises(RulesError) as caught:
        load_folder(str(site))
    assert {one.code for one in caught.value.diagnostics} == {"E145"}
    assert "LDN201" in str(caught.value.diagnostics[0].span.file)
