"""What a sig says about the drug itself: taken often, and the sig that stands in a drug's name."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from ldn_rules.reading.amounts import exact, meaning_at
from ldn_rules.reading.sigs.grammar import read_sig
from ldn_rules.rulebook.words import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ldn_rules.intake.model import Frequency
    from ldn_rules.reading.names import Scan
    from ldn_rules.reading.sigs.model import SigReading
    from ldn_rules.rulebook.vocabulary import Vocabulary

_HOURS: Final = 24
_LONGEST: Final = 2000


def is_often(stated: Frequency | None, sig: SigReading | None, vocabulary: Vocabulary) -> bool:
    """Whether the longest interval between doses is that of an immediate-release form, or shorter."""
    limit = vocabulary.sig.often_hours
    if limit is None:
        return False
    if stated is not None:
        key, _ = meaning_at(words(stated.unit), 0, "time-units", vocabulary)
        per, times = exact(stated.per_max or stated.per), exact(stated.times)
        return per is not None and times is not None and _within(per, times, key, limit, vocabulary)
    frequencies = [phase.frequency for phase in sig.phases if phase.frequency] if sig else []
    return any(_within(one.per_high, one.times_low, one.unit, limit, vocabulary) for one in frequencies)


def _within(per: Fraction, times: Fraction, unit: str | None, hours: int, vocabulary: Vocabulary) -> bool:
    days = vocabulary.sig.time_units.get(unit or "")
    return days is not None and times > 0 and per * Fraction(*days) / times * _HOURS <= hours


def name_as_sig(name: str, scans: Sequence[Scan], vocabulary: Vocabulary) -> SigReading | None:
    """The rest of a drug's name, read as a sig (``50 mg, 1/10 tab at bedtime``); what is not understood
    there belongs to the name.
    """
    if not scans or len(name) > _LONGEST:
        return None
    rest = list(name)
    scan = scans[0]
    for hit in scan.names:
        start, end = scan.found[hit.first].start, scan.found[hit.after - 1].end
        rest[start:end] = " " * (end - start)
    return replace(read_sig("".join(rest), vocabulary), unparsed=())
