"""FHIR ValueSets: each code by its display, never by the title of its set; what cannot be read is an error."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from ldn_rules.codeindex.model import LeftOut
from ldn_rules.codeindex.releases import releases_in
from ldn_rules.rulebook.errors import CodeIndexError
from support.codes import HTTP, expansion, indexed, read_code, value_set

if TYPE_CHECKING:
    from pathlib import Path

SITE = "https://site.example/drugs"


def test_a_code_is_what_its_display_says(tmp_path: Path) -> None:
    """A set that is named for opioids holds what it holds."""
    found = expansion((SITE, "1", "oxycodone 5 mg tablet"), (SITE, "2", "ibuprofen"), (SITE, "3", "oxycodne"))
    file = value_set(tmp_path / "set.json", title="Opioids", expansion=found)
    index = indexed(tmp_path / "codes.sqlite", file)
    assert read_code(index, SITE, "1").ingredients == ("oxycodone",)
    assert read_code(index, SITE, "2").outcome == "irrelevant"
    near = read_code(index, SITE, "3")
    assert (near.outcome, near.ingredients, near.near) == ("review", ("oxycodone",), True)
    assert near.why == f"near oxycodone: {SITE} 3 is 'oxycodne' in value set https://site.example/set 1"


def test_a_display_nobody_knows_is_unrecognised(tmp_path: Path) -> None:
    """The reason quotes it."""
    file = value_set(tmp_path / "set.json", expansion=expansion((SITE, "1", "qwertyol")))
    drug = read_code(indexed(tmp_path / "codes.sqlite", file), SITE, "1")
    assert (drug.outcome, drug.why) == (
        "unrecognised",
        f"unknown code: {SITE} 1 ('qwertyol' in value set https://site.example/set 1, of which nothing is known)",
    )


def test_the_site_says_what_silent_codes_are(tmp_path: Path) -> None:
    """A name given at the import counts for displays that say nothing, and for no other."""
    found = expansion((SITE, "1", ""), (SITE, "2", "qwertyol"), (SITE, "3", "ibuprofen"))
    file = value_set(tmp_path / "set.json", expansion=found)
    index = indexed(tmp_path / "codes.sqlite", file, reads_as="opioid of unknown name")
    assert [read_code(index, SITE, code).ingredients for code in "123"] == [
        ("opioid of unknown name",),
        ("opioid of unknown name",),
        ("ibuprofen",),
    ]
    assert read_code(index, SITE, "2").why.endswith(", read as opioid of unknown name")


def test_the_vocabulary_is_asked_first(tmp_path: Path) -> None:
    """A public sample calls an RxNorm code of buprenorphine and naloxone by another name: what is known stays known."""
    file = value_set(tmp_path / "set.json", expansion=expansion((HTTP, "7804", "Buprenorphine / Naltrexone")))
    assert read_code(indexed(tmp_path / "codes.sqlite", file), HTTP, "7804").ingredients == ("oxycodone",)


def test_listed_codes_of_a_definition(tmp_path: Path) -> None:
    """Without an expansion the codes that `compose` lists count, but for those that it excludes."""
    concepts = [{"code": "1", "display": "oxycodone"}, {"code": "2", "display": "ibuprofen"}]
    compose = {
        "include": [{"system": SITE, "concept": concepts}],
        "exclude": [{"system": SITE, "concept": [{"code": "2"}]}],
    }
    index = indexed(tmp_path / "codes.sqlite", value_set(tmp_path / "set.json", compose=compose))
    assert read_code(index, SITE, "1").outcome == "recognised"
    assert read_code(index, SITE, "2").outcome == "unrecognised"


def test_nested_expansions_and_bundles(tmp_path: Path) -> None:
    """Codes under others count; groups that are no code do not; a Bundle holds several sets."""
    inner = {"system": SITE, "code": "1", "display": "oxycodone", "inactive": True}
    outer = {"abstract": True, "display": "Opioids", "contains": [inner]}
    sets = [
        {"resourceType": "ValueSet", "id": "a", "date": "2026-01-02", "expansion": {"contains": [outer]}},
        {"resourceType": "ValueSet", "id": "b", "expansion": expansion((SITE, "2", "ibuprofen"))},
        {"resourceType": "Patient"},
    ]
    file = tmp_path / "sets.json"
    file.write_text(json.dumps({"resourceType": "Bundle", "entry": [{"resource": each} for each in sets]}))
    assert [release.name for release in releases_in([str(file)])] == ["value set a", "value set b"]
    drug = read_code(indexed(tmp_path / "codes.sqlite", file), SITE, "1")
    assert drug.why == f"by code; {SITE} 1 is 'oxycodone' in value set a 2026-01-02, inactive there"


def test_what_is_left_out_has_its_place(tmp_path: Path) -> None:
    """A code without a display, one without a system, one that is none of its system."""
    found = expansion((SITE, "1", ""), ("", "2", "oxycodone"), (HTTP, "x", "oxycodone"))
    file = value_set(tmp_path / "set.json", expansion=found)
    (release,) = releases_in([file])
    assert list(release.read(left := LeftOut())) == []
    assert (left.counts, left.first) == (
        {
            "a code without a display (--as says what such codes are)": 1,
            "a code without a system, or that is none of it": 2,
        },
        {
            "a code without a display (--as says what such codes are)": f"{file}: expansion.contains[0] 1",
            "a code without a system, or that is none of it": f"{file}: expansion.contains[1]",
        },
    )


def nested(depth: int) -> dict[str, Any]:
    """An expansion so many levels deep."""
    found: dict[str, Any] = {"contains": []}
    for _ in range(depth):
        found = {"contains": [found]}
    return found


FAULTS = {
    ": the ValueSet has neither expansion nor compose.include": {},
    ": the ValueSet has neither url nor id nor name": {"url": "", "expansion": {}},
    ": compose.include[0]: lists no codes (a filter or another set); expand the ValueSet first": {
        "compose": {"include": [{"system": SITE, "filter": []}]}
    },
    ": compose.include[0].concept[0]: must be an object": {
        "compose": {"include": [{"system": SITE, "concept": ["1"]}]}
    },
    ": expansion: it is a page, with 1 of 1,200 codes; ask for the whole of it": {
        "expansion": {**expansion((SITE, "1", "x")), "total": 1200}
    },
    ": expansion.contains[0]: must be an object": {"expansion": {"contains": ["1"]}},
    f": expansion{'.contains[0]' * 51}: nested too deeply": {"expansion": nested(52)},
    ": there is no code of a drug in this release": {"expansion": {"contains": []}},
    ": there is no FHIR ValueSet": {"resourceType": "Patient"},
}


@pytest.mark.parametrize(("fault", "said"), FAULTS.items())
def test_a_set_that_cannot_be_read(tmp_path: Path, fault: str, said: dict[str, Any]) -> None:
    """What is not a list of codes is an error with its place, and no index is written."""
    file = value_set(tmp_path / "set.json", **said)
    with pytest.raises(CodeIndexError) as error:
        indexed(tmp_path / "codes.sqlite", file)
    assert str(error.value) == f"{file}{fault}"
    assert not (tmp_path / "codes.sqlite").exists()


def test_text_that_is_no_json(tmp_path: Path) -> None:
    """The place is JSON's own."""
    (tmp_path / "set.json").write_text('{"resourceType": ')
    with pytest.raises(CodeIndexError) as error:
        releases_in([str(tmp_path / "set.json")])
    assert str(error.value) == f"{tmp_path}/set.json: not JSON: Expecting value: line 1 column 18 (char 17)"


def test_the_same_set_twice(tmp_path: Path) -> None:
    """Two files that are one set are an error: one of them would take the other's place."""
    files = [value_set(tmp_path / name, expansion=expansion((SITE, "1", "x"))) for name in ("a.json", "b.json")]
    with pytest.raises(CodeIndexError) as error:
        releases_in(files)
    assert str(error.value) == f"{files[1]}: value set https://site.example/set is in {files[0]} too"
