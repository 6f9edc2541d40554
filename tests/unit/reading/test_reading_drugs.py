"""Names to ingredients, classes, release, form and interval class."""

from __future__ import annotations

import pytest

from ldn_rules.reading.use import Use
from support.reading import RXNORM, drug, vocabulary


@pytest.mark.parametrize(
    ("text", "ingredients"),
    [
        ("Acetaminophen 325 MG / Oxycodone Hydrochloride 5 MG Oral Tablet", {"oxycodone", "paracetamol"}),
        ("HYDROCODONE BIT/APAP 10-325", {"hydrocodone", "paracetamol"}),
        ("APAP W/ CODEINE #3", {"codeine", "paracetamol"}),
        ("morphine/naltrexone 60-2.4", {"morphine", "naltrexone"}),
        ("Embeda 30/1.2", {"morphine", "naltrexone"}),
        ("naltrexone + bupropion", {"naltrexone", "bupropion"}),
        ("MS CONTIN 15MG TBCR", {"morphine"}),
        ("mscontin", {"morphine"}),
        ("oxy-CODONE", {"oxycodone"}),
        ("Suboxone film", {"buprenorphine", "naloxone"}),
        ("low dose naltrexone 4.5mg", {"naltrexone"}),
        ("LDN", {"naltrexone"}),
        ("methyl naltrexone", {"methylnaltrexone"}),
        ("codeine, promethazine", {"codeine", "promethazine"}),
        ("{12 (fentanyl 0.1 MG/ACTUAT Mucosal Spray) } Pack", {"fentanyl"}),
        ("naltrexone 4.5 mg with Avicel filler", {"naltrexone"}),
        ("naltrexone (calcium carbonate filler)", {"naltrexone"}),
    ],
)
def test_full_ingredient_set(text: str, ingredients: set[str]) -> None:
    """A combination written in any way gives all its ingredients; salts, fillers and forms give none."""
    reading = drug(text)
    assert (reading.outcome, set(reading.ingredients)) == ("recognised", ingredients)


@pytest.mark.parametrize(
    "text",
    [
        "tiotropium",
        "ipratropium bromide",
        "apomorphine",
        "trazodone",
        "hydrocortisone 1% cream",
        "clonidine",
        "iodine",
        "cocaine",
        "sodium",
        "Toradol",
        "vitamin D",
        "multivitamin",
        "magnesium 400 mg",
    ],
)
def test_look_alikes_stay_irrelevant(text: str) -> None:
    """A known name that holds or resembles an opioid's is not one: names match by whole words."""
    reading = drug(text)
    assert (reading.outcome, reading.classes, reading.ingredient) == ("irrelevant", frozenset(), None)


@pytest.mark.parametrize(
    ("text", "ingredients"),
    [
        ("Oxycodonhydrochlorid 10 mg", ("oxycodone",)),
        ("Kodeinfosfat", ("codeine",)),
        ("naltrexonehcl 4.5 mg", ("naltrexone",)),
        ("methylnaltrexonbromid", ("methylnaltrexone",)),
        ("Morphinsulfat/Naltrexonhydrochlorid", ("morphine", "naltrexone")),
        ("metforminhydrochlorid", ("metformin",)),
    ],
)
def test_a_salt_may_be_written_onto_the_name(text: str, ingredients: tuple[str, ...]) -> None:
    """A word that is a known name and runs on into a salt is that name."""
    assert drug(text).ingredients == ingredients


@pytest.mark.parametrize("text", ["oxycodonish", "morphinexyz", "naltrexonetablet", "zzhydrochlorid"])
def test_nothing_else_may_be_written_onto_the_name(text: str) -> None:
    """Whole words only: what is no salt makes another word."""
    assert drug(text).outcome in {"unrecognised", "review"}


