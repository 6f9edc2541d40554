"""What a sig was understood as: one phase or several, and the text that was not understood."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from fractions import Fraction

    from ldn_rules.reading.amounts import Amount


class SigDose(Struct, frozen=True):
    """``low`` to ``high`` of ``unit`` (a key of the vocabulary's units, None where none is written).

    ``numeral`` says that the number was written as a word, ``total`` that it is said to be the whole dose.
    """

    low: Fraction
    high: Fraction
    unit: str | None
    numeral: bool = False
    total: bool = False


class SigFrequency(Struct, frozen=True):
    """``times`` (range) per ``per`` (range) of ``unit``: minute, hour, day, week or month; on ``days`` days of it
    where that is said.
    """

    times_low: Fraction
    times_high: Fraction
    per_low: Fraction
    per_high: Fraction
    unit: str
    days: int | None = None


class SigIncrease(Struct, frozen=True):
    """Raised by ``by`` every ``low`` to ``high`` days, up to ``up_to`` where that is said."""

    by: SigDose
    low_days: Fraction
    high_days: Fraction
    up_to: SigDose | None


class SigPart(Struct, frozen=True):
    """One of several unequal doses in a day: ``times`` administrations at ``times_of_day``; ``also`` is the same
    dose in another unit.
    """

    dose: SigDose
    also: SigDose | None
    times: Fraction
    times_of_day: tuple[str, ...]


class Phase(Struct, frozen=True):
    """One dose regimen of a sig. ``also`` is the same dose in another unit (``2 capsules (3 mg)``),
    ``times_of_day`` and ``weekdays`` are vocabulary keys, ``maximum`` is a limit per ``maximum_days`` days.
    ``parts`` are the doses of a day where they differ (``1 in the morning and 2 at night``); ``dose`` is their range.
    ``places`` is the number of places (``each nostril``) that ``dose`` is the sum of. ``by_letters`` says that the
    route is written in letters that can say a release too (``pr``).
    """

    dose: SigDose | None = None
    also: SigDose | None = None
    frequency: SigFrequency | None = None
    times_of_day: tuple[str, ...] = ()
    weekdays: tuple[str, ...] = ()
    prn: bool = False
    route: str | None = None
    duration_days: int | None = None
    increase: SigIncrease | None = None
    maximum: SigDose | None = None
    maximum_days: Fraction | None = None
    parts: tuple[SigPart, ...] = ()
    places: int = 1
    by_letters: bool = False


class Unparsed(Struct, frozen=True):
    """Text that was not understood, with its place: ``start`` and ``end`` count characters of the sig."""

    text: str
    start: int
    end: int


class SigReading(Struct, frozen=True):
    """A sig, read. ``strengths`` are amounts per volume, hour or unit that stand in it (``2.5 mL of 1 mg/mL``),
    ``reasons`` what it says it is taken for, ``remarks`` what is said of its decimals (``reading.decimals``).
    """

    text: str
    phases: tuple[Phase, ...]
    as_directed: bool
    unparsed: tuple[Unparsed, ...]
    strengths: tuple[Amount, ...] = ()
    reasons: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    drugs: tuple[Unparsed, ...] = ()
    """The drug that it begins with, and others whose names are passed over, as written."""
    notes: tuple[Unparsed, ...] = ()
    """Notes for the pharmacy, which are no part of the regimen."""
