"""What intake hands on: one record per patient list, as written, nothing interpreted.

Texts, dates and numbers are what the input said (dates and doses are read by the
reading stage); a structural fault of the input is a :class:`Problem` that names its
place. Absent and null are the same: ``None``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from decimal import Decimal


class Problem(Struct, frozen=True):
    """One fault of the input, with its place.

    ``code`` is one of the stable error codes listed in the user guide, ``path`` a JSON
    path (``medications[2].dose``) or column name, ``line`` and ``column`` are 1-based,
    ``entry`` is the id of the medication entry it speaks of, if any.
    """

    code: str
    message: str
    path: str | None = None
    line: int | None = None
    column: int | None = None
    entry: str | None = None


class Coding(Struct, frozen=True):
    """One code of a drug, condition or observation; without the code itself ``display`` is a further name of a drug."""

    system: str | None
    code: str | None
    display: str | None = None


class Quantity(Struct, frozen=True):
    """A number with its unit as written (exact decimals, unit text or None)."""

    value: Decimal
    unit: str | None


class Frequency(Struct, frozen=True):
    """``times`` (to ``times_max``) administrations per ``per`` (to ``per_max``) ``unit``."""

    times: Decimal
    per: Decimal
    unit: str
    times_max: Decimal | None = None
    per_max: Decimal | None = None


class Entry(Struct, frozen=True):
    """One medication entry as written, its dates too.

    ``unread_fields`` names what was given and could not be taken in: absent, and not to be taken for absent.
    """

    id: str
    position: int
    name: str | None = None
    codes: tuple[Coding, ...] = ()
    sig: str | None = None
    dose: Quantity | None = None
    frequency: Frequency | None = None
    route: str | None = None
    form: str | None = None
    status: str | None = None
    intent: str | None = None
    prn: bool | None = None
    not_given: bool = False
    start: str | None = None
    end: str | None = None
    last_taken: str | None = None
    last_filled: str | None = None
    days_supply: Decimal | None = None
    refills: Decimal | None = None
    fill_number: Decimal | None = None
    quantity: Quantity | None = None
    strength: Quantity | None = None
    prescriber: str | None = None
    reason: str | None = None
    reason_stopped: str | None = None
    purpose: str | None = None
    specialist: bool | None = None
    line: int | None = None
    unread_fields: tuple[str, ...] = ()


class Unreadable(Struct, frozen=True):
    """A medication entry that could not be taken in; it becomes a gap (LDN120), never nothing."""

    id: str
    position: int
    text: str
    problem: Problem


class Item(Struct, frozen=True):
    """An entry of conditions, observations, procedures, allergies or devices, as written."""

    kind: str
    position: int
    name: str | None
    codes: tuple[Coding, ...] = ()
    status: str | None = None
    dates: tuple[tuple[str, str], ...] = ()
    value: str | None = None
    unit: str | None = None
    low: str | None = None
    high: str | None = None
    opioid: str | None = None


class Record(Struct, frozen=True):
    """One patient's list. ``number`` is 1-based over the whole input.

    ``unreadable`` means that nothing could be taken in (outcome not-checked); ``none``
    is the structured "no medicines" (``"medications": "none"`` with source and list date). ``form`` is how it was
    written: json, csv or fhir.
    """

    number: int
    source: str | None = None
    line: int | None = None
    patient: str | None = None
    birth_date: str | None = None
    as_of: str | None = None
    history_from: str | None = None
    list_source: str | None = None
    list_date: str | None = None
    none: bool = False
    setting: str | None = None
    emergency: bool | None = None
    entries: tuple[Entry, ...] = ()
    unread: tuple[Unreadable, ...] = ()
    items: tuple[Item, ...] = ()
    problems: tuple[Problem, ...] = ()
    unreadable: bool = False
    form: str = "json"
