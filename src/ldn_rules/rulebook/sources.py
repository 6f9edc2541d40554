"""``evidence.yaml``: the register of sources, their figures, and the questions on which they disagree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ldn_rules.rulebook.diagnostics import suggestion
from ldn_rules.rulebook.nodes import Map, maps_of, texts_of
from ldn_rules.rulebook.panel_model import OPEN_QUESTION, Figure, Source
from ldn_rules.rulebook.scope import check_source

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ldn_rules.rulebook.folder import Folder
    from ldn_rules.rulebook.nodes import Scalar
    from ldn_rules.rulebook.problems import Problems


class Register(Struct, frozen=True):
    """Sources and conflicts by id, figures by ``source.name``."""

    sources: Mapping[str, Source]
    figures: Mapping[str, Figure]

    @property
    def citations(self) -> dict[str, str]:
        """Citation by id."""
        return {name: source.citation for name, source in self.sources.items()}


def read_register(folder: Folder) -> Register | None:
    """The register; None if it could not be read. Sources that a conflict names must exist."""
    file = folder.single("evidence")
    written = file.root.map("sources") if file else None
    if file is None or written is None:
        return None
    sources = {key.text: _source(key.text, source) for key, source in maps_of(written)}
    figures = {
        f"{key.text}.{name.text}": _figure(key.text, figure)
        for key, source in maps_of(written)
        for name, figure in maps_of(source.map("figures"))
    }
    conflicts = maps_of(file.root.map("conflicts"))
    known = {name: source.citation for name, source in sources.items()}
    for _, conflict in conflicts:
        for reading in (item for item in conflict.items("readings") if isinstance(item, Map)):
            for source in texts_of(reading, "sources"):
                check_source(source, known, folder.problems)
    return Register(sources | {key.text: _question(key.text, one) for key, one in conflicts}, figures)


def figures_named(written: Iterable[Scalar], register: Register | None, problems: Problems) -> tuple[Figure, ...]:
    """The figures of these names; each must stand in the register."""
    if register is None:
        return ()
    found = []
    for name in written:
        figure = register.figures.get(name.text)
        if figure is not None:
            found.append(figure)
        else:
            hint = suggestion(name.text, register.figures)
            problems.add("E129", f"no figure `{name.text}` in evidence.yaml", name, hint)
    return tuple(found)


def _source(name: str, written: Map) -> Source:
    keys = ("citation", "kind", "identifier", "url", "population", "design", "certainty", "jurisdiction", "read")
    return Source(name, *(written.string(key) for key in (*keys, "says", "limits")))


def _figure(source: str, written: Map) -> Figure:
    return Figure(source, *(written.string(key) for key in ("what", "value", "unit")))


def _question(name: str, written: Map) -> Source:
    readings = [item.string("says") for item in written.items("readings") if isinstance(item, Map)]
    limits = f"The sources say: {' Or: '.join(readings)}"
    taken = written.string("taken")
    return Source(name, written.string("citation"), OPEN_QUESTION, "", "", "", "", "", "", "", taken, limits)
