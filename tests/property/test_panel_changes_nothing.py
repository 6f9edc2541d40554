"""The panel stands beside the findings of any list and changes nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import Phase, given, settings
from msgspec.structs import replace

from ldn_rules.cli import exits
from ldn_rules.intake.decode import decode_json_object
from ldn_rules.report.document import Document
from ldn_rules.report.jsonl import JsonLines
from ldn_rules.report.layout import Page
from ldn_rules.report.summary import Summary, tally
from ldn_rules.report.text import Text
from support.list_strategies import lists, wild_lists
from support.lists import TODAY, facts, pipeline, record

if TYPE_CHECKING:
    from ldn_rules.findings.model import PatientReport

FEW = settings(max_examples=80, phases=(Phase.explicit, Phase.generate, Phase.shrink))


def checked(written: dict[str, Any], *, panel: bool, engine: bool = True) -> PatientReport:
    """The report of a record, with the panel or without it."""
    return pipeline().check(decode_json_object(written), as_of=None, today=TODAY, panel=panel, engine=engine)


def code(report: PatientReport, fail_on: str) -> int:
    """The exit code of a run over this one list."""
    summary = Summary()
    summary.add(tally(report))
    return exits.of_run(summary, fail_on, input_faults=0)


def same_without_it(written: dict[str, Any], *, engine: bool) -> None:
    """All that is said without the panel is said with it, in the same words."""
    plain, shown = checked(written, panel=False, engine=engine), checked(written, panel=True, engine=engine)
    assert plain.panel is None
    assert shown.panel is not None
    assert replace(shown, panel=None) == plain
    identity = pipeline().identity
    for form in (JsonLines(identity), Document(identity)):
        assert form.patient(shown).startswith(form.patient(plain).rstrip(b"\n").removesuffix(b"}"))
    text = Text(identity, Page(80))
    assert set(text.patient(plain).splitlines()) <= set(text.patient(shown).splitlines())
    assert [code(plain, each) for each in exits.FAIL_ON] == [code(shown, each) for each in exits.FAIL_ON]


@FEW
@given(lists())
def test_the_panel_changes_no_result(medications: list[dict[str, Any]]) -> None:
    """Findings, outcome, coverage and exit code are those without it."""
    same_without_it(record(medications, history_from=-400), engine=True)


@FEW
@given(wild_lists())
def test_the_panel_changes_nothing_of_a_wild_list(medications: list[dict[str, Any]]) -> None:
    """Nor where much cannot be read, or one evaluator alone speaks."""
    for engine in (True, False):
        same_without_it(record(medications), engine=engine)


@FEW
@given(lists())
def test_a_panel_stands_where_low_dose_naltrexone_does(medications: list[dict[str, Any]]) -> None:
    """And nowhere else."""
    written = record(medications, history_from=-400)
    found = facts(medications, history_from=-400).facts
    assert bool(checked(written, panel=True).panel) == any(fact.kind == "low-dose-episode" for fact in found)
