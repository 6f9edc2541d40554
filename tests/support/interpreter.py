"""A third opinion: rules read from raw YAML values, one comparison at a time.

No disjunctive form, no interval fields, no sub-rules, and nothing imported from the loader or the compiler: units,
case expansion and three-valued logic are done again here, as plainly as they can be. A finding is
(rule id, case name, mode, severity, outcome, places of the facts in role order).
"""

from __future__ import annotations

from decimal import Decimal
from itertools import permutations
from typing import TYPE_CHECKING, Any

from ldn_rules.rulebook.enumerations import SEVERITIES
from ldn_rules.rulebook.kinds import KINDS, NEVER, NEVER_MINUTE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ldn_rules.facts.model import Fact, FactSet

Truth = bool | None
Finding = tuple[str, str, str, str, str, tuple[int, ...]]

UNITS = {
    "mg": 1_000_000,
    "mcg": 1_000,
    "ug": 1_000,
    "g": 1_000_000_000,
    "ng": 1,
    "x": 1_000,
    "years": 1,
    "year": 1,
} | dict.fromkeys(("unit", "units"), 1_000)
MERGED = ("match", "when", "unless")
OPERATORS = ("is", "is-not", "at-least", "more-than", "at-most", "less-than")


def interpret(rules: Iterable[dict[str, Any]], tables: dict[str, Any], facts: FactSet) -> set[Finding]:
    """All findings of the raw rules; ``tables`` is the vocabulary's section of that name."""
    return {
        finding
        for rule in rules
        if rule.get("status", "active") == "active"
        for name, case in expanded(rule)
        for finding in _Case(str(rule["id"]), name, case, tables, facts).findings()
    }


