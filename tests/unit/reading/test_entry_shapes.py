"""The reading of an entry as plain data: as written, as read, and what was not."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ldn_rules.intake.model import Coding, Entry, Problem, Record, Unreadable
from ldn_rules.reading import entry_shapes
from ldn_rules.reading.entry_shapes import EntryShapes, date_shape, unreadable_shape
from ldn_rules.report.objects import encoded
from support.reading import TODAY, drugs_read, entry, frequency, reader, sigs_read

SHAPES = EntryShapes(reader())


def shape(one: Entry, order: str | None = None, problems: tuple[Problem, ...] = ()) -> dict[str, Any]:
    """One entry, read and shaped."""
    reading = reader().read(Record(1, entries=(one,)), None, TODAY, order)
    return SHAPES.shape(reading.entries[0], problems, reader().dates("json", order))


def test_a_whole_entry() -> None:
    """Everything that is given stands as written, and next to it what it was read as."""
    given_entry = entry(
        "naltrexone 1.5 mg capsule",
        sig="1 cap PO HS",
        dose="1.5 mg",
        frequency=frequency("1", "1", "day", times_max=Decimal(2)),
        quantity="30",
        codes=(Coding("s", "c", None),),
        status="active",
        start="3/4/2026",
        end="May 2026",
        last_taken="2026-04-05T20:30:00-03:30",
        days_supply="30",
        refills="0",
        fill_number="1",
        reason="fibromyalgia",
        prn=False,
    )
    found = shape(given_entry, "dmy")
    assert found["written"] == {
        "name": "naltrexone 1.5 mg capsule",
        "sig": "1 cap PO HS",
        "status": "active",
        "prn": False,
        "start": "3/4/2026",
        "end": "May 2026",
        "last_taken": "2026-04-05T20:30:00-03:30",
        "reason": "fibromyalgia",
        "codes": [{"system": "s", "code": "c", "display": None}],
        "frequency": {"times": 1, "per": 1, "unit": "day", "times_max": 2},
        "dose": {"value": 1.5, "unit": "mg"},
        "quantity": {"value": 30, "unit": None},
        "days_supply": 30,
        "refills": 0,
        "fill_number": 1,
    }
    day = {"written": "3/4/2026", "first": "2026-04-03", "last": "2026-04-03", "time": None, "how": "stated-order"}
    assert found["start"] == {**day, "why": None}
    assert (found["end"]["first"], found["end"]["last"], found["end"]["how"]) == (
        *("2026-05-01", "2026-05-31"),
        "month-and-year",
    )
    assert (found["last_taken"]["time"], found["last_taken"]["how"]) == ("20:30-03:30", "iso")
    assert (found["status"], found["indication"]) == ("active", "low-dose-use")
    assert (found["days_supply"], found["refills"], found["fill_number"], found["unread"]) == (30, 0, 1, [])


def test_drug_and_sig_are_in_the_shapes_of_their_commands() -> None:
    """What ``drugs read`` and ``sigs read`` print; the route of the sig is the drug's too."""
    found = shape(entry("oxycodone 5 mg tablet", sig="1 tab q6h prn, wibble"))
    assert found["drug"] == drugs_read("oxycodone 5 mg tablet")
    assert found["sig"] == sigs_read("1 tab q6h prn, wibble")
    assert found["dose"] == {
        "single": {"low": 5.0, "high": 5.0},
        "daily": {"low": 20.0, "high": 20.0},
        "unit_strength": {"low": 5.0, "high": 5.0},
        "unit": "mg",
        "every_days": None,
        "prn": True,
        "only_prn": True,
        "derived": "1 tablet = 5 mg, 4 a day",
        "missing": ["sig"],
        "fault": None,
        "disagreement": None,
        "unparsed": ["wibble"],
    }


def test_of_a_drug_no_rule_speaks_of_the_sig_is_shown_and_no_dose() -> None:
    """Its sig is read for the reader alone."""
    found = shape(entry("lisinopril 10 mg tablet", sig="1 tab daily"))
    assert (found["drug"]["outcome"], found["dose"]) == ("irrelevant", None)
    assert found["sig"] == sigs_read("1 tab daily")
    assert shape(entry("lisinopril 10 mg tablet"))["sig"] is None


