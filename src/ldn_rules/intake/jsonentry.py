"""One medication of a JSON list, as a draft."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from ldn_rules.intake import codes
from ldn_rules.intake.drafts import Draft, short
from ldn_rules.intake.fields import (
    FieldError,
    codings,
    flag,
    frequency,
    identifier,
    kind_of,
    number,
    quantity,
    text,
    under,
    unknown_key,
)
from ldn_rules.intake.limits import is_short, too_long
from ldn_rules.intake.model import Entry, Problem
from ldn_rules.intake.places import path_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from ldn_rules.intake.jsonscan import Path
    from ldn_rules.intake.places import Nowhere, Places

TEXTS: Final = frozenset(
    {
        "name",
        "sig",
        "route",
        "form",
        "status",
        "intent",
        "start",
        "end",
        "last_taken",
        "last_filled",
        "prescriber",
        "reason",
        "reason_stopped",
        "purpose",
    }
)

READERS: Final[dict[str, Callable[[Any], object]]] = {
    "id": identifier,
    "codes": codings,
    "dose": quantity,
    "frequency": frequency,
    "quantity": quantity,
    "strength": quantity,
    "prn": flag,
    "specialist": flag,
    "days_supply": number,
    "refills": number,
    "fill_number": number,
    "extension": lambda _: None,
    **dict.fromkeys(sorted(TEXTS), text),
}
"""What reads each key of a medication."""


def quick_entries(listed: list[Any], line: int | None) -> tuple[Entry, ...] | None:
    """The entries of a list without any fault in which each has an id of its own; else None: see ``read_entry``."""
    try:
        entries = tuple([_quick(value, position, line) for position, value in enumerate(listed)])
    except (FieldError, LookupError, AttributeError):
        return None
    return entries if len({entry.id for entry in entries}) == len(entries) else None


def _quick(value: dict[str, Any], position: int, line: int | None) -> Entry:
    fields: dict[str, Any] = {}
    for key, each in value.items():
        if each.__class__ is str and key in TEXTS:
            if each and not each.isspace():
                fields[key] = each
        else:
            read = READERS[key]
            if each is not None:
                fields[key] = read(each)
    fields.pop("extension", None)
    own_id = fields.pop("id")
    if own_id is None or not (fields.get("name") or fields.get("codes")):
        raise LookupError
    if not is_short(fields):
        for error in too_long(fields):
            raise error
    return Entry(own_id, position, line=line, **fields)


def read_entry(value: Any, position: int, path: Path, places: Places | Nowhere) -> Draft:
    """The draft of ``medications[position]``: all its faults are in it."""
    draft = Draft(position, path_text(path) or "", places.line_of(path))
    if value.__class__ is not dict:
        error = FieldError(codes.WRONG_TYPE, f"a medication is an object, not {kind_of(value)}")
        _fault(draft, error, path, places)
    else:
        _read(draft, value, path, places)
        draft.id = draft.fields.pop("id", None)
        if not draft.problems and draft.fields.get("name") is None and not draft.fields.get("codes"):
            _fault(draft, FieldError(codes.NAMELESS, "a medication needs a name or a code"), path, places)
    if draft.problems:
        spoil(draft, value)
    return draft


def _read(draft: Draft, value: dict[str, Any], path: Path, places: Places | Nowhere) -> None:
    fields = draft.fields
    for key, each in value.items():
        if each is None:
            if key not in READERS:
                _fault(draft, unknown_key(key, READERS), path, places)
        elif key in TEXTS and each.__class__ is str:
            if each.strip():
                fields[key] = each
        elif key in READERS:
            try:
                fields[key] = READERS[key](each)
            except FieldError as error:
                draft.fault(key, _problem(under(error, key), path, places))
        else:
            _fault(draft, unknown_key(key, READERS), path, places)
    fields.pop("extension", None)
    for fault in list(too_long(fields)):
        draft.fault(str(fault.path[0]), _problem(fault, path, places))
        del fields[str(fault.path[0])]


def _fault(draft: Draft, error: FieldError, path: Path, places: Places | Nowhere) -> None:
    draft.problems.append(_problem(error, path, places))


def _problem(error: FieldError, path: Path, places: Places | Nowhere) -> Problem:
    line, column = places.of((*path, *error.path), key=error.key)
    return Problem(error.code, error.message, path_text((*path, *error.path)), line, column)


def spoil(draft: Draft, value: Any) -> None:
    """Gives an unreadable draft the text it is shown by; its id is kept, or comes from what was written."""
    name = draft.fields.get("name")
    draft.fields = {}
    draft.text = short(name or (value if isinstance(value, str) else _written(value)))


def _written(value: Any) -> str:
    import msgspec.json

    try:
        encoder = msgspec.json.Encoder(enc_hook=str, order="sorted", decimal_format="number")
        return encoder.encode(value).decode()
    except (TypeError, ValueError, OverflowError, RecursionError):
        return str(value) if isinstance(value, int | float | Decimal) else repr(value)
