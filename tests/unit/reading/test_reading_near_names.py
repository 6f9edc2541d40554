"""The guard of near names (docs/guide/semantics.md "Unknown names")."""

from __future__ import annotations

import pytest

from ldn_rules.reading.drugs import DrugReader
from ldn_rules.reading.nearness import NearNames, allowed
from ldn_rules.rulebook.vocabulary_compile import compile_vocabulary
from support.reading import drug, vocabulary


@pytest.mark.parametrize(
    ("text", "read_as", "ingredient"),
    [
        ("oxycodne", "oxycodone", "oxycodone"),
        ("codine", "codeine", "codeine"),
        ("codiene", "codeine", "codeine"),
        ("tramdol 50 mg", "tramadol", "tramadol"),
        ("naltraxone 4.5 mg", "naltrexone", "naltrexone"),
        ("Percocett", "Percocet", "oxycodone"),
        ("morhpine", "morphine", "morphine"),
        ("ms contni", "MS Contin", "morphine"),
        ("lisinopril / oxycodne", "oxycodone", "oxycodone"),
    ],
)
def test_near_name_is_read_as_one(text: str, read_as: str, ingredient: str) -> None:
    """A possible opioid or naltrexone counts as one, marked so."""
    reading = drug(text)
    assert (reading.outcome, reading.near, reading.read_as, reading.ingredient) == ("review", True, read_as, ingredient)
    assert reading.why == f"not a known name; near {read_as}"


@pytest.mark.parametrize("text", ["iodine", "cocaine", "sodium", "oxytocin", "codxxne", "morphology", "mst x", "LDM"])
def test_what_is_not_near(text: str) -> None:
    """Known irrelevant names, two errors in a short name, three in a long one, names of three letters."""
    assert not drug(text).near


def test_errors_allowed() -> None:
    """None up to three letters, one up to seven, two from eight on."""
    assert [allowed(name) for name in ("ldn", "mst 30", "opium", "codeine", "morphine")] == [0, 0, 1, 1, 2]


@pytest.mark.parametrize(
    ("text", "near"), [("abcdefgx", True), ("abcdefxy", True), ("abcdefx", False), ("abcdefg", True)]
)
def test_two_errors_need_eight_letters_on_both_sides(text: str, near: bool) -> None:
    """The shorter of the text and the name counts."""
    assert _reader([], ["abcdefgh"]).read(text).drug.near is near


@pytest.mark.parametrize(
    "text", ["instant", "State", "Root", "CT contrast iohexol", "Depend briefs", "Transfer Factor"]
)
def test_everyday_words_are_near_nothing(text: str) -> None:
    """Words and supplies that resemble a brand."""
    assert not drug(text).near


def test_digits_must_be_identical() -> None:
    """A name with a number is not near the same name with another."""
    near = NearNames(vocabulary())
    assert near.nearest("tylenl 3") is not None
    found = near.nearest("tylenl 9")
    assert found is None or all("9" in phrase.spelled for phrase in found.names)


def _reader(irrelevant: list[str], opioids: list[str]) -> DrugReader:
    return DrugReader(
        compile_vocabulary(
            {
                "classes": {"opioid": {}, "naltrexone": {}},
                "drugs": {
                    "tie": {"classes": ["opioid"], "washout": {"default": "long-acting"}, "ceiling": "contraindicated"},
                    **{name: {"classes": ["opioid"], "washout": {"default": "short-acting"}} for name in opioids},
                },
                "irrelevant": dict.fromkeys(irrelevant),
                "near-names": {"guarded": ["opioid", "naltrexone"], "tie": "tie"},
            }
        )
    )


def test_irrelevant_name_wins_when_strictly_nearer() -> None:
    """One error from an irrelevant name beats two from an opioid's."""
    reading = _reader(["abcdefgx"], ["abcdefyy"]).read("abcdefgz").drug
    assert (reading.outcome, reading.near, reading.classes, reading.read_as) == (
        "review",
        False,
        frozenset(),
        "abcdefgx",
    )


def test_tie_with_an_irrelevant_name_goes_to_the_opioid() -> None:
    """Equally near to both: the opioid."""
    reading = _reader(["abcdefgx"], ["abcdefgy"]).read("abcdefgz").drug
    assert (reading.near, reading.ingredients) == (True, ("abcdefgy",))


def test_tie_among_opioids_is_an_opioid_of_unknown_name() -> None:
    """Equally near to two opioids: one of unknown name, long-acting."""
    reading = _reader([], ["abcdefgx", "abcdefgy"]).read("abcdefgz").drug
    assert (reading.ingredients, reading.washout, reading.ceiling) == (("tie",), "long-acting", "contraindicated")
    assert reading.read_as == "abcdefgx, abcdefgy"


@pytest.mark.parametrize("text", ["Palgotall", "Tradolann", "dopamine", "alverine", "Hydrogen peroxide", "povidone"])
def test_an_exact_name_is_never_guessed(text: str) -> None:
    """Names of few countries count as they are spelled: each of these is one or two letters off one."""
    assert drug("Palgotal").classes & vocabulary().guarded
    reading = drug(text)
    assert (reading.near, reading.ingredient) == (False, None)


def test_a_drug_is_read_as_itself() -> None:
    """Of a brand and its drug that are equally near, the drug is named."""
    assert drug("tramdol").read_as == "tramadol"
