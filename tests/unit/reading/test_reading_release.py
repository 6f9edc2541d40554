"""What says of a drug that it is extended release: words, brands, and strengths sold in one form only."""

from __future__ import annotations

import pytest

from ldn_rules.reading.use import Use
from ldn_rules.rulebook.vocabulary import OnlyExtended
from support.reading import MG, drug, quantity, reader, vocabulary


@pytest.mark.parametrize(
    ("text", "release"),
    [
        ("oxycodone 80 mg tablet", "extended"),
        ("oxycodone 13.5 mg capsule", "extended"),
        ("oxycodone 120 mg tablet", "extended"),
        ("oxycodone 30 mg tablet", "immediate"),
        ("oxycodone IR 80 mg tablet", "immediate"),
        ("Roxicodone 80 mg tablet", "immediate"),
        ("Opana 40 mg tablet", "extended"),
        ("hydromorphone 8 mg tablet", "immediate"),
        ("hydromorphone 32 mg tablet", "extended"),
        ("tramadol 200 mg capsule", "extended"),
        ("tramadol 200 mg suppository", "immediate"),
        ("hydromorphone 10 mg injection", "immediate"),
        ("morphine 100 mg/5 mL solution", "immediate"),
        ("oxycodone 40 mg oral solution", "immediate"),
        ("hydrocodone 5-325 mg tablet", "immediate"),
        ("hydrocodone 10 mg / acetaminophen 325 mg tablet", "immediate"),
    ],
)
def test_strength_of_one_release(text: str, release: str) -> None:
    """A strength sold as extended release alone decides for tablets and capsules of the single drug; a release word or
    brand of one form comes first.
    """
    assert drug(text).release == release


def test_strength_goes_before_the_sig() -> None:
    """A sig of every six hours does not make such a strength immediate release."""
    assert drug("oxycodone 80 mg", use=Use(often=True)).release == "extended"
    assert drug("oxycodone 10 mg", use=Use(often=True)).release == "immediate"


def test_stated_strength_counts() -> None:
    """The strength beside the name counts like one in it."""
    assert drug("oxycodone tablet", strength=quantity("80 mg")).release == "extended"
    assert drug("oxycodone tablet", strength=quantity("5 mg")).release == "immediate"
    assert drug("oxycodone tablet", strength=quantity("80")).release == "immediate"


def test_compiled_strengths() -> None:
    """Strengths are compiled to nanograms."""
    listed = tuple(int(size * MG) for size in (9, 13.5, 18, 27))
    assert vocabulary().drugs["oxycodone"].only_extended == OnlyExtended(listed, 30 * MG, ("naloxone", "naltrexone"))
    assert vocabulary().drugs["codeine"].only_extended == OnlyExtended((), 60 * MG)
    assert vocabulary().drugs["methadone"].only_extended is None


@pytest.mark.parametrize(
    ("text", "release"),
    [
        ("oxycodone 20mg 12h tab", "extended"),
        ("12 HR oxycodone 10 mg", "extended"),
        ("tramadol 100 mg 24 hour tablet", "extended"),
        ("oxycodone 5 mg tablet every 12 h", "immediate"),
        ("oxycodone 5 mg tab q12h", "immediate"),
        ("oxycodone 5 mg tablet for 24 h", "immediate"),
        ("Oxy IR 5mg", "immediate"),
        ("Palladone SL 4 mg capsule", "extended"),
        ("Palladone 1.3 mg capsule", "immediate"),
    ],
)
def test_hours_and_brands(text: str, release: str) -> None:
    """Hours in a product's name are its release, those of a regimen are not; a brand keeps its own letters."""
    reading = drug(text)
    assert (reading.outcome, reading.release, reading.route) == ("recognised", release, reading.route)
    assert reading.route != "sublingual"


def test_hours_in_a_sig_are_not_dropped() -> None:
    """Hours that a sig does not explain stay unparsed."""
    assert [left.text for left in reader().sig("1 tab 12 hours").unparsed] == ["12 hours"]


