"""The medicine that an order refers to: its names, its codes and all that it holds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from ldn_rules.intake import codes
from ldn_rules.intake.fhirnode import Node, codings, further, quantity, unmodified, words
from ldn_rules.intake.fhirreading import Reading
from ldn_rules.intake.fields import FieldError, shown
from ldn_rules.intake.model import Coding, Quantity
from ldn_rules.intake.places import path_text
from ldn_rules.intake.references import targets

if TYPE_CHECKING:
    from collections.abc import Mapping

Named = tuple[str | None, tuple[Coding, ...]]
"""The text and the codes that a medicine is known by."""

_MOST: Final = 50
"""Substances and medicines that one may hold; it guards against endless rows of references."""


def found(reference: Node, kind: str, known: Mapping[str, Node]) -> Node | None:
    """The resource that a reference leads to."""
    target = reference.text("reference")
    names = () if target is None else targets(target, kind)
    return next((known[name] for name in names if name in known), None)


def referred(order: Node, reference: Node, known: Mapping[str, Node], reading: Reading, *, alone: bool) -> Named:
    """The medicine of a reference. FieldError if it is not there and nothing else (``alone``) names it."""
    shown_as = reference.text("display")
    known = {**known, **_contained(order)}
    medicine = found(reference, "Medication", known)
    if medicine is None:
        error = _not_there("medicine", reference)
        if shown_as is None and alone:
            raise error
        reading.notes.append(error)
        return shown_as, ()
    inside = Reading()
    try:
        name, drug_codes = _Contents(inside).of(medicine, known)
    except FieldError as error:
        raise _elsewhere(error, medicine, reference) from None
    reading.fields |= inside.fields
    reading.unread += inside.unread
    reading.notes += [_elsewhere(note, medicine, reference) for note in inside.notes]
    also = [Coding(None, None, shown_as)] if name is not None and shown_as not in {None, name} else []
    return name or shown_as, (*drug_codes, *also)


def _not_there(what: str, reference: Node) -> FieldError:
    target = shown(reference.text("reference") or "without a target")
    message = f"the {what} {target} is not in the input, or cannot be read there"
    return FieldError(codes.FHIR_REFERENCE, message, reference.path)


def _elsewhere(error: FieldError, resource: Node, reference: Node) -> FieldError:
    """An error in a resource that is referred to, as who refers to it reports it: with both places."""
    if resource.path:
        return error  # it is contained: the place is in the same resource
    kind, own_id = resource.value.get("resourceType"), resource.value.get("id")
    inside = path_text(error.path)
    name = (f"{kind}/{own_id}" if isinstance(own_id, str) else str(kind)) + (f".{inside}" if inside else "")
    return FieldError(error.code, f"{error.message} (in {name})", reference.path)


def both(name: str | None, other: str | None) -> str | None:
    """Two texts for one medicine: what the second says and the first does not is not lost."""
    if name is None or other is None:
        return name or other
    within = re.search(rf"(?<!\w){re.escape(other.casefold())}(?!\w)", name.casefold())
    return name if within else f"{name} ({other})"


def _contained(holder: Node) -> dict[str, Node]:
    """The resources inside another, by the names it has for them. FieldError for two that differ under one name."""
    inside: dict[str, Node] = {}
    for each in holder.nodes("contained"):
        name = f"#{each.text('id')}"
        if inside.setdefault(name, each).value != each.value:
            message = f"two contained resources that differ are called {shown(name)}"
            raise FieldError(codes.FHIR_CONTRADICTION, message, each.path)
    return inside


class _Contents:
    """Reads a medicine with all that is in it, what its ingredients refer to included, each of them once."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._read: dict[int, Named] = {}

    def of(self, medicine: Node, known: Mapping[str, Node]) -> Named:
        """Names and codes of the medicine; its form, and the strength of a single ingredient, as fields."""
        unmodified(medicine)
        self._reading.take("form", lambda: words(medicine.node("form") or medicine.node("doseForm")))
        concept, listed = medicine.node("code"), medicine.nodes("ingredient")
        held, more = self._ingredients(medicine, known)
        if len(listed) == 1:
            self._reading.take("strength", lambda: _strength(listed[0]))
        return both(words(concept), held), (*codings(concept), *further(concept), *more)

    def _ingredients(self, medicine: Node, known: Mapping[str, Node]) -> Named:
        """What a medicine holds: its texts as one, and the codes of what has no text."""
        self._read[id(medicine.value)] = None, ()  # what holds itself says nothing more
        within = {**known, **_contained(medicine)}
        named = [self._ingredient(each, within) for each in medicine.nodes("ingredient")]
        texts = dict.fromkeys(text for text, _ in named if text)
        return " / ".join(texts) or None, tuple(code for text, own in named if text is None for code in own)

    def _ingredient(self, ingredient: Node, known: Mapping[str, Node]) -> Named:
        inside = ingredient.node("item")  # R5
        concept = ingredient.node("itemCodeableConcept") or ingredient.node("substanceCodeableConcept")
        concept = concept or (inside.node("concept") if inside else None)
        reference = ingredient.node("itemReference") or ingredient.node("substanceReference")
        reference = reference or (inside.node("reference") if inside else None)
        named = _every_name(concept), codings(concept)
        if concept is None and reference is not None:
            named = self._referred(reference, known)
        elif named == (None, ()):
            message = "an ingredient has neither a name nor a code"
            self._reading.notes.append(FieldError(codes.NAMELESS, message, ingredient.path))
        return named

    def _referred(self, reference: Node, known: Mapping[str, Node]) -> Named:
        """What an ingredient refers to: a substance, or a medicine with its own ingredients."""
        target = found(reference, "Substance", known) or found(reference, "Medication", known)
        if target is None or len(self._read) > _MOST:
            self._reading.notes.append(_not_there("ingredient", reference))
            return reference.text("display"), ()
        if id(target.value) not in self._read:
            before = len(self._reading.notes)
            try:
                self._read[id(target.value)] = self._part(target, known)
            except FieldError as error:
                raise _elsewhere(error, target, reference) from None
            notes = [_elsewhere(note, target, reference) for note in self._reading.notes[before:]]
            self._reading.notes[before:] = notes
        name, drug_codes = self._read[id(target.value)]
        return both(name, reference.text("display")), drug_codes

    def _part(self, target: Node, known: Mapping[str, Node]) -> Named:
        unmodified(target)
        held, more = self._ingredients(target, known)
        concept = target.node("code")
        return both(_every_name(concept), held), (*codings(concept), *more)


def _every_name(concept: Node | None) -> str | None:
    """All that an ingredient is called, as one text."""
    name = words(concept)
    for coding in further(concept):
        name = both(name, coding.display)
    return name


def _strength(ingredient: Node) -> Quantity | None:
    """``4.5 mg`` for 4.5 mg per 1 capsule, ``1 mg/mL`` for 1 mg per 1 mL; None for any other denominator."""
    ratio = ingredient.node("strength") or ingredient.node("strengthRatio")
    top = None if ratio is None else quantity(ratio.node("numerator"))
    under = None if ratio is None else quantity(ratio.node("denominator"))
    if top is None or under is None or under.value != 1 or top.unit is None:
        return None
    volume = (under.unit or "").lower() in {"ml", "milliliter", "millilitre"}
    return Quantity(top.value, f"{top.unit}/mL" if volume else top.unit)
