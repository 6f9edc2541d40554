"""What is read of one order: fields, and what could not be read of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from ldn_rules.intake.fields import FieldError

if TYPE_CHECKING:
    from collections.abc import Callable

    from ldn_rules.intake.fhirnode import Node

DOSING = ("sig", "dose", "frequency", "route", "prn", "end")
"""Fields that a Dosage gives; how long it is to be taken is one of them."""


class Reading(Struct):
    """The fields of one entry, what is to be reported beside it, and the names of the fields that this cost."""

    fields: dict[str, Any] = field(default_factory=dict)
    notes: list[FieldError] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    def take(self, name: str, read: Callable[[], object]) -> None:
        """What ``read`` gives is the field of that name; if it cannot be read the field is lost, and that is said."""
        try:
            self.fields[name] = read()
        except FieldError as error:
            self.lost(error, name)

    def lost(self, error: FieldError, *names: str) -> None:
        """One fault, said once, and all the fields it costs."""
        if all((error.code, error.path) != (known.code, known.path) for known in self.notes):
            self.notes.append(error)
        self.unread += names

    def dosages(self, order: Node, key: str) -> list[Node]:
        """The list of Dosage; where it is none, all that it might have said is lost."""
        try:
            return order.nodes(key)
        except FieldError as error:
            self.lost(error, *DOSING)
            return []
