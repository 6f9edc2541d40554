"""Plain sections of conditions, observations and the like (checked by their schema) to typed concepts."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ldn_rules.rulebook.code_systems import code_forms
from ldn_rules.rulebook.concepts import SECTIONS, THOUSANDTHS, Concept, Concepts
from ldn_rules.rulebook.phrase_tables import phrase_table
from ldn_rules.rulebook.words import spell

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ldn_rules.rulebook.phrases import PhraseTable


def compile_concepts(data: Mapping[str, Any], classes: Mapping[str, frozenset[str]]) -> dict[str, Concepts]:
    """The concepts of each kind of item, of sections that may be absent. KeyError for a class that is not declared."""
    return {kind: _concepts(data.get(section) or {}, classes) for kind, section in SECTIONS.items()}


def item_words(data: Mapping[str, Any]) -> PhraseTable:
    """The words of results, reactions and problem lists, each with its group."""
    groups = data.get("item-words") or {}
    return phrase_table((word, "item-word", group) for group, listed in groups.items() for word in listed)


def _concepts(section: Mapping[str, Any], classes: Mapping[str, frozenset[str]]) -> Concepts:
    return Concepts(
        entries={name: _concept(entry, classes) for name, entry in section.items()},
        names=phrase_table(_names(section)),
        codes=_listed(
            (f"{system}:{form}", name)
            for name, entry in section.items()
            for system, codes in (entry.get("codes") or {}).items()
            for code in codes
            for form in code_forms(system, code)
        ),
        drugs=_listed((drug, name) for name, entry in section.items() for drug in entry.get("drugs") or ()),
    )


def _concept(entry: Mapping[str, Any], classes: Mapping[str, frozenset[str]]) -> Concept:
    return Concept(
        classes=frozenset().union(*(classes[name] for name in entry["classes"])),
        remission=bool(entry.get("remission", False)),
        opioid=entry.get("opioid"),
        usual_limit=_thousandths(entry.get("usual-limit")),
        positive_above=_thousandths(entry.get("positive-above")),
        units={spell(unit): _thousandths(factor) or 0 for unit, factor in (entry.get("units") or {}).items()},
    )


def _names(section: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for name, entry in section.items():
        for each in (name, *(entry.get("names") or ())):
            yield each, "concept", name


def _listed(pairs: Iterator[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for key, name in pairs:
        found.setdefault(key, []).append(name)
    return {key: tuple(dict.fromkeys(names)) for key, names in found.items()}


def _thousandths(text: str | None) -> int | None:
    return None if text is None else int(Decimal(text) * THOUSANDTHS)
