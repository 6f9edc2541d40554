"""Site maps: local codes and names of ``codes/``, in YAML and in CSV, and every fault of them in its words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ldn_rules.intake.model import Coding
from ldn_rules.reading.drugs import DrugReader
from ldn_rules.rulebook.code_tables import read_table
from ldn_rules.rulebook.diagnostics import plain
from ldn_rules.rulebook.problems import Problems
from ldn_rules.rulebook.vocabulary_compile import compile_vocabulary

if TYPE_CHECKING:
    from ldn_rules.reading.model import DrugReading
    from unit.rulebook.conftest import Site

YAML = """\
language: 1
system: https://hospital.example/drugs
also: [HOSP]
map:
  - {code: "10017", reads-as: [Percocet]}
  - {code: "10018", name: Wundsalbe, reads-as: [irrelevant]}
  - {system: ndc, code: 0002-0800-01, reads-as: [oxycodone]}
  - {code: "10019", name: house mix, reads-as: [oxycodone, naltrexone, Percocet]}
"""
CSV = """\
\N{ZERO WIDTH NO-BREAK SPACE}system,code,name,reads-as\r
HOSP,10017,,Percocet\r
HOSP,10018,Wundsalbe,irrelevant\r
ndc,0002-0800-01,,oxycodone\r
\r
HOSP,10019,"house mix","oxycodone; naltrexone; Percocet"\r
"""


def read(site: Site, text: str | None, *code: str) -> DrugReading:
    """A drug, read with the vocabulary and the maps of a folder."""
    reader = DrugReader(compile_vocabulary(site.load().vocabulary))
    return reader.read(text, [Coding(*code)] if code else []).drug


@pytest.mark.parametrize(("name", "text"), [("local.yaml", YAML), ("local.csv", CSV)])
def test_a_map_adds_codes_and_names(site: Site, name: str, text: str) -> None:
    """Local codes and names are what the map says, in YAML and in CSV alike."""
    site.write(f"codes/{name}", text)
    assert read(site, None, "HOSP", "10017").ingredients == ("oxycodone", "paracetamol")
    assert read(site, None, "hosp ", " 10018").outcome == "irrelevant"
    assert read(site, "WUNDSALBE 20 g").outcome == "irrelevant"
    assert read(site, None, "http://hl7.org/fhir/sid/ndc", "00002080001").ingredients == ("oxycodone",)
    assert read(site, "house-mix").ingredients == ("oxycodone", "naltrexone", "paracetamol")
    assert read(site, None, "OTHER", "10017").outcome == "unrecognised"


def test_every_name_of_the_system_counts(site: Site) -> None:
    """What `also` lists are names of the same system."""
    site.write("codes/local.yaml", YAML)
    assert read(site, None, "https://hospital.example/drugs", "10017").outcome == "recognised"


def test_ndcs_of_a_map_in_every_form(site: Site) -> None:
    """A package by its product, and digits that stand for several codes, of which one is there."""
    site.write("codes/a.yaml", map_of("{system: ndc, code: 0002-0800, reads-as: [oxycodone]}"))
    site.write("codes/b.yaml", map_of("{system: ndc, code: 0002-0900-01, reads-as: [Percocet]}"))
    assert read(site, None, "ndc", "0002-0800-77").ingredients == ("oxycodone",)
    assert read(site, None, "ndc", "0002080077").outcome == "unrecognised"
    drug = read(site, None, "ndc", "0002090001")
    assert (drug.outcome, drug.why) == ("recognised", "by code; ndc 0002090001 read as 00002-0900-01")


def test_a_map_changes_the_hash_of_the_rules(site: Site) -> None:
    """A report with other maps names other rules."""
    before = site.load().ruleset.hash
    site.write("codes/local.csv", CSV)
    assert site.load().ruleset.hash != before


def map_of(*rows: str) -> str:
    """A map with these rows."""
    return "\n".join(["language: 1", "system: HOSP", "map:", *(f"  - {row}" for row in rows), ""])


FAULTS = {
    '{code: "1", reads-as: [oxycodne]}': "4:28: E128 no drug `oxycodne` in the vocabulary (did you mean `oxycodone`?)",
    '{code: "1", reads-as: [oxycodone, irrelevant]}': (
        "4:39: E106 `irrelevant` stands alone (take it out, or the other names)"
    ),
    "{reads-as: [oxycodone]}": "4:5: E101 key `code` is missing (a row maps a `code`, a `name`, or both)",
    '{code: "1"}': "4:5: E101 key `reads-as` is missing (Names of the vocabulary: all that it holds, or `irrelevant`"
    " alone for what the rules do not speak of.)",
    "{code: 1, reads-as: [oxycodone]}": '4:12: E103 must be a quoted code, not `1` (quote it: "1")',
    '{code: "1", reads-as: oxycodone}': "4:27: E103 must be a list, not `oxycodone`",
    '{code: "1", reads: [oxycodone], reads-as: [oxycodone]}': ("4:17: E102 unknown key `reads` (one of: name, system)"),
    '{system: rxnorm, code: "7804", reads-as: [irrelevant]}': (
        "4:28: E134 rxnorm `7804` is declared twice (the vocabulary has it, and a map cannot change it)"
    ),
    "{name: Oxycodon, reads-as: [irrelevant]}": (
        "4:12: E134 the name `Oxycodon` is declared twice (the vocabulary has it, and a map cannot change it)"
    ),
    "{name: oxycodone house blend, reads-as: [irrelevant]}": (
        "4:12: E106 `oxycodone` stands in this name, and the row does not read as oxycodone"
    ),
    '{system: ndc, code: "0002080001", reads-as: [oxycodone]}': (
        "4:25: E105 `0002080001` is not one code of NDC (write it with hyphens, or with eleven digits)"
    ),
    "{system: rxnorm, code: seven, reads-as: [oxycodone]}": "4:28: E105 `seven` is not a code of RXNORM",
}


@pytest.mark.parametrize(("row", "fault"), FAULTS.items())
def test_fault_of_a_row(site: Site, row: str, fault: str) -> None:
    """Exactly this fault is found, in these words."""
    site.write("codes/local.yaml", map_of(row))
    assert site.faults() == [f"codes/local.yaml:{fault}"]


def test_a_code_stands_once(site: Site) -> None:
    """The same code in two maps is a fault of the second, whatever it reads as."""
    site.write("codes/a.yaml", map_of('{code: "1", reads-as: [oxycodone]}'))
    site.write("codes/b.csv", "system,code,reads-as\nhosp,1,oxycodone\n")
    assert site.faults() == ["codes/b.csv:2:6: E134 hosp `1` is declared twice (first in codes/a.yaml:4)"]


def test_a_code_needs_a_system(site: Site) -> None:
    """A code of no system is of none."""
    site.write("codes/b.csv", "code,reads-as\n1,oxycodone\n")
    assert site.faults() == ["codes/b.csv:2:1: E106 `code` needs `system` beside it"]


TABLES = {
    b"system,code,reads-as\nHOSP,1\n": "2:1: E105 2 cells, and the header has 3 (quote a cell that holds a comma)",
    b'system,code,reads-as\nHOSP,"1,oxycodone\n': "2:1: E116 not valid CSV: unexpected end of data",
    b"system,code,reads-as\nHOSP,\xff,oxycodone\n": "2:1: E100 byte 0xff is not UTF-8 (save the file as UTF-8)",
    b"system,code,reads-as\n": "1:1: E105 needs 1 item at least",
    b"code;reads-as\n1;oxycodone\n": "1:1: E102 unknown column `code;reads-as` (did you mean `reads-as`?)",
    b"code,name\n1,x\n": "1:1: E101 the column `reads-as` is missing (columns are system, code, name, reads-as)",
    b"code,code,reads-as\n": "1:6: E110 the column `code` stands twice",
    b"": "1:1: E101 the column `reads-as` is missing (columns are system, code, name, reads-as)",
    b"system,code,reads-as\nHOSP,1,oxycodone" + b" " * 1_000_000: "1:1: E100 longer than 1,000,000 bytes"
    " (split the file)",
}


@pytest.mark.parametrize(("data", "fault"), TABLES.items(), ids=[text[:30] for text in TABLES.values()])
def test_fault_of_a_table(site: Site, data: bytes, fault: str) -> None:
    """What is wrong with a CSV file is told with its line."""
    site.write("codes/local.csv", data)
    assert f"codes/local.csv:{fault}" in site.faults()


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("map.xlsx", "codes/map.xlsx:1:1: E100 not read (save it as a table in .csv)"),
        ("map.CSV", "codes/map.CSV:1:1: E100 not read (save it as a table in .csv)"),
        ("map.yml", "codes/map.yml:1:1: E100 not read (the name must end in .yaml)"),
    ],
)
def test_file_that_looks_like_a_map_is_a_fault(site: Site, name: str, fault: str) -> None:
    """A map that is not read is not passed over in silence; a README is no map."""
    site.write(f"codes/{name}", CSV)
    site.write("codes/README.md", "Our codes.")
    assert site.faults() == [fault]


def test_a_table_that_is_no_file_to_read(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reason is the system's own."""
    site.write("codes/local.csv", CSV)

    def refuse(name: str, *_: object) -> None:
        raise PermissionError(13, "Permission denied", name)

    problems = Problems()
    monkeypatch.setattr("builtins.open", refuse)
    assert read_table("local.csv", "local.csv", problems) is None
    assert [plain(fault) for fault in problems.found] == ["local.csv:1:1: E100 cannot be read: Permission denied"]


def test_a_table_that_cannot_be_opened(site: Site) -> None:
    """A link that leads nowhere is said."""
    (site.root / "codes").mkdir()
    (site.root / "codes/local.csv").symlink_to(site.root / "nowhere.csv")
    assert site.faults() == ["codes/local.csv:1:1: E100 cannot be read: No such file or directory"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('codes: {rxnorm: ["7804"]}', 'codes: {rxnorm: [["7804"]]}'),
        ('codes: {rxnorm: ["7804"]}', "codes: {rxnorm: [true]}"),
        ('codes: {rxnorm: ["7804"]}', "codes: [rxnorm]"),
        ("names: [oxycodon]", "names: [[oxycodon]]"),
        ("names: [oxycodon]", "names: {a: b}"),
    ],
)
def test_a_map_beside_a_faulty_vocabulary(site: Site, old: str, new: str) -> None:
    """Faults of both are told; what the vocabulary has of another form breaks nothing."""
    site.write("codes/local.yaml", YAML.replace("[oxycodone]}", "[oxycodo]}"))
    site.edit("vocabulary/drugs.yaml", old, new)
    files = {fault.split(":")[0] for fault in site.faults()}
    assert files == {"codes/local.yaml", "vocabulary/drugs.yaml"}
