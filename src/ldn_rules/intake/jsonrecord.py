"""One record of JSON: the project's own shape of a medication list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from ldn_rules.intake import codes
from ldn_rules.intake.drafts import finish
from ldn_rules.intake.exactjson import NotJsonError, load
from ldn_rules.intake.fields import FieldError, flag, kind_of, mapping, patient_id, text, unknown_key
from ldn_rules.intake.jsonentry import quick_entries, read_entry, spoil
from ldn_rules.intake.jsonitem import SECTIONS, read_item
from ldn_rules.intake.model import Problem, Record
from ldn_rules.intake.places import Nowhere, Places, path_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from ldn_rules.intake.drafts import Draft
    from ldn_rules.intake.jsonscan import Path
    from ldn_rules.intake.model import Entry, Item, Unreadable
    from ldn_rules.intake.raw import RawRecord

NONE: Final = "none"
"""The value of ``medications`` that says, with a source and a date, that no medicines are taken."""


_PATIENT: Final[dict[str, Callable[[Any], object]]] = {
    "id": patient_id,
    "birth_date": text,
    "extension": lambda _: None,
}
_SCALARS: Final[dict[str, Callable[[Any], object]]] = {
    "as_of": text,
    "history_from": text,
    "source": text,
    "list_date": text,
    "setting": text,
    "emergency": flag,
}
KEYS: Final = ("patient", "medications", *_SCALARS, *SECTIONS, "extension")
"""The keys of a record."""


def decode_json(raw: RawRecord) -> Record:
    """The record of a JSON text. Never raises: what is wrong is in its problems."""
    places = Places(raw.payload, raw.line, raw.column)
    base = _Base(raw.number, raw.source, raw.line)
    try:
        value, repeated = load(raw.payload, places)
    except NotJsonError as error:
        return base.unreadable(error.problem)
    if value.__class__ is not dict:
        return base.unreadable(_not_object(value, places))
    return _Reader(value, places, base).record(repeated)


def _not_object(value: Any, places: Places) -> Problem:
    message = f"a record is an object with the key medications, not {kind_of(value)}"
    return Problem(codes.JSON_NOT_OBJECT, message, None, *places.of(()))


class _Base:
    """What every record of the input has, readable or not."""

    def __init__(self, number: int, source: str | None, line: int | None) -> None:
        self.number, self.source, self.line = number, source, line

    def unreadable(self, problem: Problem) -> Record:
        return Record(self.number, self.source, self.line, problems=(problem,), unreadable=True)


def read_object(value: Any, number: int = 1) -> Record:
    """The record of a medication list that is in memory already. Problems have paths, but no lines."""
    base = _Base(number, None, None)
    if value.__class__ is not dict:
        message = f"a record is an object with the key medications, not {kind_of(value)}"
        return base.unreadable(Problem(codes.JSON_NOT_OBJECT, message))
    return _Reader(value, Nowhere(), base).record([])


class _Reader:
    """Reads one record, collecting problems in the order of the text."""

    def __init__(self, value: dict[str, Any], places: Places | Nowhere, base: _Base) -> None:
        self._value = value
        self._places = places
        self._base = base
        self._problems: list[Problem] = []

    def record(self, repeated: list[tuple[Path, int]]) -> Record:
        value = self._value
        if "resourceType" in value and "medications" not in value:
            self._report((), FieldError(codes.UNKNOWN_KEY, _RESOURCE, ("resourceType",), key=True))
            return self._base.unreadable(self._problems[0])
        for key in value:
            if key not in KEYS:
                self._report((), unknown_key(key, KEYS))
        patient = self._patient(value.get("patient"))
        scalars = {key: self._scalar(key, value.get(key)) for key in _SCALARS}
        entries, unread, problems = self._entries(value.get("medications"), repeated)
        items = self._items()
        none = value.get("medications") == NONE and self._attested(scalars)
        return Record(
            number=self._base.number,
            source=self._base.source,
            line=self._base.line,
            patient=patient.get("id"),
            birth_date=patient.get("birth_date"),
            as_of=scalars["as_of"],
            history_from=scalars["history_from"],
            list_source=scalars["source"],
            list_date=scalars["list_date"],
            none=none,
            setting=scalars["setting"],
            emergency=scalars["emergency"],
            entries=entries,
            unread=unread,
            items=items,
            problems=(*self._problems, *problems),
            unreadable=not isinstance(value.get("medications"), list | tuple) and value.get("medications") != NONE,
        )

    def _report(self, path: Path, error: FieldError) -> None:
        path = (*path, *error.path)
        line, column = self._places.of(path, key=error.key)
        self._problems.append(Problem(error.code, error.message, path_text(path), line, column))

    def _patient(self, value: Any) -> dict[str, Any]:
        """The readable part of the patient."""
        if value is None:
            return {}
        if value.__class__ is not dict:
            self._report(("patient",), FieldError(codes.WRONG_TYPE, f"an object is due here, not {kind_of(value)}"))
            return {}
        found: dict[str, Any] = {}
        for key, each in value.items():
            try:
                found |= mapping({key: each}, _PATIENT)
            except FieldError as error:
                self._report(("patient",), error)
        return found

    def _scalar(self, key: str, value: Any) -> Any:
        if value is None:
            return None
        try:
            return _SCALARS[key](value)
        except FieldError as error:
            self._report((key,), error)
            return None

    def _entries(
        self, value: Any, repeated: list[tuple[Path, int]]
    ) -> tuple[tuple[Entry, ...], tuple[Unreadable, ...], list[Problem]]:
        if value.__class__ is list and value and not repeated:
            entries = quick_entries(value, self._places.line_of(())) if self._places.one_line else None
            if entries is not None:
                return entries, (), []
        drafts = self._medications(value)
        self._repeated(repeated, drafts)
        return finish(drafts)

    def _medications(self, value: Any) -> list[Draft]:
        path: Path = ("medications",)
        if isinstance(value, list | tuple):
            if not value:
                self._report(path, FieldError(codes.EMPTY_LIST, EMPTY))
            return [read_entry(each, place, (*path, place), self._places) for place, each in enumerate(value)]
        if value is None:
            self._report(path, FieldError(codes.NO_MEDICATIONS, "the key medications is missing"))
        elif value != NONE:
            message = f'medications is a list or "{NONE}", not {kind_of(value)}'
            self._report(path, FieldError(codes.NO_MEDICATIONS, message))
        return []

    def _attested(self, scalars: dict[str, Any]) -> bool:
        missing = [key for key in ("source", "list_date") if not scalars[key]]
        if missing:
            message = f'"{NONE}" counts only with the keys source and list_date; missing: {", ".join(missing)}'
            self._report(("medications",), FieldError(codes.NONE_UNATTESTED, message))
        return not missing

    def _items(self) -> tuple[Item, ...]:
        items: list[Item] = []
        for section, kind in SECTIONS.items():
            listed = self._value.get(section)
            if listed is None:
                continue
            if not isinstance(listed, list | tuple):
                self._report((section,), FieldError(codes.WRONG_TYPE, f"a list is due here, not {kind_of(listed)}"))
                listed = [listed] if isinstance(listed, dict) else []
            for place, each in enumerate(listed):
                items.append(read_item(kind, place, each, lambda e, p=(section, place): self._report(p, e)))  # type: ignore[misc]
        return tuple(items)

    def _repeated(self, repeated: list[tuple[Path, int]], drafts: list[Draft]) -> None:
        """Keys that stand twice: a medication with one is not read, elsewhere the later value stands."""
        for path, offset in repeated:
            assert isinstance(self._places, Places)
            message = f'the key "{path[-1]}" stands twice in this object'
            problem = Problem(codes.JSON_REPEATED_KEY, message, path_text(path), *self._places.at(offset))
            owner = path[1] if path[0] == "medications" and len(path) > 2 else None
            if isinstance(owner, int) and owner < len(drafts):
                drafts[owner].problems.append(problem)
                spoil(drafts[owner], self._value["medications"][owner])
            else:
                self._problems.append(problem)


_RESOURCE: Final = (
    "this is a FHIR resource among records of another kind; put FHIR into a file of its own, "
    "or read what is FHIR alone with --format fhir"
)

EMPTY: Final = 'the medication list is empty; if no medicines are taken, write "none" with source and list_date'
"""Why an empty list is reported."""
