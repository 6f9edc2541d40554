"""FHIR Dosage: one is taken in as structure and text, several as one text.

The text of several is joined by "then" where they are numbered in sequence, else by "and". Structured dose and
frequency would speak of one of them alone, so they are left out; what has no text, or one without a number, is put
into words.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from ldn_rules.intake import codes
from ldn_rules.intake.fhirnode import Node, every_word, quantity, words
from ldn_rules.intake.fhirtiming import days, frequency, is_date, plain, said
from ldn_rules.intake.fields import FieldError

if TYPE_CHECKING:
    from decimal import Decimal

    from ldn_rules.intake.fhirreading import Reading
    from ldn_rules.intake.model import Quantity

_WHEN: Final = {
    "HS": "at bedtime",
    "MORN": "in the morning",
    "NOON": "at noon",
    "AFT": "in the afternoon",
    "EVE": "in the evening",
    "NIGHT": "at night",
    "AC": "before meals",
    "PC": "after meals",
    "C": "with meals",
}
"""FHIR codes of time of day, in the words of a prescription."""

_NUMBER: Final = re.compile(r"[0-9]")


def dosing(dosages: list[Node], reading: Reading) -> None:
    """Takes in what a list of Dosage says: sig, dose, frequency, route and prn."""
    reading.take("sig", lambda: _sig(dosages))
    reading.take("route", lambda: _route(dosages))
    reading.take("prn", lambda: _prn(dosages))
    if len(dosages) == 1:
        reading.take("dose", lambda: _dose(dosages[0]))
        reading.take("frequency", lambda: frequency(dosages[0].node("timing")))


def _route(dosages: list[Node]) -> str | None:
    """Every route that is said: a harmless one must not hide another."""
    said = [each for one in dosages for each in every_word(one.node("route"))]
    return ", ".join({each.casefold(): each for each in said}.values()) or None


def bounds_start(dosages: list[Node]) -> str | None:
    """The earliest start of the bounds periods; one that is no date stands for all of them."""
    starts = [each for each in (_bound(one, "start") for one in dosages) if each]
    return _no_date(starts) or min(starts, default=None)


def bounds_end(dosages: list[Node]) -> str | None:
    """The latest end of the bounds periods, if each of them has one; one that is no date stands for all of them."""
    ends = [_bound(each, "end") for each in dosages]
    known = [end for end in ends if end]
    # A partial date sorts behind the days in it: its end is the latest that it can be.
    return None if len(known) < len(ends) else _no_date(known) or max(known, key=lambda end: end + "~", default=None)


def _no_date(texts: list[str]) -> str | None:
    return next((each for each in texts if not is_date(each)), None)


def _bound(dosage: Node, which: str) -> str | None:
    period = dosage.below("timing", "repeat", "boundsPeriod")
    return None if period is None else period.text(which)


def bounds_length(dosages: list[Node]) -> Decimal | None:
    """Days that all of it is to be taken, if each dosage says so: in sequence one after the other, else at once."""
    lengths = [_length(_repeat(each)) for each in dosages]
    known = [each for each in lengths if each is not None]
    if not known or len(known) < len(lengths):
        return None
    return sum(known[1:], known[0]) if _numbered(dosages) else max(known)


def _length(repeat: Node | None) -> Decimal | None:
    return None if repeat is None else days(repeat.node("boundsDuration") or repeat.below("boundsRange", "high"))


def _repeat(dosage: Node) -> Node | None:
    return dosage.below("timing", "repeat")


def _prn(dosages: list[Node]) -> bool | None:
    """As needed if any part of it is."""
    said = [each for each in map(_as_needed, dosages) if each is not None]
    return any(said) if said else None


def _as_needed(dosage: Node) -> bool | None:
    if dosage.node("asNeededCodeableConcept") is not None or dosage.nodes("asNeededFor"):
        return True
    plain = dosage.flag("asNeededBoolean")
    return dosage.flag("asNeeded") if plain is None else plain


def _amounts(dosage: Node) -> list[Node]:
    """What is given each time: as ordered, if something else (such as as calculated) stands beside it."""
    amounts = dosage.nodes("doseAndRate")
    ordered = [each for each in amounts if (words(each.node("type"), or_code=True) or "").lower() == "ordered"]
    return (
        ordered or amounts or [each for each in [dosage] if "doseQuantity" in each.value or "doseRange" in each.value]
    )


def _dose(dosage: Node) -> Quantity | None:
    """The one amount there is. FieldError for two of one unit beside a text; without a text the words say both."""
    found = {quantity(each.node("doseQuantity")) for each in _amounts(dosage)}
    known = [each for each in found if each is not None]
    if len(known) > len({(each.unit or "").lower() for each in known}) and _said(dosage) is not None:
        message = "several doses are given, and nothing says which is meant"
        raise FieldError(codes.FHIR_CONTRADICTION, message, dosage.path)
    return known[0] if len(found) == 1 and known else None


def _sig(dosages: list[Node]) -> str | None:
    if len(dosages) == 1:
        return _said(dosages[0]) or (_in_words(dosages[0]) if _says_more(dosages[0]) else None)
    parts = [each for each in (_told(one) for one in _in_sequence(dosages)) if each]
    return (" then " if _numbered(dosages) else " and ").join(parts) or None


def _told(dosage: Node) -> str | None:
    """A Dosage of several: its text, and where that has no number what its structure says as well."""
    text = _said(dosage)
    if text is not None and _NUMBER.search(text):
        return text
    return "; ".join(each for each in (_in_words(dosage), text) if each) or None


def _said(dosage: Node) -> str | None:
    """The text; where that has no number, the instruction for the patient as well."""
    text, instruction = dosage.text("text"), dosage.text("patientInstruction")
    if text is None or instruction is None or _NUMBER.search(text):
        return text or instruction
    return f"{text}; {instruction}"


def _numbered(dosages: list[Node]) -> bool:
    numbers = [each.number("sequence") for each in dosages]
    return None not in numbers and len(set(numbers)) == len(numbers)


def _in_sequence(dosages: list[Node]) -> list[Node]:
    return sorted(dosages, key=lambda each: each.number("sequence") or 0) if _numbered(dosages) else dosages


def _says_more(dosage: Node) -> bool:
    """Whether the structure says what dose and frequency cannot hold."""
    repeat = _repeat(dosage)
    times = repeat is not None and any(repeat.value.get(key) for key in ("when", "dayOfWeek", "timeOfDay"))
    return (
        times
        or bool(_by_code(dosage))
        or len(_amounts(dosage)) > 1
        or any("doseRange" in each.value or "rateQuantity" in each.value for each in _amounts(dosage))
    )


def _often(dosage: Node) -> str:
    often = frequency(dosage.node("timing"))
    return said(often) if often is not None else _by_code(dosage)


def _by_code(dosage: Node) -> str:
    """How often, where only the words of the timing's code say it."""
    timing = dosage.node("timing")
    return "" if timing is None or frequency(timing) is not None else words(timing.node("code"), or_code=True) or ""


