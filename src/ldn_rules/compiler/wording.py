"""Values and measures in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ldn_rules.rulebook.kinds import KINDS, NEVER, NEVER_MINUTE, UNKNOWN, UNKNOWN_DAY, Field, FieldType
from ldn_rules.rulebook.model import DifferenceMeasure

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ldn_rules.compiler.values import Interval
    from ldn_rules.facts.model import Fact
    from ldn_rules.rulebook.model import Bound, Measure

MINUTES_A_DAY: Final = 1440

AS_OF: Final = "as-of"
NAMES: Final = {
    "start": "first day",
    "last": "last day",
    "day": "day",
    "first-use": "first use",
    "last-use": "last use",
}
"""Words for the fields every date rule names; any other field is its own name."""

OPERATORS: Final = {
    "is": ("", "not "),
    "is-not": ("not ", ""),
    "at-least": ("at least ", "not at least "),
    "more-than": ("more than ", "not more than "),
    "at-most": ("at most ", "not at most "),
    "less-than": ("less than ", "not less than "),
}
"""Words before the constant: if the comparison holds, and if it does not."""


def measure_words(measure: Measure) -> str:
    """For example ``last day of opioid to first day of ntx``."""
    if not isinstance(measure, DifferenceMeasure):
        return _of(measure.role, measure.field)
    return f"{_of(measure.from_role, measure.from_field)} to {_of(measure.to_role, measure.to_field)}"


def measure_field(measure: Measure, bound: Mapping[str, Fact]) -> tuple[Field, bool]:
    """The field whose type the measure has, and whether it is a difference of two."""
    if not isinstance(measure, DifferenceMeasure):
        return KINDS[bound[measure.role].kind].field(measure.field), False
    role, name = measure.to_role, measure.to_field
    if role not in bound:
        role, name = measure.from_role, measure.from_field
    return KINDS[bound[role].kind].field(name), True


def value_words(value: Interval, field: Field, as_of: int, *, difference: bool = False) -> str:
    """The value, or what it can be, with its unit."""
    low, high = value
    if low == high:
        return _one(low, field, as_of, difference=difference)
    if low <= -UNKNOWN // 2 and high >= UNKNOWN // 2:
        return "unknown"
    if low <= -UNKNOWN // 2:
        return f"at most {_one(high, field, as_of, difference=difference)}"
    if high >= UNKNOWN // 2:
        return f"at least {_one(low, field, as_of, difference=difference)}"
    ends = (_one(end, field, as_of, difference=difference) for end in value)
    return " to ".join(ends)


def bound_words(bound: Bound, *, holds: bool | None) -> str:
    """The bound as it turned out, for example ``not less than 7 days``."""
    yes, no = OPERATORS[bound.op]
    if holds is None:
        return f"whether it is {yes}{bound.text} is not certain"
    return (yes if holds else no) + (f"one of {bound.text}" if len(bound.values) > 1 else bound.text)


def is_endless(value: Interval, field: Field) -> bool:
    """Whether a difference of days has no size, one of its ends being open."""
    limit = NEVER_MINUTE if field.type is FieldType.MINUTE else NEVER
    return min(abs(end) for end in value) >= limit // 2


def days_words(days: int) -> str:
    """A count of days."""
    return f"{days} day" if abs(days) == 1 else f"{days} days"


def _of(role: str, name: str) -> str:
    return AS_OF if role == AS_OF else f"{NAMES.get(name, name.replace('-', ' '))} of {role}"


def _one(value: int, field: Field, as_of: int, *, difference: bool) -> str:
    if field.type is FieldType.DAY:
        return _difference_words(value) if difference else _day(value, as_of)
    if field.type is FieldType.MINUTE:
        return _minutes(value) if difference else _day(value // 1440, as_of)
    if field.type is FieldType.ENUM:
        return field.values[value] if 0 <= value < len(field.values) else str(value)
    if field.type is FieldType.DAYS and value >= NEVER:
        return "never"
    return _counted(value, field.type)


def _counted(value: int, unit: FieldType) -> str:
    match unit:
        case FieldType.DAYS:
            return days_words(value)
        case FieldType.FLAG:
            return "true" if value else "false"
        case FieldType.DOSE:
            return _dose(value)
        case FieldType.YEARS:
            return f"{value} years"
        case FieldType.RATIO:
            return f"{_decimal(value, 3)} x"
        case FieldType.LEVEL:
            return f"{_decimal(value, 3)} units"
        case _:
            return str(value)


def _difference_words(days: int) -> str:
    return "without end" if abs(days) >= NEVER // 2 else days_words(days)


def _minutes(minutes: int) -> str:
    """Whole days: a time that is not stated counts as the end of its day, so a rest of hours would be invented."""
    if abs(minutes) >= NEVER_MINUTE // 2:
        return "without end"
    days = abs(minutes) // MINUTES_A_DAY
    return days_words(-days if minutes < 0 else days)


def _day(day: int, as_of: int) -> str:
    import datetime

    if day >= NEVER:
        return "no end"
    ordinal = as_of + day
    if not 1 <= ordinal <= datetime.date.max.toordinal():
        return UNKNOWN_DAY
    return datetime.date.fromordinal(ordinal).isoformat()


def _dose(nanograms: int) -> str:
    if abs(nanograms) >= 100_000 or nanograms == 0:
        return f"{_decimal(nanograms, 6)} mg"
    return f"{_decimal(nanograms, 3)} mcg"


def _decimal(value: int, places: int) -> str:
    """The integer divided by 10**places, exactly."""
    whole, rest = divmod(abs(value), 10**places)
    digits = str(rest).rjust(places, "0").rstrip("0")
    return ("-" if value < 0 else "") + str(whole) + (f".{digits}" if digits else "")
