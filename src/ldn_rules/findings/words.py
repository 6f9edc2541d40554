"""A draft in words: message, what was used, why, and what to do (texts come from the rules)."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from ldn_rules.compiler.truth import truth_table
from ldn_rules.facts.days import day_text
from ldn_rules.findings.keys import finding_key
from ldn_rules.findings.model import Because, EarliestStart, Finding
from ldn_rules.findings.moments import is_history
from ldn_rules.findings.settle import entries_of
from ldn_rules.rulebook.enumerations import SEVERITIES
from ldn_rules.rulebook.kinds import NEVER, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ldn_rules.compiler.truth import LineTruth
    from ldn_rules.facts.model import Fact, FactSet
    from ldn_rules.findings.draft import Draft
    from ldn_rules.findings.hits import Hit
    from ldn_rules.rulebook.model import Alert, BandRow, RuleSet
    from ldn_rules.rulebook.policy import Change

STARTS: Final = MappingProxyType({"earliest": "major", "preferred": "minor"})
"""Each start that a table gives is the first day below this severity."""

_FIELD: Final = re.compile(r"\{([a-z][a-z0-9-]*)(?:\.([a-z][a-z0-9-]*))?\}")
_SENTENCE_END: Final = re.compile(r"(?<=[.!?]) (?=[A-Z{])")


class Words:
    """Turns the drafts of one rule set into findings."""

    def __init__(self, ruleset: RuleSet, changes: tuple[Change, ...] = ()) -> None:
        """Texts, tables and evidence come from ``ruleset``, in which a site policy has made ``changes``."""
        self._ruleset = ruleset
        self._changes = changes
        self._reverse = next((rule.alert for rule in ruleset.rules if rule.id == ruleset.reporting.reverse), None)

    def finding(self, draft: Draft, facts: FactSet, patient: str | None) -> Finding:
        """The finished finding of one draft."""
        hit = draft.hit
        medications = tuple(sorted(entries_of(draft.hits, facts)))
        lines = truth_table(hit.case, hit.binding, facts, self._ruleset)
        starts = self._starts(hit, facts)
        values = _values(draft, facts) | _measured(hit, lines) | starts
        alert = self._texts(hit, facts)
        message = self._message(draft, facts, alert, values)
        return Finding(
            rule=hit.rule.id,
            case=hit.case.name,
            revision=hit.rule.revision,
            kind=draft.kind,
            severity=SEVERITIES[draft.severity],
            title=hit.rule.title,
            message=message,
            consequence=alert.consequence,
            mechanism=alert.mechanism,
            management=tuple(filter(None, (_fill(text, values) for text in alert.management))),
            medications=medications,
            facts=tuple(_facts_used(draft, facts)),
            because=tuple(Because(line.name, line.holds, line.text, dict(line.values)) for line in lines),
            earliest_start=EarliestStart(starts["earliest"], starts["preferred"]) if "earliest" in starts else None,
            evidence=hit.rule.evidence,
            moment=day_text(facts.as_of, draft.moment),
            history=is_history(draft.moment, self._ruleset.reporting.history_days),
            key=finding_key(patient, hit.rule.id, medications),
            changes=self._touching(draft, facts) if self._changes else (),
        )

    def _touching(self, draft: Draft, facts: FactSet) -> tuple[Change, ...]:
        from ldn_rules.findings.policy import touching

        return touching(draft.hits, facts, self._changes)

    def _texts(self, hit: Hit, facts: FactSet) -> Alert:
        """The rule's texts; where the opioid began after naltrexone the reverse message, and the options of both."""
        own = hit.rule.alert
        if self._reverse is None or hit.case.phase != "overlap" or not _began_after(hit, facts):
            return own if hit.case.message is None else replace(own, message=hit.case.message)
        management = dict.fromkeys((*own.management, *self._reverse.management))
        return replace(own, message=self._reverse.message, management=tuple(management))

    def _message(self, draft: Draft, facts: FactSet, alert: Alert, values: Mapping[str, str]) -> str:
        message = _fill(alert.message, values)
        if draft.hit.rule.id == self._ruleset.reporting.doubt:
            return message
        return " ".join([message, *self._doubt_texts(draft, facts)])

    def _doubt_texts(self, draft: Draft, facts: FactSet) -> Iterator[str]:
        """What decides, where the finding hangs on a date that can be read in several ways."""
        says = dict.fromkeys(
            (facts.facts[index].reading, facts.facts[index].texts.get("doubt", "")) for index in draft.doubts
        )
        for doubt, text in (each for each in says if each[1]):
            words = self._ruleset.reporting.doubt_texts
            yield _fill(words.get(doubt, words["default"]), {"doubt": text})

    def _starts(self, hit: Hit, facts: FactSet) -> dict[str, str]:
        """The ``earliest`` and the ``preferred`` naltrexone start by the table of a washout case, each if it has one: a
        row from which a site policy took the forbidding band has no earliest start.
        """
        bands = hit.case.bands
        if bands is None or bands.table is None or bands.key is None:
            return {}
        opioid = facts.facts[hit.binding[bands.key.role]]
        key, last = opioid.values[bands.key.field], _last_day(opioid)
        if not isinstance(key, int) or last is None:
            return {}
        rows = self._ruleset.tables[bands.table].rows.get(key, ())
        days = {name: _first_day_below(rows, severity) for name, severity in STARTS.items()}
        return {name: day_text(facts.as_of, last + count) for name, count in days.items() if count > 0}


