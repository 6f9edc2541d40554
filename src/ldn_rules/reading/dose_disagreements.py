"""Which sources of a dose contradict each other: fields against sig, sig against name, a dose against its units."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ldn_rules.reading.dose_units import fits_unit, milligrams, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ldn_rules.intake.model import Entry
    from ldn_rules.reading.dose_units import Content, Span
    from ldn_rules.reading.regimen import Regimens
    from ldn_rules.reading.sigs.model import Phase, SigDose, SigReading


class Disagreements:
    """Compares the sources of a dose."""

    def __init__(self, regimens: Regimens) -> None:
        self._regimens = regimens

    def first(self, entry: Entry, sig: SigReading | None, name_sig: SigReading | None, content: Content) -> str | None:
        """The first disagreement in words. ``name_sig`` is the name read as a sig, used where there is no sig."""
        return next((text for text in self._all(entry, sig, name_sig, content) if text), None)

    def _all(
        self, entry: Entry, sig: SigReading | None, name_sig: SigReading | None, content: Content
    ) -> Iterator[str | None]:
        yield content.unclear
        stated = self._regimens.stated_dose(entry)
        used = sig or name_sig
        phases = used.phases if used is not None else ()
        for phase in phases:
            if sig is None:
                yield self._name_apart(stated, phase, content)
            else:
                yield from self._in_sig(stated, phase, content)
            yield self._frequencies_apart(entry, phase, "name" if sig is None else "sig")
        for dose in [stated] if stated is not None else [phase.dose for phase in phases]:
            yield self._unit_apart(dose, content) if dose is not None else None

    def _in_sig(self, stated: SigDose | None, phase: Phase, content: Content) -> Iterator[str | None]:
        """A phase of the sig in itself, and against the dose field."""
        taken = self._regimens.taken(phase, content)
        yield f"{taken.apart} in the sig" if taken.apart else None
        if stated is None:
            return
        if phase.dose is not None:
            yield self._doses_apart(stated, phase.dose, content)
        if phase.increase is not None:
            yield f"dose field {shown(stated)}, but the sig raises the dose"

    def _doses_apart(self, stated: SigDose, dose: SigDose, content: Content) -> str | None:
        one, other = self._size(stated, content), self._size(dose, content)
        if one is None or other is None:
            apart = self._same_kind(stated, dose) and (stated.high < dose.low or dose.high < stated.low)
        else:
            apart = not one.meets(other)
        return f"dose field {shown(stated)} against {shown(dose)} in the sig" if apart else None

    def _same_kind(self, one: SigDose, other: SigDose) -> bool:
        """Whether two numbers count or measure the same, so that they can be compared without a strength."""
        return one.unit == other.unit or (self._regimens.is_count(one) and self._regimens.is_count(other))

    def _size(self, dose: SigDose, content: Content) -> Span | None:
        return self._regimens.convert(dose, content).span

    def _name_apart(self, stated: SigDose | None, phase: Phase, content: Content) -> str | None:
        """A mass in the name is a dose only with a time beside it, and may be that of one unit."""
        if stated is None or phase.dose is None or phase.frequency is None or not self._regimens.is_mass(stated):
            return None
        one, other = self._size(stated, content), self._size(phase.dose, content)
        if one is None or other is None or one.meets(other) or fits_unit(one, other):
            return None
        return f"dose field {shown(stated)} against {shown(phase.dose)} in the name"

    def _frequencies_apart(self, entry: Entry, phase: Phase, where: str) -> str | None:
        if entry.frequency is None or phase.frequency is None:
            return None
        stated = self._regimens.stated_frequency(entry.frequency)
        one = self._regimens.rate(stated) if stated else None
        other = self._regimens.rate(phase.frequency)
        if one is None or other is None or one.meets(other):
            return None
        return f"the frequency field and the {where} say different frequencies"

    def _unit_apart(self, dose: SigDose, content: Content) -> str | None:
        span = self._size(dose, content) if self._regimens.is_mass(dose) else None
        if span is None or content.unit is None or not content.countable or fits_unit(span, content.unit):
            return None
        return f"dose {shown(dose)} against units of {milligrams(content.unit.high)}"