def _in_words(dosage: Node) -> str | None:
    """A Dosage without text, as a sig."""
    repeat = _repeat(dosage)
    parts = [" or ".join(each for each in map(_amount_in_words, _amounts(dosage)) if each)]
    parts.append(_often(dosage))
    if repeat is not None:
        parts += [_WHEN.get(each, each) for each in repeat.texts("when")]
        parts += ["at " + each[:5] for each in repeat.texts("timeOfDay")]
        on_days = repeat.texts("dayOfWeek")
        parts.append("on " + ", ".join(on_days) if on_days else "")
        parts.append(_duration(repeat.node("boundsDuration")))
    parts.append("as needed" if _as_needed(dosage) else "")
    return " ".join(each for each in parts if each) or None


def _amount_in_words(amount: Node) -> str:
    dose, rate = quantity(amount.node("doseQuantity")), quantity(amount.node("rateQuantity"))
    span = amount.node("doseRange")
    if dose is not None or rate is not None:
        return _quantity(dose or rate)
    if span is None:
        return ""
    low, high = quantity(span.node("low")), quantity(span.node("high"))
    if low is None or high is None:
        return ("up to " if low is None else "at least ") + _quantity(low or high)
    return f"{plain(low.value)} to {_quantity(high)}"


def _duration(node: Node | None) -> str:
    found = quantity(node)
    return "" if node is None or found is None else "for " + _quantity(found)


def _quantity(found: Quantity | None) -> str:
    return "" if found is None else plain(found.value) + (f" {found.unit}" if found.unit else "")
