"""A conjunction of atoms to comparisons: bounds of one term become one, contradictions drop out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ldn_rules.compiler.atoms import Except, InClass, Term, Within
from ldn_rules.compiler.ir import HIGH, LOW, Compare

if TYPE_CHECKING:
    from ldn_rules.compiler.atoms import Conjunction
    from ldn_rules.compiler.ranges import Range


class _Bounds:
    """What a conjunction says of one term."""

    __slots__ = ("high", "high_span", "low", "low_span", "missing")

    def __init__(self) -> None:
        self.low: int | None = None
        self.high: int | None = None
        self.low_span = 0
        self.high_span = 0
        self.missing: dict[int, int] = {}

    def narrow(self, one: Range, span: int) -> None:
        low, high = one
        if low is not None and (self.low is None or low > self.low):
            self.low, self.low_span = low, span
        if high is not None and (self.high is None or high < self.high):
            self.high, self.high_span = high, span

    def settle(self) -> bool:
        """Drop missing values outside, move an end that is missing; False if nothing is left."""
        while self.low is not None and self.low in self.missing:
            self.low_span = self.missing.pop(self.low)
            self.low += 1
        while self.high is not None and self.high in self.missing:
            self.high_span = self.missing.pop(self.high)
            self.high -= 1
        if self.low is not None and self.high is not None and self.low > self.high:
            return False
        self.missing = {value: span for value, span in self.missing.items() if self._inside(value)}
        return True

    def _inside(self, value: int) -> bool:
        return (self.low is None or value > self.low) and (self.high is None or value < self.high)

    def compares(self, term: Term) -> list[Compare]:
        if self.low is not None and self.low == self.high:
            return [_compare(term, "==", self.low, self.low_span)]
        found = []
        if self.low is not None:
            found.append(_compare(term, ">=", self.low, self.low_span))
        if self.high is not None:
            found.append(_compare(term, "<=", self.high, self.high_span))
        return [*found, *(_compare(term, "!=", value, span) for value, span in sorted(self.missing.items()))]


def compares_of(conjunction: Conjunction) -> tuple[Compare, ...] | None:
    """The comparisons of the conjunction, one-role ones first; None if it can never hold."""
    bounds: dict[Term, _Bounds] = {}
    for atom in conjunction:
        if isinstance(atom, Within):
            bounds.setdefault(atom.term, _Bounds()).narrow(atom.range, atom.span)
        elif isinstance(atom, Except):
            bounds.setdefault(atom.term, _Bounds()).missing[atom.value] = atom.span
    if not all(one.settle() for one in bounds.values()) or _ends_cross(bounds):
        return None
    found = [compare for term, one in bounds.items() for compare in one.compares(term)]
    return tuple(sorted(found, key=lambda one: (one.role, one.other >= 0)))


def classes_of(conjunction: Conjunction, role: int) -> tuple[set[str], set[str]]:
    """The classes the fact in the role must be in, and must not."""
    atoms = [atom for atom in conjunction if isinstance(atom, InClass) and atom.role == role]
    return {atom.name for atom in atoms if not atom.negated}, {atom.name for atom in atoms if atom.negated}


def _ends_cross(bounds: dict[Term, _Bounds]) -> bool:
    """Whether some interval would have to begin after it ends."""
    pairs = ((low.low, bounds[_upper_end(term)].high) for term, low in bounds.items() if _upper_end(term) in bounds)
    return any(low is not None and high is not None and low > high for low, high in pairs)


def _upper_end(term: Term) -> Term:
    """The same term with every interval at its greater value."""
    return Term(term.role, _swap(term.field, LOW, HIGH), term.other, _swap(term.other_field, HIGH, LOW))


def _swap(name: str, old: str, new: str) -> str:
    return name.removesuffix(old) + new if name.endswith(old) else name


def _compare(term: Term, operator: str, constant: int, span: int) -> Compare:
    return Compare(term.role, term.field, operator, constant, term.other, term.other_field, span)
