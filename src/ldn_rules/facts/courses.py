"""Courses: exposures to one ingredient of one interval class (docs/guide/semantics.md "One exposure")."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from ldn_rules.facts.days import day_text
from ldn_rules.facts.ends import LAST_TAKEN
from ldn_rules.facts.model import MAIN, Fact, LazyTexts
from ldn_rules.facts.spells import Member, join, other_readings, spell_of
from ldn_rules.facts.texts import amount_text, derivation_text, names_text, start_text
from ldn_rules.rulebook.enumerations import DOUBTS, SEVERITIES, WASHOUTS, places
from ldn_rules.rulebook.kinds import NEVER, NEVER_MINUTE, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from ldn_rules.facts.clock import Clock
    from ldn_rules.facts.spells import Spell
    from ldn_rules.facts.windows import Dated, OtherReading

ADJOINING: Final = 2
"""Next start minus last end below this: the entries overlap or adjoin."""

MINUTES: Final = 1440

_WASHOUT: Final = places(WASHOUTS)
_CEILING: Final = places(SEVERITIES)
_DOUBT: Final = {MAIN: 0, **places(DOUBTS)}
_PERIOPERATIVE, _SHORT_ACTING = _WASHOUT["perioperative"], _WASHOUT["short-acting"]


class OfDose(Struct, frozen=True):
    """What the fact of a naltrexone entry tells of its dose: the values, and the texts of what is wrong or missing."""

    values: Mapping[str, int]
    texts: Callable[[], dict[str, str]]


_OF_NO_DOSE: Final = OfDose(
    dict.fromkeys(("fault", "incomplete", "odd-decimal", "full-dose", "declared-ultra-low"), 0),
    lambda: dict.fromkeys(("missing", "fault", "odd-decimal"), ""),
)


class Traits(Struct, frozen=True):
    """What the facts of one drug share."""

    ingredient: str
    classes: frozenset[str]
    washout: str
    ceiling: str
    high_dose: bool


def courses(dated: Iterable[Dated], clock: Clock, view: str, first: int) -> list[Fact]:
    """One main fact per exposure, and one fact per other reading of its dates.

    ``first`` is the index of the first fact in the whole set; ``view`` as in ``Fact``.
    """
    facts: list[Fact] = []
    as_of, longest = clock.as_of, clock.settings.single_anaesthesia
    for group in _groups(dated):
        spells = join((Member(item, item.main) for item in group), ADJOINING)
        bases = [first + len(facts) + index for index in range(len(spells))]
        facts.extend(
            _lasting(_fact(spell, base, as_of, view, spell.members[0].dated.policy), longest)
            for base, spell in zip(bases, spells, strict=True)
        )
        for reading in other_readings(spells, ADJOINING):
            base = bases[reading.base]
            found = _fact(reading.spell, base, as_of, view, reading.doubted.policy, reading.other)
            facts.append(_lasting(found, longest))
    return facts


def _lasting(course: Fact, longest: int) -> Fact:
    """What is given at anaesthesia and lasts longer than ``longest`` days is no single exposure: it is short-acting."""
    start, last = course.values["start"], course.values["last"]
    if course.values["washout"] != _PERIOPERATIVE or not isinstance(start, int) or not isinstance(last, int):
        return course
    if last - start + 1 < longest:
        return course
    return replace(course, values={**course.values, "washout": _SHORT_ACTING})


def course_of(item: Dated, as_of: int, index: int, of_dose: OfDose) -> Fact:
    """The fact of one naltrexone entry alone; it is reported of, whatever is doubted of its dates."""
    return _fact(spell_of([Member(item, item.main)]), index, as_of, of_dose=of_dose)


def _groups(dated: Iterable[Dated]) -> Iterator[list[Dated]]:
    """Entries of one ingredient, interval class and set of classes (whatever the classes, where the daily total
    decides); an entry whose dates carry a policy of their own stands alone.
    """
    groups: dict[tuple[str, str, frozenset[str], str], list[Dated]] = defaultdict(list)
    for item in dated:
        drug = item.entry.drug
        alone = item.entry.entry.id if item.policy else ""
        classes = drug.classes if drug.high_dose is None else frozenset[str]()
        groups[drug.ingredient or "", drug.washout, classes, alone].append(item)
    yield from sorted(groups.values(), key=_group_order)


def _group_order(group: Sequence[Dated]) -> tuple[str, str, str]:
    drug = group[0].entry.drug
    return drug.ingredient or "", drug.washout, min(item.entry.entry.id for item in group)


def traits(members: Sequence[Member], total: tuple[int, int]) -> Traits:
    """Class, interval and ceiling of a spell, with the drug's high-dose limit applied to its daily total; a total that
    is not known may be high, so its ceiling is that of the high dose.
    """
    drug = members[0].dated.entry.drug
    limit = drug.high_dose
    if limit is not None and (limit.more_than < total[0] or limit.more_than < total[1] < UNKNOWN):
        return Traits(drug.ingredient or "", drug.classes, limit.washout, limit.ceiling, high_dose=True)
    ceiling = limit.ceiling if limit is not None and total[1] >= UNKNOWN else drug.ceiling
    return Traits(drug.ingredient or "", drug.classes, drug.washout, ceiling, high_dose=False)


def daily_total(members: Sequence[Member]) -> tuple[int, int]:
    """The largest sum of daily doses on any day of the spell, as a closed interval in nanograms."""
    if len(members) == 1:
        return _total_on(members[0].window.start, members)
    lows, highs = zip(*[_total_on(member.window.start, members) for member in members], strict=True)
    return max(lows), max(highs)


def _total_on(day: int, members: Sequence[Member]) -> tuple[int, int]:
    low = high = 0
    for member in members:
        if member.window.start <= day <= member.window.end:
            daily = member.dated.entry.dose.daily
            low += 0 if daily is None else daily.low
            high = UNKNOWN if daily is None else min(UNKNOWN, high + daily.high)
    return low, high


def largest_single(members: Sequence[Member]) -> tuple[int, int]:
    """The largest single dose of the spell, as a closed interval in nanograms."""
    low = high = 0
    for member in members:
        single = member.dated.entry.dose.single
        low = max(low, 0 if single is None else single.low)
        high = max(high, UNKNOWN if single is None else single.high)
    return low, high


def _fact(
    spell: Spell,
    base: int,
    as_of: int,
    view: str = "",
    policy: str = "",
    other: OtherReading | None = None,
    of_dose: OfDose = _OF_NO_DOSE,
) -> Fact:
    """``other`` is the reading of the dates that it is made by, where that is not the main one."""
    members = spell.members
    reading, says = (MAIN, "") if other is None else (other.doubt, other.says)
    total, single = daily_total(members), largest_single(members)
    kept = traits(members, total)
    prn, scheduled, recorded, veterinary = 1, 0, 1, 1
    for member in members:
        dose = member.dated.entry.dose
        prn &= dose.prn
        scheduled |= dose.scheduled and not dose.prn
        recorded &= member.window.end_basis == LAST_TAKEN
        veterinary &= member.dated.entry.drug.veterinary
    values: dict[str, int | tuple[int, int]] = {
        "n": base,
        "start": spell.start,
        "last": spell.end,
        "last-use": last_use(spell),
        "washout": _WASHOUT[kept.washout],
        "ceiling": _CEILING[kept.ceiling],
        "dose": single,
        "total": total,
        "prn": prn,
        "scheduled": scheduled,
        "use-recorded": recorded,
        "veterinary": veterinary,
        "high-dose": int(kept.high_dose),
        "doubt": _DOUBT[reading],
        **of_dose.values,
    }

    def texts() -> dict[str, str]:
        amounts = {"dose": amount_text(single), "total": amount_text(total)}
        return _texts(spell, as_of, says, kept) | of_dose.texts() | amounts

    return Fact(
        kind="course",
        base=base,
        reading=reading,
        values=values,
        classes=kept.classes,
        texts=LazyTexts(texts),
        entries=spell.entries,
        ingredient=kept.ingredient,
        policy=policy,
        view=view,
        certain=reading == MAIN and not policy,
    )


def last_use(spell: Spell) -> int:
    """Last use to the minute; 00:00 of a last day without a time (docs/guide/semantics.md "Overlap and gap")."""
    if spell.end >= NEVER:
        return NEVER_MINUTE
    minute = spell.closing().window.end_minute
    return spell.end * MINUTES + (minute or 0)


def _derived(spell: Spell, as_of: int, kept: Traits) -> str:
    """How the dates were derived; an opioid whose stated end lies ahead is taken to end then."""
    said = derivation_text(as_of, spell)
    planned = spell.closing().dated.stated_end
    if "opioid" in kept.classes and 0 < spell.end < NEVER and spell.end == planned:
        return f"{said} (assumes the taper is completed)"
    return said


def _texts(spell: Spell, as_of: int, says: str, kept: Traits) -> dict[str, str]:
    drug = spell.members[0].dated.entry.drug
    return {
        "drug": drug.ingredient or "",
        "ingredient": drug.ingredient or "",
        "names": names_text(spell),
        "start": start_text(as_of, spell),
        "last": day_text(as_of, spell.end),
        "derived": _derived(spell, as_of, kept),
        "doubt": says,
    }
