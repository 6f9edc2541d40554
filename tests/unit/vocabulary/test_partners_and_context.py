"""Names beside names: what is one product, what is a drug of its own, and what is only spoken of."""

from __future__ import annotations

import pytest

from support.reading import RXNORM, drug

SEQUESTERED = "opioid-naltrexone-combination"


@pytest.mark.parametrize(
    "text",
    [
        "Embeda",
        "morphine/naltrexone 60-2.4",
        "morphine-naltrexone",
        "morphine / naltrexone Pill",
        "morphine sulfate 60 MG / naltrexone hydrochloride 2.4 MG Extended Release Oral Capsule",
        "naltrexone hydrochloride 1.2 MG / oxycodone hydrochloride 10 MG Extended Release Oral Capsule [Troxyca]",
        "oxycodone 10 mg-naltrexone 1.2 mg",
    ],
)
def test_products_with_locked_in_naltrexone(text: str) -> None:
    """A brand, or two names with a stroke or hyphen, in strengths that are sold."""
    reading = drug(text)
    assert (reading.outcome, reading.washout) == ("recognised", "long-acting")
    assert SEQUESTERED in reading.classes
    assert "naltrexone-systemic" not in reading.classes


@pytest.mark.parametrize(
    ("text", "opioid"),
    [
        ("LDN 4.5 mg + oxycodone 5 mg prn", "oxycodone"),
        ("LDN/oxycodone", "oxycodone"),
        ("naltrexone 4.5 mg/oxycodone 5 mg", "oxycodone"),
        ("naltrexone 4.5 mg - morphine stopped", "morphine"),
        ("naltrexone (morphine stopped)", "morphine"),
        ("naltrexone 4.5 mg and morphine 30 mg", "morphine"),
        ("morphine 30 mg, naltrexone 4.5 mg", "morphine"),
        ("Embeda, LDN 3 mg", "morphine"),
        ("Suboxone, LDN 3 mg", "buprenorphine"),
        ("Buprenorphine / Naltrexone", "buprenorphine"),
        ("LDN (avoid opioids such as tramadol)", "tramadol"),
        ("naltrexone 4.5 mg (instead of tramadol)", "tramadol"),
        ("LDN 4.5 mg codine free", "codeine"),
        ("LDN with opioid pain medication", "opioid of unknown name"),
    ],
)
def test_an_opioid_beside_naltrexone_is_both(text: str, opioid: str) -> None:
    """No product holds both: naltrexone and the opioid, and a person is asked."""
    reading = drug(text)
    assert (reading.outcome, reading.ingredient) == ("review", opioid)
    assert {"naltrexone-systemic", "opioid"} <= reading.classes
    assert SEQUESTERED not in reading.classes


def test_a_deterrent_stays_one_beside_naltrexone() -> None:
    """Naloxone inside Suboxone is no kit, whatever stands beside it."""
    assert "opioid-with-naloxone" in drug("Suboxone, LDN 3 mg").classes


def test_a_mislabelled_code_is_both() -> None:
    """The display says naltrexone, the code naloxone: never picked in silence."""
    reading = drug("Buprenorphine / Naltrexone", (RXNORM, "351267", "Buprenorphine / Naltrexone"))
    assert reading.outcome == "review"
    assert {"naltrexone-systemic", "buprenorphine"} <= reading.classes


@pytest.mark.parametrize("text", ["naltrexone", "naltrexone 4.5 mg", "LDN"])
def test_the_code_of_a_product_with_an_opioid_beside_the_name_of_naltrexone(text: str) -> None:
    """Name and code disagree on what matters: it is both."""
    reading = drug(text, (RXNORM, "863848", None))
    assert reading.outcome == "review"
    assert {"naltrexone-systemic", "opioid"} <= reading.classes
    assert SEQUESTERED not in reading.classes


def test_the_code_of_a_product_with_naltrexone_beside_the_name_of_its_opioid() -> None:
    """The name leaves the naltrexone out."""
    assert SEQUESTERED in drug("morphine", (RXNORM, "863848", None)).classes


