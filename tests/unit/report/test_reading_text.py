"""How entries were read, for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ldn_rules.intake.decode import decode_json_object
from ldn_rules.report import reading_text
from ldn_rules.report.layout import Page
from ldn_rules.report.text import Text
from support.lists import TODAY, pipeline

if TYPE_CHECKING:
    from collections.abc import Callable

    from ldn_rules.findings.model import PatientReport
    from ldn_rules.report.identity import Identity


def said(*medications: dict[str, Any], order: str | None = None, width: int = 100) -> str:
    """The lines of a list."""
    record = decode_json_object({"as_of": "2026-01-15", "medications": list(medications)})
    report = pipeline().check(record, as_of=None, today=TODAY, date_order=order, readings="all", engine=False)
    assert report.readings is not None
    return "\n".join(reading_text.lines(report.readings, Page(width)))


FENTANYL = {
    "id": "f",
    "name": "fentanyl 25 mcg/hr patch",
    "sig": "apply 1 patch every 72 hours",
    "status": "Active",
    "start": "46037",
    "quantity": {"value": 10, "unit": "patch"},
    "days_supply": 30,
    "refills": 2,
    "fill_number": 1,
    "reason": "pain",
}
GOLDEN = """\
[f] fentanyl 25 mcg/hr patch; apply 1 patch every 72 hours; quantity 10 patch; for pain
  Drug      fentanyl; transdermal patch; extended release; 0.025 mg per hour; long-acting interval
  Sig       1 patch, 1 every 72 hours
  Dose      no daily dose: 1 patch, 1 a day every 3 days
  When      active; start not known ('46037'); supply 30 days; 2 refills; fill 1
  Not read  missing for the dose: strength; start '46037' is not a date this program reads
            (2026-01-15, 15 Jan 2026, 2026-01, 2026 or a time stamp)"""


def test_an_entry() -> None:
    """In front what was written, below it drug, sig, dose, dates and what was not read."""
    assert said(FENTANYL) == GOLDEN


@pytest.mark.parametrize(
    ("entry", "lines"),
    [
        (
            {"name": "lisinopril 10 mg", "sig": "1 tab daily", "status": "active", "start": "2020"},
            ["Drug      lisinopril; no rule speaks of it; active; start 2020-01-01 to 2020-12-31 ('2020')"],
        ),
        ({"name": "herbal pain relief"}, ["Drug      not recognised: nothing is known of: herbal, relief"]),
        (
            {"name": "oxycodne 5 mg tablet"},
            ["to be reviewed: not a known name; near oxycodone", "When      no status"],
        ),
        (
            {"name": "oxycodone 5 mg / paracetamol 325 mg tablet"},
            ["oxycodone + paracetamol; ", "oxycodone 5 mg per unit; paracetamol 325 mg per unit"],
        ),
        (
            {"codes": [{"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "7804"}, {"code": "zz"}]},
            ["http://www.nlm.nih.gov/research/umls/rxnorm 7804, code zz"],
        ),
        (
            {"name": "naltrexone 1.5 mg cap", "sig": "Naltrexone: 1 cap HS #30 RF 2, do not fill before 3/14"},
            ["Sig       1 capsule, 1 a day, bedtime", "Beside    Naltrexone; #30; RF 2; do not fill before 3/14"],
        ),
        (
            {"name": "naltrexone 1.5 mg cap", "sig": "Tramadol 50 mg 1 tab q6h"},
            ["Beside    Tramadol", "to be reviewed: name and directions disagree: naltrexone against tramadol"],
        ),
        ({"name": "naltrexone 1.5 mg", "sig": "as directed"}, ["Sig       as directed"]),
        (
            {"name": "naltrexone 1.0 mg", "sig": ".5 mg nightly", "last_filled": "2026-01-02"},
            [
                "Remark    trailing zero in '1.0': read as 1; no digit before the decimal sign in '.5': read as 0.5",
                "last filled 2026-01-02",
            ],
        ),
        (
            {"name": "naltrexone 1.5 mg cap", "sig": "1 cap every other day", "reason": "fibromyalgia"},
            ["1.5 mg a day of use: ", "its reason is a low dose use"],
        ),
        (
            {"name": "naltrexone 1.5 mg cap", "dose": {"value": 3, "unit": "mg"}, "sig": "1 cap HS"},
            ["contradicts itself: "],
        ),
        (
            {"name": "naltrexone", "sig": "4.5 daily"},
            ["4.5 without a unit, 1 a day", "implausible: 4.5 without a unit"],
        ),
        ({"name": "oxycodone 5 mg tab", "sig": "1 tab bid for 3 days then 1 tab bid prn"}, ["partly as needed"]),
        ({"name": "naltrexone 1.5 mg cap", "sig": "1 cap mon, wed and fri"}, ["monday and wednesday and friday"]),
        ({"name": "naltrexone 1.5 mg cap", "status": "ACTIVE"}, ["When      active"]),
        ({"name": "naltrexone 1.5 mg cap", "status": "finished"}, ["('finished')"]),
        ({"name": "oxycodone", "start": "2026-01-15T08:00Z"}, ["start 2026-01-15 08:00+00:00"]),
        (
            {"name": "oxycodone", "end": "15 Jan 2026 20:30"},
            ["end 2026-01-15 20:30 ('15 Jan 2026 20:30': month by its name)"],
        ),
        ({"name": "oxycodone", "start": "03/04/2026"}, ["start 2026-04-03 ('03/04/2026': in the stated order)"]),
        ({"name": "oxycodone", "start": "20260115"}, ["('20260115': year, month, day)"]),
        ({"nme": "x"}, ['Not read  unknown key "nme"; did you mean "name"?']),
    ],
)
def test_parts_of_an_entry(entry: dict[str, Any], lines: list[str]) -> None:
    """Each part in its words."""
    text = " ".join(said(entry, order="dmy", width=1000).split("\n"))
    assert [line for line in lines if line not in text] == []


def phase(**parts: Any) -> dict[str, Any]:
    """A phase of a sig that says only this."""
    silent = dict.fromkeys(("dose", "times", "per", "unit", "time_of_day", "route", "duration_days", "increase"))
    return {**silent, "prn": False, **parts}


def test_phases_and_steps_are_told() -> None:
    """Ranges, durations, increases, in the order of the sig."""
    raised = {
        "by": {"value": 0.1, "unit": "mL"},
        "every_days": {"low": 3, "high": 4},
        "up_to": {"value": 0.5, "unit": None},
    }
    whole = {"low": 1, "high": 2, "unit": "tablet"}
    first = phase(
        dose=whole, times={"low": 2, "high": 3}, per=1, unit="day", time_of_day=["morning", "evening"], prn=True
    )
    second = phase(dose={"value": 0.1, "unit": "mL"}, time_of_day="bedtime", increase=raised)
    sig = {"phases": [{**first, "route": "oral", "duration_days": 14}, second], "as_directed": True}
    assert reading_text._phases(sig) == (
        "1 to 2 tablet, 2 to 3 a day, morning and evening, oral, as needed, for 14 days; "
        "then 0.1 mL, bedtime, raised by 0.1 mL every 3 to 4 days up to 0.5 without a unit; as directed"
    )


def test_it_stands_in_the_text_where_it_is_asked_for(identity: Identity, report: Callable[..., PatientReport]) -> None:
    """Before what could not be read, the head of each entry in bold on a terminal; else nothing of it."""
    reading = {"entry": "m1", "written": {"name": "zzz"}, "unread": [{"field": None, "why": "unknown key"}]}
    told = Text(identity, Page(80, colour=True)).patient(report(readings=(reading,))).decode()
    assert "\x1b[1mHow each entry was read\x1b[0m\n\x1b[1m[m1] zzz\x1b[0m\n  Not read  unknown key\n\n" in told
    for readings in (None, ()):
        assert "How each entry" not in Text(identity, Page()).patient(report(readings=readings)).decode()


TEXT = st.one_of(st.none(), st.text(max_size=30))


@given(st.text(min_size=1, max_size=30), TEXT, TEXT, TEXT)
def test_any_list_can_be_told(name: str, sig: str | None, start: str | None, status: str | None) -> None:
    """Every line is printable and within the page."""
    text = said({"name": name, "sig": sig, "start": start, "status": status}, width=60)
    for line in text.split("\n"):
        assert line.isprintable()
        assert len(line) <= 60
