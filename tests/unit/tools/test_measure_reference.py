"""The measure of product lists prints each difference, and tells a fault from a flag the list leaves open."""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

OPIOIDS = """rxcui\tname\tdose_form\tingredient_rxcui\tingredient\tstrength\textended_release
1049502\t12 HR oxycodone hydrochloride 10 MG Extended Release Oral Tablet\tx\t7804\tOxycodone\t10 MG\tY
1049502\t12 HR oxycodone hydrochloride 10 MG Extended Release Oral Tablet\tx\t7804\tOxycodone\t10 MG\t
864706\tmethadone hydrochloride 10 MG Oral Tablet\tx\t6813\tMethadone\t10 MG\tY
861447\tmeperidine hydrochloride 10 MG/ML Injection\tx\t6754\tMeperidine\t10 MG/ML\t
"""
FAULTY = """rxcui\tname\tdose_form\tingredient_rxcui\tingredient\tstrength\textended_release
1\tlisinopril 5 MG\tx\t1\tOxycodone\t5 MG\t
2\toxycodone 5 MG Oral Tablet\tx\t1\tOxycodone\t5 MG\tY
3\tzzzz\tx\t1\tOxycodone\t5 MG\t
"""
NALTREXONE = """rxcui,tty,name,ingredients
7243,IN,naltrexone,naltrexone
1551469,BN,Contrave,bupropion|naltrexone
859959,,Embeda,
"""


@pytest.fixture(scope="module")
def measure(root: Path) -> Any:
    """The script as a module."""
    sys.path.insert(0, str(root / "tools"))
    try:
        yield importlib.import_module("measure_reference")
    finally:
        sys.path.remove(str(root / "tools"))
        sys.modules.pop("measure_reference", None)


def _run(measure: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, text: str) -> tuple[int, str]:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    return measure.main([str(path)]), capsys.readouterr().out


def test_differences_that_are_no_faults(measure: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A synonym, a flag of a class, and a flag left empty beside a name that says extended release."""
    code, out = _run(measure, tmp_path, capsys, "opioids.tsv", OPIOIDS)
    assert code == 0
    assert (
        "opioids.tsv by name: 4 products, 1 flag left empty though the name says extended release, 1 flagged as a "
        "class (long-acting whatever its form), 1 other name of the ingredient\n"
    ) in out


def test_faults(measure: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Another ingredient, another release, or nothing read at all."""
    code, out = _run(measure, tmp_path, capsys, "faulty.tsv", FAULTY)
    assert code == 1
    assert "faulty.tsv by name: 3 products, 1 other ingredients, 1 other release, 1 not read\n" in out
    assert "  other ingredients: 1 lisinopril 5 MG: oxycodone; read as lisinopril\n" in out


def test_full_ingredient_sets(measure: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """All ingredients count; where the table states none, code and name are held against each other."""
    code, out = _run(measure, tmp_path, capsys, "naltrexone.csv", NALTREXONE)
    assert (code, out) == (0, "naltrexone.csv by name: 3 products\nnaltrexone.csv by code: 3 products\n")


def test_usage(measure: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a table it says what it is for."""
    assert measure.main([]) == 2
    assert "python tools/measure_reference.py" in capsys.readouterr().out
