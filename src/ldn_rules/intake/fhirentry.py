"""MedicationRequest and MedicationStatement, R4 or R5, as medication entries.

The start is the first of: ``effectivePeriod.start`` or ``effectiveDateTime``, the earliest ``boundsPeriod.start``
of its dosages, ``dispenseRequest.validityPeriod.start``, ``authoredOn``. (``dateAsserted`` is no start: who says
today that a medicine is taken has taken it before.) The end is ``effectivePeriod.end``, else that of the bounds
periods; the end of a validity period limits dispensing, not taking. Statuses are passed on as written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct, field

from ldn_rules.intake import codes
from ldn_rules.intake.fhirdosage import bounds, dosing
from ldn_rules.intake.fhirnode import Node, all_words, code_of, codings, quantity, words
from ldn_rules.intake.fhirtiming import days
from ldn_rules.intake.fields import FieldError, shown
from ldn_rules.intake.limits import too_long
from ldn_rules.intake.model import Quantity
from ldn_rules.intake.references import targets

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from ldn_rules.intake.model import Coding

_ADHERENCE: Final = {
    "taking": "active",
    "taking-as-directed": "active",
    "taking-not-as-directed": "active",
    "on-hold": "on-hold",
    "on-hold-as-directed": "on-hold",
    "on-hold-not-as-directed": "on-hold",
    "stopped": "stopped",
    "stopped-as-directed": "stopped",
    "stopped-not-as-directed": "stopped",
    "not-taking": "not-taken",
    "unknown": "unknown",
}
"""R5 says in ``adherence`` what R4 said in the status of a statement."""


_MOST_DAYS: Final = 100_000
"""A duration beyond this is no course of treatment."""


class Reading(Struct):
    """The fields of one entry, and what is worth reporting beside it."""

    fields: dict[str, Any] = field(default_factory=dict)
    notes: list[FieldError] = field(default_factory=list)


def read_order(order: Node, known: Mapping[str, Node]) -> Reading:
    """One MedicationRequest or MedicationStatement. ``known`` holds the other resources by name (see ``targets``).

    FieldError for what makes the entry unreadable.
    """
    if order.value.get("modifierExtension"):
        message = "a modifier extension may change the meaning of the whole resource"
        raise FieldError(codes.FHIR_MODIFIER, message, (*order.path, "modifierExtension"))
    reading = Reading(_common(order, known))
    if order.value.get("implicitRules"):
        message = "implicit rules may change the meaning of the whole resource; it was read without them"
        reading.notes.append(FieldError(codes.FHIR_MODIFIER, message, (*order.path, "implicitRules")))
    statement = order.value["resourceType"] == "MedicationStatement"
    _drug(order, known, reading)
    dosages = order.nodes("dosage") if statement else order.nodes("dosageInstruction")
    reading.fields |= {key: each for key, each in dosing(dosages).items() if each is not None}
    _times(order, dosages, reading)
    if statement:
        reading.fields["intent"] = "statement"
        reading.fields["status"] = _statement_status(order)
    if order.flag("doNotPerform"):
        reading.fields["not_given"] = True
    reading.fields = {key: each for key, each in reading.fields.items() if each is not None}
    for error in too_long(reading.fields):
        raise FieldError(error.code, error.message, order.path)
    return reading


def _common(order: Node, known: Mapping[str, Node]) -> dict[str, Any]:
    requester = order.node("requester")
    return {
        "status": order.text("status"),
        "intent": order.text("intent"),
        "prescriber": None if requester is None else requester.text("display") or requester.text("reference"),
        "reason": _reason(order, known),
        "reason_stopped": all_words(order.nodes("statusReason")),
    }


def _statement_status(order: Node) -> str | None:
    adherence = order.node("adherence")
    code = None if adherence is None else code_of(adherence.node("code"))
    written = order.text("status")
    return written if code is None or written == "entered-in-error" else _ADHERENCE.get(code, written)


def _reason(order: Node, known: Mapping[str, Node]) -> str | None:
    """Reasons as text: written ones, then those of the conditions referred to."""
    said = [all_words(order.nodes("reasonCode"))]
    references = order.nodes("reasonReference")
    for each in order.nodes("reason"):
        said.append(words(each.node("concept")))
        inside = each.node("reference")
        references += [inside] if inside is not None else []
    for reference in references:
        condition = _found(reference, "Condition", known)
        said.append(reference.text("display") or (words(condition.node("code")) if condition else None))
    return "; ".join(each for each in said if each) or None


def _found(reference: Node, kind: str, known: Mapping[str, Node]) -> Node | None:
    target = reference.text("reference")
    names = () if target is None else targets(target, kind)
    return next((known[name] for name in names if name in known), None)


def _drug(order: Node, known: Mapping[str, Node], reading: Reading) -> None:
    """Name and codes, from the concept or from the medicine referred to."""
    either = order.node("medication")  # R5
    concept = order.node("medicationCodeableConcept") or (either.node("concept") if either else None)
    reference = order.node("medicationReference") or (either.node("reference") if either else None)
    name, drug_codes = words(concept), codings(concept)
    if reference is not None:
        other, more = _referred(order, reference, known, reading)
        name, drug_codes = _both(name, other), (*drug_codes, *more)
    if name is None and not drug_codes:
        raise FieldError(codes.NAMELESS, "a medication needs a name or a code", order.path)
    reading.fields |= {"name": name, "codes": drug_codes}


def _referred(
    order: Node, reference: Node, known: Mapping[str, Node], reading: Reading
) -> tuple[str | None, tuple[Coding, ...]]:
    contained = {f"#{each.text('id')}": each for each in order.nodes("contained")}
    medicine = _found(reference, "Medication", {**known, **contained})
    shown_as = reference.text("display")
    if medicine is None:
        target = reference.text("reference") or "without a target"
        error = FieldError(codes.FHIR_REFERENCE, f"the medicine {shown(target)} is not in the input", reference.path)
        if shown_as is None:
            raise error
        reading.notes.append(error)
        return shown_as, ()
    reading.fields["form"] = words(medicine.node("form") or medicine.node("doseForm"))
    concept = medicine.node("code")
    name = _both(words(concept), _of_ingredients(medicine, reading)) or shown_as
    return name, codings(concept)


def _both(name: str | None, other: str | None) -> str | None:
    """Two texts for one medicine: what the second says and the first does not is not lost."""
    if name is None or other is None:
        return name or other
    return name if other.casefold() in name.casefold() else f"{name} ({other})"


def _of_ingredients(medicine: Node, reading: Reading) -> str | None:
    """The name of a medicine that is known by its ingredients alone; one ingredient gives its strength too."""
    ingredients = medicine.nodes("ingredient")
    names = [_ingredient(each) for each in ingredients]
    if len(ingredients) == 1:
        reading.fields["strength"] = _strength(ingredients[0])
    return " / ".join(each for each in names if each) or None


def _ingredient(ingredient: Node) -> str | None:
    inside = ingredient.node("item")  # R5
    concept = ingredient.node("itemCodeableConcept") or (inside.node("concept") if inside else None)
    return words(concept, or_code=True)


def _strength(ingredient: Node) -> Quantity | None:
    """``4.5 mg`` for 4.5 mg per 1 capsule, ``1 mg/mL`` for 1 mg per 1 mL; None for any other denominator."""
    ratio = ingredient.node("strength") or ingredient.node("strengthRatio")
    top = None if ratio is None else quantity(ratio.node("numerator"))
    under = None if ratio is None else quantity(ratio.node("denominator"))
    if top is None or under is None or under.value != 1 or top.unit is None:
        return None
    volume = (under.unit or "").lower() in {"ml", "milliliter", "millilitre"}
    return Quantity(top.value, f"{top.unit}/mL" if volume else top.unit)


def _times(order: Node, dosages: list[Node], reading: Reading) -> None:
    """Start, end and supply."""
    effective, dispense = order.node("effectivePeriod"), order.node("dispenseRequest")
    validity = None if dispense is None else dispense.node("validityPeriod")
    bound_start, bound_end, duration = bounds(dosages)
    starts = (
        None if effective is None else effective.text("start"),
        order.text("effectiveDateTime"),
        bound_start,
        None if validity is None else validity.text("start"),
        order.text("authoredOn"),
    )
    fields = reading.fields
    fields["start"] = next((each for each in starts if each), None)
    fields["end"] = (None if effective is None else effective.text("end")) or bound_end
    supply = None if dispense is None else dispense.node("expectedSupplyDuration")
    try:
        fields["days_supply"] = days(supply or duration)
        if supply is not None and duration is not None and fields["end"] is None:
            fields["end"] = _end_of(fields["start"], days(duration))
    except FieldError as error:
        if error.code != codes.FHIR_UNIT:
            raise
        reading.notes.append(error)
    if dispense is not None:
        fields["refills"] = dispense.number("numberOfRepeatsAllowed")
        fields["quantity"] = quantity(dispense.node("quantity"))


def _end_of(start: str | None, length: Decimal | None) -> str | None:
    """The last day of so many from a start; None where the start is no full date."""
    from datetime import date, timedelta

    if start is None or length is None or not 0 < length < _MOST_DAYS:
        return None
    try:
        return (date.fromisoformat(start[:10]) + timedelta(days=int(length) - 1)).isoformat()
    except (ValueError, OverflowError):
        return None
