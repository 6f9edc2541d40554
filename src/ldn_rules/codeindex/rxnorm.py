"""A release of RxNorm (RRF files): its drugs by RxCUI, by the NDCs, ATC and SNOMED CT codes that stand for them, and
the RxCUIs that were retired.

RxNorm itself (SAB=RXNORM) is free to use; codes of other vocabularies are in a release under their owners' terms.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from ldn_rules.codeindex.model import Coded, Release
from ldn_rules.codeindex.rrf import cells_of
from ldn_rules.codeindex.rxnorm_concepts import DRUGS, PACKS, Concept, Walk, read_concepts, read_relations
from ldn_rules.rulebook.code_systems import ATC, NDC, RXNORM, SNOMED, code_forms
from ldn_rules.rulebook.errors import CodeIndexError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ldn_rules.codeindex.files import Member
    from ldn_rules.codeindex.model import LeftOut

CONCEPTS: Final = "rxnconso.rrf"
_RELATIONS: Final = "rxnrel.rrf"
_ATTRIBUTES: Final = "rxnsat.rrf"
_ARCHIVE: Final = "rxnatomarchive.rrf"
_HISTORY: Final = "rxncui.rrf"
_VERSIONS: Final = "rxnsab.rrf"
_FILES: Final = (CONCEPTS, _RELATIONS, _ATTRIBUTES, _ARCHIVE, _HISTORY, _VERSIONS)

_SYSTEMS: Final = {"ATC": ATC, "SNOMEDCT_US": SNOMED}

_WHOLE: Final = frozenset({"consists_of", "has_ingredients"})
"""Relations of a product each of which names all that it holds."""

Codes = dict[str, list[tuple[str, str]]]
"""Codes by RxCUI, each as (system, spelling)."""


def release_of(members: Mapping[str, Member], version: str | None) -> Release:
    """The release among these files; CodeIndexError if one that it cannot do without is missing."""
    for wanted in (CONCEPTS, _RELATIONS):
        if wanted not in members:
            raise CodeIndexError(f"{members[min(members)].name}: {wanted.upper()} is missing beside it")
    files = {name: members[name] for name in _FILES if name in members}
    known = version or _version(files) or files[CONCEPTS].day
    return Release(
        "rxnorm", "RxNorm", known, tuple(each.name for each in files.values()), lambda left: _entries(files, left)
    )


def _version(files: Mapping[str, Member]) -> str:
    """What the release calls itself in its table of sources."""
    if _VERSIONS not in files:
        return ""
    rows = cells_of(files[_VERSIONS], _VERSIONS, "RSAB|SVER")
    return next((version for source, version in rows if source == "RXNORM"), "")


def _entries(files: Mapping[str, Member], left: LeftOut) -> Iterator[Coded]:
    concepts, others = read_concepts(files[CONCEPTS], left)
    read_relations(files[_RELATIONS], concepts, left)
    codes = _codes(files, concepts, others, left)
    walk, made = Walk(concepts), dict[str, Coded]()
    for cui, concept in concepts.items():
        made[cui] = _coded(concept, cui, concepts, walk, codes.get(cui, []))
        yield made[cui]
    yield from _retired(files, made, left)


def _coded(
    concept: Concept, cui: str, concepts: Mapping[str, Concept], walk: Walk, codes: list[tuple[str, str]]
) -> Coded:
    stated = {names for rela, names in walk.by_relation(cui).items() if rela in _WHOLE}
    said = [concept.status, "whose relations there name different ingredients" if len(stated) > 1 else ""]
    return Coded(
        codes=((RXNORM, cui), *codes),
        name=concept.name,
        ingredients=tuple(sorted(concepts[each].name for each in walk.ingredients(cui))),
        status=", ".join(part for part in said if part),
        pack=concept.kind in PACKS,
    )


def _codes(files: Mapping[str, Member], concepts: Mapping[str, Concept], others: Codes, left: LeftOut) -> Codes:
    """The codes of other systems of each concept."""
    found: Codes = {}
    for cui, codes in others.items():
        for sab, code in codes if cui in concepts else ():
            system = _SYSTEMS[sab]
            found.setdefault(cui, []).extend((system, form) for form in code_forms(system, code))
    if _ATTRIBUTES not in files:
        return found
    for cui, name, value in cells_of(files[_ATTRIBUTES], _ATTRIBUTES, "RXCUI|ATN|ATV", left, b"|NDC|"):
        if name != "NDC" or cui not in concepts:
            continue
        forms = code_forms(NDC, value)
        if len(forms) == 1:
            found.setdefault(cui, []).append((NDC, forms[0]))
        else:
            left.add("a code that is not one NDC", f"{files[_ATTRIBUTES].name}: {value or 'nothing'} of {cui}")
    return found


def _retired(files: Mapping[str, Member], made: Mapping[str, Coded], left: LeftOut) -> Iterator[Coded]:
    """RxCUIs that are gone: as what they were merged into, else by their last name."""
    names = _last_names(files, made, left)
    for cui, targets in _merged(files, made, names).items():
        for target in targets:
            yield replace(made[target], codes=((RXNORM, cui),), status=f"retired there, now {target}")
        names.pop(cui, None)
    for cui, (name, _) in names.items():
        yield Coded(((RXNORM, cui),), name, status="retired there, read by its last name")


def _last_names(
    files: Mapping[str, Member], made: Mapping[str, Coded], left: LeftOut
) -> dict[str, tuple[str, dict[str, None]]]:
    """The last name of each drug that is only in the archive, and what its names were merged into."""
    found: dict[str, tuple[str, dict[str, None]]] = {}
    if _ARCHIVE not in files:
        return found
    rows = cells_of(files[_ARCHIVE], _ARCHIVE, "RXCUI|SAB|TTY|STR|MERGED_TO_RXCUI", left)
    for cui, sab, kind, name, merged in rows:
        if sab == "RXNORM" and kind in DRUGS and cui and cui not in made:
            _, targets = found.setdefault(cui, (name, {}))
            if merged in made:
                targets[merged] = None
    return found


def _merged(
    files: Mapping[str, Member], made: Mapping[str, Coded], names: Mapping[str, tuple[str, dict[str, None]]]
) -> dict[str, dict[str, None]]:
    """What retired RxCUIs are now, by the history of RxCUIs and by the archive."""
    found = {cui: dict(targets) for cui, (_, targets) in names.items() if targets}
    if _HISTORY in files:
        for old, new in cells_of(files[_HISTORY], _HISTORY, "CUI1|CUI2"):
            if old not in made and new in made:
                found.setdefault(old, {})[new] = None
    return found
