"""Reads the scenario files of ``tests/scenarios`` (their form: README.md there)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STATUSES = {"active", "completed", "stopped", "on-hold", "planned", "entered-in-error", "cancelled", "unknown"}
_ISO = r"\d{4}(?:-\d\d){0,2}"
_DAY = rf'(?:({_ISO})|"([^"]+)")'
_SECTIONS = {"Problems:": "conditions", "Allergies:": "allergies", "Procedures:": "procedures"}


@dataclass(frozen=True, slots=True)
class Scenario:
    """One scenario: ``record`` is the list in JSON's shape, its entries numbered from 1; ``findings`` are all but the
    notes, ``order`` the stated one of its dates, ``unread`` the errors, ``shown`` how its entries were read, as
    ``--show-reading`` prints it.
    """

    name: str
    record: dict[str, Any]
    outcome: str
    findings: tuple[str, ...]
    order: str | None = None
    unread: tuple[str, ...] = ()
    shown: str = ""


def read(path: Path) -> Iterator[Scenario]:
    """The scenarios of a file, in order; ValueError for a line that is not understood."""
    for part in re.split(r"^## ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        text, _, rest = part.partition("```\n")
        shown, _, more = rest.partition("```")
        if more.strip():
            raise ValueError(more)
        name, *lines = text.splitlines()
        found = _scenario(f"{path.stem}: {name}", [line.strip() for line in lines if line.strip()])
        yield replace(found, shown=shown)


def _scenario(name: str, lines: list[str]) -> Scenario:
    record: dict[str, Any] = {"patient": {"id": name}, "medications": []}
    outcome, section, order = "", "medications", None
    expected: dict[str, list[str]] = {"findings": [], "unread": []}
    for line in lines:
        if line.startswith("On "):
            record |= _day(line)
        elif line in _SECTIONS:
            section = _SECTIONS[line]
        elif line == "Not read:":
            section = "unread"
        elif (stated := re.fullmatch(r"Dates: (\w+)", line)) is not None:
            order = stated[1]
        elif line.startswith("Expect "):
            section = "findings"
            outcome = line.removeprefix("Expect ").split(",")[0].rstrip(":")
        elif line.startswith("- ") and section in expected:
            expected[section].append(line[2:])
        elif line.startswith("- "):
            listed = record.setdefault(section, [])
            entry = _medication(line[2:]) if section == "medications" else {"name": line[2:]}
            listed.append({"id": str(len(listed) + 1), **entry})
        elif not line.startswith("Because "):
            raise ValueError(f"{name}: {line}")
    return Scenario(
        name, record, outcome, tuple(sorted(expected["findings"])), order, tuple(sorted(expected["unread"]))
    )


def _day(line: str) -> dict[str, str]:
    found = re.fullmatch(rf"On {_DAY}(?: \(history from {_DAY}\))?:", line)
    if found is None:
        raise ValueError(line)
    history = found[3] or found[4]
    return {"as_of": found[1] or found[2], **({"history_from": history} if history else {})}


def _medication(text: str) -> dict[str, Any]:
    name, *parts = (part.strip() for part in text.split(";"))
    entry: dict[str, Any] = {"name": name}
    for part in parts:
        entry |= _part(part)
    return entry


_PARTS: tuple[tuple[str, Any], ...] = (
    (r"(take .*)", lambda found: {"sig": found[1]}),
    (r"as needed", lambda _: {"prn": True}),
    (rf"from {_DAY} to {_DAY}", lambda found: {"start": found[1] or found[2], "end": found[3] or found[4]}),
    (rf"from {_DAY}", lambda found: {"start": found[1] or found[2]}),
    (rf"to {_DAY}", lambda found: {"end": found[1] or found[2]}),
    (rf"last taken {_DAY}", lambda found: {"last_taken": found[1] or found[2]}),
    (r"supply (\d+) days", lambda found: {"days_supply": int(found[1])}),
    (r"fill (\d+)", lambda found: {"fill_number": int(found[1])}),
    (r"for (.*)", lambda found: {"reason": found[1]}),
)


def _part(part: str) -> dict[str, Any]:
    if part in STATUSES:
        return {"status": part}
    for pattern, made in _PARTS:
        found = re.fullmatch(pattern, part)
        if found:
            result: dict[str, Any] = made(found)
            return result
    raise ValueError(part)