def test_antagonists_are_told_apart() -> None:
    """Methylnaltrexone is not naltrexone, naloxone is neither."""
    assert "naltrexone" not in drug("methylnaltrexone").classes
    assert "peripheral-antagonist" in drug("methylnaltrexone").classes
    assert "naltrexone" not in drug("naloxone").classes


@pytest.mark.parametrize("text", ["herbal pain relief", "zzzz", "MS", "", "   ", "100 mg", "tablet"])
def test_unrecognised(text: str) -> None:
    """Nothing known: said so, with the words."""
    reading = drug(text)
    assert (reading.outcome, reading.ingredients) == ("unrecognised", ())
    assert reading.why.startswith("nothing is known of")


def test_an_irrelevant_name_hides_no_unknown_word() -> None:
    """A known irrelevant drug beside a drug-like word is for review, never silently irrelevant."""
    reading = drug("lisinopril zzzzyx")
    assert (reading.outcome, reading.classes) == ("review", frozenset())
    assert reading.why == "holds lisinopril and words nothing is known of: zzzzyx"


def test_an_opioid_beside_an_unknown_word_is_recognised() -> None:
    """The opioid counts; the words are named."""
    reading = drug("oxycodone zzzzyx")
    assert (reading.outcome, reading.ingredient, reading.why) == (
        "recognised",
        "oxycodone",
        "by name; nothing is known of: zzzzyx",
    )


def test_a_name_with_two_meanings_is_for_review() -> None:
    """T3 is codeine with paracetamol or liothyronine."""
    reading = drug("T3")
    assert reading.outcome == "review"
    assert {"codeine", "liothyronine"} <= set(reading.ingredients)
    assert "opioid" in reading.classes


def test_opioid_wins_in_a_combination_with_naltrexone() -> None:
    """Embeda is an opioid that holds naltrexone, never low-dose naltrexone."""
    reading = drug("Embeda")
    assert reading.ingredient == "morphine"
    assert "opioid-naltrexone-combination" in reading.classes
    assert not {"naltrexone-oral", "naltrexone-systemic"} & reading.classes


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("LDN", "naltrexone-oral"),
        ("naltrexone 50 mg tablet", "naltrexone-oral"),
        ("Vivitrol", "naltrexone-depot"),
        ("Contrave", "naltrexone-combination"),
        ("naltrexone 0.4% cream", "naltrexone-topical"),
    ],
)
def test_naltrexone_by_form_and_partner(text: str, kind: str) -> None:
    """The class of naltrexone goes by form, or by its partner where there is one."""
    kinds = {name for name in drug(text).classes if name.startswith("naltrexone-")} - {"naltrexone-systemic"}
    assert kinds == {kind}


@pytest.mark.parametrize(
    ("text", "said", "kind"),
    [
        ("naltrexone 4.5 mg capsule", {"route": "Topical"}, "naltrexone-oral"),
        ("naltrexone 1% cream", {"route": "Oral"}, "naltrexone-oral"),
        ("naltrexone", {"route": "Topical, Oral"}, "naltrexone-oral"),
        ("naltrexone", {"route": "topical"}, "naltrexone-topical"),
        ("naltrexone patch", {"route": "topical"}, "naltrexone-systemic"),
    ],
)
def test_the_skin_hides_no_other_way(text: str, said: dict[str, str], kind: str) -> None:
    """A drug that is said to be given on the skin and in another way counts as one that reaches the blood."""
    assert {kind, "naltrexone-topical"} & drug(text, **said).classes == {kind}