@pytest.mark.parametrize(
    ("text", "release"),
    [
        ("hydrocodone/acetaminophen", "immediate"),
        ("acetaminophen 325 mg + oxycodone 5 mg", "immediate"),
        ("hydrocodone-homatropine", "immediate"),
        ("butalbital/APAP/caffeine/codeine", "immediate"),
        ("tramadol and celecoxib", "immediate"),
        ("oxycodone/acetaminophen ER", "extended"),
        ("Xartemis XR", "extended"),
        ("hydrocodone/chlorpheniramine", "extended"),
        ("codeine/chlorpheniramine", None),
        ("oxycodone, acetaminophen", None),
        ("oxycodone/naltrexone", "extended"),
        ("codeine 30 mg", "immediate"),
        ("codeine 20 mg", None),
        ("dihydrocodeine 30 mg", "immediate"),
        ("codeine 30 mg / chlorpheniramine 4 mg", None),
    ],
)
def test_partner_or_strength_of_immediate_release(text: str, release: str | None) -> None:
    """Beside a partner with which it is sold as immediate release alone, or alone in such a strength, it is that; a
    release word or brand comes first.
    """
    assert drug(text).release == release


def test_stated_strength_of_immediate_release() -> None:
    """The strength beside the name counts like one in it."""
    assert drug("codeine", strength=quantity("30 mg")).release == "immediate"
    assert drug("codeine", strength=quantity("20 mg")).release is None


@pytest.mark.parametrize(
    ("text", "form", "washout"),
    [
        ("fentanyl 25 mcg/hr", "patch", "long-acting"),
        ("buprenorphine 10 mcg/h", "patch", "long-acting"),
        ("fentanyl 50 mcg/hr IV infusion", "injection", "short-acting"),
        ("fentanyl 50 mcg/hr injection", "injection", "short-acting"),
        ("fentanyl 50 mcg injection", "injection", "perioperative"),
    ],
)
def test_strength_per_hour(text: str, form: str, washout: str) -> None:
    """Without another form it is a patch; an injection with one runs on and is no single exposure."""
    reading = drug(text)
    assert (reading.form, reading.washout) == (form, washout)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("oxycodone depot 10 mg depottablett", "tablet"),
        ("Palexia Depot tabletter", "tablet"),
        ("naltrexone depot", "depot"),
        ("morphine depot capsule", "capsule"),
    ],
)
def test_depot_beside_a_tablet_only_says_the_release(text: str, form: str) -> None:
    """In Nordic countries a depot tablet is one of extended release."""
    reading = drug(text)
    assert (reading.form, reading.release) == (form, "extended")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("co-codamol 30 mg/500 mg", ["codeine 30", "paracetamol 500"]),
        ("Tylenol with Codeine 300-30 mg", ["paracetamol 300", "codeine 30"]),
        ("oxycodone/acetaminophen 5 mg + 325 mg", ["oxycodone 5", "paracetamol 325"]),
        ("codeine 10 mg / guaifenesin 100 mg", ["codeine 10", "guaifenesin 100"]),
        ("paracetamol caffeine codeine 325 mg/65 mg/15 mg", ["paracetamol 325", "caffeine 65", "codeine 15"]),
        ("Suboxone 8 mg, 2 mg", ["None 8", "None 2"]),
        ("naltrexone 1.5 mg/3 mg", ["naltrexone 1.5", "naltrexone 3"]),
    ],
)
def test_strengths_in_a_row_are_those_of_the_ingredients(text: str, found: list[str]) -> None:
    """As many amounts with strokes between them as there are ingredients, after the names, are theirs in this order."""
    assert [f"{one.ingredient} {one.low / MG:g}" for one in drug(text).strengths] == found


def test_strengths_in_a_row_share_what_they_are_per() -> None:
    """What the last is per, all are."""
    found = drug("acetaminophen/codeine 120 mg/12 mg/5 mL").strengths
    assert [(one.ingredient, one.low / MG, one.per) for one in found] == [
        ("paracetamol", 24, "mL"),
        ("codeine", 2.4, "mL"),
    ]
