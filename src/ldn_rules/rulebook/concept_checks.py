"""What must be so of the conditions, observations, procedures, allergens and devices of the vocabulary."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ldn_rules.rulebook.code_systems import code_forms
from ldn_rules.rulebook.concepts import SECTIONS
from ldn_rules.rulebook.nodes import Map, maps_of, texts_of
from ldn_rules.rulebook.scope import check_class, check_source
from ldn_rules.rulebook.words import spell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ldn_rules.rulebook.nodes import Scalar
    from ldn_rules.rulebook.problems import Problems
    from ldn_rules.rulebook.scope import Names


FAMILIES: Final = (
    ("positive", "negative"),
    ("not-so", "past", "still-so"),
    ("intolerance", "between"),
    ("opioid-likely", "opioid-not-expected"),
)
"""Groups of words that are asked of one text: a word is in one of them alone."""


def check_concepts(united: Map, names: Names, problems: Problems) -> None:
    """Report classes, sources and drugs that are not declared, codes of no system, words and codes of two meanings."""
    for section in SECTIONS.values():
        entries = list(maps_of(united.map(section)))
        for _, entry in entries:
            _check_references(entry, names, problems)
            _check_drugs(entry, united, problems)
            _check_codes(entry, problems)
        _check_meanings(list(_named(entries)), problems)
        _check_meanings(list(_coded(entries)), problems)
    said = united.map("item-words") or Map(united.span)
    for family in FAMILIES:
        _check_meanings(
            [(word, spell(word.text), group) for group in family for word in texts_of(said, group)], problems
        )


def _check_references(entry: Map, names: Names, problems: Problems) -> None:
    for written in texts_of(entry, "classes"):
        check_class(written, names, problems)
    for written in texts_of(entry, "sources"):
        check_source(written, names.citations, problems)


def _check_drugs(entry: Map, united: Map, problems: Problems) -> None:
    declared = united.map("drugs")
    for drug in texts_of(entry, "drugs"):
        if declared and drug.text not in declared.keys:
            problems.add("E128", f"no drug `{drug.text}` in the vocabulary", drug)


def _check_codes(entry: Map, problems: Problems) -> None:
    codes = entry.map("codes") or Map(entry.span)
    for system in codes.values:
        for code in texts_of(codes, system):
            if len(code_forms(system, code.text)) != 1:
                problems.add("E105", f"`{code.text}` is not a code of {system.upper()}", code)


def _named(entries: list[tuple[Scalar, Map]]) -> Iterator[tuple[Scalar, str, str]]:
    for key, entry in entries:
        for word in (key, *texts_of(entry, "names")):
            yield word, spell(word.text), key.text


def _coded(entries: list[tuple[Scalar, Map]]) -> Iterator[tuple[Scalar, str, str]]:
    for key, entry in entries:
        codes = entry.map("codes") or Map(entry.span)
        for system in codes.values:
            for code in texts_of(codes, system):
                for form in code_forms(system, code.text):
                    yield code, f"{system}:{form}", key.text


def _check_meanings(words: list[tuple[Scalar, str, str]], problems: Problems) -> None:
    """Of two meanings of one word or code only one could be read."""
    seen: dict[str, tuple[Scalar, str]] = {}
    for word, folded, meaning in words:
        first, known = seen.setdefault(folded.replace(" ", ""), (word, meaning))
        if known != meaning:
            hint = f"as `{known}` in {first.span.file}:{first.span.line}"
            problems.add("E134", f"`{word.text}` means both `{known}` and `{meaning}`", word, hint)
