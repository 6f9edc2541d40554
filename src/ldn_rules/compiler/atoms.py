"""What a condition is made of, before it becomes comparisons of a sub-rule.

A *term* is an integer a fact or a pair of facts has; an *atom* says where one term lies, or which
class a fact is in; a *conjunction* is a tuple of atoms, and a *disjunction* a tuple of conjunctions.
"""

from __future__ import annotations

from itertools import product
from math import prod
from typing import TYPE_CHECKING, Final

from msgspec import Struct

if TYPE_CHECKING:
    from ldn_rules.compiler.ranges import Range


class Term(Struct, frozen=True):
    """``role.field``, or ``role.field - other.other_field`` where other (a lower place than role) is not -1."""

    role: int
    field: str
    other: int = -1
    other_field: str = ""


class Within(Struct, frozen=True):
    """The term lies in the closed range."""

    term: Term
    range: Range
    span: int


class Except(Struct, frozen=True):
    """The term is not this value."""

    term: Term
    value: int
    span: int


class InClass(Struct, frozen=True):
    """The fact in ``role`` is in the class, or, ``negated``, is not."""

    role: int
    name: str
    negated: bool


Atom = Within | Except | InClass
Conjunction = tuple[Atom, ...]
Disjunction = tuple[Conjunction, ...]

TRUE: Final[Disjunction] = ((),)

MOST: Final = 4096
"""Conjunctions one case may multiply into before the compiler gives up."""


class TooManyAlternativesError(Exception):
    """The alternatives of a case multiply out of hand."""


def both(*parts: Disjunction) -> Disjunction:
    """All parts hold: the products of their conjunctions; TooManyAlternativesError beyond ``MOST``."""
    if prod(map(len, parts)) > MOST:
        raise TooManyAlternativesError
    return tuple(tuple(atom for conjunction in choice for atom in conjunction) for choice in product(*parts))


def either(*parts: Disjunction) -> Disjunction:
    """At least one part holds."""
    return tuple(conjunction for part in parts for conjunction in part)
