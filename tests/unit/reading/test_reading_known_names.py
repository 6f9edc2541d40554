"""Known names from the lists of the vocabulary: what they cover, and what they never hide."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ldn_rules.intake.model import Coding
from ldn_rules.reading.drugs import DrugReader
from ldn_rules.rulebook.vocabulary_compile import compile_vocabulary
from support.reading import RXNORM

if TYPE_CHECKING:
    from ldn_rules.reading.model import DrugReading

SECTIONS = {
    "classes": {"opioid": {}},
    "drugs": {
        "codeine": {"classes": ["opioid"], "ceiling": "major", "codes": {"rxnorm": ["2670"]}},
        "oxycodone": {"classes": ["opioid"], "ceiling": "major"},
    },
    "irrelevant": {"amlodipine": {"codes": {"rxnorm": ["17767"]}}},
    "forms": {"tablet": {"words": ["tablet"], "key": "oral"}},
    "marks": {"joining": {"words": ["and", "with"]}, "maker": {"words": ["teva"]}},
    "salts": ["hydrochloride"],
    "units": {"milligram": {"words": ["mg"], "nanograms": 1_000_000}},
    "near-names": {"guarded": ["opioid"]},
    "known-names": [
        *("clonidine", "codetine", "insulin glargine", "oxi", "abcdef", "ab cdef", "codeine", "juglans regia"),
        *("amlodipine valsartan", "kit with codeine", "benazepril"),
    ],
}


def reading(text: str, *codes: str) -> DrugReading:
    """One drug, read against a few names."""
    coded = [Coding(RXNORM, code, None) for code in codes]
    return DrugReader(compile_vocabulary(SECTIONS)).read(text, coded).drug


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("clonidine", "clonidine"),
        ("CLONIDINE Hydrochloride 0.1 mg tablet (Teva)", "clonidine"),
        ("Insulin-Glargine", "insulin glargine"),
        ("InsulinGlargine", "insulinglargine"),
        ("clonidine and benazepril", "clonidine, benazepril"),
    ],
)
def test_a_known_name_is_irrelevant(text: str, name: str) -> None:
    """With salts, strengths, forms, makers and other known names beside it."""
    read = reading(text)
    assert (read.outcome, read.ingredients, read.why) == ("irrelevant", (), f"known drug name: {name}")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("clonidine zzzzz", "holds the known drug name clonidine and words nothing is known of: zzzzz"),
        ("clonidine AC", "holds the known drug name clonidine and words nothing is known of: ac"),
        ("clonidine C", "holds the known drug name clonidine and words nothing is known of: c"),
        ("clonidine/zz", "holds the known drug name clonidine and words nothing is known of: zz"),
        ("amlodipine zzzzz", "holds amlodipine and words nothing is known of: zzzzz"),
    ],
)
def test_words_beside_a_known_name_are_asked_about(text: str, why: str) -> None:
    """As beside an irrelevant name of the vocabulary."""
    read = reading(text)
    assert (read.outcome, read.why) == ("review", why)


def test_a_known_name_beside_an_irrelevant_one() -> None:
    """A longer known name may begin with a name of the vocabulary; two names are two."""
    assert (reading("amlodipine valsartan").outcome, reading("amlodipine, clonidine").outcome) == ("irrelevant",) * 2


@pytest.mark.parametrize("text", ["codeine", "kit with codeine", "clonidine with codeine", "codeine clonidine"])
def test_an_opioid_is_one_whatever_the_lists_say(text: str) -> None:
    """A name in both is the vocabulary's, and no known name reaches over an opioid's."""
    read = reading(text)
    assert (read.outcome, read.ingredient) == ("recognised", "codeine")


def test_a_known_name_is_no_misspelt_opioid() -> None:
    """What is known as it stands is not guessed at; what is not, is."""
    assert (reading("codetine").outcome, reading("codetines").ingredients) == ("irrelevant", ())
    assert reading("codeune").ingredients == ("codeine",)


def test_words_of_a_long_known_name_are_no_misspelt_opioid() -> None:
    """The words that it covers are not looked at one by one."""
    assert reading("Juglans regia").outcome == "irrelevant"


def test_a_known_word_does_not_hide_half_an_opioid() -> None:
    """A run with a word that is not known is still compared with the names of opioids."""
    read = reading("oxi codone")
    assert (read.outcome, read.near, read.ingredients) == ("review", True, ("oxycodone",))


def test_short_known_names_are_matched_as_they_are_spaced() -> None:
    """Two short words are not one short name."""
    assert (reading("abcdef").outcome, reading("abc def").outcome) == ("irrelevant", "unrecognised")


def test_a_known_name_with_the_code_of_an_opioid() -> None:
    """They cannot both be right: what the code says counts, and is asked about."""
    read = reading("clonidine 0.1 mg", "2670")
    assert (read.outcome, read.ingredient) == ("review", "codeine")
    assert read.why == "name and code disagree: clonidine against codeine"


def test_a_known_name_with_the_code_of_an_irrelevant_drug() -> None:
    """Brand and ingredient are often written so."""
    assert reading("clonidine 0.1 mg", "17767").outcome == "irrelevant"


def test_a_known_name_with_a_code_nobody_knows() -> None:
    """The name decides."""
    assert reading("clonidine 0.1 mg", "1").outcome == "irrelevant"


def test_long_texts_of_known_names() -> None:
    """Linear in their length, and read to the end of what is read."""
    assert reading("clonidine " * 150).outcome == "irrelevant"
    assert reading("clonidine " * 5000).outcome == "review"
