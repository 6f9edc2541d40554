"""The dose of an entry: structured fields over sig over name, in exact arithmetic (clinical.md 5.0, total daily dose)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from ldn_rules.reading.dose_units import (
    Content,
    Converted,
    Span,
    content_of,
    converted,
    decimal,
    fits_unit,
    milligrams,
    shown,
    written_amount,
)
from ldn_rules.reading.model import DoseReading
from ldn_rules.reading.sig_model import Phase, SigDose, SigFrequency

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ldn_rules.intake.model import Entry, Frequency
    from ldn_rules.reading.amounts import Amount
    from ldn_rules.reading.drugs import DrugText
    from ldn_rules.reading.sig_model import SigReading
    from ldn_rules.rulebook.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class PlausibilityLimits:
    """What makes a dose implausible (``rules/semantics.yaml``), in nanograms: a daily dose below ``too_small``, a dose
    from ``too_large`` on. A number without a unit from ``bare_low`` to ``bare_high`` (as milligrams) on an entry that
    says low dose lacks only its unit. ``drug_class``: the class whose doses are judged; None judges all."""

    too_small: int
    too_large: int
    bare_low: int
    bare_high: int
    drug_class: str | None = None


@dataclass(frozen=True, slots=True)
class _Phase:
    """One phase with its dose converted and its days between doses."""

    dose: SigDose | None
    taken: Converted
    rate: tuple[Fraction, Fraction] | None
    every_days: int | None


_DAY: Final = Fraction(1)
_NANOGRAMS: Final = 1_000_000
_NOTHING: Final = Converted()


class DoseReader:
    """Reads doses against one vocabulary."""

    def __init__(self, vocabulary: Vocabulary, limits: PlausibilityLimits) -> None:
        self._vocabulary = vocabulary
        self._limits = limits

    def read(
        self, entry: Entry, text: DrugText, sig: SigReading | None, name_sig: SigReading | None, *, low_dose: bool
    ) -> DoseReading:
        """The dose of an entry. ``name_sig`` is the name read as a sig, used where there is no sig;
        ``low_dose`` says that the entry says LDN or low dose."""
        regimen = sig or name_sig
        written = regimen.strengths if sig and regimen else ()
        content = content_of(text.drug, entry.strength, written, self._vocabulary)
        phases = self._phases(entry, regimen, content)
        supply = self._supply(entry, content) if not any(phase.rate for phase in phases) else None
        return self._reading(entry, text, sig, phases, content, supply, low_dose=low_dose)

    def _phases(self, entry: Entry, sig: SigReading | None, content: Content) -> list[_Phase]:
        stated_dose = self._stated_dose(entry)
        stated_rate = self._stated_frequency(entry.frequency) if entry.frequency else None
        phases = list(sig.phases) if sig else []
        if stated_dose is not None or stated_rate is not None or not phases:
            first = phases[0] if phases else Phase()
            dose = stated_dose or (first.dose if len(phases) <= 1 else None)
            if stated_dose is None and len(phases) > 1:
                return [self._phase(phase, phase.dose, stated_rate or phase.frequency, content) for phase in phases]
            return [self._phase(first, dose, stated_rate or first.frequency, content, stated=stated_dose is not None)]
        return [self._phase(phase, phase.dose, phase.frequency, content) for phase in phases]

    def _phase(
        self, phase: Phase, dose: SigDose | None, frequency: SigFrequency | None, content: Content, *, stated: bool = False
    ) -> _Phase:
        taken = converted(dose, content, self._vocabulary) if dose else self._by_content(content)
        if dose is not None and phase.also is not None and not stated:
            taken = self._both(taken, dose, phase.also, content)
        rate, every = self._rate(frequency) if frequency else (None, None)
        return _Phase(dose, taken, rate, every)

    @staticmethod
    def _by_content(content: Content) -> Converted:
        """No dose is written: one unit, where the strength of a unit is."""
        return Converted(content.unit) if content.unit is not None else Converted(missing="dose")

    def _both(self, taken: Converted, dose: SigDose, also: SigDose, content: Content) -> Converted:
        """``2 capsules (3 mg)``: the mass is that of the dose, or restates the strength of one unit."""
        other = converted(also, content, self._vocabulary)
        count, mass = (also, taken.span) if self._is_mass(dose) else (dose, other.span)
        counted = other if self._is_mass(dose) else taken
        if counted.span is not None or mass is None or not self._is_count(count):
            return counted if counted.span is not None else (taken if taken.span is not None else other)
        return Converted(Span(min(mass.low, mass.low * count.low), max(mass.high, mass.high * count.high)))

    def _is_mass(self, dose: SigDose) -> bool:
        unit = self._vocabulary.units.get(dose.unit or "")
        return unit is not None and bool(unit.nanograms)

    def _is_count(self, dose: SigDose) -> bool:
        unit = self._vocabulary.units.get(dose.unit or "")
        return unit.count if unit is not None else dose.unit is None and dose.numeral

    def _rate(self, frequency: SigFrequency) -> tuple[tuple[Fraction, Fraction] | None, int | None]:
        """Administrations on a day when it is taken, low and high, and the days between if more than one."""
        unit = self._vocabulary.sig.time_units.get(frequency.unit)
        if unit is None or frequency.per_low <= 0 or frequency.times_high <= 0:
            return None, None
        days = Fraction(*unit)
        low = frequency.times_low / (frequency.per_high * days)
        high = frequency.times_high / (frequency.per_low * days)
        every = int(1 / high)
        return (low if low >= 1 or low == 0 else _DAY, max(high, _DAY)), every if every > 1 else None

    def _stated_dose(self, entry: Entry) -> SigDose | None:
        if entry.dose is None:
            return None
        written = written_amount(entry.dose, self._vocabulary)
        if written is None:
            return None
        return SigDose(written.low, written.high, written.unit)

    def _stated_frequency(self, stated: Frequency) -> SigFrequency | None:
        key, _ = _time_unit(stated.unit, self._vocabulary)
        if key is None:
            return None
        times, per = Fraction(stated.times), Fraction(stated.per)
        times_max = Fraction(stated.times_max) if stated.times_max is not None else times
        per_max = Fraction(stated.per_max) if stated.per_max is not None else per
        return SigFrequency(min(times, times_max), max(times, times_max), min(per, per_max), max(per, per_max), key)

    def _supply(self, entry: Entry, content: Content) -> Span | None:
        """Quantity x strength / days' supply, where nothing says how it is taken."""
        if entry.quantity is None or not entry.days_supply or entry.days_supply <= 0 or entry.sig:
            return None
        amount = written_amount(entry.quantity, self._vocabulary)
        if amount is None:
            return None
        dose = SigDose(amount.low, amount.high, amount.unit or "each", numeral=True)
        whole = converted(dose, content, self._vocabulary).span
        days = Fraction(entry.days_supply)
        return Span(whole.low / days, whole.high / days) if whole else None

    def _reading(
        self,
        entry: Entry,
        text: DrugText,
        sig: SigReading | None,
        phases: Sequence[_Phase],
        content: Content,
        supply: Span | None,
        *,
        low_dose: bool,
    ) -> DoseReading:
        singles = [phase.taken.span for phase in phases if phase.taken.span is not None]
        dailies = [_daily(phase) for phase in phases]
        known = [daily for daily in dailies if daily is not None]
        complete = len(known) == len(dailies)
        single = supply or _hull(singles)
        daily = supply or (_hull(known) if complete else None)
        fault, fault_text = self._fault(text, phases, content, single, daily, low_dose=low_dose)
        prn = bool(entry.prn) or (sig is not None and any(phase.prn for phase in sig.phases))
        frequent = any(phase.rate is not None for phase in phases)
        return DoseReading(
            single=single.amount() if single else None,
            daily=daily.amount() if daily else None,
            unit_strength=content.unit.amount() if content.unit else None,
            fault=fault,
            fault_text=fault_text,
            missing=() if supply else self._missing(entry, sig, phases, content),
            disagreement=self._disagreement(entry, sig, content),
            prn=prn,
            scheduled=frequent and not prn,
            every_days=min((phase.every_days for phase in phases if phase.every_days), default=None),
            derived=_derived(phases, content, supply, entry),
        )

    def _missing(
        self, entry: Entry, sig: SigReading | None, phases: Sequence[_Phase], content: Content
    ) -> tuple[str, ...]:
        missing = [phase.taken.missing for phase in phases if phase.taken.missing]
        if any(phase.rate is None for phase in phases):
            missing.append("frequency")
        if sig is not None and sig.unparsed:
            missing.append("sig")
        if "dose" in missing and content.unit is None and entry.dose is None:
            missing.append("strength")
        order = ("dose", "strength", "frequency", "unit", "sig")
        return tuple(name for name in order if name in missing)

    def _fault(
        self,
        text: DrugText,
        phases: Sequence[_Phase],
        content: Content,
        single: Span | None,
        daily: Span | None,
        *,
        low_dose: bool,
    ) -> tuple[str, str]:
        if self._limits.drug_class is not None and self._limits.drug_class not in text.drug.classes:
            return "none", ""
        written = [(phase.taken.fault, phase.taken.fault_text) for phase in phases if phase.taken.fault != "none"]
        if not written and (content.doubtful or self._doubtful_name(text)):
            written = [("unit-gram", "a strength in grams")]
        if not written and single is None:
            written = [("no-unit", f"{decimal(bare.high)} without a unit") for bare in _bare_numbers(text)]
        if written:
            return self._named_fault(written[0], phases, text, low_dose=low_dose)
        return self._size_fault(single, daily)

    def _named_fault(
        self, fault: tuple[str, str], phases: Sequence[_Phase], text: DrugText, *, low_dose: bool
    ) -> tuple[str, str]:
        if fault[0] != "no-unit" or not low_dose:
            return fault
        numbers = [phase.dose.high for phase in phases if phase.dose is not None and phase.dose.unit is None]
        numbers = numbers or [bare.high for bare in _bare_numbers(text)]
        low, high = self._limits.bare_low, self._limits.bare_high
        small = bool(numbers) and all(low <= number * _NANOGRAMS <= high for number in numbers)
        return ("bare-number", fault[1]) if small else fault

    def _size_fault(self, single: Span | None, daily: Span | None) -> tuple[str, str]:
        if single is not None and single.high >= self._limits.too_large:
            return "too-large", f"{milligrams(single.high)} a dose"
        smallest = daily or single
        if smallest is not None and smallest.high < self._limits.too_small:
            return "too-small", f"{milligrams(smallest.high)} a day"
        return "none", ""

    def _doubtful_name(self, text: DrugText) -> bool:
        units = self._vocabulary.units
        return any(
            amount.per is None and units[amount.unit].doubtful
            for scan in text.scans[:1]
            for amount in scan.amounts
            if amount.unit in units
        )

    def _disagreement(self, entry: Entry, sig: SigReading | None, content: Content) -> str | None:
        """Which sources of the dose contradict each other."""
        if content.unclear:
            return content.unclear
        phase = sig.phases[0] if sig is not None and len(sig.phases) == 1 else None
        stated = self._stated_dose(entry)
        dose = stated or (phase.dose if phase else None)
        if phase is not None and phase.dose is not None and stated is not None:
            text = self._doses_apart(stated, phase.dose, content)
            if text:
                return text
        if phase is not None and phase.frequency is not None and entry.frequency is not None:
            one, other = self._stated_frequency(entry.frequency), phase.frequency
            if one is not None and not _rates_meet(self._rate(one), self._rate(other)):
                return "frequency field and sig say different frequencies"
        return self._unit_apart(dose, content) if dose is not None else None

    def _doses_apart(self, stated: SigDose, dose: SigDose, content: Content) -> str | None:
        one, other = (converted(each, content, self._vocabulary).span for each in (stated, dose))
        if one is not None and other is not None and not one.meets(other):
            return f"dose field {shown(stated)} against {shown(dose)} in the sig"
        return None

    def _unit_apart(self, dose: SigDose, content: Content) -> str | None:
        span = converted(dose, content, self._vocabulary).span
        if not (self._is_mass(dose) and content.countable and content.unit and span) or fits_unit(span, content.unit):
            return None
        return f"dose {shown(dose)} against units of {milligrams(content.unit.high)}"


