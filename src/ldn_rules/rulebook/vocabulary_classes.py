"""Classes of the vocabulary: what stands above each, and all classes of a drug or product."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ldn_rules.rulebook.nodes import maps_of, texts_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ldn_rules.rulebook.nodes import Map


def parents(united: Map) -> dict[str, list[str]]:
    """The classes right above each declared class."""
    return {key.text: [text.text for text in texts_of(value, "is-a")] for key, value in maps_of(united.map("classes"))}


def reached(start: str, above: Mapping[str, list[str]]) -> set[str]:
    """Every class above one; the class itself only if it stands in a circle."""
    seen: set[str] = set()
    waiting = list(above.get(start, ()))
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting.extend(above.get(name, ()))
    return seen


def closure(entry: Map, above: Mapping[str, list[str]]) -> frozenset[str]:
    """The classes of a drug or product with all that stand above them."""
    own = [text.text for text in texts_of(entry, "classes")]
    return frozenset(name for one in own for name in (one, *reached(one, above)))
