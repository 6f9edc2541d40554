"""Readers of single fields: exact, strict about types, silent about meaning."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, Final

from ldn_rules.intake import codes
from ldn_rules.intake.model import Coding, Frequency, Quantity

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from ldn_rules.intake.jsonscan import Path

_LARGEST: Final = 18
"""Powers of ten, up and down, beyond which no dose, count or duration lies; it guards against 1e999999."""

_SMALL: Final = {each: Decimal(each) for each in (*range(10), 14, 15, 28, 30, 60, 90)}
"""The usual counts and days of supply, made once."""

_EXACT: Final = (int, Decimal)

_NUMBER: Final = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?"


class FieldError(Exception):
    """A field that cannot be taken in: a code, a sentence, and the path from its owner to it."""

    def __init__(self, code: str, message: str, path: Path = (), *, key: bool = False) -> None:
        super().__init__(code, message, path)
        self.code = code
        self.message = message
        self.path = path
        self.key = key


def kind_of(value: object) -> str:
    """What a JSON value is, in words."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int | float | Decimal):
        return "a number"
    for kind, said in ((str, "a text"), (dict, "an object"), (list, "a list"), (tuple, "a list")):
        if isinstance(value, kind):
            return said
    return f"a Python {type(value).__name__}"


def wrong_type(wanted: str, value: object) -> FieldError:
    """The error of a value of another type."""
    return FieldError(codes.WRONG_TYPE, f"{wanted} is due here, not {kind_of(value)}")


def text(value: Any) -> str | None:
    """A text as written; one of spaces alone says nothing and is None."""
    if value.__class__ is not str:
        raise wrong_type("a text", value)
    return value if value.strip() else None


def flag(value: Any) -> bool:
    """True or false."""
    if value.__class__ is not bool:
        raise wrong_type("true or false", value)
    return bool(value)


def number(value: Any, *path: str) -> Decimal:
    """An exact number, or a text that is nothing but a number (pharmacies quote them).

    A binary float, which only the Python API can hand in, is read as its shortest decimal form.
    ``path`` is the way to it from the field that is being read.
    """
    kind = value.__class__
    if kind is int and value in _SMALL:
        return _SMALL[value]
    if kind is int or kind is Decimal:
        found = Decimal(value)
    elif kind is str:
        found = _quoted(value)
    elif kind is float:
        found = Decimal(repr(value))
    else:
        raise wrong_type("a number", value)
    if not found.is_finite() or not -_LARGEST <= found.adjusted() <= _LARGEST:
        raise FieldError(codes.BAD_NUMBER, f"{shown(value)} is beyond any amount that can be meant", path)
    return found


def _quoted(value: str) -> Decimal:
    if re.fullmatch(_NUMBER, value.strip()) and value.isascii():
        try:
            return Decimal(value.strip())
        except InvalidOperation:  # pragma: no cover (the pattern admits nothing that Decimal does not)
            pass
    hint = ": write a point before its fraction, and nothing between thousands" if "," in value else ""
    raise FieldError(codes.BAD_NUMBER, f"{shown(value)} is not a number{hint}")


def shown(value: object) -> str:
    """A value for a message: short, printable, in quotes."""
    written = value if isinstance(value, str) else str(value)
    written = written if len(written) <= 40 else written[:39] + "…"
    return '"' + "".join(each if each.isprintable() else f"\\u{ord(each):04x}" for each in written) + '"'


def identifier(value: Any) -> str | None:
    """An id: a text, or a whole number written as one."""
    if value.__class__ is int:
        return str(value)
    if value.__class__ is not str:
        raise wrong_type("a text", value)
    return value.strip() or None


def patient_id(value: Any) -> str | None:
    """``x`` for ``x``, ``Patient/x`` and ``urn:uuid:x``; signs that nobody sees are no part of it."""
    found = identifier(value)
    if found is not None and not found.isascii():
        import unicodedata

        found = "".join(each for each in found if unicodedata.category(each) != "Cf").strip()
    for prefix in ("Patient/", "urn:uuid:"):
        if found is not None and found.startswith(prefix):
            return found[len(prefix) :] or None
    return found


