"""FHIR times: durations in days, Timing as a frequency."""

from __future__ import annotations

import re
from decimal import ROUND_CEILING, Decimal
from typing import TYPE_CHECKING, Final

from ldn_rules.intake import codes
from ldn_rules.intake.fhirnode import Node, code_of, quantity
from ldn_rules.intake.fields import FieldError, shown
from ldn_rules.intake.model import Frequency

if TYPE_CHECKING:
    from ldn_rules.intake.model import Quantity

UNITS: Final = {
    "s": "second",
    "min": "minute",
    "h": "hour",
    "d": "day",
    "wk": "week",
    "mo": "month",
    "a": "year",
    "hr": "hour",
    "y": "year",
    "yr": "year",
}
"""UCUM codes of time, and what is often written for them."""

_DATE: Final = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}([T ]|$)")
_WORDS: Final = frozenset(UNITS.values())
_SECONDS: Final = {
    "second": Decimal(1),
    "minute": Decimal(60),
    "hour": Decimal(3_600),
    "day": Decimal(86_400),
    "week": Decimal(604_800),
    "month": Decimal(2_629_800),  # UCUM: a twelfth of 365.25 days
    "year": Decimal(31_557_600),  # UCUM: 365.25 days
}

_ABBREVIATIONS: Final = {
    "QD": (1, 1, "day"),
    "BID": (2, 1, "day"),
    "TID": (3, 1, "day"),
    "QID": (4, 1, "day"),
    "AM": (1, 1, "day"),
    "PM": (1, 1, "day"),
    "BED": (1, 1, "day"),
    "QOD": (1, 2, "day"),
    "WK": (1, 1, "week"),
    "MO": (1, 1, "month"),
    "Q1H": (1, 1, "hour"),
    "Q2H": (1, 2, "hour"),
    "Q3H": (1, 3, "hour"),
    "Q4H": (1, 4, "hour"),
    "Q6H": (1, 6, "hour"),
    "Q8H": (1, 8, "hour"),
}
"""Codes of HL7's GTSAbbreviation, as FHIR's timing-abbreviation value set defines them."""


def is_date(text: str) -> bool:
    """Whether it begins as a FHIR date, which may have a time behind it."""
    return _DATE.match(text) is not None


def unit_of_time(written: str | None) -> str | None:
    """``day`` for d, day, days, Days; None for what is no unit of time."""
    word = (written or "").strip().lower()
    word = UNITS.get(word, word)
    word = word if word in _WORDS else word.removesuffix("s")
    return word if word in _WORDS else None


def days(duration: Node | None) -> Decimal | None:
    """A Duration in whole days, rounded up. FieldError (code ``fhir-unit``) for a unit that is not known."""
    found: Quantity | None = quantity(duration)
    if duration is None or found is None:
        return None
    written = duration.text("code") or found.unit
    unit = unit_of_time(written) or unit_of_time(found.unit)
    if unit is None:
        said = f"{shown(written)} is no unit of time" if written else "a duration without a unit"
        raise FieldError(codes.FHIR_UNIT, said, duration.path)
    return (found.value * _SECONDS[unit] / _SECONDS["day"]).to_integral_value(ROUND_CEILING)


def frequency(timing: Node | None) -> Frequency | None:
    """How often, as FHIR says it in ``repeat`` or in ``code``; None if it does not say. FieldError if they disagree."""
    if timing is None:
        return None
    repeat = timing.node("repeat")
    structured = None if repeat is None else _repeated(repeat)
    coded = _abbreviated(timing)
    if structured and coded and repeat and not repeat.texts("dayOfWeek") and not _within(coded, structured):
        message = f"the code of the timing says {said(coded)}, its repeat {said(structured)}"
        raise FieldError(codes.FHIR_CONTRADICTION, message, timing.path)
    return structured or coded


def said(often: Frequency) -> str:
    """A frequency in words."""
    times = plain(often.times) + (f" to {plain(often.times_max)}" if often.times_max else "")
    per = plain(often.per) + (f" to {plain(often.per_max)}" if often.per_max else "")
    if per == "1":
        return f"{times} times a {often.unit}" if times != "1" else f"once a {often.unit}"
    return ("" if times == "1" else f"{times} times ") + f"every {per} {often.unit}s"


def plain(value: Decimal) -> str:
    """A number without an exponent and without zeros that say nothing."""
    written = format(value, "f")
    return written.rstrip("0").rstrip(".") if "." in written else written


def _within(coded: Frequency, structured: Frequency) -> bool:
    """Whether the code's rate is one that the structure allows."""
    rate = coded.times / (coded.per * _SECONDS[coded.unit])
    unit = _SECONDS[structured.unit]
    least = structured.times / ((structured.per_max or structured.per) * unit)
    most = (structured.times_max or structured.times) / (structured.per * unit)
    return least <= rate <= most


def _abbreviated(timing: Node) -> Frequency | None:
    code = code_of(timing.node("code"))
    if code is None or code.upper() not in _ABBREVIATIONS:
        return None
    times, per, unit = _ABBREVIATIONS[code.upper()]
    return Frequency(Decimal(times), Decimal(per), unit)


def _repeated(repeat: Node) -> Frequency | None:
    on_days = len(set(repeat.texts("dayOfWeek")))
    period, unit = _above_zero(repeat, "period"), repeat.text("periodUnit")
    times = _above_zero(repeat, "frequency")
    if unit is not None and unit_of_time(unit) is None:
        raise FieldError(codes.FHIR_UNIT, f"{shown(unit)} is no unit of time", (*repeat.path, "periodUnit"))
    if on_days:
        return _weekly(on_days, times, period, unit)
    if period is None and unit is None and times is None:
        a_day = len(repeat.texts("timeOfDay")) or len(repeat.texts("when"))
        return Frequency(Decimal(a_day), Decimal(1), "day") if a_day else None
    word = unit_of_time(unit)
    if word is None or period is None:
        missing = "period" if period is None else "periodUnit"
        message = f'"{missing}" is missing: how often is frequency, period and periodUnit'
        raise FieldError(codes.INCOMPLETE, message, repeat.path)
    times_max, per_max = _above_zero(repeat, "frequencyMax"), _above_zero(repeat, "periodMax")
    return Frequency(times or Decimal(1), period, word, times_max, per_max)


def _above_zero(repeat: Node, key: str) -> Decimal | None:
    found = repeat.number(key)
    if found is not None and found <= 0:
        raise FieldError(codes.BAD_NUMBER, f"{shown(found)} is no {key}: it is a number above 0", (*repeat.path, key))
    return found


def _weekly(on_days: int, times: Decimal | None, period: Decimal | None, unit: str | None) -> Frequency | None:
    """So many times on certain days of the week; None where the period says something else."""
    if period not in {None, Decimal(1)} or unit not in {None, "d", "wk"}:
        return None
    a_day = times or Decimal(1)
    # "1 a week, on Monday and Thursday" counts the week, "1 a day, on …" the day: only one reading of the first is
    # certain, that of as many as there are days.
    if unit == "wk" and a_day not in {Decimal(1), Decimal(on_days)}:
        return None
    return Frequency(Decimal(on_days) if unit == "wk" else a_day * on_days, Decimal(1), "week")
