"""Typed ways into a FHIR resource: what is not there is None, what has another type is an error with its path."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from ldn_rules.intake import codes
from ldn_rules.intake.fields import FieldError, flag, number, shown, text, under, wrong_type
from ldn_rules.intake.model import Coding, Quantity

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

    from ldn_rules.intake.jsonscan import Path


_NESTED: Final = (dict, list)
_SYNONYMS: Final = {
    "milligram": "mg",
    "mcg": "ug",
    "\N{MICRO SIGN}g": "ug",
    "\N{GREEK SMALL LETTER MU}g": "ug",
    "microgram": "ug",
    "gram": "g",
    "gm": "g",
    "nanogram": "ng",
    "milliliter": "ml",
    "millilitre": "ml",
    "liter": "l",
    "litre": "l",
    "hour": "h",
    "hr": "h",
    "day": "d",
    "week": "wk",
    "month": "mo",
    "year": "a",
    "yr": "a",
}
_UNITS: Final = frozenset({"mg", "ug", "g", "ng", "ml", "l", "h", "d", "wk", "mo", "a"})
"""Units that cannot be mistaken for one another: two of them are two units."""


class Node:
    """One object of a resource. All methods raise FieldError for a value of another type."""

    __slots__ = ("path", "value")

    def __init__(self, value: Any, path: Path = ()) -> None:
        if value.__class__ is not dict:
            raise under(wrong_type("an object", value), *path)
        self.value: dict[str, Any] = value
        self.path = path

    def text(self, key: str) -> str | None:
        """A text that says something."""
        found = self.value.get(key)
        return None if found is None else self._read(text, key, found)

    def flag(self, key: str) -> bool | None:
        """True, false or None."""
        found = self.value.get(key)
        return None if found is None else self._read(flag, key, found)

    def number(self, key: str) -> Decimal | None:
        """An exact number."""
        found = self.value.get(key)
        return None if found is None else self._read(number, key, found)

    def node(self, key: str) -> Node | None:
        """An object."""
        found = self.value.get(key)
        return None if found is None else Node(found, (*self.path, key))

    def below(self, *keys: str) -> Node | None:
        """The object at the end of a way of keys."""
        found: Node | None = self
        for key in keys:
            found = None if found is None else found.node(key)
        return found

    def nodes(self, key: str) -> list[Node]:
        """The objects of a list; one that stands by itself counts as a list of one."""
        found = self.value.get(key)
        if found is None:
            return []
        if found.__class__ is dict:
            return [Node(found, (*self.path, key))]
        if found.__class__ is not list:
            raise under(wrong_type("a list", found), *self.path, key)
        return [Node(each, (*self.path, key, place)) for place, each in enumerate(found)]

    def texts(self, key: str) -> list[str]:
        """The texts of a list."""
        found = self.value.get(key)
        if found is None:
            return []
        if found.__class__ is not list:
            raise under(wrong_type("a list", found), *self.path, key)
        return [each for each in (self._read(text, key, one) for one in found) if each]

    def _read(self, read: Callable[[Any], Any], key: str, found: Any) -> Any:
        try:
            return read(found)
        except FieldError as error:
            raise under(error, *self.path, key) from None


def quantity(node: Node | None) -> Quantity | None:
    """A Quantity with its unit as written, or as coded; None without a value."""
    value = None if node is None else node.number("value")
    if node is None or value is None:
        return None
    if node.text("comparator"):
        raise FieldError(codes.INCOMPLETE, "a quantity with a comparator is no amount", (*node.path, "comparator"))
    unit, code = node.text("unit"), node.text("code")
    if unit and code and _same(unit) != _same(code) and _same(unit) in _UNITS and _same(code) in _UNITS:
        message = f"the unit is {shown(unit)}, its code {shown(code)}: one of them is wrong"
        raise FieldError(codes.FHIR_CONTRADICTION, message, node.path)
    return Quantity(value, unit or code)


def _same(unit: str) -> str:
    """One name for each unit of mass, volume and time that has several."""
    word = unit.strip().lower()
    word = word if word in _UNITS or word in _SYNONYMS else word.removesuffix("s")
    return _SYNONYMS.get(word, word)


def unmodified(node: Node) -> None:
    """FieldError if a modifier extension stands in it, however deep: it may change the meaning of everything."""
    path = _modifier(node.value, node.path)
    if path is not None:
        raise FieldError(codes.FHIR_MODIFIER, "a modifier extension may change the meaning of the whole resource", path)


def _modifier(value: Any, path: Path) -> Path | None:
    if value.__class__ is dict:
        if value.get("modifierExtension"):
            return (*path, "modifierExtension")
        inside = [(key, each) for key, each in value.items() if key != "contained"]
    elif value.__class__ is list:
        inside = list(enumerate(value))
    else:
        return None
    found = (_modifier(each, (*path, step)) for step, each in inside if each.__class__ in _NESTED)
    return next((each for each in found if each is not None), None)


def codings(concept: Node | None) -> tuple[Coding, ...]:
    """The codes of a CodeableConcept; codings without a code are texts (see ``words`` and ``further``)."""
    if concept is None:
        return ()
    found = ((each.text("system"), each.text("code"), each.text("display")) for each in concept.nodes("coding"))
    return tuple(Coding(system, code, display) for system, code, display in found if code is not None)


def further(concept: Node | None) -> tuple[Coding, ...]:
    """Displays without a code that ``words`` leaves out."""
    if concept is None:
        return ()
    shown = [each.text("display") for each in concept.nodes("coding") if each.text("code") is None]
    said = words(concept)
    return tuple(Coding(None, None, each) for each in dict.fromkeys(shown) if each and each != said)


def words(concept: Node | None, *, or_code: bool = False) -> str | None:
    """What a CodeableConcept says: its text, else the first display, else (if asked for) the first code."""
    if concept is None:
        return None
    shown = [concept.text("text"), *(each.text("display") for each in concept.nodes("coding"))]
    found = next((each for each in shown if each), None)
    if found is None and or_code:
        found = next((each.text("code") for each in concept.nodes("coding")), None)
    return found


def every_word(concept: Node | None) -> list[str]:
    """All texts of a CodeableConcept, and the codes of what has none."""
    if concept is None:
        return []
    text = concept.text("text")
    coded = [each.text("display") or (None if text else each.text("code")) for each in concept.nodes("coding")]
    return [each for each in (text, *coded) if each]


def code_of(concept: Node | None) -> str | None:
    """The first code of a CodeableConcept."""
    return next((each.code for each in codings(concept) if each.code), None)


def all_words(concepts: list[Node]) -> str | None:
    """What several CodeableConcepts say, joined."""
    return "; ".join(each for each in map(words, concepts) if each) or None
