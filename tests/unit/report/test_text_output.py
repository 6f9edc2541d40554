"""Text output: made to be read, and never obeyed by a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from ldn_rules.findings.model import Coverage
from ldn_rules.report.layout import Page, page_for, plain, wrapped
from ldn_rules.report.summary import Summary, tally
from ldn_rules.report.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable

    from ldn_rules.findings.model import Finding, PatientReport
    from ldn_rules.report.identity import Identity

    Report = Callable[..., PatientReport]

GOLDEN = """\
Patient p1 (list.json:3), as of 2026-01-15 (given by the list)
ALERT: contraindicated

CONTRAINDICATED  Opioid-free interval not met  LDN104
  Last oxycodone 2026-01-09 is 6 days before naltrexone (2026-01-15).
  Options   Consider postponing naltrexone to 2026-01-16 at the earliest.
            Confirm the last use.
  Start     2026-01-16 at the earliest, 2026-01-19 preferred
  Risk      Precipitated withdrawal. The receptors need about a week.
  Read      oxycodone [m2]; 2025-12-26 to 2026-01-09; stated end
            naltrexone [m1]; 2026-01-15 to no end
  Sources   P3 (high); X (design) - in full: ldn-rules rules show LDN104

CANNOT ASSESS (major)  Opioid dates contradict each other  LDN112
  The end of oxycodone is missing.

Notes
  - LDN305 The time of day is not stated.

History (does not count)
  - 2023-04-01 LDN101 contraindicated: Hydrocodone and naltrexone.

Could not be read
  - line 7, column 20, medications[2].start, entry m3: no date: 'soon'
Names that need a person
  - not recognised: zzz forte
The list is 14 days old (dated 2026-01-01): ask what has changed since.
4 medications: 2 recognised, 1 known but not spoken of by the rules, 1 not
recognised. 2 rules evaluated and silent.
"""

TAIL = """
2 records, 0 unreadable
  outcome   alert 2
  findings  contraindicated 2, major 2, info 2
  rules     LDN104 2, LDN112 2, LDN305 2

Rules 2026.11.0 (abcdef012345). For health-care professionals: options to weigh,
not orders, and not the sole basis of a decision. Not exhaustive, not validated
clinically; low-dose naltrexone is off-label use. Only what is on the list was
read: ask about over-the-counter medicines, supplements, patches, injections and
other prescribers. Do not delay emergency analgesia or care.
"""


@pytest.fixture
def said(identity: Identity, report: Report) -> Callable[..., str]:
    """The text of a report with these fields changed."""
    return lambda **changes: Text(identity, Page()).patient(report(**changes)).decode()


def test_a_patient(said: Callable[..., str]) -> None:
    """Findings come first, worst first; notes are collapsed, history is last, the list's faults follow."""
    assert said() == GOLDEN


def test_the_end_of_a_run(identity: Identity, report: Report) -> None:
    """A run of several ends with its counts; history is not counted."""
    summary = Summary()
    summary.add(tally(report()))
    summary.add(tally(report()))
    assert Text(identity, Page()).tail(summary, 1).decode() == TAIL


def test_one_record_has_no_summary(identity: Identity, report: Report) -> None:
    """A run of one list says only what the whole is not."""
    summary = Summary()
    summary.add(tally(report()))
    assert Text(identity, Page()).tail(summary, 1).decode() == "\n" + TAIL.split("\n\n")[1]


def test_wording_of_a_silent_list(said: Callable[..., str]) -> None:
    """Silence is put as what it is, on the data supplied."""
    text = said(
        outcome="clear", worst=None, findings=(), problems=(), list_day=None, coverage=Coverage(1, 1, 0, (), ())
    )
    assert text == (
        "Patient p1 (list.json:3), as of 2026-01-15 (given by the list)\n"
        "CLEAR: no rule fired on the data supplied\n\n"
        "1 medication: 1 recognised. 2 rules evaluated and silent.\n"
    )