@pytest.mark.parametrize(
    ("text", "said", "release", "washout"),
    [
        ("oxycodone", {}, None, "long-acting"),
        ("oxycodone 5 mg", {}, None, "long-acting"),
        ("oxycodone 5 mg tablet", {}, "immediate", "short-acting"),
        ("oxycodone ER 10 mg tablet", {}, "extended", "long-acting"),
        ("oxyCODONE (Immediate Release) ", {}, "immediate", "short-acting"),
        ("OxyContin", {}, "extended", "long-acting"),
        ("OxyContin", {"use": Use(often=True)}, "extended", "long-acting"),
        ("oxycodone", {"use": Use(often=True)}, "immediate", "short-acting"),
        ("oxycodone", {"form": "tablet"}, "immediate", "short-acting"),
        ("oxycodone", {"form": "Extended Release Oral Tablet"}, "extended", "long-acting"),
        ("tramadol 50 mg PR", {}, "extended", "long-acting"),
        (
            "Abuse-Deterrent 12 HR Oxycodone Hydrochloride 10 MG Extended Release Oral Tablet",
            {},
            "extended",
            "long-acting",
        ),
        ("72 HR Fentanyl 0.025 MG/HR Transdermal System", {}, "extended", "long-acting"),
        ("fentanyl lozenge", {}, "immediate", "short-acting"),
        ("morphine", {"route": "intrathecal"}, None, "neuraxial"),
        ("methadone 10 mg tablet", {}, "immediate", "long-acting"),
        ("Sublocade", {}, "extended", "depot-sublocade"),
        ("buprenorphine depot", {}, "extended", "depot-sublocade"),
        ("Buvidal weekly", {}, "extended", "depot-weekly"),
        ("Probuphine", {}, "extended", "implant"),
        ("loperamide 2 mg", {}, None, "gastrointestinal"),
        ("lisinopril 10 mg tablet", {}, "immediate", "none"),
    ],
)
def test_release_and_interval_class(text: str, said: dict[str, str], release: str | None, washout: str) -> None:
    """A release word or brand decides; else a form or a frequent sig is immediate; a bare name takes the longer."""
    reading = drug(text, **said)
    assert (reading.release, reading.washout) == (release, washout)


def test_patch_wear() -> None:
    """A fentanyl patch is worn three days, a buprenorphine patch seven, a tablet none."""
    assert [drug(text).wear_days for text in ("fentanyl patch", "Butrans", "fentanyl lozenge")] == [3, 7, 0]


def test_high_dose_and_veterinary_and_low_dose_marks() -> None:
    """What the vocabulary and the words say beside the name."""
    high = drug("loperamide").high_dose
    assert high is not None
    assert (high.more_than, high.washout, high.ceiling) == (16_000_000, "short-acting", "major")
    assert [drug(text).veterinary for text in ("Torbugesic", "butorphanol (veterinary)", "butorphanol")] == [
        True,
        True,
        False,
    ]
    assert [drug(text).says_low_dose for text in ("LDN 4.5", "naltrexone LDN", "naltrexone 4.5 mg")] == [
        True,
        True,
        False,
    ]


def test_mark_adds_its_class() -> None:
    """OTC in the text marks the product as non-prescription."""
    assert "non-prescription" in drug("co-codamol (OTC)").classes


def test_strengths() -> None:
    """By ingredient, in nanograms, per what they are written."""
    reading = drug("Acetaminophen 325 MG / Oxycodone Hydrochloride 5 MG Oral Tablet")
    assert [(one.ingredient, one.low, one.per) for one in reading.strengths] == [
        ("paracetamol", 325_000_000, "unit"),
        ("oxycodone", 5_000_000, "unit"),
    ]
    assert [(one.low, one.high) for one in drug("naltrexone 0.5-5MG").strengths] == [(500_000, 5_000_000)]
    assert [(one.ingredient, one.low) for one in drug("oxycodone/apap 5/325 mg").strengths] == [
        ("oxycodone", 5_000_000),
        ("paracetamol", 325_000_000),
    ]


