"""Seeded random rule sets: the same rules as typed values and as the raw YAML values they stand for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ldn_rules.rulebook.enumerations import SEVERITIES
from ldn_rules.rulebook.kinds import KINDS, NEVER, Field, FieldType
from ldn_rules.rulebook.model import (
    Absent,
    AnyOf,
    BandRow,
    Bands,
    Bound,
    Comparison,
    DifferenceMeasure,
    FieldMeasure,
    Line,
    Measure,
    Membership,
    Overlap,
    Role,
    Rule,
    RuleSet,
    Test,
    Unknown,
)
from support.handmade import SPAN, bound_of, case_of, rule_of, ruleset_of, washout_table

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

CLASSES = ("opioid", "low-dose", "liver-enzyme")
DATED = ("course", "episode", "segment", "low-dose-episode", "condition")
"""Kinds with ``start`` and ``last``."""

ORDER = {"at-least", "more-than", "at-most", "less-than"}


@dataclass(frozen=True, slots=True)
class Both:
    """A rule set, and the raw rules and tables it stands for."""

    ruleset: RuleSet
    raw: list[dict[str, Any]] = field(default_factory=list)
    tables: dict[str, Any] = field(default_factory=dict)


def random_ruleset(random: Random, rules: int) -> Both:
    """A rule set of so many random rules."""
    made = [_Maker(random).rule(f"LDN{number:03d}") for number in range(1, rules + 1)]
    table, raw_table = washout_table()
    return Both(ruleset_of([rule for rule, _ in made], {"washouts": table}), [raw for _, raw in made], raw_table)


class _Maker:
    """Makes one rule, typed and raw side by side."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.roles: list[Role] = []
        self.names = 0

    def rule(self, name: str) -> tuple[Rule, dict[str, Any]]:
        """A rule that reports by itself, or by two cases that add to what it says."""
        self.roles = self._roles()
        when, unless, shared = self._conditions()
        unknown, raw_unknown = self._unknown()
        raw: dict[str, Any] = {"id": name, "match": {role.name: _raw_role(role) for role in self.roles}}
        raw |= {"when": dict(shared[0]), "unless": dict(shared[1]), **raw_unknown}
        if self.random.random() < 0.6:
            parts, raw_parts = self._reporting()
            case = case_of(self.roles, when=when, unless=unless, unknown=unknown, **parts)
            return rule_of(name, [case]), raw | raw_parts
        cases, raw["cases"] = [], {}
        for label in ("one", "two"):
            more, quiet, added = self._conditions(absent=not any(isinstance(line.test, Absent) for line in unless))
            parts, raw_parts = self._reporting()
            parts |= {"name": label, "unknown": unknown}
            cases.append(case_of(self.roles, when=(*when, *more), unless=(*unless, *quiet), **parts))
            raw["cases"][label] = {"when": added[0], "unless": added[1], **raw_parts}
        return rule_of(name, cases), raw

    def _conditions(
        self, *, absent: bool = True
    ) -> tuple[tuple[Line, ...], tuple[Line, ...], tuple[dict[str, Any], dict[str, Any]]]:
        when = [self._line() for _ in range(self.random.randint(0, 2))]
        unless = [self._line(unless=True) for _ in range(self.random.choice((0, 0, 0, 1, 2)))]
        unless += [self._absent()] if absent and self.random.random() < 0.2 else []
        raw = ({line.name: one for line, one in when}, {line.name: one for line, one in unless})
        return tuple(line for line, _ in when), tuple(line for line, _ in unless), raw

    def _roles(self) -> list[Role]:
        roles: list[Role] = []
        for place in range(self.random.choice((1, 2, 2, 2, 3))):
            kind = self.random.choice([*KINDS, "course", "episode", "observation", "step"])
            other = None
            if roles and self.random.random() < 0.3:
                kind, other = roles[0].kind, self.random.choice((roles[0].name, None))
            drug_class = self.random.choice((None, None, *CLASSES))
            roles.append(Role(f"r{place}", kind, drug_class, other, SPAN))
        return roles

    def _reporting(self) -> tuple[dict[str, Any], dict[str, Any]]:
        outcome = self.random.choice(("alert", "alert", "cannot-assess"))
        chosen = self.random.random()
        if chosen < 0.6:
            severity = self.random.choice(SEVERITIES)
            return {"severity": severity, "outcome": outcome}, {"severity": severity, "outcome": outcome}
        bands, raw = self._table_bands() if chosen < 0.75 else self._rows_bands()
        return {"bands": bands, "outcome": outcome}, {"bands": raw, "outcome": outcome}

    def _unknown(self) -> tuple[Unknown, dict[str, Any]]:
        return self.random.choice(
            (
                (Unknown("cannot-assess"), {}),
                (Unknown("cannot-assess"), {}),
                (Unknown("quiet"), {"unknown": {"as": "quiet"}}),
                (Unknown("severity", severity="info"), {"unknown": {"severity": "info"}}),
                (Unknown("reported-by", rule="LDN112"), {"unknown": {"reported-by": "LDN112"}}),
            )
        )

    def _rows_bands(self) -> tuple[Bands, dict[str, Any]]:
        measure, raw, spec = self._measure(ordered=True)
        rows, written = [], []
        steps = sorted(self.random.sample(range(-20, 40, 2), self.random.randint(1, 3)))
        for step in steps:
            bound, text = self._constant(spec, self.random.choice(("less-than", "at-most")), step)
            severity = self.random.choice(("quiet", *SEVERITIES))
            rows.append(BandRow(bound, None if severity == "quiet" else severity, SPAN))
            written.append({bound.op: text, "severity": severity})
        if self.random.random() < 0.5 or all(row.severity is None for row in rows):
            rows.append(BandRow(None, "moderate", SPAN))
            written.append({"severity": "moderate"})
        return Bands(measure, tuple(rows), None, None, SPAN), {**raw, "rows": written}

    def _table_bands(self) -> tuple[Bands, dict[str, Any]]:
        """The table on a gap in days or minutes, if the roles allow it; else rows."""
        courses = [role.name for role in self.roles if role.kind == "course"]
        episodes = [role.name for role in self.roles if role.kind == "episode"]
        if not courses or not episodes:
            return self._rows_bands()
        ends = self.random.choice((("last", "start"), ("last-use", "first-use")))
        measure = DifferenceMeasure(courses[0], ends[0], episodes[0], ends[1])
        raw = {"from": f"{courses[0]}.{ends[0]}", "to": f"{episodes[0]}.{ends[1]}"}
        raw |= {"table": "washouts", "key": f"{courses[0]}.washout"}
        return Bands(measure, (), "washouts", FieldMeasure(courses[0], "washout"), SPAN), raw

    def _line(self, *, unless: bool = False, nested: bool = False) -> tuple[Line, dict[str, Any]]:
        makers: list[Callable[[], tuple[Test, dict[str, Any]]]] = [self._comparison] * 5
        makers += [self._membership, self._overlap, self._known]
        makers += [] if nested or unless else [self._any]
        test, raw = self.random.choice(makers)()
        self.names += 1
        return Line(f"line-{self.names}", test, SPAN), raw

    def _any(self) -> tuple[Test, dict[str, Any]]:
        lines = [self._line(nested=True) for _ in range(2)]
        return AnyOf(tuple(line for line, _ in lines)), {"any": {line.name: raw for line, raw in lines}}

    def _membership(self) -> tuple[Test, dict[str, Any]]:
        role, name = self.random.choice(self.roles).name, self.random.choice(CLASSES)
        negated = self.random.random() < 0.4
        return Membership(role, name, negated), {"of": role, "is-not-a" if negated else "is-a": name}

    def _overlap(self) -> tuple[Test, dict[str, Any]]:
        dated = [role.name for role in self.roles if role.kind in DATED]
        if len(dated) < 2:
            return self._comparison()
        first, second = self.random.sample(dated, 2)
        return Overlap(first, second), {"overlap": [first, second]}

    def _known(self) -> tuple[Test, dict[str, Any]]:
        fields = [(role, one) for role in self.roles for one in KINDS[role.kind].fields.values() if one.nullable]
        if not fields:
            return self._comparison()
        role, one = self.random.choice(fields)
        text = self.random.choice(("known", "unknown"))
        bound = Bound("is", (), text, SPAN)
        return Comparison(FieldMeasure(role.name, one.name), (bound,)), {"of": role.name, "field": one.name, "is": text}

    def _comparison(self) -> tuple[Test, dict[str, Any]]:
        measure, raw, spec = self._measure(ordered=False)
        if spec.type in {FieldType.ENUM, FieldType.FLAG}:
            return self._enum(measure, raw, spec)
        if self.random.random() < 0.25:
            low = self.random.randint(-20, 30)
            lower, text = self._constant(spec, self.random.choice(("at-least", "more-than")), low)
            upper, other = self._constant(spec, self.random.choice(("at-most", "less-than")), low + 5)
            return Comparison(measure, (lower, upper)), {**raw, lower.op: text, upper.op: other}
        op = self.random.choice((*sorted(ORDER), "is", "is-not"))
        bound, text = self._constant(spec, op, self.random.randint(-20, 30))
        return Comparison(measure, (bound,)), {**raw, op: text}

    def _enum(self, measure: Measure, raw: dict[str, Any], spec: Field) -> tuple[Test, dict[str, Any]]:
        op = self.random.choice(("is", "is-not"))
        if spec.type is FieldType.FLAG:
            value = self.random.choice((True, False))
            return Comparison(measure, (bound_of(op, int(value)),)), {**raw, op: value}
        most = min(4, len(spec.values) - 1)
        names = self.random.sample(spec.values, self.random.randint(1, most))
        bound = bound_of(op, *(spec.values.index(name) for name in names))
        return Comparison(measure, (bound,)), {**raw, op: names if len(names) > 1 else names[0]}

    def _constant(self, spec: Field, op: str, number: int) -> tuple[Bound, Any]:
        """A bound near zero and the text an author would write for it."""
        match spec.type:
            case FieldType.DAY | FieldType.DAYS:
                never = spec.type is FieldType.DAYS and op in {"is", "is-not"} and self.random.random() < 0.3
                value, text = (NEVER, "never") if never else (number, f"{number} days")
            case FieldType.MINUTE:
                value, text = number * 1440, f"{number} days"
            case FieldType.DOSE:
                value, text = number * 250_000, f"{number * 0.25:g} mg"
            case FieldType.YEARS:
                value, text = number, f"{number} years"
            case FieldType.RATIO:
                value, text = number * 500, f"{number * 0.5:g} x"
            case FieldType.LEVEL:
                value, text = number * 500, f"{number * 0.5:g} units"
            case _:
                return bound_of(op, number), number
        return bound_of(op, value, text=text), text

    def _measure(self, *, ordered: bool) -> tuple[Measure, dict[str, Any], Field]:
        if self.random.random() < 0.55 and (found := self._difference()) is not None:
            return found
        role = self.random.choice(self.roles)
        unordered = {FieldType.ENUM, FieldType.FLAG} if ordered else set()
        specs = [one for one in KINDS[role.kind].fields.values() if one.type not in unordered]
        spec = self.random.choice([*specs, *[one for one in specs if one.nullable] * 3])
        return FieldMeasure(role.name, spec.name), {"of": role.name, "field": spec.name}, spec

    def _difference(self) -> tuple[Measure, dict[str, Any], Field] | None:
        """Two fields of one scale in two roles, or one against as-of."""
        days = [
            (role.name, one)
            for role in self.roles
            for one in KINDS[role.kind].fields.values()
            if one.type in {FieldType.DAY, FieldType.MINUTE}
        ]
        if not days:
            return None
        role, spec = self.random.choice(days)
        others = [(name, one.name) for name, one in days if one.type is spec.type and (name, one) != (role, spec)]
        other, other_field = self.random.choice([*others, ("as-of", "")])
        one, two = (role, spec.name), (other, other_field)
        start, end = (one, two) if self.random.random() < 0.5 else (two, one)
        raw = {"from": ".".join(filter(None, start)), "to": ".".join(filter(None, end))}
        return DifferenceMeasure(*start, *end), raw, spec

    def _absent(self) -> tuple[Line, dict[str, Any]]:
        """A line on an absent fact, with conditions that stay one conjunction."""
        kind = self.random.choice(self.roles).kind if self.random.random() < 0.5 else self.random.choice(DATED)
        drug_class = self.random.choice((None, *CLASSES))
        self.names += 1
        name, where, raw_where = f"line-{self.names}", [], {}
        for place in range(self.random.randint(0, 2)):
            one, raw = self._where(name, kind)
            where.append(Line(f"w{place}", one, SPAN))
            raw_where[f"w{place}"] = raw
        line = Line(name, Absent(kind, drug_class, tuple(where)), SPAN)
        raw_class = {} if drug_class is None else {"class": drug_class}
        return line, {"kind": kind, **raw_class, "where": raw_where}

    def _where(self, name: str, kind: str) -> tuple[Test, dict[str, Any]]:
        kept, self.roles = self.roles, [*self.roles, Role(name, kind, None, None, SPAN)]
        try:
            measure, raw, spec = self._measure(ordered=True)
            while name not in str(measure):
                measure, raw, spec = self._measure(ordered=True)
        finally:
            self.roles = kept
        bound, text = self._constant(spec, self.random.choice(sorted(ORDER)), self.random.randint(-20, 30))
        return Comparison(measure, (bound,)), {**raw, bound.op: text}


def _raw_role(role: Role) -> dict[str, Any]:
    named = {"kind": role.kind, "class": role.drug_class, "other-than": role.other_than}
    return {key: value for key, value in named.items() if value is not None}
