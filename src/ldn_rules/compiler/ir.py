"""The intermediate representation: rules as conjunctions of integer comparisons.

A `Program` is data: ``encode`` and ``decode`` turn it to JSON and back, so it can be cached. Every
node that comes from a rule file carries the place it came from, as an index into `Program.spans`.

IR fields are the fields of ``rulebook.kinds`` for a value that is always known; a nullable field ``f`` is
the pair ``f_lo`` and ``f_hi``, and ``f_k`` (1 if known, that is, both are equal) where a rule asks for that.
``exact`` is 1 if every nullable field of the fact that some rule uses is known. ``a~b`` is a minus b, two
fields of one fact.
"""

from typing import Final

from msgspec import Struct

from ldn_rules.rulebook.kinds import KINDS
from ldn_rules.rulebook.model import Span

CERTAIN: Final = "certain"
"""Mode of a sub-rule that fires when the case surely holds."""

POSSIBLE: Final = "possible"
"""Mode of a sub-rule that fires when the case may hold, something it reads being unknown."""

LOW: Final = "_lo"
HIGH: Final = "_hi"
KNOWN: Final = "_k"
EXACT: Final = "exact"
MINUS: Final = "~"

_FIELDS: Final = frozenset(name for kind in KINDS.values() for name in kind.fields)


class Pattern(Struct, frozen=True):
    """A role: any fact of ``kind`` in all of ``classes`` and none of ``not_classes``.

    ``negated`` (the last pattern only): there must be no such fact among those that are certain.
    """

    name: str
    kind: str
    classes: tuple[str, ...] = ()
    not_classes: tuple[str, ...] = ()
    negated: bool = False


class Compare(Struct, frozen=True):
    """``role.field op other.other_field + constant``; without other (-1), ``role.field op constant``.

    ``role`` and ``other`` are places in `SubRule.patterns`, other before role; ``op`` is one of
    ``== != < <= > >=``.
    """

    role: int
    field: str
    op: str
    constant: int
    other: int = -1
    other_field: str = ""
    span: int = 0


class SubRule(Struct, frozen=True):
    """One conjunction, and what it stands for.

    ``rule`` and ``case`` are places in `Program.rules`; ``row`` is the band row (-1: none or merged), ``key`` the
    integer of the table's key (-1: no table). ``outcome`` is ``alert`` or ``cannot-assess``.
    """

    rule: int
    case: int
    mode: str
    outcome: str
    severity: str
    patterns: tuple[Pattern, ...]
    compares: tuple[Compare, ...]
    row: int = -1
    key: int = -1
    span: int = 0

    @property
    def arity(self) -> int:
        """How many facts a match has: the patterns that are not negated."""
        return sum(not pattern.negated for pattern in self.patterns)


class RuleNames(Struct, frozen=True):
    """Id of a rule and the names of its cases, for messages about a program."""

    id: str
    cases: tuple[str, ...]


class Program(Struct, frozen=True):
    """All sub-rules of a rule set.

    ``rules`` keeps the order of the rule set (rules without sub-rules too). ``exact`` names, by kind, the nullable
    fields that some sub-rule reads as an interval.
    """

    ruleset: str
    rules: tuple[RuleNames, ...]
    subrules: tuple[SubRule, ...]
    exact: dict[str, tuple[str, ...]]
    spans: tuple[Span, ...]


def end_of(field: str) -> tuple[str, str]:
    """The field of the kind behind an IR field, and which end of its interval that is (empty: always known).

    ValueError for a name no kind has: names reach the source of generated functions, and come from a cache.
    """
    base, end = field, ""
    for one in (LOW, HIGH, KNOWN):
        if field.endswith(one):
            base, end = field.removesuffix(one), one
    if base not in _FIELDS:
        raise ValueError(f"no kind has a field '{base}'")
    return base, end
