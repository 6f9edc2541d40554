"""What the loader checks and does not keep: readings of open questions, sources of settings and bands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ldn_rules.rulebook.nodes import Map, Scalar, Sequence, maps_of, texts_of

if TYPE_CHECKING:
    from ldn_rules.rulebook.folder import Folder
    from ldn_rules.rulebook.nodes import Node


class Answer(Struct, frozen=True):
    """What some sources say to an open question."""

    says: str
    sources: tuple[str, ...]


class Conflict(Struct, frozen=True):
    """A question on which sources disagree, and which answer the rules take."""

    id: str
    question: str
    answers: tuple[Answer, ...]
    taken: str


class Setting(Struct, frozen=True):
    """One number of the fact stage, as written."""

    name: str
    value: str
    says: str
    source: str


def conflicts_of(folder: Folder) -> tuple[Conflict, ...]:
    """The open questions of ``evidence.yaml``."""
    file = folder.single("evidence")
    return tuple(_conflict(key.text, one) for key, one in maps_of(file.root.map("conflicts") if file else None))


def _conflict(name: str, written: Map) -> Conflict:
    readings = [item for item in written.items("readings") if isinstance(item, Map)]
    answers = tuple(
        Answer(one.string("says"), tuple(each.text for each in texts_of(one, "sources"))) for one in readings
    )
    return Conflict(name, written.string("citation"), answers, written.string("taken"))


def settings_of(folder: Folder) -> tuple[Setting, ...]:
    """The settings of ``semantics.yaml``."""
    file = folder.single("semantics")
    return tuple(
        Setting(key.text, _value(one.get("value")), one.string("says"), one.string("source"))
        for key, one in maps_of(file.root.map("settings") if file else None)
    )


def _value(node: Node | None) -> str:
    if isinstance(node, Sequence):
        return ", ".join(_value(item) for item in node.items)
    return node.text if isinstance(node, Scalar) else ""


def table_sources(folder: Folder) -> dict[tuple[str, str, int], str]:
    """The source of each band of each table of the vocabulary, by table, row and place."""
    return {
        (table.text, row.text, place): band.string("source")
        for file in folder.of_kind("vocabulary")
        for table, written in maps_of(file.root.map("tables"))
        for row, bands in maps_of(written.map("rows"))
        for place, band in enumerate(item for item in bands.items("bands") if isinstance(item, Map))
    }
