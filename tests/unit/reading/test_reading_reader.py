"""The reader: as_of, statuses, problems with their place, indications, memory."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from ldn_rules.intake.model import Coding, Problem, Record, Unreadable
from ldn_rules.reading import reader as module
from ldn_rules.reading.reader import Reader
from support.reading import LIMITS, RXNORM, TODAY, drugs_read, entry, frequency, read, read_entry, reader, vocabulary

NTX = "naltrexone 4.5 mg capsule"


def test_as_of() -> None:
    """The option wins over the record, the record over today."""
    stated = Record(1, as_of="2026-01-15")
    day = date(2026, 1, 15).toordinal()
    results = [
        reader().read(*arguments)
        for arguments in ((stated, 700_000, TODAY), (stated, None, TODAY), (Record(1), None, TODAY))
    ]
    assert [(one.as_of, one.as_of_basis) for one in results] == [(700_000, "option"), (day, "record"), (TODAY, "today")]


@pytest.mark.parametrize("text", ["15.1.2026", "15 Jan 2026", "20260115", "2026-01"])
def test_unread_as_of(text: str) -> None:
    """An as_of that is no single day in ISO 8601 is a problem, and today is used."""
    result = read(as_of=text)
    message = f"as_of '{text}' is not a full date (2026-01-15 or a time stamp)"
    assert result.problems == (Problem("unread-date", message, "as_of"),)
    assert result.as_of_basis == "today"


def test_record_dates() -> None:
    """Birth and history are dates, possibly partial; an unreadable one is a problem."""
    result = read(birth_date="1980", history_from="soon")
    assert result.birth is not None
    assert result.birth.last - result.birth.first == 365
    assert result.history_from is None
    assert [problem.path for problem in result.problems] == ["history_from"]


def test_unread_dates_of_a_record_name_its_line() -> None:
    """Each of them, the date of the list too, is a problem with the line of the record."""
    result = read(as_of="soon", history_from="soon", birth_date="soon", list_date="soon", line=3)
    paths = ["as_of", "history_from", "patient.birth_date", "list_date"]
    assert [(problem.code, problem.path, problem.line) for problem in result.problems] == [
        ("unread-date", path, 3) for path in paths
    ]
    last = "list_date 'soon' is not a date this program reads (2026-01-15, 15 Jan 2026, 2026-01, 2026 or a time stamp)"
    assert result.problems[-1].message == last
    assert read(list_date="2026-01-15").problems == ()


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"status": "active"}, "active"),
        ({"status": "On Hold"}, "on-hold"),
        ({"status": "discontinued"}, "stopped"),
        ({"status": "ended"}, "completed"),
        ({"status": "cancelled"}, "not-given"),
        ({"status": "not-taken"}, "not-given"),
        ({"status": "entered_in_error"}, "entered-in-error"),
        ({"status": "entered-in-error", "not_given": True}, "entered-in-error"),
        ({"status": "draft"}, "planned"),
        ({"status": "intended"}, "planned"),
        ({}, "unknown"),
        ({"status": "active", "intent": "plan"}, "planned"),
        ({"status": "completed", "intent": "proposal"}, "completed"),
        ({"status": "active", "intent": "order"}, "active"),
        ({"status": "active", "not_given": True}, "not-given"),
    ],
)
def test_status(said: dict[str, object], status: str) -> None:
    """FHIR and plain words; a plan that has not ended is planned; without a status it is unknown, which is open."""
    reading = read_entry(NTX, **said)
    assert (reading.status, reading.problems) == (status, ())


GOLDEN = [
    (
        {"status": "weird"},
        "unread-status",
        "status",
        "status 'weird' is not known; read as unknown, which counts as open",
    ),
    ({"intent": "hope"}, "unread-intent", "intent", "intent 'hope' is not known; read as an order"),
    ({"form": "blob"}, "unread-form", "form", "form 'blob' is not known"),
    ({"route": "zz"}, "unread-route", "route", "route 'zz' is not known"),
    ({"dose": "1 blob"}, "unread-unit", "dose", "unit 'blob' of dose is not known"),
    ({"strength": "1 blob"}, "unread-unit", "strength", "unit 'blob' of strength is not known"),
    ({"quantity": "1 blob"}, "unread-unit", "quantity", "unit 'blob' of quantity is not known"),
    (
        {"frequency": frequency("1", "1", "moon")},
        "unread-frequency",
        "frequency",
        "unit 'moon' of frequency is not known",
    ),
    (
        {"frequency": frequency("0", "1", "day")},
        "unread-frequency",
        "frequency",
        "times and per of frequency must be numbers above 0",
    ),
    (
        {"frequency": frequency("NaN", "1", "day")},
        "unread-frequency",
        "frequency",
        "times and per of frequency must be numbers above 0",
    ),
    ({"dose": "NaN mg"}, "unread-number", "dose", "dose NaN is not a number this program reads"),
    ({"dose": "1E+999999999 mg"}, "unread-number", "dose", "dose 1E+999999999 is not a number this program reads"),
    (
        {"quantity": "Infinity mg", "days_supply": "30"},
        "unread-number",
        "quantity",
        "quantity Infinity is not a number this program reads",
    ),
    (
        {"days_supply": "1E+999999999", "quantity": "30 mg"},
        "unread-number",
        "days_supply",
        "days_supply 1E+999999999 is not a whole number from 1 to 19999",
    ),
    ({"days_supply": "-3"}, "unread-number", "days_supply", "days_supply -3 is not a whole number from 1 to 19999"),
    ({"days_supply": "0"}, "unread-number", "days_supply", "days_supply 0 is not a whole number from 1 to 19999"),
    ({"refills": "1.5"}, "unread-number", "refills", "refills 1.5 is not a whole number from 0 to 19999"),
    ({"fill_number": "NaN"}, "unread-number", "fill_number", "fill_number NaN is not a whole number from 0 to 19999"),
    (
        {"start": "03/04/2026"},
        "unread-date",
        "start",
        "start '03/04/2026' can mean 2026-03-04 or 2026-04-03; --date-order mdy or dmy says which",
    ),
]


@pytest.mark.parametrize(("said", "code", "field", "message"), GOLDEN)
def test_each_unread_field_is_a_problem(said: dict[str, object], code: str, field: str, message: str) -> None:
    """With its code, its place, its entry and a sentence."""
    problems = [problem for problem in read_entry(NTX, **said, line=7).problems if problem.code == code]
    assert [(one.message, one.path, one.entry) for one in problems] == [(message, f"medications[0].{field}", "m1")]


def test_unread_dates_are_named() -> None:
    """Each date field that could not be read; the others stay."""
    reading = read_entry(NTX, start="2026-01-01", end="x", last_taken="2026-02-30")
    assert (reading.unread, reading.start is not None) == (("end", "last_taken"), True)
    assert [problem.path for problem in reading.problems] == ["medications[0].end", "medications[0].last_taken"]


def test_fields_of_irrelevant_drugs_do_not_matter() -> None:
    """An odd form of a drug the rules do not speak of is no problem."""
    assert read_entry("lisinopril 10 mg", form="blob", dose="1 blob").problems == ()


def test_numbers() -> None:
    """Whole numbers, however written."""
    reading = read_entry(NTX, days_supply="30.0", refills="0", fill_number="2")
    assert (reading.days_supply, reading.refills, reading.fill_number) == (30, 0, 2)


@pytest.mark.parametrize(
    ("said", "indication"),
    [
        ({"reason": "fibromyalgia"}, "low-dose-use"),
        ({"reason": "Alcohol use disorder, severe"}, "full-dose-use"),
        ({"reason": "opioid dependence"}, "full-dose-use"),
        ({"reason": "chronic pain; alcohol use disorder"}, "low-dose-use"),
        ({"sig": "4.5 mg qhs for Crohn's disease"}, "low-dose-use"),
        ({"sig": "4.5 mg qhs. Avoid alcohol"}, "none"),
        ({"reason": "unclear"}, "none"),
        ({}, "none"),
    ],
)
def test_indication(said: dict[str, str], indication: str) -> None:
    """The entry's own reason, from its field or after "for" in its sig."""
    assert read_entry("naltrexone", **said).indication == indication


