"""A release of RxNorm: ingredients by relations that lead down, retired and suppressed codes, other systems."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest

from ldn_rules.codeindex.releases import releases_in
from ldn_rules.rulebook.errors import CodeIndexError
from support.codes import HTTP, indexed, read_code, rrf

if TYPE_CHECKING:
    from pathlib import Path

    from ldn_rules.codeindex.lookup import SqliteIndex


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> SqliteIndex:
    """An index of the release made by hand."""
    folder = tmp_path_factory.mktemp("rxnorm")
    return indexed(folder / "codes.sqlite", rrf(folder / "rrf"))


INGREDIENTS = {
    "203177": ("morphine",),
    "900010": ("morphine", "naltrexone"),
    "900020": ("morphine",),
    "900021": ("morphine", "naltrexone"),
    "900030": ("morphine",),
    "900035": ("morphine",),
    "900040": ("morphine",),
    "900041": ("morphine",),
    "900042": ("morphine", "naltrexone"),
    "900043": ("morphine",),
    "900044": ("acetaminophen", "oxycodone"),
    "900050": ("acetaminophen", "oxycodone"),
    "900060": ("morphine",),
}


@pytest.mark.parametrize(("code", "ingredients"), INGREDIENTS.items())
def test_ingredients_come_from_relations_that_lead_down(
    index: SqliteIndex, code: str, ingredients: tuple[str, ...]
) -> None:
    """No walk goes on from an ingredient or through a brand: MS Contin holds morphine and no naltrexone."""
    (found,) = index.find("rxnorm", [code])
    assert found.ingredients == ingredients


@pytest.mark.parametrize(
    ("code", "ingredients", "release", "why"),
    [
        ("900041", ("morphine",), "extended", ""),
        ("900043", ("morphine",), "extended", ""),
        ("900042", ("morphine", "naltrexone"), "extended", ""),
        ("900046", ("morphine",), "immediate", ", obsolete there"),
        ("900047", ("paracetamol",), "immediate", ", suppressed there"),
    ],
)
def test_a_code_alone_is_read(
    index: SqliteIndex, code: str, ingredients: tuple[str, ...], release: str, why: str
) -> None:
    """Ingredients by relation, release by the name of the concept, and what the release says of the code."""
    drug = read_code(index, HTTP, code)
    assert (drug.ingredients, drug.release) == (ingredients, release)
    assert drug.why.endswith(f"in RxNorm 26AA_261102F{why}")


def test_an_unknown_ingredient_is_irrelevant_by_its_statement(index: SqliteIndex) -> None:
    """What the source states as an ingredient is one, even if the vocabulary does not know it."""
    drug = read_code(index, HTTP, "900045")
    assert (drug.outcome, drug.ingredients) == ("irrelevant", ("zilucoplan",))


@pytest.mark.parametrize(
    ("code", "outcome", "ingredients", "why"),
    [
        ("800001", "recognised", ("morphine",), "retired there, now 900040"),
        ("800002", "recognised", ("oxycodone",), "retired there, read by its last name"),
        ("800004", "recognised", ("paracetamol", "oxycodone"), "retired there, now 900044"),
        ("800005", "review", ("paracetamol", "oxycodone", "morphine", "naltrexone"), "the code can mean"),
        ("800003", "unrecognised", (), "unknown code"),
        ("800006", "unrecognised", (), "unknown code"),
        ("900070", "unrecognised", (), "unknown code"),
    ],
)
def test_retired_codes(index: SqliteIndex, code: str, outcome: str, ingredients: tuple[str, ...], why: str) -> None:
    """As what they were merged into, all of it; else by their last name; a dose form or another's code is no drug."""
    drug = read_code(index, HTTP, code)
    assert (drug.outcome, drug.ingredients) == (outcome, ingredients)
    assert why in drug.why


@pytest.mark.parametrize(
    ("system", "code", "ingredients"),
    [
        ("ndc", "00406-8340-01", ("morphine",)),
        ("ndc", "0406-8340-62", ("morphine",)),
        ("ndc", "406834062", ("morphine",)),
        ("http://snomed.info/sct", "373529000", ("morphine",)),
        ("http://snomed.info/sct/731000124108", "373529000", ("morphine",)),
    ],
)
def test_other_systems_by_their_concept(
    index: SqliteIndex, system: str, code: str, ingredients: tuple[str, ...]
) -> None:
    """NDCs and codes of SNOMED CT stand for the concept that the release puts them with."""
    assert read_code(index, system, code).ingredients == ingredients


def test_the_code_of_a_dose_form_is_no_drug(index: SqliteIndex) -> None:
    """A code of SNOMED CT or NDC beside a concept that is no drug is not taken in."""
    assert index.find("snomed", ["421026006"]) == index.find("ndc", ["00000000001"]) == ()


