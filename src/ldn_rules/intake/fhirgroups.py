"""FHIR resources sorted by patient: each Bundle by itself, single resources over the whole input."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Any, Final

import msgspec.json
import msgspec.msgpack

from ldn_rules.intake import codes
from ldn_rules.intake.fields import shown
from ldn_rules.intake.lines import moved
from ldn_rules.intake.references import patient_name, reference_text, targets
from ldn_rules.intake.spool import Spool

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

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

Part = tuple[int, int, str | None, bytes]
"""Line, column, full URL and JSON text of one resource."""


class Link(msgspec.Struct):
    """A link of a Bundle."""

    relation: Any = None


class BundleEntry(msgspec.Struct):
    """One entry of a Bundle."""

    full_url: Any = msgspec.field(name="fullUrl", default=None)
    resource: msgspec.Raw = msgspec.Raw()
    response: Any = None


class Head(msgspec.Struct):
    """What sorting needs to know of a resource."""

    kind: Any = msgspec.field(name="resourceType", default=None)
    id: Any = None
    subject: Any = None
    patient: Any = None
    medication_reference: Any = msgspec.field(name="medicationReference", default=None)
    medication_concept: Any = msgspec.field(name="medicationCodeableConcept", default=None)
    medication: Any = None
    issue: Any = None

    def of_patient(self) -> str | None:
        """The reference to the patient it belongs to; one into the resource itself means nothing outside it."""
        if self.kind == "Patient":
            return self.id if isinstance(self.id, str) else None
        found = reference_text(self.subject) or reference_text(self.patient) or _identified(self.subject)
        return None if found is None or found.startswith("#") else found

    def tells_of_medicine(self) -> bool:
        """Whether it is an order or the like, by its kind or, where that is not known, by its fields."""
        named = (self.medication_concept, self.medication_reference, self.medication)
        return self.kind in READ or self.kind in NOT_READ or any(each is not None for each in named)

    def medicine(self) -> str | None:
        """The reference to its medicine, in R4 or R5."""
        inside = self.medication.get("reference") if isinstance(self.medication, dict) else None
        return reference_text(self.medication_reference) or reference_text(inside)


class Bundle(msgspec.Struct):
    """A Bundle, its resources still as they were written."""

    entry: list[BundleEntry] = []
    link: list[Link] = []


_head: Final = msgspec.json.Decoder(Head).decode
_pack: Final = msgspec.msgpack.Encoder().encode
_part: Final[Callable[[bytes], Part]] = msgspec.msgpack.Decoder(Part).decode
_bundle: Final = msgspec.json.Decoder(Bundle).decode


def _identified(subject: Any) -> str | None:
    identifier = subject.get("identifier") if isinstance(subject, dict) else None
    value = identifier.get("value") if isinstance(identifier, dict) else None
    return value if isinstance(value, str) and value.strip() else None


class _Patients:
    """Resources by patient in the order of first appearance, and the medicines they refer to."""

    def __init__(self) -> None:
        self._spool = Spool()
        self._of: dict[str | int, array[int]] = {}
        self._medicines: dict[str, int | None] = {}
        self._known_as: dict[str, str] = {}
        self.notes: list[Fault] = []

    def add(self, head: Head, part: Part) -> None:
        if head.kind == "Medication":
            self._keep_medicine(head, part)
        elif head.kind == "OperationOutcome":
            self._note_errors(head, part)
        elif head.kind in CONTEXT or head.tells_of_medicine():
            if head.kind == "Patient" and isinstance(head.id, str) and part[2]:
                self._known_as[part[2]] = head.id
            handle = self._spool.put(_pack(part))
            self._of.setdefault(head.of_patient() or -handle - 1, array("Q")).append(handle)

    def records(self, numbering: Numbering) -> Iterator[RawRecord]:
        for name, handles in self._joined().items():
            parts = [self._part(handle) for handle in handles]
            parts += self._referred(parts)
            payload = _pack((name, self.notes, parts))
            yield numbering.record("fhir", parts[0][0], payload, parts[0][1])
        self._spool.close()

    def _joined(self) -> dict[str | int, list[int]]:
        """By patient id: references to one patient may be written in several ways."""
        found: dict[str | int, list[int]] = {}
        for reference, handles in self._of.items():
            key = self._name(reference) if isinstance(reference, str) else reference
            found[key] = sorted([*found.get(key, ()), *handles])
        return found

    def _name(self, reference: str) -> str:
        return self._known_as.get(reference) or patient_name(reference)

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
                self.notes.append((codes.REPEATED_ID, message, part[0], part[1]))

    def _note_errors(self, head: Head, part: Part) -> None:
        if _tells_of_errors(head.issue):
            message = "an OperationOutcome says that errors happened while this was put together: it may lack entries"
            self.notes.append((codes.FHIR_INCOMPLETE, message, part[0], part[1]))


def _tells_of_errors(issues: Any) -> bool:
    """Whether an OperationOutcome's issues are errors."""
    listed = issues if isinstance(issues, list) else []
    return any(isinstance(issue, dict) and issue.get("severity") in ("error", "fatal") for issue in listed)