def _last_day(opioid: Fact) -> int | None:
    """Last day of an exposure, or the latest day of a procedure; None if it is open or not known."""
    written = opioid.values["last"] if "last" in opioid.values else opioid.values["day"]
    first, last = (written, written) if isinstance(written, int) else written
    return last if last < NEVER and first > -UNKNOWN else None


def _values(draft: Draft, facts: FactSet) -> dict[str, str]:
    """The texts of each role that a message may name, joined over merged hits."""
    values: dict[str, dict[str, None]] = {}
    for hit in draft.hits if draft.hit.rule.merge else (draft.hit,):
        for role, index in hit.binding.items():
            for name, text in facts.facts[index].texts.items():
                if text:
                    values.setdefault(f"{role}.{name}", {})[text] = None
    return {name: "; ".join(texts) for name, texts in values.items()}


def _measured(hit: Hit, lines: Iterable[LineTruth]) -> dict[str, str]:
    """The value that bands go by, for messages that name it."""
    if hit.case.bands is None:
        return {}
    return {"value": next((line.values.get("value", "") for line in lines if line.name == "bands"), "")}


def _first_day_below(rows: Sequence[BandRow], severity: str) -> int:
    """Days after which no row of at least that severity holds; 0 where none does at all."""
    level = SEVERITIES.index(severity)
    warned = [row.upper for row in rows if row.severity and row.upper and SEVERITIES.index(row.severity) >= level]
    return max((bound.values[0] + (bound.op == "at-most") for bound in warned), default=0)


def _began_after(hit: Hit, facts: FactSet) -> bool:
    """Whether an opioid whose overlap is contraindicated began after naltrexone."""
    bound = [facts.facts[index] for index in hit.binding.values()]
    courses = [fact for fact in bound if fact.kind == "course"]
    episodes = [fact for fact in bound if fact.kind == "episode"]
    strong = any(fact.values["ceiling"] == len(SEVERITIES) - 1 for fact in courses)
    return strong and bool(episodes) and _start(courses[0]) > _start(episodes[0])


def _start(fact: Fact) -> int:
    start = fact.values["start"]
    return start if isinstance(start, int) else start[0]


def _fill(template: str, values: Mapping[str, str]) -> str:
    """The template with every ``{role.text}`` and ``{name}`` filled, without sentences on a start that is not given."""
    missing = [f"{{{name}}}" for name in STARTS if name not in values]
    if any(name in template for name in missing):
        sentences = _SENTENCE_END.split(template)
        template = " ".join(each for each in sentences if not any(name in each for name in missing))
    return _FIELD.sub(lambda match: values.get(match.group(0)[1:-1], ""), template)


def _facts_used(draft: Draft, facts: FactSet) -> Iterable[Mapping[str, object]]:
    seen: set[int] = set()
    for hit in draft.hits:
        for role, index in hit.binding.items():
            if index not in seen:
                seen.add(index)
                fact = facts.facts[index]
                about: dict[str, object] = {"role": role, "kind": fact.kind, "entries": list(fact.entries)}
                yield {**about, **{name: text for name, text in fact.texts.items() if text}}
