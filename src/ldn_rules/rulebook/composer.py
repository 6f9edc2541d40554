"""Builds nodes from the events of a YAML parser and refuses what rules do not use."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import yaml

from ldn_rules.rulebook.model import Span
from ldn_rules.rulebook.nodes import Map, Scalar, Sequence
from ldn_rules.rulebook.scalars import INVISIBLE, Refusal, resolve

if TYPE_CHECKING:
    from ldn_rules.rulebook.nodes import Node
    from ldn_rules.rulebook.problems import Problems

DEEPEST: Final = 24
"""Most mappings and lists inside one another."""

_UNSEEN: Final = re.compile(rf"[{INVISIBLE}\r\ud800-\udfff]")

_DROPPED: Final = Scalar("", "", Span("", 0, 0))
"""Stands for a key that was refused: its value is dropped."""


class _Open:
    """A mapping or list whose end has not come yet."""

    __slots__ = ("entries", "is_map", "items", "key", "keys", "span")

    def __init__(self, span: Span, *, is_map: bool) -> None:
        self.span, self.is_map = span, is_map
        self.items: list[Node] = []
        self.keys: dict[str, Scalar] = {}
        self.entries: dict[str, Node] = {}
        self.key: Scalar | None = None

    def close(self) -> Node:
        return Map(self.span, self.keys, self.entries) if self.is_map else Sequence(tuple(self.items), self.span)


class Composer:
    """Takes the events of one file in order; ``finish`` gives its mapping."""

    def __init__(self, name: str, problems: Problems) -> None:
        self._name, self._problems = name, problems
        self._open: list[_Open] = []
        self._root: Node | None = None
        self._documents = 0

    def take(self, event: Any) -> bool:
        """Take one event; False if the rest of the file cannot be read."""
        if isinstance(event, yaml.DocumentStartEvent):
            return self._begin_document(event)
        if isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            self._place(self._open.pop().close())
        elif isinstance(event, yaml.NodeEvent):
            return self._node(event)
        return True

    def finish(self) -> Map | None:
        """The mapping of the file, or None (reported) if it holds none."""
        if self._open:
            return None
        if self._root is None or (isinstance(self._root, Scalar) and self._root.value is None):
            self._problems.add_at("E108", "the file is empty", Span(self._name, 1, 1))
            return None
        if not isinstance(self._root, Map):
            self._problems.add("E103", "the file must be a mapping of keys to values", self._root)
            return None
        return self._root

    def _span(self, event: Any) -> Span:
        return Span(self._name, event.start_mark.line + 1, event.start_mark.column + 1)

    def _refuse(self, code: str, message: str, event: Any, hint: str) -> None:
        self._problems.add_at(code, message, self._span(event), _width(event), hint)

    def _begin_document(self, event: Any) -> bool:
        self._documents += 1
        if event.version or event.tags:
            self._refuse("E114", "YAML directives are not used here", event, "delete the line that begins with %")
        if self._documents == 1:
            return True
        self._refuse("E118", "a second document begins here", event, "one file holds one document: delete the `---`")
        return False

    def _node(self, event: Any) -> bool:
        if event.anchor:
            self._refuse_anchor(event)
        if isinstance(event, yaml.AliasEvent):
            self._place(self._spoilt(Scalar("", None, self._span(event), _width(event))))
            return True
        if event.tag:
            self._refuse("E114", "YAML tags are not used here", event, "delete the tag that begins with !")
        if isinstance(event, yaml.ScalarEvent):
            self._place(self._scalar(event))
            return True
        return self._descend(event)

    def _refuse_anchor(self, event: Any) -> None:
        what = f"alias *{event.anchor}" if isinstance(event, yaml.AliasEvent) else f"anchor &{event.anchor}"
        self._refuse("E114", f"{what}: anchors and aliases are not used here", event, "write the value out")

    def _descend(self, event: Any) -> bool:
        if len(self._open) >= DEEPEST:
            self._refuse("E117", f"more than {DEEPEST} levels inside one another", event, "flatten it")
            return False
        is_map = isinstance(event, yaml.MappingStartEvent)
        self._open.append(_Open(self._span(event), is_map=is_map))
        return True

    def _scalar(self, event: Any) -> Scalar:
        span, width = self._span(event), _width(event)
        if event.style:
            self._refuse_unseen(event)
            return Scalar(event.value, event.value, span, width)
        meaning = resolve(event.value)
        if isinstance(meaning, Refusal):
            self._problems.add_at(meaning.code, meaning.message, span, width, meaning.hint)
            return self._spoilt(Scalar(event.value, event.value, span, width))
        return Scalar(event.value, meaning, span, width)

    def _spoilt(self, scalar: Scalar) -> Scalar:
        self._problems.spoil(scalar)
        return scalar

    def _refuse_unseen(self, event: Any) -> None:
        found = _UNSEEN.search(event.value)
        if found:
            self._refuse("E115", f"the text holds the invisible character U+{ord(found[0]):04X}", event, "delete it")

    def _place(self, node: Node) -> None:
        if not self._open:
            self._root = node if self._root is None else self._root
            return
        parent = self._open[-1]
        if not parent.is_map:
            parent.items.append(node)
        elif parent.key is None:
            parent.key = self._key(node)
        else:
            self._place_value(parent, parent.key, node)

    def _key(self, node: Node) -> Scalar:
        if not isinstance(node, Scalar):
            self._problems.add("E103", "a key must be a single word or text", node, "write a plain key")
            return _DROPPED
        if node.value is None and self._problems.spoilt(node):
            return _DROPPED
        if not isinstance(node.value, str):
            self._problems.add("E103", f"key `{node.text}` is not a text", node, f'quote it: "{node.text}"')
        return node

    def _place_value(self, parent: _Open, key: Scalar, node: Node) -> None:
        parent.key = None
        if key is _DROPPED:
            return
        first = parent.keys.get(key.text)
        if first is None:
            parent.keys[key.text], parent.entries[key.text] = key, node
        else:
            self._problems.add("E110", f"key `{key.text}` is here twice", key, f"first on line {first.span.line}")


def _width(event: Any) -> int:
    start, end = event.start_mark, event.end_mark
    return max(1, end.column - start.column) if start.line == end.line else 1_000_000
