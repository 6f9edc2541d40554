"""Conditions, observations, procedures, allergies and devices of a list, read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ldn_rules.intake.model import Problem
from ldn_rules.reading.concepts import ConceptReader, hits
from ldn_rules.reading.listed_dates import SECTIONS
from ldn_rules.reading.model import DateReading, ItemReading, NoDate
from ldn_rules.rulebook.words import spell, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ldn_rules.intake.model import Coding, Item, Record
    from ldn_rules.reading.dates import DateReader
    from ldn_rules.rulebook.phrases import PhraseTable
    from ldn_rules.rulebook.vocabulary import Vocabulary

_VOID: Final = ("entered-in-error", "refuted", "cancelled", "canceled", "error")
_STATES: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "condition": {
        "void": _VOID,
        "over": ("resolved", "inactive", "ended", "past", "completed"),
        "remission": ("remission", "in-remission"),
        "": ("active", "recurrence", "relapse", "confirmed", "provisional", "differential", "unconfirmed", "current"),
    },
    "observation": {
        "void": _VOID,
        "": ("final", "amended", "corrected", "preliminary", "registered", "appended", "specimen-in-process"),
    },
    "procedure": {
        "void": (*_VOID, "not-done", "stopped", "revoked", "aborted"),
        "planned": (
            "planned",
            "preparation",
            "proposed",
            "booked",
            "scheduled",
            "active",
            "draft",
            "pending",
            "on-hold",
        ),
        "done": ("completed", "done", "complete", "performed", "in-progress"),
    },
    "allergy": {
        "void": _VOID,
        "over": ("resolved", "inactive"),
        "": ("active", "confirmed", "unconfirmed", "presumed"),
    },
    "device": {
        "void": (*_VOID, "not-done"),
        "over": ("inactive", "removed", "completed", "explanted", "stopped"),
        "": ("active", "in-use", "implanted", "on-hold", "intended"),
    },
}
"""Statuses by what they make of an item, as FHIR and plain lists write them; ``unknown`` is none."""

_NOT_STATED: Final = ("unknown", "unstated", "not known", "not stated")
_WORDS: Final = {
    kind: {word: state for state, listed in states.items() for word in listed} for kind, states in _STATES.items()
}


class ItemsReader:
    """Reads the items of records in one vocabulary."""

    def __init__(
        self, vocabulary: Vocabulary, ingredients: Callable[[str | None, tuple[Coding, ...]], Iterable[str]]
    ) -> None:
        self._concepts = ConceptReader(vocabulary, ingredients)
        self._words = vocabulary.item_words

    def read(self, record: Record, dates: DateReader, problems: list[Problem]) -> tuple[ItemReading, ...]:
        """All items of a record, in its order. Statuses and stated opioids that are not known are problems."""
        return tuple([self._item(item, record, dates, problems) for item in record.items])

    def _item(self, item: Item, record: Record, dates: DateReader, problems: list[Problem]) -> ItemReading:
        state = _state(item)
        if state is None:
            _unread(item, "status", item.status, record, problems)
        opioid = _opioid(item.opioid, self._words)
        if opioid is None and item.opioid is not None and item.opioid.strip().lower() not in _NOT_STATED:
            _unread(item, "opioid", item.opioid, record, problems)
        named = self._concepts.read(item)
        read = {name: dates.read(text) for name, text in item.dates}
        days = {name: day for name, day in read.items() if isinstance(day, DateReading)}
        return ItemReading(
            item,
            named.concepts,
            state or "",
            named.past or state == "remission",
            days,
            tuple(name for name, day in read.items() if isinstance(day, NoDate)),
            opioid,
            item.kind == "allergy" and _is_intolerance(item.value, self._words),
        )


def _state(item: Item) -> str | None:
    word = "-".join((item.status or "").strip().lower().replace("_", " ").replace("-", " ").split())
    return "" if word in ("", "unknown") else _WORDS[item.kind].get(word)


def _unread(item: Item, name: str, text: str | None, record: Record, problems: list[Problem]) -> None:
    message = f"{name} '{text}' is not known, so it was not used"
    problems.append(Problem(f"unread-{name}", message, f"{SECTIONS[item.kind]}[{item.position}].{name}", record.line))


def _opioid(text: str | None, said: PhraseTable) -> str | None:
    """``likely`` or ``not-expected`` as stated; None where nothing is, or nothing that is known."""
    phrase = said.phrases.find(spell(text).replace(" ", "")) if text else None
    groups = {group for _, group in phrase.meanings} if phrase else set()
    if "opioid-likely" in groups:
        return "likely"
    return "not-expected" if "opioid-not-expected" in groups else None


def _is_intolerance(reaction: str | None, said: PhraseTable) -> bool:
    """Whether a reaction names side effects and nothing else: a word nobody knows may be an allergy."""
    found = [word for word in words(reaction or "") if word.kind == "word"]
    known = [(place, end) for place, end, group in hits(found, said) if group in ("intolerance", "between")]
    names_one = any(group == "intolerance" for _, _, group in hits(found, said))
    return names_one and sum(end - place for place, end in dict.fromkeys(known)) == len(found)
