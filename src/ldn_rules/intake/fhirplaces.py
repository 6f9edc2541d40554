"""Where the fields of an entry stand in its FHIR resource."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from ldn_rules.intake.fhiritem import READERS
from ldn_rules.intake.fhirrecord import resources_of, unpack
from ldn_rules.intake.places import path_text

if TYPE_CHECKING:
    from ldn_rules.intake.fhirrecord import Resource
    from ldn_rules.intake.jsonscan import Path
    from ldn_rules.intake.model import Problem
    from ldn_rules.intake.raw import RawRecord

_DISPENSE: Final = "dispenseRequest"
_BOUNDS: Final = (0, "timing", "repeat", "boundsPeriod")
_ELEMENTS: Final[dict[str, tuple[Path, ...]]] = {
    "status": (("adherence",), ("status",)),
    "intent": (("intent",),),
    "start": (
        ("effectivePeriod", "start"),
        ("effectiveDateTime",),
        ("dosage", *_BOUNDS, "start"),
        (_DISPENSE, "validityPeriod", "start"),
        ("authoredOn",),
    ),
    "end": (("effectivePeriod", "end"), ("dosage", *_BOUNDS, "end")),
    "route": (("dosage", 0, "route"),),
    "dose": (("dosage", 0, "doseAndRate"), ("dosage", 0, "doseQuantity")),
    "frequency": (("dosage", 0, "timing"),),
    "days_supply": ((_DISPENSE, "expectedSupplyDuration"), ("dosage", 0, "timing", "repeat")),
    "refills": ((_DISPENSE, "numberOfRepeatsAllowed"),),
    "quantity": ((_DISPENSE, "quantity"),),
    "birth_date": (("birthDate",),),
    "onset": (("onsetDateTime",), ("onsetPeriod", "start"), ("recordedDate",)),
    "abatement": (("abatementDateTime",), ("abatementPeriod", "end")),
    "date": (
        *(("effectiveDateTime",), ("effectivePeriod", "end"), ("effectiveInstant",)),
        *(("performedDateTime",), ("performedPeriod", "start")),
        *(("occurrenceDateTime",), ("occurrencePeriod", "start")),
        ("recordedDate",),
    ),
    "issued": (("issued",),),
}
"""The elements that may have given a field, the first that is there."""


def located_in_fhir(raw: RawRecord, path: Path, problem: Problem) -> Problem:
    """The problem of a field, with the path and place of its element, or at least of its resource."""
    resource = _owner(raw, path)
    if resource is None:
        return problem
    element = _element(resource, str(path[-1]))
    inside = path_text(element)
    line, column = resource.places.of(element)
    named = f"{resource.name}.{inside}" if inside else resource.name
    return replace(problem, path=named, line=line, column=column, message=problem.message + resource.where)


def _owner(raw: RawRecord, path: Path) -> Resource | None:
    _, _, parts = unpack(raw.payload)
    resources = resources_of(raw, parts)
    if path[0] == "patient":
        return next((each for each in resources if each.kind == "Patient"), None)
    of_entries = path[0] == "medications"
    listed = [each for each in resources if (each.becomes_entry() if of_entries else each.kind in READERS)]
    return listed[path[1]] if len(path) > 1 and isinstance(path[1], int) and path[1] < len(listed) else None


def _element(resource: Resource, field: str) -> Path:
    known = resource.places.scan().places
    dosages = "dosage" if resource.kind == "MedicationStatement" else "dosageInstruction"
    for wanted in _ELEMENTS.get(field, ()):
        path = tuple(dosages if step == "dosage" else step for step in wanted)
        if path in known:
            return path
    return ()
