"""Gaps: what stands on the list and could not be evaluated, or is missing from it (LDN120)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ldn_rules.facts.model import MAIN, Fact
from ldn_rules.rulebook.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ldn_rules.reading.model import EntryReading, ListReading

_WHAT = KINDS["gap"].fields["what"].values

DOUBTFUL: Final = frozenset({"unrecognised", "review"})
"""Outcomes of reading a drug that leave something open."""

WITHOUT_NALTREXONE: Final = frozenset({"unreadable", "empty-list", "no-medicines", "unknown-code"})
"""What is reported of a list on which nothing holds naltrexone."""


def gaps(reading: ListReading, first: int, only: frozenset[str] = frozenset(_WHAT)) -> list[Fact]:
    """One fact per item that was not understood, was read by a near name, or is not there at all.

    ``first`` is the index of the first fact; ``only`` the kinds of gap wanted.
    """
    found = [gap for gap in (*_list_gaps(reading), *_entry_gaps(reading)) if gap[0] in only]
    return [
        Fact("gap", first + index, MAIN, {"n": first + index, "what": _WHAT.index(what)}, frozenset(), texts, entries)
        for index, (what, texts, entries) in enumerate(found)
    ]


_Gap = tuple[str, dict[str, str], tuple[str, ...]]


def _list_gaps(reading: ListReading) -> Iterator[_Gap]:
    record = reading.record
    if record.as_of is not None and reading.as_of_basis == "today":
        yield "unread-day", {"text": record.as_of, "read-as": "", "reading": ""}, ()
    if _states_none(reading):
        stated = f"{record.list_source or 'unnamed source'}, {record.list_date or 'undated'}"
        yield "no-medicines", {"text": stated, "read-as": "", "reading": ""}, ()
    elif record.none or (not reading.entries and not reading.unread):
        yield "empty-list", {"text": "no entries", "read-as": "", "reading": ""}, ()


def _states_none(reading: ListReading) -> bool:
    """Whether the list says that no medicines are taken, who said so, and on a day that has been."""
    record = reading.record
    day = reading.list_date
    return record.none and bool(record.list_source) and day is not None and day.first <= reading.as_of


def _entry_gaps(reading: ListReading) -> Iterator[_Gap]:
    for unread in sorted(reading.unread, key=lambda one: one.id):
        yield "unreadable", {"text": unread.text, "read-as": "", "reading": ""}, (unread.id,)
    doubtful = [entry for entry in reading.entries if entry.drug.outcome in DOUBTFUL]
    for entry in sorted(doubtful, key=lambda one: one.entry.id):
        what = gap_of(entry)
        if what is not None:
            text = _text(entry)
            read_as = entry.drug.read_as
            said = f"{text} was read as {read_as}" if read_as else f"{text}: {entry.drug.why}"
            texts = {"text": text, "read-as": read_as or entry.drug.why, "reading": said}
            yield what, texts, (entry.entry.id,)


def gap_of(entry: EntryReading) -> str | None:
    """What kind of gap an entry is, or None if it was understood."""
    if entry.status == "entered-in-error":
        return None
    drug = entry.drug
    if drug.outcome == "review" and ("opioid" in drug.classes or "naltrexone" in drug.classes):
        return "near-name"
    if drug.outcome in DOUBTFUL:
        return "unrecognised" if entry.entry.name else "unknown-code"
    return None


def _text(entry: EntryReading) -> str:
    if entry.entry.name:
        return entry.entry.name
    codes = ", ".join(f"{code.system or 'code'} {code.code}" for code in entry.entry.codes)
    return codes or "entry without a name"
