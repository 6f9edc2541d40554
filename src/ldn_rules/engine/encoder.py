"""Facts to the JSON the engine reads: one generated function per kind, integers only.

The values are written as ``value | 0``, which refuses floats and texts: nothing else than an integer can reach the
engine, and no text of a patient ever does. (``:d`` refuses them too, and takes half as long again.)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ldn_rules.compiler.ir import EXACT, HIGH, KNOWN, LOW, MINUS, end_of
from ldn_rules.engine import names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from ldn_rules.engine.layout import Layout

    Values = Mapping[str, int | tuple[int, int]]
    Encoder = Callable[[int, int, Values], str]
    """(number, exact, values) to the JSON object of a fact."""

HEADER: Final = f'{{"sid":"{names.SID}","id":"0","{names.SEEN}":1,"{names.KIND}":{names.HEADER}}}'
"""The fact every batch begins with: an empty batch, or one whose first fact is refused, would crash."""


class Encoders(dict[tuple[str, frozenset[str]], "Encoder"]):
    """What writes the facts of some layouts, by their kind and classes: made when it is first asked for."""

    def __init__(self, layouts: Iterable[Layout]) -> None:
        super().__init__()
        self._layouts = {one.kind: one for one in layouts}
        self._makers: dict[str, Callable[[str], Encoder]] = {}

    def __missing__(self, signature: tuple[str, frozenset[str]]) -> Encoder:
        kind, classes = signature
        layout = self._layouts[kind]
        if kind not in self._makers:
            self._makers[kind] = encoder_maker(layout)
        made = self[signature] = self._makers[kind](fixed_part(layout, classes))
        return made

    def synthetic(self, first: int) -> list[str]:
        """A fact of each layout, numbered from ``first`` on, for the self-test."""
        return [synthetic(layout, number) for number, layout in enumerate(self._layouts.values(), first)]


def fixed_part(layout: Layout, classes: frozenset[str]) -> str:
    """What all facts of a layout with these classes share: kind, group flags, class flags."""
    parts = [f'"{names.KIND}":{layout.number}']
    parts += [f'"{names.group_name(group)}":1' for group in range(layout.groups)]
    parts += [f'"{names.class_name(one)}":{int(one in classes)}' for one in layout.classes]
    return ",".join(parts)


def encoder_maker(layout: Layout) -> Callable[[str], Encoder]:
    """The function that makes, of their fixed part, what writes facts of the layout."""
    space: dict[str, Callable[[str], Encoder]] = {}
    exec(_source(layout), space)  # noqa: S102 - the source is made of field names of the closed list of kinds
    return space["made"]


def _source(layout: Layout) -> str:
    parts = [part for field in layout.fields if field != EXACT for part in field.split(MINUS)]
    nullable = sorted({base for base, end in map(end_of, parts) if end})
    lines = ["def made(fixed):", "    def encode(number, exact, values):"]
    lines += [f"        low_{place}, high_{place} = values[{base!r}]" for place, base in enumerate(nullable)]
    parts = [f'"{names.property_name(one)}":{{{_value(one, nullable)} | 0}}' for one in layout.fields]
    text = ",".join([f'"sid":"{names.SID}","id":"{{number | 0}}","{names.SEEN}":1', "{fixed}", *parts])
    lines += [f"        return f'{{{{{text}}}}}'", "    return encode"]
    return "\n".join(lines)


def _value(field: str, nullable: list[str]) -> str:
    if MINUS in field:
        return "{} - {}".format(*(_value(one, nullable) for one in field.split(MINUS)))
    if field == EXACT:
        return "exact"
    base, end = end_of(field)
    if not end:
        return f'values["{field}"]'
    place = nullable.index(base)
    return {LOW: f"low_{place}", HIGH: f"high_{place}", KNOWN: f"(low_{place} == high_{place})"}[end]


def synthetic(layout: Layout, number: int) -> str:
    """A fact with every property of the layout and every class flag, all values 0, for the self-test."""
    fixed = fixed_part(layout, frozenset(layout.classes))
    parts = [f'"{names.property_name(field)}":0' for field in layout.fields]
    return "{" + ",".join([f'"sid":"{names.SID}","id":"{number}","{names.SEEN}":1', fixed, *parts]) + "}"
