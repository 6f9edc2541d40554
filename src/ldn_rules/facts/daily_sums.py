"""Sums of the daily doses of one ingredient over all entries that hold it (LDN208)."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

from msgspec import Struct

from ldn_rules.facts.days import day_text
from ldn_rules.facts.model import MAIN, Fact, LazyTexts
from ldn_rules.facts.texts import amount_text, entry_name
from ldn_rules.facts.windows import read_window
from ldn_rules.rulebook.kinds import NEVER, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ldn_rules.facts.clock import Clock
    from ldn_rules.facts.windows import Dated
    from ldn_rules.reading.model import EntryReading, SummedDose


class _Given(Struct, frozen=True):
    """One entry's part of a sum, and the days it counts for."""

    start: int
    end: int
    dose: SummedDose
    name: str
    id: str

    @property
    def most(self) -> int:
        """The most that its directions allow in a day."""
        return UNKNOWN if self.dose.daily is None else self.dose.daily.high


def daily_sums(entries: Sequence[EntryReading], dated: Sequence[Dated], clock: Clock, first: int) -> list[Fact]:
    """One fact for each span of days with the same entries of an ingredient; ``first`` is the index of the first.

    ``dated`` are those of the entries whose dates the clock has been asked for already.
    """
    known = {id(one.entry): one.main for one in dated}
    by_ingredient: dict[str, list[_Given]] = defaultdict(list)
    for entry in entries:
        if entry.texts.summed:
            window = known.get(id(entry)) or read_window(entry, clock).main
            for dose in entry.texts.summed:
                given = _Given(window.start, window.end, dose, entry_name(entry), entry.entry.id)
                by_ingredient[dose.ingredient].append(given)
    spans = [span for _, given in sorted(by_ingredient.items()) for span in _spans(given)]
    return [_fact(first + index, *span, clock.as_of) for index, span in enumerate(spans)]


def _spans(given: Sequence[_Given]) -> Iterator[tuple[int, int, list[_Given]]]:
    edges = sorted({one.start for one in given} | {one.end + 1 for one in given})
    for start, following in pairwise(edges):
        running = [one for one in given if one.start <= start <= one.end]
        if running:
            yield start, (NEVER if following > NEVER else following - 1), _fills_once(running)


def _fills_once(running: Sequence[_Given]) -> list[_Given]:
    """Entries of one name and dose are fills of one order, and count once."""
    return list({(one.name, one.most): one for one in reversed(running)}.values())[::-1]


def _fact(n: int, start: int, last: int, running: Sequence[_Given], as_of: int) -> Fact:
    most = [one.most for one in running]
    known = sum(size for size in most if size < UNKNOWN)
    total = (known, known if len(most) == sum(size < UNKNOWN for size in most) else UNKNOWN)

    def texts() -> dict[str, str]:
        return {
            "ingredient": running[0].dose.ingredient,
            "names": "; ".join(dict.fromkeys(one.name for one in running)),
            "total": amount_text(total),
            "start": day_text(as_of, start),
            "last": day_text(as_of, last),
        }

    values: dict[str, int | tuple[int, int]] = {"n": n, "start": start, "last": last, "total": total}
    entries = tuple(dict.fromkeys(one.id for one in running))
    return Fact("daily-sum", n, MAIN, values, running[0].dose.classes, LazyTexts(texts), entries)
