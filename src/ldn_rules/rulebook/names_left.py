"""Known names that begin with a drug's name and are none of its names: it may have been taken over without them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ldn_rules.rulebook.known_names import SECTION
from ldn_rules.rulebook.words import spell

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def names_left(vocabulary: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Drug to those names, of the sections of a vocabulary as loaded; drugs without any are left out.

    A known name of one of the lists counts that goes on after the drug's key with a whole word, and is not named by
    any entry of the vocabulary.
    """
    drugs = {spell(name): name for name in vocabulary.get("drugs") or {}}
    named = set(_named(vocabulary))
    found: dict[str, list[str]] = {}
    for known in sorted(set(vocabulary.get(SECTION) or ())):
        words = known.split()
        starts = (" ".join(words[:count]) for count in range(1, len(words)))
        drug = next((drugs[start] for start in starts if start in drugs), None)
        if drug is not None and known.replace(" ", "") not in named:
            found.setdefault(drug, []).append(known)
    return {drug: tuple(names) for drug, names in found.items()}


def _named(vocabulary: Mapping[str, Any]) -> Iterator[str]:
    for section in ("drugs", "products", "irrelevant"):
        for name, entry in (vocabulary.get(section) or {}).items():
            for each in (name, *((entry or {}).get("names") or ())):
                yield spell(each).replace(" ", "")
