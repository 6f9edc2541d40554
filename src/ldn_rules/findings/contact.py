"""The opioid contact: one finding per opioid ingredient and naltrexone episode.

Which rule reports, what an uncertain date does to it, and when the doubt itself is
reported: docs/guide/semantics.md "Which rule reports" and "Dates", declared in
``rules/reporting.yaml``.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from msgspec import Struct

from ldn_rules.facts.model import MAIN, NOTED
from ldn_rules.findings.draft import Draft
from ldn_rules.findings.hits import ALERT, CANNOT_ASSESS, MOST_CANNOT_ASSESS, NOTE, with_kind
from ldn_rules.findings.moments import is_history, moment_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ldn_rules.facts.model import FactSet
    from ldn_rules.findings.hits import Hit
    from ldn_rules.rulebook.model import Reporting


class Result(Struct, frozen=True):
    """What one opioid exposure and one episode lead to, in one reading of their dates."""

    hit: Hit
    kind: str
    severity: int
    moment: int
    current: bool
    place: int

    @property
    def rank(self) -> tuple[bool, int, bool, bool, int]:
        """Greater is what is reported first: current before history, then by severity, alert before doubt, overlap
        before what went before or came after it, then in the declared order of rules.
        """
        return self.current, self.severity, self.kind == ALERT, self.hit.case.phase == "overlap", -self.place


class Told(Struct, frozen=True):
    """What one ingredient leads to in one reading of an episode: by the main readings of its exposures (``settled``),
    and the worst that another reading of one of them would give (``possible``).
    """

    episode: int
    settled: Result | None
    possible: Result | None

    @property
    def results(self) -> tuple[Result, ...]:
        """Those there are."""
        return tuple(result for result in (self.settled, self.possible) if result is not None)

    @property
    def weights(self) -> tuple[tuple[bool, int], tuple[bool, int]]:
        """What counts as the same."""
        return _weight(self.settled), _weight(self.possible)


class Contact:
    """The hits of one patient that speak of an opioid and naltrexone together."""

    def __init__(self, hits: Iterable[Hit], facts: FactSet, reporting: Reporting) -> None:
        """``hits`` are those of cases that declare a phase."""
        self._facts = facts
        self._reporting = reporting
        self._results = self._first_that_match(hits)
        self._opioids = self._ingredients()
        self._by_base: dict[int, list[int]] = defaultdict(list)
        for index, fact in enumerate(facts.facts):
            if fact.kind in ("course", "episode"):
                self._by_base[fact.base].append(index)

    def drafts(self) -> Iterator[Draft]:
        """One draft per ingredient and episode, and one more where an uncertain naltrexone date decides."""
        for _, opioids in sorted(self._opioids.items()):
            found = [(one, draft) for one in self._mains("episode") for draft in self._of_pair(opioids, one)]
            for episode, draft in found:
                if not any(self._says_more(other, told, episode, draft) for other, told in found):
                    yield draft

    def _says_more(self, other: int, told: Draft, episode: int, draft: Draft) -> bool:
        """Whether a finding on an episode of uncertain dates is met by one on another that shares an entry."""
        mine, theirs = self._facts.facts[episode], self._facts.facts[other]
        if not mine.policy or other == episode or set(mine.entries).isdisjoint(theirs.entries):
            return False
        rank, met = self._rank(draft), self._rank(told)
        return met > rank or (met == rank and not theirs.policy)

    def _rank(self, draft: Draft) -> tuple[bool, int, bool]:
        current = not is_history(draft.moment, self._reporting.history_days)
        return current, draft.severity, draft.kind == ALERT

    def decides(self, doubted: int, episode: int) -> tuple[bool, int]:
        """Whether reading an opioid as fact ``doubted`` instead of its main fact changes the result in any reading of
        the episode, and the latest moment of the readings that differ (0 where none can be given).
        """
        noted = self._facts.facts[doubted].reading in NOTED
        readings = [episode] if noted else [episode, *self._readings(episode)]
        told = [self._decides_in(doubted, one) for one in readings]
        return any(differs for differs, _ in told), max((moment for differs, moment in told if differs), default=0)

    def _decides_in(self, doubted: int, episode: int) -> tuple[bool, int]:
        fact = self._facts.facts[doubted]
        main = self._result(fact.base, episode)
        other = self._result(doubted, episode)
        rest = [
            self._settled(course, episode) for course in self._opioids.get(fact.ingredient, []) if course != fact.base
        ]
        moments = [result.moment for result in (main, other) if result is not None]
        moment = max(moments, default=0)
        if fact.policy == "never":
            return bool(moments), moment
        return _weight(_best([main, *rest])) != _weight(_best([other, *rest])), moment

    def _first_that_match(self, hits: Iterable[Hit]) -> dict[tuple[int, int], Result]:
        """The result of each pair of facts: the first rule of the declared order that matches."""
        chosen: dict[tuple[int, int], tuple[tuple[int, ...], Result]] = {}
        for hit in hits:
            pair = self._pair(hit)
            place = self._place(hit)
            if pair is None or place is None:
                continue
            before = chosen.get(pair)
            if before is None or place < before[0]:
                chosen[pair] = place, self._as_result(hit, place[2])
        return {pair: result for pair, (_, result) in chosen.items()}

    def _pair(self, hit: Hit) -> tuple[int, int] | None:
        courses, episodes = list(with_kind(hit, "course", self._facts)), list(with_kind(hit, "episode", self._facts))
        return (courses[0], episodes[0]) if courses and episodes else None

    def _place(self, hit: Hit) -> tuple[int, ...] | None:
        """Order among the rules that match one pair: certain first, then phase, then the declared list."""
        phase = hit.case.phase
        declared: Sequence[str] = () if phase is None else getattr(self._reporting, phase)
        if phase is None or hit.rule.id not in declared:
            return None
        phases = ("overlap", "washout", "after")
        return int(not hit.certain), phases.index(phase), declared.index(hit.rule.id), -hit.severity

    def _as_result(self, hit: Hit, place: int) -> Result:
        """The hit with its severity held under the drug's own overlap severity, where it is not an overlap."""
        severity = hit.severity
        pair = self._pair(hit)
        if pair is not None and hit.case.phase != "overlap":
            ceiling = self._facts.facts[pair[0]].values["ceiling"]
            severity = min(severity, ceiling if isinstance(ceiling, int) else ceiling[1])
        moment = moment_of(hit, self._facts)
        return Result(hit, hit.kind, severity, moment, not is_history(moment, self._reporting.history_days), place)

    def _mains(self, kind: str) -> list[int]:
        return [
            index
            for index, fact in enumerate(self._facts.facts)
            if fact.kind == kind and fact.reading == MAIN and fact.base == index
        ]

    def _ingredients(self) -> dict[str, list[int]]:
        """Main course facts by ingredient, of the exposures that there is a result of in any reading."""
        found: dict[str, list[int]] = defaultdict(list)
        for base in sorted({self._facts.facts[course].base for course, _ in self._results}):
            found[self._facts.facts[base].ingredient].append(base)
        return found

    def _result(self, course: int, episode: int) -> Result | None:
        return self._results.get((course, episode))

    def _readings(self, base: int) -> list[int]:
        """Indices of the other readings of a fact."""
        return [index for index in self._by_base[base] if index != base]

    def _settled(self, course: int, episode: int) -> Result | None:
        """The result of an exposure as its policy lets it be reported, in one reading of the episode."""
        main = self._result(course, episode)
        policy = self._facts.facts[course].policy
        if main is None or policy == "never":
            return None
        if policy == "alone" and any(self._result(other, episode) is None for other in self._readings(course)):
            return None
        return main

    def _of_pair(self, opioids: Sequence[int], episode: int) -> Iterator[Draft]:
        policy = self._facts.facts[episode].policy
        main, *others = [self._told(opioids, one) for one in (episode, *self._readings(episode))]
        if policy:
            yield from self._uncertain_episode(policy, [main, *others])
            return
        if main.settled is not None:
            yield self._draft(main.settled, [self._settled(course, episode) for course in opioids])
        yield from self._doubted_dates(main, others)

    def _told(self, opioids: Sequence[int], episode: int) -> Told:
        """What an ingredient leads to in one reading of an episode."""
        settled = _best(self._settled(course, episode) for course in opioids)
        return Told(episode, settled, _best([settled, *self._possible(opioids, episode)]))

    def _possible(self, opioids: Sequence[int], episode: int) -> Iterator[Result | None]:
        """The results of other readings of exposures whose dates are not only to be asked about."""
        for course in opioids:
            if not self._facts.facts[course].policy:
                readings = (one for one in self._readings(course) if self._facts.facts[one].reading not in NOTED)
                yield from (self._result(one, episode) for one in readings)

    def _draft(self, result: Result, all_results: Sequence[Result | None]) -> Draft:
        cited = tuple(other.hit for other in all_results if other is not None)
        return Draft(result.hit, result.kind, result.severity, result.moment, cited)

    def _uncertain_episode(self, policy: str, readings: Sequence[Told]) -> Iterator[Draft]:
        """An episode whose start or end nobody knows: an alert only if every reading gives one."""
        found = [result for told in readings for result in told.results]
        settled = [told.settled for told in readings if told.settled is not None and told.settled.current]
        worst = max(found, key=lambda result: result.rank, default=None)
        if worst is None:
            return
        mildest = min(settled, key=lambda result: result.rank, default=None)
        everywhere = policy != "never" and len(settled) == len(readings)
        if mildest is not None and everywhere and (mildest.severity > NOTE or worst.severity <= NOTE):
            yield Draft(mildest.hit, mildest.kind, mildest.severity, mildest.moment, (mildest.hit,))
        elif policy != "mildest" or any(result.current for result in found):
            doubts = tuple(told.episode for told in readings)
            yield self._cannot_assess(worst, doubts, max(result.moment for result in found))

    def _doubted_dates(self, main: Told, others: Sequence[Told]) -> Iterator[Draft]:
        """The rule's own cannot-assess where a naltrexone date can be read in ways that differ, alone or together with
        a date of the opioid.
        """
        differing = [told for told in others if told.weights != main.weights]
        if not differing:
            return
        results = [result for told in differing for result in told.results]
        results += [main.settled] if main.settled else []
        if results:
            reported = max(results, key=lambda result: result.rank)
            doubts = tuple(told.episode for told in differing)
            yield self._cannot_assess(reported, doubts, max(result.moment for result in results))

    def _cannot_assess(self, result: Result, doubts: tuple[int, ...], moment: int) -> Draft:
        severity = min(result.severity, MOST_CANNOT_ASSESS)
        return Draft(result.hit, CANNOT_ASSESS, severity, moment, (result.hit,), doubts)


def _weight(result: Result | None) -> tuple[bool, int]:
    """What counts as the same result: both history or neither, and the same severity."""
    return (False, -1) if result is None else (result.current, result.severity)


def _best(results: Iterable[Result | None]) -> Result | None:
    found = [result for result in results if result is not None]
    return max(found, key=lambda result: result.rank, default=None)
