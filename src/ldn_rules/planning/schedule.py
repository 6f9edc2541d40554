"""From what was asked for to doses, days and capsules, and from these to entries of a medication list."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from ldn_rules.intake.model import Entry
from ldn_rules.report.plan import Step, milligrams
from ldn_rules.rulebook.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from ldn_rules.planning.terms import Terms
    from ldn_rules.report.plan import Asked


def steps_of(asked: Asked, terms: Terms, start: int) -> tuple[Step, ...]:
    """The schedule from another start than the one asked for; UsageError if it cannot be made of capsules."""
    doses = list(_doses(asked, terms.settings.most_steps))
    made = [_capsules(dose, asked.strengths, terms.settings.capsules_a_dose) for dose in doses]
    found = []
    for place, (strength, count) in enumerate(made):
        first = start + place * asked.every
        goes_on = place == len(made) - 1
        last = None if goes_on else first + asked.every - 1
        found.append(Step(first, last, strength, count, terms.settings.last_supply if goes_on else asked.every))
    return tuple(found)


def _doses(asked: Asked, most: int) -> Iterator[int]:
    """From the first dose in steps to the last, which may be less than a step above the one before."""
    if asked.first > asked.to:
        raise UsageError(f"the first dose, {milligrams(asked.first)}, lies above the last, {milligrams(asked.to)}")
    rises = -(-(asked.to - asked.first) // asked.step)
    if rises >= most:
        steps = f"from {milligrams(asked.first)} by {milligrams(asked.step)} to {milligrams(asked.to)}"
        raise UsageError(f"{steps} are {rises + 1} doses; a plan has at most {most}")
    return (min(asked.first + place * asked.step, asked.to) for place in range(rises + 1))


def _capsules(dose: int, strengths: Sequence[int], most: int) -> tuple[int, int]:
    """The strength and number of capsules of a dose: of one strength, the fewest that do."""
    fitting = [one for one in strengths if dose % one == 0 and dose // one <= most]
    if not fitting:
        known = ", ".join(milligrams(one) for one in sorted(strengths))
        raise UsageError(
            f"{milligrams(dose)} cannot be made of at most {most} capsules of one strength ({known}); "
            "name another strength with --strength, or another step"
        )
    return max(fitting), dose // max(fitting)


def items_of(steps: Sequence[Step], terms: Terms, taken: Collection[str]) -> tuple[dict[str, object], ...]:
    """The steps as medications of a JSON list (``medication-list.schema.json``), with ids that are not taken."""
    prefix = "plan"
    while any(f"{prefix}-{place}" in taken for place in range(1, len(steps) + 1)):
        prefix += "-new"
    return tuple(_item(step, f"{prefix}-{place}", terms) for place, step in enumerate(steps, 1))


def _item(step: Step, identifier: str, terms: Terms) -> dict[str, object]:
    words = terms.entry
    item: dict[str, object] = {
        "id": identifier,
        "name": words.name.replace("{strength}", milligrams(step.strength)),
        "sig": words.one if step.count == 1 else words.several.replace("{count}", str(step.count)),
        "status": "planned",
        "intent": "plan",
        "start": date.fromordinal(step.start).isoformat(),
    }
    return item if step.last is None else {**item, "end": date.fromordinal(step.last).isoformat()}


def entries_of(items: Sequence[Mapping[str, object]], first: int) -> tuple[Entry, ...]:
    """These medications as intake would hand them on; ``first`` is the place of the first of them."""
    return tuple(Entry(position=first + place, **item) for place, item in enumerate(items))  # type: ignore[arg-type]
