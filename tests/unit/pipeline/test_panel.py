"""The panel of one list: what stands there, and when it is to be expected."""

from __future__ import annotations

from typing import Any

import pytest

from ldn_rules.facts.days import day_text
from ldn_rules.intake.decode import decode_json_object
from ldn_rules.rulebook.load import load_folder
from ldn_rules.rulebook.testrecords import record as written_record
from support.lists import RULES, TODAY, item, ldn, pipeline, record

GABAPENTIN = item("gabapentin 300 mg capsule", start=-200)


def panel(*medications: dict[str, Any]) -> dict[str, Any]:
    """The panel of a list."""
    return of_record(record(list(medications), history_from=-400))


def of_record(written: dict[str, Any]) -> dict[str, Any]:
    """The panel of a record."""
    report = pipeline().check(decode_json_object(written), as_of=None, today=TODAY, panel=True)
    assert report.panel is not None
    return dict(report.panel)


def entries(shown: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Its entries by id."""
    return {entry["id"]: entry for section in shown["sections"] for entry in section["entries"]}


def test_a_number_needed_to_treat_never_stands_alone() -> None:
    """Both are there with their designs, in a section that is not ranked, in the order of the alphabet."""
    for medications in ([ldn()], [ldn(), GABAPENTIN], [ldn(reason="fibromyalgia")]):
        (section,) = [one for one in panel(*medications)["sections"] if one["name"] == "comparators"]
        assert section["ranked"] is False
        found = [one["id"] for one in section["entries"] if not one["here"]]
        assert found == sorted(found) == ["compare-gabapentin", "compare-naltrexone"]
        values = [figure["value"] for one in section["entries"] for figure in one["figures"]]
        assert {"6.7 (5.4 to 8.7)", "6.9", "3.2"} <= set(values)


def test_figures_stand_nowhere_else() -> None:
    """A number needed to treat is in no other section, where it would look like a ranking."""
    for section in panel(ldn(), GABAPENTIN)["sections"]:
        if section["name"] != "comparators":
            assert not [one for entry in section["entries"] for one in entry["figures"] if "needed to" in one["what"]]


@pytest.mark.parametrize(
    ("start", "window"),
    [
        (0, {"from": "2026-02-12", "to": "2026-03-12"}),
        (-10, {"from": "2026-02-02", "to": "2026-03-02"}),
        (20, {"from": "2026-03-04", "to": "2026-04-01"}),
    ],
)
def test_benefit_is_expected_28_to_56_days_after_the_start(start: int, window: dict[str, str]) -> None:
    """Counted from the first day on the list, which may lie ahead."""
    shown = panel(ldn(start=start))
    assert entries(shown)["onset"]["window"] == window
    assert shown["start"] == day_text(TODAY, start)


@pytest.mark.parametrize(
    "medication",
    [
        ldn(start=None),
        ldn(start=None, status="planned"),
        ldn(start="2026-01"),
        ldn(start=-100, end=-50, status="completed"),
    ],
)
def test_without_one_start_there_is_no_window(medication: dict[str, Any]) -> None:
    """A start that nobody knows, that is a month, or that is over, gives no date."""
    shown = panel(medication)
    assert (shown["start"], entries(shown)["onset"]["window"]) == (None, None)


def test_the_last_start_counts() -> None:
    """After a break of a week or longer the windows count anew."""
    shown = panel(ldn(id="a", start=-100, end=-50, status="completed"), ldn(id="b", start=-5))
    assert shown["start"] == "2026-01-10"


def test_every_source_that_is_named_is_listed() -> None:
    """And no other."""
    for medications in ([ldn()], [ldn(reason="spondylosis"), GABAPENTIN]):
        shown = panel(*medications)
        named = {name for one in entries(shown).values() for name in one["sources"]}
        named |= {figure["source"] for one in entries(shown).values() for figure in one["figures"]}
        assert {source["id"] for source in shown["sources"]} == named


def test_another_drugs_reason_is_not_that_of_naltrexone() -> None:
    """Only the reason of the low-dose entry counts."""
    shown = entries(panel(ldn(), item("gabapentin 300 mg capsule", start=-5, reason="fibromyalgia")))
    assert "fibromyalgia-here" not in shown
    assert "indication-not-recorded" in shown


def test_each_statement_is_shown_by_its_tests() -> None:
    """Every entry of the panel that a statement names stands in the panel of one of its tests."""
    loaded = load_folder(RULES)
    tests = {(test.rule, test.name): test for found in loaded.tests.values() for test in found}
    for row in loaded.statements:
        shown: set[str] = set()
        for name in row.shown_by:
            if tests[name].list is not None:
                shown |= set(entries_of(written_record(tests[name])))
        assert set(row.panel) - shown == set(), row.id


def entries_of(written: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The entries of the panel of a record; none where it has no panel."""
    shown = of_record(written)
    return entries(shown) if shown else {}