def _time_unit(text: str, vocabulary: Vocabulary) -> tuple[str | None, int]:
    from ldn_rules.reading.amounts import meaning_at  # noqa: PLC0415 - one use
    from ldn_rules.rulebook.words import words  # noqa: PLC0415 - one use

    return meaning_at(words(text), 0, "time-units", vocabulary)


def _bare_numbers(text: DrugText) -> tuple[Amount, ...]:
    scan = text.scans[0] if text.scans else None
    return scan.bare if scan is not None and not scan.amounts else ()


def _daily(phase: _Phase) -> Span | None:
    """The dose of a day when it is taken."""
    if phase.taken.span is None or phase.rate is None:
        return None
    return phase.taken.span.times(*phase.rate)


def _rates_meet(one: tuple[tuple[Fraction, Fraction] | None, int | None], other: tuple[tuple[Fraction, Fraction] | None, int | None]) -> bool:
    if one[0] is None or other[0] is None:
        return True
    return one[1] == other[1] and one[0][0] <= other[0][1] and other[0][0] <= one[0][1]


def _hull(spans: Sequence[Span]) -> Span | None:
    if not spans:
        return None
    return Span(min(span.low for span in spans), max(span.high for span in spans))


def _derived(phases: Sequence[_Phase], content: Content, supply: Span | None, entry: Entry) -> str:
    if supply is not None:
        return f"quantity x strength / {entry.days_supply} days = {milligrams(supply.high)} a day"
    return "; then ".join(_phase_text(phase, content) for phase in phases)


def _phase_text(phase: _Phase, content: Content) -> str:
    dose = shown(phase.dose) if phase.dose else "one unit" if content.unit else "dose not stated"
    size = f" = {milligrams(phase.taken.span.high)}" if phase.taken.span else ""
    often = f", {decimal(phase.rate[1])} a day" if phase.rate else ", frequency not stated"
    every = f" every {phase.every_days} days" if phase.every_days else ""
    return f"{dose}{size}{often}{every}"
