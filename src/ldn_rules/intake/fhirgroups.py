"""FHIR resources sorted by patient: each Bundle by itself, single resources over the whole input."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Any, Final

import msgspec.json
import msgspec.msgpack
from msgspec.structs import replace

from ldn_rules.intake import codes
from ldn_rules.intake.fhirbundle import read_bundle, tells_of_errors
from ldn_rules.intake.fields import shown
from ldn_rules.intake.patients import PatientNames, beside, identified
from ldn_rules.intake.references import reference_text, targets
from ldn_rules.intake.spool import Spool

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from ldn_rules.intake.patients import Key
    from ldn_rules.intake.raw import Fault, Numbering, RawRecord

READ: Final = frozenset({"MedicationRequest", "MedicationStatement"})
"""Resources that become medication entries."""

NOT_READ: Final = frozenset(
    {"MedicationAdministration", "MedicationDispense", "MedicationOrder", "MedicationPrescription", "MedicationUsage"}
)
"""Resources that tell of a medicine and are not read: each is an unreadable entry."""

CONTEXT: Final = frozenset({"Patient", "Condition", "Observation", "Procedure", "AllergyIntolerance"})
"""Resources that say something about the patient."""

NO_ENTRY: Final = CONTEXT | {"Medication"}
"""Resources that become no entry; every other resource that comes to a record does."""

Part = tuple[int, int, str | None, bytes, str | None]
"""Line, column, full URL and JSON text of one resource, and the input that it stands in."""


class Head(msgspec.Struct):
    """What sorting needs to know of a resource."""

    kind: Any = msgspec.field(name="resourceType", default=None)
    id: Any = None
    subject: Any = None
    patient: Any = None
    medication_reference: Any = msgspec.field(name="medicationReference", default=None)
    medication_concept: Any = msgspec.field(name="medicationCodeableConcept", default=None)
    medication: Any = None
    identifier: Any = None
    issue: Any = None

    def of_patient(self) -> str | None:
        """The reference to the patient it belongs to; one into the resource itself means nothing outside it."""
        if self.kind == "Patient":
            return self.id if isinstance(self.id, str) else None
        found = reference_text(self.subject) or reference_text(self.patient)
        return None if found is None or found.startswith("#") else found

    def tells_of_medicine(self) -> bool:
        """Whether it is an order or the like, by its kind or, where that is not known, by its fields."""
        named = (self.medication_concept, self.medication_reference, self.medication)
        return self.kind in READ or self.kind in NOT_READ or any(each is not None for each in named)

    def medicine(self) -> str | None:
        """The reference to its medicine, in R4 or R5."""
        inside = self.medication.get("reference") if isinstance(self.medication, dict) else None
        return reference_text(self.medication_reference) or reference_text(inside)


_head: Final = msgspec.json.Decoder(Head).decode
_pack: Final = msgspec.msgpack.Encoder().encode
_part: Final[Callable[[bytes], Part]] = msgspec.msgpack.Decoder(Part).decode


class Patients:
    """Resources by patient in the order of first appearance, and the medicines they refer to."""

    def __init__(self) -> None:
        self._spool = Spool()
        self._names = PatientNames()
        self._of: dict[Key, array[int]] = {}
        self._medicines: dict[str, int | None] = {}
        self.notes: list[tuple[Fault, str | None]] = []

    def note(self, code: str, message: str, part: Part) -> None:
        """Something to be said of all patients."""
        self.notes.append(((code, message, part[0], part[1]), part[4]))

    def add(self, head: Head, part: Part) -> None:
        """Takes one resource."""
        if head.kind == "Medication":
            self._keep_medicine(head, part)
        elif head.kind == "OperationOutcome":
            self._note_errors(head, part)
        elif head.kind in CONTEXT or head.tells_of_medicine():
            handle = self._spool.put(_pack(part))
            self._of.setdefault(self._key(head, part[2]) or -handle - 1, array("Q")).append(handle)

    def _key(self, head: Head, full_url: str | None) -> Key | None:
        """What the resource calls its patient."""
        reference = head.of_patient()
        if reference is None:
            return full_url if head.kind == "Patient" else identified(head.subject)
        if head.kind == "Patient":
            return self._names.patient(reference, full_url, head.identifier)
        return beside(reference, full_url)

    def records(self, numbering: Numbering) -> Iterator[RawRecord]:
        """One record a patient."""
        for key, handles in self._joined().items():
            parts = [self._part(handle) for handle in handles]
            parts += self._referred(parts)
            line, column, _, _, source = parts[0]
            notes = [placed(fault, of, source) for fault, of in self.notes]
            payload = _pack((key if isinstance(key, int) else key[1], notes, parts))
            yield replace(numbering.record("fhir", line, payload, column), source=source)
        self._spool.close()

    def _joined(self) -> dict[tuple[str, str] | int, list[int]]:
        """By patient: references to one may be written in several ways."""
        names = self._names.meant(key for key in self._of if not isinstance(key, int))
        found: dict[tuple[str, str] | int, list[int]] = {}
        for key, handles in self._of.items():
            meant = key if isinstance(key, int) else names[key]
            found[meant] = sorted([*found.get(meant, ()), *handles])
        return found

    def _part(self, handle: int) -> Part:
        return _part(self._spool.get(handle))

    def _referred(self, parts: Iterable[Part]) -> list[Part]:
        """The medicines that the resources refer to, each once."""
        handles: dict[int, None] = {}
        for part in parts:
            wanted = _head(part[3]).medicine()
            known = () if wanted is None else targets(wanted, "Medication")
            handle = next((self._medicines[target] for target in known if target in self._medicines), None)
            if handle is not None:
                handles[handle] = None
        return [self._part(handle) for handle in handles]

    def _keep_medicine(self, head: Head, part: Part) -> None:
        handle = self._spool.put(_pack(part))
        names = [part[2]] if isinstance(part[2], str) else []
        names += [f"Medication/{head.id}"] if isinstance(head.id, str) else []
        for name in names:
            before = self._medicines.setdefault(name, handle)
            if before != handle and (before is None or self._part(before)[3] != part[3]):
                self._medicines[name] = None
                message = f"two medicines that differ are called {shown(name)}: what refers to it has none of them"
                self.note(codes.REPEATED_ID, message, part)

    def _note_errors(self, head: Head, part: Part) -> None:
        if tells_of_errors(head.issue):
            message = "an OperationOutcome says that errors happened while this was put together: it may lack entries"
            self.note(codes.FHIR_INCOMPLETE, message, part)


def placed(fault: Fault, of: str | None, source: str | None) -> Fault:
    """A fault found in the input ``of``, as a record of ``source`` reports it: lines are those of its own input."""
    code, message, line, column = fault
    return fault if of == source else (code, f"{message} (in {of}, line {line}, column {column})", None, None)


class FhirGroups:
    """Takes resources one at a time; gives the records of a Bundle at once, all others at the end."""

    def __init__(self, numbering: Numbering) -> None:
        self._numbering = numbering
        self._patients = Patients() if numbering.run is None else numbering.run.shared(Patients)
        self.held = False

    def add(self, data: bytes, line: int, column: int, *, sure: bool = True) -> Iterator[RawRecord]:
        """Takes one JSON value. ``sure``: it has to be a resource; else one that is none is a plain record."""
        head = _try_head(data)
        if head is None or (not isinstance(head.kind, str) and not sure):
            yield self._numbering.record("json", line, data, column)
        elif not isinstance(head.kind, str):
            message = 'this is not a FHIR resource: it has no "resourceType"'
            yield self._numbering.unreadable("fhir", (codes.FHIR_NOT_RESOURCE, message, line, column))
        elif head.kind == "Bundle":
            yield from self._one_bundle(data, line, column)
        else:
            self.held = True
            self._patients.add(head, (line, column, None, data, self._numbering.source))

    def close(self) -> Iterator[RawRecord]:
        """The records of the resources that came by themselves, unless they wait for those of other inputs."""
        if self._numbering.run is None:
            yield from self._patients.records(self._numbering)
        elif self.held:
            self._numbering.run.sources.append(self._numbering.source or "")

    def _one_bundle(self, data: bytes, line: int, column: int) -> Iterator[RawRecord]:
        patients = Patients()
        before = self._numbering.made
        faults = _fill(patients, data, line, column, self._numbering.source)
        yield from patients.records(self._numbering)
        if faults:
            yield self._numbering.record("fhir", faults[0][2], b"", faults[0][3] or 1, tuple(faults))
        elif self._numbering.made == before:
            payload = _pack((-1, [fault for fault, _ in patients.notes], []))
            yield self._numbering.record("fhir", line, payload, column)


def _fill(patients: Patients, data: bytes, line: int, column: int, source: str | None) -> list[Fault]:
    """Sorts a Bundle's resources, those of Bundles inside it too; what in it is none."""
    bundle = read_bundle(data, line, column)
    patients.notes += [(note, source) for note in bundle.notes]
    faults = bundle.faults
    for found in bundle.resources:
        head = _try_head(found.data)
        if head is None or not isinstance(head.kind, str):
            message = 'an entry of this Bundle is not a resource: it has no "resourceType"'
            faults.append((codes.FHIR_NOT_RESOURCE, message, found.line, found.column))
        elif head.kind == "Bundle":
            faults += _fill(patients, found.data, found.line, found.column, source)
        else:
            patients.add(head, (found.line, found.column, found.full_url, found.data, source))
    return faults


def _try_head(data: bytes) -> Head | None:
    try:
        return _head(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
