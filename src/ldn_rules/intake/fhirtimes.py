"""Start, end, supply and refills of an order."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from ldn_rules.intake import codes
from ldn_rules.intake.fhirdosage import bounds_end, bounds_length, bounds_start
from ldn_rules.intake.fhirnode import Node, quantity
from ldn_rules.intake.fhirtiming import days, is_date
from ldn_rules.intake.fields import FieldError, shown

if TYPE_CHECKING:
    from decimal import Decimal

    from ldn_rules.intake.fhirreading import Reading

_MOST_DAYS: Final = 100_000
"""A duration beyond this is no course of treatment."""

_FULL: Final = len("2026-01-15")


def read_times(order: Node, dosages: list[Node], reading: Reading) -> None:
    """Takes them in. A length of treatment is the supply where there is no other, and the end beside one that is
    shorter with all its refills.
    """
    reading.take("start", lambda: _start(order, dosages))
    reading.take("end", lambda: _end(order, dosages))
    reading.take("days_supply", lambda: days(order.below("dispenseRequest", "expectedSupplyDuration")))
    reading.take("refills", lambda: _refills(order.node("dispenseRequest")))
    reading.take("quantity", lambda: quantity(order.below("dispenseRequest", "quantity")))
    _limit(dosages, reading)


def _start(order: Node, dosages: list[Node]) -> str | None:
    """The first of those that the module of entries lists."""
    return (
        _inside(order, "effectivePeriod", "start")
        or order.text("effectiveDateTime")
        or bounds_start(dosages)
        or _inside(order.node("dispenseRequest"), "validityPeriod", "start")
        or order.text("authoredOn")
    )


def _end(order: Node, dosages: list[Node]) -> str | None:
    """The stated end. FieldError if the period and the dosages end on two days."""
    stated, bounds = _inside(order, "effectivePeriod", "end"), bounds_end(dosages)
    if stated and bounds and stated[:_FULL] != bounds[:_FULL]:
        message = f"it ends on {shown(stated)}, and by its dosage on {shown(bounds)}"
        raise FieldError(codes.FHIR_CONTRADICTION, message, (*order.path, "effectivePeriod", "end"))
    return stated or bounds


def _inside(node: Node | None, key: str, inner: str) -> str | None:
    period = None if node is None else node.node(key)
    return None if period is None else period.text(inner)


def _refills(dispense: Node | None) -> Decimal | None:
    return None if dispense is None else dispense.number("numberOfRepeatsAllowed")


def _limit(dosages: list[Node], reading: Reading) -> None:
    """How long it is to be taken, as far as that is not said already."""
    try:
        length = bounds_length(dosages)
    except FieldError as error:
        reading.lost(error, "end")
        return
    if length is None or "days_supply" in reading.unread:
        return
    fields = reading.fields
    supply = fields.get("days_supply")
    if supply is None:
        fields["days_supply"] = length
    elif not fields.get("start"):
        fields["days_supply"] = max(supply, length)
    elif fields.get("end") is None and "end" not in reading.unread and _outlasts(length, supply, reading):
        fields["end"] = _end_of(fields["start"], length)


def _outlasts(length: Decimal, supply: Decimal, reading: Reading) -> bool:
    """Whether a length of treatment is longer than the supply with its refills, as far as those are known."""
    return "refills" not in reading.unread and length > supply * (1 + (reading.fields.get("refills") or 0))


def _end_of(start: str, length: Decimal) -> str | None:
    """The last day of so many, from a start; of a partial date from the last day it can mean. None if it is none."""
    if not 0 < length < _MOST_DAYS or not is_date(start):
        return None
    try:
        return (_last_day(start) + timedelta(days=int(length) - 1)).isoformat()
    except (ValueError, OverflowError):
        return None


def _last_day(text: str) -> date:
    if len(text) >= _FULL:
        return date.fromisoformat(text[:_FULL])
    year, _, month = text.partition("-")
    first = date(int(year), int(month or 12), 1)
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
