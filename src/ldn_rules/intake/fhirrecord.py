"""One patient's FHIR resources as a record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec.msgpack
from msgspec.structs import replace

from ldn_rules.intake import codes
from ldn_rules.intake.drafts import Draft, finish, short
from ldn_rules.intake.exactjson import NotJsonError, load, roughly
from ldn_rules.intake.fhirentry import read_order
from ldn_rules.intake.fhiritem import READERS
from ldn_rules.intake.fhirkinds import NO_ENTRY, READ
from ldn_rules.intake.fhirnode import Node, words
from ldn_rules.intake.fhirparts import Part
from ldn_rules.intake.fields import FieldError, text
from ldn_rules.intake.jsonrecord import EMPTY
from ldn_rules.intake.model import Item, Problem, Record
from ldn_rules.intake.places import Places, path_text
from ldn_rules.intake.raw import Fault
from ldn_rules.intake.references import normal

if TYPE_CHECKING:
    from collections.abc import Callable

    from ldn_rules.intake.jsonscan import Path
    from ldn_rules.intake.raw import RawRecord

Payload = tuple[str | None, list[Fault], list[Part]]
"""Patient id (None: unknown), notes about the Bundle, the resources."""

unpack: Final[Callable[[bytes], Payload]] = msgspec.msgpack.Decoder(Payload).decode


def decode_fhir(raw: RawRecord) -> Record:
    """The record of one patient's resources. Never raises: what is wrong is in its problems."""
    patient, notes, parts = unpack(raw.payload)
    reader = _Reader(resources_of(raw, parts))
    problems = [Problem(code, message, None, line, column) for code, message, line, column in notes]
    if patient is None and parts:
        problems.append(_no_patient(raw))
    entries, unread, found = finish(reader.drafts)
    if not entries and not unread:
        problems.append(Problem(codes.EMPTY_LIST, EMPTY, None, raw.line))
    return Record(
        number=raw.number,
        source=raw.source,
        line=raw.line,
        patient=patient,
        birth_date=reader.birth_date,
        entries=entries,
        unread=unread,
        items=tuple(reader.items),
        problems=(*problems, *reader.problems, *found),
        form="fhir",
    )


def _no_patient(raw: RawRecord) -> Problem:
    message = "this resource does not say which patient it belongs to, so it stands in a record of its own"
    return Problem(codes.NO_PATIENT, message, None, raw.line, raw.column)


class Resource:
    """One resource: its value if it could be read, its places, its name."""

    def __init__(self, part: Part, source: str | None) -> None:
        line, self.column, self.full_url, payload, of, self.held = part
        self.line = line if of == source else None
        self.where = "" if of == source else f" (in {of}, line {line})"
        self.places = Places(payload, self.line, self.column)
        self.problem: Problem | None = None
        self.value: dict[str, Any] = {}
        self.repeated: list[tuple[Path, int]] = []
        try:
            self.value, self.repeated = load(payload, self.places)
        except NotJsonError as error:
            self.problem = replace(error.problem, message=error.problem.message + self.where)
            rough = roughly(payload)
            self.value = rough if isinstance(rough, dict) else {}
        kind = self.value.get("resourceType")
        self.kind = kind if isinstance(kind, str) else None
        given = self.value.get("id")
        self.id = given if isinstance(given, str) and given.strip() else None
        self.name = self.held or (f"{self.kind}/{self.id}" if self.id else str(self.kind or "resource"))

    def same(self, other: Resource) -> bool:
        """Whether both say the same, whenever and in what version they were given out."""
        return {**self.value, "meta": None} == {**other.value, "meta": None}

    def becomes_entry(self) -> bool:
        """Whether it is an order, or must be taken for one."""
        return self.kind not in NO_ENTRY

    def check_read(self) -> None:
        """FieldError for what tells of a medicine and is not read: for its kind, or for where it stands."""
        if self.held is not None:
            what = self.kind or self.value.get("kind") or "a medicine"
            message = f"{what} inside {self.held.partition('.')[0]} is not read; check it by hand"
            raise FieldError(codes.FHIR_NOT_READ, message)
        if self.value and self.kind not in READ:
            raise FieldError(codes.FHIR_NOT_READ, f"{self.kind} is not read; check it by hand")

    def problem_of(self, error: FieldError) -> Problem:
        """An error as a problem with its place."""
        inside = path_text(error.path)
        line, column = self.places.of(error.path, key=error.key)
        path = f"{self.name}.{inside}" if inside else self.name
        return Problem(error.code, error.message + self.where, path, line, column)

    def repeated_keys(self) -> list[Problem]:
        """Keys that stand twice in one object."""
        return [
            Problem(
                codes.JSON_REPEATED_KEY,
                f'the key "{path[-1]}" stands twice in this object{self.where}',
                f"{self.name}.{path_text(path)}",
                *self.places.at(offset),
            )
            for path, offset in self.repeated
        ]


