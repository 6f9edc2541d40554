"""Episodes of low-dose treatment, as the rules on a start and a restart look at them (LDN305, LDN309), and that on an
early stop (LDN401).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ldn_rules.facts.days import day_text
from ldn_rules.facts.dose_facts import Values, dose_fact, latest_start, other_reading, partial_starts
from ldn_rules.facts.stops import days_at_highest, highest, reasons_text, stop_of
from ldn_rules.facts.texts import amount_text
from ldn_rules.facts.windows import NO_START
from ldn_rules.rulebook.enumerations import DOUBTS, STOPS
from ldn_rules.rulebook.kinds import NEVER, UNKNOWN_DAY

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ldn_rules.facts.model import Fact
    from ldn_rules.facts.regimens import Stretch
    from ldn_rules.facts.settings import Settings
    from ldn_rules.reading.model import EntryReading, ListReading


class LowDoseEpisodes:
    """The low-dose episodes of one list, made of its spans of constant total dose."""

    def __init__(self, reading: ListReading, settings: Settings) -> None:
        self._reading = reading
        self._as_of = reading.as_of
        self._settings = settings

    def dated(self, first: int, regimens: Sequence[Stretch]) -> Iterator[Fact]:
        """The episodes of entries that have a start, with another reading of a partial one."""
        n = first
        start = 0
        for index in range(1, len(regimens) + 1):
            over = index == len(regimens)
            if over or regimens[index].start - regimens[index - 1].end >= self._settings.episode_break:
                before = regimens[start - 1] if start else None
                for fact in self._episode(n, regimens[start:index], before):
                    yield fact
                    n += 1
                start = index

    def undated(self, n: int, regimens: Sequence[Stretch], earliest: int) -> Iterator[Fact]:
        """The episode of entries without a start: begun on its earliest day, or only on the day of the check."""
        if not regimens:
            return
        opening = regimens[0]
        texts = {**self._texts(regimens, None), "start": UNKNOWN_DAY, "derived": NO_START}
        entries = _entries(regimens)
        begun = self._values(n, earliest, regimens, None)
        begun["days-at-highest"] = (days_at_highest(regimens)[0], NEVER)
        main = dose_fact("low-dose-episode", n, begun, lambda: texts, entries, policy="mildest")
        yield main
        values = self._values(n + 1, opening.start, regimens, None) | {"doubt": DOUBTS.index("no-start")}
        yield other_reading(main, "no-start", values, "no start is recorded")

    def _episode(self, n: int, spell: Sequence[Stretch], before: Stretch | None) -> Iterator[Fact]:
        opening = spell[0]
        values = self._values(n, opening.start, spell, before)
        main = dose_fact("low-dose-episode", n, values, lambda: self._texts(spell, before), _entries(spell))
        yield main
        latest = latest_start(opening.opening, opening.start, self._as_of)
        if latest != opening.start:
            values = self._values(n + 1, latest, spell, before) | {"doubt": DOUBTS.index("partial-date")}
            yield other_reading(main, "partial-date", values, partial_starts(opening.opening))

    def _values(self, n: int, start: int, spell: Sequence[Stretch], before: Stretch | None) -> Values:
        opening = spell[0]
        return {
            "n": n,
            "start": start,
            "last": spell[-1].end,
            "first-total": (opening.low, opening.high),
            "days-without": NEVER if before is None else start - before.end,
            "lookback": self._lookback(start),
            "old-entry": self._old_entry(start),
            "refill": int(any((item.dated.entry.fill_number or 0) >= 1 for item in opening.opening)),
            "stop": STOPS.index(stop_of(self._last_entries(spell))),
            "days-at-highest": days_at_highest(spell),
            "doubt": 0,
        }

    def _texts(self, spell: Sequence[Stretch], before: Stretch | None) -> dict[str, str]:
        opening = spell[0]
        return {
            "start": day_text(self._as_of, opening.start),
            "last": day_text(self._as_of, spell[-1].end),
            "first-total": amount_text((opening.low, opening.high)),
            "derived": opening.items[0].dated.main.start_basis,
            "previous": "none recorded" if before is None else day_text(self._as_of, before.end),
            "stop": reasons_text(self._last_entries(spell)),
            "highest": amount_text(highest(spell)),
            "doubt": "",
        }

    def _last_entries(self, spell: Sequence[Stretch]) -> list[EntryReading]:
        """The entries that ran to the end of the episode: of fills that continue each other the last."""
        last = spell[-1]
        wanted = {item.entries[-1] for item in last.items if item.end >= last.end}
        return [entry for entry in self._reading.entries if entry.entry.id in wanted]

    def _lookback(self, start: int) -> int:
        """Days from the start of the recorded history to the episode; 0 where none is stated."""
        history = self._reading.history_from
        return 0 if history is None else max(0, start - (history.last - self._as_of))

    def _old_entry(self, start: int) -> int:
        """Days from the earliest end of any other ended entry to the episode; 0 where there is none."""
        ends = [
            entry.end.last - self._as_of
            for entry in self._reading.entries
            if entry.end is not None and entry.status != "entered-in-error"
        ]
        return max(0, start - min(ends, default=start))


def _entries(spell: Sequence[Stretch]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(entry for stretch in spell for entry in stretch.entries))
