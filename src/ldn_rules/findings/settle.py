"""From hits to drafts: which findings stand, joined as the rules declare."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from msgspec.structs import replace

from ldn_rules.facts.model import MAIN
from ldn_rules.findings import single
from ldn_rules.findings.contact import Contact
from ldn_rules.findings.draft import Draft
from ldn_rules.findings.hits import hits as read_hits
from ldn_rules.findings.hits import with_kind
from ldn_rules.findings.moments import is_history
from ldn_rules.rulebook.model import AnyOf, Comparison, FieldMeasure

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ldn_rules.compiler.ir import Program
    from ldn_rules.facts.model import FactSet
    from ldn_rules.findings.hits import Hit
    from ldn_rules.rulebook.model import Line, RuleSet


def settle(
    matches: Iterable[tuple[int, tuple[int, ...]]], program: Program, ruleset: RuleSet, facts: FactSet
) -> list[Draft]:
    """The findings of one patient, before their words; nothing is lost but what another finding declares."""
    found = read_hits(sorted(matches), program, ruleset, facts)
    contact = Contact((hit for hit in found if hit.case.phase is not None), facts, ruleset.reporting)
    beside: list[Hit] = []
    of_doubt: list[Hit] = []
    for hit in found:
        if hit.case.phase is None:
            (of_doubt if _speaks_of_doubt(hit) else beside).append(hit)
    drafts = [*contact.drafts(), *_doubts(of_doubt, contact, facts)]
    drafts += single.drafts(beside, facts, ruleset.reporting.history_days)
    return _merged(_not_reported_elsewhere(_not_yielding(drafts), facts, ruleset.reporting.history_days), facts)


def _speaks_of_doubt(hit: Hit) -> bool:
    """Whether the case asks why an exposure's dates can be read otherwise."""
    return any(_asks_doubt(line) for line in hit.case.when)


def _asks_doubt(line: Line) -> bool:
    test = line.test
    if isinstance(test, AnyOf):
        return any(_asks_doubt(inner) for inner in test.lines)
    return isinstance(test, Comparison) and isinstance(test.measure, FieldMeasure) and test.measure.field == "doubt"


def _doubts(hits: Sequence[Hit], contact: Contact, facts: FactSet) -> Iterator[Draft]:
    """Findings about an exposure's dates, kept where the doubted reading leads to a different result."""
    for (_, _, doubted, episode), hit in _by_doubt(hits, facts).items():
        decides, moment = contact.decides(doubted, episode)
        if decides:
            yield Draft(hit, hit.kind, hit.severity, moment, (hit,), (doubted,))


def _by_doubt(hits: Sequence[Hit], facts: FactSet) -> dict[tuple[str, str, int, int], Hit]:
    """The hit of each case on a doubted reading and an episode, by the main reading of the episode if there is one."""
    found: dict[tuple[str, str, int, int], Hit] = {}
    for hit in hits:
        episodes = list(with_kind(hit, "episode", facts))
        doubted = [index for index in with_kind(hit, "course", facts) if facts.facts[index].reading != MAIN]
        if episodes and doubted:
            episode = facts.facts[episodes[0]]
            key = (hit.rule.id, hit.case.name, doubted[0], episode.base)
            if episode.reading == MAIN or key not in found:
                found[key] = hit
    return found


def _not_yielding(drafts: Sequence[Draft]) -> list[Draft]:
    """Without findings that yield to what another rule is sure of on the same facts, at their severity or above."""
    spoken = _by_rule(drafts)
    return [
        draft
        for draft in drafts
        if not any(_yields(draft, other) for rule in draft.hit.rule.yields_to for other in spoken.get(rule, ()))
    ]


def _by_rule(drafts: Iterable[Draft]) -> dict[str, list[Draft]]:
    """Findings by their rule, so that a rule that yields to none costs nothing on a long list."""
    found: dict[str, list[Draft]] = defaultdict(list)
    for draft in drafts:
        found[draft.hit.rule.id].append(draft)
    return found


def _yields(draft: Draft, other: Draft) -> bool:
    roles = draft.hit.rule.yields_to.get(other.hit.rule.id)
    if roles is None or other.severity < draft.severity or not other.hit.certain:
        return False
    return all(draft.hit.binding.get(role) == other.hit.binding.get(role) for role in roles)


def _not_reported_elsewhere(drafts: Sequence[Draft], facts: FactSet, history_days: int) -> list[Draft]:
    """Without cannot-assess findings that their rule leaves to another one, where that one speaks of the entry and is
    not history where they are current.
    """
    spoken = _by_rule(drafts)
    return [
        draft
        for draft in drafts
        if not any(
            _covered(draft, other, facts)
            and is_history(other.moment, history_days) <= is_history(draft.moment, history_days)
            for rule in draft.hit.case.unknown.rules
            for other in spoken.get(rule, ())
        )
    ]


def _covered(draft: Draft, other: Draft, facts: FactSet) -> bool:
    unknown = draft.hit.case.unknown
    if draft.hit.certain or unknown.kind != "reported-by" or other.hit.rule.id not in unknown.rules:
        return False
    return bool(entries_of([draft.hit], facts) & entries_of([other.hit], facts))


def entries_of(hits: Iterable[Hit], facts: FactSet) -> set[str]:
    """Ids of the medication entries that hits speak of."""
    return {entry for hit in hits for index in hit.binding.values() for entry in facts.facts[index].entries}


def _merged(drafts: Sequence[Draft], facts: FactSet) -> list[Draft]:
    """One finding per patient or ingredient for rules that declare so, citing everything joined."""
    groups: dict[tuple[object, ...], list[Draft]] = defaultdict(list)
    for place, draft in enumerate(drafts):
        groups[_group(place, draft, facts)].append(draft)
    return [_joined(group) for group in groups.values()]


def _group(place: int, draft: Draft, facts: FactSet) -> tuple[object, ...]:
    merge = draft.hit.rule.merge
    if merge is None:
        return (place,)
    common = (draft.hit.rule.id, draft.hit.case.name, draft.kind)
    if merge == "patient":
        return common
    courses = with_kind(draft.hit, "course", facts)
    ingredients = tuple(sorted({facts.facts[index].ingredient for index in courses}))
    return (draft.hit.rule.id, draft.kind, ingredients)


def _joined(group: Sequence[Draft]) -> Draft:
    first = max(group, key=lambda draft: (draft.severity, draft.moment))
    hits = tuple(dict.fromkeys(id(hit) for draft in group for hit in draft.hits))
    by_id = {id(hit): hit for draft in group for hit in draft.hits}
    return replace(
        first,
        moment=max(draft.moment for draft in group),
        hits=tuple(by_id[one] for one in hits),
        doubts=tuple(dict.fromkeys(index for draft in group for index in draft.doubts)),
    )
