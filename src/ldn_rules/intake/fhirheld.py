"""Orders that stand inside another resource: they are not read, and none is passed over in silence.

An order contained in a list, an answer among the parameters of an operation, a prior prescription, the medicine of a
care plan: whether such an order holds is for its holder to say, so a person has to look.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import msgspec.json
from msgspec import Struct

from ldn_rules.intake.exactjson import roughly
from ldn_rules.intake.fhirkinds import ORDERS
from ldn_rules.intake.places import Places, path_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ldn_rules.intake.jsonscan import Path

_NAMED: Final = re.compile(rb'"(?:%b|product(?:CodeableConcept|Reference))"' % "|".join(sorted(ORDERS)).encode())
_ESCAPED: Final = b"\\u00"
"""How a letter may be written that the search would not find."""


_value: Final = msgspec.json.Decoder().decode


class Held(Struct, frozen=True):
    """One such order: its value as JSON, its path with the kind of its holder, its line and column."""

    data: bytes
    path: str
    line: int
    column: int


def held(data: bytes, kind: str, line: int, column: int) -> list[Held]:
    """The orders inside a resource of a ``kind`` that begins at ``line`` and ``column``."""
    own = 1 if kind in ORDERS else 0
    if len(_NAMED.findall(data)) <= own and _ESCAPED not in data:
        return []
    value = _decoded(data)
    if value is None:
        return [Held(b"{}", kind, line, column)]  # whatever is in it
    found = list(_inside(value))
    places = Places(data, line, column)
    return [_held(order, path, kind, places) for path, order in found]


def _decoded(data: bytes) -> Any:
    try:
        return _value(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return roughly(data)


def _held(order: dict[str, Any], path: Path, kind: str, places: Places) -> Held:
    line, column = places.of(path)
    return Held(msgspec.json.encode(order), f"{kind}.{path_text(path)}", line or 1, column or 1)


def _inside(value: dict[str, Any]) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Path and value of each order below the topmost object, in the order of the text; none inside another."""
    waiting: list[tuple[Path, Any]] = [((), value)]
    while waiting:
        path, each = waiting.pop()
        if path and isinstance(each, dict) and _is_order(each, path[-1]):
            yield path, each
            continue
        inner = list(each.items()) if isinstance(each, dict) else list(enumerate(each))
        waiting += [((*path, step), one) for step, one in reversed(inner) if isinstance(one, dict | list)]


def _is_order(value: dict[str, Any], key: str | int) -> bool:
    """An order by its kind, or an activity of a care plan that is one or has a product."""
    if key != "detail":
        return value.get("resourceType") in ORDERS
    product = value.get("productCodeableConcept") or value.get("productReference")
    kind = value.get("kind")
    return kind in ORDERS if isinstance(kind, str) else product is not None
