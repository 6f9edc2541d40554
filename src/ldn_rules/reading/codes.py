"""Codes of a drug to what the vocabulary holds under them: every coding counts, under any spelling of its system."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ldn_rules.intake.model import Coding
    from ldn_rules.rulebook.vocabulary import Vocabulary

_SYSTEMS: Final = {
    "http://www.nlm.nih.gov/research/umls/rxnorm": "rxnorm",
    "http://www.nlm.nih.gov/research/umls/rxnorm/": "rxnorm",
    "https://www.nlm.nih.gov/research/umls/rxnorm": "rxnorm",
    "urn:oid:2.16.840.1.113883.6.88": "rxnorm",
    "2.16.840.1.113883.6.88": "rxnorm",
    "rxnorm": "rxnorm",
    "rxcui": "rxnorm",
    "rxnav": "rxnorm",
    "http://www.whocc.no/atc": "atc",
    "https://www.whocc.no/atc": "atc",
    "http://whocc.no/atc": "atc",
    "urn:oid:2.16.840.1.113883.6.73": "atc",
    "2.16.840.1.113883.6.73": "atc",
    "atc": "atc",
    "who-atc": "atc",
    "http://hl7.org/fhir/sid/ndc": "ndc",
    "urn:oid:2.16.840.1.113883.6.69": "ndc",
    "2.16.840.1.113883.6.69": "ndc",
    "ndc": "ndc",
    "http://snomed.info/sct": "snomed",
    "urn:oid:2.16.840.1.113883.6.96": "snomed",
    "2.16.840.1.113883.6.96": "snomed",
    "snomed": "snomed",
    "snomedct": "snomed",
    "snomed-ct": "snomed",
    "sct": "snomed",
}
_WITHOUT_SYSTEM: Final = "atc"


class CodeHits(Struct, frozen=True):
    """What the known codes of an entry stand for, one tuple of (kind, key) per code, and the codes not known."""

    known: tuple[tuple[tuple[str, str], ...], ...]
    unknown: tuple[str, ...]


def look_up(codes: Sequence[Coding], vocabulary: Vocabulary) -> CodeHits:
    """Every coding looked up. A code without a system is looked up only where it can be of one system alone."""
    known, unknown = [], []
    for coding in codes:
        if coding.code is None:
            continue
        meanings = vocabulary.codes.get(f"{system_of(coding)}:{coding.code.strip()}".lower())
        if meanings:
            known.append(meanings)
        else:
            unknown.append(f"{coding.system or 'code'} {coding.code}".strip())
    return CodeHits(tuple(known), tuple(unknown))


def system_of(coding: Coding) -> str:
    """The short name of a coding's system; a system that is not known stays as written."""
    if not coding.system:
        return _WITHOUT_SYSTEM
    written = coding.system.strip().lower()
    return _SYSTEMS.get(written, written)