def test_low_dose_is_said_anywhere() -> None:
    """In name, code display, sig or reason."""
    said: list[dict[str, Any]] = [
        {},
        {"sig": "LDN qhs"},
        {"reason": "low dose"},
        {"codes": (Coding("local", "1", "LDN"),)},
    ]
    assert [read_entry("naltrexone", **one).drug.says_low_dose for one in said] == [False, True, True, True]


def test_further_names() -> None:
    """A display without a code is a name like any other, and no code that is not known."""
    apart = read_entry("ibuprofen", codes=(Coding(RXNORM, None, "oxycodone 5 mg"),)).drug
    assert (apart.outcome, apart.why) == ("review", "name and code disagree: ibuprofen against oxycodone")
    same = read_entry("oxycodone", codes=(Coding(None, None, "Oxycodone Hydrochloride"),)).drug
    assert (same.outcome, same.why) == ("recognised", "by name")


def test_release_by_sig_and_route_by_sig() -> None:
    """Every six hours or oftener is immediate release; the sig's route counts where the entry has none."""
    assert read_entry("oxycodone 5 mg", sig="1 q6h").drug.release == "immediate"
    assert read_entry("oxycodone 5 mg", frequency=frequency("4", "1", "d")).drug.release == "immediate"
    assert read_entry("oxycodone 5 mg", sig="1 q8h").drug.release is None
    assert read_entry("oxycodone 5 mg", frequency=frequency("1", "1", "moon")).drug.release is None
    assert read_entry("oxycodone 5 mg", sig="1 po daily").drug.route == "oral"


