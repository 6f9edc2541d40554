"""Systems of codes under the names that they are written by, and the one spelling of a code of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ldn_rules.rulebook.ndc import ndc_forms

if TYPE_CHECKING:
    from collections.abc import Callable

RXNORM: Final = "rxnorm"
ATC: Final = "atc"
NDC: Final = "ndc"
SNOMED: Final = "snomed"
ICD10: Final = "icd10"
LOINC: Final = "loinc"

_NAMES: Final = {
    "http://www.nlm.nih.gov/research/umls/rxnorm": RXNORM,
    "http://www.nlm.nih.gov/research/umls/rxnorm/": RXNORM,
    "https://www.nlm.nih.gov/research/umls/rxnorm": RXNORM,
    "urn:oid:2.16.840.1.113883.6.88": RXNORM,
    "2.16.840.1.113883.6.88": RXNORM,
    "rxnorm": RXNORM,
    "rxcui": RXNORM,
    "rxnav": RXNORM,
    "http://www.whocc.no/atc": ATC,
    "https://www.whocc.no/atc": ATC,
    "http://whocc.no/atc": ATC,
    "urn:oid:2.16.840.1.113883.6.73": ATC,
    "2.16.840.1.113883.6.73": ATC,
    "atc": ATC,
    "who-atc": ATC,
    "http://hl7.org/fhir/sid/ndc": NDC,
    "https://hl7.org/fhir/sid/ndc": NDC,
    "urn:oid:2.16.840.1.113883.6.69": NDC,
    "2.16.840.1.113883.6.69": NDC,
    "ndc": NDC,
    "http://snomed.info/sct": SNOMED,
    "https://snomed.info/sct": SNOMED,
    "urn:oid:2.16.840.1.113883.6.96": SNOMED,
    "2.16.840.1.113883.6.96": SNOMED,
    "snomed": SNOMED,
    "snomedct": SNOMED,
    "snomed-ct": SNOMED,
    "snomed ct": SNOMED,
    "sct": SNOMED,
    "http://hl7.org/fhir/sid/icd-10": ICD10,
    "http://hl7.org/fhir/sid/icd-10-cm": ICD10,
    "urn:oid:2.16.840.1.113883.6.3": ICD10,
    "2.16.840.1.113883.6.3": ICD10,
    "urn:oid:2.16.840.1.113883.6.90": ICD10,
    "2.16.840.1.113883.6.90": ICD10,
    "icd10": ICD10,
    "icd-10": ICD10,
    "icd10cm": ICD10,
    "icd-10-cm": ICD10,
    "http://loinc.org": LOINC,
    "https://loinc.org": LOINC,
    "urn:oid:2.16.840.1.113883.6.1": LOINC,
    "2.16.840.1.113883.6.1": LOINC,
    "loinc": LOINC,
}

KNOWN: Final = frozenset(_NAMES.values())
"""The systems whose codes have one meaning everywhere."""


def system_named(written: str) -> str:
    """The short name of a system; one that is not known stays as written, case and outer spaces aside."""
    name = written.strip().lower()
    known = _NAMES.get(name)
    if known is None and name.startswith(("http://snomed.info/sct/", "https://snomed.info/sct/")):
        return SNOMED  # an edition or a version of it
    return known or name


def code_forms(system: str, written: str) -> tuple[str, ...]:
    """The spellings under which a code of a system is kept: one, but for NDCs that can mean several; empty if the text
    cannot be a code of that system.
    """
    return _SPELLINGS.get(system, _as_written)(written.strip())


def _as_written(text: str) -> tuple[str, ...]:
    return (text.lower(),) if text else ()


def _number(text: str) -> tuple[str, ...]:
    if not (text.isascii() and text.isdigit()):
        return ()
    return (text.lstrip("0") or "0",)


def _icd10(text: str) -> tuple[str, ...]:
    """Without its point: ``F11.20`` is ``f1120``."""
    plain = text.replace(".", "").lower()
    return (plain,) if plain.isascii() and plain.isalnum() and plain[:1].isalpha() and len(plain) > 2 else ()


def _loinc(text: str) -> tuple[str, ...]:
    number, _, check = text.partition("-")
    return (
        (f"{number}-{check}",) if number.isascii() and number.isdigit() and len(check) == 1 and check.isdigit() else ()
    )


def _letters_and_digits(text: str) -> tuple[str, ...]:
    return (text.lower(),) if text.isascii() and text.isalnum() else ()


_SPELLINGS: Final[dict[str, Callable[[str], tuple[str, ...]]]] = {
    RXNORM: _number,
    SNOMED: _number,
    ATC: _letters_and_digits,
    NDC: ndc_forms,
    ICD10: _icd10,
    LOINC: _loinc,
}
