"""The lists of known names that come with the program: what stands on them, what never may, what they are read as."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ldn_rules.pipeline.book import load_book
from ldn_rules.reading.nearness import NearNames
from ldn_rules.reading.understanding import Understanding
from ldn_rules.rulebook.known_names import unpacked
from ldn_rules.rulebook.vocabulary import RELEVANT
from support.reading import RULES, drug, vocabulary

if TYPE_CHECKING:
    from pathlib import Path

GUARDED = {"opioid", "naltrexone", "opioid-antagonist"}
MOST_BYTES = 1_000_000
BOTH = {path.name: path for path in sorted((RULES / "vocabulary").glob("known-names*.txt"))}


def listed(path: Path) -> list[str]:
    """The names of a list."""
    return [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]


NAMES = [name for path in BOTH.values() for name in listed(path)]


@pytest.mark.parametrize("path", BOTH.values(), ids=str)
def test_a_list_is_sorted_and_small(path: Path) -> None:
    """In order, each name once, with its sources at the top, below a megabyte."""
    names = listed(path)
    assert names == sorted(set(names))
    assert path.read_text(encoding="utf-8").startswith("# ")
    assert path.stat().st_size < MOST_BYTES


def test_the_lists_hold_no_name_of_the_rules() -> None:
    """Nothing that the rules speak of, whole or within a longer name."""
    spoken_of = {
        phrase.spelled
        for phrase in vocabulary().names.phrases.values()
        if any(kind in RELEVANT for kind, _ in phrase.meanings)
    }
    single = {name for name in spoken_of if " " not in name}
    assert [name for name in NAMES if name in spoken_of or not single.isdisjoint(name.split())] == []


@pytest.mark.slow
def test_near_names_on_the_lists_were_looked_at(root: Path) -> None:
    """A name that is near an opioid's is one that somebody looked at; else the list is to be built anew."""
    looked_at = {*listed(root / "tools/data/near-names-looked-at.txt"), *listed(BOTH["known-names-look-alikes.txt"])}
    understand, near = Understanding(vocabulary()), NearNames(vocabulary())
    found = ((name, near.nearest(name)) for name in NAMES if name not in looked_at)
    guarded = {
        name: [phrase.spelled for phrase in close.names]
        for name, close in found
        if close and any(understand.guarded(understand.meanings([one.meanings]).ingredients) for one in close.names)
    }
    assert guarded == {}


def test_the_lists_are_part_of_the_rulebook() -> None:
    """The compiled rulebook holds them, packed, without those that the vocabulary has."""
    packed = unpacked(load_book(str(RULES)).vocabulary.known_names)
    assert packed == sorted(set(packed))
    assert len(packed) > 40_000
    assert not vocabulary().names.phrases.keys() & set(packed)


@given(st.sampled_from(NAMES), st.sampled_from(["{}", "{} 10 mg tablet", "TEVA {} HCL 5 MG", "{} 1 mg/mL inj soln"]))
def test_a_listed_name_is_never_an_opioid(name: str, written: str) -> None:
    """In any writing; alone it is known."""
    assert drug(name).outcome == "irrelevant"
    for text in (written.format(name), written.format(name).upper()):
        assert not drug(text).classes & GUARDED


@pytest.mark.parametrize(
    "text",
    [
        *("abatacept", "Orencia 125 mg/mL", "zoledronic acid inj", "bictegravir", "Biktarvy tablet", "aciclovir"),
        *("Ventoline", "Salamol", "Clenil Modulite Evohaler 100 mcg", "Tazocin 4.5 g", "Diamicron MR 30 mg"),
        *("nintedanib 150 mg cap", "ivacaftor", "Trikafta", "Dafalgan 500 mg comprimé", "Novalgin 500 mg"),
    ],
)
def test_drugs_the_vocabulary_does_not_name_are_known(text: str) -> None:
    """Ingredients and brands of several countries."""
    assert drug(text).outcome == "irrelevant"


