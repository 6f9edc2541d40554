"""Codes of the vocabulary: every system in every spelling, all codings of an entry, nothing guessed."""

from __future__ import annotations

import pytest

from ldn_rules.rulebook.code_systems import code_forms, system_named
from support.reading import RXNORM, drug

ATC = "http://www.whocc.no/atc"


@pytest.mark.parametrize(
    ("written", "name"),
    [
        (RXNORM, "rxnorm"),
        (" RxNorm ", "rxnorm"),
        ("urn:oid:2.16.840.1.113883.6.88", "rxnorm"),
        ("http://hl7.org/fhir/sid/ndc", "ndc"),
        ("2.16.840.1.113883.6.69", "ndc"),
        ("http://snomed.info/sct", "snomed"),
        ("http://snomed.info/sct/900000000000207008/version/20260101", "snomed"),
        ("http://snomed.info/sctx", "http://snomed.info/sctx"),
        ("WHO-ATC", "atc"),
        ("Hospital 7", "hospital 7"),
    ],
)
def test_a_system_has_one_name(written: str, name: str) -> None:
    """URLs, OIDs and short names are one system; what is not known stays as written."""
    assert system_named(written) == name


@pytest.mark.parametrize(
    ("system", "code", "forms"),
    [
        ("rxnorm", " 007052 ", ("7052",)),
        ("rxnorm", "7052.0", ()),
        ("rxnorm", "", ()),
        ("snomed", "373529000", ("373529000",)),
        ("atc", "n02aa01", ("n02aa01",)),
        ("atc", "N02-AA01", ()),
        ("ndc", "0002-0800-01", ("00002080001",)),
        ("ndc", "0002-08000-01", ()),
        ("ndc", "0002-0800-01-1", ()),
        ("ndc", "123456", ()),
        ("ndc", "123456789012", ()),
        ("hospital 7", " AB-1 ", ("ab-1",)),
    ],
)
def test_a_code_has_one_spelling(system: str, code: str, forms: tuple[str, ...]) -> None:
    """Case, spaces and zeros at the front aside; what cannot be a code of its system is none."""
    assert code_forms(system, code) == forms


@pytest.mark.parametrize(
    ("codes", "outcome", "ingredients", "why"),
    [
        ([(RXNORM, "7804")], "recognised", ("oxycodone",), "by code"),
        ([("local", "1"), (RXNORM, "7804")], "recognised", ("oxycodone",), "by code; unknown code: local 1"),
        ([(RXNORM, "161"), (ATC, "N02AA05")], "recognised", ("oxycodone",), f"by code; unknown code: {RXNORM} 161"),
        (
            [(RXNORM, "7804"), (ATC, "N02AA01")],
            "review",
            ("oxycodone", "morphine"),
            "codes disagree: oxycodone against morphine",
        ),
        ([("local", "7804")], "unrecognised", (), "unknown code: local 7804"),
        ([(None, "7804")], "unrecognised", (), "unknown code: code 7804 (no system)"),
        ([("", "7804")], "unrecognised", (), "unknown code: code 7804 (no system)"),
        (
            [(RXNORM, "oxycodone")],
            "unrecognised",
            (),
            f"unknown code: {RXNORM} oxycodone (not of the form of such a code)",
        ),
        ([(None, "N02AA05")], "review", ("oxycodone",), "code N02AA05 has no system; read as an ATC code"),
        ([(None, "N02A")], "unrecognised", (), "unknown code: code N02A (no system)"),
        ([(ATC, "N02AA05")], "recognised", ("oxycodone",), "by code"),
        ([(ATC, "N02A")], "recognised", ("opioid of unknown name",), "by code"),
        (
            [(ATC, "N02AX99")],
            "review",
            ("opioid of unknown name",),
            f"{ATC} N02AX99 is not known; read as any of its group N02AX",
        ),
        (
            [(ATC, "N02AZ")],
            "review",
            ("opioid of unknown name",),
            f"{ATC} N02AZ is not known; read as any of its group N02A",
        ),
        ([(ATC, "C09AA05")], "unrecognised", (), f"unknown code: {ATC} C09AA05"),
        ([(ATC, "R05DA09")], "recognised", ("dextromethorphan",), "by code"),
    ],
)
def test_codes_without_a_name(
    codes: list[tuple[str | None, str]], outcome: str, ingredients: tuple[str, ...], why: str
) -> None:
    """All of them count; one that is unknown, of no system or of no form is said, never guessed."""
    read = drug(None, *codes)
    assert (read.outcome, read.ingredients, read.why) == (outcome, ingredients, why)


@pytest.mark.parametrize(
    ("name", "code", "outcome", "why"),
    [
        ("oxycodone 5 mg", ("local", "1"), "recognised", "by name; unknown code: local 1"),
        ("oxycodone 5 mg", (RXNORM, "7052"), "review", "name and code disagree: oxycodone against morphine"),
        ("ibuprofen", (RXNORM, "7052"), "review", "name and code disagree: ibuprofen against morphine"),
        (
            "oxycodone",
            (None, "N02AA05"),
            "recognised",
            "by name and code; code N02AA05 has no system; read as an ATC code",
        ),
        (
            "opioid",
            (ATC, "N02AX99"),
            "recognised",
            f"by name and code; {ATC} N02AX99 is not known; read as any of its group N02AX",
        ),
        ("ibuprofen", (ATC, "M01AE99"), "irrelevant", f"by name; unknown code: {ATC} M01AE99"),
        ("qwertyol", ("local", "1"), "unrecognised", "nothing is known of: qwertyol; unknown code: local 1"),
        ("house mix 3", (RXNORM, "7804"), "recognised", "by code; nothing is known of: house"),
    ],
)
def test_a_name_and_a_code(name: str, code: tuple[str | None, str], outcome: str, why: str) -> None:
    """They support each other, or the reason says how they do not."""
    read = drug(name, code)
    assert (read.outcome, read.why) == (outcome, why)
