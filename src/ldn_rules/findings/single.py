"""Rules outside the opioid contact: one finding per rule and anchors, doubts about dates beside it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from ldn_rules.facts.model import MAIN
from ldn_rules.findings.draft import Draft
from ldn_rules.findings.hits import ALERT, CANNOT_ASSESS, MOST_CANNOT_ASSESS, NOTE
from ldn_rules.findings.moments import is_history, moment_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ldn_rules.facts.model import FactSet
    from ldn_rules.findings.hits import Hit

_Readings = dict[int, list[int]]


def drafts(hits: Iterable[Hit], facts: FactSet, history_days: int) -> Iterator[Draft]:
    """One draft per rule and anchors, in their main reading, and one more where another reading differs."""
    groups: dict[tuple[str, tuple[int, ...]], list[Hit]] = defaultdict(list)
    for hit in hits:
        groups[hit.rule.id, tuple(facts.facts[index].base for index in hit.anchors)].append(hit)
    readings = _readings(facts)
    for _, group in sorted(groups.items()):
        by_reading: dict[tuple[int, ...], list[Hit]] = defaultdict(list)
        for hit in group:
            by_reading[hit.anchors].append(hit)
        base = tuple(facts.facts[index].base for index in group[0].anchors)
        if any(facts.facts[index].policy == "mildest" for index in base):
            yield from _of_unknown_start(base, by_reading, facts, readings, history_days)
        else:
            yield from _of_anchors(base, by_reading, facts, readings)


def _of_unknown_start(
    base: tuple[int, ...],
    by_reading: dict[tuple[int, ...], list[Hit]],
    facts: FactSet,
    otherwise: _Readings,
    history_days: int,
) -> Iterator[Draft]:
    """Of a thing that began nobody knows when: the mildest, if every reading gives a current finding; where only some
    do, that it cannot be assessed.
    """
    readings = [base, *_other_anchors(base, facts, otherwise)]
    worst = [max(reported(by_reading.get(one, [])), key=_rank, default=None) for one in readings]
    current = [hit for hit in worst if hit and not is_history(moment_of(hit, facts), history_days)]
    if current and len(current) == len(readings):
        yield _draft(min(current, key=_rank), facts)
        return
    hit = max(current, key=_rank, default=None)
    if hit is not None and hit.severity > NOTE:
        doubts = tuple(index for one in readings for index in one if facts.facts[index].reading != MAIN)
        severity = min(hit.severity, MOST_CANNOT_ASSESS)
        yield Draft(hit, CANNOT_ASSESS, severity, moment_of(hit, facts), (hit,), doubts)


def _of_anchors(
    base: tuple[int, ...], by_reading: dict[tuple[int, ...], list[Hit]], facts: FactSet, otherwise: _Readings
) -> Iterator[Draft]:
    main = next((one for one in by_reading if _is_main(one, facts)), None)
    standing = reported(by_reading[main]) if main is not None else []
    others = [*_other_anchors(base, facts, otherwise)]
    for hit in standing:
        yield Draft(hit, hit.kind, hit.severity, _latest(hit, others, by_reading, facts), (hit,))
    differing = [one for one in others if _top(reported(by_reading.get(one, []))) != _top(standing)]
    if differing:
        yield _doubt(differing, by_reading, standing, facts)


def _latest(
    hit: Hit, others: Iterable[tuple[int, ...]], by_reading: dict[tuple[int, ...], list[Hit]], facts: FactSet
) -> int:
    """The latest moment that any reading of the dates gives what the main reading finds: it is no sooner history."""
    same = [each for one in others for each in by_reading.get(one, []) if each.case.name == hit.case.name]
    return max(moment_of(each, facts) for each in [hit, *same])


def _is_main(anchors: Sequence[int], facts: FactSet) -> bool:
    return all(facts.facts[index].reading == MAIN for index in anchors)


def _readings(facts: FactSet) -> _Readings:
    """The facts that read another one otherwise, by the place of that one; walked once, a list may be long."""
    found: _Readings = defaultdict(list)
    for place, fact in enumerate(facts.facts):
        if fact.reading != MAIN:
            found[fact.base].append(place)
    return found


def _other_anchors(base: tuple[int, ...], facts: FactSet, otherwise: _Readings) -> Iterator[tuple[int, ...]]:
    """The anchors with one fact read otherwise."""
    for place, index in enumerate(base):
        for other in otherwise.get(index, ()):
            if facts.facts[other].kind == facts.facts[index].kind:
                yield (*base[:place], other, *base[place + 1 :])


def reported(hits: Sequence[Hit]) -> list[Hit]:
    """Of the cases of a rule that hold on the same facts: the most severe, and a doubt only if it outranks it."""
    certain = [hit for hit in hits if hit.certain]
    possible = [hit for hit in hits if not hit.certain and hit.case.unknown.kind != "quiet"]
    best = max(certain, key=_rank, default=None)
    worst = max(possible, key=_rank, default=None)
    if best is None:
        return [] if worst is None else [worst]
    known = {hit.case.name for hit in certain}
    if worst is not None and worst.case.name not in known and worst.severity > best.severity:
        return [best, worst]
    return [best]


def _rank(hit: Hit) -> tuple[int, bool]:
    return hit.severity, hit.kind == ALERT


def _top(hits: Sequence[Hit]) -> int:
    return max((hit.severity for hit in hits), default=-1)


def _draft(hit: Hit, facts: FactSet) -> Draft:
    return Draft(hit, hit.kind, hit.severity, moment_of(hit, facts), (hit,))


def _doubt(
    differing: Sequence[tuple[int, ...]],
    by_reading: dict[tuple[int, ...], list[Hit]],
    standing: Sequence[Hit],
    facts: FactSet,
) -> Draft:
    """The rule's own cannot-assess: its dates can be read in ways that lead to different results."""
    candidates = [*standing, *(hit for one in differing for hit in reported(by_reading.get(one, [])))]
    worst = max(candidates, key=_rank)
    moment = max(moment_of(hit, facts) for hit in candidates)
    doubts = tuple(index for one in differing for index in one if facts.facts[index].reading != MAIN)
    return Draft(worst, CANNOT_ASSESS, min(worst.severity, MOST_CANNOT_ASSESS), moment, (worst,), doubts)
