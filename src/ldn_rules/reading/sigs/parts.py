"""Several doses within one day: ``1 in the morning and 2 at night``."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ldn_rules.reading.sigs.model import SigDose, SigPart
from ldn_rules.reading.sigs.timing import timing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ldn_rules.reading.sigs.timing import Mark
    from ldn_rules.rulebook.vocabulary import SigWords, Vocabulary


class Given(Struct, frozen=True):
    """A dose with its times of day, and the words it stands in."""

    dose: SigDose
    also: SigDose | None
    marks: tuple[Mark, ...]
    places: tuple[int, ...]


class Whole(Struct, frozen=True):
    """Doses of one day together: their range, how many they are and when, and the parts where they differ."""

    dose: SigDose
    also: SigDose | None
    times: Fraction
    times_of_day: tuple[str, ...]
    parts: tuple[SigPart, ...]


def is_mass(unit: str | None, vocabulary: Vocabulary) -> bool:
    """Whether a unit is one of mass."""
    known = vocabulary.units.get(unit or "")
    return known is not None and bool(known.nanograms)


def together(given: Sequence[Given], vocabulary: Vocabulary) -> Whole | None:
    """The doses as one day; None where they cannot be one."""
    parts = _with_unit([part for one in given if (part := _part(one, vocabulary.sig)) is not None], vocabulary)
    if parts is None or len(parts) != len(given) or not _apart(parts):
        return None
    times = sum((part.times for part in parts), Fraction(0))
    times_of_day = tuple(time for part in parts for time in part.times_of_day)
    dose, also = parts[0].dose, parts[0].also
    if all((part.dose, part.also) == (dose, also) for part in parts):
        return Whole(dose, also, times, times_of_day, ())
    low, high = min(part.dose.low for part in parts), max(part.dose.high for part in parts)
    return Whole(replace(dose, low=low, high=high), None, times, times_of_day, tuple(parts))


def _part(given: Given, words: SigWords) -> SigPart | None:
    """One dose with how often in a day it is taken; None if its times are not all understood."""
    found = timing(given.marks, None, None, words)
    if found.frequency is None or found.left or found.frequency.times_low != found.frequency.times_high:
        return None
    return SigPart(given.dose, given.also, found.frequency.times_low, found.times_of_day)


def _with_unit(parts: Sequence[SigPart], vocabulary: Vocabulary) -> list[SigPart] | None:
    """The parts with the one unit that any of them names; None if they name several, or only some of them a mass."""
    named = [part.dose.unit for part in parts]
    units = set(named) - {None}
    if len(units) > 1 or (None in named and any(is_mass(unit, vocabulary) for unit in units)):
        return None
    unit = next(iter(units), None)
    numeral = all(part.dose.numeral for part in parts)
    return [replace(part, dose=replace(part.dose, unit=unit, numeral=numeral)) for part in parts]


def _apart(parts: Sequence[SigPart]) -> bool:
    """Whether each part has times of day of its own."""
    times = [time for part in parts for time in part.times_of_day]
    return len(set(times)) == len(times)
