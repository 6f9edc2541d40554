"""A titration in one sig is judged like the same doses written as entries that follow each other."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st

from ldn_rules.rulebook.enumerations import SEVERITIES
from support.lists import record, run
from support.reading import dose, mg

if TYPE_CHECKING:
    from ldn_rules.findings.model import PatientReport

CAPSULE = "naltrexone 1.5 mg capsule"
JUDGED = ("LDN301", "LDN305", "LDN306", "LDN307")
NUMBERS = ("one", "two", "three", "four", "five", "six")

STEPS = st.lists(st.tuples(st.integers(1, 6), st.integers(1, 20)), min_size=2, max_size=5).filter(
    lambda steps: all(one[0] != other[0] for one, other in pairwise(steps))
)


def worst(report: PatientReport) -> dict[str, int]:
    """The worst severity of each dose rule, whether history or not."""
    found: dict[str, int] = {}
    for finding in report.findings:
        if finding.rule in JUDGED:
            found[finding.rule] = max(SEVERITIES.index(finding.severity), found.get(finding.rule, 0))
    return found


def one_entry(steps: list[tuple[int, int]], start: int) -> list[dict[str, Any]]:
    """The steps as one sig."""
    phases = [f"{count} capsules at bedtime for {days} days" for count, days in steps[:-1]]
    sig = ", then ".join([*phases, f"{steps[-1][0]} capsules at bedtime"])
    return [{"id": "m1", "name": CAPSULE, "sig": sig, "status": "active", "start": start}]


def entries(steps: list[tuple[int, int]], start: int) -> list[dict[str, Any]]:
    """The steps as entries, each over before the next begins."""
    found = []
    for place, (count, days) in enumerate(steps):
        said = {"id": f"m{place}", "name": CAPSULE, "sig": f"{count} capsules at bedtime", "start": start}
        over = {"status": "completed", "end": start + days - 1}
        found.append(said | (over if place < len(steps) - 1 else {"status": "active"}))
        start += days
    return found


@settings(max_examples=150)
@given(STEPS, st.integers(-60, 0))
def test_one_sig_is_judged_like_its_entries(steps: list[tuple[int, int]], start: int) -> None:
    """Start, steps, intervals and totals have the same worst finding, however the titration is written."""
    start = min(start, -sum(days for _, days in steps[:-1]))
    one, other = run(record(one_entry(steps, start))), run(record(entries(steps, start)))
    assert worst(one) == worst(other)
    assert one.outcome == other.outcome


@settings(max_examples=150)
@given(STEPS)
def test_the_plan_holds_each_step(steps: list[tuple[int, int]]) -> None:
    """Doses are exact, and each lasts as long as the sig says."""
    plan = dose(CAPSULE, sig=one_entry(steps, 0)[0]["sig"]).plan
    assert [mg(step.daily) for step in plan] == [1.5 * count for count, _ in steps]
    assert [(step.least, step.most) for step in plan[:-1]] == [(days, days) for _, days in steps[:-1]]


@given(st.integers(1, 6), st.integers(1, 6), st.sampled_from([" and ", ", ", " + "]))
def test_the_doses_of_a_day_add_up(morning: int, night: int, joint: str) -> None:
    """Digits or words, two doses of a day are summed exactly."""
    for one, other in ((str(morning), str(night)), (NUMBERS[morning - 1], NUMBERS[night - 1])):
        read = dose(CAPSULE, sig=f"{one} capsules in the morning{joint}{other} capsules at night")
        assert mg(read.daily) == 1.5 * (morning + night)
        assert not read.missing


@given(st.integers(1, 6), st.integers(0, 6), st.integers(1, 6), st.sampled_from("-+"))
def test_a_row_of_doses_adds_up(morning: int, noon: int, evening: int, sign: str) -> None:
    """``1-0-2`` is as many units a day as its numbers together."""
    row = sign.join(map(str, (morning, noon, evening)))
    assert mg(dose("naltrexone 0.5 mg capsule", sig=f"{row} capsules").daily) == 0.5 * (morning + noon + evening)


@given(st.integers(1, 5), st.integers(1, 28), st.integers(0, 10), st.integers(2, 9))
def test_an_increase_reaches_its_top(first: int, days: int, more: int, steps: int) -> None:
    """Each step is one raise above the last, the last is the top, and the interval is that of the sig."""
    top = first + steps
    every = f"{days}" if not more else f"{days}-{days + more}"
    sig = f"{first} mL at bedtime, increase by 1 mL every {every} days up to {top} mL"
    plan = dose("naltrexone 0.1 mg/mL oral liquid", sig=sig).plan
    assert [mg(step.daily) for step in plan] == [count / 10 for count in range(first, top + 1)]
    assert {(step.least, step.most) for step in plan[:-1]} == {(days, days + more)}
    assert plan[-1].most is None
