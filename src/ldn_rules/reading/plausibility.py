"""What makes a written dose implausible (LDN303), by limits that come from ``rules/semantics.yaml``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from ldn_rules.reading.amounts import decimal
from ldn_rules.reading.dose_units import milligrams

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ldn_rules.reading.amounts import Amount
    from ldn_rules.reading.dose_units import Content, Span
    from ldn_rules.reading.drugs import DrugText
    from ldn_rules.reading.regimen import Step
    from ldn_rules.rulebook.vocabulary import Vocabulary

_NANOGRAMS: Final = 1_000_000
_NONE: Final = ("none", "")

Fault = tuple[str, str]
"""One of ``rulebook.enumerations.FAULTS`` and the text that explains it."""


class PlausibilityLimits(Struct, frozen=True):
    """Limits in nanograms: a daily dose below ``too_small`` and a dose from ``too_large`` on are implausible; a number
    without a unit from ``bare_low`` to ``bare_high`` (as milligrams) on an entry that says low dose lacks only its
    unit. ``drug_class`` is the class whose doses are judged; None judges all.
    """

    too_small: int
    too_large: int
    bare_low: int
    bare_high: int
    drug_class: str | None = None


class Judged(Struct, frozen=True):
    """What is judged: the drug's text, the phases, the content of a unit, the single and the daily dose."""

    text: DrugText
    steps: Sequence[Step]
    content: Content
    single: Span | None
    daily: Span | None


def fault_of(dose: Judged, limits: PlausibilityLimits, vocabulary: Vocabulary) -> Fault:
    """The first fault: a unit, a concentration, a missing unit, the size."""
    if limits.drug_class is not None and limits.drug_class not in dose.text.drug.classes:
        return _NONE
    written = _written(dose, vocabulary)
    if written is None:
        return _size(dose, limits)
    if written[0] == "no-unit" and dose.text.drug.says_low_dose and _lacks_only_unit(dose, limits):
        return "bare-number", written[1]
    return written


def bare_numbers(text: DrugText, *, beside_amounts: bool = False) -> tuple[Amount, ...]:
    """Numbers without a unit in a name; as a rule only of one that has no amount with a unit."""
    scan = text.scans[0] if text.scans else None
    return scan.bare if scan is not None and (beside_amounts or not scan.amounts) else ()


def _written(dose: Judged, vocabulary: Vocabulary) -> Fault | None:
    for step in dose.steps:
        if step.taken.fault != "none":
            return step.taken.fault, step.taken.fault_text
    if dose.content.doubtful or _doubtful_name(dose.text, vocabulary):
        return "unit-gram", "a strength in grams"
    bare = bare_numbers(dose.text)
    if dose.single is None and bare:
        return "no-unit", f"{decimal(bare[0].high)} without a unit"
    return None


def _doubtful_name(text: DrugText, vocabulary: Vocabulary) -> bool:
    amounts = text.scans[0].amounts if text.scans else ()
    return any(
        amount.per is None and amount.unit in vocabulary.units and vocabulary.units[amount.unit].doubtful
        for amount in amounts
    )


def _lacks_only_unit(dose: Judged, limits: PlausibilityLimits) -> bool:
    numbers = [step.dose.high for step in dose.steps if step.dose is not None and step.dose.unit is None]
    numbers = numbers or [bare.high for bare in bare_numbers(dose.text)]
    return bool(numbers) and all(limits.bare_low <= number * _NANOGRAMS <= limits.bare_high for number in numbers)


def _size(dose: Judged, limits: PlausibilityLimits) -> Fault:
    if dose.single is not None and dose.single.high >= limits.too_large:
        return "too-large", f"{milligrams(dose.single.high)} a dose"
    smallest = dose.daily or dose.single
    if smallest is not None and smallest.high < limits.too_small:
        return "too-small", f"{milligrams(smallest.high)} a day"
    return _NONE
