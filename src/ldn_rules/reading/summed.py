"""Daily doses of ingredients that rules sum over all entries (paracetamol, alone or in a combination)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from ldn_rules.reading.amounts import amount_at, ceil
from ldn_rules.reading.drugs import DrugText
from ldn_rules.reading.model import Strength, SummedDose

if TYPE_CHECKING:
    from collections.abc import Callable

    from ldn_rules.intake.model import Entry
    from ldn_rules.reading.doses import DoseReader
    from ldn_rules.reading.model import Amount, DoseReading
    from ldn_rules.reading.sigs.model import SigReading
    from ldn_rules.rulebook.vocabulary import Vocabulary

_NANOGRAMS_PER_MG: Final = 1_000_000


def summed_doses(
    entry: Entry, text: DrugText, sig_of: Callable[[str], SigReading], doses: DoseReader, vocabulary: Vocabulary
) -> tuple[SummedDose, ...]:
    """The daily dose of each ingredient of an entry that the vocabulary watches."""
    names = [name for name in text.drug.ingredients if name in vocabulary.watched]
    if not names:
        return ()
    sig = sig_of(entry.sig) if entry.sig and entry.sig.strip() else None
    found = {name: doses.read(entry, _as(text, name, vocabulary), sig, None) for name in names}
    return tuple(SummedDose(name, vocabulary.watched[name], _daily(dose, text)) for name, dose in found.items())


def _as(text: DrugText, name: str, vocabulary: Vocabulary) -> DrugText:
    """The text read as one that speaks of this ingredient, with its strength."""
    drug = text.drug
    strengths = drug.strengths
    if not any(one.ingredient == name for one in strengths):
        strengths = (*strengths, *_unwritten(text, name, vocabulary))
    return DrugText(replace(drug, ingredient=name, strengths=strengths), text.scans)


def _unwritten(text: DrugText, name: str, vocabulary: Vocabulary) -> list[Strength]:
    """``5/325`` behind a combination, or in its name: milligrams, of which the most is the partner's."""
    parts = len(text.drug.ingredients)
    if parts == 1:
        return []
    read = (amount_at(scan.found, place, vocabulary) for scan in text.scans for place in range(len(scan.found)))
    rows = [one for one in read if one and len(one.values) == parts and _is_count(one.unit, vocabulary)]
    sizes = [ceil(one.high * _NANOGRAMS_PER_MG) for one in rows]
    return [Strength(name, size, size, "unit") for size in sizes[:1]]


def _is_count(unit: str | None, vocabulary: Vocabulary) -> bool:
    return unit is None or vocabulary.units[unit].count


def _daily(dose: DoseReading, text: DrugText) -> Amount | None:
    """The daily dose; of a combination only where it is counted in its units: a mass is that of the other drug."""
    single, unit = dose.single, dose.unit_strength
    if len(text.drug.ingredients) > 1 and (single is None or unit is None or 2 * single.low % unit.low):
        return None
    return dose.daily
