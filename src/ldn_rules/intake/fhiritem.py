"""Conditions, observations, procedures (asked for ones too), allergies and devices of FHIR, as items."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from ldn_rules.intake import codes
from ldn_rules.intake.fhirnode import Node, code_of, codings, quantity, words
from ldn_rules.intake.fields import FieldError
from ldn_rules.intake.jsonitem import value as plain
from ldn_rules.intake.model import Item

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


_VOID = ("refuted", "entered-in-error")
_NO_PROCEDURE = ("108252007", "363679005", "409063005", "409073007")
"""Categories of requests by HL7's value set (SNOMED CT): laboratory, imaging, counselling, education."""


def _dates(node: Node, **wanted: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """The first of several fields, for each name, that gives a date; ``key.part`` looks into a Period."""
    found = []
    for name, keys in wanted.items():
        for key in keys:
            outer, _, inner = key.partition(".")
            inside = node.node(outer) if inner else None
            date = (inside.text(inner) if inside else None) if inner else node.text(outer)
            if date:
                found.append((name, date))
                break
    return tuple(found)


def _clinical(node: Node) -> str | None:
    """The clinical status, unless the verification status says that it does not hold."""
    verified = code_of(node.node("verificationStatus"))
    return verified if verified in _VOID else code_of(node.node("clinicalStatus")) or verified


def _condition(node: Node, position: int) -> Iterable[Item]:
    concept = node.node("code")
    dates = _dates(
        node,
        onset=("onsetDateTime", "onsetPeriod.start", "recordedDate"),
        abatement=("abatementDateTime", "abatementPeriod.end"),
    )
    return [Item("condition", position, words(concept), codings(concept), _clinical(node), dates)]


def _value(node: Node) -> tuple[str | None, str | None]:
    """The result and its unit; a comparator stays before the number (``<30``)."""
    given = node.node("valueQuantity")
    if given is not None:
        sign = given.text("comparator") or ""
        plainly = Node({key: each for key, each in given.value.items() if key != "comparator"}, given.path)
        amount = quantity(plainly)
        return (sign + (plain(amount.value) or ""), amount.unit) if amount else (None, None)
    for key in ("valueInteger", "valueBoolean"):
        if key in node.value:
            return plain(node.value[key]), None
    said = node.text("valueString") or words(node.node("valueCodeableConcept"), or_code=True)
    return said or _interpreted(node), None


def _interpreted(node: Node) -> str | None:
    """What a laboratory makes of a result that is not there itself (``POS``)."""
    return next((said for each in node.nodes("interpretation") if (said := words(each, or_code=True))), None)


def _observations(node: Node, position: int) -> Iterable[Item]:
    """An observation and its components, each with the status and date of the whole."""
    whole = _observation(node, position)
    yield whole
    for place, part in enumerate(node.nodes("component"), position + 1):
        yield replace(_observation(part, place), status=whole.status, dates=whole.dates)


def _observation(node: Node, position: int) -> Item:
    concept = node.node("code")
    value, unit = _value(node)
    limits = next(iter(node.nodes("referenceRange")), None)
    low = quantity(limits.node("low")) if limits else None
    high = quantity(limits.node("high")) if limits else None
    return Item(
        kind="observation",
        position=position,
        name=words(concept),
        codes=codings(concept),
        status=node.text("status"),
        dates=_dates(node, date=("effectiveDateTime", "effectivePeriod.end", "effectiveInstant"), issued=("issued",)),
        value=value,
        unit=unit,
        low=plain(low.value) if low else None,
        high=plain(high.value) if high else None,
    )


def _procedure(node: Node, position: int) -> Iterable[Item]:
    concept = node.node("code")
    keys = ("performedDateTime", "performedPeriod.start", "occurrenceDateTime", "occurrencePeriod.start")
    return [Item("procedure", position, words(concept), codings(concept), node.text("status"), _dates(node, date=keys))]


def _request(node: Node, position: int) -> Iterable[Item]:
    """A procedure that is asked for; nothing for what by its category alone is none."""
    categories = [[each.code for each in codings(one)] for one in node.nodes("category")]
    if categories and all(any(code in _NO_PROCEDURE for code in listed) for listed in categories):
        return []
    (asked,) = _procedure(node, position)
    return [replace(asked, status="cancelled") if node.flag("doNotPerform") else asked]


def _allergy(node: Node, position: int) -> Iterable[Item]:
    concept = node.node("code")
    shown = [words(each) for reaction in node.nodes("reaction") for each in reaction.nodes("manifestation")]
    found = Item(
        kind="allergy",
        position=position,
        name=words(concept),
        codes=codings(concept),
        status=_clinical(node),
        dates=_dates(node, onset=("onsetDateTime",), date=("recordedDate",)),
        value="; ".join(each for each in shown if each) or None,
    )
    return [found]


def _device_use(node: Node, position: int) -> Iterable[Item]:
    """The use of a device that is named there; FieldError for one that stands in a resource of its own."""
    given = node.node("device")
    concept = given.node("concept") if given else None
    name = words(concept) or (given.text("display") if given else None)
    if name is None and not codings(concept):
        message = "the device is not named here; a resource that it stands in is not read: check it by hand"
        raise FieldError(codes.FHIR_NOT_READ, message, ("device",))
    dates = _dates(node, start=("timingPeriod.start", "timingDateTime"), end=("timingPeriod.end",))
    return [Item("device", position, name, codings(concept), node.text("status"), dates)]


def _device(node: Node, position: int) -> Iterable[Item]:
    """A device that names its patient."""
    kinds = node.nodes("type") if isinstance(node.value.get("type"), list) else [node.node("type")]
    named = (each.text("name") for each in node.nodes("deviceName"))
    name = next((said for said in (*map(words, kinds), *named) if said), None)
    found = tuple(code for each in kinds for code in codings(each))
    if name is None and not found:
        raise FieldError(codes.FHIR_NOT_READ, "the device is not named: check it by hand", ("type",))
    return [Item("device", position, name, found, node.text("status"))]


READERS: dict[str, Callable[[Node, int], Iterable[Item]]] = {
    "Condition": _condition,
    "Observation": _observations,
    "Procedure": _procedure,
    "ServiceRequest": _request,
    "AllergyIntolerance": _allergy,
    "Device": _device,
    "DeviceUseStatement": _device_use,
    "DeviceUsage": _device_use,
}
"""What reads each kind of resource; FieldError for a value of another type."""
