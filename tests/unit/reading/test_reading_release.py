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