def test_code_only_entry() -> None:
    """An entry without a name is read by its codes."""
    reading = read_entry(codes=(Coding(RXNORM, "7243"),), sig="4.5 mg qhs")
    assert (reading.drug.ingredient, reading.dose.missing) == ("naltrexone", ())


def test_unread_entries_and_order_are_kept() -> None:
    """Entries stay in their order, and what intake could not take in stays beside them."""
    problem = Problem("unknown-key", "no such key")
    result = read(entry("oxycodone"), entry("lisinopril"), unread=(Unreadable("m3", 2, "{}", problem),))
    assert [one.drug.input for one in result.entries] == ["oxycodone", "lisinopril"]
    assert result.unread[0].problem is problem


def test_memory_is_bounded_and_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Equal entries give equal readings, also after the memory was emptied."""
    monkeypatch.setattr(module, "_REMEMBERED", 2)
    fresh = Reader(vocabulary(), LIMITS)
    record = Record(
        1, entries=tuple(entry(name, start="2026-01-01", days_supply=Decimal(1)) for name in ("a", "b", "c", "a"))
    )
    first = fresh.read(record, None, TODAY)
    assert first == fresh.read(record, None, TODAY)
    assert len(fresh._cores) <= 2


def test_drugs_read_shape() -> None:
    """The shape of the command, with strengths in milligrams."""
    assert drugs_read("oxycodone 5 mg tablet") == {
        "input": "oxycodone 5 mg tablet",
        "outcome": "recognised",
        "ingredients": ["oxycodone"],
        "classes": ["opioid", "opioid-full-agonist", "opioid-systemic"],
        "washout": "short-acting",
        "release": "immediate",
        "form": "tablet",
        "route": None,
        "strength": [{"ingredient": "oxycodone", "low": 5.0, "high": 5.0, "unit": "mg", "per": "unit"}],
        "read_as": None,
        "veterinary": False,
        "why": "by name",
    }


@pytest.mark.parametrize(
    ("said", "stopped_for"),
    [
        (None, "none"),
        ("no effect", "no-effect"),
        ("Didn't help at all", "no-effect"),
        ("ineffective; vivid dreams", "other"),
        ("no benefit, no side effects", "no-effect"),
        ("no side effects", "not-read"),
        ("opioid needed for surgery", "other"),
        ("see letter", "not-read"),
    ],
)
def test_reason_for_stopping(said: str | None, stopped_for: str) -> None:
    """Another reason wins over no effect; what is not understood is not taken for either."""
    assert read_entry(NTX, reason_stopped=said).texts.stopped_for == stopped_for


def test_the_reason_for_stopping_is_remembered_with_its_entry() -> None:
    """Two entries that differ in it alone are read apart."""
    found = [read_entry(NTX, reason_stopped=said).texts.stopped_for for said in ("no effect", "rash", "no effect")]
    assert found == ["no-effect", "other", "no-effect"]
