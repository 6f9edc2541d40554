"""Conditions, observations, procedures, allergens and devices of the vocabulary, as typed values.

Names are kept in one table of phrases a kind, codes under ``system:code``. What an item of a list is comes from both
(``reading.items``); what nothing here names is not spoken of by the rules, and listed.
"""

from typing import Final

from msgspec import Struct, field

from ldn_rules.rulebook.phrases import PhraseTable

SECTIONS: Final = {
    "condition": "conditions",
    "observation": "observations",
    "procedure": "procedures",
    "allergy": "allergens",
    "device": "devices",
}
"""Sections of the vocabulary by the kind of item that they name."""

THOUSANDTHS: Final = 1000


class Concept(Struct, frozen=True, omit_defaults=True):
    """What an item may be. ``classes`` hold every ancestor. ``usual_limit`` and ``positive_above`` are thousandths of
    the usual unit, ``units`` thousandths of it in one of each other (folded words); ``opioid`` is likely, not-expected
    or None; ``remission``: its name says that it is over, or was.
    """

    classes: frozenset[str] = frozenset()
    remission: bool = False
    opioid: str | None = None
    usual_limit: int | None = None
    positive_above: int | None = None
    units: dict[str, int] = field(default_factory=dict)


class Concepts(Struct, frozen=True, omit_defaults=True):
    """The concepts of one kind of item by name, and how they are found; ``drugs`` are allergens by ingredient."""

    entries: dict[str, Concept] = field(default_factory=dict)
    names: PhraseTable = field(default_factory=PhraseTable)
    codes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    drugs: dict[str, tuple[str, ...]] = field(default_factory=dict)
