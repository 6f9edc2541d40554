"""What a change of a record must not do: the changes, and the two reports held against each other.

Each of ``PROPERTIES`` is a change (None where it cannot be made on that record) and what holds of the two reports.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct
from msgspec.structs import replace

from ldn_rules.engine.check import Checked
from ldn_rules.findings.model import Coverage
from ldn_rules.intake.decode import decode_json_object
from ldn_rules.pipeline.book import load_book
from ldn_rules.pipeline.check import Pipeline
from ldn_rules.rulebook.enumerations import SEVERITIES
from support.lists import RULES, TODAY, iso
from support.whole_lists import AGONISTS, IRRELEVANT, entry

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from ldn_rules.facts.model import FactSet
    from ldn_rules.findings.model import PatientReport


Record = dict[str, Any]

DATES: Final = {
    "medications": ("start", "end", "last_taken"),
    "conditions": ("onset", "abatement"),
    "observations": ("date",),
    "procedures": ("date",),
}
BLANKED: Final = ("name", "strength", "dose", "unit", "frequency", "form", "route", "status", "prn", "start", "end")
CLUE: Final = "LDN117"
CONTRADICTION: Final = "LDN112"
DISAGREEMENT: Final = "LDN304"
REACH: Final = "LDN305"
FILLS: Final = "LDN308"
FULL_DOSE: Final = "LDN301"
OVER: Final = frozenset({"completed", "stopped"})
FOUND: Final = frozenset({"alert", "cannot-assess"})
CLEARED: Final = frozenset({"clear", "not-applicable"})
WHOLE: Final = len("2026-01-15")
MONTH: Final = len("2026-01")
YEAR: Final = len("2026")

_FORM_IN_NAME: Final = re.compile(r"\b(?:oral|nasal|capsule|tablet|film|patch|injection)\b")
_STRENGTH: Final = re.compile(r"(?<!,)(?<!, )\s*\d[\d.]*(?: mg| mcg|/\d+)(?:[/-][\d.]* ?(?:mg|mcg|mL|hour)?)*")


class Alone(Pipeline):
    """A pipeline without the engine, which other tests hold against the evaluator."""

    def evaluate(self, facts: FactSet, *, engine: bool) -> Checked:
        """The matches of the second evaluator, taken as agreed."""
        return Checked(super().evaluate(facts, engine=False).matches, agreed=True)


@cache
def alone() -> Pipeline:
    """The shipped rules."""
    return Alone(load_book(RULES))


def report(record: Record) -> PatientReport:
    """What is said of a record."""
    return alone().check(decode_json_object(record), as_of=None, today=TODAY)


class Two(Struct, frozen=True):
    """A record and what was made of it, each with its report."""

    record: Record
    changed: Record
    before: PatientReport
    after: PatientReport


Change = Callable[["Random", Record], "Record | None"]
Verdict = Callable[[Two], bool]


def two_of(record: Record, changed: Record) -> Two:
    """Both, checked."""
    return Two(record, changed, report(record), report(changed))


def worst(said: PatientReport, without: str = "") -> int:
    """The place of the worst current severity, -1 without any; ``without`` is a rule to leave aside."""
    places = [SEVERITIES.index(one.severity) for one in said.findings if not one.history and one.rule != without]
    return max(places, default=-1)


def added_opioid(random: Random, record: Record) -> Record | None:
    """The record with an opioid more."""
    return {**record, "medications": [*record["medications"], entry(random, AGONISTS, "added")]}


def later_end(random: Random, record: Record) -> Record | None:
    """The record with the stated end of an opioid moved to a later day."""
    places = [n for n, one in enumerate(record["medications"]) if one["name"] in AGONISTS and len(_end(one)) == WHOLE]
    if not places:
        return None
    changed, place = copy.deepcopy(record), random.choice(places)
    end = date.fromisoformat(_end(changed["medications"][place])) + timedelta(days=random.choice((1, 2, 7, 30, 200)))
    changed["medications"][place]["end"] = end.isoformat()
    return changed


def _end(one: dict[str, Any]) -> str:
    return str(one.get("end", ""))


def less_precise_date(random: Random, record: Record) -> Record | None:
    """The record with a date cut to its month or its year."""
    places = [
        (section, number, name)
        for section, names in DATES.items()
        for number, one in enumerate(record.get(section, ()))
        for name in names
        if len(one.get(name, "")) > YEAR
    ]
    if not places:
        return None
    changed, (section, number, name) = copy.deepcopy(record), random.choice(places)
    written = changed[section][number][name]
    changed[section][number][name] = written[: random.choice((YEAR, MONTH)) if len(written) == WHOLE else YEAR]
    return changed


def blanked_field(random: Random, record: Record) -> Record | None:
    """The record with one field of an entry blank, or without the unit of its dose, or the strength in its name."""
    changed = copy.deepcopy(record)
    one = random.choice(changed["medications"])
    name = random.choice(BLANKED)
    if name == "name":
        one["name"] = _STRENGTH.sub("", one["name"])
    elif name == "unit":
        one.get("dose", {}).pop("unit", None)
    else:
        one.pop(name, None)
    return changed if changed != record else None


def irrelevant_drug(random: Random, record: Record) -> Record | None:
    """The record with a drug more of which no rule speaks."""
    added = entry(random, IRRELEVANT, "added")
    medications = list(record["medications"])
    medications.insert(random.randint(0, len(medications)), added)
    return {**record, "medications": medications}


def other_order(random: Random, record: Record) -> Record | None:
    """The record with each of its lists in another order."""
    shuffled = {
        name: random.sample(value, len(value)) if isinstance(value, list) else value for name, value in record.items()
    }
    return shuffled if shuffled != record else None


def not_lowered(two: Two) -> bool:
    """The worst severity is no milder, the clue of an unlisted opioid aside."""
    return worst(two.after) >= worst(two.before, CLUE)


def not_lowered_but_settled(two: Two) -> bool:
    """The worst severity is no milder, unless a cannot-assess about a date of naltrexone that nobody knows became an
    alert (5.0 "L0 unknown", (5): the mildest of all readings, once each gives a finding).
    """
    if not_lowered(two):
        return True
    naltrexone = [one for one in two.record["medications"] if one["name"] not in AGONISTS]
    unknown = any("start" not in one or (one.get("status") in OVER and "end" not in one) for one in naltrexone)
    return unknown and two.before.outcome == "cannot-assess" and two.after.outcome == "alert"


def not_lowered_without_contradiction(two: Two) -> bool:
    """The same, unless dates contradicted one another before."""
    return not_lowered_but_settled(two) or any(one.rule == CONTRADICTION for one in two.before.findings)


def not_cleared(two: Two) -> bool:
    """What was reported at all is not clear now, unless the date contradicted another and as it is now does not."""
    if two.before.outcome not in FOUND or two.after.outcome not in CLEARED:
        return True
    return any(contradictions(new) < contradictions(old) for old, new in _changed_parts(two))


def nothing_moderate_cleared(two: Two) -> bool:
    """What was moderate or worse is not clear now, unless what is still recorded decides otherwise."""
    if worst(two.before) < SEVERITIES.index("moderate") or two.after.outcome in FOUND:
        return True
    return any(
        _another_date_decides(old, new)
        or _amounts_disagreed(two, old)
        or _not_topical(old)
        or _form_of_the_name(old, new)
        or _open_fill(two, old, new)
        or _dates_doubted_without_status(old, new)
        or _full_dose_by_indication(two, old)
        for old, new in _changed_parts(two)
    )


def _changed_parts(two: Two) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    for section in DATES:
        pairs = zip(two.record.get(section, ()), two.changed.get(section, ()), strict=True)
        yield from ((old, new) for old, new in pairs if old != new)


def contradictions(one: dict[str, Any]) -> int:
    """How many dates of an entry cannot be, however the partial ones are read (5.0: such a date is dropped)."""
    ends = [one[name] for name in ("end", "last_taken", "abatement") if name in one]
    begin = [one[name] for name in ("start", "onset") if name in one]
    if one.get("status") == "planned" and not begin:
        begin = [iso(0)]
    over = [one.get("last_taken"), *(one.get(name) for name in ("start", "end", "date") if one.get("status") in OVER)]
    ahead = [day for day in over if day is not None and _before(iso(0), day)]
    return sum(_before(end, start) for end in ends for start in begin) + len(ahead)


def _before(one: str, other: str) -> bool:
    """Whether one date is surely before another: in what both say."""
    length = min(len(one), len(other))
    return one[:length] < other[:length]


def _another_date_decides(old: dict[str, Any], new: dict[str, Any]) -> bool:
    """A start or an end is gone, and the entry has another date or a supply, by which it is read; a planned entry
    without a start begins on the day of the check (5.0 "Statuses"), and one whose end is past was never planned.
    """
    gone = [name for name in ("start", "end") if name in old and name not in new]
    if old.get("status") == "planned":
        return bool(gone) or ("status" not in new and _before(old.get("end", iso(0)), iso(0)))
    return bool(gone) and any(name in new for name in ("start", "end", "last_taken", "days_supply"))


def _open_fill(two: Two, old: dict[str, Any], new: dict[str, Any]) -> bool:
    """With a date that is gone no fill overlaps another by its stated end, which LDN308 asks of fills: an open one ends
    when the next starts (5.0 "Total daily dose").
    """
    found = {one.rule for one in two.before.findings if not one.history and one.severity not in ("info", "minor")}
    if found != {FILLS}:
        return False
    fills = [one for one in two.changed["medications"] if one["name"] not in AGONISTS and "start" in one]
    stated = any("end" in one or "days_supply" in one for one in fills)
    return ("end" in old and "end" not in new) or ("start" in old and "start" not in new and not stated)


def _dates_doubted_without_status(old: dict[str, Any], new: dict[str, Any]) -> bool:
    """An end before the start of an active order is dropped; of any other both dates are only doubted (5.0)."""
    return old.get("status") == "active" and "status" not in new and contradictions(old) > 0


def _not_topical(old: dict[str, Any]) -> bool:
    """A form to swallow contradicts the route on the skin, and one of the two is gone."""
    return old.get("route") == "topical" and old.get("form") is not None


def _form_of_the_name(old: dict[str, Any], new: dict[str, Any]) -> bool:
    """A form or a route is gone that contradicted the one that stands in the name (``nasal spray`` as a capsule)."""
    gone = [name for name in ("form", "route") if name in old and name not in new]
    return bool(gone) and _FORM_IN_NAME.search(old["name"]) is not None and old[gone[0]] not in old["name"]


def _full_dose_by_indication(two: Two, old: dict[str, Any]) -> bool:
    """Given for a use disorder in a dose that cannot be read, it is full dose (5.0 "Low dose or full dose")."""
    said = {(one.rule, one.severity) for one in two.after.findings}
    return str(old.get("reason", "")).endswith("use disorder") and (FULL_DOSE, "info") in said


def _amounts_disagreed(two: Two, old: dict[str, Any]) -> bool:
    """Two amounts of an entry disagreed, which is LDN304: with one of them gone the other stands alone."""
    return any(one.rule == DISAGREEMENT and old["id"] in one.medications for one in two.before.findings)


def same_but_for_coverage(two: Two) -> bool:
    """All else is the same; LDN305 asks of every entry that may have ended how far the list reaches back."""
    known = {one["id"] for one in two.record["medications"]}
    added = next(one for one in two.changed["medications"] if one["id"] not in known)
    rule = REACH if any(name in added for name in ("start", "end", "last_taken")) else ""
    return _without(two.before, rule) == _without(two.after, rule)


def _without(said: PatientReport, rule: str) -> PatientReport:
    findings = tuple(one for one in said.findings if one.rule != rule)
    silent = tuple(one for one in said.silent if one != rule)
    counted = {} if rule == "" else {"outcome": "", "worst": None}
    return replace(said, coverage=Coverage(), findings=findings, silent=silent, **counted)


def same(two: Two) -> bool:
    """All is the same, but for the order in which names stand."""
    return bool(_in_order(two.before) == _in_order(two.after))


def _in_order(said: PatientReport) -> Any:
    coverage = said.coverage
    lists = {name: tuple(sorted(getattr(coverage, name))) for name in ("review", "unrecognised", "not_spoken_of")}
    return replace(said, coverage=replace(coverage, **lists))


PROPERTIES: Final[dict[str, tuple[Change, Verdict]]] = {
    "adding an opioid never lowers the worst severity": (added_opioid, not_lowered_but_settled),
    "a later end of an opioid never lowers the worst severity": (later_end, not_lowered_without_contradiction),
    "a less precise date never clears a finding": (less_precise_date, not_cleared),
    "a blank field never clears a moderate finding": (blanked_field, nothing_moderate_cleared),
    "an irrelevant drug changes nothing but coverage": (irrelevant_drug, same_but_for_coverage),
    "another order changes nothing": (other_order, same),
}
