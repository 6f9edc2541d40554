"""Fields of an entry that say something nothing is known of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ldn_rules.reading.amounts import exact, meaning_at
from ldn_rules.reading.dose_units import written_amount
from ldn_rules.reading.phrases import AROUND_JOINERS, longest_at
from ldn_rules.rulebook.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from ldn_rules.intake.model import Entry, Frequency, Quantity
    from ldn_rules.reading.model import DrugReading
    from ldn_rules.rulebook.vocabulary import Vocabulary

MEANINGS: Final = {
    "unread-status": "status of an entry that is not known",
    "unread-opioid": "statement of a procedure's opioid that is not known",
    "unread-intent": "intent of an entry that is not known",
    "unread-form": "form of an entry that is not known",
    "unread-route": "route of an entry that is not known",
    "unread-frequency": "structured frequency that cannot be read",
    "unread-number": "number of an entry that cannot be read",
    "unread-unit": "unit of an entry that is not known",
    "code-index": "code index that could not be asked for a code of an entry",
}
"""The codes of this module, and what each means."""

Unread = tuple[str, str, str]
"""Problem code, name of the field, message."""


def unread_fields(
    entry: Entry, drug: DrugReading, status: str | None, intent: str | None, vocabulary: Vocabulary
) -> tuple[Unread, ...]:
    """What was not understood. Form, route and units count only where the rules may speak of the drug."""
    found: list[Unread] = []
    if status is not None:
        found.append(
            ("unread-status", "status", f"status '{status}' is not known; read as unknown, which counts as open")
        )
    if intent is not None:
        found.append(("unread-intent", "intent", f"intent '{intent}' is not known; read as an order"))
    if drug.code_fault:
        found.append(("code-index", "codes", drug.code_fault))
    if not drug.irrelevant:
        found.extend(_of_relevant(entry, vocabulary))
    return tuple(found)


def _of_relevant(entry: Entry, vocabulary: Vocabulary) -> Iterator[Unread]:
    for name in ("form", "route"):
        text = getattr(entry, name)
        if text and not _knows(text, name, vocabulary):
            yield f"unread-{name}", name, f"{name} '{text}' is not known"
    for name in ("dose", "strength", "quantity"):
        quantity: Quantity | None = getattr(entry, name)
        if quantity is not None:
            yield from _of_quantity(name, quantity, vocabulary)
    stated = entry.frequency
    if stated is not None and meaning_at(words(stated.unit), 0, "time-units", vocabulary)[0] is None:
        yield "unread-frequency", "frequency", f"unit '{stated.unit}' of frequency is not known"
    elif stated is not None and not all(_is_positive(value) for value in _numbers(stated)):
        yield "unread-frequency", "frequency", "times and per of frequency must be numbers above 0"


def _numbers(stated: Frequency) -> tuple[Decimal | None, ...]:
    return stated.times, stated.per, stated.times_max, stated.per_max


def _is_positive(value: Decimal | None) -> bool:
    number = exact(value) if value is not None else None
    return value is None or (number is not None and number > 0)


def _of_quantity(name: str, quantity: Quantity, vocabulary: Vocabulary) -> Iterator[Unread]:
    if exact(quantity.value) is None:
        yield "unread-number", name, f"{name} {quantity.value} is not a number this program reads"
    elif quantity.unit and _no_unit(quantity, vocabulary):
        yield "unread-unit", name, f"unit '{quantity.unit}' of {name} is not known"


def _no_unit(quantity: Quantity, vocabulary: Vocabulary) -> bool:
    amount = written_amount(quantity, vocabulary)
    return amount is None or amount.unit is None


def _knows(text: str, kind: str, vocabulary: Vocabulary) -> bool:
    found = words(text)
    for place in range(len(found)):
        hit = longest_at(found, place, vocabulary.around, AROUND_JOINERS)
        if hit is not None and any(what in (kind, "form", "release", "route") for what, _ in hit[0].meanings):
            return True
    return False
