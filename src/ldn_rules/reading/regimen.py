"""The regimen of an entry: structured fields over sig over name, each phase with its dose and its days."""

from __future__ import annotations

from fractions import Fraction
from functools import reduce
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from ldn_rules.reading.amounts import exact, meaning_at
from ldn_rules.reading.dose_units import Content, Converted, Span, converted, milligrams, shown, written_amount
from ldn_rules.reading.sigs.model import Phase, SigDose, SigFrequency
from ldn_rules.rulebook.words import words

if TYPE_CHECKING:
    from ldn_rules.intake.model import Entry, Frequency
    from ldn_rules.reading.sigs.model import SigReading
    from ldn_rules.rulebook.vocabulary import Vocabulary

_DAY: Final = Fraction(1)
_ROUNDING: Final = 50
"""One part in so many is rounding (0.33 mL for 1 mg of 3 mg/mL); the range still holds both."""


class Rate(Struct, frozen=True):
    """``low`` to ``high`` administrations on a day when it is taken; ``every_days`` where there are days between."""

    low: Fraction
    high: Fraction
    every_days: int | None

    def meets(self, other: Rate) -> bool:
        """Whether the two can be the same."""
        return self.every_days == other.every_days and self.low <= other.high and other.low <= self.high


class Step(Struct, frozen=True):
    """One phase with its dose converted; ``rate`` is None where no frequency is known. ``whole`` is the sum of a
    day whose doses differ, ``phase`` what was read, None where the fields of the entry say the dose.
    """

    dose: SigDose | None
    taken: Converted
    rate: Rate | None
    whole: Span | None = None
    phase: Phase | None = None

    @property
    def daily(self) -> Span | None:
        """The dose of a day when it is taken."""
        if self.whole is not None:
            return self.whole
        if self.taken.span is None or self.rate is None:
            return None
        return self.taken.span.times(self.rate.low, self.rate.high)


def _on_days(frequency: SigFrequency, unit_days: Fraction) -> Rate:
    """So many administrations on each of the days when it is taken."""
    days = Fraction(frequency.days or 1)
    every = int(frequency.per_low * unit_days / days)
    return Rate(frequency.times_low / days, frequency.times_high / days, every if every > 1 else None)


