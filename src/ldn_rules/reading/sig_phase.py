"""A phase while it is being read."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from ldn_rules.reading.sig_model import Phase, SigFrequency

if TYPE_CHECKING:
    from ldn_rules.reading.sig_model import SigDose, SigIncrease

_ONE: Final = Fraction(1)


class PhaseBuilder:
    """Collects one phase; each setter says whether what it was given fits with what is there."""

    def __init__(self) -> None:
        self.dose: SigDose | None = None
        self.also: SigDose | None = None
        self.frequency: SigFrequency | None = None
        self.times_of_day: list[str] = []
        self.weekdays: list[str] = []
        self.prn = False
        self.route: str | None = None
        self.duration_days: int | None = None
        self.increase: SigIncrease | None = None
        self.maximum: SigDose | None = None
        self.maximum_days: Fraction | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing has been read into it."""
        return self.dose is None and self.increase is None and not self.timed and self.duration_days is None

    @property
    def timed(self) -> bool:
        """Whether something says when it is taken."""
        return bool(self.frequency or self.times_of_day or self.weekdays or self.prn)

    def set_frequency(self, frequency: SigFrequency) -> bool:
        """The frequency, once; the same again does no harm."""
        if self.frequency is not None:
            return self.frequency == frequency
        self.frequency = frequency
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

    def build(self, before: Phase | None) -> Phase:
        """The phase. What it does not say of unit, time and route is as in the phase before."""
        frequency, times_of_day = self._timing()
        weekdays = tuple(self.weekdays)
        route, prn = self.route, self.prn
        dose = self.dose
        if before is not None:
            dose = _inherited(dose, before)
            route = route or before.route
            if not self.timed:
                frequency, times_of_day, weekdays = before.frequency, before.times_of_day, before.weekdays
                prn = before.prn
        return Phase(
            dose=dose,
            also=self.also,
            frequency=frequency,
            times_of_day=times_of_day,
            weekdays=weekdays,
            prn=prn,
            route=route,
            duration_days=self.duration_days,
            increase=self.increase,
            maximum=self.maximum,
            maximum_days=self.maximum_days,
        )

    def _timing(self) -> tuple[SigFrequency | None, tuple[str, ...]]:
        """A time of day alone is once a day, two are twice; weekdays are so many times a week."""
        times_of_day = tuple(dict.fromkeys(self.times_of_day))
        frequency = self.frequency
        if frequency is None and times_of_day:
            count = Fraction(len(times_of_day))
            frequency = SigFrequency(count, count, _ONE, _ONE, "day")
        if self.weekdays:
            frequency = _weekly(len(set(self.weekdays)), frequency)
        return frequency, times_of_day


def _weekly(days: int, daily: SigFrequency | None) -> SigFrequency:
    low, high = (daily.times_low, daily.times_high) if daily and daily.unit == "day" else (_ONE, _ONE)
    return SigFrequency(days * low, days * high, _ONE, _ONE, "week")


def _inherited(dose: SigDose | None, before: Phase) -> SigDose | None:
    if dose is None or dose.unit is not None or before.dose is None:
        return dose
    return type(dose)(dose.low, dose.high, before.dose.unit, dose.numeral)
