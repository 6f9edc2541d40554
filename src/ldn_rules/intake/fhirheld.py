"""Orders that stand inside another resource: they are not read, and none is passed over in silence.

An order contained in a list, an answer among the parameters of an operation, a prior prescription, the medicine of a
care plan: whether such an order holds is for its holder to say, so a person has to look.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import msgspec.json
from msgspec import Struct

from ldn_rules.intake.exactjson import quickly, roughly
from ldn_rules.intake.fhirkinds import ORDERS
from ldn_rules.intake.places import path_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ldn_rules.intake.jsonscan import Path, Scan

_NAMED: Final = re.compile(rb'"(?:%b|product(?:CodeableConcept|Reference))"' % "|".join(sorted(ORDERS)).encode())
_ESCAPED: Final = b"\\u00"
"""How a letter may be written that the search would not find."""


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
    value = quickly(data)
    return _slowly(data, kind, line, column) if value is None else _listed(data, kind, line, column, value)


def _slowly(data: bytes, kind: str, line: int, column: int) -> list[Held]:
    """The same for a text that is damaged, or says something twice: there may be one that nobody can see."""
    value = roughly(data)
    unseen = [] if kind in ORDERS else [Held(b"{}", kind, line, column)]  # such an order is not read as a whole
    scan = _scan(data)
    if value is None or (scan is not None and scan.repeated):
        return [*unseen, *([] if value is None else _listed(data, kind, line, column, value))]
    return _listed(data, kind, line, column, value)


def _listed(data: bytes, kind: str, line: int, column: int, value: Any) -> list[Held]:
    found = dict(_inside(value))
    scan = _scan(data) if found else None
    known = {} if scan is None else {path: scan.places[path] for path in found}
    text, before, listed = data.decode(errors="replace"), 0, []
    for path in sorted(found, key=lambda each: known.get(each, 0)):
        at = known.get(path, 0)
        newlines = text.count("\n", before, at)
        column = at - text.rfind("\n", before, at) if newlines else column + at - before
        line, before = line + newlines, at
        listed.append(Held(msgspec.json.encode(found[path]), f"{kind}.{path_text(path)}", line, column))
    return listed


def _scan(data: bytes) -> Scan | None:
    from ldn_rules.intake import jsonscan

    try:
        return jsonscan.Scan(data.decode())
    except (jsonscan.JsonError, UnicodeDecodeError):
        return None


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
    detail = key == "detail"
    kind = value.get("kind" if detail else "resourceType")
    if isinstance(kind, str):
        return kind in ORDERS
    return detail and bool(value.get("productCodeableConcept") or value.get("productReference"))
