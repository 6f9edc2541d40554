"""What sorting needs to know of a FHIR resource, without reading the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec
import msgspec.json

from ldn_rules.intake.fhirkinds import ORDERS
from ldn_rules.intake.references import reference_text

if TYPE_CHECKING:
    from collections.abc import Iterator


class Head(msgspec.Struct):
    """Kind, id, and what leads to other resources. Nothing is sure of the types."""

    kind: Any = msgspec.field(name="resourceType", default=None)
    id: Any = None
    subject: Any = None
    patient: Any = None
    medication_reference: Any = msgspec.field(name="medicationReference", default=None)
    medication_concept: Any = msgspec.field(name="medicationCodeableConcept", default=None)
    medication: Any = None
    identifier: Any = None
    issue: Any = None
    ingredient: Any = None

    def of_patient(self) -> str | None:
        """The reference to the patient it belongs to; one into the resource itself means nothing outside it."""
        found = reference_text(self.subject) or reference_text(self.patient)
        return None if found is None or found.startswith("#") else found

    def tells_of_medicine(self) -> bool:
        """Whether it is an order or the like, by its kind or, where that is not known, by its fields."""
        named = (self.medication_concept, self.medication_reference, self.medication)
        return self.kind in ORDERS or any(each is not None for each in named)

    def medicines(self) -> Iterator[str]:
        """The references to its medicine, or to what is in it, in R4 or R5."""
        yield from _referred_to(self.medication_reference, self.medication)
        for each in self.ingredient if isinstance(self.ingredient, list) else [self.ingredient]:
            if isinstance(each, dict):
                yield from _referred_to(each.get("itemReference"), each.get("item"), each.get("substanceReference"))


_head: Final = msgspec.json.Decoder(Head).decode


def try_head(data: bytes) -> Head | None:
    """The head of a resource, though single characters of it are damaged; None for what is no JSON object."""
    try:
        return _head(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _rough_head(data)


def _rough_head(data: bytes) -> Head | None:
    from ldn_rules.intake.exactjson import roughly

    value = roughly(data)
    return msgspec.convert(value, Head) if isinstance(value, dict) else None


def _referred_to(*values: Any) -> Iterator[str]:
    """The references among References, and those inside CodeableReferences."""
    for value in values:
        inside = value.get("reference") if isinstance(value, dict) else None
        found = reference_text(value) or reference_text(inside)
        if found is not None:
            yield found
