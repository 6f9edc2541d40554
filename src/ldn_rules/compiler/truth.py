"""Truth of a case's named lines for given facts: true, false or unknown, with the reason in words.

Read from the rule as written, before it is lowered: ``because``, explanations and the tests of quiet rules name what an
author wrote. The bands of a case are one more line, ``bands``: true where a row with a severity surely
applies, false where surely none does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from ldn_rules.compiler.bands import reporting_span, rows_of
from ldn_rules.compiler.conditions import is_knowledge, wanted
from ldn_rules.compiler.distance import steps
from ldn_rules.compiler.values import Interval, all_of, any_of, field_value, lies_within, measured
from ldn_rules.compiler.wording import (
    bound_words,
    is_endless,
    measure_field,
    measure_words,
    value_words,
)
from ldn_rules.rulebook.kinds import KINDS, UNKNOWN_DAY
from ldn_rules.rulebook.model import (
    Absent,
    AnyOf,
    Bands,
    Comparison,
    DifferenceMeasure,
    FieldMeasure,
    Line,
    Measure,
    Membership,
    Overlap,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ldn_rules.compiler.bands import Row
    from ldn_rules.facts.model import Fact, FactSet
    from ldn_rules.rulebook.model import Bound, Case, RuleSet, Table

BANDS: Final = "bands"
"""Name of the line that stands for the bands of a case."""

NOT_APPLICABLE: Final = "does not apply"
"""Words for bands whose measure has no end: nothing ended from which days could be counted."""

UNKNOWN: Final = "unknown"
_STARTS: Final = frozenset({"start", "first-use"})


class LineTruth(Struct, frozen=True):
    """One named line: whether it holds (None: unknown), in words, with the values read.

    ``values`` are by ``role.field``; ``value`` is the measured value of a comparison or of the bands. ``unless``: the
    line keeps the case quiet if it holds. ``steps``: how far a line that does not hold is from holding.
    """

    name: str
    holds: bool | None
    text: str
    values: Mapping[str, str]
    unless: bool = False
    steps: int = 0

    @property
    def blocks(self) -> bool:
        """Whether this line keeps the case quiet."""
        return self.holds is True if self.unless else self.holds is False


def truth_table(case: Case, binding: Mapping[str, int], facts: FactSet, ruleset: RuleSet) -> tuple[LineTruth, ...]:
    """The truth of every line of the case, ``when`` then ``bands`` then ``unless``.

    ``binding`` holds the place in the fact set of each role's fact.
    """
    reader = _Reader({role: facts.facts[place] for role, place in binding.items()}, facts, ruleset.tables)
    bands = () if case.bands is None else (reader.bands(case.bands),)
    unless = (reader.line(line) for line in case.unless)
    quiet = (LineTruth(one.name, one.holds, one.text, one.values, unless=True) for one in unless)
    return (*(reader.line(line) for line in case.when), *bands, *quiet)


class _Reader(Struct, frozen=True):
    """Reads lines on the facts of one binding."""

    bound: Mapping[str, Fact]
    facts: FactSet
    tables: Mapping[str, Table]

    def line(self, line: Line) -> LineTruth:
        test = line.test
        if isinstance(test, Comparison):
            return self._comparison(line.name, test)
        if isinstance(test, Membership):
            return self._membership(line.name, test)
        if isinstance(test, Overlap):
            return self._overlap(line.name, test)
        return self._any(line.name, test) if isinstance(test, AnyOf) else self._absent(line.name, test)

    def bands(self, bands: Bands) -> LineTruth:
        kinds = {role: fact.kind for role, fact in self.bound.items()}
        rows = rows_of(bands, self.tables, kinds)
        if bands.key is not None:
            low, high = measured(bands.key, self.bound)
            rows = tuple(row for row in rows if low <= row.key <= high)
        value = measured(bands.measure, self.bound)
        field, difference = measure_field(bands.measure, self.bound)
        applies = not (difference and is_endless(value, field))
        holds = _band_truth(value, rows)
        said = self._said(bands.measure)
        read = self._values(bands.measure) | (self._values(bands.key) if bands.key is not None else {})
        words = _band_words(value, rows, holds=holds) if applies else NOT_APPLICABLE
        text = f"{measure_words(bands.measure)} is {said}: {words}"
        return LineTruth(BANDS, holds, text, {"value": said} | read, steps=steps(value, reporting_span(rows), field))

    def _comparison(self, name: str, test: Comparison) -> LineTruth:
        value = measured(test.measure, self.bound)
        truths = [_bound_truth(bound, value) for bound in test.bounds]
        said = self._said(test.measure)
        words = " and ".join(bound_words(bound, holds=one) for bound, one in zip(test.bounds, truths, strict=True))
        text = f"{measure_words(test.measure)} is {said}" + ("" if words == said else f": {words}")
        field, _ = measure_field(test.measure, self.bound)
        off = max(1 if is_knowledge(bound) else steps(value, wanted(bound), field) for bound in test.bounds)
        return LineTruth(name, all_of(truths), text, {"value": said} | self._values(test.measure), steps=off)

    def _membership(self, name: str, test: Membership) -> LineTruth:
        inside = test.drug_class in self.bound[test.role].classes
        text = f"{test.role} is {'' if inside else 'not '}of class {test.drug_class}"
        return LineTruth(name, inside != test.negated, text, {}, steps=1)

    def _overlap(self, name: str, test: Overlap) -> LineTruth:
        measures = [
            DifferenceMeasure(one, "start", other, "last")
            for one, other in ((test.first, test.second), (test.second, test.first))
        ]
        spans = [measured(one, self.bound) for one in measures]
        holds = all_of([lies_within(one, ((0, None),)) for one in spans])
        verdict = {True: "overlap", False: "do not overlap", None: "may overlap"}[holds]
        text = f"{self._span(test.first)} and {self._span(test.second)} {verdict}"
        values = self._values(measures[0]) | self._values(measures[1])
        return LineTruth(name, holds, text, values, steps=max(0, *(-high for _, high in spans)))

    def _any(self, name: str, test: AnyOf) -> LineTruth:
        parts = [self.line(line) for line in test.lines]
        holds = any_of([part.holds for part in parts])
        telling = [part for part in parts if part.holds is holds]
        values = {key: value for part in parts for key, value in part.values.items() if key != "value"}
        text = "; ".join(part.text for part in telling)
        return LineTruth(name, holds, text, values, steps=min(part.steps for part in parts))

    def _absent(self, name: str, test: Absent) -> LineTruth:
        there = any(self._is_there(name, test, fact) for fact in self.facts.facts)
        what = test.kind + (f" of class {test.drug_class}" if test.drug_class is not None else "")
        which = f" with {', '.join(line.name for line in test.where)}" if test.where else ""
        return LineTruth(name, there, f"there is {_article(test.kind) if there else 'no'} {what}{which}", {})

    def _is_there(self, name: str, test: Absent, fact: Fact) -> bool:
        if fact.kind != test.kind or not fact.certain:
            return False
        if test.drug_class is not None and test.drug_class not in fact.classes:
            return False
        inner = _Reader({**self.bound, name: fact}, self.facts, self.tables)
        return all(inner.line(line).holds is True for line in test.where)

    def _said(self, measure: Measure) -> str:
        field, difference = measure_field(measure, self.bound)
        if any(self._is_unknown(role, name) for role, name in _sides(measure)):
            return UNKNOWN
        return value_words(measured(measure, self.bound), field, self.facts.as_of, difference=difference)

    def _values(self, measure: Measure) -> dict[str, str]:
        return {f"{role}.{name}": self._read(role, name) for role, name in _sides(measure) if role in self.bound}

    def _is_unknown(self, role: str, name: str) -> bool:
        """Whether the value stands for a first day that is not known (the earliest it can be)."""
        return name in _STARTS and role in self.bound and self.bound[role].texts.get("start") == UNKNOWN_DAY

    def _read(self, role: str, name: str) -> str:
        if self._is_unknown(role, name):
            return UNKNOWN
        fact = self.bound[role]
        return value_words(field_value(fact, name), KINDS[fact.kind].field(name), self.facts.as_of)

    def _span(self, role: str) -> str:
        return f"{role} ({self._read(role, 'start')} to {self._read(role, 'last')})"


def _sides(measure: Measure) -> list[tuple[str, str]]:
    """Role and field of each side of a measure."""
    if isinstance(measure, FieldMeasure):
        return [(measure.role, measure.field)]
    return [(measure.from_role, measure.from_field), (measure.to_role, measure.to_field)]


def _bound_truth(bound: Bound, value: Interval) -> bool | None:
    if is_knowledge(bound):
        return (value[0] == value[1]) == (bound.text == "known")
    return lies_within(value, wanted(bound))


def _band_truth(value: Interval, rows: tuple[Row, ...]) -> bool | None:
    if len({row.key for row in rows}) > 1:
        return None if lies_within(value, reporting_span(rows)) is not False else False
    if any(row.severity is not None and lies_within(value, row.inside) for row in rows):
        return True
    return False if lies_within(value, reporting_span(rows)) is False else None


def _band_words(value: Interval, rows: tuple[Row, ...], *, holds: bool | None) -> str:
    if holds is None:
        return "the severity is not certain"
    row = next((row for row in rows if lies_within(value, row.inside)), None)
    return "no severity" if row is None or row.severity is None else row.severity


def _article(noun: str) -> str:
    return "an" if noun[0] in "aeiou" else "a"
