"""Names that are a letter or two off an opioid's: those of other drugs are none, misspelt opioids stay opioids."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.reading import RULES, drug

GUARDED = {"opioid", "naltrexone", "opioid-antagonist"}
MISSPELT = Path(__file__).with_name("misspelt-opioids.txt").read_text(encoding="utf-8").splitlines()[1:]
LOOK_ALIKES = [
    line
    for line in (RULES / "vocabulary" / "known-names-look-alikes.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize("name", MISSPELT)
def test_a_misspelt_opioid_is_an_opioid(name: str) -> None:
    """The guard of near names holds beside the names of other drugs."""
    assert drug(name).classes & {"opioid", "naltrexone"}


@pytest.mark.parametrize("name", LOOK_ALIKES)
def test_a_look_alike_is_a_known_drug(name: str) -> None:
    """Alone and with a strength."""
    assert drug(name).outcome == "irrelevant"
    assert not drug(f"{name} 50 mg tablet").classes & GUARDED


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Procaine HCl 1 %",
            "procaine penicillin G",
            "benzylpenicillin procaine",
            "Ritodrine",
            "Heptaminol",
            "Hydrocortone 10 mg",
        ),
        *(
            "Pepcidine 20 mg",
            "Sevorane",
            "Endoxan 50 mg",
            "Oxis Turbohaler",
            "Coffeinum purrum",
            "Kofein",
            "Cocainum",
            "Tiamazol 5 mg",
        ),
        *(
            "Dolo 650",
            "Dolo-Dolgit",
            "XELOX",
            "diphenidol",
            "papaverinum",
            "azodicarboxylic acid diamide",
            "penta-valproic",
            "nitrazine paper",
        ),
        *(
            "Contrôle du stress",
            "A-VITAN",
            "18F-FAZA",
            "dextrothyroxine",
            "Depo-Prodasone",
            "smofkabiven proteine",
        ),
    ],
)
def test_other_drugs_are_no_misspelt_opioid(text: str) -> None:
    """Ingredients, brands and words of chemistry of several countries."""
    read = drug(text)
    assert not read.classes & GUARDED
    assert not read.near


@pytest.mark.parametrize(
    "text",
    [
        *(
            "liver oil, cod",
            "Atlantic cod",
            "cod (Gadus morhua)",
            "Gadus morhua",
            "tuna, cod, salmon",
            "citrus, cod, tuna, egg",
            "salt cod",
        ),
        *("L-T3", "L-T4", "LT4 100 mcg", "d-T4", "D-T4 thyroid hormone", "T4 endonuclease V"),
    ],
)
def test_a_fish_and_a_thyroid_hormone_are_no_codeine(text: str) -> None:
    """What stands beside ``cod`` and ``T4`` says what they are."""
    assert not drug(text).classes & GUARDED


@pytest.mark.parametrize(
    "text",
    [
        "cod",
        "cod 30",
        "APAP/cod",
        "APAP w/ cod #3",
        "acetaminophen, cod, sole",
        "Tylenol/cod",
        "T3",
        "T4",
        "Tylenol, fish oil, cod",
    ],
)
def test_short_codeine_stays_codeine(text: str) -> None:
    """The other side: nothing beside it says that it is no codeine."""
    assert "opioid" in drug(text).classes


@pytest.mark.parametrize(
    ("text", "ingredient"),
    [
        *(
            ("Zaza", "tianeptine"),
            ("Za Za Red", "tianeptine"),
            ("Vilan", "nicomorphine"),
            ("Diamode", "loperamide"),
            ("Dalgan", "dezocine"),
        ),
        *(
            ("diphenatol", "diphenoxylate"),
            ("pentaz", "pentazocine"),
            ("pentazo", "pentazocine"),
            ("nitazine", "nitazene"),
        ),
        *(("Qdolo", "tramadol"), ("Q-Dolo 5 mg/mL", "tramadol"), ("isotonitazene", "nitazene")),
    ],
)
def test_names_that_are_never_guessed_are_known(text: str, ingredient: str) -> None:
    """As they are written, and beside names of other drugs that are near them."""
    assert ingredient in drug(text).ingredients


def test_a_brand_of_two_countries_is_asked_about() -> None:
    """Trexan is naltrexone in one, methotrexate in another."""
    read = drug("Trexan")
    assert read.outcome == "review"
    assert set(read.ingredients) == {"methotrexate", "naltrexone"}
