"""What must hold for every medication list, whatever it says (docs/guide/semantics.md)."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from ldn_rules.findings.outcome import worst_of
from ldn_rules.rulebook.enumerations import SEVERITIES
from support.list_strategies import NALTREXONE, OPIOIDS, OTHERS, entry, lists, wild_lists
from support.lists import TODAY, dated, iso, record, run, words

if TYPE_CHECKING:
    from ldn_rules.findings.model import Finding, PatientReport

DOSE_FAULT = "LDN303"
LOW_STRENGTHS = tuple(name for name in NALTREXONE if "50 mg" not in name)
COURSES = tuple(name for name in OPIOIDS if "implant" not in name)
SUPPLY = ("days_supply", "last_taken", "quantity", "refills", "fill_number")
FEW = settings(max_examples=120, phases=(Phase.explicit, Phase.generate, Phase.shrink))


def whole(finding: Finding) -> tuple[object, ...]:
    """Everything a finding says."""
    return words(finding), finding.message, finding.medications, finding.moment, finding.key, finding.because


@FEW
@given(lists(), st.randoms(use_true_random=False))
def test_the_order_of_the_list_changes_nothing(medications: list[dict[str, Any]], chance: Any) -> None:
    """A list in another order gives the same report."""
    shuffled = chance.sample(medications, len(medications))
    one, other = run(record(medications)), run(record(shuffled))
    assert [whole(finding) for finding in one.findings] == [whole(finding) for finding in other.findings]
    assert (one.outcome, one.worst, one.silent) == (other.outcome, other.worst, other.silent)


@FEW
@given(lists(), st.integers(-800, 800))
def test_moving_all_dates_changes_only_dates(medications: list[dict[str, Any]], days: int) -> None:
    """The same list some days earlier or later gives the same findings, some days earlier or later."""
    born = {"patient": {"id": "p", "birth_date": "1950-06-01"}}
    one = run(record(medications, history_from=-400, **born))
    moved = dated({"as_of": iso(days), "medications": medications, "history_from": -400, **born}, days)
    other = run(moved)
    assert [_without_dates(finding) for finding in one.findings] == [_without_dates(one) for one in other.findings]
    assert [_day(finding) + days for finding in one.findings] == [_day(finding) for finding in other.findings]
    assert (one.outcome, one.worst) == (other.outcome, other.worst)


def _without_dates(finding: Finding) -> tuple[object, ...]:
    return words(finding), finding.medications, finding.key, finding.title


def _day(finding: Finding) -> int:
    from datetime import date

    return date.fromisoformat(finding.moment).toordinal() - TODAY


@FEW
@given(wild_lists())
def test_any_list_is_answered(medications: list[dict[str, Any]]) -> None:
    """No combination of fields breaks a stage; both evaluators agree; findings cite what is on the list.

    Asked again, the answer is the same.
    """
    report = run(record(medications))
    assert report == run(record(medications))
    assert report.not_checked is None
    identifiers = {one["id"] for one in medications}
    for finding in report.findings:
        assert set(finding.medications) <= identifiers
        assert finding.medications or finding.rule == "LDN120"
        assert not re.search(r"\{[a-z.-]+\}", finding.message)
        assert finding.severity in SEVERITIES
    assert report.worst == worst_of(report.findings)
    assert _severities(report) == sorted(_severities(report), reverse=True)


def _severities(report: PatientReport) -> list[tuple[bool, int]]:
    return [(not finding.history, SEVERITIES.index(finding.severity)) for finding in report.findings]


@FEW
@given(lists(least_naltrexone=1), st.integers(0, 400))
def test_another_drug_removes_no_finding(medications: list[dict[str, Any]], history: int) -> None:
    """With a stated history, a drug of another ingredient leaves every finding about the others standing."""
    before = Counter(_about(one) for one in run(record(medications, history_from=-history)).findings)
    for name in ("meperidine 50 mg tablet", "quinapril 10 mg tablet", "quastofen"):
        added = {"id": "added", "name": name, "sig": "1 tablet daily", "status": "active", "start": -9}
        report = run(record([*medications, added], history_from=-history))
        missing = before - Counter(_about(one) for one in report.findings)
        assert not [one for one in missing if name != "quastofen" or not one[0].startswith("LDN120")]


def _about(finding: Finding) -> tuple[str, tuple[str, ...], str]:
    return words(finding), finding.medications, finding.moment


@st.composite
def _splits(draw: Any) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """A list, and the same with one of its dated courses as two that adjoin.

    Which naltrexone entry is the last, and where an open fill ends, follows from the starts: beside a split one the
    others have neither supply nor last_taken, and are no fills of it. A tablet of 50 mg is read by what came before
    its own start, a liquid is as old as its own entry, and an implant has no end but its removal: none is split.
    """
    medications = draw(lists())
    names = draw(st.sampled_from([LOW_STRENGTHS, COURSES, OTHERS]))
    middle = draw(st.integers(-40, -1))
    start, end = middle - draw(st.integers(0, 30)), draw(st.one_of(st.none(), st.integers(1, 20)))
    course = draw(entry(names, "split").filter(lambda one: "liquid" not in one["name"])) | {
        "start": start,
        "end": None if end is None else middle + end,
    }
    course |= {"status": "completed" if end is not None else "active"}
    course = {key: course[key] for key in course if key not in SUPPLY}
    if names is LOW_STRENGTHS:
        others = (one for one in medications if one["name"] != course["name"])
        medications = [{key: one[key] for key in one if key not in SUPPLY} for one in others]
    first = {**course, "end": middle, "status": "completed"}
    second = {**course, "id": "split-2", "start": middle + 1}
    return [*medications, course], [*medications, first, second]


@FEW
@given(_splits())
def test_a_course_in_two_parts_is_one_course(pair: tuple[list[dict[str, Any]], list[dict[str, Any]]]) -> None:
    """Two entries that adjoin give the rules, severities and dates of the one they were.

    A dose that cannot be trusted is asked about for each entry: of those the latest is compared.
    """
    one, two = (run(record(medications, history_from=-450)) for medications in pair)
    assert _all_but_doses(one) == _all_but_doses(two)
    assert _last_dose_fault(one) == _last_dose_fault(two)
    assert one.outcome == two.outcome


def _all_but_doses(report: PatientReport) -> Counter[tuple[str, str]]:
    return Counter((words(one), one.moment) for one in report.findings if one.rule != DOSE_FAULT)


def _last_dose_fault(report: PatientReport) -> tuple[str, str]:
    return max(((one.moment, words(one)) for one in report.findings if one.rule == DOSE_FAULT), default=("", ""))