def _failed(response: Any) -> bool:
    """Whether the response of a Bundle entry without a resource says that something was not done."""
    if not isinstance(response, dict):
        return True
    status, outcome = response.get("status"), response.get("outcome")
    done = isinstance(status, str) and status.startswith("2")
    return not done or _tells_of_errors(outcome.get("issue") if isinstance(outcome, dict) else None)


def _repeated_keys(data: bytes) -> list[str]:
    """Keys that stand twice in a Bundle itself; only where one of its resources may be hidden so."""
    if data.count(b'"entry"') < 2:
        return []
    import json

    keys: list[str] = []

    def note(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        keys[:] = [key for key, _ in pairs]  # of the outermost object last
        return dict(pairs)

    json.loads(data, object_pairs_hook=note)
    return sorted({key for key in keys if keys.count(key) > 1})


class FhirGroups:
    """Takes resources one at a time; gives the records of a Bundle at once, all others at the end."""

    def __init__(self, numbering: Numbering) -> None:
        self._numbering = numbering
        self._patients = _Patients()

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
            self._patients.add(head, (line, column, None, data))

    def close(self) -> Iterator[RawRecord]:
        """The records of the resources that came by themselves."""
        return self._patients.records(self._numbering)

    def _one_bundle(self, data: bytes, line: int, column: int) -> Iterator[RawRecord]:
        patients = _Patients()
        before = self._numbering.made
        problem = _fill(patients, data, line, column)
        yield from patients.records(self._numbering)
        if problem is not None:
            yield self._numbering.unreadable("fhir", problem)
        elif self._numbering.made == before:
            payload = _pack((-1, patients.notes, []))
            yield self._numbering.record("fhir", line, payload, column)


def _fill(patients: _Patients, data: bytes, line: int, column: int) -> Fault | None:
    """Sorts a Bundle's resources, those of Bundles inside it too; what makes it unreadable."""
    try:
        bundle = _bundle(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return codes.FHIR_NOT_RESOURCE, f"this Bundle does not have the shape of one: {error}", line, column
    for key in _repeated_keys(data):
        message = f'the key "{key}" stands twice in this Bundle: what stands first was not read'
        patients.notes.append((codes.FHIR_INCOMPLETE, message, line, column))
    if any(link.relation == "next" for link in bundle.link):
        message = "this Bundle is one page of several: the list may lack entries"
        patients.notes.append((codes.FHIR_INCOMPLETE, message, line, column))
    at, problem = 0, None
    for entry in bundle.entry:
        resource = bytes(entry.resource)
        if not resource:
            if _failed(entry.response):
                message = "an entry of this Bundle has no resource: the list may lack entries"
                patients.notes.append((codes.FHIR_INCOMPLETE, message, line, column))
            continue
        start = data.index(resource, at)
        line, column, at = *moved(data, at, start, line, column), start
        problem = _sort(patients, entry, resource, line, column) or problem
    return problem


def _sort(patients: _Patients, entry: BundleEntry, resource: bytes, line: int, column: int) -> Fault | None:
    head = _try_head(resource)
    if head is None or not isinstance(head.kind, str):
        return (
            codes.FHIR_NOT_RESOURCE,
            'an entry of this Bundle is not a resource: it has no "resourceType"',
            line,
            column,
        )
    if head.kind == "Bundle":
        return _fill(patients, resource, line, column)
    patients.add(head, (line, column, entry.full_url if isinstance(entry.full_url, str) else None, resource))
    return None


def _try_head(data: bytes) -> Head | None:
    try:
        return _head(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