def expanded(rule: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rule's own case, if it reports by itself, and each of its cases with what the rule says added."""
    if "severity" in rule or "bands" in rule:
        yield "main", rule
    for name, case in rule.get("cases", {}).items():
        joined = {key: {**rule.get(key, {}), **case.get(key, {})} for key in MERGED}
        inherited: dict[str, Any] = {key: rule[key] for key in ("outcome", "unknown") if key in rule}
        yield name, {**inherited, **case, **joined}


def _place(fact: Fact) -> int:
    place = fact.values["n"]
    assert isinstance(place, int)
    return place


class _Case:
    """One case on one patient."""

    def __init__(self, rule: str, name: str, case: dict[str, Any], tables: dict[str, Any], facts: FactSet) -> None:
        self.rule, self.name, self.case, self.tables, self.facts = rule, name, case, tables, facts.facts

    def findings(self) -> Iterator[Finding]:
        for places in permutations(range(len(self.facts)), len(self.case["match"])):
            bound = {name: self.facts[place] for name, place in zip(self.case["match"], places, strict=True)}
            if self._fits(bound):
                for mode, severity, outcome in self._reports(bound):
                    yield self.rule, self.name, mode, severity, outcome, places

    def _fits(self, bound: dict[str, Fact]) -> bool:
        for name, role in self.case["match"].items():
            fact = bound[name]
            if fact.kind != role["kind"] or ("class" in role and role["class"] not in fact.classes):
                return False
            if "other-than" in role and not _place(fact) > _place(bound[role["other-than"]]):
                return False
        return True

    def _reports(self, bound: dict[str, Fact]) -> Iterator[tuple[str, str, str]]:
        when = [self._line(line, bound) for line in self.case.get("when", {}).values()]
        quiet = [self._unless(name, line, bound) for name, line in self.case.get("unless", {}).items()]
        if False in when or True in quiet:
            return
        rows = [row for row in self._rows(bound) if row["severity"] != "quiet" and row["holds"] is not False]
        sure = next((row for row in rows if row["holds"] is True), None)
        if None not in when and sure is not None:
            yield "certain", sure["severity"], self.case.get("outcome", "alert")
        elif rows and (severity := self._unknown_severity()) is not None:
            yield "possible", severity, "cannot-assess"

    def _unknown_severity(self) -> str | None:
        unknown = self.case.get("unknown", {})
        if unknown.get("as") == "quiet":
            return None
        if "severity" in unknown:
            return str(unknown["severity"])
        ranks = [SEVERITIES.index(severity) for severity in self._all_severities() if severity != "quiet"]
        return SEVERITIES[min(max(ranks), SEVERITIES.index("major"))]

    def _all_severities(self) -> Iterator[str]:
        if "severity" in self.case:
            yield self.case["severity"]
            return
        bands = self.case["bands"]
        if "rows" in bands:
            yield from (row["severity"] for row in bands["rows"])
            return
        for row in self.tables[bands["table"]]["rows"].values():
            yield from (band["severity"] for band in row["bands"])

    def _rows(self, bound: dict[str, Fact]) -> Iterator[dict[str, Any]]:
        """Every row of the bands with whether it holds: not the row before, and its own bound."""
        if "severity" in self.case:
            yield {"severity": self.case["severity"], "holds": True}
            return
        bands = self.case["bands"]
        value, scale = self._value(bands, bound), _scale(bands, bound)
        before: Truth = False
        for row in self._written_rows(bands, bound):
            upper = [key for key in ("less-than", "at-most") if key in row]
            own: Truth = _compare(upper[0], value, [_constant(row[upper[0]], scale)]) if upper else True
            yield {"severity": row["severity"], "holds": _and([_not(before), own])}
            before = own

    def _written_rows(self, bands: dict[str, Any], bound: dict[str, Fact]) -> list[dict[str, Any]]:
        if "rows" in bands:
            return list(bands["rows"])
        role, field = bands["key"].split(".")
        names = KINDS[bound[role].kind].field(field).values
        value = bound[role].values[field]
        assert isinstance(value, int)
        row = self.tables[bands["table"]]["rows"].get(names[value], {"bands": []})
        return list(row["bands"])

    def _unless(self, name: str, line: dict[str, Any], bound: dict[str, Fact]) -> Truth:
        if "kind" not in line:
            return self._line(line, bound)
        return any(self._is_there(name, line, fact, bound) for fact in self.facts)

    def _is_there(self, name: str, line: dict[str, Any], fact: Fact, bound: dict[str, Fact]) -> bool:
        if not fact.certain or fact.kind != line["kind"] or ("class" in line and line["class"] not in fact.classes):
            return False
        inner = {**bound, name: fact}
        return all(self._line(one, inner) is True for one in line.get("where", {}).values())

    def _line(self, line: dict[str, Any], bound: dict[str, Fact]) -> Truth:
        if "any" in line:
            return _not(_and([_not(self._line(one, bound)) for one in line["any"].values()]))
        if "is-a" in line:
            return line["is-a"] in bound[line["of"]].classes
        if "is-not-a" in line:
            return line["is-not-a"] not in bound[line["of"]].classes
        if "overlap" in line:
            one, other = (bound[role] for role in line["overlap"])
            return _and([_reaches(one, other), _reaches(other, one)])
        value, scale = self._value(line, bound), _scale(line, bound)
        return _and([self._operator(key, line, value, scale) for key in OPERATORS if key in line])

    def _operator(self, key: str, line: dict[str, Any], value: tuple[int, int], scale: Any) -> Truth:
        written = line[key] if isinstance(line[key], list) else [line[key]]
        if written in (["known"], ["unknown"]):
            return (value[0] == value[1]) == (written == ["known"])
        return _compare(key, value, [_constant(one, scale) for one in written])

    def _value(self, line: dict[str, Any], bound: dict[str, Fact]) -> tuple[int, int]:
        if "of" in line:
            return _read(bound[line["of"]], line["field"])
        ends = []
        for side in ("from", "to"):
            role, _, field = line[side].partition(".")
            ends.append((0, 0) if role == "as-of" else _read(bound[role], field))
        (from_low, from_high), (to_low, to_high) = ends
        return to_low - from_high, to_high - from_low


def _scale(line: dict[str, Any], bound: dict[str, Fact]) -> Any:
    """The field whose constants the line compares with."""
    if "of" in line:
        return KINDS[bound[line["of"]].kind].field(line["field"])
    place = line["to"] if not line["to"].startswith("as-of") else line["from"]
    role, _, field = place.partition(".")
    return KINDS[bound[role].kind].field(field)


def _constant(written: Any, field: Any) -> int:
    if isinstance(written, bool):
        return int(written)
    if isinstance(written, int):
        return written
    if written == "never":
        return NEVER_MINUTE if field.type.value == "minute" else NEVER
    if field.values:
        return list(field.values).index(written)
    number, unit = written.split()
    factor = UNITS.get(unit, 1440 if field.type.value == "minute" else 1)
    exact = Decimal(number) * factor
    assert exact == int(exact), written
    return int(exact)


def _read(fact: Fact, name: str) -> tuple[int, int]:
    value = fact.values[name]
    return value if isinstance(value, tuple) else (value, value)


def _reaches(one: Fact, other: Fact) -> Truth:
    start, last = _read(one, "start"), _read(other, "last")
    return True if start[1] <= last[0] else None if start[0] <= last[1] else False


def _compare(operator: str, value: tuple[int, int], constants: list[int]) -> Truth:
    low, high = value
    if operator == "is-not":
        return _not(_compare("is", value, constants))
    if operator == "is":
        inside = sum(low <= constant <= high for constant in set(constants))
        return None if 0 < inside < high - low + 1 else bool(inside)
    constant = constants[0]
    if operator in {"at-most", "more-than"}:
        holds: Truth = True if high <= constant else False if low > constant else None
        return holds if operator == "at-most" else _not(holds)
    holds = True if high < constant else False if low >= constant else None
    return holds if operator == "less-than" else _not(holds)


def _not(truth: Truth) -> Truth:
    return None if truth is None else not truth


def _and(truths: list[Truth]) -> Truth:
    return False if False in truths else None if None in truths else True
