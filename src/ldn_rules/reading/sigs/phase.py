"""A phase while it is being read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from ldn_rules.reading.sigs.model import Phase
from ldn_rules.reading.sigs.timing import Often, on_days, timing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from ldn_rules.reading.sigs.model import SigDose, SigFrequency, SigIncrease
    from ldn_rules.reading.sigs.timing import Mark
    from ldn_rules.rulebook.vocabulary import SigWords


class PhaseBuilder:
    """Collects one phase; each setter says whether what it was given fits with what is there."""

    def __init__(self) -> None:
        self.dose: SigDose | None = None
        self.also: SigDose | None = None
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
        self.duration_days: int | None = None
        self.increase: SigIncrease | None = None
        self.maximum: SigDose | None = None
        self.maximum_days: Fraction | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing has been read into it."""
        said = (self.dose, self.increase, self.maximum, self.duration_days)
        return all(each is None for each in said) and not self.timed

    @property
    def timed(self) -> bool:
        """Whether something says when it is taken."""
        return bool(self.often or self.marks or self.meals or self.weekdays or self.days_a_week or self.prn)

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

    def set_dose(self, dose: SigDose, *, other_kind: bool) -> bool:
        """The dose; a second one only where it is the same in another kind of unit."""
        if self.dose is None:
            self.dose = dose
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
        return True

    def build(self, before: Phase | None, words: SigWords) -> tuple[Phase, list[int]]:
        """The phase, and the places of words that do not fit in. What it does not say of unit, time and route is as
        in the phase before.
        """
        frequency, times_of_day, left = self._timing(words)
        phase = Phase(
            dose=self._everywhere(self.dose),
            also=self._everywhere(self.also),
            frequency=frequency,
            times_of_day=times_of_day,
            weekdays=() if self._one_day_only else tuple(self.weekdays),
            prn=self.prn,
            route=self.route,
            duration_days=self.duration_days,
            increase=self.increase,
            maximum=self.maximum,
            maximum_days=self.maximum_days,
        )
        return (phase if before is None else self._continued(phase, before)), left

    def _continued(self, phase: Phase, before: Phase) -> Phase:
        phase = replace(phase, dose=_inherited(phase.dose, before), route=phase.route or before.route)
        if self.timed:
            return phase
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

    @property
    def _one_day_only(self) -> bool:
        """Whether one day is named that may be a date: that of the first dose, of a refill or a visit."""
        weekly = self.often is not None and self.often.frequency.unit == "week"
        return len(set(self.weekdays)) == 1 and not (self.each_week or weekly)

    def _timing(self, words: SigWords) -> tuple[SigFrequency | None, tuple[str, ...], list[int]]:
        """A time of day alone is once a day, two are twice; weekdays are so many times a week."""
        found = timing(self.marks, self.often, self.meals, words)
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


def _inherited(dose: SigDose | None, before: Phase) -> SigDose | None:
    if dose is None or dose.unit is not None or before.dose is None:
        return dose
    return replace(dose, unit=before.dose.unit)
