"""Types of the fields that a fact may have, and what a kind of fact is made of."""

from __future__ import annotations

from enum import Enum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Mapping

NEVER: Final = 1_000_000
"""Day number of "has not happened": an open end, or nothing before."""

NEVER_MINUTE: Final = NEVER * 1440
"""The same for fields counted in minutes."""

UNKNOWN: Final = 10**15
"""An unknown value is the interval [-UNKNOWN, +UNKNOWN]."""

UNKNOWN_DAY: Final = "an unknown day"
"""A day that nobody knows, in words."""


class FieldType(Enum):
    """How a field's constants are written in YAML and stored as integers."""

    DAY = "day"
    """Day number relative to as_of; differences are written ``7 days``."""
    MINUTE = "minute"
    """Minute number relative to as_of 00:00; differences are written ``7 days``."""
    DAYS = "days"
    """A count of days, written ``14 days``; ``never`` = none before."""
    DOSE = "dose"
    """Nanograms (per dose or per day), written ``4.5 mg``; a rise may be negative."""
    COUNT = "count"
    """A bare whole number."""
    YEARS = "years"
    """Whole years, written ``18 years``."""
    RATIO = "ratio"
    """Thousandths, written ``3 x`` (times a reference limit)."""
    LEVEL = "level"
    """Thousandths of the usual unit of an observation, written ``30 units``."""
    FLAG = "flag"
    """true or false (1 or 0)."""
    ENUM = "enum"
    """One of the listed names; the integer is its place in the list."""


class Field(Struct, frozen=True):
    """One field of a fact kind."""

    name: str
    type: FieldType
    says: str
    values: tuple[str, ...] = ()
    nullable: bool = False


class Kind(Struct, frozen=True):
    """A kind of fact: what it stands for, its integer fields and its texts for messages."""

    name: str
    says: str
    fields: Mapping[str, Field]
    texts: Mapping[str, str]

    def field(self, name: str) -> Field:
        """The field of that name; KeyError if the kind has none."""
        return self.fields[name]


def kind_of(name: str, says: str, *fields: Field, texts: Mapping[str, str] | None = None) -> Kind:
    """A kind with these fields and texts."""
    by_name = MappingProxyType({field.name: field for field in fields})
    return Kind(name, says, by_name, MappingProxyType(dict(texts or {})))
