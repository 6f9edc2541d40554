"""The medicine that an order refers to: its names, its codes and all that it holds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ldn_rules.intake import codes
from ldn_rules.intake.fhirnode import Node, codings, further, quantity, unmodified, words
from ldn_rules.intake.fields import FieldError, shown
from ldn_rules.intake.model import Coding, Quantity
from ldn_rules.intake.references import targets

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ldn_rules.intake.fhirreading import Reading

Named = tuple[str | None, tuple[Coding, ...]]
"""The text and the codes that a medicine is known by."""


def found(reference: Node, kind: str, known: Mapping[str, Node]) -> Node | None:
    """The resource that a reference leads to."""
    target = reference.text("reference")
    names = () if target is None else targets(target, kind)
    return next((known[name] for name in names if name in known), None)


def referred(order: Node, reference: Node, known: Mapping[str, Node], reading: Reading, *, alone: bool) -> Named:
    """The medicine of a reference. FieldError if it is not there and nothing else (``alone``) names it."""
    shown_as = reference.text("display")
    within = _contained(order)
    medicine = found(reference, "Medication", {**known, **within})
    if medicine is None:
        target = reference.text("reference") or "without a target"
        error = FieldError(codes.FHIR_REFERENCE, f"the medicine {shown(target)} is not in the input", reference.path)
        if shown_as is None and alone:
            raise error
        reading.notes.append(error)
        return shown_as, ()
    unmodified(medicine)
    reading.take("form", lambda: words(medicine.node("form") or medicine.node("doseForm")))
    concept = medicine.node("code")
    held, more = _ingredients(medicine, {**known, **within, **_contained(medicine)}, reading)
    name = both(words(concept), held)
    also = [Coding(None, None, shown_as)] if name is not None and shown_as not in {None, name} else []
    return name or shown_as, (*codings(concept), *further(concept), *more, *also)


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


def _ingredients(medicine: Node, known: Mapping[str, Node], reading: Reading) -> Named:
    """What a medicine holds: its texts as one, and the codes of what has no text. One gives its strength too."""
    listed = medicine.nodes("ingredient")
    named = [_ingredient(each, known, reading) for each in listed]
    if len(listed) == 1:
        reading.take("strength", lambda: _strength(listed[0]))
    return _joined(text for text, _ in named), tuple(code for text, own in named if text is None for code in own)


def _ingredient(ingredient: Node, known: Mapping[str, Node], reading: Reading) -> Named:
    inside = ingredient.node("item")  # R5
    concept = ingredient.node("itemCodeableConcept") or (inside.node("concept") if inside else None)
    reference = ingredient.node("itemReference") or (inside.node("reference") if inside else None)
    if concept is not None or reference is None:
        return _every_name(concept), codings(concept)
    target = found(reference, "Substance", known) or found(reference, "Medication", known)
    shown_as = reference.text("display")
    if target is not None:
        return both(_every_name(target.node("code")), shown_as), codings(target.node("code"))
    wanted = shown(reference.text("reference") or "without a target")
    message = f"the ingredient {wanted} is not in the input"
    reading.notes.append(FieldError(codes.FHIR_REFERENCE, message, reference.path))
    return shown_as, ()


def _every_name(concept: Node | None) -> str | None:
    """All that an ingredient is called, as one text."""
    name = words(concept)
    for coding in further(concept):
        name = both(name, coding.display)
    return name


def _joined(texts: Iterable[str | None]) -> str | None:
    return " / ".join(each for each in texts if each) or None


def _strength(ingredient: Node) -> Quantity | None:
    """``4.5 mg`` for 4.5 mg per 1 capsule, ``1 mg/mL`` for 1 mg per 1 mL; None for any other denominator."""
    ratio = ingredient.node("strength") or ingredient.node("strengthRatio")
    top = None if ratio is None else quantity(ratio.node("numerator"))
    under = None if ratio is None else quantity(ratio.node("denominator"))
    if top is None or under is None or under.value != 1 or top.unit is None:
        return None
    volume = (under.unit or "").lower() in {"ml", "milliliter", "millilitre"}
    return Quantity(top.value, f"{top.unit}/mL" if volume else top.unit)
