"""One record through all stages: engine, outcome, what could not be read."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from ldn_rules.engine.errors import EngineError
from ldn_rules.intake.decode import decode_json_object
from ldn_rules.intake.model import Problem, Record
from ldn_rules.pipeline import load, readers
from ldn_rules.pipeline.check import Pipeline
from ldn_rules.pipeline.explain import explain
from support.lists import RULES, TODAY, iso, item, ldn, oxycodone, pipeline, record

if TYPE_CHECKING:
    from ldn_rules.report.explanation import Explanation, RuleExplanation

NO_DATE = "is not a date this program reads (2026-01-15, 15 Jan 2026, 2026-01, 2026 or a time stamp)"
LIST = [ldn(), oxycodone(start=-30)]
UNREADABLE = Record(7, "x.json", 3, problems=(Problem("E1", "not JSON"),), unreadable=True)


def explained(medications: list[dict[str, Any]], **options: Any) -> Explanation:
    """Why each rule did or did not report."""
    return explain(pipeline(), decode_json_object(record(medications)), as_of=None, today=TODAY, **options)


def of_rule(explanation: Explanation, rule: str) -> RuleExplanation:
    """What is said of one rule."""
    return next(one for one in explanation.rules if one.rule == rule)


def test_the_day_of_the_check() -> None:
    """An option wins over the record's own day, which wins over today; the report says which it was."""
    stated = decode_json_object(record(LIST))
    unstated = decode_json_object({"medications": LIST[1:]})
    assert pipeline().check(stated, as_of=TODAY + 5, today=0).as_of_basis == "option"
    assert pipeline().check(stated, as_of=None, today=1).as_of == iso(0)
    found = pipeline().check(unstated, as_of=None, today=TODAY)
    assert (found.as_of, found.as_of_basis) == (iso(0), "today")


def test_an_unreadable_record_is_not_checked() -> None:
    """A record of which nothing was read says why, and is never clear."""
    report = pipeline().check(UNREADABLE, as_of=None, today=TODAY)
    assert (report.outcome, report.record, report.as_of_basis) == ("not-checked", 7, "today")
    assert [one.message for one in report.problems] == ["not JSON"]
    assert pipeline().check(UNREADABLE, as_of=TODAY, today=0).as_of_basis == "option"


def test_a_record_without_a_list_keeps_its_day() -> None:
    """What is not checked still shows the day that the record states, and says so if that is none."""
    report = pipeline().check(decode_json_object({"as_of": iso(-3)}), as_of=None, today=TODAY)
    assert (report.outcome, report.as_of, report.as_of_basis) == ("not-checked", iso(-3), "record")
    report = pipeline().check(decode_json_object({"as_of": "soon"}), as_of=None, today=TODAY)
    assert (report.as_of_basis, [one.code for one in report.problems]) == ("today", ["no-medications", "unread-date"])


@pytest.mark.parametrize(
    ("day", "problems"),
    [
        (iso(1), [f"\"none\" does not count: its list_date '{iso(1)}' lies after the day of the check, {iso(0)}"]),
        (
            "soon",
            [
                f"list_date 'soon' {NO_DATE}",
                "\"none\" does not count: its list_date 'soon' is no date",
            ],
        ),
        (iso(0), []),
    ],
)
def test_a_none_that_cannot_hold(day: str, problems: list[str]) -> None:
    """A stated "none" needs a day on which it can have been stated; else it is said why it does not count."""
    given = {"as_of": iso(0), "medications": "none", "source": "interview", "list_date": day}
    report = pipeline().check(decode_json_object(given), as_of=None, today=TODAY)
    assert [one.message for one in report.problems] == problems


def test_without_the_engine_nothing_is_checked() -> None:
    """The second evaluator alone shows its findings, under the outcome not-checked."""
    report = pipeline().check(decode_json_object(record(LIST)), as_of=None, today=TODAY, engine=False)
    assert report.outcome == "not-checked"
    assert report.not_checked == "the rule engine did not run"
    assert [one.rule for one in report.findings] == ["LDN101"]


def test_an_engine_that_cannot_be_built_is_said_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A failing engine leaves every record not-checked, with the findings of the second evaluator."""
    asked: list[int] = []

    def refuse(*parts: object, lazily: bool) -> None:
        asked.append(1)
        raise EngineError("no memory")

    monkeypatch.setattr("ldn_rules.engine.rete.Rete", refuse)
    broken = Pipeline(pipeline().book)
    for _ in range(2):
        report = broken.check(decode_json_object(record(LIST)), as_of=None, today=TODAY)
        assert report.outcome == "not-checked"
        assert [one.rule for one in report.findings] == ["LDN101"]
    assert asked == [1]


def test_a_list_without_facts_needs_no_engine() -> None:
    """A list on which nothing holds naltrexone is answered without the engine."""
    fresh = Pipeline(pipeline().book)
    report = fresh.check(decode_json_object(record([oxycodone(start=-3)])), as_of=None, today=TODAY)
    assert (report.outcome, report.not_checked) == ("not-applicable", None)


def test_a_rule_that_fired_is_explained_by_its_conditions() -> None:
    """What fired names each condition as holding; what reported a doubt says so."""
    fired = of_rule(explained(LIST), "LDN101")
    assert fired.state == "fired"
    assert all(one.holds for one in fired.attempts[0].conditions)
    assert of_rule(explained([ldn(), oxycodone(status="stopped")]), "LDN112").state == "cannot-assess"


def test_a_quiet_rule_is_explained_by_its_nearest_miss() -> None:
    """What stayed quiet says which conditions kept it so, or that there was nothing to match."""
    explanation = explained(LIST)
    assert of_rule(explanation, "LDN104").state == "silent"
    assert of_rule(explanation, "LDN104").attempts[0].missed
    assert of_rule(explanation, "LDN120").state == "no-such-fact"


def test_a_rule_that_left_the_word_to_another_says_so() -> None:
    """A rule whose conditions hold but that does not report is neither fired nor silent."""
    yielded = of_rule(explained([ldn(), oxycodone(prn=True, start=-3)]), "LDN101")
    assert yielded.state == "yielded"
    assert yielded.remark == ("its conditions hold, but another rule speaks of the same drug: LDN111 (reporting.yaml)")


def test_a_rule_that_leaves_what_is_unknown_to_another_names_it() -> None:
    """An unreadable dose is LDN304's, and LDN301 says by which of its lines."""
    left = of_rule(explained([item("naltrexone", start=0)]), "LDN301")
    assert left.state == "yielded"
    assert left.remark == "something it reads is not known: left to LDN304 (`unknown: reported-by`)"


