"""MedicationRequest and MedicationStatement, R4 or R5, as medication entries.

The start is the first of: ``effectivePeriod.start`` or ``effectiveDateTime``, the earliest ``boundsPeriod.start``
of its dosages, ``dispenseRequest.validityPeriod.start``, ``authoredOn``. (``dateAsserted`` is no start: who says
today that a medicine is taken has taken it before.) The end is ``effectivePeriod.end``, else that of the bounds
periods; the end of a validity period limits dispensing, not taking. Statuses are passed on as written.

What cannot be read costs its own field; without its medicine an order is no entry.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ldn_rules.intake import codes
from ldn_rules.intake.drafts import ESSENTIAL
from ldn_rules.intake.fhirdosage import dosing
from ldn_rules.intake.fhirmedicine import both, found, referred
from ldn_rules.intake.fhirnode import Node, all_words, code_of, codings, further, unmodified, words
from ldn_rules.intake.fhirreading import Reading
from ldn_rules.intake.fhirtimes import read_times
from ldn_rules.intake.fields import FieldError
from ldn_rules.intake.limits import too_long

if TYPE_CHECKING:
    from collections.abc import Mapping


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


def read_order(order: Node, known: Mapping[str, Node]) -> Reading:
    """One MedicationRequest or MedicationStatement. ``known`` holds the other resources by name (see ``targets``).

    FieldError for what makes the entry unreadable: its medicine, and what may change the meaning of everything.
    """
    unmodified(order)
    reading = Reading()
    if order.value.get("implicitRules"):
        message = "implicit rules may change the meaning of the whole resource; it was read without them"
        reading.notes.append(FieldError(codes.FHIR_MODIFIER, message, (*order.path, "implicitRules")))
    statement = order.value["resourceType"] == "MedicationStatement"
    _drug(order, known, reading)
    _about(order, known, reading)
    dosages = reading.dosages(order, "dosage" if statement else "dosageInstruction")
    dosing(dosages, reading)
    read_times(order, dosages, reading)
    if statement:
        reading.fields["intent"] = "statement"
        reading.take("status", lambda: _statement_status(order))
    reading.fields = {key: each for key, each in reading.fields.items() if each is not None}
    _too_long(order, reading)
    return reading


def _too_long(order: Node, reading: Reading) -> None:
    for error in too_long(reading.fields):
        found = FieldError(error.code, error.message, order.path)
        if error.path[0] in ESSENTIAL:
            raise found
        reading.lost(found, str(error.path[0]))
        del reading.fields[str(error.path[0])]


def _about(order: Node, known: Mapping[str, Node], reading: Reading) -> None:
    """Everything but the medicine, its dosing and its times."""
    reading.take("status", lambda: order.text("status"))
    reading.take("intent", lambda: order.text("intent"))
    reading.take("prescriber", lambda: _prescriber(order.node("requester")))
    reading.take("reason", lambda: _reason(order, known))
    reading.take("reason_stopped", lambda: all_words(order.nodes("statusReason")))
    reading.take("not_given", lambda: order.flag("doNotPerform") or None)


def _prescriber(requester: Node | None) -> str | None:
    return None if requester is None else requester.text("display") or requester.text("reference")


def _statement_status(order: Node) -> str | None:
    """R5 says in ``adherence`` what counts: ``recorded`` alone says nothing about taking."""
    adherence = order.node("adherence")
    code = None if adherence is None else code_of(adherence.node("code")) or words(adherence.node("code"))
    written = order.text("status")
    if written == "entered-in-error":
        return written
    said = None if written == "recorded" else written
    return said if code is None else _ADHERENCE.get(code, said or code)


def _reason(order: Node, known: Mapping[str, Node]) -> str | None:
    """Reasons as text: written ones, then those of the conditions referred to."""
    said = [all_words(order.nodes("reasonCode"))]
    references = order.nodes("reasonReference")
    for each in order.nodes("reason"):
        said.append(words(each.node("concept")))
        inside = each.node("reference")
        references += [inside] if inside is not None else []
    for reference in references:
        condition = found(reference, "Condition", known)
        said.append(reference.text("display") or (words(condition.node("code")) if condition else None))
    return "; ".join(each for each in said if each) or None


def _drug(order: Node, known: Mapping[str, Node], reading: Reading) -> None:
    """Name and codes, from the concept and from the medicine referred to; none of several names is lost."""
    either = order.node("medication")  # R5
    concept = order.node("medicationCodeableConcept") or (either.node("concept") if either else None)
    reference = order.node("medicationReference") or (either.node("reference") if either else None)
    name, drug_codes = words(concept), (*codings(concept), *further(concept))
    if reference is not None:
        alone = name is None and not drug_codes
        other, more = referred(order, reference, known, reading, alone=alone)
        name, drug_codes = both(name, other), (*drug_codes, *more)
    if name is None and not drug_codes:
        nameless = FieldError(codes.NAMELESS, "a medication needs a name or a code", order.path)
        raise next((note for note in reading.notes if note.code == codes.FHIR_REFERENCE), nameless)
    reading.fields |= {"name": name, "codes": drug_codes}
