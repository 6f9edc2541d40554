"""Reads the patient stories of ``tests/scenarios/stories`` (their form: README.md there)."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_DAY = r"(\d{4}(?:-\d\d){0,2}(?:T\d\d:\d\d)?)"
_SECTIONS = {
    "## The list": "medications",
    "Problems:": "conditions",
    "Labs:": "observations",
    "Procedures:": "procedures",
    "Allergies:": "allergies",
    "Devices:": "devices",
}
_NOT_YET_TAKEN = {"planned", "draft"}


@dataclass(frozen=True, slots=True)
class Expected:
    """One expectation of a check: ``finding`` is its rule, kind, severity and history in words."""

    finding: str
    entries: frozenset[str] = frozenset()
    earliest: dict[str, str] = field(default_factory=dict)
    says: str = ""
    reason: str = ""


@dataclass(slots=True)
class Check:
    """A day of a story: what is handed to the command (``suffix`` is its format) and what must come of it.

    ``findings`` are all but the notes, ``notes`` those that must be there, ``silent`` the rules that say nothing.
    """

    name: str
    day: str
    text: str = ""
    suffix: str = ""
    outcome: str = ""
    history: bool = True
    findings: list[Expected] = field(default_factory=list)
    notes: list[Expected] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)


def read(path: Path) -> Iterator[Check]:
    """The checks of a story, in order; ValueError for a line that is not understood."""
    top, *parts = re.split(r"^## Checked on ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    history, listed = _listed(top)
    for part in parts:
        title, _, body = part.partition("\n")
        day, _, said = title.partition(": ")
        check = Check(f"{path.stem} on {day}: {said}", day)
        _expectations(check, body, path.parent)
        if not check.text:
            check.text, check.suffix = _record(path.stem, day, history, listed), "json"
        yield check


_Listed = list[tuple[str, dict[str, Any], str, str]]


def _listed(top: str) -> tuple[dict[str, Any], _Listed]:
    """What is known of the patient, and every line of the list with its section and the days it stands there."""
    patient: dict[str, Any] = {"patient": {}}
    listed: _Listed = []
    section = ""
    for line in top.splitlines():
        known = re.fullmatch(rf"Born {_DAY}; records complete from {_DAY}\.", line)
        entry = re.fullmatch(r"(?:(\d+)\.|-) (.*)", line)
        if known:
            patient = {"patient": {"birth_date": known[1]}, "history_from": known[2]}
        section = _SECTIONS.get(line, section)
        if entry and section:
            value = _entry(section, entry[2])
            numbered = {"id": entry[1]} if entry[1] else {}
            first, last = _days_listed(value)
            listed.append((section, json.loads(json.dumps(numbered | value)), first, last))
        elif line and section and line not in _SECTIONS:
            raise ValueError(line)
    return patient, listed


def _days_listed(value: dict[str, Any]) -> tuple[str, str]:
    began = next((value[key] for key in ("start", "date", "onset") if key in value), "")
    dated = "" if value.get("status") in _NOT_YET_TAKEN else began
    return value.pop("listed from", dated[:10]), value.pop("listed to", "9999")


def _record(name: str, day: str, patient: dict[str, Any], listed: _Listed) -> str:

    record: dict[str, Any] = {"as_of": day, **patient}
    record["patient"] = {"id": name, **patient["patient"]}
    for section, entry, first, last in listed:
        if first <= day <= last:
            record.setdefault(section, []).append(entry)
    return json.dumps(record)


def _quantity(found: re.Match[str], key: str) -> dict[str, Any]:
    return {key: {"value": found[1], "unit": found[2]}}


_COMMON: tuple[tuple[str, Any], ...] = (
    (rf"listed (from|to) {_DAY}", lambda found: {f"listed {found[1]}": found[2]}),
    (
        r"active|completed|stopped|on-hold|planned|draft|entered-in-error|cancelled|not-taken|resolved|in remission",
        lambda found: {"status": found[0]},
    ),
)
_PARTS: dict[str, tuple[tuple[str, Any], ...]] = {
    "medications": (
        (r'"(.*)"', lambda found: {"sig": found[1]}),
        (r"as needed", lambda _: {"prn": True}),
        (rf"from {_DAY}", lambda found: {"start": found[1]}),
        (rf"from {_DAY} to {_DAY}", lambda found: {"start": found[1], "end": found[2]}),
        (rf"to {_DAY}", lambda found: {"end": found[1]}),
        (rf"last taken {_DAY}", lambda found: {"last_taken": found[1]}),
        (r"supply (\d+) days", lambda found: {"days_supply": int(found[1])}),
        (r"refills (\d+)", lambda found: {"refills": int(found[1])}),
        (r"fill (\d+)", lambda found: {"fill_number": int(found[1])}),
        (r"quantity (\S+) (.*)", lambda found: _quantity(found, "quantity")),
        (r"strength (\S+) (.*)", lambda found: _quantity(found, "strength")),
        (r"stopped because (.*)", lambda found: {"reason_stopped": found[1]}),
        (r"for (.*)", lambda found: {"reason": found[1]}),
        (r"by (.*)", lambda found: {"prescriber": found[1]}),
        (r"purpose (.*)", lambda found: {"purpose": found[1]}),
        (r"specialist confirmed", lambda _: {"specialist": True}),
    ),
    "conditions": (
        (rf"since {_DAY}", lambda found: {"onset": found[1]}),
        (rf"until {_DAY}", lambda found: {"abatement": found[1]}),
    ),
    "observations": (
        (rf"on {_DAY}", lambda found: {"date": found[1]}),
        (r"up to (\S+)", lambda found: {"reference": {"high": found[1]}}),
        (r"([0-9.]+) (\S.*)", lambda found: {"value": found[1], "unit": found[2]}),
        (r"(.+)", lambda found: {"value": found[1]}),
    ),
    "procedures": (
        (rf"on {_DAY}", lambda found: {"date": found[1]}),
        (r"opioid (likely|no|unknown)", lambda found: {"opioid": found[1]}),
    ),
    "allergies": ((r"(.+)", lambda found: {"reaction": found[1]}),),
    "devices": ((rf"from {_DAY}", lambda found: {"start": found[1]}),),
}


def _entry(section: str, text: str) -> dict[str, Any]:
    name, *parts = (part.strip() for part in text.split("; "))
    entry: dict[str, Any] = {"name": name}
    for part in parts:
        entry |= _part(section, part)
    return entry


def _part(section: str, part: str) -> dict[str, Any]:
    for pattern, made in (*_COMMON, *_PARTS[section]):
        found = re.fullmatch(pattern, part)
        if found:
            result: dict[str, Any] = made(found)
            return result
    raise ValueError(part)


def _expectations(check: Check, body: str, folder: Path) -> None:
    fenced = re.search(r"```csv\n(.*?)```\n", body, flags=re.DOTALL)
    if fenced:
        check.text, check.suffix = fenced[1], "csv"
        body = body.replace(fenced[0], "")
    for line in filter(None, body.splitlines()):
        if line.startswith("File: "):
            check.text, check.suffix = (folder / line[6:]).read_text(encoding="utf-8"), "fhir"
        elif outcome := re.fullmatch(r"Expect ([\w-]+)(, history aside)?:", line):
            check.outcome, check.history = outcome[1], not outcome[2]
        elif silent := re.fullmatch(r"- quiet (LDN\d{3}): \S.*", line):
            check.silent.append(silent[1])
        elif line.startswith("- LDN"):
            expected = _expected(line[2:])
            (check.notes if " info" in expected.finding else check.findings).append(expected)
        elif not line.startswith("History: "):
            raise ValueError(line)


_EXPECTED = re.compile(
    r"(?P<finding>LDN\d{3} (?:cannot assess )?(?:info|minor|moderate|major|contraindicated)(?: \(history\))?)"
    r"(?: \((?P<detail>(?:entries|earliest|preferred|says)[^)]*)\))?: (?P<reason>\S.*)"
)


def _expected(line: str) -> Expected:
    found = _EXPECTED.fullmatch(line)
    if found is None:
        raise ValueError(line)
    entries: frozenset[str] = frozenset()
    earliest: dict[str, str] = {}
    says = ""
    for detail in filter(None, (found["detail"] or "").split("; ")):
        key, _, value = detail.partition(" ")
        if key == "entries":
            entries = frozenset(value.split(", "))
        elif key == "says":
            says = value.strip('"')
        else:
            earliest["minimum" if key == "earliest" else "preferred"] = value
    return Expected(found["finding"], entries, earliest, says, found["reason"])
