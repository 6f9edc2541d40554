"""Medication entries on their way to a record: every one becomes an Entry or an Unreadable, each with its id."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import replace

from ldn_rules.intake import codes
from ldn_rules.intake.model import Entry, Problem, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_LONGEST_TEXT: Final = 120

ESSENTIAL: Final = frozenset({"name", "codes"})
"""Fields without which an entry says nothing."""


class Draft:
    """One entry as read so far. ``problems`` make it unreadable; ``notes`` are reported beside it, and ``unread`` names
    the fields that they cost.

    ``text`` shows an unreadable entry: its name if that could be read, else what was written, else ``path``, its place.
    """

    __slots__ = ("fields", "id", "line", "notes", "path", "position", "problems", "text", "unread")

    def __init__(self, position: int, path: str, line: int | None) -> None:
        self.position = position
        self.path = path
        self.line = line
        self.id: str | None = None
        self.fields: dict[str, Any] = {}
        self.text = ""
        self.problems: list[Problem] = []
        self.notes: list[Problem] = []
        self.unread: list[str] = []

    def fault(self, field: str, problem: Problem) -> None:
        """A field that could not be read: without its name or codes, or with a key that nobody knows, no entry is
        left; else the entry is read without it.
        """
        if field in ESSENTIAL or problem.code == codes.UNKNOWN_KEY:
            self.problems.append(problem)
        else:
            self.notes.append(problem)
            self.unread.append(field)


def finish(drafts: Sequence[Draft]) -> tuple[tuple[Entry, ...], tuple[Unreadable, ...], list[Problem]]:
    """Entries, unread entries and all their problems, in the order of the list. Ids are made unique."""
    problems = _identify(drafts)
    entries = tuple(
        Entry(
            id=draft.id,  # type: ignore[arg-type]
            position=draft.position,
            line=draft.line,
            unread_fields=tuple(dict.fromkeys(draft.unread)),
            **draft.fields,
        )
        for draft in drafts
        if not draft.problems
    )
    if len(entries) == len(drafts) and not any(draft.notes for draft in drafts):
        return entries, (), problems
    unread: list[Unreadable] = []
    for draft in drafts:
        assert draft.id is not None
        problems += [replace(note, entry=draft.id) for note in draft.notes]
        if draft.problems:
            owned = [replace(problem, entry=draft.id) for problem in draft.problems]
            problems += owned
            unread.append(Unreadable(draft.id, draft.position, draft.text.strip() or draft.path, owned[0]))
    return entries, tuple(unread), problems


def short(text: str) -> str:
    """A text cut to what a report can show."""
    return text if len(text) <= _LONGEST_TEXT else text[: _LONGEST_TEXT - 1] + "…"


def _identify(drafts: Sequence[Draft]) -> list[Problem]:
    """Gives every draft an id of its own; the problems of those whose id was taken.

    An entry without an id gets one from its content. Ties are settled by content, then by position, so that the
    order of the list does not matter as long as the contents differ.
    """
    given = [draft.id for draft in drafts]
    if None not in given and len(set(given)) == len(given):
        return []
    counts = Counter(given)
    taken = {each for each in given if each is not None}
    first: set[str | None] = set()
    for draft in sorted((d for d in drafts if d.id is None or counts[d.id] > 1), key=_order):
        wanted = draft.id
        if wanted is None or wanted in first:
            draft.id = _free(wanted or _content_id(draft), taken, numbered=wanted is not None)
        first.add(wanted)
    return list(_repeated(drafts, given))


def _order(draft: Draft) -> tuple[str, int]:
    return _content(draft), draft.position


def _repeated(drafts: Sequence[Draft], given: Sequence[str | None]) -> Iterator[Problem]:
    """One problem for each entry whose id an entry before it has; only one of them keeps the id."""
    first: dict[str, Draft] = {}
    for draft, wanted in zip(drafts, given, strict=True):
        if wanted is None or first.setdefault(wanted, draft) is draft:
            continue
        now = f'this entry is "{draft.id}" here'
        if draft.id == wanted:
            now = f'{first[wanted].path} is "{first[wanted].id}" here'
        message = f'the id "{wanted}" stands more than once in this list; {now}'
        yield Problem(codes.REPEATED_ID, message, draft.path, draft.line)


def _free(wanted: str, taken: set[str], *, numbered: bool) -> str:
    """``wanted``, or with the first number that nothing has; ``numbered``: never without one."""
    number, found = 1, wanted
    while found in taken or (numbered and number == 1):
        number += 1
        found = f"{wanted}#{number}"
    taken.add(found)
    return found


def _content(draft: Draft) -> str:
    written: Iterable[tuple[str, Any]] = sorted(draft.fields.items())
    return "\x1f".join(f"{name}={value}" for name, value in written if value is not None) + "\x1f" + draft.text


def _content_id(draft: Draft) -> str:
    import zlib

    return f"entry-{zlib.crc32(_content(draft).encode('utf-8', 'surrogatepass')):08x}"
