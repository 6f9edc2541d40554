"""The evidence and expectation panel as typed values. Imports neither YAML nor JSON Schema."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

OPEN_QUESTION: Final = "open question"
"""Kind of a source that stands for a question on which sources disagree."""


class Figure(Struct, frozen=True):
    """One figure of the register: ``value`` and ``unit`` as written there, never reckoned with."""

    source: str
    what: str
    value: str
    unit: str


class Source(Struct, frozen=True):
    """One source of the register, or one question on which sources disagree (``kind`` OPEN_QUESTION, ``says`` what is
    taken); what is not given is empty.
    """

    id: str
    citation: str
    kind: str
    identifier: str
    url: str
    population: str
    design: str
    certainty: str
    jurisdiction: str
    read: str
    says: str
    limits: str


class Entry(Struct, frozen=True):
    """One statement of the panel. ``reasons`` and ``drugs`` are spelled as texts are compared; empty: for everybody.

    ``window`` is first and last day, counted from the first day of low-dose naltrexone (day 0).
    """

    id: str
    subject: str
    says: str
    reasons: tuple[str, ...]
    no_reason: bool
    drugs: tuple[str, ...]
    window: tuple[int, int] | None
    caveats: tuple[str, ...]
    counter: tuple[str, ...]
    figures: tuple[Figure, ...]
    sources: tuple[str, ...]

    @property
    def conditional(self) -> bool:
        """Whether it stands there for some lists only."""
        return bool(self.reasons or self.no_reason or self.drugs)


class Section(Struct, frozen=True):
    """Entries under one heading; ``ranked`` false: in the order of their subjects, which says nothing."""

    name: str
    title: str
    note: str
    ranked: bool
    entries: tuple[Entry, ...]


class Panel(Struct, frozen=True):
    """``rules/panel.yaml`` with the sources that it names, by id; ``none`` is said where there is nothing to show."""

    rule: str
    title: str
    note: str
    none: str
    sections: tuple[Section, ...]
    sources: dict[str, Source]

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The entries of all sections."""
        return tuple(entry for section in self.sections for entry in section.entries)

    @property
    def conditional(self) -> frozenset[str]:
        """The ids of those that stand there for some lists only."""
        return frozenset(entry.id for entry in self.entries if entry.conditional)
