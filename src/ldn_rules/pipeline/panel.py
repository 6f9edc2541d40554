"""The panel of one patient: what of ``rules/panel.yaml`` stands beside the findings, where it was asked for."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from ldn_rules.facts.model import MAIN
from ldn_rules.rulebook.panel_model import Panel
from ldn_rules.rulebook.words import spell

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from ldn_rules.facts.model import Fact, FactSet
    from ldn_rules.reading.model import EntryReading, ListReading
    from ldn_rules.rulebook.panel_model import Entry, Figure, Section, Source

EPISODE = "low-dose-episode"
"""Kind of fact without which there is no panel."""


class Seen(Struct, frozen=True):
    """What of the list the panel asks for: reasons as spelled, drugs by name, and the first day of the treatment that
    goes on or lies ahead (an ordinal; None where it is not one day).
    """

    reasons: tuple[str, ...]
    drugs: frozenset[str]
    start: int | None


def read_panel(part: bytes | memoryview) -> Panel | None:
    """The panel of a compiled rulebook; None if its folder has none."""
    return msgspec.json.decode(part, type=Panel | None)


def panel_of(panel: Panel | None, reading: ListReading, facts: FactSet) -> Mapping[str, object]:
    """The panel as it stands in the report (``schemas/report.schema.json``); empty without low-dose naltrexone."""
    episodes = [fact for fact in facts.facts if fact.kind == EPISODE]
    if panel is None or not episodes:
        return {}
    seen = _seen(reading, episodes)
    sections = [shown for section in panel.sections if (shown := _section(section, seen))["entries"]]
    return {
        "rule": panel.rule,
        "title": panel.title,
        "note": panel.note,
        "start": None if seen.start is None else date.fromordinal(seen.start).isoformat(),
        "sections": sections,
        "sources": _sources(panel, seen),
    }


def _seen(reading: ListReading, episodes: Collection[Fact]) -> Seen:
    low = {entry for fact in episodes for entry in fact.entries}
    taken = [entry for entry in reading.entries if entry.entry.id in low]
    known = [entry for entry in reading.entries if entry.status not in {"entered-in-error", "not-given"}]
    drugs = frozenset(name for entry in known for name in (*entry.drug.ingredients, entry.drug.ingredient) if name)
    reasons = tuple(f" {spell(text)} " for entry in taken for text in _reasons(entry) if spell(text))
    return Seen(reasons, drugs, _start(episodes, taken, reading.as_of))


def _reasons(entry: EntryReading) -> tuple[str, ...]:
    """What the entry itself gives as its reason, in its field and in its directions."""
    sig = entry.texts.sig
    return tuple(text for text in (entry.entry.reason, *(sig.reasons if sig else ())) if text)


def _start(episodes: Collection[Fact], taken: Collection[EntryReading], as_of: int) -> int | None:
    """The first day of the last episode, unless it is over; None where nobody stated it, or where its dates can be read
    in several ways.
    """
    last = max((fact for fact in episodes if fact.reading == MAIN), key=lambda fact: (_day(fact, "start"), fact.base))
    doubtful = any(fact.base == last.base and fact.reading != MAIN for fact in episodes) or bool(last.policy)
    start = as_of + _day(last, "start")
    stated = any(entry.start is not None and entry.start.first == entry.start.last == start for entry in taken)
    return start if stated and not doubtful and _day(last, "last") >= 0 else None


def _day(fact: Fact, field: str) -> int:
    value = fact.values[field]
    return value if isinstance(value, int) else value[0]


def _section(section: Section, seen: Seen) -> dict[str, object]:
    entries = [_entry(entry, seen) for entry in section.entries if _stands(entry, seen)]
    return {
        "name": section.name,
        "title": section.title,
        "note": section.note or None,
        "ranked": section.ranked,
        "entries": entries,
    }


def _stands(entry: Entry, seen: Seen) -> bool:
    return (
        (not entry.reasons or any(f" {word} " in text for word in entry.reasons for text in seen.reasons))
        and not (entry.no_reason and seen.reasons)
        and (not entry.drugs or not seen.drugs.isdisjoint(entry.drugs))
    )


def _entry(entry: Entry, seen: Seen) -> dict[str, object]:
    return {
        "id": entry.id,
        "says": entry.says,
        "here": entry.conditional,
        "window": _window(entry, seen),
        "caveats": list(entry.caveats),
        "counter": list(entry.counter),
        "figures": [_figure(figure) for figure in entry.figures],
        "sources": list(entry.sources),
    }


def _window(entry: Entry, seen: Seen) -> dict[str, str] | None:
    if entry.window is None or seen.start is None:
        return None
    first, last = (date.fromordinal(seen.start + days).isoformat() for days in entry.window)
    return {"from": first, "to": last}


def _figure(figure: Figure) -> dict[str, object]:
    return {"source": figure.source, "what": figure.what, "value": figure.value, "unit": figure.unit}


def _sources(panel: Panel, seen: Seen) -> list[dict[str, object]]:
    """The sources of what stands there, in the order of the register."""
    shown = [entry for entry in panel.entries if _stands(entry, seen)]
    named = {source for entry in shown for source in (*entry.sources, *(one.source for one in entry.figures))}
    return [_source(source) for name, source in panel.sources.items() if name in named]


def _source(source: Source) -> dict[str, object]:
    return {name: getattr(source, name) or None for name in source.__struct_fields__}


def conditional_of(panel: Mapping[str, object]) -> list[str]:
    """The ids, in order, of the entries that stand in a panel of ``panel_of`` because of the list."""
    sections: list[dict[str, list[dict[str, object]]]] = panel["sections"]  # type: ignore[assignment]
    return sorted(str(entry["id"]) for section in sections for entry in section["entries"] if entry["here"])
