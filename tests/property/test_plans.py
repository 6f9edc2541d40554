"""What must hold for every titration plan, whatever the list says (docs/guide/using.md "Plan")."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from hypothesis import Phase, event, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from ldn_rules.intake.decode import decode_json_object
from ldn_rules.pipeline.task import Dates
from ldn_rules.planning.propose import Planner
from ldn_rules.planning.terms import terms_of
from ldn_rules.report.plan import AS_ASKED, LATER, NONE, NOT_READ, Asked
from ldn_rules.rulebook.errors import UsageError
from support.list_strategies import OPIOIDS, OTHERS, entry
from support.lists import RULES, TODAY, pipeline, record, run

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hypothesis.strategies import DrawFn

    from ldn_rules.findings.model import Finding
    from ldn_rules.planning.terms import Terms
    from ldn_rules.report.plan import Plan

MG = 10**6
SEARCH = 60
JUDGED = {*range(101, 117), *range(301, 312)}
PARTIAL = ("2025", "2025-12", "2026-01", "2026", "2026-02")
BEFORE = ("naltrexone 1.5 mg capsule", "naltrexone 4.5 mg capsule", "LDN")
_ENDS = st.sampled_from(["2025-12", "2026-01", -40, -100, -200, 10])
SOME = settings(max_examples=60, phases=(Phase.explicit, Phase.generate, Phase.shrink))


@cache
def terms() -> Terms:
    """The shipped terms, but with fewer days looked at."""
    found = terms_of(pipeline().book, RULES)
    return replace(found, settings=replace(found.settings, search=SEARCH))


@st.composite
def medications(draw: DrawFn) -> list[dict[str, Any]]:
    """Opioids with whole, partial and missing dates, other drugs, and now and then naltrexone that was taken before."""
    names = [OPIOIDS] * draw(st.integers(0, 3)) + [OTHERS] * draw(st.integers(0, 1))
    found = [draw(entry(each, f"m{place}")) for place, each in enumerate(names)]
    for one in found:
        for field in ("start", "end", "last_taken"):
            if (partial := draw(st.sampled_from([None, None, None, *PARTIAL]))) is not None:
                one[field] = partial
        if draw(st.booleans()):
            one.update(status="completed", end=draw(st.one_of(st.integers(-15, 0), _ENDS)))
    if draw(st.integers(0, 4)) == 0:
        found.append(draw(entry(BEFORE, "before")) | {"status": "completed", "end": draw(st.integers(-90, 0))})
    return found


@st.composite
def asked(draw: DrawFn) -> Asked:
    """Starts around the day of the check, doses and intervals on both sides of the usual ones."""
    usual = terms().settings
    start = TODAY + draw(st.one_of(st.integers(-20, 40), st.integers(0, 15)))
    if draw(st.integers(0, 2)):
        return Asked(start, usual.first, usual.step, usual.every, usual.to, usual.strengths)
    first = draw(st.sampled_from([MG // 2, MG, 3 * MG // 2, 3 * MG // 2, 3 * MG // 2, 3 * MG]))
    step = draw(st.sampled_from([MG // 2, MG, 3 * MG // 2, 3 * MG // 2, 3 * MG]))
    every = draw(st.sampled_from([5, 7, 13, 14, 14, 14, 21, 30]))
    to = draw(st.sampled_from([3 * MG, 9 * MG // 2, 9 * MG // 2, 5 * MG]))
    return Asked(start, first, step, every, to, (*usual.strengths, MG * 2, MG * 5 // 2, MG * 5))


def planned(listed: Sequence[dict[str, Any]], wanted: Asked) -> tuple[dict[str, Any], Plan | None]:
    """The record, and the plan for it; None where the doses cannot be made."""
    whole = record(list(listed) or "none", source="the patient", list_date=0)
    planner = Planner(pipeline(), terms(), wanted, Dates(None, TODAY))
    try:
        return whole, planner.plan(decode_json_object(whole))
    except UsageError:
        return whole, None


def moved(items: Sequence[Any], days: int) -> list[dict[str, Any]]:
    """The entries of a plan some days later."""
    return [
        {key: _later(value, days) if key in {"start", "end"} else value for key, value in item.items()}
        for item in items
    ]


def _later(day: str, days: int) -> str:
    return date.fromordinal(date.fromisoformat(day).toordinal() + days).isoformat()


def forbidding(whole: dict[str, Any], items: Sequence[Any], only: Sequence[str] | None = None) -> list[Finding]:
    """What ``check`` finds against a list with a plan: above info, by the rules that the task names."""
    listed = whole["medications"] if whole["medications"] != "none" else []
    kept = [one for one in listed if only is None or one["id"] in only]
    report = run({**whole, "medications": [*kept, *items]})
    assert report.not_checked is None
    own = {item["id"] for item in items}
    return [
        finding
        for finding in report.findings
        if finding.severity != "info"
        and (int(finding.rule[3:]) in JUDGED or finding.severity in {"major", "contraindicated"})
        and (not finding.history or own & set(finding.medications))
    ]


@SOME
@given(medications(), asked())
def test_no_plan_has_a_finding_and_its_start_is_the_first(listed: list[dict[str, Any]], wanted: Asked) -> None:
    """A plan that is proposed has no finding when ``check`` reads the list with it; from each day between the start
    that was asked for and the one that is proposed it has one.
    """
    whole, plan = planned(listed, wanted)
    if plan is None:
        return
    event(plan.outcome)
    if plan.start is None:
        assert plan.items == ()
        return
    assert forbidding(whole, plan.items) == []
    start = date.fromisoformat(plan.start).toordinal()
    assert (start == wanted.start) == (plan.outcome == AS_ASKED)
    assert start >= wanted.start
    for day in range(wanted.start, start):
        assert forbidding(whole, moved(plan.items, day - start))
    assert [one.rule for one in plan.day_before] == (
        [one.rule for one in forbidding(whole, moved(plan.items, -1))] if plan.outcome == LATER else []
    )


@SOME
@given(medications(), asked())
def test_where_there_is_no_plan_no_day_would_do(listed: list[dict[str, Any]], wanted: Asked) -> None:
    """No plan because of findings: they are named, and, unless the schedule itself has them, no day looked at is
    without one.
    """
    whole, plan = planned(listed, wanted)
    if plan is None or plan.outcome != NONE:
        return
    assert plan.remarks
    if not plan.against:  # naltrexone in use, which is said
        assert any(one["id"] == "before" for one in listed)
        return
    _, pattern = planned([], replace(wanted, start=TODAY))
    assert pattern is not None
    for day in range(wanted.start, wanted.start + SEARCH + 1) if pattern.items else ():
        assert forbidding(whole, moved(pattern.items, day - TODAY))


@SOME
@given(medications(), asked())
def test_the_start_named_for_an_opioid_is_its_first(listed: list[dict[str, Any]], wanted: Asked) -> None:
    """With that opioid alone there is no finding from the day named, and one the day before; where no day is named,
    none will do.
    """
    usual = replace(wanted, first=3 * MG // 2, step=3 * MG // 2, every=14, to=9 * MG // 2)
    whole, plan = planned([one for one in listed if one["id"] != "before"], usual)
    if plan is None or plan.outcome == NOT_READ:
        return
    _, pattern = planned([], replace(usual, start=TODAY))
    for one in plan.opioids:
        event(f"{one.washout}: {'none' if one.start is None else 'waits' if one.waits else 'free'}")
        days = range(usual.start, usual.start + SEARCH + 1) if one.start is None else ()
        for day in days:
            assert forbidding(whole, moved(pattern.items, day - TODAY), one.entries)
        if one.start is None:
            continue
        start = date.fromisoformat(one.start).toordinal()
        assert forbidding(whole, moved(pattern.items, start - TODAY), one.entries) == []
        if one.waits:
            assert forbidding(whole, moved(pattern.items, start - TODAY - 1), one.entries)
            assert one.because
        for day in range(start, usual.start):
            assert forbidding(whole, moved(pattern.items, day - TODAY), one.entries) == []


@SOME
@given(medications())
def test_a_list_that_is_not_read_in_full_gives_no_plan(listed: list[dict[str, Any]]) -> None:
    """One entry that cannot be taken in is enough."""
    wanted = Asked(TODAY + 5, 3 * MG // 2, 3 * MG // 2, 14, 9 * MG // 2, terms().settings.strengths)
    _, plan = planned([*listed, {"id": "odd", "name": "vitamin D", "colour": "blue"}], wanted)
    assert plan is not None
    assert (plan.outcome, plan.start, plan.items) == (NOT_READ, None, ())
