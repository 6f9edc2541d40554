"""The panel and the founding statements of a rules folder: every fault in its words, and what the shipped ones hold."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from ldn_rules.rulebook.load import load_folder, load_statements
from ldn_rules.rulebook.panel_model import OPEN_QUESTION

if TYPE_CHECKING:
    from ldn_rules.rulebook.load import Loaded
    from unit.rulebook.conftest import Site

RULES = Path(__file__).resolve().parents[3] / "rules"

PANEL = """\
language: 1
rule: LDN104
title: What is known
note: On request.
sections:
  known: {title: Known}
  compared: {title: Compared, unranked: true}
entries:
  - id: label
    section: known
    says: It has a label.
    where: {drug: [oxycodone]}
    window: {from: 28 days, to: 56 days}
    figures: [P3.days]
    sources: [P3]
  - {id: zinc, section: compared, subject: zinc, says: Two., sources: [X]}
  - {id: aspirin, section: compared, subject: aspirin, says: One., sources: [C-when]}
none: Nothing to show.
"""
UNRANKED = "the section is unranked: its entries stand in the order of their subjects"
FIGURE = 'read: "2026-01", figures: {days: {what: interval, value: "7 to 10", unit: days}}}'
CONFLICTS = """\
conflicts:
  C-when:
    citation: When to start
    readings: [{says: 7 days., sources: [P3]}, {says: 10 days., sources: [X]}]
    taken: 10 days.
