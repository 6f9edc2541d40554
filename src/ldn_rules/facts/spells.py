"""Joining entries into spells: exposures of one drug, episodes of naltrexone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ldn_rules.facts.windows import Dated, OtherReading, Window


UNKNOWN_START: Final = "mildest"
"""Policy of an entry whose start nobody knows (``windows.Dated``)."""


class Member(Struct, frozen=True):
    """One entry in a spell, with the window it was joined by."""

    dated: Dated
    window: Window


class Spell(Struct, frozen=True):
    """Entries whose windows touch, ordered by start; the first and the last day of them all."""

    members: tuple[Member, ...]
    start: int
    end: int

    @property
    def entries(self) -> tuple[str, ...]:
        """Ids of the entries, in order of start."""
        return tuple(dict.fromkeys([member.dated.entry.entry.id for member in self.members]))

    def opening(self) -> Member:
        """The member that gives the first day (a timed one before an untimed one of the same day)."""
        if len(self.members) == 1:
            return self.members[0]
        first = [member for member in self.members if member.window.start == self.start]
        return min(first, key=lambda member: _minute_or(member.window.start_minute, 1439))

    def closing(self) -> Member:
        """The member that gives the last day (the latest use of that day)."""
        if len(self.members) == 1:
            return self.members[0]
        last = [member for member in self.members if member.window.end == self.end]
        return max(last, key=lambda member: _minute_or(member.window.end_minute, 0))


def spell_of(members: Sequence[Member]) -> Spell:
    """The spell of members in order of start."""
    return Spell(tuple(members), members[0].window.start, max([member.window.end for member in members]))


def _minute_or(minute: int | None, default: int) -> int:
    return default if minute is None else minute


def join(members: Iterable[Member], break_days: int) -> tuple[Spell, ...]:
    """Spells of members less than ``break_days`` apart (next start minus last end), in order.

    ``break_days`` 2 joins what overlaps or adjoins.
    """
    ordered = list(members)
    if len(ordered) == 1:
        return (spell_of(ordered),)
    ordered.sort(key=_order)
    spells: list[list[Member]] = []
    end = 0
    for member in ordered:
        if spells and member.window.start - end < break_days:
            spells[-1].append(member)
            end = max(end, member.window.end)
        else:
            spells.append([member])
            end = member.window.end
    return tuple(map(spell_of, spells))


def _order(member: Member) -> tuple[int, int, str]:
    return member.window.start, member.window.end, member.dated.entry.entry.id


class SpellReading(Struct, frozen=True):
    """A spell as it would be if one entry's dates were read differently."""

    base: int
    spell: Spell
    doubted: Dated
    other: OtherReading


def other_readings(spells: Sequence[Spell], break_days: int) -> Iterator[SpellReading]:
    """For each other reading of each entry: the spell that would then hold that entry."""
    everyone = [member for spell in spells for member in spell.members]
    for base, spell in enumerate(spells):
        for doubted in spell.members:
            for other in doubted.dated.others:
                changed = Member(doubted.dated, other.window)
                rest = [_beside(member, doubted.dated, other) for member in everyone if member is not doubted]
                for candidate in join([*rest, changed], break_days):
                    if changed in candidate.members:
                        yield SpellReading(base, candidate, doubted.dated, other)


def _beside(member: Member, doubted: Dated, other: OtherReading) -> Member:
    """Another member in the same reading: where nobody knows when either began, it began no sooner."""
    window = member.window
    if not doubted.policy == member.dated.policy == UNKNOWN_START or window.start >= other.window.start:
        return member
    start = min(other.window.start, window.end)
    return Member(member.dated, replace(window, start=start, start_minute=None))
