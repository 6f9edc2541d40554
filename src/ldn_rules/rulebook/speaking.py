"""Whether the rules speak of every opioid of the vocabulary, whatever its interval class.

An opioid that no rule on overlap speaks of, or a washout without a row, would be silent, and silence reads as safe.
Only what the vocabulary decides is looked at: classes, interval class, ceiling, and the flags of an entry, each way.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from ldn_rules.rulebook.enumerations import SEVERITIES, WASHOUTS
from ldn_rules.rulebook.kinds import KINDS
from ldn_rules.rulebook.model import AnyOf, Comparison, DifferenceMeasure, FieldMeasure, Membership, Overlap
from ldn_rules.rulebook.nodes import Map, as_text, maps_of, texts_of
from ldn_rules.rulebook.vocabulary_classes import closure, held, parents

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ldn_rules.rulebook.model import Bound, Case, Line, Role, Rule, Table
    from ldn_rules.rulebook.nodes import Scalar
    from ldn_rules.rulebook.problems import Problems

OPIOID: Final = "opioid"
"""The class every opioid is of: such a drug needs an interval class and a severity of overlap."""

SYSTEMIC: Final = "opioid-systemic"
PERIPHERAL: Final = "opioid-peripheral"
"""An opioid of this class and not of the former stays in the gut: it needs no washout."""

_PHASES: Final = ("overlap", "washout")
_FIXED: Final = ("fault", "incomplete", "odd-decimal", "full-dose", "doubt", "declared-ultra-low")
"""Fields of a course that no entry of an opioid in its main reading has set."""


class _Opioid(Struct, frozen=True):
    """One way an opioid can stand on a list: its classes, and where its interval class is written."""

    name: str
    classes: frozenset[str]
    washout: Scalar
    ceiling: str
    high_dose: bool = False

    @property
    def needs_washout(self) -> bool:
        """Whether its effect outlasts its use."""
        return self.high_dose or SYSTEMIC in self.classes or PERIPHERAL not in self.classes


def check_tables(rules: Iterable[Rule], tables: Mapping[str, Table], problems: Problems) -> None:
    """Every row that a rule's conditions let through must be there."""
    for rule in rules:
        for case in rule.cases if not problems.faulty(rule.file) else ():
            _check_rows(case, tables, problems)


def check_spoken_of(united: Map, rules: Iterable[Rule], problems: Problems) -> None:
    """Every opioid of the vocabulary must have rules that speak of it, by phase."""
    active = [case for rule in rules if rule.status == "active" for case in rule.cases]
    lacking: dict[tuple[str, str], list[_Opioid]] = {}
    for opioid in _opioids(united):
        for phase in _PHASES:
            cases = [case for case in active if case.phase == phase]
            if (phase == "overlap" or opioid.needs_washout) and not _is_spoken_of(opioid, cases):
                lacking.setdefault((phase, opioid.washout.text), []).append(opioid)
    for (phase, _), opioids in lacking.items():
        _report(phase, opioids, active, problems)


def check_held(united: Map, rules: Iterable[Rule], problems: Problems) -> None:
    """A class that a rule asks for must be one that something of the vocabulary is of."""
    known = held(united)
    for rule in rules:
        for case in rule.cases if not problems.faulty(rule.file) else ():
            for name, node in _classes_asked(case):
                if name not in known:
                    message = f"nothing in the vocabulary is of class `{name}`: `{node.name}` can never hold"
                    problems.add_at("E145", message, node.span, len(node.name), "give the class to a drug or product")


def _classes_asked(case: Case) -> Iterator[tuple[str, Role | Line]]:
    """Classes that a fact must be of for the case to report, or in one of its alternatives."""
    yield from ((role.drug_class, role) for role in case.roles if role.drug_class)
    for line in case.when:
        for one in line.test.lines if isinstance(line.test, AnyOf) else (line,):
            if isinstance(one.test, Membership) and not one.test.negated:
                yield one.test.drug_class, one


def _check_rows(case: Case, tables: Mapping[str, Table], problems: Problems) -> None:
    bands = case.bands
    if bands is None or bands.table is None or bands.key is None or bands.table not in tables:
        return
    kind = next(role.kind for role in case.roles if role.name == bands.key.role)
    values = KINDS[kind].field(bands.key.field).values
    rows = tables[bands.table].rows
    open_to = [place for place in range(len(values)) if may_hold(case, bands.key, place)]
    lacking = [f"`{values[place]}`" for place in open_to if place not in rows]
    if lacking:
        message = f"`when` lets {', '.join(lacking)} through, and table `{bands.table}` has no such row"
        hint = "add the row to the vocabulary, or narrow `when`"
        problems.add_at("E144", message, bands.span, len("bands"), hint)


def may_hold(case: Case, key: FieldMeasure, place: int) -> bool:
    """Whether the conditions leave open that the field has this value."""
    fact = {key.field: place}
    wanted = (_truth(line, key.role, None, fact) for line in case.when)
    barred = (_truth(line, key.role, None, fact) for line in case.unless)
    return not any(truth is False for truth in wanted) and not any(truth is True for truth in barred)


