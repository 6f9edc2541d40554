"""How an entry is taken: at which time of day, how often, and whether a liquid is made of it first."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING, Final

from ldn_rules.reading.amounts import amount_at, meaning_at
from ldn_rules.reading.model import Schedule
from ldn_rules.reading.phrases import AROUND_JOINERS, longest_at
from ldn_rules.rulebook.words import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ldn_rules.intake.model import Entry
    from ldn_rules.reading.regimen import Regimens
    from ldn_rules.reading.sigs.model import SigFrequency, SigReading
    from ldn_rules.rulebook.vocabulary import Vocabulary
    from ldn_rules.rulebook.words import Word

_MOST_WORDS: Final = 400
_CARRIED_IN: Final = ("mark", "carried-in")
_LONGEST: Final = 3
"""Words of the longest phrase before a fluid."""


def schedule_of(entry: Entry, sig: SigReading | None, regimens: Regimens, vocabulary: Vocabulary) -> Schedule:
    """Of the directions of an entry (``sig``; the frequency field wins over theirs)."""
    phases = sig.phases if sig is not None else ()
    stated = regimens.frequency_of(entry)
    frequencies = [stated] if stated is not None else [phase.frequency for phase in phases]
    times = dict.fromkeys(
        [
            *(time for phase in phases for time in phase.times_of_day),
            *(time for phase in phases for part in phase.parts for time in part.times_of_day),
        ]
    )
    known = [one for one in frequencies if one is not None]
    complete = bool(known) and len(known) == len(frequencies)
    return Schedule(
        times_of_day=tuple(times),
        doses=_hull([_doses(one, regimens) for one in known]) if complete else None,
        interval=_hull([_interval(one, vocabulary) for one in known]) if complete else None,
        dissolved=bool(entry.sig) and _is_dissolved(entry.sig or "", vocabulary),
    )


_Range = tuple[int, int]


def _hull(ranges: Sequence[_Range | None]) -> _Range | None:
    known = [one for one in ranges if one is not None]
    if not known or len(known) < len(ranges):
        return None
    return min(low for low, _ in known), max(high for _, high in known)


def _doses(frequency: SigFrequency, regimens: Regimens) -> _Range | None:
    """Administrations on a day when it is taken."""
    rate = regimens.rate(frequency)
    return None if rate is None else (max(1, floor(rate.low)), ceil(rate.high))


def _interval(frequency: SigFrequency, vocabulary: Vocabulary) -> _Range | None:
    """Days from one day when it is taken to the next: 1 for every day, 2 for every other."""
    unit = vocabulary.sig.time_units.get(frequency.unit)
    if unit is None or frequency.times_low <= 0:
        return None
    days = Fraction(*unit)
    low, high = frequency.days or frequency.times_low, frequency.days or frequency.times_high
    return max(1, ceil(frequency.per_low * days / high)), max(1, ceil(frequency.per_high * days / low))


def _is_dissolved(text: str, vocabulary: Vocabulary) -> bool:
    """Whether directions say how a liquid is made first: a preparing word, or something in a volume."""
    found = words(text)[:_MOST_WORDS]
    return any(
        meaning_at(found, place, "preparing", vocabulary)[0] is not None or _is_in_volume(found, place, vocabulary)
        for place in range(len(found))
    )


def _is_in_volume(found: Sequence[Word], place: int, vocabulary: Vocabulary) -> bool:
    """``in 50 mL``: a volume right behind a word that carries it."""
    amount = amount_at(found, place, vocabulary) if found[place].kind == "number" else None
    unit = vocabulary.units.get(amount.unit or "") if amount is not None else None
    if unit is None or not unit.microlitres:
        return False
    return any(_carries(found, place - size, place, vocabulary) for size in range(1, min(_LONGEST, place) + 1))


def _carries(found: Sequence[Word], first: int, after: int, vocabulary: Vocabulary) -> bool:
    phrase = longest_at(found, first, vocabulary.around, AROUND_JOINERS)
    return phrase is not None and phrase[1] == after and _CARRIED_IN in phrase[0].meanings
