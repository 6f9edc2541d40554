"""FHIR Dosage: one is taken in as structure and text, several as one text.

The text of several is joined by "then" where they are numbered in sequence, else by "and". Structured dose and
frequency would speak of one of them alone, so they are left out; what has no text is put into words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from ldn_rules.intake.fhirnode import Node, quantity, words
from ldn_rules.intake.fhirtiming import frequency

if TYPE_CHECKING:
    from decimal import Decimal

    from ldn_rules.intake.model import Frequency, Quantity

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


def dosing(dosages: list[Node]) -> dict[str, Any]:
    """The fields of an entry that a list of Dosage gives: sig, dose, frequency, route and prn."""
    found: dict[str, Any] = {
        "sig": _sig(dosages),
        "route": next((each for each in (words(one.node("route"), or_code=True) for one in dosages) if each), None),
        "prn": _prn(dosages),
    }
    if len(dosages) == 1:
        found["dose"] = _dose(dosages[0])
        found["frequency"] = frequency(dosages[0].node("timing"))
    return found


def bounds(dosages: list[Node]) -> tuple[str | None, str | None, Node | None]:
    """Earliest start and latest end of the bounds periods (an end only if each has one), and a bounds duration."""
    starts: list[str] = []
    ends: list[str | None] = []
    duration = None
    for repeat in (_repeat(each) for each in dosages):
        period = None if repeat is None else repeat.node("boundsPeriod")
        start = None if period is None else period.text("start")
        starts += [start] if start else []
        ends.append(None if period is None else period.text("end"))
        duration = None if repeat is None else repeat.node("boundsDuration") or _high(repeat.node("boundsRange"))
    # A partial date sorts behind the days in it: its end is the latest that it can be.
    last = max((end for end in ends if end), key=lambda end: end + "~", default=None)
    return min(starts, default=None), None if None in ends else last, duration if len(dosages) == 1 else None


def _repeat(dosage: Node) -> Node | None:
    timing = dosage.node("timing")
    return None if timing is None else timing.node("repeat")


def _high(value: Node | None) -> Node | None:
    return None if value is None else value.node("high")


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
    found = {quantity(each.node("doseQuantity")) for each in _amounts(dosage)}
    return found.pop() if len(found) == 1 else None


def _sig(dosages: list[Node]) -> str | None:
    if len(dosages) == 1:
        said = _said(dosages[0])
        return said or (_in_words(dosages[0]) if _says_more(dosages[0]) else None)
    parts = [each for each in (_said(one) or _in_words(one) for one in _in_sequence(dosages)) if each]
    return (" then " if _numbered(dosages) else " and ").join(parts) or None


def _said(dosage: Node) -> str | None:
    return dosage.text("text") or dosage.text("patientInstruction")


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
        or len(_amounts(dosage)) > 1
        or any("doseRange" in each.value or "rateQuantity" in each.value for each in _amounts(dosage))
    )


def _in_words(dosage: Node) -> str | None:
    """A Dosage without text, as a sig."""
    repeat = _repeat(dosage)
    parts = [" or ".join(each for each in map(_amount_in_words, _amounts(dosage)) if each)]
    parts.append(_often(frequency(dosage.node("timing"))))
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
    return f"{_plain(low.value)} to {_quantity(high)}"


def _often(often: Frequency | None) -> str:
    if often is None:
        return ""
    times = _plain(often.times) + (f" to {_plain(often.times_max)}" if often.times_max else "")
    per = _plain(often.per) + (f" to {_plain(often.per_max)}" if often.per_max else "")
    if per == "1":
        return f"{times} times a {often.unit}" if times != "1" else f"once a {often.unit}"
    return ("" if times == "1" else f"{times} times ") + f"every {per} {often.unit}s"


def _duration(node: Node | None) -> str:
    found = quantity(node)
    return "" if node is None or found is None else "for " + _quantity(found)


def _quantity(found: Quantity | None) -> str:
    return "" if found is None else _plain(found.value) + (f" {found.unit}" if found.unit else "")


def _plain(value: Decimal) -> str:
    written = format(value, "f")
    return written.rstrip("0").rstrip(".") if "." in written else written
