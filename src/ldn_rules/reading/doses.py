"""The dose of an entry, exact, and what is missing or in conflict (docs/guide/semantics.md "Total daily dose")."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from ldn_rules.reading.amounts import amount_at, decimal, exact
from ldn_rules.reading.dose_disagreements import Disagreements
from ldn_rules.reading.dose_units import Span, content_of, milligrams, shown, written_amount
from ldn_rules.reading.model import DoseReading
from ldn_rules.reading.plans import Plans
from ldn_rules.reading.plausibility import Judged, PlausibilityLimits, bare_numbers, fault_of
from ldn_rules.reading.regimen import Regimens
from ldn_rules.reading.schedule import schedule_of
from ldn_rules.reading.sigs.model import SigDose
from ldn_rules.rulebook.words import words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from ldn_rules.intake.model import Entry
    from ldn_rules.reading.dose_units import Content
    from ldn_rules.reading.drugs import DrugText
    from ldn_rules.reading.regimen import Step
    from ldn_rules.reading.sigs.model import SigReading
    from ldn_rules.rulebook.vocabulary import Vocabulary

__all__ = ["DoseReader", "PlausibilityLimits"]

_MOST_SHOWN: Final = 60
_MISSING: Final = ("dose", "strength", "frequency", "unit", "sig")


class DoseReader:
    """Reads doses against one vocabulary."""

    def __init__(self, vocabulary: Vocabulary, limits: PlausibilityLimits) -> None:
        self._vocabulary = vocabulary
        self._limits = limits
        self._regimens = Regimens(vocabulary)
        self._plans = Plans(self._regimens)
        self._disagreements = Disagreements(self._regimens)

    def read(self, entry: Entry, text: DrugText, sig: SigReading | None, name_sig: SigReading | None) -> DoseReading:
        """The dose of an entry. ``name_sig`` is the name read as a sig, used where there is no sig."""
        part = _part_in(text)
        used = _with_part(sig or name_sig, part)
        content = content_of(text.drug, entry.strength, sig.strengths if sig else (), self._vocabulary)
        steps = self._regimens.steps(entry, used, content)
        supply = None if any(step.rate for step in steps) else self._supply(entry, content)
        single = supply or _hull([step.taken.span for step in steps if step.taken.span is not None])
        daily = supply or _daily(steps)
        fault = fault_of(Judged(text, steps, content, single, daily), self._limits, self._vocabulary)
        prn = bool(entry.prn) or (used is not None and any(phase.prn for phase in used.phases))
        return DoseReading(
            single=single.amount() if single else None,
            daily=daily.amount() if daily else None,
            unit_strength=content.unit.amount() if content.unit else None,
            in_parts=part is not None,
            fault=fault[0],
            fault_text=fault[1],
            missing=() if supply and not entry.unread_fields else _missing(entry, used, steps, content),
            disagreement=self._disagreements.first(entry, sig, name_sig, content),
            prn=prn,
            only_prn=_only_prn(entry, used),
            not_understood=_left(used),
            unread_amount=used is not None and any(self._is_amount(left.text) for left in used.unparsed),
            scheduled=not prn and any(step.rate is not None for step in steps),
            every_days=min(
                (step.rate.every_days for step in steps if step.rate and step.rate.every_days), default=None
            ),
            derived=_derived(steps, content, supply, entry),
            plan=self._plans.plan(steps, self._regimens.frequency_of(entry), content),
            remarks=tuple(dict.fromkeys((*text.drug.remarks, *(sig.remarks if sig else ())))),
            schedule=schedule_of(entry, used, self._regimens, self._vocabulary),
        )

    def _is_amount(self, text: str) -> bool:
        """Whether a text that was not understood names an amount of mass or volume: the dose may be that."""
        found = words(text)
        amounts = (amount_at(found, place, self._vocabulary) for place in range(len(found)))
        units = (self._vocabulary.units[amount.unit] for amount in amounts if amount is not None and amount.unit)
        return any(unit.nanograms or unit.microlitres for unit in units)

    def _supply(self, entry: Entry, content: Content) -> Span | None:
        """Quantity x strength / days' supply, where no sig says how it is taken."""
        if entry.quantity is None or entry.days_supply is None or entry.sig:
            return None
        amount, days = written_amount(entry.quantity, self._vocabulary), exact(entry.days_supply)
        if amount is None or days is None or days <= 0:
            return None
        counted = amount.unit is None
        whole = self._regimens.convert(SigDose(amount.low, amount.high, amount.unit, numeral=counted), content).span
        return Span(whole.low / days, whole.high / days) if whole else None


