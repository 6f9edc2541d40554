"""Classes of the vocabulary: what stands above each, and all classes of a drug or product."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ldn_rules.rulebook.nodes import maps_of, texts_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ldn_rules.rulebook.nodes import Map, Scalar

HOLDERS = ("drugs", "products", "marks", "irrelevant")
"""Sections whose entries give classes to medicines."""

CONCEPTS = ("conditions", "observations", "procedures", "allergens", "devices")
"""Sections whose entries are of classes, and no medicines."""


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


def closures(united: Map) -> dict[str, frozenset[str]]:
    """Each declared class with all that stand above it."""
    above = parents(united)
    return {name: frozenset({name, *reached(name, above)}) for name in above}


def given(entry: Map) -> Iterator[Scalar]:
    """The classes that a drug, product or mark gives, whatever its form and partner."""
    yield from texts_of(entry, "classes")
    for section in ("classes-by-form", "classes-in-combination"):
        listed = entry.map(section)
        for name in listed.values if listed else ():
            yield from texts_of(listed, name) if listed else ()


def held(united: Map) -> frozenset[str]:
    """Every class that something of the vocabulary can be of."""
    above = closures(united)
    names = {
        text.text
        for section in (*HOLDERS, *CONCEPTS)
        for _, entry in maps_of(united.map(section))
        for text in given(entry)
    }
    return frozenset().union(*(above.get(name, frozenset({name})) for name in names))


def classes_of_drugs(united: Map) -> dict[str, tuple[str, ...]]:
    """The classes that each drug gives."""
    return {
        key.text: tuple(text.text for text in texts_of(drug, "classes")) for key, drug in maps_of(united.map("drugs"))
    }
