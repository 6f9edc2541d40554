"""A YAML file as nodes that know their place and keep their text as written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

if TYPE_CHECKING:
    from ldn_rules.rulebook.model import Span


class Scalar(Struct, frozen=True):
    """A single value: ``text`` as written (without quotes), ``value`` what it means: str, int, bool or None.

    ``width`` is its length on its first line, quotes included.
    """

    text: str
    value: str | int | bool | None
    span: Span
    width: int = 1


class Sequence(Struct, frozen=True):
    """A list of nodes."""

    items: tuple[Node, ...]
    span: Span


class Map(Struct, frozen=True):
    """A mapping; ``keys`` and ``values`` have the same names in the order written."""

    span: Span
    keys: dict[str, Scalar] = field(default_factory=dict)
    values: dict[str, Node] = field(default_factory=dict)

    def get(self, key: str) -> Node | None:
        """The value under a key, or None."""
        return self.values.get(key)

    def map(self, key: str) -> Map | None:
        """The mapping under a key, or None if there is none."""
        value = self.values.get(key)
        return value if isinstance(value, Map) else None

    def items(self, key: str) -> tuple[Node, ...]:
        """The items of the list under a key; empty if there is none."""
        value = self.values.get(key)
        return value.items if isinstance(value, Sequence) else ()

    def text(self, key: str) -> Scalar | None:
        """The text under a key, or None if there is none or it is not a text."""
        return as_text(self.values.get(key))

    def string(self, key: str, default: str = "") -> str:
        """The text under a key as a str."""
        found = self.text(key)
        return found.text if found else default


Node = Scalar | Sequence | Map


def as_text(node: Node | None) -> Scalar | None:
    """The node if it is a text."""
    return node if isinstance(node, Scalar) and isinstance(node.value, str) else None


def maps_of(parent: Map | None) -> list[tuple[Scalar, Map]]:
    """The entries of a mapping whose values are mappings: (key, value)."""
    if parent is None:
        return []
    pairs = ((parent.keys[name], value) for name, value in parent.values.items())
    return [(key, value) for key, value in pairs if isinstance(value, Map)]


def texts_of(parent: Map, key: str) -> list[Scalar]:
    """The texts of the list under a key."""
    found = (as_text(item) for item in parent.items(key))
    return [text for text in found if text is not None]


def width_of(node: Node) -> int:
    """How many characters of its line a node takes, for the caret."""
    return node.width if isinstance(node, Scalar) else 1


def plain_data(node: Node) -> Any:
    """The node as dict, list, str, int, bool or None."""
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Sequence):
        return [plain_data(item) for item in node.items]
    return {name: plain_data(value) for name, value in node.values.items()}
