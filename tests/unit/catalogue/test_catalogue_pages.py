"""The pages of the shipped rules: whole, without dead links, and saying what the rules say."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from ldn_rules.catalogue.pages import PAGES, STYLE, pages
from ldn_rules.catalogue.statements import rows
from ldn_rules.report.rule_words import case_data, worst_severity
from support.html_pages import Parsed, dead_links

if TYPE_CHECKING:
    from ldn_rules.catalogue.material import Material


def test_every_rule_has_a_page(shipped: Material, parsed: dict[str, Parsed]) -> None:
    """One page a rule, one for each heading of the navigation, two that follow from the vocabulary."""
    rules = {f"{rule.id}.html" for rule in shipped.ruleset.rules}
    assert set(parsed) == rules | {f"{name}.html" for name in (*PAGES, "products", "other-names")}


def test_no_link_is_dead_and_no_id_given_twice(parsed: dict[str, Parsed]) -> None:
    """Each link inside the catalogue leads to a page and a place on it."""
    assert list(dead_links(parsed)) == []
    assert {name: len(page.ids) - len(set(page.ids)) for name, page in parsed.items()} == dict.fromkeys(parsed, 0)


def test_a_dead_link_would_be_seen() -> None:
    """The test above looks at pages, places and labels."""
    page = Parsed(
        '<p id="a"><a href="#a">x</a><a href="#b">x</a><a href="c.html">x</a><i aria-labelledby="d">x</i></p>'
    )
    assert list(dead_links({"one.html": page})) == [
        "one.html: <a href='#b'>",
        "one.html: <a href='c.html'>",
        "one.html: <i aria-labelledby='d'>",
    ]


def test_pages_are_well_formed(parsed: dict[str, Parsed]) -> None:
    """Elements close in order; language, one heading, landmarks and a way past the navigation are there."""
    for name, page in parsed.items():
        assert page.faults == [], name
        assert page.of("html") == [{"lang": "en"}]
        assert [len(page.of(tag)) for tag in ("title", "h1", "main", "header", "footer")] == [1] * 5, name
        assert page.of("main")[0]["id"] == "content"
        assert page.of("a")[0] == {"class": "skip", "href": "#content"}


def test_tables_say_what_their_cells_are(parsed: dict[str, Parsed]) -> None:
    """Every table has a caption, every heading cell a scope, and headings go down one level at a time."""
    for name, page in parsed.items():
        assert len(page.of("caption")) == len(page.of("table")), name
        assert {cell.get("scope") for cell in page.of("th")} <= {"col", "row"}, name
        levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
        assert all(after - before <= 1 for before, after in itertools.pairwise(levels)), name


def test_nothing_comes_from_elsewhere(made: dict[str, str], parsed: dict[str, Parsed]) -> None:
    """No script, no picture, no font, one style sheet beside the pages, and that one loads nothing."""
    for name, page in parsed.items():
        assert page.of("link") == [{"rel": "stylesheet", "href": STYLE}], name
        assert {tag for tag, _ in page.elements} & {"script", "img", "iframe", "style", "object", "embed"} == set()
        assert [given for _, given in page.elements if "style" in given or any(key[:2] == "on" for key in given)] == []
    assert not re.search(r"url\(|@import|@font-face", made[STYLE])


def test_the_same_material_gives_the_same_pages(shipped: Material, made: dict[str, str]) -> None:
    """Nothing is taken from a clock or from the order of a set."""
    assert pages(shipped) == made


def test_a_rule_page_says_what_the_rule_says(shipped: Material, parsed: dict[str, Parsed]) -> None:
    """Title, texts, each condition in the words of ``rules show``, sources, tests, review."""
    for rule in shipped.ruleset.rules:
        said = parsed[f"{rule.id}.html"].text
        words = [rule.title, rule.alert.message, *rule.alert.management, rule.alert.mechanism, rule.authored_by]
        words += [rule.reviewed, rule.next_review, rule.alert.consequence]
        for case in rule.cases:
            data = case_data(case, shipped.ruleset.tables)
            words += [*data["looks_at"], case.message or ""]  # type: ignore[misc]
            words += [f"{name}: {test}" for key in ("when", "unless") for name, test in data[key].items()]  # type: ignore[attr-defined]
        for each in rule.evidence:
            words += [each.says, f"certainty: {each.certainty}" if each.source[:2] != "C-" else "Taken:"]
            cited = shipped.sources[each.source]
            words += [cited.limits] if each.source[:2] != "C-" and cited.certainty != "design" else []
        words += [test.name for test in shipped.loaded.tests[rule.id]]
        assert [one for one in words if " ".join(one.split()) not in said] == [], rule.id


def test_the_index_lists_every_rule_for_the_filter(shipped: Material, made: dict[str, str]) -> None:
    """The row of a rule carries the numbers of its severity, status and group, which the style sheet hides by."""
    tables = shipped.ruleset.tables
    for rule in (each for each in shipped.ruleset.rules if worst_severity(each, tables)):
        row = re.search(
            rf"<tr data-severity=\"(\d)\"[^>]*data-group=\"(\d)\">\n<th scope=\"row\"><a href=\"{rule.id}",
            made["index.html"],
        )
        assert row is not None, rule.id
        label = re.search(rf'id="severity-{row[1]}"> (\w+)</label>', made["index.html"])
        group = re.search(rf'id="group-{row[2]}"> (\w+)</label>', made["index.html"])
        assert label is not None
        assert group is not None
        assert (label[1], group[1]) == (worst_severity(rule, tables), shipped.groups[rule.id])
        assert f'body:has(#severity-{row[1]}:checked) .rules tbody tr:not([data-severity="{row[1]}"])' in made[STYLE]


def test_washouts_and_names_stand_in_the_vocabulary(shipped: Material, parsed: dict[str, Parsed]) -> None:
    """Every band with its source, every drug with its names, every class with what it stands for."""
    said = parsed["vocabulary.html"].text
    written = shipped.loaded.vocabulary
    assert "short-acting less than 7 days contraindicated P3" in said
    assert "perioperative less than 7 days major X (design choice)" in said
    for name, drug in written["drugs"].items():
        assert name in said, name
        assert ", ".join(drug.get("names", ())) in said, name
    assert all(one["says"] in said for one in written["classes"].values())
    products = parsed["products.html"].text
    assert [name for name in written["products"] if name not in products] == []
    assert [name for name in written["irrelevant"] if name not in parsed["other-names.html"].text] == []


def test_a_rule_page_says_what_holds_after_the_last_bound(parsed: dict[str, Parsed]) -> None:
    """Nothing is reported where the last band has a bound; where it has none its severity holds."""
    closed = "less than 7 days contraindicated less than 10 days moderate beyond that this case reports nothing"
    assert f"short-acting {closed}" in parsed["LDN104.html"].text
    said = parsed["LDN106.html"].text
    assert "depot-monthly less than 90 days contraindicated less than 120 days major beyond that info" in said
    assert "beyond that info beyond that" not in said


def test_every_question_is_said_by_a_rule_that_rests_on_it(shipped: Material, parsed: dict[str, Parsed]) -> None:
    """A question on which sources disagree stands on a rule's page, with every answer and the one that is taken."""
    cited = {each.source: rule.id for rule in shipped.ruleset.rules for each in rule.evidence}
    for question in shipped.conflicts:
        assert question.id in cited, question.id
        said = parsed[f"{cited[question.id]}.html"].text
        for text in (*(one.says for one in question.answers), question.taken):
            assert " ".join(text.split()) in said, (question.id, text)