def resources_of(raw: RawRecord, parts: list[Part]) -> list[Resource]:
    """The resources of a record without those that stand there once more, the same in all: an order counts once."""
    resources = [Resource(part, raw.source) for part in parts]
    first: dict[str, Resource] = {}
    kept = []
    for resource in resources:
        known = first.setdefault(resource.name, resource) if resource.id else resource
        if known is resource or resource.repeated or not resource.same(known):
            kept.append(resource)
    return kept


class _Reader:
    """Reads the resources of one patient."""

    def __init__(self, resources: list[Resource]) -> None:
        self.drafts: list[Draft] = []
        self.items: list[Item] = []
        self.problems: list[Problem] = []
        self.birth_date: str | None = None
        self._known = _index(resources)
        for resource in resources:
            self._take(resource)

    def _take(self, resource: Resource) -> None:
        if resource.becomes_entry():
            self.drafts.append(self._entry(resource))
            return
        self.problems += resource.repeated_keys()
        if resource.problem is not None:
            self.problems.append(resource.problem)
            return
        try:
            if resource.kind == "Patient":
                self._patient(resource)
            elif resource.kind in READERS:
                self.items += READERS[resource.kind](Node(resource.value), len(self.items))
        except FieldError as error:
            self.problems.append(resource.problem_of(error))
            if resource.kind in READERS:
                self.items.append(Item(READERS_KIND[resource.kind], len(self.items), _name_of(resource.value)))

    def _patient(self, resource: Resource) -> None:
        given = resource.value.get("birthDate")
        try:
            self.birth_date = None if given is None else text(given)
        except FieldError as error:
            raise FieldError(error.code, error.message, ("birthDate",)) from None

    def _entry(self, resource: Resource) -> Draft:
        draft = Draft(len(self.drafts), resource.name, resource.line)
        draft.id = resource.id
        draft.problems = [resource.problem] if resource.problem is not None else resource.repeated_keys()
        try:
            resource.check_read()
            if not draft.problems:
                reading = read_order(Node(resource.value), self._known)
                draft.fields, draft.unread = reading.fields, reading.unread
                draft.notes = [resource.problem_of(note) for note in reading.notes]
        except FieldError as error:
            draft.problems.append(resource.problem_of(error))
        if draft.problems:
            draft.text = short(_name_of(resource.value) or resource.name)
        return draft


READERS_KIND = {
    "Condition": "condition",
    "Observation": "observation",
    "Procedure": "procedure",
    "ServiceRequest": "procedure",
    "AllergyIntolerance": "allergy",
    "Device": "device",
    "DeviceUseStatement": "device",
    "DeviceUsage": "device",
}
"""The kind of item that each resource becomes."""


def _index(resources: list[Resource]) -> dict[str, Node]:
    """Resources by what they may be referred to as."""
    known: dict[str, Node] = {}
    for resource in resources:
        if resource.value and resource.problem is None:
            node = Node(resource.value)
            names = (resource.name, normal(resource.full_url or ""))
            known |= {name: node for name in names if name}
    return known


def _name_of(value: dict[str, Any]) -> str | None:
    """What a resource that could not be read speaks of, as far as that can be told."""
    inside = value.get("medication")
    nested = inside.get("concept") if isinstance(inside, dict) else None
    for concept in (
        value.get("medicationCodeableConcept"),
        nested,
        value.get("productCodeableConcept"),
        value.get("code"),
    ):
        try:
            found = words(Node(concept), or_code=True)
        except FieldError:
            continue
        if found:
            return found
    referred = (value.get("medicationReference"), inside.get("reference") if isinstance(inside, dict) else None)
    for reference in (*referred, value.get("productReference")):
        if isinstance(reference, dict):
            for key in ("display", "reference"):
                if isinstance(reference.get(key), str) and reference[key].strip():
                    return str(reference[key])
    return None
