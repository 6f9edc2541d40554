"""Letters behind the name of a cough medicine, which may stand for codeine or hydrocodone."""

from __future__ import annotations

import pytest

from support.reading import drug

BOTH = ("codeine", "hydrocodone")


@pytest.mark.parametrize(
    ("text", "held", "added"),
    [
        ("Mucinex AC", "guaifenesin", BOTH),
        ("Mucinex-AC", "guaifenesin", BOTH),
        ("mucinex (A.C.)", "guaifenesin", BOTH),
        ("promethazine HCl CD", "promethazine", BOTH),
        ("Dimetapp DC", "brompheniramine", BOTH),
        ("brompheniramine DH", "brompheniramine", BOTH),
        ("Delsym DH", "dextromethorphan", BOTH),
        ("guaifenesin C", "guaifenesin", BOTH),
        ("Ibuprofen Plus", "ibuprofen", ("codeine",)),
        ("Panadol comp.", "paracetamol", ("codeine",)),
        ("Paracetamol ratiopharm comp.", "paracetamol", ("codeine",)),
        ("chlorpheniramine HC", "chlorphenamine", ("hydrocodone",)),
    ],
)
def test_letters_make_it_a_possible_opioid(text: str, held: str, added: tuple[str, ...]) -> None:
    """All that it may hold counts, with the longer interval, and a person is asked."""
    read = drug(text)
    why = f"letters behind the name may stand for {', '.join(added)}"
    assert (read.outcome, read.ingredients, read.washout, read.why) == ("review", (held, *added), "long-acting", why)


@pytest.mark.parametrize(
    "text",
    [
        "Mucinex D",
        "paracetamol plus caffeine",
        "Aspirin plus C",
        "promethazine VC",
        "promethazine HC",
        "metoprolol AC",
        "diphenhydramine 25 mg cap AC",
        "guaifenesin with vitamin C",
        "guaifenesin 200 mg (C) 30 tablets",
    ],
)
def test_other_letters_and_letters_elsewhere_say_nothing(text: str) -> None:
    """A salt cut short, a partner that is no opioid, ``before meals`` behind a strength, another drug."""
    assert drug(text).outcome == "irrelevant"


@pytest.mark.parametrize(("text", "letters"), [("Benylin DC", "dc"), ("Benylin AC", "ac"), ("Benylin HC", "hc")])
def test_letters_behind_a_name_of_which_no_more_is_known(text: str, letters: str) -> None:
    """They make another product of it, also where they are a word of labels."""
    read = drug(text)
    assert read.outcome == "review"
    assert read.why == f"holds the known drug name benylin and words nothing is known of: {letters}"


def test_a_name_that_is_known_with_its_letters_is_what_it_is() -> None:
    """The letters of a whole name are not read again."""
    assert drug("Robitussin AC").ingredients == ("guaifenesin", "codeine")
    assert drug("Mucinex DM").outcome == "recognised"
