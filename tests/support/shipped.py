"""The rules of this project as loaded and as raw YAML, for comparing evaluators."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from ldn_rules.compiler.lower import lower
from ldn_rules.rulebook.load import load_ruleset
from support.random_rules import Both

RULES = Path(__file__).resolve().parents[2] / "rules"


def shipped() -> Both:
    """The rule set as loaded, and the raw values of its files."""
    raw = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(RULES.glob("*/LDN*.yaml"))]
    tables: dict[str, Any] = {}
    for path in sorted(RULES.glob("vocabulary/*.yaml")):
        tables |= yaml.safe_load(path.read_text(encoding="utf-8")).get("tables", {})
    return Both(load_ruleset(RULES), raw, tables)


def classes_of(both: Both) -> tuple[str, ...]:
    """Every class a sub-rule names."""
    program = lower(both.ruleset)
    return tuple(
        sorted({name for one in program.subrules for it in one.patterns for name in (*it.classes, *it.not_classes)})
    )
