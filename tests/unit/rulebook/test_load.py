"""A valid rules folder becomes typed rules."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from ldn_rules.facts.settings import Settings
from ldn_rules.rulebook.enumerations import WASHOUTS
from ldn_rules.rulebook.errors import RulesError
from ldn_rules.rulebook.kinds import NEVER, UNKNOWN
from ldn_rules.rulebook.load import load_folder, load_ruleset, load_tests
from ldn_rules.rulebook.model import (
    Absent,
    AnyOf,
    Comparison,
    DifferenceMeasure,
    FieldMeasure,
    Membership,
    Moment,
    Overlap,
    Unknown,
)
from ldn_rules.rulebook.settings import SETTINGS
from ldn_rules.rulebook.testrecords import record

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ldn_rules.rulebook.model import Line, Rule, Test
    from unit.rulebook.conftest import Site


MG = 1_000_000


def rule(site: Site, name: str) -> Rule:
    """The rule of that id."""
    return {found.id: found for found in site.load().ruleset.rules}[name]


def lines(listed: Iterable[Line]) -> dict[str, Test]:
    """Tests of lines by name."""
    return {line.name: line.test for line in listed}


def test_sample_is_valid(site: Site) -> None:
    """The folder that the other tests spoil has no fault itself."""
    assert site.faults() == []


def test_ruleset_holds_every_rule_by_id(site: Site) -> None:
    """Rules of every status are loaded, in order of their ids."""
    ruleset = load_ruleset(site.root)
    assert [(one.id, one.status) for one in ruleset.rules] == [
        ("LDN101", "active"),
        ("LDN104", "active"),
        ("LDN112", "active"),
        ("LDN114", "active"),
        ("LDN121", "active"),
        ("LDN305", "retired"),
        ("LDN307", "draft"),
    ]
    assert (ruleset.name, ruleset.version, len(ruleset.hash)) == ("sample", "2026.1", 64)


def test_rule_without_cases_is_one_case(site: Site) -> None:
    """A severity or bands at the top make the case main, with the rule's roles as anchors."""
    case = rule(site, "LDN104").cases[0]
    assert (case.name, case.anchors, case.phase, case.severity) == ("main", ("opioid", "ntx"), "washout", None)
    assert case.moment == Moment("ntx", "start")
    assert case.unknown == Unknown("reported-by", rule="LDN112", rules=("LDN112",))
    assert case.bands.measure == DifferenceMeasure("opioid", "last-use", "ntx", "first-use")
    assert (case.bands.table, case.bands.key) == ("washouts", FieldMeasure("opioid", "washout"))


