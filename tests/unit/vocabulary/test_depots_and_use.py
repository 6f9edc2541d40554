"""Depots however they are named, and what directions and reasons say of a drug."""

from __future__ import annotations

from typing import Any

import pytest

from support.reading import drug, read_entry

DEPOT = "depot-sublocade"


@pytest.mark.parametrize(
    ("name", "said", "washout"),
    [
        ("buprenorphine 0.18 ML 356 MG/ML Prefilled Syringe", {}, DEPOT),
        ("buprenorphine 64 mg/0.18 mL", {}, DEPOT),
        ("buprenorphine 8 mg/0.16 mL syringe", {}, DEPOT),
        ("buprenorphine 16 mg injection", {}, DEPOT),
        ("buprenorphine 96 mg", {}, DEPOT),
        ("buprenorphine XR", {}, DEPOT),
        ("buprenorphine monthly", {}, DEPOT),
        ("buprenorphine", {"route": "subcutaneous"}, DEPOT),
        ("buprenorphine", {"route": "subcutaneous", "dose": "100 mg"}, DEPOT),
        ("buprenorphine injection", {"strength": "300 mg"}, DEPOT),
        ("buprenorphine", {"sig": "inject 300 mg subcutaneously once a month"}, DEPOT),
        ("buprenorphine", {"sig": "0.3 mg SC every 6 hours"}, "long-acting"),
        ("buprenorphine 0.3 mg/mL injection", {}, "long-acting"),
        ("buprenorphine 8 mg SL tablet", {}, "long-acting"),
        ("buprenorphine", {"sig": "24 mg under the tongue daily"}, "long-acting"),
        ("buprenorphine weekly patch", {}, "long-acting"),
        ("buprenorphine 20 mcg/h patch", {}, "long-acting"),
        ("Brixadi (weekly) 16 mg/0.32 mL", {}, "depot-weekly"),
    ],
)
def test_buprenorphine_by_strength_route_and_dose(name: str, said: dict[str, Any], washout: str) -> None:
    """What only a depot holds is one, of the longest interval where no brand tells which; a tablet or patch is none."""
    assert read_entry(name, **said).drug.washout == washout


@pytest.mark.parametrize(
    ("name", "said", "kind"),
    [
        ("naltrexone", {"strength": "380 mg"}, "naltrexone-depot"),
        ("naltrexone", {"dose": "380 mg"}, "naltrexone-depot"),
        ("naltrexone", {"sig": "380 mg IM monthly"}, "naltrexone-depot"),
        ("naltrexone inj 380 mg", {}, "naltrexone-depot"),
        ("naltrexone 380", {}, "naltrexone-depot"),
        ("naltrexone ER", {}, "naltrexone-depot"),
        ("naltrexone ER", {"dose": "4.5 mg"}, "naltrexone-oral"),
        ("naltrexone SR 4.5 mg", {}, "naltrexone-oral"),
        ("naltrexone", {"sig": "take 4.5 mg SR capsule at bedtime"}, "naltrexone-oral"),
        ("naltrexone 4.5 mg", {"sig": "1 at bedtime; go to the ER if unwell"}, "naltrexone-oral"),
        ("naltrexone 50 mg tablet", {}, "naltrexone-oral"),
    ],
)
def test_naltrexone_by_strength_and_release(name: str, said: dict[str, Any], kind: str) -> None:
    """380 mg is the injection, and so is extended release unless another strength is known."""
    kinds = {name for name in read_entry(name, **said).drug.classes if name.startswith("naltrexone-")}
    assert kinds == {"naltrexone-systemic", kind}


@pytest.mark.parametrize(
    ("said", "release"),
    [
        ({"sig": "take 1 extended-release tablet every 12 hours"}, "extended"),
        ({"sig": "take 1 ER tab every 12 hours", "form": "tablet"}, "extended"),
        ({"sig": "1 bid; go to the ER if short of breath", "form": "tablet"}, "immediate"),
        ({"sig": "1 every 12 hours, at most 2 in 24 hours", "form": "tablet"}, "immediate"),
        ({"form": "m/r tablet"}, "extended"),
        ({"form": "Tablet, Extended Release"}, "extended"),
        ({"form": "XZ tablet"}, None),
        ({"form": "tablet"}, "immediate"),
    ],
)
def test_release_in_other_fields(said: dict[str, Any], release: str | None) -> None:
    """A release word counts wherever the entry says it; a word beside the form that was not read is not immediate."""
    assert read_entry("oxycodone 10 mg", **said).drug.release == release


@pytest.mark.parametrize(
    ("text", "release"),
    [
        ("oxycodone 10 mg time-released tablet", "extended"),
        ("oxycodone 10 mg Retardtabletten", "extended"),
        ("oxycodone 10 mg libération prolongée comprimé", "extended"),
        ("oxycodone 10 mg zz tablet", None),
        ("oxycodone 10 mg tablet (leftover)", "immediate"),
        ("oxycodone 10 mg tablet every 12 h", "immediate"),
    ],
)
def test_words_beside_a_form(text: str, release: str | None) -> None:
    """A word that was not read may say the release, unless a bracket sets it apart or it belongs to directions."""
    assert drug(text).release == release


@pytest.mark.parametrize(
    ("text", "release"),
    [
        ("oxycodone 10 mg naloxone 5 mg tablet", "extended"),
        ("oxycodone 80 mg tablet, senna 8.6 mg tablet", "extended"),
        ("oxycodone 80 mg, paracetamol 500 mg tablet", "extended"),
        ("hydrocodone 10 mg / acetaminophen 325 mg tablet", "immediate"),
        ("oxycodone 10 mg tablet (with naloxone kit)", "immediate"),
    ],
)
def test_release_by_partner_and_own_strength(text: str, release: str) -> None:
    """An opioid's own strength counts whatever stands beside it; a partner that is no part of it does not."""
    assert drug(text).release == release


@pytest.mark.parametrize(
    ("name", "said", "high"),
    [
        ("loperamide misuse", {}, True),
        ("loperamide 2 mg", {"reason": "to get high"}, True),
        ("loperamide 2 mg", {"reason": "diarrhoea"}, False),
    ],
)
def test_misuse_is_a_high_dose(name: str, said: dict[str, Any], high: bool) -> None:
    """Whatever dose is recorded."""
    rule = read_entry(name, **said).drug.high_dose
    assert rule is not None
    assert (rule.more_than < 0) is high


@pytest.mark.parametrize(
    ("name", "sig", "washout"),
    [
        ("fentanyl injection", "50 mcg IV once", "perioperative"),
        ("fentanyl injection", "25 mcg IV every 5 minutes as needed", "perioperative"),
        ("fentanyl injection", "50 mcg IV every 4 hours", "short-acting"),
        ("fentanyl PCA", None, "short-acting"),
        ("remifentanil injection", None, "perioperative"),
        ("remifentanil injection", "25 mcg IV every 6 hours", "short-acting"),
        ("Dsuvia", None, "perioperative"),
    ],
)
def test_a_schedule_is_no_single_exposure(name: str, sig: str | None, washout: str) -> None:
    """One occasion is perioperative; by a schedule of hours or days, or a pump of the patient's own, it is not."""
    assert read_entry(name, sig=sig).drug.washout == washout