@pytest.mark.parametrize(
    "text", ["Today", "Pain Relief", "Night", "relief", "balance", "Jackpot", "Apache", "Smart", "Tango"]
)
def test_words_that_say_nothing_are_no_known_names(text: str) -> None:
    """Plain words stay unrecognised, though there are brands of these names."""
    assert drug(text).outcome == "unrecognised"


@pytest.mark.parametrize(
    "text",
    [
        *(
            "tiotropium",
            "Spiriva Respimat",
            "ipratropium bromide",
            "apomorphine",
            "dextromethorphan 15 mg",
            "trazodone 50 mg",
        ),
        *("Toradol", "hydrocortisone 10 mg", "Tazocin", "clonidine 0.1 mg", "methylnaltrexone", "loratadine", "Iodium"),
        *("Maxitrol eye drops", "Juglans regia", "Povidone iodine", "Sensodyne Repair", "Oxy Face Wash", "menadione"),
    ],
)
def test_look_alikes_stay_apart(text: str) -> None:
    """Neither opioid nor naltrexone, by name or by nearness."""
    read = drug(text)
    assert not read.classes & {"opioid", "naltrexone"}
    assert not read.near


@pytest.mark.parametrize(
    ("text", "ingredient"),
    [("Tramal", "tramadol"), ("tramadol", "tramadol"), ("hydrocodone", "hydrocodone"), ("pentazocine", "pentazocine")],
)
def test_opioids_beside_their_look_alikes(text: str, ingredient: str) -> None:
    """The other side of each pair."""
    assert (drug(text).outcome, drug(text).ingredient) == ("recognised", ingredient)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Humalog KwikPen",
            "NovoLog FlexPen 100 units/mL",
            "Lantus SoloStar",
            "Tresiba FlexTouch",
            "Spiriva Respimat",
        ),
        *("Clenil Modulite Evohaler", "Voltarol Emulgel", "Symbicort Turbuhaler", "Advair Diskus", "Breo Ellipta"),
        *("Seretide Accuhaler", "Humira Sensoready", "Enbrel SureClick", "Claritin RediTabs", "Imitrex STATdose"),
        *(
            "ceftriaxone ADD-Vantage vial",
            "vancomycin 1 g Minibag",
            "Medrol Dosepak",
            "warfarin maintenance",
            "aspirin kit",
        ),
    ],
)
def test_devices_and_labels_are_no_reason_to_ask(text: str) -> None:
    """A known drug stays known beside the name of its pen, inhaler or pack."""
    assert drug(text).outcome == "irrelevant"


@pytest.mark.parametrize(
    "text", ["Jane Doe, RD, LDN", "Doe RDN LDN CNSC", "J. Doe, LDN, RD", "registered dietitian LDN"]
)
def test_a_credential_is_no_drug(text: str) -> None:
    """LDN beside the other letters of a dietitian."""
    assert not drug(text).classes & {"naltrexone"}


@pytest.mark.parametrize("text", ["LDN", "LDN 4.5 mg", "LDN 4.5 mg per Jane Doe, RD, LDN", "Jane Doe LDN"])
def test_a_drug_is_no_credential(text: str) -> None:
    """LDN alone, and LDN with a dose, whoever is named beside it."""
    assert "naltrexone" in drug(text).classes


@pytest.mark.parametrize("text", ["Equate Anti-Diarrheal 2 mg caplet", "anti diarrheal", "Boots Diarrhoea Relief"])
def test_an_anti_diarrheal_of_a_shop_may_be_loperamide(text: str) -> None:
    """It counts as loperamide, and is asked about."""
    read = drug(text)
    assert (read.outcome, read.ingredient) == ("review", "loperamide")


@pytest.mark.parametrize("text", ["CapCof", "Tricode AR", "Tricode GF liquid", "Tricode"])
def test_cough_products_of_the_ndc_directory(text: str) -> None:
    """Names that only that directory holds."""
    assert drug(text).ingredient == "codeine"


@pytest.mark.parametrize("text", ["arrest", "states", "margin", "perch", "hydrogel mask", "aluminum silicate"])
def test_everyday_words_are_near_no_opioid(text: str) -> None:
    """Words of English, and of labels, that are a letter or two off a name."""
    assert not drug(text).near