def _part_in(text: DrugText) -> Fraction | None:
    """A part of a unit that stands in the name (``Revia 50 mg, 1/10``)."""
    return next((value for one in bare_numbers(text, beside_amounts=True) for value in one.values if value < 1), None)


def _with_part(sig: SigReading | None, part: Fraction | None) -> SigReading | None:
    """A part of a unit that stands in the name is the dose of a sig that names none."""
    if sig is None or part is None:
        return sig
    dose = SigDose(part, part, None, numeral=True)
    return replace(sig, phases=tuple(replace(one, dose=dose) if one.dose is None else one for one in sig.phases))


def _daily(steps: Sequence[Step]) -> Span | None:
    """The range over all phases; None if the daily dose of one is not known."""
    known = [step.daily for step in steps]
    return None if None in known else _hull([daily for daily in known if daily is not None])


def _only_prn(entry: Entry, sig: SigReading | None) -> bool:
    """Whether all of the regimen is as needed: every phase of it, or the field where no phase says so."""
    said = {phase.prn for phase in sig.phases} if sig is not None else set()
    if entry.prn is False or "prn" in entry.unread_fields:
        return False
    return said == {True} or (entry.prn is True and True not in said)


def _hull(spans: Sequence[Span]) -> Span | None:
    if not spans:
        return None
    return reduce(Span.hull, spans)


def _missing(entry: Entry, sig: SigReading | None, steps: Sequence[Step], content: Content) -> tuple[str, ...]:
    missing = {step.taken.missing for step in steps}
    if any(step.rate is None for step in steps):
        missing.add("frequency")
    if sig is not None and sig.unparsed:
        missing.add("sig")
    if "dose" in missing and content.unit is None and entry.dose is None:
        missing.add("strength")
    missing.update(entry.unread_fields)
    return tuple(name for name in _MISSING if name in missing)


def _left(sig: SigReading | None) -> tuple[str, ...]:
    texts = [left.text for left in sig.unparsed] if sig is not None else []
    return tuple(text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…" for text in texts)


def _derived(steps: Sequence[Step], content: Content, supply: Span | None, entry: Entry) -> str:
    if supply is not None:
        return f"quantity x strength / {entry.days_supply} days = {milligrams(supply.high)} a day"
    return "; then ".join(_step_text(step, content) for step in steps)


def _step_text(step: Step, content: Content) -> str:
    if step.whole is not None and step.phase is not None:
        parts = " + ".join(shown(part.dose) for part in step.phase.parts)
        return f"{parts} = {milligrams(step.whole.high)} a day{_changes_text(step)}"
    dose = _dose_text(step) if step.dose else "one unit" if content.unit else "dose not stated"
    size = f" = {milligrams(step.taken.span.high)}" if step.taken.span else ""
    often = f", {decimal(step.rate.high)} a day" if step.rate else ", frequency not stated"
    every = f" every {step.rate.every_days} days" if step.rate and step.rate.every_days else ""
    return f"{dose}{size}{often}{every}{_changes_text(step)}"


def _dose_text(step: Step) -> str:
    """The dose; of one that goes to several places (``in each nostril``) what goes to each."""
    if step.dose is None:  # pragma: no cover - callers have checked
        raise ValueError("a dose was expected")
    places = step.phase.places if step.phase is not None else 1
    each = replace(step.dose, low=step.dose.low / places, high=step.dose.high / places)
    return shown(step.dose) if places == 1 else f"{shown(each)} in each of {places} places = {shown(step.dose)}"


def _changes_text(step: Step) -> str:
    """How long a phase lasts, and how its dose is raised."""
    if step.phase is None:
        return ""
    length = f" for {step.phase.duration_days} days" if step.phase.duration_days else ""
    rise = step.phase.increase
    if rise is None:
        return length
    days = (
        decimal(rise.low_days)
        if rise.low_days == rise.high_days
        else f"{decimal(rise.low_days)} to {decimal(rise.high_days)}"
    )
    top = f" up to {shown(rise.up_to)}" if rise.up_to is not None else ""
    return f"{length}, raised by {shown(rise.by)} every {days} days{top}"
