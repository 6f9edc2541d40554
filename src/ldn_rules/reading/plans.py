"""The steps of a dose that changes by its directions: phases one after the other, and increases in their steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from ldn_rules.reading.amounts import ceil
from ldn_rules.reading.dose_units import Span
from ldn_rules.reading.model import PlannedDose

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from fractions import Fraction

    from ldn_rules.reading.dose_units import Content
    from ldn_rules.reading.model import Amount
    from ldn_rules.reading.regimen import Regimens, Step
    from ldn_rules.reading.sigs.model import SigFrequency, SigIncrease

_MOST_STEPS: Final = 200


class _Rise(Struct, frozen=True):
    """An increase of the daily dose by ``by`` up to ``top`` nanograms, every ``least`` to ``most`` days."""

    by: Fraction
    top: Fraction
    least: int
    most: int


class Plans:
    """Lays out the steps of regimens."""

    def __init__(self, regimens: Regimens) -> None:
        self._regimens = regimens

    def plan(self, steps: Sequence[Step], frequency: SigFrequency | None, content: Content) -> tuple[PlannedDose, ...]:
        """The steps in order, equal ones joined; none where the dose does not change. ``frequency`` is that of the
        field.
        """
        phases = [step.phase for step in steps if step.phase is not None]
        if len(phases) != len(steps) or (len(steps) == 1 and phases[0].increase is None):
            return ()
        planned = [one for step in steps for one in self._of(step, frequency, content)]
        joined = tuple(_joined(planned))
        return joined if len(joined) > 1 else ()

    def _of(self, step: Step, frequency: SigFrequency | None, content: Content) -> Iterator[PlannedDose]:
        """The steps of one phase."""
        phase = step.phase
        days = phase.duration_days if phase is not None else None
        if phase is None or phase.increase is None:
            yield PlannedDose(_amount(step.daily), days or 1, days)
            return
        first = self._regimens.step(replace(phase, increase=None), frequency, content).daily
        rise = self._rise(phase.increase, step, content)
        if first is None or rise is None or first.low != first.high or not _is_rise(first.low, rise):
            yield PlannedDose(_amount(first), 1, None)
            yield PlannedDose(None, 1, None)
            return
        yield from _raised(first.low, rise, days)

    def _rise(self, increase: SigIncrease, step: Step, content: Content) -> _Rise | None:
        """The increase in nanograms a day; None where an amount or the interval is not known exactly."""
        if increase.up_to is None or step.rate is None or step.rate.low != step.rate.high:
            return None
        by, top = (self._regimens.convert(dose, content).span for dose in (increase.by, increase.up_to))
        if by is None or top is None or by.low != by.high or top.low != top.high or increase.low_days < 1:
            return None
        least, most = int(increase.low_days), ceil(increase.high_days)
        return _Rise(by.low * step.rate.low, top.low * step.rate.low, least, most)


def _is_rise(first: Fraction, rise: _Rise) -> bool:
    return rise.by > 0 and first < rise.top <= first + rise.by * _MOST_STEPS


def _raised(first: Fraction, rise: _Rise, days: int | None) -> Iterator[PlannedDose]:
    """Step by step to the top. ``days`` is how long the first dose lasts, where that is said."""
    dose, least, most = first, days or rise.least, days or rise.most
    while dose < rise.top:
        yield PlannedDose(Span(dose, dose).amount(), least, most)
        dose, least, most = min(dose + rise.by, rise.top), rise.least, rise.most
    yield PlannedDose(Span(dose, dose).amount(), 1, None)


def _amount(daily: Span | None) -> Amount | None:
    return daily.amount() if daily is not None else None


def _joined(planned: Iterable[PlannedDose]) -> list[PlannedDose]:
    """Steps of one and the same dose as one that lasts as long as all of them."""
    joined: list[PlannedDose] = []
    for one in planned:
        before = joined[-1] if joined else None
        if before is None or before.daily is None or one.daily is None or before.daily != one.daily:
            joined.append(one)
            continue
        most = before.most + one.most if before.most is not None and one.most is not None else None
        joined[-1] = PlannedDose(one.daily, before.least + one.least, most)
    return joined
