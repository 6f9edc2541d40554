"""FHIR resources sorted by patient: each Bundle by itself, single resources over the whole input."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from ldn_rules.intake import codes
from ldn_rules.intake.exactjson import NotJsonError, load
from ldn_rules.intake.fhirbundle import lacking, read_bundle
from ldn_rules.intake.fhirhead import try_head
from ldn_rules.intake.fhirheld import held
from ldn_rules.intake.fhirkinds import ALONE, CONTEXT, MEDICINES
from ldn_rules.intake.fhirmedicines import Medicines
from ldn_rules.intake.fhirnotes import Notes
from ldn_rules.intake.fhirparts import pack, unpack
from ldn_rules.intake.patients import PatientNames, asked_for, beside, identified
from ldn_rules.intake.places import Places
from ldn_rules.intake.spool import Spool

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ldn_rules.intake.fhirbundle import Found
    from ldn_rules.intake.fhirhead import Head
    from ldn_rules.intake.fhirparts import Part
    from ldn_rules.intake.patients import Key, Name
    from ldn_rules.intake.raw import Fault, Numbering, RawRecord


class _Group(Struct):
    """One patient: the id as written (None: not known), the resources, and what cannot be told of whose they are."""

    shown: str | None
    handles: list[int] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)


class Patients:
    """Resources by patient in the order of first appearance, and the medicines they refer to."""

    def __init__(self) -> None:
        self._spool = Spool()
        self._names = PatientNames()
        self._of: dict[Key | int, array[int]] = {}
        self._medicines = Medicines(self._spool)
        self.notes = Notes()

    def add(self, head: Head, part: Part) -> None:
        """Takes one resource, and the orders inside it."""
        if head.kind in MEDICINES:
            self._medicines.keep(head, part)
        elif head.kind == "OperationOutcome":
            self._note_errors(head, part)
        elif head.kind in CONTEXT or (head.kind in ALONE and head.of_patient()) or head.tells_of_medicine():
            handle = self._spool.put(pack(part))
            self._of.setdefault(self._key(head, part[2]) or -handle - 1, array("Q")).append(handle)
        line, column, full_url, data, source, _ = part
        for order in held(data, head.kind, line, column):
            handle = self._spool.put(pack((order.line, order.column, None, order.data, source, order.path)))
            key = self._whose(order.data, full_url) or self._key(head, full_url) or -handle - 1
            self._of.setdefault(key, array("Q")).append(handle)

    def _key(self, head: Head, full_url: str | None) -> Key | None:
        """What the resource calls its patient."""
        if head.kind == "Patient":
            own_id = head.id if isinstance(head.id, str) else None
            return self._names.patient(own_id, full_url, head.identifier)
        reference = head.of_patient()
        if reference is None:
            return identified(head.subject) or identified(head.patient)
        return asked_for(reference) or beside(reference, full_url)

    def _whose(self, data: bytes, full_url: str | None) -> Key | None:
        head = try_head(data)
        return None if head is None else self._key(head, full_url)

    def records(self, numbering: Numbering) -> Iterator[RawRecord]:
        """One record a patient."""
        for group in self._joined():
            parts = [unpack(self._spool.get(handle)) for handle in sorted(group.handles)]
            line, column, _, _, source, _ = parts[0]
            referred = self._medicines.referred(parts, source)
            doubts = [(codes.AMBIGUOUS_PATIENT, doubt, line, column) for doubt in group.doubts]
            payload = pack((group.shown, [*self.notes.of(source), *referred.faults, *doubts], parts + referred.parts))
            yield replace(numbering.record("fhir", line, payload, column), source=source)
        self._spool.close()

    def _joined(self) -> Iterable[_Group]:
        """By patient: references to one may be written in several ways."""
        meant = self._names.meant(key for key in self._of if not isinstance(key, int))
        found: dict[Name | int, _Group] = {}
        for key, handles in self._of.items():
            if isinstance(key, int):
                found[key] = _Group(None, list(handles))
                continue
            group = found.setdefault(meant[key].name, _Group(meant[key].shown))
            group.handles += handles
            doubt = meant[key].doubt
            group.doubts += [doubt] if doubt else []
        return found.values()

    def _note_errors(self, head: Head, part: Part) -> None:
        message = lacking(head.issue)
        if message is not None:
            self.notes.add(message, (codes.FHIR_INCOMPLETE, message, part[0], part[1]), part[4])


class FhirGroups:
    """Takes resources one at a time; gives the records of a Bundle at once, all others at the end."""

    def __init__(self, numbering: Numbering) -> None:
        self._numbering = numbering
        self._patients = Patients() if numbering.run is None else numbering.run.shared(Patients)
        self.held = False

    def add(self, data: bytes, line: int, column: int, *, sure: bool = True) -> Iterator[RawRecord]:
        """Takes one JSON value. ``sure``: it has to be a resource; else one that is none is a plain record."""
        head = try_head(data)
        if head is None or (not isinstance(head.kind, str) and not sure):
            yield self._numbering.record("json", line, data, column)
        elif not isinstance(head.kind, str):
            message = 'this is not a FHIR resource: it has no "resourceType"'
            yield self._numbering.unreadable("fhir", (codes.FHIR_NOT_RESOURCE, message, line, column))
        elif head.kind == "Bundle":
            yield from self._one_bundle(data, line, column)
        else:
            self.held = True
            self._patients.add(head, (line, column, None, data, self._numbering.source, None))

    def close(self) -> Iterator[RawRecord]:
        """The records of the resources that came by themselves, unless they wait for those of other inputs."""
        if self._numbering.run is None:
            yield from self._patients.records(self._numbering)
        elif self.held:
            self._numbering.run.sources.append(self._numbering.source or "")

    def _one_bundle(self, data: bytes, line: int, column: int) -> Iterator[RawRecord]:
        patients = Patients()
        if self._numbering.run is not None:
            self._numbering.run.fhir = True
        before = self._numbering.made
        faults = _fill(patients, data, line, column, self._numbering.source)
        yield from patients.records(self._numbering)
        if faults:
            yield self._numbering.record("fhir", faults[0][2], b"", faults[0][3] or 1, tuple(faults))
        elif self._numbering.made == before:
            payload = pack((None, patients.notes.of(self._numbering.source), []))
            yield self._numbering.record("fhir", line, payload, column)


def _fill(patients: Patients, data: bytes, line: int, column: int, source: str | None) -> list[Fault]:
    """Sorts a Bundle's resources, those of Bundles inside it too; what in it is none."""
    bundle = read_bundle(data, line, column)
    for kind, note in bundle.notes:
        patients.notes.add(kind, note, source)
    faults = bundle.faults
    for found in bundle.resources:
        head = try_head(found.data)
        if head is None or not isinstance(head.kind, str):
            faults.append(_no_resource(found))
        elif head.kind == "Bundle":
            faults += _fill(patients, found.data, found.line, found.column, source)
        else:
            patients.add(head, (found.line, found.column, found.full_url, found.data, source, None))
    return faults


def _no_resource(found: Found) -> Fault:
    """Why an entry of a Bundle is no resource."""
    try:
        load(found.data, Places(found.data, found.line, found.column))
    except NotJsonError as error:
        problem = error.problem
        return problem.code, problem.message, problem.line, problem.column
    message = 'an entry of this Bundle is not a resource: it has no "resourceType"'
    return codes.FHIR_NOT_RESOURCE, message, found.line, found.column