def test_constants_have_the_scale_of_their_field(site: Site) -> None:
    """Days, doses and names are integers; their text stays as written."""
    when = lines(rule(site, "LDN104").cases[0].when)
    assert when["short-acting"].bounds[0].values == (WASHOUTS.index("short-acting"),)
    assert (when["ended-before"].bounds[0].values, when["ended-before"].bounds[0].text) == ((1,), "1 day")
    raised = lines(rule(site, "LDN307").cases[0].when)["raised"]
    assert [(bound.op, bound.values) for bound in raised.bounds] == [("more-than", (0,)), ("at-most", (3 * MG // 2,))]


def test_constants_of_minutes_are_minutes(site: Site) -> None:
    """A day of a difference between minutes is 1440."""
    site.edit("opioids/LDN104.yaml", "from: opioid.last, to: ntx.start", "from: opioid.last-use, to: ntx.first-use")
    assert lines(rule(site, "LDN104").cases[0].when)["ended-before"].bounds[0].values == (1440,)


def test_cases_hold_what_stands_at_the_rule(site: Site) -> None:
    """Roles, conditions and exceptions of the rule are in every case, its own follow."""
    unsettled, leftover = rule(site, "LDN112").cases
    assert [line.name for line in unsettled.when] == ["doubtful"]
    assert [line.name for line in unsettled.unless] == [line.name for line in leftover.unless] == ["settled"]
    assert (unsettled.outcome, leftover.outcome) == ("cannot-assess", "alert")
    assert (unsettled.message, leftover.message) == (None, "Leftover {opioid.names}.")
    assert unsettled.unknown == Unknown("cannot-assess")


def test_every_form_of_line(site: Site) -> None:
    """any, is-a, is-not-a, unknown, never, overlap and absent facts are read as what they are."""
    case = rule(site, "LDN305").cases[0]
    when = lines(case.when)
    assert isinstance(when["sign"], AnyOf)
    inner = lines(when["sign"].lines)
    assert inner["opioid"] == Membership("b", "opioid")
    assert inner["plain"] == Membership("b", "opioid-systemic", negated=True)
    assert (when["dose-unknown"].bounds[0].values, when["dose-unknown"].bounds[0].text) == ((), "unknown")
    assert when["still-taken"].bounds[0].values == (NEVER,)
    assert case.roles[1].other_than == "a"
    assert lines(rule(site, "LDN101").cases[0].when)["both-on-board"] == Overlap("opioid", "ntx")
    absent = lines(rule(site, "LDN307").cases[0].unless)["opioid-listed"]
    assert isinstance(absent, Absent)
    assert isinstance(absent.where[0].test, Comparison)
    assert absent.where[0].test.measure == DifferenceMeasure("opioid-listed", "start", "as-of", "")


def test_spans_point_into_the_file(site: Site) -> None:
    """Every node knows its file, line and column."""
    case = rule(site, "LDN104").cases[0]
    span = case.when[1].span
    text = (site.root / "opioids/LDN104.yaml").read_text(encoding="utf-8").split("\n")
    assert span.file.endswith("opioids/LDN104.yaml")
    assert text[span.line - 1][span.column - 1 :].startswith("ended-before:")


def test_table_is_in_days(site: Site) -> None:
    """Rows of a table go by the integer of their key; bounds are days."""
    table = load_ruleset(site.root).tables["washouts"]
    place = WASHOUTS.index("short-acting")
    assert [(row.upper.values, row.severity) for row in table.rows[place]] == [
        ((7,), "contraindicated"),
        ((10,), "moderate"),
    ]


def test_quiet_row_has_no_severity(site: Site) -> None:
    """severity: quiet in a band reports nothing."""
    rows = rule(site, "LDN114").cases[0].bands.rows
    assert [(row.severity, row.upper and row.upper.values) for row in rows] == [("major", (1,)), (None, None)]


def test_reporting(site: Site) -> None:
    """Orders, texts and the limit of history come from reporting.yaml."""
    reporting = load_ruleset(site.root).reporting
    assert (reporting.overlap, reporting.washout, reporting.after) == (("LDN101",), ("LDN104",), ("LDN114",))
    assert (reporting.reverse, reporting.doubt, reporting.history_days) == ("LDN114", "LDN112", 30)
    assert reporting.doubt_texts == {"default": "A date decides: {doubt}."}


def test_semantics_are_integers(site: Site) -> None:
    """Days stay days, doses are nanograms, lists are tuples."""
    found = load_folder(site.root).settings
    assert set(found) == set(SETTINGS)
    assert (found["episode-break"], found["not-full-dose-single"]) == (7, (30 * MG, 9 * MG // 2))
    assert (found["implausibly-small"], found["list-age"]) == (MG // 10, 7)


def test_settings_are_those_of_the_fact_stage() -> None:
    """The loader asks for every number that the fact stage reads, and for no other."""
    elsewhere = {"history_days", "interval_days"}
    read = {name.replace("_", "-") for name in Settings.__struct_fields__ if name not in elsewhere}
    assert set(SETTINGS) == read | {"list-age"}


def test_vocabulary_sections_are_united(site: Site) -> None:
    """Lists of one section in two files follow one another, mappings are joined."""
    found = load_folder(site.root).vocabulary
    assert found["salts"] == ["hcl", "sulfate"]
    assert list(found["classes"])[:3] == ["opioid", "opioid-systemic", "naltrexone-oral"]
    assert found["drugs"]["oxycodone"]["codes"] == {"rxnorm": ["7804"]}
    assert "language" not in found


def test_evidence_carries_its_citation(site: Site) -> None:
    """A rule's evidence is resolved from the register."""
    evidence = rule(site, "LDN101").evidence[0]
    assert (evidence.source, evidence.citation, evidence.certainty) == ("P3", "Label of naltrexone", "high")


def test_inline_test_on_a_list(site: Site) -> None:
    """expect, quiet and outcome are typed."""
    test = load_tests(site.root)["LDN104"][0]
    assert [(one.rule, one.kind, one.severity, one.history) for one in test.expect] == [
        ("LDN104", "alert", "contraindicated", False),
        ("LDN112", "cannot-assess", "major", True),
    ]
    assert (test.quiet, test.outcome, test.facts) == ({"LDN101": "both-on-board"}, "alert", None)
    assert (test.today, test.as_of, test.history_from) == ("2026-01-15", 0, -365)


def test_record_of_a_test_has_dates_and_exact_numbers(site: Site) -> None:
    """Day numbers become ISO dates, quoted numbers decimals."""
    found = record(load_tests(site.root)["LDN104"][0])
    assert (found["as_of"], found["history_from"]) == ("2026-01-15", "2025-01-15")
    first = found["medications"][0]
    assert (first["start"], first["end"], first["dose"]) == (
        "2025-12-26",
        "2026-01-09",
        {"value": Decimal("4.5"), "unit": "mg"},
    )
    assert found["conditions"] == [{"name": "pain", "onset": "2024-12-11"}]


def test_record_of_stated_no_medicines(site: Site) -> None:
    """list: none is the stated "no medicines", history-from: none leaves the history out."""
    test = load_tests(site.root)["LDN121"][0]
    born = {"birth_date": "1960-01-01"}
    assert record(test) == {"patient": born, "as_of": "2024-03-09", "medications": "none"}


def test_record_needs_a_list(site: Site) -> None:
    """A test on facts has no record."""
    with pytest.raises(ValueError, match="is on facts and has no list"):
        record(load_tests(site.root)["LDN104"][1])


def test_inline_test_on_facts(site: Site) -> None:
    """Facts have the integers of their fields; unknown and intervals are pairs."""
    facts = load_tests(site.root)["LDN104"][1].facts
    assert facts is not None
    assert facts["opioid"].values == {
        "washout": WASHOUTS.index("short-acting"),
        "last": -7,
        "last-use": -7 * 1440,
        "total": (-UNKNOWN, UNKNOWN),
        "dose": (MG, 2 * MG),
    }
    assert facts["opioid"].classes == {"opioid", "opioid-systemic"}
    assert facts["ntx"].values == {"start": 0, "last": NEVER}


def test_all_faults_of_all_files_at_once(site: Site) -> None:
    """A syntax fault, a schema fault and a reference fault of three files come in one error."""
    site.write("opioids/LDN101.yaml", "a: [1")
    site.edit("opioids/LDN104.yaml", "revision: 2", "revison: 2")
    site.edit("opioids/LDN104.yaml", "field: washout", "field: washouts")
    site.edit("dosing/LDN307.yaml", "kind: step, class", "kind: steps, class")
    with pytest.raises(RulesError) as caught:
        site.load()
    assert [fault.code for fault in caught.value.diagnostics] == ["E122", "E116", "E101", "E102", "E123"]
    assert str(caught.value).count("\n") == 4


def test_reported_by_several(site: Site) -> None:
    """Any of several rules may report what is unknown."""
    site.edit("opioids/LDN104.yaml", "reported-by: LDN112", "reported-by: [LDN112, LDN101]")
    assert rule(site, "LDN104").cases[0].unknown.rules == ("LDN112", "LDN101")
