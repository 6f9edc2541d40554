"""A drug that the directions of an entry name: beside one no rule speaks of, beside an opioid, beside naltrexone."""

from __future__ import annotations

import pytest

from support.reading import read_entry

NTX = "naltrexone 4.5 mg capsule"


@pytest.mark.parametrize(
    ("sig", "ingredient", "named"),
    [
        ("Oxycodone 5 mg PO q6h prn pain", "oxycodone", "oxycodone"),
        ("Morphine SR (MS Contin) 15 mg PO q12h", "morphine", "morphine"),
        ("take with tramadol 50 mg at night", "tramadol", "tramadol"),
        ("Sig: naltrexone 4.5 mg hs", "naltrexone", "naltrexone"),
    ],
)
def test_directions_that_give_another_drug_count(sig: str, ingredient: str, named: str) -> None:
    """Beside a name that no rule speaks of they count, and a person is asked."""
    found = read_entry(name="multivitamin", sig=sig).drug
    assert (found.outcome, found.ingredient) == ("review", ingredient)
    assert (found.input, found.why) == ("multivitamin", f"name and directions disagree: multivitamin against {named}")


@pytest.mark.parametrize("sig", ["1 daily while taking oxycodone", "do not take with tramadol", "1 daily", "  "])
def test_directions_that_only_speak_of_a_drug_change_nothing(sig: str) -> None:
    """A name without an amount, that does not begin them, is no drug that is given."""
    assert read_entry(name="multivitamin", sig=sig).drug.outcome == "irrelevant"


def test_directions_that_give_what_the_entry_holds_change_nothing() -> None:
    """A product the rules do not speak of names its own ingredient."""
    assert read_entry(name="acetaminophen 500 mg", sig="acetaminophen 500 mg q6h").drug.outcome == "irrelevant"


def test_naltrexone_in_the_directions_of_an_opioid_is_not_passed_over() -> None:
    """It is a word of naltrexone's own directions, and of no other's."""
    other = read_entry(name="oxycodone 5 mg tablet", sig="1 tab q6h, then LDN 4.5 mg hs").drug
    own = read_entry(name=NTX, sig="naltrexone 4.5 mg at bedtime")
    assert (other.outcome, other.ingredients) == ("review", ("oxycodone", "naltrexone"))
    assert own.drug.outcome == "recognised"
    assert own.texts.sig is not None
    assert own.texts.sig.unparsed == ()


@pytest.mark.parametrize(
    ("name", "sig", "washout", "outcome"),
    [
        ("oxycodone 10 mg tablet", "OxyContin 10 mg q12h", "long-acting", "recognised"),
        ("oxycodone 10 mg tablet", "oxycodone 10 mg q12h", "short-acting", "recognised"),
        ("Norco 5-325", "methadone 10 mg tid", "long-acting", "review"),
        ("morphine ER 15 mg tablet", "codeine 30 mg q6h", "long-acting", "review"),
        ("oxycodone 5 mg tablet", "naltrexone 4.5 mg hs", "short-acting", "review"),
    ],
)
def test_the_opioid_in_the_directions_of_an_opioid_counts(name: str, sig: str, washout: str, outcome: str) -> None:
    """A brand says its release, another opioid counts beside the entry's own, and the longer interval holds."""
    found = read_entry(name=name, sig=sig).drug
    assert (found.washout, found.outcome) == (washout, outcome)
    assert found.input == name


def test_two_opioids_of_one_entry_are_said() -> None:
    """Both names are shown, and all they hold."""
    found = read_entry(name="Norco 5-325", sig="methadone 10 mg tid").drug
    assert found.ingredients == ("hydrocodone", "paracetamol", "methadone")
    assert found.why == "name and directions disagree: hydrocodone, paracetamol against methadone"
