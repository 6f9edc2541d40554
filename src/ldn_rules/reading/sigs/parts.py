"""Several doses within one day: ``1 in the morning and 2 at night``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ldn_rules.reading.sigs.model import SigDose, SigPart
from ldn_rules.reading.sigs.timing import timing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ldn_rules.reading.sigs.timing import Mark
    from ldn_rules.rulebook.vocabulary import SigWords


class Given(Struct, frozen=True):
    """A dose with its times of day, and the words it stands in."""

    dose: SigDose
    also: SigDose | None
    marks: tuple[Mark, ...]
    places: tuple[int, ...]


class Whole(Struct, frozen=True):
    """Doses of one day together: their range, their times of day, and the parts where they differ. ``left`` are the words
    that do not fit in.
    """

    dose: SigDose
    also: SigDose | None
    marks: tuple[Mark, ...]
    parts: tuple[SigPart, ...]
    left: tuple[int, ...]


def together(given: Sequence[Given], words: SigWords) -> Whole:
    """The doses as one day; where they cannot be one, the first alone, and all words of the others are left."""
    parts = [_part(one, words) for one in given]
    same_unit = _with_unit([part for part in parts if part is not None])
    first = given[0]
    if None in parts or same_unit is None or not _apart(same_unit):
        left = tuple(place for one in given[1:] for place in one.places)
        return Whole(first.dose, first.also, first.marks, (), left)
    marks = tuple(mark for one in given for mark in one.marks)
    doses = [(part.dose, part.also) for part in same_unit]
    if len(set(doses)) == 1:
        return Whole(*doses[0], marks, (), ())
    low, high = min(dose.low for dose, _ in doses), max(dose.high for dose, _ in doses)
    return Whole(replace(doses[0][0], low=low, high=high), None, marks, tuple(same_unit), ())


def _part(given: Given, words: SigWords) -> SigPart | None:
    """One dose with how often in a day it is taken; None if its times are not all understood."""
    found = timing(given.marks, None, None, words)
    if found.frequency is None or found.left or found.frequency.times_low != found.frequency.times_high:
        return None
    return SigPart(given.dose, given.also, found.frequency.times_low, found.times_of_day)


def _with_unit(parts: Sequence[SigPart]) -> list[SigPart] | None:
    """The parts with the one unit that any of them names; None if they name several."""
    units = {part.dose.unit for part in parts} - {None}
    if len(units) > 1:
        return None
    unit = next(iter(units), None)
    numeral = all(part.dose.numeral for part in parts)
    return [replace(part, dose=replace(part.dose, unit=unit, numeral=numeral)) for part in parts]


def _apart(parts: Sequence[SigPart]) -> bool:
    """Whether each part has times of day of its own."""
    times = [time for part in parts for time in part.times_of_day]
    return len(set(times)) == len(times)