def test_every_source_and_question_stands_in_the_register(shipped: Material, parsed: dict[str, Parsed]) -> None:
    """Citation, what it says, its limits and its figures; the answers to a question, and the one that is taken."""
    said = parsed["sources.html"].text
    questions = {one.id for one in shipped.conflicts}
    for name, source in shipped.sources.items():
        if name not in questions:
            figures = [f"{each.what}: {each.value} {each.unit}" for each in shipped.figures.get(name, ())]
            assert [one for one in (source.citation, source.says, source.limits, *figures) if one not in said] == []
    for one in shipped.conflicts:
        assert [
            text for text in (one.question, one.taken, *(each.says for each in one.answers)) if text not in said
        ] == []
    hrefs = {given.get("href", "") for given in parsed["sources.html"].of("a")}
    assert {
        "https://doi.org/10.1002/art.37734",
        "https://pubmed.ncbi.nlm.nih.gov/29055360",
        "https://pmc.ncbi.nlm.nih.gov/articles/PMC6313374",
        "https://clinicaltrials.gov/study/NCT04270877",
        "https://drugcentral.org/label/adb7c4dc",
    } <= {href.rstrip("/") for href in hrefs}


def test_statements_are_shown_by_tests_that_passed(shipped: Material, parsed: dict[str, Parsed]) -> None:
    """Each statement names rules or entries that carry it and tests that were run."""
    found = rows(shipped)
    said = parsed["statements.html"].text
    assert len(found) == 30
    assert [row.statement.id for row in found if not row.shown] == []
    assert all(row.statement.says in said for row in found)
    assert "30 of 30 are." in said
    assert "Not shown." not in said


