"""Strengths of patches, tablets and liquids in the words of other languages."""

from __future__ import annotations

import pytest

from support.reading import drugs_read, sigs_read


@pytest.mark.parametrize(
    ("text", "strength"),
    [
        ("Fentanyl 25 mikrogram/time depotplaster", 0.025),
        ("Fentanyl 25 mikrog/time depotplaster", 0.025),
        ("Durogesic 25 µg/h", 0.025),
        ("fentanyl 25 mcg/hr patch", 0.025),
        ("Fentanyl 25 microgrammes/heure dispositif transdermique", 0.025),
        ("Fentanyl Hexal 25 Mikrogramm/Stunde Pflaster", 0.025),
        ("Fentanyl 25 µg/Std. Pflaster", 0.025),
        ("Fentanyl 25 Mikrogramm pro Stunde", 0.025),
        ("fentanyl 25 microgrammes par heure", 0.025),
        ("fentanilo 25 microgramos/hora parche", 0.025),
        ("fentanilo 25 microgramos por hora", 0.025),
        ("fentanil 25 microgrammi/ora cerotto transdermico", 0.025),
        ("fentanyl 25 microgram/uur pleister", 0.025),
        ("fentanila 25 microgramas/hora adesivo transdermico", 0.025),
        ("Matrifen 12 mikrogram/timme depotplåster", 0.012),
        ("fentanyl 25 mikrogrammaa/tunti depotlaastari", 0.025),
        ("fentanyl 25 microg/h patch", 0.025),
        ("Norspan 10 mikrogram/time", 0.01),
    ],
)
def test_a_patch_per_hour(text: str, strength: float) -> None:
    """So much an hour, of a patch, and no word is left over."""
    read = drugs_read(text)
    assert [(one["low"], one["high"], one["per"]) for one in read["strength"]] == [(strength, strength, "hour")]
    assert (read["outcome"], read["form"], read["why"]) == ("recognised", "patch", "by name")


def test_a_liquid_and_a_tablet() -> None:
    """Volumes and counted forms have their words too."""
    for text, per in (("morfina 2 mg/mililitro", "mL"), ("naltrexona 4,5 mg por capsula", "unit")):
        assert [one["per"] for one in drugs_read(text)["strength"]] == [per]


@pytest.mark.parametrize(
    ("text", "times", "unit"),
    [("1 tab 1 time daily", 1, "day"), ("5 mg 2 times a day", 2, "day"), ("1 tablet t.d.s.", 3, "day")],
)
def test_words_that_mean_an_hour_behind_a_stroke_alone(text: str, times: int, unit: str) -> None:
    """`time` is an hour only behind `per` and the like."""
    [phase] = sigs_read(text)["phases"]
    assert (phase["times"], phase["unit"], sigs_read(text)["unparsed"]) == (times, unit, [])
