"""Plans where the engine fails, where ids are taken, and how a worker answers."""

from __future__ import annotations

import marshal
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from ldn_rules.cli import plan_job
from ldn_rules.cli.exits import ExitCode
from ldn_rules.intake.decode import decode_json_object
from ldn_rules.pipeline.check import Pipeline
from ldn_rules.pipeline.payloads import Feeds
from ldn_rules.pipeline.task import Dates
from ldn_rules.planning.propose import Planner
from ldn_rules.planning.schedule import steps_of
from ldn_rules.planning.task import PlanTask
from ldn_rules.planning.terms import terms_of
from ldn_rules.report.plan import AS_ASKED, LATER, NOT_CHECKED, Asked, milligrams
from ldn_rules.rulebook.errors import EngineError
from support.lists import RULES, TODAY, item, oxycodone, pipeline, record

if TYPE_CHECKING:
    from ldn_rules.engine.check import Checked
    from ldn_rules.facts.model import FactSet
    from ldn_rules.report.plan import Plan

MG = 10**6
ENDED = oxycodone(status="completed", start=-30, end=-5)


class Failing(Pipeline):
    """A pipeline whose engine is lost after some plans."""

    left = 0

    def evaluate(self, facts: FactSet, *, engine: bool) -> Checked:
        """As ever, until none is left."""
        if engine and facts.facts:
            self.left -= 1
        return super().evaluate(facts, engine=engine and self.left >= 0)


def planner(rules: Pipeline, start: int = 5) -> Planner:
    """Plans the usual schedule from so many days after the check on."""
    terms = terms_of(rules.book, RULES)
    usual = terms.settings
    asked = Asked(TODAY + start, usual.first, usual.step, usual.every, usual.to, usual.strengths)
    return Planner(rules, terms, asked, Dates(None, TODAY))


def plan(rules: Pipeline, *medications: dict[str, Any], engine: bool = True, start: int = 5) -> Plan:
    """The plan for these medications."""
    return planner(rules, start).plan(decode_json_object(record(list(medications))), engine=engine)


def test_without_the_engine_there_is_no_plan() -> None:
    """One evaluator alone is not enough: not checked, whatever it finds."""
    for start in (1, 5):
        made = plan(pipeline(), ENDED, engine=False, start=start)
        assert (made.outcome, made.start, made.steps, made.items) == (NOT_CHECKED, None, (), ())
        assert made.not_checked == "the rule engine did not run"


@pytest.mark.parametrize(("left", "outcome"), [(0, NOT_CHECKED), (1, NOT_CHECKED), (2, NOT_CHECKED), (3, LATER)])
def test_an_engine_that_is_lost_on_the_way_leaves_no_plan(left: int, outcome: str) -> None:
    """The day asked for, the day proposed and the day before it are all cross-checked."""
    rules = Failing(pipeline().book)
    rules.left = left
    made = plan(rules, ENDED, start=1)
    assert (made.outcome, bool(made.steps)) == (outcome, outcome == LATER)


def test_ids_of_the_list_are_not_taken_again() -> None:
    """The entries of a plan have ids of their own, so that the two can be put together."""
    made = plan(pipeline(), item("vitamin D", id="plan-2"))
    assert made.outcome == AS_ASKED
    assert [one["id"] for one in made.items] == ["plan-new-1", "plan-new-2", "plan-new-3"]


def test_doses_as_they_are_written() -> None:
    """Without zeros that are not needed, and never as a power of ten."""
    assert [milligrams(dose) for dose in (3 * MG // 2, MG, 50 * MG, MG // 1000, 100 * MG)] == [
        "1.5 mg", "1 mg", "50 mg", "0.001 mg", "100 mg",
    ]  # fmt: skip


def test_the_fewest_capsules_of_one_strength() -> None:
    """3 mg are two of 1.5 mg where there is no other; the last dose is counted for the days of a supply."""
    made = planner(pipeline())
    asked = replace(made.asked, strengths=(MG // 2, 3 * MG // 2))
    steps = steps_of(asked, made.terms, TODAY)
    assert [(step.strength, step.count, step.days, step.capsules) for step in steps] == [
        (3 * MG // 2, 1, 14, 14),
        (3 * MG // 2, 2, 14, 28),
        (3 * MG // 2, 3, 30, 90),
    ]
    assert steps[1].start == TODAY + 14
    assert (steps[1].last, steps[2].last) == (TODAY + 27, None)


def payload(text: str) -> bytes:
    """The payload of one record."""
    feed = Feeds("json", {})("list.json")
    (found,) = [*feed.feed(text.encode()), *feed.close()]
    return found


def task(start: int = 5) -> PlanTask:
    """Renders the outcome, its reason and the places of errors."""
    return PlanTask(
        planner(pipeline(), start), lambda made: repr((made.not_checked, made.list_report.problems)).encode()
    )


def test_a_worker_says_what_became_of_the_engine() -> None:
    """Where no worker survived with the engine, the reason is that of the plan."""
    answer = task().without_engine(
        payload('{"as_of": "2026-01-15", "medications": [{"name": "vitamin D"}]}'), "it died"
    )
    outcome, said = marshal.loads(answer.body)
    assert (outcome, said) == (NOT_CHECKED, b"('it died', ())")
    assert plan_job.CODES[outcome] is ExitCode.INTERNAL


def test_a_worker_hands_wrong_usage_back() -> None:
    """It is no plan and no failure of the worker."""
    made = task(start=10_000)(payload('{"as_of": "2026-01-15", "medications": [{"name": "vitamin D"}]}'), True)
    outcome, said = marshal.loads(made.body)
    day = date.fromordinal(TODAY + 10_000).isoformat()
    away = f"--start {day} is more than 730 days from 2026-01-15, the day of the check"
    assert (outcome, said.decode()) == ("", f"{away}; name a nearer day, or another --as-of")


def test_errors_have_their_place() -> None:
    """The line and column of what could not be read are those of the text."""
    _, said = marshal.loads(task()(payload('{"medications": [\n  {"name": "x", "dose": "y"}]}'), True).body)
    assert b"line=2, column=25" in said


def test_without_a_worker_there_is_no_answer() -> None:
    """A record that no worker survived is an error of the program."""
    with pytest.raises(EngineError, match=r"^no plan could be made: it died$"):
        plan_job._give_up(b"", "it died")
