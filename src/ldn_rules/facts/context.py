"""Facts of what is no medicine: conditions, observations, procedures, allergies, devices.

Only what the vocabulary names becomes a fact; everything else of a list stands in the report's coverage. Of a date that
is not known the reading that may do harm is taken: a condition without an onset has always been there.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from ldn_rules.facts.clock import FAR_PAST
from ldn_rules.facts.days import day_text
from ldn_rules.facts.model import MAIN, Fact, LazyTexts
from ldn_rules.reading.results import Result, read_result
from ldn_rules.rulebook.concepts import SECTIONS, Concept
from ldn_rules.rulebook.kinds import KINDS, NEVER, UNKNOWN, UNKNOWN_DAY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from ldn_rules.reading.model import DateReading, ItemReading, ListReading
    from ldn_rules.rulebook.concepts import Concepts
    from ldn_rules.rulebook.phrases import PhraseTable

Range = tuple[int, int]
Values = dict[str, int | Range]
_Made = tuple[str, Values, frozenset[str], "Callable[[], dict[str, str]]"]
_OPIOID = KINDS["event"].fields["opioid"].values
_WASHOUT = KINDS["event"].fields["washout"].values
_UNKNOWN: Range = (-UNKNOWN, UNKNOWN)


class Context:
    """Makes the facts of items by one vocabulary's concepts; ``said`` are the words of results."""

    def __init__(self, concepts: Mapping[str, Concepts], said: PhraseTable) -> None:
        self._concepts = {kind: one.entries for kind, one in concepts.items()}
        self._said = said

    def facts(self, reading: ListReading, first: int) -> list[Fact]:
        """The facts of all items, in an order that a permutation does not change; the first has index ``first``."""
        return [
            Fact(kind, n, MAIN, {"n": n, **values}, classes, LazyTexts(texts), ())
            for n, (kind, values, classes, texts) in enumerate(self._items(reading), first)
        ]

    def _items(self, reading: ListReading) -> list[_Made]:
        by_kind: dict[str, list[tuple[ItemReading, str, Concept]]] = defaultdict(list)
        for item in reading.items:
            if item.state != "void":
                for name in item.concepts:
                    by_kind[item.item.kind].append((item, name, self._concepts[item.item.kind][name]))
            if item.item.kind == "procedure" and item.state != "void" and not item.concepts:
                by_kind["procedure"].append((item, "", Concept()))
        as_of = reading.as_of
        made = [one for item, _, concept in by_kind["condition"] if (one := _condition(item, concept, as_of))]
        made += self._observations(by_kind["observation"], as_of)
        made += [_event(item, concept, as_of) for item, _, concept in by_kind["procedure"]]
        made += [_allergy(item, concept) for item, _, concept in by_kind["allergy"] if item.state != "over"]
        made += [one for item, _, concept in by_kind["device"] if (one := _device(item, concept, as_of))]
        return sorted(made, key=_order)

    def _observations(self, items: Sequence[tuple[ItemReading, str, Concept]], as_of: int) -> Iterator[_Made]:
        """Each with whether it is, or may be, the latest of its kind."""
        surely: dict[str, int] = {}
        for item, name, _ in items:
            day = item.days.get("date") or item.days.get("issued")
            if day is not None:
                surely[name] = max(surely.get(name, day.first), day.first)
        for item, name, concept in items:
            day = item.days.get("date") or item.days.get("issued")
            latest = day is None or day.last >= surely[name]
            yield _observation(item, concept, read_result(item.item, concept, self._said), day, as_of, latest=latest)


def unmapped(reading: ListReading) -> Iterator[tuple[str, str]]:
    """Section and name of each item that the vocabulary does not name."""
    for item in reading.items:
        if not item.concepts and item.state != "void":
            yield LISTED[item.item.kind], _name(item)


LISTED = {**SECTIONS, "allergy": "allergies"}
"""Keys of the record under which items stand, by their kind."""


def _order(made: _Made) -> tuple[str, str, str, str]:
    kind, values, classes, texts = made
    return kind, ",".join(sorted(classes)), repr(sorted(values.items())), repr(sorted(texts().items()))


