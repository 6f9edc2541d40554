"""``planning.yaml``: what a titration plan is made of, and which findings forbid one. A folder may do without it."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from ldn_rules.rulebook.kinds import FieldType
from ldn_rules.rulebook.messages import check_message
from ldn_rules.rulebook.nodes import Map, maps_of, plain_data
from ldn_rules.rulebook.settings import Setting, check_ascending, values_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ldn_rules.rulebook.folder import File, Folder
    from ldn_rules.rulebook.problems import Problems
    from ldn_rules.rulebook.scope import Names

FILE: Final = "planning.yaml"

_DAYS, _DOSE, _COUNT = Setting(FieldType.DAYS), Setting(FieldType.DOSE), Setting(FieldType.COUNT)

SETTINGS: Final[Mapping[str, Setting]] = MappingProxyType(
    {
        "first": _DOSE,
        "step": _DOSE,
        "every": _DAYS,
        "to": _DOSE,
        "strengths": Setting(FieldType.DOSE, listed=True),
        "capsules-a-dose": _COUNT,
        "last-supply": _DAYS,
        "search": _DAYS,
        "most-steps": _COUNT,
    }
)
"""Every setting of a plan: days and counts as such, doses in nanograms."""

_ASCENDING: Final = (("first", "to"),)

_SAYABLE: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "name": frozenset({"strength"}),
        "several": frozenset({"count"}),
        "naltrexone": frozenset({"start", "names", "derived"}),
        "later": frozenset({"asked", "start"}),
        "never": frozenset({"asked", "until"}),
        "record": frozenset({"names", "missing"}),
        "missing-day": frozenset({"field", "text"}),
        "what-if": frozenset({"names", "day", "start"}),
        "what-if-never": frozenset({"names", "day", "until"}),
        "past": frozenset({"as-of"}),
    }
)
"""The names in braces that each sentence may hold; the others hold none."""


def read_planning(folder: Folder, names: Names) -> dict[str, Any] | None:
    """The file as plain data, values as integers; None if the folder has none. Faults are reported."""
    file = next(iter(folder.of_kind("planning")), None)
    if file is None:
        return None
    problems = folder.problems
    values = values_of(file.root, SETTINGS, names.citations, problems)
    written = file.root.map("settings")
    if written is not None:
        check_ascending(_ASCENDING, values, written, problems)
    for section in ("entry", "texts"):
        _check_sentences(file.root.map(section), problems)
    _check_rules(file.root.map("judged"), names, problems)
    return None if problems.faulty(file.name) else _data(file, values, names)


def _check_sentences(written: Map | None, problems: Problems) -> None:
    for name in written.keys if written else ():
        sentence = written.text(name) if written else None
        if sentence:
            check_message(sentence, _SAYABLE.get(name, frozenset()), "this sentence", problems)


def _check_rules(judged: Map | None, names: Names, problems: Problems) -> None:
    """Each span must run upwards and hold a rule: one that holds none would judge nothing."""
    spans = judged.items("rules") if judged else ()
    for span in (item for item in spans if isinstance(item, Map)):
        first, last = span.text("from"), span.text("to")
        if first is None or last is None or problems.spoilt(first) or problems.spoilt(last):
            continue
        if last.text < first.text:
            problems.add("E130", f"the span ends at {last.text}, before {first.text}", last, "exchange the two")
        elif names.rules is not None and not any(first.text <= rule <= last.text for rule in names.rules):
            problems.add("E124", f"no rule from {first.text} to {last.text}", first, "name a span that holds rules")


def _data(file: File, values: Mapping[str, Any], names: Names) -> dict[str, Any]:
    written: dict[str, Any] = plain_data(file.root)
    citations = names.citations or {}
    sources = {
        key.text: {
            "source": setting.string("source"),
            "citation": citations.get(setting.string("source"), ""),
            "says": setting.string("says"),
        }
        for key, setting in maps_of(file.root.map("settings"))
    }
    return {
        "settings": {name.replace("-", "_"): value for name, value in values.items()},
        "sources": sources,
        "entry": written["entry"],
        "judged": written["judged"],
        "texts": written["texts"],
    }
