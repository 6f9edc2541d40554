"""Where a source can be read, and the names of places on a page."""

from __future__ import annotations

import pytest

from ldn_rules.catalogue.addresses import Part, parts_of
from ldn_rules.catalogue.anchors import anchors
from ldn_rules.rulebook.panel_model import Source


def source(identifier: str = "", url: str = "") -> Source:
    """A source of which only this is known."""
    return Source("S1", "", "", identifier, url, "", "", "", "", "", "", "")


@pytest.mark.parametrize(
    ("written", "href"),
    [
        ("doi:10.1000/a.b(1)", "https://doi.org/10.1000/a.b(1)"),
        ("DOI: 10.1000/<x>&\"y'", "https://doi.org/10.1000/%3Cx%3E%26%22y%27"),
        ("PMID: 123", "https://pubmed.ncbi.nlm.nih.gov/123"),
        ("pmid 123", "https://pubmed.ncbi.nlm.nih.gov/123"),
        ("PMC77", "https://pmc.ncbi.nlm.nih.gov/articles/PMC77"),
        ("NCT01234567", "https://clinicaltrials.gov/study/NCT01234567"),
        (
            "set id 00000000-1111-2222-3333-444444444444",
            "https://dailymed.nlm.nih.gov/dailymed/drugInfo.cfm?setid=00000000-1111-2222-3333-444444444444",
        ),
        ("NCT0123456", ""),
        ("PMID: 123 and others", ""),
        ("doi:11.1000/x", ""),
        ("set id 0000", ""),
        ("ISBN 3", ""),
    ],
)
def test_an_identifier(written: str, href: str) -> None:
    """Only a whole identifier of a known form leads anywhere, and nothing in it leaves the address."""
    assert parts_of(source(written)) == (Part(written, href),)


def test_several_identifiers_and_a_url() -> None:
    """In their order, the url last; empty pieces are none."""
    found = parts_of(source("PMC1; ; ISBN 3;", "https://example.org/a"))
    assert [(part.text, part.href != "") for part in found] == [
        ("PMC1", True),
        ("ISBN 3", False),
        ("https://example.org/a", True),
    ]
    assert parts_of(source()) == ()


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//example.org", "http:", "file:///etc", "http://[1", "x"]
)
def test_what_is_no_address_of_the_web(url: str) -> None:
    """Stands as text, without a link."""
    assert parts_of(source(url=url)) == (Part(url, ""),)


def test_anchors_are_ids() -> None:
    """Letters, digits and hyphens after the prefix; what leaves nothing is ``x``."""
    assert anchors("drug", ["Co-codamol 8/500", "Café", "阿片", "--"]) == {
        "Co-codamol 8/500": "drug-co-codamol-8-500",
        "Café": "drug-cafe",
        "阿片": "drug-x",
        "--": "drug-x--2",
    }


def test_anchors_differ() -> None:
    """Names that come to the same are numbered, whatever another is called; a name given twice has one."""
    names = ["a b", "a-b", "a b", "A.B", "a b 2", "a--2"]
    found = anchors("p", names)
    assert list(found) == list(dict.fromkeys(names))
    assert len(set(found.values())) == len(found)
    assert (found["a b"], found["a-b"], found["A.B"]) == ("p-a-b", "p-a-b--2", "p-a-b--3")
