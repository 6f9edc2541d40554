"""The places of faults that were found after intake, whose paths are those of our own shape of a list.

They are looked for only when there is something to report.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from ldn_rules.intake.places import Places

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ldn_rules.intake.jsonscan import Path
    from ldn_rules.intake.model import Problem
    from ldn_rules.intake.raw import RawRecord


def located(raw: RawRecord, problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems of a record; those of a field that have no column get their place, in the words of the input."""
    return tuple(_located(raw, each) if _wanting(each) else each for each in problems)


def _wanting(problem: Problem) -> bool:
    return problem.path is not None and problem.column is None and problem.code.startswith("unread-")


def _located(raw: RawRecord, problem: Problem) -> Problem:
    path = steps(problem.path or "")
    if raw.kind == "csv":
        from ldn_rules.intake.csvrecord import column_of

        return replace(problem, path=column_of(raw, str(path[-1])) or problem.path)
    if raw.kind == "fhir":
        from ldn_rules.intake.fhirplaces import located_in_fhir

        return located_in_fhir(raw, path, problem)
    line, column = Places(raw.payload, raw.line, raw.column).of(path)
    return replace(problem, line=line, column=column)


def steps(path: str) -> Path:
    """``("medications", 2, "dose")`` for ``medications[2].dose``."""
    found = re.finditer(r"\[(\d+)\]|([^.\[\]]+)", path)
    return tuple(int(each[1]) if each[1] else each[2] for each in found)
