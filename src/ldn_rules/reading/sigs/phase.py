"""A phase while it is being read."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from ldn_rules.reading.sigs.model import Phase
from ldn_rules.reading.sigs.parts import Given, Whole, is_mass, together
from ldn_rules.reading.sigs.timing import Often, Timing, daily, on_days, per_day, timing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ldn_rules.reading.sigs.model import SigDose, SigFrequency, SigIncrease, SigPart
    from ldn_rules.reading.sigs.ratios import Ratio
    from ldn_rules.reading.sigs.timing import Mark
    from ldn_rules.rulebook.vocabulary import SigWords, Vocabulary

_ONE: Final = Fraction(1)


class PhaseBuilder:
    """Collects one phase; each setter says whether what it was given fits with what is there."""

    def __init__(self) -> None:
        self.dose: SigDose | None = None
        self.also: SigDose | None = None
        self.dose_place = 0
        self.ratios: list[Ratio] = []
        self.unit_behind: str | None = None
        self.earlier: list[Given] = []
        self.day: Whole | None = None
        self.often: Often | None = None
        self.marks: list[Mark] = []
        self.meals: Fraction | None = None
        self.weekdays: list[str] = []
        self.each_week = False
        self.days_a_week: int | None = None
        self.day_places: list[int] = []
        self.places = 1
        self.prn = False
        self.route: str | None = None
        self.by_letters = False
        self.duration_days: int | None = None
        self.duration_leads = False
        self.increase: SigIncrease | None = None
        self.maximum: SigDose | None = None
        self.maximum_days: Fraction | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing has been read into it."""
        said = (self.dose, self.increase, self.maximum, self.duration_days)
        return all(each is None for each in said) and not self.timed

    @property
    def only_raised(self) -> bool:
        """Whether it holds an increase and neither a dose nor a duration."""
        return self.increase is not None and self.dose is None and self.duration_days is None

    @property
    def timed(self) -> bool:
        """Whether something says when it is taken."""
        return bool(self.often or self.marks or self.meals or self.weekdays or self.days_a_week or self.prn)

    @property
    def open_to_a_part(self) -> bool:
        """Whether another dose of the same day can follow: the one in hand has times of day, and nothing else but a
        length that stands before it (``week 3: …``).
        """
        other = (self.increase, self.maximum, self.length_behind, self.meals, self.days_a_week)
        return self.dose is not None and bool(self.marks) and all(each is None for each in other)

    @property
    def length_behind(self) -> int | None:
        """The length, where it stands behind the dose."""
        return None if self.duration_leads else self.duration_days

    def begin_part(self, place: int, moved: int = 0) -> None:
        """Put the dose in hand aside for the next one of the same day, which stands at a place; the last ``moved``
        times of day belong to that.
        """
        if self.dose is None:
            return
        kept = len(self.marks) - moved
        marks, self.marks = tuple(self.marks[:kept]), self.marks[kept:]
        self.earlier.append(Given(self.dose, self.also, marks, tuple(range(self.dose_place, place))))
        self.dose = self.also = None
        self.dose_place = place

    def set_frequency(self, frequency: SigFrequency, place: int, joint: str) -> bool:
        """The frequency, once; the same again does no harm."""
        if self.often is not None:
            return self.often.frequency == frequency
        self.often = Often(frequency, place, joint)
        return True

    def set_days_a_week(self, days: int, places: Sequence[int]) -> bool:
        """``5 days a week``, once, and not beside named days."""
        if self.days_a_week is not None or self.weekdays:
            return False
        self.days_a_week = days
        self.day_places.extend(places)
        return True

    def add_weekdays(self, days: Sequence[str], places: Sequence[int]) -> bool:
        """Named days, not beside a number of days a week."""
        if self.days_a_week is not None:
            return False
        self.weekdays.extend(days)
        self.day_places.extend(places)
        return True

    def set_dose(self, dose: SigDose, place: int, *, other_kind: bool) -> bool:
        """The dose; a second one only where it is the same in another kind of unit."""
        if self.dose is None:
            self.dose = dose
            self.dose_place = place
        elif other_kind and self.also is None:
            self.also = dose
        else:
            return False
        return True

    def set_duration(self, days: Fraction) -> bool:
        """The duration in whole days, once."""
        if self.duration_days is not None or days.denominator != 1:
            return False
        self.duration_days = int(days)
        self.duration_leads = self.dose is None
        return True

    def build(self, before: Phase | None, vocabulary: Vocabulary, after: int) -> tuple[Phase, list[int]]:
        """The phase, and the places of words that do not fit in; ``after`` is the place after its last word. What
        it does not say of dose, unit, time and route is as in the phase before; a number alone after a mass is not
        understood.
        """
        words = vocabulary.sig
        left = self._join_parts(vocabulary, after)
        frequency, times_of_day, unclear = self._timing(words)
        left += unclear
        phase = Phase(
            dose=self._everywhere(self.dose),
            also=self._everywhere(self.also),
            parts=self._parts(),
            frequency=frequency,
            times_of_day=times_of_day,
            weekdays=() if self._one_day_only else tuple(self.weekdays),
            prn=self.prn,
            route=self.route,
            duration_days=self.duration_days,
            increase=self.increase,
            maximum=self.maximum,
            maximum_days=self.maximum_days,
            places=self.places,
            by_letters=self.by_letters,
        )
        if before is None:
            return phase, left
        is_bare = phase.dose is not None and phase.dose.unit is None
        if is_bare and before.dose is not None and is_mass(before.dose.unit, vocabulary):
            left.append(self.dose_place)
        return self._continued(phase, before, vocabulary), left

    def _join_parts(self, vocabulary: Vocabulary, after: int) -> list[int]:
        """Put the doses of the day together into the one in hand. Where they are no day the first stands alone, and the
        words of the others are left.
        """
        if not self.earlier:
            return []
        given = list(self.earlier)
        if self.dose is not None:
            given.append(Given(self.dose, self.also, tuple(self.marks), tuple(range(self.dose_place, after))))
        self.day = together(given, vocabulary)
        if self.day is not None and self._is_often(self.day.times, vocabulary.sig):
            self.dose, self.also = self.day.dose, self.day.also
            return []
        self.day, first = None, given[0]
        self.dose, self.also, self.marks = first.dose, first.also, list(first.marks)
        return [place for one in given[1:] for place in one.places]

    def _is_often(self, times: Fraction, words: SigWords) -> bool:
        """Whether so many times a day go with the frequency that is written: it says the same, or `daily` of each."""
        if self.often is None:
            return True
        low, high = per_day(self.often.frequency, words)
        return low == high and low in (1, times)

    def _continued(self, phase: Phase, before: Phase, vocabulary: Vocabulary) -> Phase:
        dose = _inherited(phase.dose, before, vocabulary)
        phase = replace(phase, dose=dose)
        if phase.route is None:
            phase = replace(phase, route=before.route, by_letters=before.by_letters)
        if self.timed:
            same = phase.dose is None and phase.increase is None and not before.parts
            return replace(phase, dose=before.dose, also=before.also) if same else phase
        return replace(
            phase,
            frequency=before.frequency,
            times_of_day=before.times_of_day,
            weekdays=before.weekdays,
            prn=before.prn,
        )

    def _everywhere(self, dose: SigDose | None) -> SigDose | None:
        """A dose that goes to several places (``in each nostril``) is so many times what is written."""
        if dose is None or self.places == 1:
            return dose
        return replace(dose, low=dose.low * self.places, high=dose.high * self.places)

    def _parts(self) -> tuple[SigPart, ...]:
        parts = self.day.parts if self.day is not None else ()
        return tuple(
            replace(one, dose=self._everywhere(one.dose) or one.dose, also=self._everywhere(one.also)) for one in parts
        )

    @property
    def _one_day_only(self) -> bool:
        """Whether one day is named that may be a date: that of the first dose, of a refill or a visit."""
        weekly = self.often is not None and self.often.frequency.unit == "week"
        return len(set(self.weekdays)) == 1 and not (self.each_week or weekly)

    def _of_day(self, words: SigWords) -> Timing:
        """Times and frequency: those of the doses of a day, or of the one dose."""
        if self.day is not None:
            return Timing(daily(self.day.times, self.day.times), self.day.times_of_day)
        return timing(self.marks, self.often, self.meals, words)

    def _timing(self, words: SigWords) -> tuple[SigFrequency | None, tuple[str, ...], list[int]]:
        """A time of day alone is once a day, two are twice; weekdays are so many times a week."""
        found = self._of_day(words)
        left = list(found.left)
        frequency = found.frequency
        if self._one_day_only:
            return frequency, found.times_of_day, [*left, *self.day_places]
        days = self.days_a_week or len(set(self.weekdays))
        if days:
            weekly = on_days(days, frequency, words)
            left += [] if weekly else self.day_places
            frequency = weekly or frequency
        return frequency, found.times_of_day, left


def _inherited(dose: SigDose | None, before: Phase, vocabulary: Vocabulary) -> SigDose | None:
    """A dose with the unit of the phase before, if it has none; never that of a mass."""
    if dose is None or dose.unit is not None or before.dose is None or is_mass(before.dose.unit, vocabulary):
        return dose
    return replace(dose, unit=before.dose.unit)


def timed_alike(phases: Sequence[Phase]) -> tuple[Phase, ...]:
    """The phases; those at the start that have a length and no time are taken like the first one that has, if that is
    once a day (``0.5 mg x 1 week, then 1 mg x 1 week at bedtime``).
    """
    first = next((place for place, phase in enumerate(phases) if phase.frequency or phase.prn), 0)
    if not first or phases[first].prn or not all(phase.dose and phase.duration_days for phase in phases[:first]):
        return tuple(phases)
    often, times = phases[first].frequency, phases[first].times_of_day
    if often != daily(_ONE, _ONE) or phases[first].weekdays:
        return tuple(phases)
    return (*(replace(phase, frequency=often, times_of_day=times) for phase in phases[:first]), *phases[first:])
