"""Conditions, observations, procedures, allergies and devices of a JSON list."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from ldn_rules.intake import codes
from ldn_rules.intake.fields import (
    FieldError,
    codings,
    identifier,
    kind_of,
    mapping,
    number,
    text,
    under,
    unknown_key,
)
from ldn_rules.intake.model import Item

if TYPE_CHECKING:
    from collections.abc import Callable

SECTIONS: Final = {
    "conditions": "condition",
    "observations": "observation",
    "procedures": "procedure",
    "allergies": "allergy",
    "devices": "device",
}
"""Each list of a record with the ``kind`` of its items."""


def value(given: Any) -> str | None:
    """A result: a text as written, or a number as its exact decimal digits."""
    if given.__class__ is bool:
        return "true" if given else "false"
    if given.__class__ is str:
        return text(given)
    return format(number(given), "f") if isinstance(given, int | float | Decimal) else text(given)


def _reference(given: Any) -> dict[str, Any]:
    return mapping(given, {"low": value, "high": value})


_COMMON: Final[dict[str, Callable[[Any], object]]] = {
    "id": identifier,
    "name": text,
    "codes": codings,
    "status": text,
    "extension": lambda _: None,
}
_DATES: Final = {
    "condition": ("onset", "abatement"),
    "observation": ("date", "issued"),
    "procedure": ("date",),
    "allergy": ("onset", "date"),
    "device": ("start", "end"),
}
_OWN: Final[dict[str, dict[str, Callable[[Any], object]]]] = {
    "condition": {},
    "observation": {"value": value, "unit": text, "reference": _reference},
    "procedure": {"opioid": text},
    "allergy": {"reaction": text},
    "device": {},
}
READERS: Final = {kind: {**_COMMON, **own, **dict.fromkeys(_DATES[kind], text)} for kind, own in _OWN.items()}
"""What reads each key of an item, by kind."""


def read_item(kind: str, position: int, given: Any, report: Callable[[FieldError], None]) -> Item:
    """One item. What cannot be taken in is reported and left out; the item stays."""
    found: dict[str, Any] = {}
    readers = READERS[kind]
    if given.__class__ is not dict:
        report(FieldError(codes.WRONG_TYPE, f"an object is due here, not {kind_of(given)}"))
        given = {"name": given} if isinstance(given, str) else {}
    for key, each in given.items():
        try:
            if key not in readers:
                raise unknown_key(key, readers)
            if each is not None:
                found[key] = readers[key](each)
        except FieldError as error:
            report(error if error.key and error.path == (str(key),) else under(error, key))
    return _item(kind, position, found)


def _item(kind: str, position: int, found: dict[str, Any]) -> Item:
    limits = found.get("reference") or {}
    return Item(
        kind=kind,
        position=position,
        name=found.get("name"),
        codes=found.get("codes", ()),
        status=found.get("status"),
        dates=tuple((name, found[name]) for name in _DATES[kind] if found.get(name)),
        value=found.get("value", found.get("reaction")),
        unit=found.get("unit"),
        low=limits.get("low"),
        high=limits.get("high"),
        opioid=found.get("opioid"),
    )
