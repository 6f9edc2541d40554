"""The drugs among RxNorm's concepts, and which ingredients each holds.

A line of RXNREL reads from right to left: the second concept has the relation to the first. Only relations that lead
from a drug down to what it is made of are walked, and none from an ingredient: an ingredient is part of every
combination that it is sold in, so that walking on from morphine would make MS Contin a product with naltrexone. Brand
names are not walked through either: a brand can be on more than one product.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct, field

from ldn_rules.codeindex.rrf import cells_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ldn_rules.codeindex.files import Member
    from ldn_rules.codeindex.model import LeftOut

INGREDIENT: Final = "IN"
PACKS: Final = frozenset({"GPCK", "BPCK"})

DRUGS: Final = (
    *("IN", "PIN", "MIN", "BN", "SCD", "SBD", "GPCK", "BPCK", "SCDC", "SBDC", "SCDF", "SBDF", "SCDG", "SBDG"),
    *("SCDFP", "SBDFP", "SCDGP"),
)
"""Kinds of concepts (TTY) that are drugs: ingredients, precise and multiple ones, brands, products, packs, components,
and groups of products by form.
"""

_DOWN: Final = {
    "form_of": ("PIN",),
    "has_part": ("MIN",),
    "has_ingredient": DRUGS,
    "has_precise_ingredient": DRUGS,
    "has_ingredients": DRUGS,
    "consists_of": DRUGS,
    "tradename_of": DRUGS,
    "quantified_form_of": DRUGS,
    "contains": tuple(PACKS),
}
"""Relations that lead down, and from what."""

_SAB: Final = "RXNORM"
_IN_USE: Final = "N"


class Concept(Struct):
    """A drug concept: its kind, its name, whether it is in use, and the concepts below it by relation."""

    kind: str
    name: str
    suppressed: str = _IN_USE
    below: dict[str, list[str]] = field(default_factory=dict)

    @property
    def status(self) -> str:
        """What the release says of its code; nothing where it is in use."""
        return {"N": "", "O": "obsolete there"}.get(self.suppressed, "suppressed there")


def read_concepts(names: Member, left: LeftOut) -> tuple[dict[str, Concept], dict[str, list[tuple[str, str]]]]:
    """The drug concepts by RxCUI, and the codes of ATC and SNOMED CT that stand for a concept, as (system, code)."""
    concepts: dict[str, Concept] = {}
    others: dict[str, list[tuple[str, str]]] = {}
    for cui, sab, kind, code, text, suppressed in cells_of(
        names, "rxnconso.rrf", "RXCUI|SAB|TTY|CODE|STR|SUPPRESS", left
    ):
        if sab == _SAB and kind in DRUGS:
            _take_name(concepts, cui, Concept(kind, text, suppressed))
        elif sab in {"ATC", "SNOMEDCT_US"}:
            others.setdefault(cui, []).append((sab, code))
    return concepts, others


def _take_name(concepts: dict[str, Concept], cui: str, found: Concept) -> None:
    """A name in use wins over one that is not."""
    known = concepts.get(cui)
    if known is None or (known.suppressed != _IN_USE and found.suppressed == _IN_USE):
        concepts[cui] = found


def read_relations(relations: Member, concepts: Mapping[str, Concept], left: LeftOut) -> None:
    """Put into each concept what stands below it."""
    wanted = "RXCUI1|RELA|RXCUI2|SAB"
    for lower, rela, upper, sab in cells_of(relations, "rxnrel.rrf", wanted, left, b"|RXNORM|"):
        from_kinds = _DOWN.get(rela)
        if from_kinds is None or sab != _SAB:
            continue
        concept, target = concepts.get(upper), concepts.get(lower)
        if concept is not None and target is not None and concept.kind in from_kinds and target.kind != "BN":
            concept.below.setdefault(rela, []).append(lower)


class Walk:
    """The ingredients of concepts; each is walked once."""

    def __init__(self, concepts: Mapping[str, Concept]) -> None:
        self._concepts = concepts
        self._known: dict[str, frozenset[str]] = {}

    def ingredients(self, cui: str) -> frozenset[str]:
        """The RxCUIs of all ingredients (IN) below a concept, itself if it is one."""
        if cui not in self._known:
            self._known[cui] = frozenset()  # a circle of relations ends here
            concept = self._concepts[cui]
            each = () if concept.kind == INGREDIENT else self.by_relation(cui).values()
            self._known[cui] = frozenset({cui}) if concept.kind == INGREDIENT else frozenset[str]().union(*each)
        return self._known[cui]

    def by_relation(self, cui: str) -> dict[str, frozenset[str]]:
        """What each relation of a concept leads to. They should agree."""
        below = self._concepts[cui].below
        found = {rela: frozenset[str]().union(*map(self.ingredients, targets)) for rela, targets in below.items()}
        return {rela: names for rela, names in found.items() if names}