def test_a_rule_that_yields_says_to_which() -> None:
    """What ``yields-to`` declares is named."""
    yielding = replace_rules("LDN305", yields_to={"LDN308": ()})
    two = decode_json_object(record([ldn("3"), ldn("4.5", id="b")], history_from=-400))
    found = explain(yielding, two, as_of=None, today=TODAY)
    assert of_rule(found, "LDN305").remark == "its conditions hold, and it yields to LDN308 (`yields-to`)"


def test_a_rule_that_holds_on_a_doubt_alone_says_so() -> None:
    """Another reading of the dates that leads nowhere else is no report."""
    doubtful = [ldn(start=0), oxycodone(status="completed", start=-400, end="2025-01")]
    left = of_rule(explained(doubtful), "LDN112")
    assert left.remark == "its conditions hold in another reading of the dates, on which no other result hangs"


def test_the_nearest_miss_is_the_nearest() -> None:
    """Of three opioids that ended the one is shown whose interval was met most narrowly."""
    ended = [
        oxycodone(id=name, name=f"{name} 5 mg tablet", status="completed", start=-200, end=end)
        for name, end in (("pethidine", -136), ("oxycodone", -10), ("levorphanol", -75), ("codeine", -75))
    ]
    (attempt,) = of_rule(explained([ldn(), *ended]), "LDN104").attempts
    assert (attempt.subject, attempt.missed) == ("oxycodone 5 mg tablet and naltrexone 1.5 mg capsule", ("bands",))


def test_bands_of_an_open_opioid_are_no_severity() -> None:
    """From a last use that has not been no days are counted."""
    lines = {one.name: one for one in of_rule(explained(LIST), "LDN104").attempts[0].conditions}
    assert lines["bands"].text.endswith("without end: does not apply")
    assert lines["bands"].text == "last use of opioid to first use of ntx is without end: does not apply"


def test_an_unknown_start_is_not_shown_as_the_birth_date() -> None:
    """What stands for the earliest day it can be is said to be unknown."""
    medications = [ldn(), oxycodone(prn=True)]
    stated = decode_json_object(record(medications, patient={"birth_date": "1958-04-08"}))
    found = of_rule(explain(pipeline(), stated, as_of=None, today=TODAY), "LDN111")
    (both,) = [one for one in found.attempts[0].conditions if one.name == "both-on-board"]
    assert both.values["opioid.start"] == "unknown"
    assert both.text.startswith("opioid (unknown to no end) and ntx (2026-01-15 to no end) overlap")


def test_a_list_without_naltrexone_says_that_no_rule_looks_at_it() -> None:
    """Not one rule after another is then explained by what is missing."""
    assert explained([ldn()]).remark == ""
    assert explained([oxycodone()]).remark == (
        "Nothing on the list holds naltrexone (beside an opioid in one product it does not count), "
        "so no rule looks at it."
    )


def test_what_could_not_be_checked_is_explained_so() -> None:
    """An unreadable record and a missing engine are said."""
    unread = explain(pipeline(), UNREADABLE, as_of=None, today=TODAY)
    assert unread.not_checked == "the record could not be read: not JSON"
    assert unread.rules == ()
    assert explained(LIST, engine=False).not_checked == "the rule engine did not run"


def test_guards_and_rules_that_are_not_active_are_not_listed() -> None:
    """Only active rules are explained or stand as silent; a guard has nothing to say."""
    assert "LDN121" not in {one.rule for one in explained(LIST).rules}
    retired = replace_rules("LDN101", status="retired")
    assert "LDN101" not in retired.check(decode_json_object(record([ldn()])), as_of=None, today=TODAY).silent


def replace_rules(rule: str, **changes: Any) -> Pipeline:
    """The pipeline with one rule changed in what it says of itself."""
    from msgspec.structs import replace as changed

    book = pipeline().book
    rules = tuple(changed(one, **changes) if one.id == rule else one for one in book.ruleset.rules)
    return Pipeline(_with(book, ruleset=_with(book.ruleset, rules=rules)))


def _with(value: Any, **changes: Any) -> Any:
    from msgspec.structs import replace as changed

    return changed(value, **changes) if hasattr(value, "__struct_fields__") else replace(value, **changes)


def test_single_texts_are_read_as_on_a_list() -> None:
    """Names and directions by themselves give the shapes that the commands print."""
    texts = readers(RULES)
    assert texts.drugs_read("Embeda")["ingredients"] == ["morphine", "naltrexone"]
    assert texts.sigs_read("1 capsule at bedtime")["phases"]


def test_the_identity_names_rules_and_engine() -> None:
    """Every report stands on a named, hashed set of rules and a pinned engine."""
    identity = load(RULES).identity
    assert identity.engine_version == "2.0.28"
    assert len(identity.hash) >= 16
