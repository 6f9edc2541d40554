"""The comparison of a specification's vignettes with the tests inside the rules finds what is missing."""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

SPEC = """# Made up

LDN900 *Not a rule: no section yet* | C
## 5. Rules
**A. Opioids**
LDN901 *First* | C | any.
 Msg "text | with a stroke". Ev S1.
 V: +O active, no end | =gap 7 MO | gap 9 C, =10 - | -"iodine", "sodium" - | M gap 3 -> LDN902 C
LDN902 *Second* | I
 V (as_of = L0): 4.5 mg today I(LDN905)
## 6. After
 V: no rule here
"""
RULES = {
    "LDN901": ["oxycodone, active without an end", "gap 7 days", "gap 9 days", "gap 10 days", "iodine is known"],
    "LDN902": ["today, 4.5 mg"],
}


@pytest.fixture(scope="module")
def tool(root: Path) -> Any:
    """The script as a module; its folder is on the path while it is imported."""
    sys.path.insert(0, str(root / "tools"))
    try:
        yield importlib.import_module("compare_vignettes")
    finally:
        sys.path.remove(str(root / "tools"))
        sys.modules.pop("compare_vignettes", None)


@pytest.fixture
def run(tool: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """Exit code and output for a specification, tests by rule and a list of other tests."""

    def compare(spec: str, rules: dict[str, list[str]], elsewhere: str = "") -> tuple[int, str, str]:
        (tmp_path / "spec.md").write_text(spec, encoding="utf-8")
        (tmp_path / "elsewhere.txt").write_text(elsewhere, encoding="utf-8")
        folder = tmp_path / "rules" / "opioids"
        folder.mkdir(parents=True)
        for rule, names in rules.items():
            text = "tests:\n" + "".join(f'  - {{name: "{name}"}}\n' for name in names)
            (folder / f"{rule}.yaml").write_text(text, encoding="utf-8")
        options = ["--rules", str(tmp_path / "rules"), "--elsewhere", str(tmp_path / "elsewhere.txt")]
        code = tool.main([str(tmp_path / "spec.md"), *options])
        return code, *capsys.readouterr()

    return compare


def test_what_is_missing_is_listed(run: Any) -> None:
    """Each missing vignette stands below its rule, as it is written; the exit code says that there is one."""
    lines = (
        "LDN901: 7 vignettes, 4 there, 3 missing; 5 tests\n"
        "  missing: +O active, no end\n"
        '  missing: "sodium"\n'
        "  missing: M gap 3 -> LDN902 C\n"
        "LDN902: 1 vignettes, 1 there, 0 missing; 1 tests\n"
        "8 vignettes, 3 missing\n"
    )
    assert run(SPEC, RULES) == (1, lines, "")


def test_nothing_is_missing(run: Any) -> None:
    """Words in brackets count as part of the name, O and M mean their drugs, and other tests count by their list."""
    more = {**RULES, "LDN901": [*RULES["LDN901"], "in use [oxycodone active, no end]", "methadone gap 3 days"]}
    elsewhere = '# rule | vignette | test\nLDN901 | "sodium" | tests/test_a.py::test_b\n'
    code, out, _ = run(SPEC, more, elsewhere)
    assert (code, out.splitlines()[-1]) == (0, "8 vignettes, 0 missing")


def test_rule_without_a_file(run: Any) -> None:
    """All vignettes of a rule that has no file are missing."""
    code, out, _ = run(SPEC, {"LDN901": []})
    assert code == 1
    assert "LDN902: 1 vignettes, 0 there, 1 missing; 0 tests\n  missing: 4.5 mg today I(LDN905)\n" in out


def test_specification_without_vignettes(run: Any) -> None:
    """Nothing to compare is an error, and not a success."""
    assert run("# Empty\n", RULES) == (2, "", "spec.md: no vignettes found\n")


@pytest.mark.parametrize(
    ("vignette", "words"),
    [
        ("=gap 10 -", {"gap", "10"}),
        ("6.1 mg/day MA", {"6.1", "mg"}),
        ("ULN missing: CA(I), CA(MO) above 3 x 40", {"uln", "missing"}),
        ("-Contrave (LDN206)", {"contrave"}),
        ("O E=L0-1 -> LDN104 C, not LDN101", {"oxycodone", "e", "l", "0", "1"}),
        ("2 MO", {"2"}),
    ],
)
def test_words_of_a_vignette(tool: Any, vignette: str, words: set[str]) -> None:
    """Mark, outcome and small words are left out; numbers and units stay."""
    assert tool.words(vignette) == words


def test_other_tests_are_there(root: Path, tool: Any) -> None:
    """Every test that the shipped list names exists."""
    listed = tool.elsewhere(tool.ELSEWHERE.read_text(encoding="utf-8").splitlines())
    assert listed
    for place in listed.values():
        file, _, name = place.partition("::")
        assert f"def {name}(" in (root / file).read_text(encoding="utf-8"), place
