"""A sig while it is being read: its words, the phase in hand, what is done and what was left."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from ldn_rules.reading.amounts import meaning_of, unit_of
from ldn_rules.reading.phrases import longest_at
from ldn_rules.reading.sigs.model import Unparsed
from ldn_rules.reading.sigs.numbers import range_at
from ldn_rules.reading.sigs.phase import PhaseBuilder
from ldn_rules.reading.sigs.ratios import dose_of
from ldn_rules.reading.sigs.timing import ADJACENT, ALTERNATIVE, JOINED, LISTED, UNCLEAR
from ldn_rules.rulebook.vocabulary import FrequencyWord

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ldn_rules.reading.amounts import Amount
    from ldn_rules.reading.sigs.model import Phase, SigDose, SigFrequency
    from ldn_rules.reading.sigs.numbers import Range
    from ldn_rules.rulebook.phrases import Phrase
    from ldn_rules.rulebook.vocabulary import SigWords, Vocabulary
    from ldn_rules.rulebook.words import Word

ONE: Final = Fraction(1)

_LISTING: Final = frozenset(",;.")
_CLAUSE_END: Final = frozenset(",.;()[]")
_CLAUSE_SIGNS: Final = frozenset(",;:.()")
_NEW: Final = frozenset(("then", "prn", "as-directed"))
_OPENING: Final = frozenset("([/")
_PASSED: Final = frozenset(("ignored", "clock-at"))
_LEADING: Final = frozenset(
    ("ignored", "optional", "before-number", "and", "beginning", "then", "after", "after-another")
)


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
        self.drugs: list[Unparsed] = []
        self.notes: list[Unparsed] = []
        self.reason_end = 0
        self.place = 0
        self._left: set[int] = set()
        self.prepared = 0
        """How far no word of taking was found behind one of preparing."""
        self._parted: dict[int, str] = {}
        self._hits: dict[int, tuple[Phrase, int] | None] = {}
        self._kinds: dict[int, frozenset[str]] = {}
        self._ranges: dict[int, Range | None] = {}

    def close(self) -> None:
        """End the phase in hand, if anything is in it; an increase alone belongs to the phase before."""
        if self.phase.ratios and self.phase.dose is None and self.phase.increase is None:
            self.phase.dose = dose_of(self.phase.ratios, self.vocabulary, alone=not self.phases, timed=self.phase.timed)
        if not self.phase.empty:
            before = self.phases[-1] if self.phases else None
            phase, left = self.phase.build(before, self.vocabulary, self.place)
            if before is not None and before.increase is None and self.phase.only_raised:
                self.phases[-1] = replace(before, increase=phase.increase)
            else:
                self.phases.append(phase)
            self._left.update(left)
        self.phase = PhaseBuilder()

    @property
    def first_day(self) -> int | None:
        """The day of the sig on which the phase in hand begins, the first being 1; None where that is not known."""
        lengths = [phase.duration_days for phase in self.phases]
        return None if None in lengths else 1 + sum(length or 0 for length in lengths)

    def parted(self, place: int) -> str:
        """The sign that parts what starts at a place from what stands before it; empty if there is none."""
        if place not in self._parted:
            self._parted[place] = self._parting(place)
        return self._parted[place]

    def _parting(self, place: int) -> str:
        while place > 0:
            place -= 1
            text = self.found[place].text
            if text in _CLAUSE_SIGNS:
                return text
            if self.found[place].kind == "number" or not self.kinds(place) & _LEADING:
                return ""
            if place in self._parted:
                return self._parted[place]
        return "."

    def leave(self, place: int, after: int) -> int:
        """Words that were not understood; the place after them."""
        self._left.update(range(place, after))
        return after

    def note(self, place: int, after: int) -> int:
        """Keep a note for the pharmacy; the place after it."""
        start, end = self.found[place].start, self.found[after - 1].end
        self.notes.append(Unparsed(self.text[start:end], start, end))
        return after

    def left(self) -> list[tuple[int, int]]:
        """What was not understood as places in the text; words side by side are one text."""
        spans: list[tuple[int, int]] = []
        last = -1
        for place in sorted(self._left):
            word = self.found[place]
            if spans and last == place - 1:
                spans[-1] = (spans[-1][0], word.end)
            else:
                spans.append((word.start, word.end))
            last = place
        return spans

    def meaning(self, place: int, kind: str) -> tuple[str | None, int]:
        """The key of the word of that kind at a place, and the place after it; (None, place) if there is none."""
        hit = self.hit_at(place)
        return (None, place) if hit is None else meaning_of(hit, self.found, place, kind, self.words.table)

    def unit(self, place: int) -> tuple[str | None, int]:
        """The unit at a place, and the place after it."""
        hit = self.hit_at(place)
        return (None, place) if hit is None else unit_of(hit, self.found, place, self.words.table)

    def hit_at(self, place: int) -> tuple[Phrase, int] | None:
        """The longest known run of words at a place, and the place after it; looked up once."""
        if not 0 <= place < len(self.found):
            return None
        if place not in self._hits:
            self._hits[place] = longest_at(self.found, place, self.words.table)
        return self._hits[place]

    def kinds(self, place: int) -> frozenset[str]:
        """Every kind of word that the longest run of words at a place can be."""
        known = self._kinds.get(place)
        if known is None:
            hit = self.hit_at(place)
            known = frozenset([kind for kind, _ in hit[0].meanings]) if hit is not None else frozenset()
            self._kinds[place] = known
        return known

    def is_next(self, place: int, *kinds: str) -> bool:
        """Whether a word of one of the kinds stands at a place."""
        return any(self.meaning(place, kind)[0] is not None for kind in kinds)

    def ends_clause(self, place: int) -> bool:
        """Whether a clause ends before a place, or a word begins that starts something new."""
        if place >= len(self.found) or self.found[place].text in _CLAUSE_END:
            return True
        return bool(self.kinds(place) & _NEW)

    def range_at(self, place: int) -> Range | None:
        """A number or a range of numbers, in digits or in words."""
        if place not in self._ranges:
            self._ranges[place] = range_at(self.found, place, self.vocabulary)
        return self._ranges[place]

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

    def set_dose(self, dose: SigDose, place: int, after: int, *, other_kind: bool) -> int | None:
        """The dose that stands from a place into the phase in hand."""
        return after if self.phase.set_dose(dose, place, other_kind=other_kind) else None

    def set_frequency(self, frequency: SigFrequency, place: int, after: int) -> int | None:
        """The frequency that stands from a place into the phase in hand."""
        if self.phase.often is not None and self.phase.often.frequency != frequency and self._over_at(place):
            self.close()
        return after if self.phase.set_frequency(frequency, place, self.joint(place)) else None

    def _over_at(self, place: int) -> bool:
        """Whether the phase in hand is over, so that another frequency begins the next (``tid x 7 d, bid x 7 d``)."""
        has_dose = self.phase.dose is not None or bool(self.phases)
        return has_dose and self.phase.duration_days is not None and bool(self.parted(place))

    def joint(self, place: int) -> str:
        """How a time that starts at a place is joined to what stands before it."""
        while place > 0:
            place -= 1
            text = self.found[place].text
            if text in _LISTING:
                return LISTED
            if text in _OPENING:
                return ADJACENT
            joint = self._joint_of(place)
            if joint == ALTERNATIVE and place and (self.found[place - 1].text == "/" or self._says_and(place - 1)):
                return UNCLEAR
            if joint is not None:
                return joint
        return ADJACENT

    def _says_and(self, place: int) -> bool:
        return self.found[place].kind == "word" and "and" in self.kinds(place)

    def _joint_of(self, place: int) -> str | None:
        """How the word at a place joins; None if it says nothing and the word before it counts."""
        kinds = self.kinds(place)
        if "optional" in kinds:
            return UNCLEAR
        if "and" in kinds:
            return JOINED
        if "range" in kinds:
            plain = self.found[place].kind == "word" and "ignored" not in kinds
            return ALTERNATIVE if plain else UNCLEAR
        if self.found[place].kind == "sign" or kinds & _PASSED:
            return None
        return ADJACENT
