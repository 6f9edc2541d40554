"""A rules folder that loads in a fraction of the time: a few of the shipped rules and the words they need."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

RULES: Final = Path(__file__).resolve().parents[2] / "rules"

KEPT: Final = (
    "opioids/LDN101",
    "opioids/LDN104",
    "opioids/LDN105",
    "opioids/LDN112",
    "opioids/LDN114",
    "dosing/LDN303",
)
_AS_THEY_ARE: Final = (
    *("ruleset", "semantics", "planning", "evidence"),
    *(
        f"vocabulary/{name}"
        for name in ("classes", "washouts", "units", "sigs", "dates", "indications", "stop-reasons")
    ),
)
_TESTS: Final = 3


def small_rules() -> dict[str, str]:
    """The files by their names: valid together, as few as a rule, a test and a drug can do with."""
    files = {f"{name}.yaml": _text(name) for name in _AS_THEY_ARE}
    files |= {f"{name}.yaml": _with_few_tests(name) for name in KEPT}
    files["reporting.yaml"] = yaml.safe_dump(_of_kept_rules(_data("reporting")), sort_keys=False)
    files["vocabulary/drugs.yaml"] = yaml.safe_dump(_drugs(), sort_keys=False)
    return files


def write_small_rules(folder: Path) -> Path:
    """The folder, with those files in it."""
    for name, text in _made_once().items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@cache
def _made_once() -> dict[str, str]:
    """The files, to be read alone: parsing the shipped ones takes longer than a test."""
    return small_rules()


def every_file() -> dict[str, str]:
    """All files of the shipped rules by their names."""
    return {path.relative_to(RULES).as_posix(): path.read_text(encoding="utf-8") for path in RULES.rglob("*.yaml")}


def _text(name: str) -> str:
    return (RULES / f"{name}.yaml").read_text(encoding="utf-8")


def _data(name: str) -> Any:
    return yaml.safe_load(_text(name))


def _with_few_tests(name: str) -> str:
    """The rule as written, with those of its tests that speak of kept rules alone."""
    written, _, _ = _text(name).partition("\ntests:")
    tests = [test for test in _data(name)["tests"] if _is_kept(yaml.safe_dump(test))]
    return f"{written}\n{yaml.safe_dump({'tests': tests[:_TESTS]}, sort_keys=False)}"


def _is_kept(text: str) -> bool:
    kept = {Path(name).name for name in KEPT}
    named = {"LDN" + rest[:3] for rest in text.split("LDN")[1:] if rest[:3].isdecimal()}
    return named <= kept


def _of_kept_rules(value: Any) -> Any:
    """The register without the rules that are left out."""
    if isinstance(value, dict):
        return {key: _of_kept_rules(each) for key, each in value.items()}
    if isinstance(value, list):
        return [each for each in value if _is_kept(str(each))]
    return value


def _drugs() -> dict[str, Any]:
    antagonists, opioids, forms = (_data(f"vocabulary/{name}") for name in ("antagonists", "opioids-full", "forms"))
    naltrexone = {"naltrexone": antagonists["drugs"]["naltrexone"]}
    drugs = forms.get("drugs", {}) | _of_kept_intervals(opioids["drugs"]) | naltrexone
    letters = _data("vocabulary/opioid-added-letters")["added-letters"]
    partners: dict[str, Any] = {name: {} for name in sorted({*_partners(drugs, letters)} - {*drugs})}
    return {
        **forms,
        "drugs": drugs,
        "products": {"Revia": antagonists["products"]["Revia"]},
        "added-letters": letters,
        "irrelevant": partners | {"paracetamol": {"names": ["acetaminophen"]}},
    }


def _of_kept_intervals(drugs: dict[str, Any]) -> dict[str, Any]:
    """The drugs without the interval classes that only rules which are left out speak of."""
    left_out = {"perioperative", "neuraxial"}
    return {
        name: {**drug, "washout": {key: each for key, each in drug["washout"].items() if each not in left_out}}
        for name, drug in drugs.items()
    }


def _partners(drugs: dict[str, Any], letters: dict[str, Any]) -> Iterator[str]:
    """The ingredients that drugs name as their partners, and those with letters behind them."""
    for each in letters.values():
        yield from each["beside"]
    for drug in drugs.values():
        yield from drug.get("classes-in-combination", ())
        yield from drug.get("only-extended", {}).get("beside", ())
        yield from drug.get("only-immediate", {}).get("beside", ())
