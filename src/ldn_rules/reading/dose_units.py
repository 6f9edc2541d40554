"""Doses to nanograms: masses, volumes by concentration, counts by the strength of a unit."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from ldn_rules.reading.amounts import Amount as Written
from ldn_rules.reading.amounts import amount_at, ceil, decimal, exact
from ldn_rules.reading.model import Amount
from ldn_rules.reading.strengths import strength_scale
from ldn_rules.rulebook.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ldn_rules.intake.model import Quantity
    from ldn_rules.reading.model import DrugReading
    from ldn_rules.reading.sigs.model import SigDose
    from ldn_rules.rulebook.vocabulary import Vocabulary

_MICROLITRES: Final = 1000
_HALVES: Final = 2


class Span(Struct, frozen=True):
    """Exact nanograms, low to high; rounded up only in the end."""

    low: Fraction
    high: Fraction

    def times(self, low: Fraction, high: Fraction) -> Span:
        """The span so many times."""
        return Span(self.low * low, self.high * high)

    def amount(self) -> Amount:
        """Whole nanograms, rounded up."""
        return Amount(ceil(self.low), ceil(self.high))

    def hull(self, other: Span) -> Span:
        """From the least to the greatest of both."""
        return Span(min(self.low, other.low), max(self.high, other.high))

    def meets(self, other: Span) -> bool:
        """Whether some value is in both."""
        return self.low <= other.high and other.low <= self.high


class Content(Struct, frozen=True):
    """What one unit, one millilitre and one actuation hold; None where it is not known.

    ``doubtful`` says that a strength was written in a unit that is implausible, ``unclear`` that strengths
    contradict each other.
    """

    unit: Span | None = None
    millilitre: Span | None = None
    actuation: Span | None = None
    countable: bool = False
    doubtful: bool = False
    unclear: str | None = None


class Converted(Struct, frozen=True):
    """A dose in nanograms, or what keeps it from being one: a fault of ``rulebook.enumerations.FAULTS`` with its text,
    or the name of what is missing. ``apart`` says which two readings of it contradict each other.
    """

    span: Span | None = None
    fault: str = "none"
    fault_text: str = ""
    missing: str = ""
    apart: str = ""


def content_of(
    drug: DrugReading, stated: Quantity | None, written: Iterable[Written], vocabulary: Vocabulary
) -> Content:
    """The content by the strength field, else by strengths in a sig, else by those of the name. Where a strength in
    the sig contradicts the others, both are kept.
    """
    form = vocabulary.forms.get(drug.form or "")
    content = _by_name(drug)
    stated_amount = written_amount(stated, vocabulary) if stated else None
    if stated_amount is not None:
        content = _over(_by_amount(stated_amount, vocabulary), content)
    for amount in written:
        content = _with_sig(content, _by_amount(amount, vocabulary), firm=stated_amount is not None)
    return replace(content, countable=form.countable if form else False)


def _with_sig(content: Content, said: Content, *, firm: bool) -> Content:
    """The content with what a sig says of it; ``firm`` where the content comes from the strength field."""
    unit, millilitre = content.unit, content.millilitre
    unclear = content.unclear
    for one, other in ((said.unit, unit), (said.millilitre, millilitre)):
        if one is not None and other is not None and not one.meets(other):
            unclear = unclear or f"strength {milligrams(one.high)} in the sig against {milligrams(other.high)}"
    return Content(
        _kept(unit, said.unit, firm=firm),
        _kept(millilitre, said.millilitre, firm=firm),
        _kept(content.actuation, said.actuation, firm=firm),
        doubtful=content.doubtful or said.doubtful,
        unclear=unclear,
    )


def _kept(known: Span | None, said: Span | None, *, firm: bool) -> Span | None:
    if known is None or said is None:
        return known or said
    if not known.meets(said):
        return known.hull(said)
    return known if firm else said


def written_amount(quantity: Quantity, vocabulary: Vocabulary) -> Written | None:
    """A structured quantity as an amount; its unit text may hold a per (``mg/mL``). None if its value is no number."""
    value = exact(quantity.value)
    if value is None:
        return None
    found = [word for word in words(f"1 {quantity.unit or ''}") if word.text not in "{}[]"]
    read = amount_at(found, 0, vocabulary)
    if read is None or read.after != len(found):
        return Written((value,), "", None)
    return replace(read, values=(value,))


def _by_name(drug: DrugReading) -> Content:
    own = [one for one in drug.strengths if one.ingredient == drug.ingredient]
    spans: dict[str, Span] = {}
    for one in own:
        span = spans.get(one.per)
        low, high = Fraction(one.low), Fraction(one.high)
        spans[one.per] = Span(min(low, span.low), max(high, span.high)) if span else Span(low, high)
    return Content(spans.get("unit"), spans.get("mL"), spans.get("actuation"))


def _by_amount(amount: Written, vocabulary: Vocabulary) -> Content:
    scale = strength_scale(amount, vocabulary)
    if scale is None:
        return Content()
    span = Span(amount.low * scale[0], amount.high * scale[0])
    doubtful = vocabulary.units[amount.unit or ""].doubtful
    per = scale[1]
    return Content(
        unit=span if per == "unit" else None,
        millilitre=span if per == "mL" else None,
        actuation=span if per == "actuation" else None,
        doubtful=doubtful and per == "unit",
    )


def _over(first: Content, second: Content) -> Content:
    """The first where it says something; both named where they contradict each other."""
    unclear = None
    for one, other in ((first.unit, second.unit), (first.millilitre, second.millilitre)):
        if one is not None and other is not None and not one.meets(other):
            unclear = f"strength {milligrams(one.high)} against {milligrams(other.high)} in the name"
    return Content(
        first.unit or second.unit,
        first.millilitre or second.millilitre,
        first.actuation or second.actuation,
        doubtful=first.doubtful or (second.doubtful and first.unit is None),
        unclear=unclear or second.unclear,
    )


def converted(dose: SigDose, content: Content, vocabulary: Vocabulary) -> Converted:
    """A dose in nanograms by the content of what it counts or measures."""
    unit = vocabulary.units.get(dose.unit or "")
    if dose.unit is None:
        return _bare(dose, content)
    if unit is None:
        return Converted(missing="unit")
    if unit.nanograms:
        span = Span(dose.low * unit.nanograms, dose.high * unit.nanograms)
        return Converted(span, *(("unit-gram", f"{shown(dose)} in grams") if unit.doubtful else ("none", "")))
    if unit.microlitres:
        return _volume(dose, Fraction(unit.microlitres, _MICROLITRES), content)
    if unit.count:
        size = content.actuation if unit.per == "actuation" else content.unit
        return Converted(size.times(dose.low, dose.high)) if size else Converted(missing="strength")
    return Converted(missing="strength")


def _volume(dose: SigDose, millilitres: Fraction, content: Content) -> Converted:
    if content.millilitre is None:
        return Converted(fault="no-concentration", fault_text=f"{shown(dose)} without a concentration")
    return Converted(content.millilitre.times(dose.low * millilitres, dose.high * millilitres))


def _bare(dose: SigDose, content: Content) -> Converted:
    """A number without a unit: a count of a form that is counted, where it cannot be milligrams; else a fault."""
    whole = dose.low.denominator == 1 and dose.high.denominator == 1
    counted = dose.numeral or (content.countable and whole and content.unit and not _could_be_mass(dose, content.unit))
    if counted and content.unit is not None:
        return Converted(content.unit.times(dose.low, dose.high))
    return Converted(fault="no-unit", fault_text=f"{shown(dose)} without a unit")


def _could_be_mass(dose: SigDose, unit: Span) -> bool:
    return dose.high != 1 and dose.high == unit.high / _NANOGRAMS


_NANOGRAMS: Final = 1_000_000


def fits_unit(span: Span, unit: Span) -> bool:
    """Whether a dose can be taken with units of this content: at most half of one, or a number of halves."""
    return unit.high <= 0 or span.high * _HALVES <= unit.high or (span.high * _HALVES / unit.high).denominator == 1


def shown(dose: SigDose) -> str:
    """A dose as text."""
    number = decimal(dose.low) if dose.low == dose.high else f"{decimal(dose.low)} to {decimal(dose.high)}"
    return f"{number} {dose.unit}" if dose.unit else number


def milligrams(nanograms: Fraction) -> str:
    """Nanograms as milligrams, exactly."""
    return f"{decimal(nanograms / _NANOGRAMS)} mg"