@pytest.mark.parametrize(
    ("text", "low", "per"),
    [
        ("naltrexone 1 mg/mL suspension", 1_000_000, "mL"),
        ("morphine 10 mg/5 mL", 2_000_000, "mL"),
        ("fentanyl 25 mcg/hr patch", 25_000, "hour"),
        ("fentanyl 0.1 MG/ACTUAT Mucosal Spray", 100_000, "actuation"),
        ("naltrexone 0.4% cream", 4_000_000, "mL"),
        ("1 ML morphine sulfate 10 MG/ML Injection", 10_000_000, "mL"),
        ("naltrexone 4500 mcg", 4_500_000, "unit"),
        ("naltrexone 4,5 mg", 4_500_000, "unit"),
        ("naltrexone .5 mg", 500_000, "unit"),
        ("kaolin 1,000 mg", 1_000_000_000, "unit"),
    ],
)
def test_strength_per(text: str, low: int, per: str) -> None:
    """Per unit, millilitre, hour or actuation; decimal commas and naked decimals are numbers."""
    assert [(one.low, one.high, one.per) for one in drug(text).strengths] == [(low, low, per)]


@pytest.mark.parametrize("text", ["naltrexone 1.5 mg/kg", "LDN 4.5", "naltrexone 64 mg/day", "naltrexone #30"])
def test_what_is_no_strength(text: str) -> None:
    """By weight, without a unit, per day, a number of pieces."""
    assert drug(text).strengths == ()


def test_code_alone() -> None:
    """A known code is enough, under any spelling of its system; the strength of a coded product comes along."""
    for system in (RXNORM, "RxNorm", "urn:oid:2.16.840.1.113883.6.88"):
        assert drug(None, (system, "7804")).ingredients == ("oxycodone",)
    assert drug(None, ("http://www.whocc.no/atc", "n07bb04")).ingredients == ("naltrexone",)
    assert drug(None, (None, "N07BB04")).ingredients == ("naltrexone",)
    assert drug(None, (RXNORM, "1483744")).strengths[0].low == 50_000_000
    assert drug(None, (RXNORM, "7804")).why == "by code"


def test_every_coding_counts() -> None:
    """The opioid behind a local code is found by the second coding."""
    assert drug("zzz", ("local", "17"), (RXNORM, "7804")).ingredients == ("oxycodone",)


def test_unknown_code() -> None:
    """With a known name it does no harm; alone it is unrecognised and says so."""
    beside = drug("oxycodone 5 mg", (RXNORM, "000"))
    assert (beside.outcome, beside.why) == ("recognised", f"by name; unknown code: {RXNORM} 000")
    alone = drug(None, (RXNORM, "000"))
    assert (alone.outcome, alone.why) == ("unrecognised", f"unknown code: {RXNORM} 000")


def test_code_and_text_that_disagree() -> None:
    """Both are kept on the safe side, and the entry is for review."""
    reading = drug("lisinopril", (RXNORM, "7804"))
    assert (reading.outcome, reading.ingredient, reading.ceiling) == ("review", "oxycodone", "contraindicated")
    assert reading.why == "name and code disagree: lisinopril against oxycodone"
    both = drug("naltrexone", (RXNORM, "7804"))
    assert both.outcome == "review"
    assert {"naltrexone-oral", "opioid-full-agonist"} <= both.classes


def test_code_of_a_part_agrees() -> None:
    """A code for one ingredient of a combination is no disagreement."""
    reading = drug("Percocet", (RXNORM, "7804"))
    assert (reading.outcome, reading.why) == ("recognised", "by name and code")


def test_display_is_read_where_there_is_no_name() -> None:
    """The display of an unknown code is a text like any other."""
    reading = drug(None, ("local", "1", "oxycodone 5 MG Oral Tablet"))
    assert (reading.input, reading.ingredient) == ("oxycodone 5 MG Oral Tablet", "oxycodone")


def test_every_product_of_the_vocabulary_reads_as_itself() -> None:
    """Each drug and product name gives its own ingredient set, or is for review with it."""
    shipped = vocabulary()
    for name, product in shipped.products.items():
        assert set(product.holds) <= set(drug(name).ingredients), name
    for name in shipped.drugs:
        assert name in drug(name).ingredients, name