def test_ambiguous_ndcs_of_a_release_are_left_out(index: SqliteIndex, tmp_path: Path) -> None:
    """Ten digits without hyphens stand for three codes: the release's own are taken only as they are sure."""
    assert index.find("ndc", ["00406051201", "04060512001", "00406512001"]) == ()


def test_a_zip_file_is_read_and_its_smaller_copy_is_not(tmp_path: Path) -> None:
    """A full release holds the prescribable subset of itself under the same names."""
    folder = rrf(tmp_path / "rrf")
    archive = tmp_path / "RxNorm_full.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for file in folder.iterdir():
            packed.writestr(f"prescribe/rrf/{file.name}", "7|nothing\n")
            packed.write(file, f"rrf/{file.name}")
    assert read_code(indexed(tmp_path / "codes.sqlite", archive), HTTP, "900041").ingredients == ("morphine",)


def test_two_files_are_enough(tmp_path: Path) -> None:
    """Without its other files a release is known by the day of its files."""
    folder = rrf(tmp_path / "release" / "rrf", whole=False)
    drug = read_code(indexed(tmp_path / "codes.sqlite", folder.parent), HTTP, "900041")
    assert drug.why.startswith(f"by code; {HTTP} 900041 is 'morphine sulfate 15 MG Extended Release Oral Tablet")


def test_relations_that_differ_are_told(tmp_path: Path) -> None:
    """Where two relations of a product name different ingredients all of them count, and the reason says so."""
    folder = rrf(tmp_path / "rrf")
    text = (folder / "RXNREL.RRF").read_text()
    kept = [
        line for line in text.splitlines(keepends=True) if "|900042||CUI|consists_of" not in line or "900032" in line
    ]
    (folder / "RXNREL.RRF").write_text("".join(kept))
    drug = read_code(indexed(tmp_path / "codes.sqlite", folder), HTTP, "900042")
    assert drug.ingredients == ("morphine", "naltrexone")
    assert "whose relations there name different ingredients" in drug.why


def test_a_lost_relation_hides_no_opioid(tmp_path: Path) -> None:
    """Where the relations name naltrexone alone and the name an opioid too, both count, in doubt."""
    folder = rrf(tmp_path / "rrf")
    lines = (folder / "RXNREL.RRF").read_text().splitlines(keepends=True)
    lost = ("|900042||CUI|has_ingredients|", "900031||CUI|RO|900042||CUI|consists_of|")
    (folder / "RXNREL.RRF").write_text("".join(line for line in lines if not any(each in line for each in lost)))
    drug = read_code(indexed(tmp_path / "codes.sqlite", folder), HTTP, "900042")
    assert (drug.outcome, drug.ingredients) == ("review", ("naltrexone", "morphine"))
    assert drug.why.endswith("in RxNorm 26AA_261102F does not fit its own ingredients")


def test_a_line_that_breaks_off_is_counted(tmp_path: Path) -> None:
    """A file that ends in the middle of a line says so."""
    folder = rrf(tmp_path / "rrf")
    with (folder / "RXNREL.RRF").open("a") as stream:
        stream.write("900031||CUI|RO|900042||CUI|cons")
    (release,) = releases_in([str(folder)])
    assert list(release.entries())
    assert release.left_out.counts["a line with too few cells"] == 1
    assert release.left_out.first["a line with too few cells"].startswith(f"{folder}/RXNREL.RRF:")


def test_a_circle_of_relations_ends(tmp_path: Path) -> None:
    """Relations that lead back to where they began hold no ingredient."""
    folder = rrf(tmp_path / "rrf")
    with (folder / "RXNREL.RRF").open("a") as stream:
        stream.write("900046||CUI|RO|900040||CUI|quantified_form_of|||RXNORM||||||\n")
        stream.write("900040||CUI|RO|900046||CUI|quantified_form_of|||RXNORM||||||\n")
    assert read_code(indexed(tmp_path / "codes.sqlite", folder), HTTP, "900046").ingredients == ("morphine",)


def test_a_release_needs_its_relations(tmp_path: Path) -> None:
    """Names alone say nothing of ingredients."""
    folder = rrf(tmp_path / "rrf", whole=False)
    (folder / "RXNREL.RRF").unlink()
    with pytest.raises(CodeIndexError) as error:
        indexed(tmp_path / "codes.sqlite", folder)
    assert str(error.value) == f"{folder}/RXNCONSO.RRF: RXNREL.RRF is missing beside it"


def test_a_release_without_drugs(tmp_path: Path) -> None:
    """A file of another kind under the name is an error, and leaves no index."""
    folder = rrf(tmp_path / "rrf", whole=False)
    (folder / "RXNCONSO.RRF").write_text("no bars here\n")
    with pytest.raises(CodeIndexError) as error:
        indexed(tmp_path / "codes.sqlite", folder)
    assert str(error.value) == f"{folder}/RXNCONSO.RRF: there is no code of a drug in this release"
    assert not (tmp_path / "codes.sqlite").exists()
