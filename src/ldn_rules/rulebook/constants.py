"""Constants as written in rules (``4.5 mg``, ``7 days``, ``18 years``, ``3 x``, ``30 units``) to integers.

Doses become nanograms, minutes 1440 to the day, ratios and levels thousandths: exactly, or not at all.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from ldn_rules.rulebook.diagnostics import suggestion
from ldn_rules.rulebook.kinds import NEVER, NEVER_MINUTE, UNKNOWN, FieldType

if TYPE_CHECKING:
    from ldn_rules.rulebook.kinds import Field
    from ldn_rules.rulebook.nodes import Scalar
    from ldn_rules.rulebook.problems import Problems

MINUTES_A_DAY: Final = 1440

_NANOGRAMS: Final = {
    "g": 10**9,
    "mg": 10**6,
    "ng": 1,
    **dict.fromkeys(("mcg", "ug", "\N{MICRO SIGN}g", "\N{GREEK SMALL LETTER MU}g"), 10**3),
}
_DAYS: Final = {"day": 1, "days": 1}
_MINUTES: Final = {"day": MINUTES_A_DAY, "days": MINUTES_A_DAY}
_UNITS: Final = {
    FieldType.DAY: _DAYS,
    FieldType.DAYS: _DAYS,
    FieldType.MINUTE: _MINUTES,
    FieldType.DOSE: _NANOGRAMS,
    FieldType.YEARS: {"year": 1, "years": 1},
    FieldType.RATIO: {"x": 1000},
    FieldType.LEVEL: {"unit": 1000, "units": 1000},
}
_EXAMPLES: Final = {
    FieldType.DAY: "7 days",
    FieldType.DAYS: "7 days",
    FieldType.MINUTE: "7 days",
    FieldType.DOSE: "4.5 mg",
    FieldType.YEARS: "18 years",
    FieldType.RATIO: "3 x",
    FieldType.LEVEL: "30 units",
    FieldType.COUNT: "3",
    FieldType.FLAG: "true",
}
_AMOUNT: Final = re.compile(r"(-?[0-9]+(?:\.[0-9]+)?) (\S+)")
_PLAIN_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,8})(?:\.[0-9]{0,8}[1-9])?")
_WHOLE: Final = frozenset({1, MINUTES_A_DAY})
"""Factors of units that are not divided."""

_LIMITS: Final = {FieldType.DOSE: UNKNOWN, FieldType.MINUTE: NEVER_MINUTE}


def constant(field: Field, written: Scalar, problems: Problems) -> int | None:
    """The integer of a constant of that field, or None (reported)."""
    if field.type is FieldType.FLAG:
        return _flag(field, written, problems)
    if field.type is FieldType.ENUM:
        return _place(field, written, problems)
    if field.type is FieldType.COUNT:
        return _count(field, written, problems)
    return amount(field.type, written, problems, f"`{field.name}`")


def nanograms(text: str) -> int:
    """A dose that :func:`amount` takes, such as ``4.5 mg``, in nanograms."""
    number, unit = text.split()
    return int(Decimal(number) * _NANOGRAMS[unit])


def never_of(field: Field) -> int | None:
    """The integer that stands for ``never`` in that field, or None if it can never be that."""
    if field.type is FieldType.MINUTE:
        return NEVER_MINUTE
    return NEVER if field.type in {FieldType.DAY, FieldType.DAYS} else None


def amount(kind: FieldType, written: Scalar, problems: Problems, what: str) -> int | None:
    """A number with its unit as the integer of that type, or None (reported). ``what`` names the field."""
    if problems.spoilt(written):
        return None
    units, example = _UNITS[kind], _EXAMPLES[kind]
    if isinstance(written.value, bool):
        problems.add("E130", f"{what} is not true or false", written, f"write it like `{example}`")
        return None
    found = _AMOUNT.fullmatch(written.text)
    if found is None or not isinstance(written.value, str):
        without = not isinstance(written.value, str)
        message = f"number `{written.text}` without a unit" if without else f"`{written.text}` is no value of {what}"
        problems.add("E112" if without else "E130", message, written, f"write it like `{example}`")
        return None
    number, unit = found[1], found[2]
    if unit not in units:
        problems.add("E130", f"`{unit}` is no unit of {what}", written, f"write it like `{example}`")
        return None
    return _exact(kind, number, units[unit], written, problems)


def _exact(kind: FieldType, number: str, factor: int, written: Scalar, problems: Problems) -> int | None:
    if not _PLAIN_NUMBER.fullmatch(number):
        problems.add("E130", f"number `{number}` has zeros it does not need, or too many digits", written)
        return None
    value = Decimal(number) * factor
    if value != int(value) or (factor in _WHOLE and "." in number):
        hint = "write a whole number" if factor in _WHOLE else "use fewer decimals"
        problems.add("E130", f"`{written.text}` cannot be kept exactly", written, hint)
        return None
    if abs(value) >= _LIMITS.get(kind, NEVER):
        problems.add("E130", f"`{written.text}` is out of range", written)
        return None
    return int(value)


def _flag(field: Field, written: Scalar, problems: Problems) -> int | None:
    if isinstance(written.value, bool):
        return int(written.value)
    problems.add("E130", f"`{field.name}` is true or false, not `{written.text}`", written)
    return None


def _place(field: Field, written: Scalar, problems: Problems) -> int | None:
    if isinstance(written.value, str) and written.text in field.values:
        return field.values.index(written.text)
    hint = suggestion(written.text, field.values)
    problems.add("E104", f"`{written.text}` is no value of `{field.name}`", written, hint)
    return None


def _count(field: Field, written: Scalar, problems: Problems) -> int | None:
    value = written.value
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < NEVER:
        return value
    problems.add("E130", f"`{field.name}` is a whole number, not `{written.text}`", written)
    return None
