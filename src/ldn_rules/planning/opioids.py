"""What each opioid of the list means for the start, by interval class, each judged alone."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from msgspec.structs import replace

from ldn_rules.facts.build import OPIOID
from ldn_rules.facts.model import MAIN
from ldn_rules.planning.search import first_for_part, first_of_run, first_since
from ldn_rules.report.plan import Opioid, WhatIf
from ldn_rules.rulebook.enumerations import WASHOUTS
from ldn_rules.rulebook.kinds import NEVER

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ldn_rules.facts.model import Fact
    from ldn_rules.findings.model import Lowered
    from ldn_rules.intake.model import Entry
    from ldn_rules.planning.trial import Trial

_OVER = "stopped"
"""The status of an order that ended: of an implant it is the removal too."""


def opioids_of(trial: Trial) -> tuple[Opioid, ...]:
    """One row for each opioid and interval class on the list."""
    groups: dict[tuple[str, int], list[Fact]] = {}
    for fact in trial.facts(trial.asked.start).facts:
        washout = fact.values.get("washout")
        if fact.kind == "course" and fact.reading == MAIN and OPIOID in fact.classes and isinstance(washout, int):
            groups.setdefault((fact.ingredient, washout), []).append(fact)
    return tuple(_opioid(trial, drug, WASHOUTS[washout], facts) for (drug, washout), facts in sorted(groups.items()))


def _opioid(trial: Trial, drug: str, washout: str, facts: Sequence[Fact]) -> Opioid:
    ids = sorted({entry for fact in facts for entry in fact.entries})
    entries = tuple(entry for entry in trial.record.entries if entry.id in ids)
    alone = trial.only(entries)
    asked, earliest = trial.asked.start, _earliest(trial)
    against = alone.against(asked)
    start = first_for_part(alone, asked) if against else first_of_run(alone, asked, earliest)
    waits, last = start is not None and start > earliest, _last_day(trial, facts)
    if start is not None and not waits:
        start = None if last is None else first_since(alone, last, asked)
    return Opioid(
        drug=drug,
        washout=washout,
        names="; ".join(dict.fromkeys(fact.texts["names"] for fact in facts)),
        entries=tuple(ids),
        derived=tuple(dict.fromkeys(fact.texts["derived"] for fact in facts)),
        start=None if start is None else _iso(start),
        waits=waits,
        because=alone.against(start - 1) if start is not None and waits else against,
        lowered=_lowered(alone, start if waits else None if against else asked),
        what_if=_what_if(alone) if against and start is None and not any(_lies_ahead(fact) for fact in facts) else None,
        last_day=None if last is None else _iso(last),
        days_since=None if last is None or last >= asked else asked - last,
    )


def _lowered(alone: Trial, start: int | None) -> tuple[Lowered, ...]:
    return () if start is None else alone.lowered(alone.judge(start))


def _last_day(trial: Trial, facts: Sequence[Fact]) -> int | None:
    """The last day of all of them, as the rules take it; None where one goes on, or nobody can tell."""
    lasts = [fact.values["last"] for fact in facts]
    days = [last for last in lasts if isinstance(last, int) and -trial.as_of < last < NEVER]
    return trial.as_of + max(days) if len(days) == len(lasts) else None


def _earliest(trial: Trial) -> int:
    """The first day that is looked at: no plan starts before the day of the check unless that is asked for."""
    return max(min(trial.as_of, trial.asked.start), trial.asked.start - trial.terms.settings.search)


def _lies_ahead(fact: Fact) -> bool:
    start = fact.values["start"]
    return isinstance(start, int) and start > 0


def _what_if(alone: Trial) -> WhatIf | None:
    """What an end on the day of the check, if that were recorded, would lead to."""
    day = alone.as_of
    ended = alone.only(tuple(_ended(alone.record.entries, _iso(day))))
    start = day if not ended.against(day) else first_for_part(ended, day)
    return WhatIf(_iso(day), None if start is None else _iso(start))


def _ended(entries: Sequence[Entry], day: str) -> Iterator[Entry]:
    for entry in entries:
        without_supply = replace(entry, days_supply=None, refills=None, last_filled=None, last_taken=None)
        yield replace(without_supply, status=_OVER, intent=None, end=day)


def _iso(day: int) -> str:
    return date.fromordinal(day).isoformat()
