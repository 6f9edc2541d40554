"""A sig while it is being read: its words, the phase in hand, what is done and what was left."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from ldn_rules.reading.amounts import meaning_at, number_at
from ldn_rules.reading.sig_phase import PhaseBuilder
from ldn_rules.rulebook.vocabulary import FrequencyWord

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ldn_rules.reading.amounts import Amount
    from ldn_rules.reading.sig_model import Phase, SigDose, SigFrequency
    from ldn_rules.rulebook.vocabulary import SigWords, Vocabulary
    from ldn_rules.rulebook.words import Word

ONE: Final = Fraction(1)

Range = tuple[Fraction, Fraction, int]
"""A number or range of numbers, and the place after it."""


class Hit(Struct, frozen=True):
    """A known word: its key in its group, where it starts, and the place after it."""

    key: str
    place: int
    after: int


class SigState:
    """What the handlers of the grammar read from and write to."""

    def __init__(self, text: str, found: Sequence[Word], vocabulary: Vocabulary) -> None:
        self.text = text
        self.found = found
        self.vocabulary = vocabulary
        self.words: SigWords = vocabulary.sig
        self.phase = PhaseBuilder()
        self.phases: list[Phase] = []
        self.as_directed = False
        self.strengths: list[Amount] = []
        self.reasons: list[str] = []
        self.left: list[tuple[int, int]] = []

    def close(self) -> None:
        """End the phase in hand, if anything is in it."""
        if not self.phase.empty:
            self.phases.append(self.phase.build(self.phases[-1] if self.phases else None))
        self.phase = PhaseBuilder()

    def leave(self, place: int) -> None:
        """A word that was not understood; words side by side are left as one text."""
        word = self.found[place]
        if self.left and place and self.left[-1][1] == self.found[place - 1].end:
            self.left[-1] = (self.left[-1][0], word.end)
        else:
            self.left.append((word.start, word.end))

    def meaning(self, place: int, kind: str) -> tuple[str | None, int]:
        """The key of the word of that kind at a place, and the place after it; (None, place) if there is none."""
        return meaning_at(self.found, place, kind, self.vocabulary)

    def is_next(self, place: int, *kinds: str) -> bool:
        """Whether a word of one of the kinds stands at a place."""
        return any(self.meaning(place, kind)[0] is not None for kind in kinds)

    def range_at(self, place: int) -> Range | None:
        """``4``, ``4-6``, ``4 to 6``, ``1/2``, ``six``."""
        first = number_at(self.found, place)
        if first is None:
            return self.numeral_at(place)
        value, after = first
        joint, start = self.meaning(after, "range")
        second = number_at(self.found, start) if joint is not None else None
        if second is not None and second[0] > value:
            return value, second[0], second[1]
        return value, value, after

    def numeral_at(self, place: int) -> Range | None:
        """A number written as a word."""
        key, after = self.meaning(place, "numerals")
        if key is None:
            return None
        value = Fraction(self.words.numerals[key])
        return value, value, after

    def per_unit(self, place: int) -> tuple[FrequencyWord | None, int]:
        """``daily``, ``a day``, ``/day``, ``per week``."""
        key, after = self.meaning(place, "frequencies")
        if key is not None:
            return self.words.frequencies[key], after
        _, start = self.meaning(place, "per")
        unit, after = self.meaning(start, "time-units")
        return (FrequencyWord(1, 1, unit), after) if unit is not None else (None, place)

    def days_of(self, unit: str) -> Fraction:
        """One unit of time in days."""
        return Fraction(*self.words.time_units[unit])

    def set_dose(self, dose: SigDose, after: int, *, other_kind: bool) -> int | None:
        """The dose into the phase in hand."""
        return after if self.phase.set_dose(dose, other_kind=other_kind) else None

    def set_frequency(self, frequency: SigFrequency, after: int) -> int | None:
        """The frequency into the phase in hand."""
        return after if self.phase.set_frequency(frequency) else None
