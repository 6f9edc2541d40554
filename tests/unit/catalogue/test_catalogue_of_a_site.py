"""Catalogues of rules that somebody else wrote: hostile texts, no panel, a site policy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml
from msgspec.structs import replace

from ldn_rules.catalogue.material import gather
from ldn_rules.catalogue.pages import pages
from support.html_pages import Parsed, dead_links
from support.small_rules import write_small_rules

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HOSTILE = """</td><script>alert(1)</script><img src=x onerror='a()'>"&amp;"""
POLICY = """
language: 1
policy: <b>St Example</b>
version: "2026.2"
thresholds:
  - {threshold: washouts.short-acting.moderate, shipped: 10 days, here: 14 days}
  - threshold: washouts.long-acting.major
    shipped: 14 days
    here: none
    author: A. Pharmacist
    reason: Minute 12
    date: "2025-11-01"
"""


def edit(path: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """Change a file of the rules."""
    data = yaml.safe_load(path.read_text("utf-8"))
    change(data)
    path.write_text(yaml.safe_dump(data, sort_keys=False, allow_unicode=True), "utf-8")


def spoil_rule(rule: dict[str, Any]) -> None:
    """A hostile text wherever a rule may have one."""
    rule["title"] = rule["authored_by"] = HOSTILE
    rule["alert"]["message"] += HOSTILE
    rule["alert"]["management"] = [HOSTILE]
    rule["alert"]["mechanism"] = rule["alert"]["consequence"] = HOSTILE
    for each in (*rule["evidence"], *rule["tests"]):
        each["says" if "source" in each else "name"] = f"{HOSTILE} {each.get('name', '')}"
    rule["tests"][0]["list"][0]["prescriber"] = HOSTILE


def spoil_evidence(evidence: dict[str, Any]) -> None:
    """A hostile text wherever a source may have one, and addresses that are none."""
    for source in evidence["sources"].values():
        source.update(
            dict.fromkeys(("citation", "kind", "says", "limits", "jurisdiction", "population", "design"), HOSTILE)
        )
        source.update(identifier=f"doi:10.1/{HOSTILE.replace(' ', '')}; PMID 1", url="javascript:alert(1)")
        source["figures"] = {"one": {"what": HOSTILE, "value": "1", "unit": HOSTILE}}
    for question in evidence["conflicts"].values():
        question["citation"] = question["taken"] = HOSTILE
        for reading in question["readings"]:
            reading["says"] = HOSTILE


def spoil_vocabulary(words: dict[str, Any]) -> None:
    """A hostile text as what a class stands for."""
    for each in words["classes"].values():
        each["says"] = HOSTILE


def test_texts_of_an_author_are_only_text(site: Path) -> None:
    """Whatever is written in a rules folder, no page holds an element, an attribute or a link made of it."""
    before = {name: Parsed(text) for name, text in pages(gather(str(site), None)).items() if name.endswith(".html")}
    edit(site / "opioids" / "LDN104.yaml", spoil_rule)
    edit(site / "evidence.yaml", spoil_evidence)
    edit(site / "vocabulary" / "classes.yaml", spoil_vocabulary)
    made = pages(gather(str(site), None))
    read = {name: Parsed(text) for name, text in made.items() if name.endswith(".html")}
    assert HOSTILE in read["LDN104.html"].text
    assert HOSTILE in read["vocabulary.html"].text
    for name, page in read.items():
        assert "<script" not in made[name]
        assert "<img" not in made[name]
        assert {tag for tag, _ in page.elements} <= {tag for tag, _ in before[name].elements} | {
            "ul",
            "li",
            "var",
            "strong",
        }, name
        assert page.faults == []
        assert [given for _, given in page.elements if any(key[:2] == "on" or key == "src" for key in given)] == []
        assert [each for each in page.of("a") if ":" in each["href"] and not each["href"].startswith("https://")] == []
    assert list(dead_links(read)) == []


def test_characters_that_nobody_sees_are_written_out(site: Path) -> None:
    """What turns a line around or hides in it stands as its code, even where it came past the loader."""
    material = gather(str(site), None)
    rules = tuple(replace(rule, title="safe \u202etaht ton\u200b") for rule in material.ruleset.rules)
    said = pages(replace(material, ruleset=replace(material.ruleset, rules=rules)))["LDN104.html"]
    assert "safe \\u202etaht ton\\u200b" in said
    assert "\u202e" not in said
    assert "\u200b" not in said


def test_rules_without_panel_or_statements(site: Path) -> None:
    """The pages are there and say that there is nothing."""
    made = {name: Parsed(text) for name, text in pages(gather(str(site), None)).items() if name.endswith(".html")}
    assert "These rules have no founding statements." in made["statements.html"].text
    assert "These rules have no panel." in made["panel.html"].text
    assert "There are no founding statements." in made["limits.html"].text
    assert list(dead_links(made)) == []


@pytest.fixture(scope="module")
def under_policy(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Parsed]:
    """The pages of a few rules under a site policy."""
    folder = tmp_path_factory.mktemp("policy")
    (folder / "policy.yaml").write_text(POLICY, "utf-8")
    made = pages(gather(str(write_small_rules(folder / "site")), str(folder / "policy.yaml")))
    return {name: Parsed(text) for name, text in made.items() if name.endswith(".html")}


def test_a_site_policy_is_named_on_every_page(under_policy: dict[str, Parsed]) -> None:
    """With its version and the number of thresholds that differ."""
    box = "Under the site policy <b>St Example</b>, version 2026.2: 2 thresholds differ from the rules as shipped."
    assert [name for name, page in under_policy.items() if box not in page.text] == []
    assert list(dead_links(under_policy)) == []


def test_changed_thresholds_are_marked(under_policy: dict[str, Parsed]) -> None:
    """Beside the value of the rules stands the one in force, who decided, and whether it is stricter."""
    changed = "washouts.short-acting.moderate less than 10 days 14 days at this site (stricter)"
    answer = "(laxer; A. Pharmacist, 2025-11-01: Minute 12)"
    out = f"washouts.long-acting.major less than 14 days taken out at this site {answer}"
    assert changed in under_policy["LDN104.html"].text
    assert out not in under_policy["LDN104.html"].text
    assert out in under_policy["LDN105.html"].text
    assert changed in under_policy["thresholds.html"].text
    assert out in under_policy["thresholds.html"].text
    assert "Changed at this site." in under_policy["LDN104.html"].text
    assert "Changed at this site." not in under_policy["LDN101.html"].text
    assert len(under_policy["LDN104.html"].of("mark")) == 3
    assert (
        "LDN104 Opioid-free interval after a short-acting opioid changed at this site"
        in under_policy["index.html"].text
    )


def test_the_logic_is_the_one_in_force(under_policy: dict[str, Parsed]) -> None:
    """Bands on a rule's page are those of the policy; the table of the vocabulary shows both."""
    assert (
        "short-acting less than 7 days contraindicated less than 14 days moderate" in under_policy["LDN104.html"].text
    )
    assert "short-acting less than 10 days moderate 14 days at this site" in under_policy["vocabulary.html"].text
    assert "long-acting less than 14 days major taken out at this site" in under_policy["vocabulary.html"].text


def test_a_choice_is_not_explained_by_the_limits_of_the_choices_that_ship(made: dict[str, str]) -> None:
    """What a clinician should confirm of the shipped choices stands with the source, not on the page of each rule."""
    limits = "two clinicians should confirm the interval table"
    assert [name for name, text in made.items() if limits in text and name.endswith(".html")] == ["sources.html"]
