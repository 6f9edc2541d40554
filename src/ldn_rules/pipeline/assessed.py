"""What both evaluators and the findings stage made of one reading of a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from ldn_rules.engine.check import Checked
    from ldn_rules.facts.model import FactSet
    from ldn_rules.findings.model import Finding
    from ldn_rules.intake.model import Problem


class Assessed(Struct, frozen=True):
    """The facts of a list, what both evaluators matched on them, and the findings."""

    facts: FactSet
    checked: Checked
    findings: tuple[Finding, ...]
    problems: tuple[Problem, ...] = ()
    """Why not all that the dates can mean was looked at."""
