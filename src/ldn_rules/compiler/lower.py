"""A rule set to a program: every case becomes sub-rules the engine's exact subset can say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ldn_rules.compiler.absent import absent_of
from ldn_rules.compiler.atoms import TooManyAlternativesError
from ldn_rules.compiler.errors import CompileError
from ldn_rules.compiler.exactness import exact_fields
from ldn_rules.compiler.ir import Pattern, Program, RuleNames, SubRule
from ldn_rules.compiler.limits import check_limits
from ldn_rules.compiler.prune import classes_of, compares_of
from ldn_rules.compiler.scope import Spans, scope_of
from ldn_rules.compiler.variants import Variant, variants_of
from ldn_rules.rulebook.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from ldn_rules.compiler.absent import Missing
    from ldn_rules.compiler.atoms import Conjunction
    from ldn_rules.rulebook.model import Case, Role, RuleSet

ACTIVE: Final = ("active",)


def lower(ruleset: RuleSet, statuses: Iterable[str] = ACTIVE) -> Program:
    """The program of all rules of these statuses; CompileError, with its place, for what cannot be said."""
    spans, wanted = Spans(), frozenset(statuses)
    subrules = tuple(
        subrule
        for place, rule in enumerate(ruleset.rules)
        if rule.status in wanted
        for subrule in _rule(place, rule.cases, ruleset, spans)
    )
    for one in PASSES:
        subrules = one(subrules)
    names = tuple(RuleNames(rule.id, tuple(case.name for case in rule.cases)) for rule in ruleset.rules)
    program = Program(ruleset.hash, names, subrules, exact_fields(subrules), tuple(spans.index))
    check_limits(program)
    return program


def _rule(place: int, cases: tuple[Case, ...], ruleset: RuleSet, spans: Spans) -> Iterator[SubRule]:
    for number, case in enumerate(cases):
        try:
            yield from _case(place, number, case, ruleset, spans)
        except TooManyAlternativesError:
            raise CompileError(f"case '{case.name}' has too many alternatives: write fewer", case.span) from None


def _case(place: int, number: int, case: Case, ruleset: RuleSet, spans: Spans) -> Iterator[SubRule]:
    _known_kinds(case)
    scope = scope_of(case, spans)
    missing = absent_of(case, scope)
    for variant in variants_of(case, scope, ruleset.tables):
        for conjunction in variant.condition:
            subrule = _subrule((place, number), case, variant, conjunction, missing)
            if subrule is not None:
                yield subrule


def _known_kinds(case: Case) -> None:
    for role in case.roles:
        if role.kind not in KINDS:
            raise CompileError(f"no fact kind '{role.kind}'", role.span)
    if not case.roles:
        raise CompileError(f"case '{case.name}' has no role: name who takes part under match", case.span)


def _subrule(
    at: tuple[int, int], case: Case, variant: Variant, conjunction: Conjunction, missing: Missing | None
) -> SubRule | None:
    atoms = conjunction if missing is None else (*conjunction, *missing.where)
    compares = compares_of(atoms)
    patterns = [_pattern(role, atoms, place) for place, role in enumerate(case.roles)]
    if missing is not None:
        patterns.append(_negated(missing, atoms, len(patterns)))
    if compares is None or any(set(one.classes) & set(one.not_classes) for one in patterns):
        return None
    rule, number = at
    return SubRule(
        rule=rule,
        case=number,
        mode=variant.mode,
        outcome=variant.outcome,
        severity=variant.severity,
        patterns=tuple(patterns),
        compares=compares,
        row=variant.row,
        key=variant.key,
        span=variant.span,
    )


def _pattern(role: Role, atoms: Conjunction, place: int) -> Pattern:
    inside, outside = classes_of(atoms, place)
    own = {role.drug_class} if role.drug_class is not None else set()
    return Pattern(role.name, role.kind, tuple(sorted(inside | own)), tuple(sorted(outside)))


def _negated(missing: Missing, atoms: Conjunction, place: int) -> Pattern:
    inside, outside = classes_of(atoms, place)
    own = {missing.drug_class} if missing.drug_class is not None else set()
    return Pattern(missing.name, missing.kind, tuple(sorted(inside | own)), tuple(sorted(outside)), negated=True)


def _without_repeats(subrules: tuple[SubRule, ...]) -> tuple[SubRule, ...]:
    """Sub-rules that say the same once (their places in the file may differ)."""
    first: dict[tuple[object, ...], SubRule] = {}
    for one in subrules:
        said = tuple((it.role, it.field, it.op, it.constant, it.other, it.other_field) for it in one.compares)
        first.setdefault((one.rule, one.case, one.mode, one.severity, one.patterns, one.row, one.key, said), one)
    return tuple(first.values())


PASSES: Final[tuple[Callable[[tuple[SubRule, ...]], tuple[SubRule, ...]], ...]] = (_without_repeats,)
"""Run in this order on the sub-rules of the whole set."""