def test_a_test_that_fails_shows_nothing(shipped: Material) -> None:
    """The statement is not called shown; index, rule, statements and limits say which test it was."""
    key = ("LDN305", "1.51 mg")
    spoilt = replace(shipped, tests={**shipped.tests, key: replace(shipped.tests[key], passed=False, message="no")})
    assert [row.statement.id for row in rows(spoilt) if not row.shown] == ["S02"]
    said = {name: Parsed(text).text for name, text in pages(spoilt).items()}
    assert "29 of 30 are." in said["statements.html"]
    assert "Not shown. LDN305: 1.5 mg (passed) LDN305: 1.51 mg (FAILED)" in said["statements.html"]
    assert "1 test did not pass." in said["index.html"]
    assert "1 failed" in said["index.html"]
    assert "FAILED" in said["LDN305.html"]
    assert "FAILED" not in said["LDN306.html"]
    assert "S02 is not shown by a test." in said["limits.html"]
    assert 'The test "1.51 mg" of LDN305 does not pass.' in said["limits.html"]


def test_a_test_that_was_not_run_or_does_not_run_shows_nothing(shipped: Material) -> None:
    """Neither a test without a result nor one of a rule that is a draft counts."""
    without = {key: each for key, each in shipped.tests.items() if key != ("LDN305", "1.5 mg")}
    assert [row.statement.id for row in rows(replace(shipped, tests=without)) if not row.shown] == ["S02"]
    drafts = tuple(replace(rule, status="draft") if rule.id == "LDN306" else rule for rule in shipped.ruleset.rules)
    spoilt = replace(shipped, ruleset=replace(shipped.ruleset, rules=drafts))
    unshown = [row.statement.id for row in rows(spoilt) if not row.shown]
    assert unshown == [one.id for one in shipped.loaded.statements if "LDN306" in dict(one.shown_by)]
    assert "LDN306 is draft and does not run." in Parsed(pages(spoilt)["limits.html"]).text


def test_limits_list_every_choice(shipped: Material, parsed: dict[str, Parsed]) -> None:
    """What a rule calls a choice, what a band or a setting rests on, and every open question."""
    said = parsed["limits.html"].text
    chosen = [each.says for rule in shipped.ruleset.rules for each in rule.evidence if each.certainty == "design"]
    settings = [each.says for each in shipped.settings if each.source in shipped.design]
    assert shipped.design == {"X"}
    assert chosen
    assert settings
    assert [one for one in (*chosen, *settings, *(each.taken for each in shipped.conflicts)) if one not in said] == []
    assert "neuraxial less than 14 days major awaited" in said


def test_the_guide_is_shown_without_its_marks(parsed: dict[str, Parsed]) -> None:
    """The known limits of the guide stand on the page as text, lists and a table."""
    said = parsed["limits.html"].text
    _, _, guide = said.partition("From the guide of the program that made these pages.")
    assert "CSV has medications alone." in guide
    assert re.findall(r"\]\(|`|\*\*|^#|\|", guide) == []