class Regimens:
    """Reads regimens against one vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary

    def steps(self, entry: Entry, sig: SigReading | None, content: Content) -> list[Step]:
        """The phases of an entry, at least one. A structured dose replaces all doses of the sig, a structured
        frequency all its frequencies; with nothing but a structured frequency the dose is missing.
        """
        dose = self.stated_dose(entry)
        frequency = self.frequency_of(entry)
        phases = list(sig.phases) if sig else []
        if dose is None and frequency is not None and not phases:
            return [Step(None, Converted(missing="dose"), self._rate_of(frequency))]
        phases = phases or [Phase()]
        if dose is None:
            return [self.step(phase, frequency, content) for phase in phases]
        taken = self.convert(dose, content)
        rates = [self._rate_of(frequency or phase.frequency) for phase in phases]
        return [Step(dose, taken, rate) for rate in dict.fromkeys(rates)]

    def frequency_of(self, entry: Entry) -> SigFrequency | None:
        """The frequency field as a frequency, if there is one that can be read."""
        return self.stated_frequency(entry.frequency) if entry.frequency else None

    def taken(self, phase: Phase, content: Content) -> Converted:
        """One administration of a phase, up to the top where it is raised; any of the doses of a day."""
        if phase.parts:
            taken = self._any_part(phase, content)
        elif phase.dose is None:
            taken = Converted(content.unit) if content.unit is not None else Converted(missing="dose")
        else:
            taken = self._one(phase.dose, phase.also, content)
        return taken if phase.increase is None else self._raised(taken, phase.increase.up_to, content)

    def stated_dose(self, entry: Entry) -> SigDose | None:
        """The dose field as a dose."""
        written = written_amount(entry.dose, self._vocabulary) if entry.dose is not None else None
        return SigDose(written.low, written.high, written.unit) if written is not None else None

    def stated_frequency(self, stated: Frequency) -> SigFrequency | None:
        """The frequency field as a frequency; None if its unit is no unit of time or a value is no number."""
        key, _ = meaning_at(words(stated.unit), 0, "time-units", self._vocabulary)
        if key is None:
            return None
        times, per = exact(stated.times), exact(stated.per)
        times_max = exact(stated.times_max) if stated.times_max is not None else times
        per_max = exact(stated.per_max) if stated.per_max is not None else per
        if times is None or per is None or times_max is None or per_max is None:
            return None
        return SigFrequency(min(times, times_max), max(times, times_max), min(per, per_max), max(per, per_max), key)

    def rate(self, frequency: SigFrequency) -> Rate | None:
        """Administrations a day. Every other day, so many times a week: the dose of a day when it is taken."""
        unit = self._vocabulary.sig.time_units.get(frequency.unit)
        if unit is None or frequency.per_low <= 0 or frequency.times_high <= 0:
            return None
        days = Fraction(*unit)
        if frequency.days:
            return _on_days(frequency, days)
        low = frequency.times_low / (frequency.per_high * days)
        high = frequency.times_high / (frequency.per_low * days)
        every = int(1 / high)
        return Rate(low if low >= 1 or low <= 0 else _DAY, max(high, _DAY), every if every > 1 else None)

    def is_mass(self, dose: SigDose) -> bool:
        """Whether a dose is written as a mass."""
        unit = self._vocabulary.units.get(dose.unit or "")
        return unit is not None and bool(unit.nanograms)

    def is_count(self, dose: SigDose) -> bool:
        """Whether a dose counts dosage units."""
        unit = self._vocabulary.units.get(dose.unit or "")
        return unit.count if unit is not None else dose.unit is None and dose.numeral

    def convert(self, dose: SigDose, content: Content) -> Converted:
        """A dose in nanograms."""
        return converted(dose, content, self._vocabulary)

    def step(self, phase: Phase, frequency: SigFrequency | None, content: Content) -> Step:
        """One phase with its dose converted; ``frequency`` wins over its own."""
        taken = self.taken(phase, content)
        whole = self._whole(phase, content) if phase.parts and frequency is None and taken.span is not None else None
        return Step(phase.dose, taken, self._rate_of(frequency or phase.frequency), whole, phase)

    def _one(self, dose: SigDose, also: SigDose | None, content: Content) -> Converted:
        return self.convert(dose, content) if also is None else self._both(dose, also, content)

    def _any_part(self, phase: Phase, content: Content) -> Converted:
        """From the least to the greatest dose of a day; what is wrong with one of them is wrong with all."""
        taken = [self._one(part.dose, part.also, content) for part in phase.parts]
        doubtful = next((one for one in taken if one.span is None or one.fault != "none" or one.apart), taken[0])
        spans = [one.span for one in taken if one.span is not None]
        return replace(doubtful, span=reduce(Span.hull, spans)) if len(spans) == len(taken) else doubtful

    def _whole(self, phase: Phase, content: Content) -> Span | None:
        """The sum of the doses of a day."""
        low = high = Fraction(0)
        for part in phase.parts:
            span = self._one(part.dose, part.also, content).span
            if span is None:
                return None
            low, high = low + span.low * part.times, high + span.high * part.times
        return Span(low, high)

    def _rate_of(self, frequency: SigFrequency | None) -> Rate | None:
        return self.rate(frequency) if frequency else None

    def _both(self, dose: SigDose, also: SigDose, content: Content) -> Converted:
        """``2 capsules (3 mg)``: the count or volume decides where its strength is known and the mass agrees. Else the
        mass is that of the dose or of one unit, and both are kept.
        """
        count, mass = self._count_first(dose, also)
        counted, weighed = self.convert(count, content), self.convert(mass, content)
        if counted.span is not None and weighed.span is not None:
            return self._compared(count, mass, content)
        if counted.span is not None or weighed.span is None or not self.is_count(count):
            return counted if counted.span is not None else weighed
        if count.total or mass.total:
            return weighed
        return replace(weighed, span=weighed.span.hull(weighed.span.times(count.low, count.high)))

    def _count_first(self, dose: SigDose, also: SigDose) -> tuple[SigDose, SigDose]:
        if self.is_mass(dose) or (self.is_count(also) and not self.is_mass(also)):
            return also, dose
        return dose, also

    def _compared(self, count: SigDose, mass: SigDose, content: Content) -> Converted:
        """The count, where the mass is that of the whole or of one unit; else both, which are apart."""
        counted, weighed = self.convert(count, content), self.convert(mass, content)
        if counted.span is None or weighed.span is None:
            return counted
        of_one = self.is_count(count) and content.unit is not None and weighed.span.meets(content.unit)
        if counted.span.meets(weighed.span) or (of_one and not (count.total or mass.total)):
            return counted
        sizes = f"{milligrams(counted.span.high)} against {milligrams(weighed.span.high)}"
        apart = "" if _rounded(counted.span, weighed.span) else f"{shown(count)} ({shown(mass)}) is {sizes}"
        fault = counted if counted.fault != "none" else weighed
        return replace(fault, span=counted.span.hull(weighed.span), apart=apart)

    def _raised(self, taken: Converted, up_to: SigDose | None, content: Content) -> Converted:
        """A dose that is raised reaches up to its top; without a top its size is not known."""
        top = self.convert(up_to, content) if up_to is not None else Converted(missing="dose")
        if taken.span is None or top.span is None:
            return taken if taken.span is None else replace(top, span=None, apart=taken.apart)
        return replace(taken, span=taken.span.hull(top.span))


def _rounded(one: Span, other: Span) -> bool:
    """Whether two sizes differ by no more than the rounding of a written number."""
    return abs(one.high - other.high) * _ROUNDING <= max(one.high, other.high)