def test_silence_is_not_claimed_while_something_is_open(said: Callable[..., str], findings: dict[str, Finding]) -> None:
    """While a cannot-assess is open, or anything stands below, "no rule fired" is not said."""
    doubt = replace(findings["cannot-assess"], severity="info")
    text = said(outcome="clear", worst=None, findings=(doubt,))
    assert "CLEAR: no current alert, but not everything could be assessed (see the notes)" in text
    text = said(outcome="clear", worst=None, findings=(findings["history"],))
    assert "CLEAR: no current alert on the data supplied, only what stands below" in text


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        (
            {"outcome": "cannot-assess", "worst": "major"},
            "CANNOT ASSESS: what would decide is missing or could not be read",
        ),
        ({"outcome": "not-applicable", "worst": None}, "NOT APPLICABLE: no naltrexone on this list"),
        ({"outcome": "not-checked", "unreadable": True}, "NOT CHECKED: the record could not be read"),
        ({"outcome": "not-checked", "not_checked": "the engine hung"}, "NOT CHECKED: the engine hung"),
    ],
)
def test_headlines(said: Callable[..., str], changes: dict[str, object], line: str) -> None:
    """Each outcome has its headline."""
    assert line in said(findings=(), **changes).splitlines()


def test_findings_of_one_evaluator_are_marked(said: Callable[..., str]) -> None:
    """What the check evaluator found alone is shown, and marked so; the reproducer is named."""
    text = said(outcome="not-checked", not_checked="the evaluators differ", reproducer="r.json")
    assert "What follows was found by one evaluator alone; more may be missing." in text
    assert "A file to reproduce this was written: r.json" in text


def test_no_word_says_safe(said: Callable[..., str]) -> None:
    """No text of ours calls anything safe."""
    texts = [said(outcome=outcome, findings=()) for outcome in ("clear", "not-applicable", "cannot-assess")]
    assert "safe" not in "".join([GOLDEN, TAIL, *texts]).lower()


def test_a_name_cannot_reach_the_terminal(said: Callable[..., str]) -> None:
    """Escape sequences, line breaks, direction marks and lone surrogates of the input are written out."""
    text = said(patient="a\x1b[31m\nALERT", coverage=Coverage(1, 0, 0, (), ("b\u202ec\ud800",)))
    assert text.startswith(r"Patient a\x1b[31m ALERT (list.json:3)")
    assert r"not recognised: b\u202ec\ud800" in text
    assert "\x1b" not in text


def test_colour_is_for_terminals(identity: Identity, report: Report) -> None:
    """With colour the words are the same."""
    text = Text(identity, Page(colour=True)).patient(report()).decode()
    assert "\x1b[1;31mCONTRAINDICATED\x1b[0m" in text
    stripped = text
    for code in ("1;31", "31", "33", "36", "2", "32", "1", "0"):
        stripped = stripped.replace(f"\x1b[{code}m", "")
    assert stripped == GOLDEN


def test_page_of_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not a terminal has 80 plain columns, or as many as COLUMNS says within bounds."""
    monkeypatch.delenv("COLUMNS", raising=False)
    assert page_for(0) == Page(80, colour=False) or page_for(0).width <= 100
    monkeypatch.setenv("COLUMNS", "500")
    assert page_for(0).width == 100
    monkeypatch.setenv("COLUMNS", "3")
    assert page_for(0).width == 40


def test_page_of_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal has colour unless NO_COLOR or TERM=dumb forbids it; its width is its own."""
    import os

    main, terminal = os.openpty()
    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert page_for(terminal) == Page(80, colour=True)
    monkeypatch.setenv("NO_COLOR", "1")
    assert not page_for(terminal).colour
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("TERM", "dumb")
    assert not page_for(terminal).colour
    os.close(main)
    os.close(terminal)


def test_wrapping_keeps_every_character() -> None:
    """No line is longer than asked, nothing is lost, long words are cut."""
    text = "one two " + "x" * 50 + " three"
    lines = wrapped(text, 20)
    assert max(map(len, lines)) <= 20
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert wrapped("", 20) == [""]


def test_plain_text_is_left_alone() -> None:
    """Printable text passes unchanged but for runs of spaces."""
    assert plain("µg  à la") == "µg à la"


@pytest.mark.parametrize(
    ("list_date", "said_of_it"),
    [("2026-01-08", ""), ("2026-01-07", "8 days old"), ("2026-01-16", "after the day it is checked for"), ("2026", "")],
)
def test_age_of_the_list(said: Callable[..., str], list_date: str, said_of_it: str) -> None:
    """A list older than the limit, or dated later, says so; a partial date says nothing."""
    text = said(list_date=list_date, list_day=list_date if len(list_date) > 4 else None)
    assert (said_of_it in text) if said_of_it else ("The list is" not in text)