"""
ROW = "{says: It., kind: evidence, rules: [LDN104], sources: [P3], shown-by: [{rule: LDN104, test: on facts}]}"
STATEMENTS = "language: 1\nstatements:\n" + "".join(f"  S{number:02}: {ROW}\n" for number in range(1, 31))


@pytest.fixture
def told(site: Site) -> Site:
    """The sample folder with a panel, statements, a figure and a conflict."""
    text = (site.root / "evidence.yaml").read_text(encoding="utf-8")
    site.write("evidence.yaml", text.replace('kind: label, read: "2026-01"}', "kind: label, " + FIGURE) + CONFLICTS)
    site.write("panel.yaml", PANEL)
    site.write("statements.yaml", STATEMENTS)
    return site


@cache
def shipped() -> Loaded:
    """The rules of this project."""
    return load_folder(RULES)


@cache
def register() -> dict[str, dict[str, Any]]:
    """The sources of this project as written."""
    found: dict[str, dict[str, Any]] = yaml.safe_load((RULES / "evidence.yaml").read_text("utf-8"))["sources"]
    return found


def test_a_folder_may_have_both_or_none(site: Site, told: Site) -> None:
    """They are optional, and what is right has no fault."""
    assert told.faults() == []
    panel = load_folder(told.root).panel
    assert panel is not None
    assert [entry.id for entry in panel.entries] == ["label", "aspirin", "zinc"]
    assert list(panel.sources) == ["P3", "X", "C-when"]
    assert panel.sources["C-when"].limits == "The sources say: 7 days. Or: 10 days."
    assert len(load_statements(told.root)) == 30
    for name in ("panel.yaml", "statements.yaml"):
        (site.root / name).unlink()
    assert (load_folder(site.root).panel, load_statements(site.root)) == (None, ())


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            "rule: LDN104",
            "rule: LDN105",
            "panel.yaml:2:7: E124 no rule `LDN105`",
        ),
        (
            "id: zinc",
            "id: aspirin",
            "panel.yaml:17:10: E134 a second entry is named `aspirin` (give it a name of its own)",
        ),
        (
            "section: known",
            "section: knwon",
            "panel.yaml:10:14: E129 no section `knwon` in panel.yaml (did you mean `known`?)",
        ),
        (
            " subject: zinc,",
            "",
            f"panel.yaml:16:25: E101 key `subject` is missing ({UNRANKED})",
        ),
        (
            "sources: [P3]",
            "sources: [P4]",
            "panel.yaml:15:15: E125 no source `P4` in evidence.yaml (one of: C-when, P3, X)",
        ),
        (
            "[P3.days]",
            "[P3.dais]",
            "panel.yaml:14:15: E129 no figure `P3.dais` in evidence.yaml (did you mean `P3.days`?)",
        ),
        (
            "[oxycodone]",
            "[oxicodone]",
            "panel.yaml:12:20: E128 no drug `oxicodone` in the vocabulary (did you mean `oxycodone`?)",
        ),
        (
            "to: 56 days",
            "to: 27 days",
            "panel.yaml:13:33: E130 `to` does not lie after `from` (28 days) (write the later day there)",
        ),
        (
            "where: {drug: [oxycodone]}",
            "where: {}",
            "panel.yaml:12:5: E105 needs 1 key at least",
        ),
    ],
)
def test_fault_of_a_panel(told: Site, old: str, new: str, fault: str) -> None:
    """Exactly this fault is found, in these words."""
    told.edit("panel.yaml", old, new)
    assert [one for one in told.faults() if "E146" not in one and one.startswith("panel.yaml")][:1] == [fault]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("rules: [LDN104]", "rules: [LDN140]", "E124 no rule `LDN140` (did you mean `LDN104`?)"),
        ("rules: [LDN104], ", "", "E146 nothing carries S01 (name rules, or entries of the panel)"),
        (
            "rules: [LDN104]",
            "panel: [labels]",
            "E129 no entry `labels` in panel.yaml (did you mean `label`?)",
        ),
        ("sources: [P3]", "sources: [P4]", "E125 no source `P4` in evidence.yaml (one of: C-when, P3, X)"),
        (
            "sources: [P3]",
            "sources: [P3], counter: [{source: P4, says: No.}]",
            "E125 no source `P4` in evidence.yaml (one of: C-when, P3, X)",
        ),
        (
            "sources: [P3]",
            "sources: [P3], figures: [P3.dais]",
            "E129 no figure `P3.dais` in evidence.yaml (did you mean `P3.days`?)",
        ),
        (
            "sources: [P3]",
            "sources: [P3], awaits: [LDN112]",
            "E146 S01 awaits LDN112, which is there (name it under `rules`, and a test of it under `shown-by`)",
        ),
        ("rule: LDN104, test", "rule: LDN109, test", "E124 no rule `LDN109`"),
        ("test: on facts", "test: on fact", "E146 LDN104 has no test `on fact` (did you mean `on facts`?)"),
    ],
)
def test_fault_of_a_statement(told: Site, old: str, new: str, fault: str) -> None:
    """Exactly this fault is found, in these words, in the row of the first statement."""
    told.edit("statements.yaml", f"S01: {ROW}", f"S01: {ROW.replace(old, new)}")
    assert [one.split(": ", 1)[1] for one in told.faults()] == [fault]


def test_a_rule_that_is_not_there_may_be_awaited(told: Site) -> None:
    """Until its file is there."""
    told.edit("statements.yaml", f"S01: {ROW}", f"S01: {ROW.replace('[P3]', '[P3], awaits: [LDN310]')}")
    assert told.faults() == []
    told.edit("statements.yaml", "[LDN310]", "[LDN101]")
    hint = "name it under `rules`, and a test of it under `shown-by`"
    assert told.faults() == [f"statements.yaml:3:77: E146 S01 awaits LDN101, which is there ({hint})"]


def test_each_statement_stands_there_once(told: Site) -> None:
    """One that is missing, and one that does not exist, are faults."""
    told.edit("statements.yaml", "  S07:", "  S31:")
    codes = [fault.split(": ")[1] for fault in told.faults()]
    assert [code.split()[0] for code in codes] == ["E101", "E102"]
    assert "`S07`" in codes[0]


def test_a_source_of_a_conflict_must_exist(told: Site) -> None:
    """As any source that is cited."""
    told.edit("evidence.yaml", "10 days., sources: [X]", "10 days., sources: [Z]")
    assert told.faults() == ["evidence.yaml:8:75: E125 no source `Z` in evidence.yaml (one of: P3, X)"]


def test_a_rule_may_cite_a_conflict(told: Site) -> None:
    """Like a source."""
    told.edit("opioids/LDN104.yaml", "source: P3", "source: C-when")
    assert told.faults() == []


def test_the_panel_of_a_test_names_entries_with_where(told: Site) -> None:
    """An entry that everybody sees says nothing of a list, nor does a word."""
    told.edit("opioids/LDN104.yaml", "    outcome: alert\n", "    panel: [zinc]\n    outcome: alert\n")
    assert [fault.split(": ", 1)[1] for fault in told.faults() if "E129" in fault] == [
        "E129 no entry `zinc` with `where` in panel.yaml (one of: label)"
    ]
    told.edit("opioids/LDN104.yaml", "panel: [zinc]", "panel: nothing")
    assert [fault.split(": ", 1)[1] for fault in told.faults() if "E140" in fault] == [
        "E140 `nothing` is no panel (write its entries, [] or none)"
    ]


def test_every_study_tells_whom_and_how() -> None:
    """What is a study has a population and a design; every source says something, and what it does not show."""
    studies = {"trial", "cohort", "review", "meta-analysis", "series", "study", "reports", "consensus", "evaluation"}
    for name, source in register().items():
        assert {"says", "limits", "certainty", "read", "kind"} <= set(source), name
        if studies & set(source["kind"].replace(",", "").split()):
            assert {"population", "design"} <= set(source), name


def test_the_figures_of_the_founding_document_have_their_counterparts() -> None:
    """Each figure stands in a row with a caveat or counter-evidence, in the register with its unit."""
    rows = {row.id: row for row in shipped().statements}
    figures = {row: {(one.value, one.unit) for one in rows[row].figures} for row in rows}
    assert ("31", "people") in figures["S20"]
    assert ("-0.83", "points") in figures["S22"]
    assert ("-37.8", "%") in figures["S24"]
    assert figures["S26"] == {("3.2", "people")}
    assert figures["S29"] == {("6.7 (5.4 to 8.7)", "people"), ("6.9", "people")}
    for row in ("S20", "S22", "S23", "S24", "S25", "S26", "S29", "S30"):
        assert rows[row].caveats, row
    for row in ("S07", "S20", "S22", "S23", "S24", "S28"):
        assert rows[row].counter, row


def test_every_open_question_can_be_cited() -> None:
    """Each says what the sources say and which reading is taken."""
    citations = yaml.safe_load((RULES / "evidence.yaml").read_text(encoding="utf-8"))["conflicts"]
    assert len(citations) == 8
    panel = shipped().panel
    assert panel is not None
    assert {name for name, one in panel.sources.items() if one.kind == OPEN_QUESTION} <= set(citations)


def test_every_entry_of_the_panel_carries_a_statement() -> None:
    """Nothing stands in the panel that the matrix of statements does not account for."""
    panel = shipped().panel
    assert panel is not None
    assert {entry for row in shipped().statements for entry in row.panel} == {entry.id for entry in panel.entries}
