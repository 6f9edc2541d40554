"""Two kinds of naltrexone side by side: low dose beside full dose, depot or combination, and the like (LDN206).

Fills of one kind are no duplicates: what low-dose entries overlap is LDN308's.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from ldn_rules.facts.days import day_text
from ldn_rules.facts.model import MAIN, Fact, LazyTexts
from ldn_rules.facts.regimens import items
from ldn_rules.facts.texts import entry_name
from ldn_rules.rulebook.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ldn_rules.facts.windows import Dated

_WHAT: Final = KINDS["duplicate"].fields["what"].values
_LOW, _FULL, _DEPOT, _COMBINATION, _TOPICAL, _OTHER = "low", *_WHAT
_BY_CLASS: Final = (
    ("naltrexone-depot", _DEPOT),
    ("naltrexone-combination", _COMBINATION),
    ("naltrexone-topical", _TOPICAL),
)
_BESIDE: Final = {_LOW: frozenset(_WHAT), _COMBINATION: frozenset((_FULL, _DEPOT))}
"""What counts as a duplicate beside it."""


class _Given(Struct, frozen=True):
    """One kind of naltrexone over some days; ``latest`` is the last day it can have started, ``known`` whether both of
    its ends are.
    """

    kind: str
    start: int
    latest: int
    end: int
    known: bool
    names: tuple[str, ...]
    entries: tuple[str, ...]


def duplicates(
    systemic: Sequence[Dated], topical: Sequence[Dated], full: frozenset[str], as_of: int, first: int
) -> list[Fact]:
    """One fact for each two entries of different kinds that share a day. ``full`` are the ids of full-dose entries,
    ``first`` the index of the first fact.
    """
    every = [(_kind(one, full), one) for one in (*systemic, *topical)]
    if len({kind for kind, _ in every}) <= 1:
        return []
    given = list(_given(every, full, as_of))
    pairs = [(one, other) for one, other in combinations(given, 2) if _meet(one, other)]
    return [_fact(first + index, *pair, as_of) for index, pair in enumerate(pairs)]


def _kind(one: Dated, full: frozenset[str]) -> str:
    classes = one.entry.drug.classes
    if "naltrexone-oral" in classes:
        return _FULL if one.entry.entry.id in full else _LOW
    return next((kind for name, kind in _BY_CLASS if name in classes), _OTHER)


def _given(every: Sequence[tuple[str, Dated]], full: frozenset[str], as_of: int) -> Iterator[_Given]:
    oral = [one for kind, one in every if kind in (_LOW, _FULL)]
    for item in items(oral):
        kind = _kind(item.dated, full)
        yield _Given(
            kind, item.start, _latest(item.dated, as_of), item.end, _known(item.dated), (item.name,), item.entries
        )
    for kind, one in every:
        if kind not in (_LOW, _FULL):
            names, entries = (entry_name(one.entry),), (one.entry.entry.id,)
            yield _Given(kind, one.main.start, _latest(one, as_of), _end(one), _known(one), names, entries)


def _end(one: Dated) -> int:
    """The last day; where the dates contradict one another, the latest of all that they allow."""
    return max(window.end for window in one.windows) if one.policy == "never" else one.main.end


def _latest(one: Dated, as_of: int) -> int:
    start = one.entry.start
    return one.main.start if start is None else max(one.main.start, start.last - as_of)


def _known(one: Dated) -> bool:
    return not one.policy and not one.entry.unread


def _meet(one: _Given, other: _Given) -> bool:
    beside = other.kind in _BESIDE.get(one.kind, ()) or one.kind in _BESIDE.get(other.kind, ())
    return beside and max(one.start, other.start) <= min(one.end, other.end)


def _fact(n: int, one: _Given, other: _Given, as_of: int) -> Fact:
    second = one if other.kind == _LOW or (one.kind != _LOW and other.kind == _COMBINATION) else other
    last = min(one.end, other.end)
    surely = one.known and other.known and max(one.latest, other.latest) <= last
    values: dict[str, int | tuple[int, int]] = {
        "n": n,
        "last": last,
        "what": _WHAT.index(second.kind),
        "sure": int(surely),
    }

    def texts() -> dict[str, str]:
        return {
            "items": " and ".join(dict.fromkeys((*one.names, *other.names))),
            "last": day_text(as_of, last),
        }

    entries = tuple(dict.fromkeys((*one.entries, *other.entries)))
    return Fact("duplicate", n, MAIN, values, frozenset(), LazyTexts(texts), entries)