def test_an_implausible_dose_says_why() -> None:
    """The words of the fault, not its name."""
    assert shape(entry("naltrexone", sig="4.5 daily"))["dose"]["fault"] == "4.5 without a unit"


def test_what_could_not_be_read_has_its_reason() -> None:
    """Of intake and of reading, of this entry alone; a date keeps its place in the shape."""
    own = Problem("wrong-type", "a text is due here, not a number", "medications[0].sig", 1, 2, "m1")
    other = Problem("wrong-type", "not this one", "medications[1].sig", 1, 2, "m2")
    found = shape(entry("naltrexone 1.5 mg", start="03/04/2026", status="odd"), problems=(own, other))
    ambiguous = "can mean 2026-03-04 or 2026-04-03; --date-order mdy or dmy says which"
    none = {"first": None, "last": None, "time": None, "how": None}
    assert found["start"] == {"written": "03/04/2026", **none, "why": ambiguous}
    assert found["unread"] == [
        {"field": "sig", "why": own.message},
        {"field": "status", "why": "status 'odd' is not known; read as unknown, which counts as open"},
        {"field": "start", "why": f"start '03/04/2026' {ambiguous}"},
    ]


def test_an_entry_that_could_not_be_taken_in() -> None:
    """What stands there, and why."""
    lost = Unreadable("m7", 6, "zzz", Problem("unknown-key", 'unknown key "nme"'))
    assert unreadable_shape(lost) == {
        "entry": "m7",
        "written": {"name": "zzz"},
        "unread": [{"field": None, "why": 'unknown key "nme"'}],
    }


def test_numbers_that_json_does_not_have() -> None:
    """An amount beyond any that can be meant is shown as text; one with many places as it is."""
    written = shape(entry("naltrexone", dose="NaN mg", strength="1E+18 mg", quantity="0.125 mL"))["written"]
    assert [written[key]["value"] for key in ("dose", "strength", "quantity")] == ["NaN", 1e18, 0.125]


def test_times_have_the_offset_that_is_stated() -> None:
    """East and west of Greenwich, or none; nothing for no date."""
    dates = reader().dates("json", None)
    stamps = ("2026-01-15T08:05+05:30", "2026-01-15T08:05Z", "2026-01-15T08:05-11", "2026-01-15 08:05")
    said = [read["time"] for stamp in stamps if (read := date_shape(stamp, dates))]
    assert said == ["08:05+05:30", "08:05+00:00", "08:05-11:00", "08:05"]
    assert date_shape(None, dates) is None


def test_the_memory_of_shapes_is_bounded(monkeypatch: Any) -> None:
    """It starts anew, and equal texts are shaped once."""
    monkeypatch.setattr(entry_shapes, "_REMEMBERED", 2)
    shapes = EntryShapes(reader())
    dates = reader().dates("json", None)
    found = []
    for name in ("lisinopril", "atorvastatin", "metformin", "metformin"):
        reading = reader().read(Record(1, entries=(entry(name),)), None, TODAY).entries[0]
        found.append(shapes.shape(reading, (), dates)["drug"])
    assert len(shapes._known) == 1
    assert found[2] is found[3]


TEXT = st.one_of(st.none(), st.text(max_size=40))


@given(st.text(min_size=1, max_size=40), TEXT, TEXT, TEXT, TEXT)
def test_any_entry_has_a_shape(
    name: str, sig: str | None, start: str | None, status: str | None, form: str | None
) -> None:
    """It is JSON, holds every text that was given, and says of each date what it is or why it is none."""
    found = shape(entry(name, sig=sig, start=start, status=status, form=form))
    assert json.loads(encoded(found))
    assert found["written"]["name"] == name
    assert (found["start"] is None) == (not start)
    if found["start"] is not None:
        assert (found["start"]["why"] is None) == (found["start"]["first"] is not None)
