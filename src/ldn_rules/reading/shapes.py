"""Readings as plain data, in the shapes of ``drugs read`` and ``sigs read``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fractions import Fraction

    from ldn_rules.reading.amounts import Amount
    from ldn_rules.reading.model import DrugReading
    from ldn_rules.reading.sigs.model import Phase, SigDose, SigFrequency, SigIncrease, SigPart, SigReading


def drug_shape(drug: DrugReading) -> dict[str, Any]:
    """A drug reading as plain data; ``remarks`` where something is to be said of how its numbers are written."""
    shape = {
        "input": drug.input,
        "outcome": drug.outcome,
        "ingredients": list(drug.ingredients),
        "classes": sorted(drug.classes),
        "washout": drug.washout,
        "release": drug.release,
        "form": drug.form,
        "route": drug.route,
        "strength": [
            {"ingredient": one.ingredient, "low": one.low / 1e6, "high": one.high / 1e6, "unit": "mg", "per": one.per}
            for one in drug.strengths
        ],
        "read_as": drug.read_as,
        "veterinary": drug.veterinary,
        "why": drug.why,
    }
    return {**shape, "remarks": list(drug.remarks)} if drug.remarks else shape


def sig_shape(sig: SigReading) -> dict[str, Any]:
    """A sig reading as plain data; what was not understood comes with its place in the text, and ``remarks``
    where something is to be said of how its numbers are written.
    """
    shape = {
        "input": sig.text,
        "phases": [_phase(phase) for phase in sig.phases],
        "strengths": [_strength(amount) for amount in sig.strengths],
        "as_directed": sig.as_directed,
        "unparsed": [{"text": left.text, "start": left.start, "end": left.end} for left in sig.unparsed],
    }
    return {**shape, "remarks": list(sig.remarks)} if sig.remarks else shape


def _strength(amount: Amount) -> dict[str, Any]:
    """So much of a unit per so much: ``1 mg`` per ``1 mL``."""
    value = _range(amount.low, amount.high)
    per_value = _number(amount.per_value) if amount.per_value is not None else 1
    return {"value": value, "unit": amount.unit, "per_value": per_value, "per": amount.per}


def _phase(phase: Phase) -> dict[str, Any]:
    shape = {
        "dose": _dose(phase.dose),
        **_frequency(phase.frequency),
        "time_of_day": _one_or_list(phase.times_of_day),
        "prn": phase.prn,
        "route": phase.route,
        "duration_days": phase.duration_days,
        "increase": _increase(phase.increase),
    }
    if phase.also is not None:
        shape["also"] = _dose(phase.also)
    if phase.parts:
        shape["parts"] = [_part(part) for part in phase.parts]
    if phase.weekdays:
        shape["weekdays"] = list(phase.weekdays)
    if phase.maximum is not None and phase.maximum_days is not None:
        shape["maximum"] = {"dose": _dose(phase.maximum), "per_days": _number(phase.maximum_days)}
    return shape


def _part(part: SigPart) -> dict[str, Any]:
    """One of the doses of a day."""
    time_of_day = _one_or_list(part.times_of_day)
    shape = {"dose": _dose(part.dose), "times": _number(part.times), "time_of_day": time_of_day}
    return shape if part.also is None else {**shape, "also": _dose(part.also)}


def _dose(dose: SigDose | None) -> dict[str, Any] | None:
    if dose is None:
        return None
    if dose.low == dose.high:
        return {"value": _number(dose.low), "unit": dose.unit}
    return {"low": _number(dose.low), "high": _number(dose.high), "unit": dose.unit}


def _frequency(frequency: SigFrequency | None) -> dict[str, Any]:
    if frequency is None:
        return {"times": None, "per": None, "unit": None}
    return {
        "times": _range(frequency.times_low, frequency.times_high),
        "per": _range(frequency.per_low, frequency.per_high),
        "unit": frequency.unit,
    }


def _increase(increase: SigIncrease | None) -> dict[str, Any] | None:
    if increase is None:
        return None
    every = _range(increase.low_days, increase.high_days)
    return {"by": _dose(increase.by), "every_days": every, "up_to": _dose(increase.up_to)}


def _range(low: Fraction, high: Fraction) -> Any:
    return _number(low) if low == high else {"low": _number(low), "high": _number(high)}


def _number(value: Fraction) -> int | float:
    return value.numerator if value.denominator == 1 else float(value)


def _one_or_list(names: tuple[str, ...]) -> str | list[str] | None:
    return None if not names else names[0] if len(names) == 1 else list(names)