@pytest.mark.parametrize(
    "text",
    [
        "naltrexone 50 mg tablet for opioid use disorder",
        "naltrexone for heroin dependence",
        "LDN (no opioids)",
        "LDN for opiates",
        "naltrexone, opioid",
        "naltrexone (opiod antagonist)",
        "naltrexone (opioid antagonist)",
        "naltrexone - narcotic blocker",
        "naltrexone 4.5 mg instant dissolve tablet",
        "LDN 4.5 mg capsule State pharmacy",
        "LDN 9 mg capsule (avoid alcohol)",
        "naltrexone 9 mg capsule with caffeine",
        "LDN 4.5 mg, bupropion 150",
        "naltrexone 4.5 mg/bupropion 150 mg",
    ],
)
def test_naltrexone_alone_whatever_is_spoken_of(text: str) -> None:
    """A kind of drug is no drug beside a named one, and another name makes no combination: the dose rules run."""
    reading = drug(text)
    assert reading.outcome == "recognised"
    assert "naltrexone-oral" in reading.classes
    assert "opioid" not in reading.classes


@pytest.mark.parametrize(
    "text", ["naltrexone/bupropion", "naltrexone and bupropion SR 8/90", "bupropion-naltrexone ER 90-8 mg"]
)
def test_with_bupropion_it_is_a_combination(text: str) -> None:
    """The one partner that is no opioid."""
    assert {name for name in drug(text).classes if name.startswith("naltrexone-")} == {
        "naltrexone-systemic",
        "naltrexone-combination",
    }


@pytest.mark.parametrize(
    "text",
    [
        "senna 8.6 mg for opioid-induced constipation",
        "gabapentin (opioid sparing)",
        "Movantik for opioid-induced constipation",
        "naloxone for opioids",
        "Narcan opiate emergency kit",
        "ondansetron for opioid nausea",
        "ibuprofen instead of opioids",
        "lofexidine for opiate withdrawal",
    ],
)
def test_what_it_is_for_is_no_opioid(text: str) -> None:
    """A kind of drug beside a named one only says what that is for."""
    assert "opioid" not in drug(text).classes


@pytest.mark.parametrize(
    "text",
    [
        "opioids",
        "narcotics as needed",
        "acetaminophen + opioid",
        "gabapentin with narcotic",
        "opiods",
        "narcotic, gabapentin",
        "opioid (avoid alcohol)",
    ],
)
def test_a_kind_of_drug_is_one_where_no_other_says_which(text: str) -> None:
    """Alone, first, misspelt, or joined to another name as its partner."""
    assert "opioid" in drug(text).classes


def test_what_is_only_spoken_of_is_said() -> None:
    """Nothing is dropped in silence."""
    assert drug("gabapentin, opioid").why == "by name; speaks of, and does not name: opioid"


@pytest.mark.parametrize(
    "text",
    [
        "LDN (laparoscopic donor nephrectomy)",
        "LDN nephrectomy",
        "donor nephrectomy",
        "s/p LDN (laparoscopic donor nephrectomy) 2019",
        "LDN living donor nephrectomy",
    ],
)
def test_an_operation_is_no_naltrexone(text: str) -> None:
    """LDN is also short for an operation; where its name stands beside it, it is that."""
    assert drug(text).outcome == "irrelevant"


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        (
            "brompheniramine maleate 0.4 MG/ML / hydrocodone bitartrate 0.34 MG/ML / pseudoephedrine 6 MG/ML",
            True,
        ),
        ("codeine with promethazine", True),
        ("codeine/guaifenesin", True),
        ("dihydrocodeine / phenylephrine / guaifenesin", True),
        ("codeine 30 mg tablet, guaifenesin 400 mg", False),
        ("codeine / acetaminophen", False),
        ("meperidine / promethazine", False),
    ],
)
def test_cough_products_by_their_partners(text: str, marks: bool) -> None:
    """An opioid in one product with a drug for cough or cold is a cough product, however it is written."""
    assert ("cough-cold" in drug(text).classes) is marks


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("Tylenol, 3 tablets", "irrelevant"),
        ("Tylenol (3 tabs)", "irrelevant"),
        ("Tylenol (3)", "recognised"),
        ("Tylenol #3", "recognised"),
        ("tylenol with xyz", "review"),
        ("aspirin w/ xy", "review"),
        ("losartan po qd", "irrelevant"),
    ],
)
def test_numbers_and_short_words_beside_a_name(text: str, outcome: str) -> None:
    """A number after a comma is no part of a brand; a short word that is joined to a name may be a drug."""
    assert drug(text).outcome == outcome
