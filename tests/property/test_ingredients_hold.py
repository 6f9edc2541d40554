"""What is written around the names of a product never changes what is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import assume, given
from hypothesis import strategies as st

from support.reading import drug, vocabulary

if TYPE_CHECKING:
    from random import Random

    from ldn_rules.rulebook.phrases import Phrase


def _guarded(phrase: Phrase) -> bool:
    """A name of an opioid, of naltrexone or of a product that holds one."""
    known = vocabulary()
    held = [known.products[key].holds if kind == "product" else (key,) for kind, key in phrase.meanings]
    names = {name for one in held for name in one if name in known.drugs}
    return any(known.drugs[name].classes & known.guarded for name in names)


KNOWN = vocabulary()
SPELLED = sorted(phrase.spelled for phrase in KNOWN.names.phrases.values() if _guarded(phrase))
NAMES = st.sampled_from(SPELLED)
OPIOIDS = st.sampled_from(
    ["oxycodone", "hydrocodone", "codeine", "tramadol", "dihydrocodeine", "pentazocine", "tilidine"]
)
PARTNERS = st.sampled_from(["acetaminophen", "aspirin", "ibuprofen", "caffeine", "naloxone", "butalbital"])
SALTS = st.sampled_from(
    ["hydrochloride", "HCl", "sulfate", "phosphate", "bitartrate", "tartrate", "citrate", "hydrobromide"]
)
MAKERS = st.sampled_from(
    [
        "(Teva)",
        "(Mylan)",
        "[Sandoz]",
        "(A A H Pharmaceuticals Ltd)",
        "- Accord",
        "(Hikma)",
        "(Napp Pharmaceuticals Ltd)",
        "(STADA)",
    ]
)
FORMS = st.sampled_from(
    ["tablets", "capsule", "oral solution", "PO TABS", "Filmtabletten", "gélule", "comprimidos", "tabletter"]
)
SPACES = st.sampled_from(["  ", "\t", "\u00a0", " \u200b", "   "])
STRENGTHS = st.sampled_from(["2.5", "5", "7.5", "10", "15", "30"])
UNITS = st.sampled_from([" mg", "mg", " MG", "-mg"])


def _same(one: str, other: str) -> None:
    assert set(drug(one).ingredients) == set(drug(other).ingredients), (one, other)


@given(NAMES, st.randoms(use_true_random=False))
def test_case_changes_nothing(name: str, random: Random) -> None:
    """Capitals, small letters and tall-man letters are one name, with one reading in all."""
    written = "".join(letter.upper() if random.random() < 0.5 else letter for letter in name)
    one, other = drug(written), drug(name)
    assert (one.ingredients, one.outcome, one.washout) == (other.ingredients, other.outcome, other.washout)


@given(NAMES, SPACES, SPACES)
def test_spacing_changes_nothing(name: str, within: str, around: str) -> None:
    """More, other and invisible spaces between words, before and after."""
    written = around + name.replace(" ", within) + around
    assert drug(written).ingredients == drug(name).ingredients


@given(NAMES, MAKERS)
def test_a_maker_changes_nothing(name: str, maker: str) -> None:
    """The maker behind a name, in brackets or after a dash."""
    _same(f"{name} {maker}", name)


@given(NAMES, SALTS, FORMS)
def test_a_salt_and_a_form_change_nothing(name: str, salt: str, form: str) -> None:
    """A salt behind the name, and a form behind that."""
    _same(f"{name} {salt} {form}", name)


@given(NAMES, STRENGTHS, UNITS, st.sampled_from(["#30", "x 28", "(30)", "1 box", "bottle of 100 mL"]))
def test_strength_and_pack_change_nothing(name: str, strength: str, unit: str, pack: str) -> None:
    """A strength with its unit, and what the pack holds."""
    _same(f"{name}, {strength}{unit} {pack}", name)


@given(OPIOIDS, PARTNERS, STRENGTHS, STRENGTHS, SALTS, st.sampled_from([" / ", "/", " and ", " + ", "-"]))
def test_order_of_a_combination_changes_nothing(
    one: str, other: str, first: str, second: str, salt: str, joint: str
) -> None:
    """``a 5 mg / b 1 mg`` and ``b 1 mg / a 5 mg``: one ingredient set, one release, the same strength for each."""
    assume(first != second)
    left, right = f"{one} {salt} {first} mg", f"{other} {second} mg"
    here, there = drug(f"{left}{joint}{right} tablet"), drug(f"{right}{joint}{left} tablet")
    assert set(here.ingredients) == set(there.ingredients)
    assert (here.release, here.washout, set(here.strengths)) == (there.release, there.washout, set(there.strengths))


@given(OPIOIDS, PARTNERS, STRENGTHS, STRENGTHS, st.sampled_from(["/", "-", " mg/", " mg-", " mg + "]))
def test_strengths_stand_in_the_order_of_the_names(one: str, other: str, first: str, second: str, joint: str) -> None:
    """``a-b 5-325 mg`` gives each its own, and the names the other way round with the strengths too."""
    assume(first != second)
    here = drug(f"{one}-{other} {first}{joint}{second} mg tablet")
    there = drug(f"{other}-{one} {second}{joint}{first} mg tablet")
    assert len(here.strengths) == 2
    assert set(here.strengths) == set(there.strengths)
    assert {strength.ingredient for strength in here.strengths} == set(here.ingredients)


@given(NAMES, st.sampled_from(["hydrochlorid", "sulfat", "phosphat", "hcl", "hydroklorid", "citrat"]))
def test_a_salt_written_onto_the_name_changes_nothing(name: str, salt: str) -> None:
    """``Morphinsulfat`` is morphine, and so on for every name of one word with five letters or more."""
    assume(name.isalpha() and len(name) > 4 and drug(name).outcome == "recognised")
    assert set(drug(name).ingredients) <= set(drug(f"{name}{salt} 5 mg").ingredients)


@given(NAMES, st.sampled_from(["®", "™", " ®"]))
def test_signs_of_a_brand_change_nothing(name: str, sign: str) -> None:
    """A registered trade mark is the same name."""
    _same(f"{name}{sign} 5 mg", f"{name} 5 mg")
