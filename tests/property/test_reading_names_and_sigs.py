"""Reading under any text: nothing raised, places that fit, and what must not change a reading."""

from __future__ import annotations

import string
import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ldn_rules.reading.dates import DateReader
from ldn_rules.reading.model import NoDate
from ldn_rules.reading.sigs.grammar import read_sig
from support.reading import dose, drug, drugs_read, entry, mg, read, sigs_read, vocabulary

if TYPE_CHECKING:
    from random import Random

TEXT = st.text(max_size=200)
SIG_WORDS = sorted({phrase.spelled for phrase in vocabulary().sig.table.phrases.values()})
NAMES = sorted({phrase.spelled for phrase in vocabulary().names.phrases.values()})
PIECES = st.sampled_from([*SIG_WORDS, "1", "2.5", "1/2", "4-6", "0", "½", ",", ";", "/", "(", ")", "mg", "-"])
WRITTEN_SIG = st.lists(PIECES, max_size=25).map(" ".join)
DRUGS = st.sampled_from(
    ["oxycodone", "morphine", "naltrexone", "LDN", "Percocet", "lisinopril", "tramadol", "buprenorphine", "OxyContin"]
)
OUTCOMES = {"recognised", "irrelevant", "review", "unrecognised"}


@given(TEXT)
def test_any_text_is_read_as_a_drug(text: str) -> None:
    """One of four outcomes with a reason; recognised and review name something."""
    reading = drugs_read(text)
    assert reading["outcome"] in OUTCOMES
    assert reading["why"]
    assert bool(reading["ingredients"] or reading["read_as"]) == (reading["outcome"] != "unrecognised")


@given(st.one_of(TEXT, WRITTEN_SIG))
def test_any_text_is_read_as_a_sig(text: str) -> None:
    """What is left over stands where it says, in order, without overlaps."""
    end = 0
    for left in sigs_read(text)["unparsed"]:
        assert left["text"] == text[left["start"] : left["end"]]
        assert left["start"] >= end
        end = left["end"]


@given(
    st.lists(st.sampled_from(NAMES), min_size=1, max_size=4),
    st.sampled_from([" / ", " + ", " and ", " with ", "-", ", "]),
)
def test_a_combination_holds_at_least_an_opioid_that_is_in_it(names: list[str], joint: str) -> None:
    """No partner hides an opioid or naltrexone: the whole is never irrelevant if a part is guarded."""
    guarded = vocabulary().guarded
    if any(drug(name).classes & guarded for name in names):
        assert drug(joint.join(names)).outcome in {"recognised", "review"}


@given(DRUGS, st.randoms(use_true_random=False))
def test_case_and_spacing_change_nothing(name: str, random: Random) -> None:
    """Tall-man letters, spaces around, and double spaces are harmless."""
    flip = random.random
    written = "".join(letter.upper() if flip() < 0.5 else letter.lower() for letter in name)
    assert drug(f"  {written}   5 mg ").ingredients == drug(f"{name} 5 mg").ingredients


@given(
    DRUGS,
    st.sampled_from(["hydrochloride", "HCl", "sulfate", "(Teva)", "tablet", "5 mg", "10mg/5mL", "po", "[compounded]"]),
)
def test_added_words_never_change_the_ingredients(name: str, more: str) -> None:
    """Salts, makers, forms, strengths and routes stand around a name, not in it."""
    assert drug(f"{name} {more}").ingredients == drug(name).ingredients


@given(
    st.sampled_from(["oxycodone", "morphine", "naltrexone", "tramadol", "buprenorphine", "fentanyl", "hydromorphone"]),
    st.data(),
)
def test_one_error_in_a_guarded_name_is_never_lost(name: str, data: st.DataObject) -> None:
    """One letter wrong in a long name: recognised, or for review; not passed over."""
    place = data.draw(st.integers(0, len(name) - 1))
    letter = data.draw(st.sampled_from(string.ascii_lowercase))
    reading = drug(name[:place] + letter + name[place + 1 :])
    assert reading.outcome in {"recognised", "review"}
    assert reading.classes & vocabulary().guarded


@given(st.integers(1, 40), st.sampled_from([2, 4, 5, 10]))
def test_more_strength_and_less_count_is_the_same_dose(tenths: int, factor: int) -> None:
    """Multiplying the strength and dividing the count leaves the daily dose unchanged."""
    one = dose(f"naltrexone {tenths / 10} mg capsule", sig=f"{factor} caps daily")
    other = dose(f"naltrexone {tenths * factor / 10} mg capsule", sig="1 cap daily")
    assert mg(one.daily) == mg(other.daily)


@given(st.decimals(min_value=0, max_value=1000, places=3), st.sampled_from([("mg", 1), ("mcg", 1000), ("g", "0.001")]))
def test_units_change_nothing_but_the_writing(value: object, unit: tuple[str, object]) -> None:
    """The same mass in another unit is the same number of nanograms."""
    from decimal import Decimal

    written = Decimal(str(value)) * Decimal(str(unit[1]))
    one = dose("naltrexone", sig=f"{value} mg daily").daily
    other = dose("naltrexone", sig=f"{written:f} {unit[0]} daily").daily
    assert one == other


@given(TEXT, TEXT, st.one_of(st.none(), TEXT), st.one_of(st.none(), TEXT))
def test_any_entry_is_read(name: str, sig: str, start: str | None, form: str | None) -> None:
    """Never an exception; an unreadable date is a problem and named."""
    result = read(entry(name, sig=sig, start=start, form=form, status=form)).entries[0]
    unread = bool(start) and isinstance(DateReader(vocabulary().dates).read(start or ""), NoDate)
    assert (result.unread == ("start",)) == unread
    assert any(problem.code == "unread-date" for problem in result.problems) == unread


@given(WRITTEN_SIG)
@settings(max_examples=300)
def test_a_dose_is_complete_or_says_what_is_missing(sig: str) -> None:
    """A daily dose, or a field that is missing, or a fault: never silence."""
    reading = dose("naltrexone 4.5 mg capsule", sig=sig)
    assert reading.daily is not None or reading.missing or reading.fault != "none"
    if reading.daily is not None:
        assert reading.daily.low <= reading.daily.high


@pytest.mark.parametrize(
    "piece",
    [
        "a ",
        "1/",
        "-",
        "oxycodon ",
        "q ",
        "1 ",
        "½",
        "x1",
        "for ",
        "every ",
        "9",
        "1,",
        "morphne ",
        "tylenol with ",
        "\u0301",
        "(",
        "1-",
    ],
)
def test_long_texts_take_no_longer_than_their_length(piece: str) -> None:
    """Ten thousand characters cost at most some dozen times what one thousand cost: no quadratic blow-up."""
    short, long = (piece * (size // len(piece)) for size in (1_000, 10_000))
    for run in (drug, lambda text: read_sig(text, vocabulary())):
        run(short)
        assert _seconds(run, long) <= 30 * max(_seconds(run, short), 0.001)


def _seconds(run: object, text: str) -> float:
    best = float("inf")
    for _ in range(3):
        begin = time.thread_time()
        run(text)  # type: ignore[operator]
        best = min(best, time.thread_time() - begin)
    return best