def mapping(value: Any, readers: Mapping[str, Callable[[Any], object]]) -> dict[str, Any]:
    """An object with the keys of ``readers``, null ones left out. FieldError for the first fault."""
    if value.__class__ is not dict:
        raise wrong_type("an object", value)
    found: dict[str, Any] = {}
    for key, each in value.items():
        read = readers.get(key)
        if read is None:
            raise unknown_key(key, readers)
        if each is not None:
            try:
                found[key] = read(each)
            except FieldError as error:
                raise under(error, key) from None
    return found


def unknown_key(key: object, known: Collection[str]) -> FieldError:
    """The error of a key that the format does not have."""
    from ldn_rules.rulebook.diagnostics import nearest

    near = nearest(str(key), known)
    hint = f'; did you mean "{near}"?' if near else ""
    return FieldError(codes.UNKNOWN_KEY, f"unknown key {shown(key)}{hint}", (str(key),), key=True)


def under(error: FieldError, *steps: str | int) -> FieldError:
    """The same error, its path seen from further up."""
    return FieldError(error.code, error.message, (*steps, *error.path), key=error.key)


_QUANTITY: Final[dict[str, Callable[[Any], object]]] = {"value": number, "unit": text}
_FREQUENCY: Final[dict[str, Callable[[Any], object]]] = {
    "times": number,
    "times_max": number,
    "per": number,
    "per_max": number,
    "unit": text,
}
_CODING: Final[dict[str, Callable[[Any], object]]] = {"system": text, "code": identifier, "display": text}


def quantity(value: Any) -> Quantity | None:
    """``{"value": 4.5, "unit": "mg"}``. A unit without a value is no quantity."""
    if value.__class__ is dict and len(value) == 2:
        unit = value.get("unit")
        amount = value.get("value")
        if unit.__class__ is str and unit and not unit.isspace() and amount.__class__ in _EXACT:
            return Quantity(number(amount, "value"), unit)  # the usual shape, without a detour
    found = mapping(value, _QUANTITY)
    return Quantity(found["value"], found.get("unit")) if "value" in found else None


def frequency(value: Any) -> Frequency | None:
    """``{"times": 2, "per": 1, "unit": "day"}``; ``times_max`` and ``per_max`` make ranges."""
    if value.__class__ is dict and len(value) == 3:
        times, per, unit = value.get("times"), value.get("per"), value.get("unit")
        if times.__class__ is int and per.__class__ is int and unit.__class__ is str and unit and not unit.isspace():
            return Frequency(number(times, "times"), number(per, "per"), unit)  # the usual shape, without a detour
    found = mapping(value, _FREQUENCY)
    if not found:
        return None
    for needed in ("times", "per", "unit"):
        if found.get(needed) is None:
            raise FieldError(codes.INCOMPLETE, f'"{needed}" is missing: a frequency is times, per and unit')
    return Frequency(found["times"], found["per"], found["unit"], found.get("times_max"), found.get("per_max"))


def codings(value: Any) -> tuple[Coding, ...]:
    """A list of ``{"system": …, "code": …, "display": …}``."""
    if value.__class__ is not list and value.__class__ is not tuple:
        raise wrong_type("a list of codes", value)
    return (_coding(value[0], 0),) if len(value) == 1 else tuple([_coding(e, place) for place, e in enumerate(value)])


def _coding(value: Any, place: int) -> Coding:
    if value.__class__ is dict and len(value) == 3:
        system, code, display = value.get("system"), value.get("code"), value.get("display")
        if system.__class__ is code.__class__ is display.__class__ is str and system.strip() and display.strip():
            code = code.strip()
            if code:
                return Coding(system, code, display)  # the usual shape, without a detour
    try:
        found = mapping(value, _CODING)
    except FieldError as error:
        raise under(error, place) from None
    if found.get("code") is None:
        raise FieldError(codes.INCOMPLETE, '"code" is missing', (place,))
    return Coding(found.get("system"), found["code"], found.get("display"))
