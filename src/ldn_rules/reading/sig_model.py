"""What a sig was understood as: one phase or several, and the text that was not understood."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fractions import Fraction

    from ldn_rules.reading.amounts import Amount


@dataclass(frozen=True, slots=True)
class SigDose:
    """``low`` to ``high`` of ``unit`` (a key of the vocabulary's units, None where none is written).

    ``numeral`` says that the number was written as a word.
    """

    low: Fraction
    high: Fraction
    unit: str | None
    numeral: bool = False


@dataclass(frozen=True, slots=True)
class SigFrequency:
    """``times`` (range) per ``per`` (range) of ``unit``: minute, hour, day, week or month."""

    times_low: Fraction
    times_high: Fraction
    per_low: Fraction
    per_high: Fraction
    unit: str


@dataclass(frozen=True, slots=True)
class SigIncrease:
    """Raised by ``by`` every ``low`` to ``high`` days, up to ``up_to`` where that is said."""

    by: SigDose
    low_days: Fraction
    high_days: Fraction
    up_to: SigDose | None


@dataclass(frozen=True, slots=True)
class Phase:
    """One dose regimen of a sig. ``also`` is the same dose in another unit (``2 capsules (3 mg)``),
    ``times_of_day`` and ``weekdays`` are vocabulary keys, ``maximum`` is a limit per ``maximum_days`` days.
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


@dataclass(frozen=True, slots=True)
class Unparsed:
    """Text that was not understood, with its place: ``start`` and ``end`` count characters of the sig."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SigReading:
    """A sig, read. ``strengths`` are amounts per volume, hour or unit that stand in it (``2.5 mL of 1 mg/mL``),
    ``reasons`` what it says it is taken for.
    """

    text: str
    phases: tuple[Phase, ...]
    as_directed: bool
    unparsed: tuple[Unparsed, ...]
    strengths: tuple[Amount, ...] = ()
    reasons: tuple[str, ...] = ()
