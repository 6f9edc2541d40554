"""``panel.yaml``: what is shown on request beside the findings. A rules folder may do without it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ldn_rules.rulebook.constants import amount
from ldn_rules.rulebook.diagnostics import suggestion
from ldn_rules.rulebook.kinds import FieldType
from ldn_rules.rulebook.nodes import Map, Scalar, maps_of, texts_of
from ldn_rules.rulebook.panel_model import Entry, Panel, Section, Source
from ldn_rules.rulebook.scope import check_rule_named, check_source
from ldn_rules.rulebook.sources import figures_named
from ldn_rules.rulebook.words import spell

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from ldn_rules.rulebook.folder import Folder
    from ldn_rules.rulebook.problems import Problems
    from ldn_rules.rulebook.scope import Names
    from ldn_rules.rulebook.sources import Register

_NAMED = ("drugs", "products", "irrelevant")


def read_panel(folder: Folder, names: Names, register: Register | None, drugs: Collection[str] | None) -> Panel | None:
    """The panel; None if the folder has none. ``drugs`` are those of the vocabulary (None: not all could be read)."""
    file, problems = folder.single("panel"), folder.problems
    if file is None:
        return None
    root = file.root
    rule = root.text("rule")
    if rule:
        check_rule_named(rule, "", names, problems)
    written = [item for item in root.items("entries") if isinstance(item, Map)]
    sections = maps_of(root.map("sections"))
    _check_ids(written, problems)
    for item in written:
        _check_entry(item, {key.text: one for key, one in sections}, names, drugs, problems)
    entries = [(item.string("section"), _entry(item, register, problems)) for item in written]
    found = tuple(_section(key.text, one, [entry for at, entry in entries if at == key.text]) for key, one in sections)
    rule_id, title, note, none = (root.string(key) for key in ("rule", "title", "note", "none"))
    return Panel(rule_id, title, note, none, found, _cited(found, register))


def drug_names(united: Map | None) -> frozenset[str] | None:
    """The names of the drugs of the vocabulary by which a panel may ask; None if it could not be read."""
    return None if united is None else frozenset(name for key in _NAMED for name in _keys(united.map(key)))


def _keys(written: Map | None) -> Collection[str]:
    return () if written is None else written.keys


def _section(name: str, written: Map, entries: list[Entry]) -> Section:
    unranked = _flag(written, "unranked")
    ordered = sorted(entries, key=lambda entry: entry.subject) if unranked else entries
    return Section(name, written.string("title"), written.string("note"), not unranked, tuple(ordered))


def _flag(written: Map, key: str) -> bool:
    found = written.get(key)
    return isinstance(found, Scalar) and found.value is True


def _entry(written: Map, register: Register | None, problems: Problems) -> Entry:
    where = written.map("where") or Map(written.span)
    return Entry(
        id=written.string("id"),
        subject=written.string("subject"),
        says=written.string("says"),
        reasons=tuple(spell(text.text) for text in texts_of(where, "reason")),
        no_reason=_flag(where, "no-reason"),
        drugs=tuple(text.text for text in texts_of(where, "drug")),
        window=_window(written.map("window"), problems),
        caveats=tuple(text.text for text in texts_of(written, "caveats")),
        counter=tuple(text.text for text in texts_of(written, "counter")),
        figures=figures_named(texts_of(written, "figures"), register, problems),
        sources=tuple(text.text for text in texts_of(written, "sources")),
    )


def _window(written: Map | None, problems: Problems) -> tuple[int, int] | None:
    ends = [written.text(key) for key in ("from", "to")] if written else []
    days = [amount(FieldType.DAYS, end, problems, "a window") for end in ends if end]
    first, last = days if len(days) == len(ends) == 2 else (None, None)
    if first is None or last is None:
        return None
    if last < first and ends[1]:
        problems.add("E130", f"`to` does not lie after `from` ({days[0]} days)", ends[1], "write the later day there")
    return first, last


def _check_ids(written: list[Map], problems: Problems) -> None:
    seen: set[str] = set()
    for entry in written:
        name = entry.text("id")
        if name and name.text in seen:
            problems.add("E134", f"a second entry is named `{name.text}`", name, "give it a name of its own")
        elif name:
            seen.add(name.text)


def _check_entry(
    written: Map, sections: Mapping[str, Map], names: Names, drugs: Collection[str] | None, problems: Problems
) -> None:
    section = written.text("section")
    if section and section.text not in sections:
        problems.add("E129", f"no section `{section.text}` in panel.yaml", section, suggestion(section.text, sections))
    elif section and _flag(sections[section.text], "unranked") and not written.text("subject"):
        hint = "the section is unranked: its entries stand in the order of their subjects"
        problems.add("E101", "key `subject` is missing", section, hint)
    for source in texts_of(written, "sources"):
        check_source(source, names.citations, problems)
    for drug in texts_of(written.map("where") or Map(written.span), "drug"):
        if drugs is not None and drug.text not in drugs:
            problems.add("E128", f"no drug `{drug.text}` in the vocabulary", drug, suggestion(drug.text, drugs))


def _cited(sections: tuple[Section, ...], register: Register | None) -> dict[str, Source]:
    """The sources that entries or their figures name, in the order of the register."""
    entries = [entry for section in sections for entry in section.entries]
    named = {source for entry in entries for source in (*entry.sources, *(one.source for one in entry.figures))}
    return {} if register is None else {key: one for key, one in register.sources.items() if key in named}
