"""Dates as lists write them, through the command and the Python interface."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from ldn_rules import UsageError, check, load_rulebook

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

    Run = Callable[..., subprocess.CompletedProcess[str]]

HEADER = "patient_id,name,sig,status,start,end,as_of,list_date\n"


def table(start: str, end: str, begins: str, as_of: str = "2026-01-15") -> str:
    """Oxycodone from ``start`` to ``end``, and naltrexone that ``begins``."""
    oxycodone = f"p,oxycodone 5 mg tablet,1 tab q6h,completed,{start},{end},{as_of},\n"
    return HEADER + oxycodone + f"p,naltrexone 1.5 mg capsule,1 cap HS,active,{begins},,{as_of},\n"


def answer(ldn_rules: Run, text: str, *options: str) -> dict[str, Any]:
    """The only patient of a table."""
    done = ldn_rules("check", "-", "--format", "csv", "--output", "jsonl", *options, input=text)
    found: dict[str, Any] = json.loads(done.stdout)
    return {**found, "exit": done.returncode}


def contact(found: dict[str, Any]) -> list[str]:
    """What is said of opioids and of what could not be read, without notes."""
    said = [each for each in found["alerts"] if each["severity"] != "info" and each["rule"] < "LDN3"]
    return [f"{each['rule']} {each['kind']} {each['severity']}" for each in said]


def test_an_ambiguous_end_counts_as_unknown(ldn_rules: Run) -> None:
    """05/01/2026 may be ten days ago or yet to come: an error with its place, and not assessed."""
    found = answer(ldn_rules, table("2025-12-01", "05/01/2026", "2026-01-15"))
    assert found["errors"] == [
        {
            "code": "unread-date",
            "message": "end '05/01/2026' can mean 2026-05-01 or 2026-01-05; --date-order mdy or dmy says which",
            "path": "end",
            "line": 2,
            "column": None,
            "entry": found["errors"][0]["entry"],
        }
    ]
    assert (found["exit"], found["outcome"]) == (4, "cannot-assess")
    assert contact(found) == ["LDN112 cannot-assess major"]


@pytest.mark.parametrize(
    ("order", "findings"),
    [("dmy", []), ("mdy", ["LDN101 alert contraindicated"]), ("ymd", ["LDN112 cannot-assess major"])],
)
def test_a_stated_order_decides(ldn_rules: Run, order: str, findings: list[str]) -> None:
    """The same table, day first and month first; in an order that it does not have it stays unread."""
    found = answer(ldn_rules, table("2025-12-01", "05/01/2026", "2026-01-15"), "--date-order", order)
    assert contact(found) == findings
    assert bool(found["errors"]) == (order == "ymd")


@pytest.mark.parametrize(
    ("start", "end", "begins"),
    [
        ("20251201", "20260109", "20260115"),
        ("1 Dec 2025", "Jan 9 2026", "15-JAN-2026"),
        ("2025/12/1", "2026/01/09", "01/15/2026"),
        ("45992", "46031", "46037"),
        ("Dec 2025", "2026-01-09 00:00:00", "1/15/2026 12:00:00 AM"),
    ],
)
def test_forms_that_mean_one_day(ldn_rules: Run, start: str, end: str, begins: str) -> None:
    """Six days between the last oxycodone and naltrexone, however they are written."""
    found = answer(ldn_rules, table(start, end, begins))
    assert found["errors"] == []
    assert contact(found) == ["LDN104 alert contraindicated"]
    assert "Last oxycodone 2026-01-09" in found["alerts"][0]["message"]


@pytest.mark.parametrize("written", ["15/01/2026", "20260115", "46037", "15 Jan 2026"])
def test_the_day_of_the_check_is_iso(ldn_rules: Run, written: str) -> None:
    """Programs write it; in any other form today is taken, and that is a finding."""
    found = answer(ldn_rules, table("2025-12-01", "2026-01-09", "2026-01-15", written), "--date-order", "dmy")
    message = f"as_of '{written}' is not a full date (2026-01-15 or a time stamp)"
    assert ([each["message"] for each in found["errors"]], found["as_of_basis"]) == ([message], "today")
    assert "LDN120 cannot-assess major" in contact(found)


def test_serial_numbers_are_those_of_tables(ldn_rules: Run) -> None:
    """In JSON a number in a text is no date."""
    entry = {"name": "naltrexone 1.5 mg capsule", "sig": "1 cap HS", "start": "46037"}
    done = ldn_rules(
        "check", "-", "--output", "jsonl", input=json.dumps({"as_of": "2026-01-15", "medications": [entry]})
    )
    assert [each["code"] for each in json.loads(done.stdout)["errors"]] == ["unread-date"]


@pytest.mark.parametrize(
    ("written", "outcome"),
    [("14 Jan 2026", "not-applicable"), ("14/01/2026", "not-applicable"), ("05/01/2026", "cannot-assess")],
)
def test_none_counts_by_the_day_it_was_said(written: str, outcome: str) -> None:
    """A list date in another form attests "none"; one that can mean two days does not."""
    stated = {"as_of": "2026-01-15", "medications": "none", "source": "clinic", "list_date": written}
    assert check(stated, rulebook=load_rulebook()).outcome == outcome


def test_the_age_of_a_list_is_told_whatever_its_form(ldn_rules: Run) -> None:
    """The day is said in ISO 8601."""
    record = {"as_of": "2026-01-15", "list_date": "1 Jan 2026", "medications": [{"name": "lisinopril"}]}
    assert "The list is 14 days old (dated 2026-01-01)" in " ".join(
        ldn_rules("check", "-", input=json.dumps(record)).stdout.split()
    )


RECORD = {
    "as_of": "2026-01-15",
    "medications": [
        {"name": "oxycodone 5 mg tablet", "status": "completed", "start": "01/12/2025", "end": "05/01/2026"},
        {"name": "naltrexone 1.5 mg capsule", "sig": "1 cap HS", "status": "active", "start": "15/01/2026"},
    ],
}


def test_the_python_interface_takes_the_order() -> None:
    """Each call its own; without one nothing is carried over."""
    rulebook = load_rulebook()
    for supervised in (False, True):
        stated = check(RECORD, rulebook=rulebook, date_order="dmy", supervised=supervised)
        assert (stated.data["as_of"], stated.data["errors"], contact(dict(stated.data))) == ("2026-01-15", [], [])
    plain = check(RECORD, rulebook=rulebook)
    assert [each["path"] for each in plain.data["errors"]] == ["medications[0].start", "medications[0].end"]


def test_an_order_that_does_not_exist_is_wrong_usage(ldn_rules: Run) -> None:
    """In Python and on the command line, in its own words."""
    with pytest.raises(UsageError) as caught:
        check(RECORD, rulebook=load_rulebook(), date_order="ydm")
    assert str(caught.value) == "date_order: 'ydm' is none of mdy, dmy, ymd"
    done = ldn_rules("check", "-", "--date-order", "ydm", input="{}")
    assert done.returncode == 2
    assert "Invalid value for '--date-order': 'ydm' is not one of 'mdy', 'dmy', 'ymd'." in done.stderr


def test_explain_takes_the_order(ldn_rules: Run) -> None:
    """The explanation is of the same reading."""
    done = ldn_rules(
        "explain", "-", "--rule", "LDN104", "--date-order", "dmy", "--output", "json", input=json.dumps(RECORD)
    )
    assert (done.returncode, json.loads(done.stdout)["as_of"]) == (0, "2026-01-15")
    assert json.loads(done.stdout)["rules"][0]["state"] == "silent"