def _condition(item: ItemReading, concept: Concept, as_of: int) -> _Made | None:
    """None for one that is over since nobody knows when: nothing can be said of the days that it shared."""
    onset, abatement = item.days.get("onset"), item.days.get("abatement")
    if item.state == "over" and abatement is None and "abatement" not in item.unread:
        return None
    ends = item.state == "over" or (item.item.status is None and abatement is not None)
    last = NEVER if abatement is None or not ends else abatement.last - as_of
    start = FAR_PAST if onset is None else onset.first - as_of
    remission = item.past or concept.remission
    values: Values = {
        "remission": int(remission),
        "start": min(start, last),
        "last": last,
        "onset": (-UNKNOWN, last if last < NEVER else UNKNOWN) if onset is None else _days(onset, as_of),
    }
    status = "in remission or in the past" if remission else item.item.status or "no status given"
    return (
        "condition",
        values,
        concept.classes,
        lambda: {
            "name": _name(item),
            "onset": _said(onset),
            "status": status,
        },
    )


def _observation(
    item: ItemReading, concept: Concept, result: Result, day: DateReading | None, as_of: int, *, latest: bool
) -> _Made:
    written, positive = item.item, result.positive
    values: Values = {
        "day": _UNKNOWN if day is None else _days(day, as_of),
        "ratio": result.ratio,
        "compared": int(result.compared),
        "usual": result.usual,
        "level": result.level,
        "positive": (0, 1) if positive is None else (int(positive), int(positive)),
        "latest": int(latest),
    }

    def texts() -> dict[str, str]:
        return {
            "name": _name(item),
            "value": " ".join(part for part in (written.value or "no value", written.unit) if part),
            "limit": written.high or "not given",
            "day": _said(day),
            "missing": _missing(item, day),
        }

    return "observation", values, concept.classes, texts


def _missing(item: ItemReading, day: DateReading | None) -> str:
    lacking = [
        name
        for name, given in (("value", item.item.value), ("upper limit", item.item.high), ("date", day))
        if given is None
    ]
    return " and ".join(lacking) or "nothing"


def _event(item: ItemReading, concept: Concept, as_of: int) -> _Made:
    """Without a status a procedure is planned unless its day has been, and so is any whose day is yet to come; one
    that is planned for a day that has been has no day that could be known. One that has been was no later than as_of.
    """
    day = item.days.get("date")
    ahead = item.state == "planned" or (day is not None and day.first > as_of)
    ahead = ahead or (not item.state and (day is None or day.last >= as_of))
    span = _UNKNOWN if day is None else _days(day, as_of)
    if ahead:
        span = (0, NEVER - 1) if day is None or span[1] < 0 else (max(0, span[0]), span[1])
    else:
        span = (span[0], min(0, span[1]))
    opioid = item.opioid or concept.opioid or "unstated"
    values: Values = {"day": span, "ahead": int(ahead), "opioid": _OPIOID.index(opioid)}
    values["washout"] = _WASHOUT.index("perioperative" if opioid == "likely" else "none")
    return "event", values, concept.classes, lambda: {"name": _name(item), "day": _said(day)}


def _allergy(item: ItemReading, concept: Concept) -> _Made:
    texts = {"name": _name(item), "reaction": item.item.value or "reaction not recorded"}
    return "allergy", {"intolerance": int(item.intolerance)}, concept.classes, lambda: texts


def _device(item: ItemReading, concept: Concept, as_of: int) -> _Made | None:
    """In place unless it is over, or has an end and no status; None for one that is over since nobody knows."""
    start, end = item.days.get("start"), item.days.get("end")
    if item.state == "over" and end is None and "end" not in item.unread:
        return None
    ends = item.state == "over" or (item.item.status is None and end is not None)
    last = NEVER if end is None or not ends else end.last - as_of
    first = FAR_PAST if start is None else start.first - as_of
    values: Values = {"start": min(first, last), "last": last}
    return (
        "device",
        values,
        concept.classes,
        lambda: {
            "name": _name(item),
            "start": _said(start),
            "last": day_text(as_of, last),
        },
    )


def _days(day: DateReading, as_of: int) -> Range:
    return day.first - as_of, day.last - as_of


def _said(day: DateReading | None) -> str:
    return UNKNOWN_DAY if day is None else day.said


def _name(item: ItemReading) -> str:
    written = item.item
    shown = (code.display or code.code for code in written.codes)
    return written.name or next((one for one in shown if one), None) or f"{written.kind} without a name"