def _opioids(united: Map) -> Iterator[_Opioid]:
    above = parents(united)
    drugs = {key.text: value for key, value in maps_of(united.map("drugs"))}
    for name, drug in drugs.items():
        yield from _as_drug(name, drug, closure(drug, above))
    for key, item in maps_of(united.map("products")):
        washout = item.text("washout")
        for ingredient in texts_of(item, "holds"):
            drug = drugs.get(ingredient.text, Map(key.span))
            classes = closure(drug, above) | closure(item, above)
            if washout and OPIOID in closure(drug, above):
                yield _Opioid(key.text, classes, washout, drug.string("ceiling"))


def _as_drug(name: str, drug: Map, classes: frozenset[str]) -> Iterator[_Opioid]:
    if OPIOID not in classes:
        return
    washouts, high = drug.map("washout"), drug.map("high-dose")
    written = {text.text: text for text in map(as_text, washouts.values.values() if washouts else ()) if text}
    for text in written.values():
        yield _Opioid(name, classes, text, drug.string("ceiling"))
    limit = high.text("washout") if high else None
    if high and limit:
        yield _Opioid(name, classes, limit, high.string("ceiling"), high_dose=True)


def _is_spoken_of(opioid: _Opioid, cases: Iterable[Case]) -> bool:
    if opioid.washout.text not in WASHOUTS or opioid.ceiling not in SEVERITIES:
        return True  # already reported
    speaking = [(case, role) for case in cases for role in case.roles if _suits(role, opioid)]
    return all(any(_speaks(case, role, opioid, fact) for case, role in speaking) for fact in _facts(opioid))


def _suits(role: Role, opioid: _Opioid) -> bool:
    return role.kind == "course" and (role.drug_class is None or role.drug_class in opioid.classes)


def _facts(opioid: _Opioid) -> Iterator[dict[str, int]]:
    """The fields of an entry that are names or flags, each way they can stand."""
    known = dict.fromkeys(_FIXED, 0)
    known |= {"washout": WASHOUTS.index(opioid.washout.text), "ceiling": SEVERITIES.index(opioid.ceiling)}
    known |= {"high-dose": int(opioid.high_dose)}
    for veterinary, recorded, (prn, scheduled) in product((0, 1), (0, 1), ((0, 0), (1, 0), (0, 1))):
        given = {"veterinary": veterinary, "use-recorded": recorded, "prn": prn, "scheduled": scheduled}
        yield known | given


def _speaks(case: Case, role: Role, opioid: _Opioid, fact: Mapping[str, int]) -> bool:
    """Whether the case surely reports such an entry, if only its days meet naltrexone's."""
    wanted = [_truth(line, role.name, opioid.classes, fact) for line in case.when if not _is_contact(line)]
    barred = [_truth(line, role.name, opioid.classes, fact) for line in case.unless]
    return all(truth is True for truth in wanted) and not any(truth is True for truth in barred)


def _is_contact(line: Line) -> bool:
    """Whether the line asks how the days of two facts lie."""
    test = line.test
    if isinstance(test, Comparison) and isinstance(test.measure, DifferenceMeasure):
        return test.measure.from_role != test.measure.to_role
    return isinstance(test, Overlap)


def _truth(line: Line, role: str, classes: frozenset[str] | None, fact: Mapping[str, int]) -> bool | None:
    """Truth of a line for an entry of which only this is known; None: it hangs on something else."""
    test = line.test
    if isinstance(test, AnyOf):
        truths = [_truth(inner, role, classes, fact) for inner in test.lines]
        return True if True in truths else None if None in truths else False
    if isinstance(test, Membership) and test.role == role and classes is not None:
        return (test.drug_class in classes) != test.negated
    if not isinstance(test, Comparison) or not isinstance(test.measure, FieldMeasure):
        return None
    if test.measure.role != role or test.measure.field not in fact:
        return None
    return all(_holds(bound, fact[test.measure.field]) for bound in test.bounds)


def _holds(bound: Bound, value: int) -> bool:
    """Names and flags have no order: only ``is`` and ``is-not`` ask for them."""
    return (value in bound.values) == (bound.op == "is")


def _report(phase: str, opioids: list[_Opioid], cases: Iterable[Case], problems: Problems) -> None:
    first = opioids[0]
    names = list(dict.fromkeys(opioid.name for opioid in opioids))
    others = f" (nor of {len(names) - 1} more)" if len(names) > 1 else ""
    what = f"`{first.name}`" + (" at a high dose" if first.high_dose else "") + others
    spoken = _spoken_values(first, [case for case in cases if case.phase == phase])
    hint = (
        f"they speak of: {', '.join(spoken)}" if spoken else "a class, a name or a flag that they ask for leaves it out"
    )
    message = f"the active rules of phase {phase} do not speak of every {what} that is `{first.washout.text}`"
    problems.add("E144", message, first.washout, hint)


def _spoken_values(opioid: _Opioid, cases: list[Case]) -> list[str]:
    """Interval classes with which the rules would speak of this opioid."""
    at = opioid.washout
    found = []
    for value in WASHOUTS:
        other = _Opioid(opioid.name, opioid.classes, type(at)(value, value, at.span), opioid.ceiling, opioid.high_dose)
        if _is_spoken_of(other, cases):
            found.append(value)
    return found
