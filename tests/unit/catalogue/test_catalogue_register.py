"""What is read of a rules folder beside the rules: open questions, settings, sources of bands, the vocabulary."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml
from msgspec.structs import replace

from ldn_rules.catalogue.choices import Band, Choices, OfRule, bands, choices
from ldn_rules.catalogue.names import NONE_HELD, UNCLASSED, read_names
from ldn_rules.catalogue.register import Answer, Setting, conflicts_of, settings_of, table_sources
from ldn_rules.catalogue.statements import Shown, rows
from ldn_rules.rulebook.folder import open_folder
from ldn_rules.rulebook.model import Absent, AnyOf, Line, Membership, Role
from support.handmade import SPAN, case_of, rule_of

if TYPE_CHECKING:
    from pathlib import Path

    from ldn_rules.catalogue.material import Material
    from ldn_rules.catalogue.names import Names


def written(file: Path) -> Any:
    """A file of the rules as it stands."""
    return yaml.safe_load(file.read_text("utf-8"))


def with_vocabulary(shipped: Material, **sections: Any) -> Names:
    """The vocabulary of these sections alone, under the shipped rules."""
    return read_names(replace(shipped, loaded=replace(shipped.loaded, vocabulary=sections)))


def test_open_questions_are_read_as_written(site: Path) -> None:
    """Each with its answers in order, their sources, and the one that is taken."""
    questions = written(site / "evidence.yaml")["conflicts"]
    found = {each.id: each for each in conflicts_of(open_folder(site))}
    assert list(found) == list(questions)
    for name, one in questions.items():
        assert (found[name].question, found[name].taken) == (one["citation"], one["taken"])
        answers = [Answer(each["says"], tuple(each["sources"])) for each in one["readings"]]
        assert list(found[name].answers) == answers
        assert len(answers) > 1


def test_settings_are_read_as_written(site: Path) -> None:
    """Every number of the fact stage with its source; lists are written with commas."""
    settings = written(site / "semantics.yaml")["settings"]
    found = {each.name: each for each in settings_of(open_folder(site))}
    assert list(found) == list(settings)
    for name, one in settings.items():
        value = one["value"]
        assert found[name].value == (", ".join(map(str, value)) if isinstance(value, list) else str(value))
        assert (found[name].says, found[name].source) == (one["says"], one["source"])


def test_every_band_has_its_source(site: Path) -> None:
    """By table, row and place."""
    tables = written(site / "vocabulary" / "washouts.yaml")["tables"]
    assert table_sources(open_folder(site)) == {
        (table, row, place): band["source"]
        for table, one in tables.items()
        for row, listed in one["rows"].items()
        for place, band in enumerate(listed["bands"])
    }


def test_a_folder_without_these_files(tmp_path: Path) -> None:
    """Has none of them."""
    folder = open_folder(tmp_path)
    assert (conflicts_of(folder), settings_of(folder), table_sources(folder)) == ((), (), {})


def test_drugs_stand_under_their_first_class(shipped: Material) -> None:
    """The others are named beside; a drug without a class is not left out."""
    drugs = {"zeta": {"classes": ["b", "a"]}, "alpha": {}, "beta": {"classes": ["b"]}}
    names = with_vocabulary(shipped, drugs=drugs)
    found = {name: [(drug.name, drug.more) for drug in listed] for name, listed in names.by_class.items()}
    assert found == {"b": [("beta", ()), ("zeta", ("a",))], UNCLASSED: [("alpha", ())]}
    assert set(names.drug_anchors) == set(drugs)


def test_products_stand_under_each_drug_they_hold(shipped: Material) -> None:
    """One that holds no drug of the vocabulary stands under a heading of its own; each drug counts its products."""
    products = {"Both": {"holds": ["one", "two"]}, "One": {"holds": ["one", "salt"]}, "None": {"holds": ["salt"]}}
    names = with_vocabulary(shipped, drugs={"one": {}, "two": {}, "three": {}}, products=products)
    found = {name: [product.name for product in listed] for name, listed in names.by_ingredient.items()}
    assert found == {NONE_HELD: ["None"], "one": ["Both", "One"], "two": ["Both"]}
    assert set(names.holders) == set(found)
    counted = {drug.name: drug.products for listed in names.by_class.values() for drug in listed}
    assert counted == {"one": 2, "two": 1, "three": 0}


def test_a_class_names_the_rules_that_ask_for_it(shipped: Material) -> None:
    """Wherever in a rule: as what it looks at, in a condition, in one inside another; one nobody asks for has none."""
    inside = Line("in", AnyOf((Line("of", Membership("drug", "either"), SPAN),)), SPAN)
    absent = Line("no", Absent("course", "missing", (Line("of", Membership("drug", "deep"), SPAN),)), SPAN)
    role = Role("drug", "course", "looked-at", None, SPAN)
    rules = tuple(rule_of(name, [case_of([role], when=(inside,), unless=(absent,))]) for name in ("A1", "A2"))
    classes: dict[str, Any] = {name: {} for name in ("looked-at", "either", "missing", "deep")} | {
        "other": {"is-a": ["deep"]}
    }
    names = with_vocabulary(replace(shipped, ruleset=replace(shipped.ruleset, rules=rules)), classes=classes)
    found = {each.name: (each.above, each.rules) for each in names.classes}
    assert found.pop("other") == (("deep",), ())
    assert found == dict.fromkeys(("looked-at", "either", "missing", "deep"), ((), ("A1", "A2")))


def test_an_empty_vocabulary(shipped: Material) -> None:
    """Is empty, not wrong."""
    names = with_vocabulary(shipped)
    assert (names.classes, names.others, names.known) == ((), (), 0)
    assert (names.by_class, names.by_ingredient, names.concepts) == ({}, {}, {})


def test_choices_are_what_rests_on_no_clinical_source(shipped: Material) -> None:
    """If every source were a choice, all would be; if none were, only what a rule itself calls one."""
    every = replace(shipped, sources={name: replace(one, certainty="design") for name, one in shipped.sources.items()})
    none = replace(shipped, sources={name: replace(one, certainty="high") for name, one in shipped.sources.items()})
    assert len(choices(every).settings) == len(shipped.settings)
    assert len(choices(every).bands) == len(list(bands(shipped)))
    assert set(shipped.loaded.vocabulary["drugs"]) == set(choices(every).drugs)
    found = choices(none)
    assert (found.settings, found.bands) == ((), ())
    assert found.rules == choices(shipped).rules != ()


def test_choices_are_counted() -> None:
    """Of every sort, each once."""
    rule, setting = OfRule("A1", "title", "says"), Setting("a", "1", "says", "D1")
    band = Band("washouts", "short-acting", "less than 7 days", "D1", chosen=True)
    assert Choices((rule, rule), (band,), (setting,) * 3, ("drug",), ("e1", "e2")).number == 9
    assert Choices((), (), (), (), ()).number == 0


@pytest.mark.parametrize("tests", [(), (("LDN101", "no such test"),)])
def test_a_statement_without_a_test_that_passed_is_not_shown(
    shipped: Material, tests: tuple[tuple[str, str], ...]
) -> None:
    """Neither one that names no test nor one whose test did not run."""
    statement = replace(shipped.loaded.statements[0], shown_by=tests)
    (row,) = rows(replace(shipped, loaded=replace(shipped.loaded, statements=(statement,))))
    assert not row.shown
    assert row.tests == tuple(Shown(*test, passed=False, as_active=False) for test in tests)
